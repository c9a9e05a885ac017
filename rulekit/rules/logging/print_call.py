"""Never use `print()` for logging in production code. Always use the `logging` module.

## Why
`print` writes to a screen that nobody watches.
In production the words end in a pipe, without the time, without a level and without the name of the module; often they
come late, because the pipe is buffered, and a crash takes the last of them along.
The shop's order intake printed "stock low" four hundred times a day, between all the other lines, until an article was
sold that was not there.
A log record can be filtered, counted, sent on and switched off, all without touching the code that wrote it.

## Instead
Make one logger a module, `logger = logging.getLogger(__name__)`, and say `logger.info("order %s arrived", number)`.
Inside an `except` use `logger.exception()`, which adds the traceback.
Leave it to the program's start to decide where the records go.

## When to break it
Output that a person asked for is no log: the answer of a command-line tool, a table in a notebook, a dialogue.
Keep it where the program starts, or pass the stream along: `print(row, file=report)`.

## What the check sees
- error: `print` inside an `except`, where it takes the place of the traceback.
- warning: `print`, `pprint` and `sys.stdout.write` elsewhere outside the parts that start the program, also by another
  name or as a callback.
- advice: the same where a variable of the environment switches it on, in a function that is there to show something,
  by its name or docstring, such as `print_receipt` (in a notebook such a function writes for its reader and is left
  alone), and in an `except` of an error that is an answer, such as `ModuleNotFoundError` or `KeyError`.
- not seen: output by other libraries, such as `click.echo`; a program that starts in a way unknown to the check.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile

from rulekit.analysis.edits.print_to_log import log_instead
from rulekit.analysis.exceptions.handlers import catches_only_expected, handler_around, keeps_traceback
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.logs.loggers import log_calls
from rulekit.analysis.logs.prints import printing, prints_elsewhere
from rulekit.analysis.names.class_hierarchy import base_names
from rulekit.analysis.names.functions import enclosing_function, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.programs import imported_modules, started_by_hand
from rulekit.analysis.project.project import Project
from rulekit.analysis.project.roles import does_it_all, in_entry_scope
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import snake_case
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import following, place_in_block
from rulekit.analysis.syntax.vocabulary import names_by_word, vocabulary
from rulekit.analysis.testing.pytest_model import is_test
from rulekit.known.output import PROGRAM_EXITS, PROMPT_WORDS, PROMPTS
from rulekit.model.finding import Finding, Severity, Span
from rulekit.model.late import dataclass, regex
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

# What shows something to a person, by its name (`print_receipt`, `stock_report`) or by how its docstring begins.
DISPLAY_NAME = regex(
    r"_*(print(?!er)\w*|(show|display|pprint|dump|echo|help|usage|report)(_\w*)?)"
    r"|.*_(show|display|print|pprint|dump|help|report)"
)
DISPLAY_DOCSTRING = regex(r"(Print|Dump|Display|Show|Pretty[- ]print)s?\b")
# Migrations of Django and Alembic, which a command runs.
MIGRATIONS = frozenset({"Migration", "upgrade"})
STREAM_METHODS = frozenset({"write", "writelines", "flush"})

Use = ast.Call | ast.Name | ast.Attribute


@dataclass(frozen=True)
class OwnPrint:
    """A place that prints in a file which leaves nothing to others."""

    span: Span


@question
def prints_of_its_own(source: Source) -> tuple[OwnPrint, ...]:
    """Where does a file print of which only other files can tell whether a person starts it?"""
    if source.role != "production" or source.is_partial or not does_it_all(source):
        return ()
    found = printing(source)
    return tuple(OwnPrint(source.span(node)) for node in (*found.calls, *found.callbacks))


RULE = Rule(
    code="RK201",
    name="print-call",
    known_as=(
        "print statement",
        "stdout",
        "console output",
        "printing",
    ),
    section=Section.LOGGING,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A message that nobody will find",
            bad="""
                import shop

                for order in shop.late_orders():
                    print(f"order {order.number} is late")  # <- RK201
            """,
            good="""
                import logging
                import shop

                logger = logging.getLogger(__name__)

                for order in shop.late_orders():
                    logger.info("order %s is late", order.number)
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "An error without its traceback",
            bad="""
                try:
                    book.write(order)
                except OSError:
                    print("order", order.number, "was not written")  # <- RK201
                    waiting.append(order)
            """,
            good="""
                try:
                    book.write(order)
                except OSError:
                    logger.exception("order %s was not written", order.number)
                    waiting.append(order)
            """,
        ),
        Example(
            "A report that somebody asked for",
            bad="""
                for order in orders:
                    print(order.number, order.total)  # <- RK201
            """,
            good="""
                for order in orders:
                    print(order.number, order.total, file=report)
            """,
        ),
    ),
    tempting=(
        Example(
            "The same screen by another door",
            bad="""
                import sys

                sys.stderr.write("stock is low")  # <- RK201
            """,
            good="""
                import logging

                logging.getLogger(__name__).warning("stock is low")
            """,
        ),
    ),
    related=("missing-traceback",),
    references=(
        "https://docs.python.org/3/howto/logging.html#when-to-use-logging",
        "https://12factor.net/logs",
    ),
    equivalents={"ruff": ("T201", "T203"), "flake8": ("T201", "T203", "WPS421"), "pylint": ("W9017", "E9998")},
    roles=frozenset({"production", "notebook"}),
    collects=(prints_of_its_own, imported_modules),
    collects_from_notebooks=(imported_modules,),
)


@RULE.check
def printed_line(source: Source) -> Iterator[Finding]:
    """Find calls that write to the terminal."""
    for call in printing(source).calls:
        severity, message = _severity(source, call), "is no log: call a method of a logger"
        handler = handler_around(source, call)
        if handler is not None and not keeps_traceback(source, handler):
            if catches_only_expected(source, handler):
                severity = Severity.ADVICE
            elif not _looks_at_error(source, call, handler) and not _is_logged(source, handler):
                message = "loses the traceback: call `logger.exception()` here"
                severity = severity if severity is Severity.ADVICE else Severity.ERROR
        printer, make_fix = ast.unparse(call.func), partial(log_instead, source, call)
        yield RULE.at(source, call, f"`{printer}` {message}", severity=severity, make_fix=make_fix)


@RULE.check
def printing_callback(source: Source) -> Iterator[Finding]:
    """Find `print` as an argument."""
    for name in printing(source).callbacks:
        message = f"`{ast.unparse(name)}` as a callback is no log: hand over a method of a logger"
        yield RULE.at(source, name, message, severity=_severity(source, name))


@RULE.review
def printed_by_a_program(project: Project) -> Iterator[Finding]:
    """Ask the other files whether a file is there for them, or for a person to start."""
    by_hand = {member.path for member in started_by_hand(project)}
    for member, prints in project.collected(prints_of_its_own):
        for place in prints if member.path in by_hand else ():
            yield RULE.at(member, place, "a print")


@RULE.exempt(printed_by_a_program)
def started_by_a_person(_: OwnPrint) -> bool:
    """It stands in a file that no package holds and no other file imports, and which uses all that it defines."""
    return True


def _looks_at_error(source: Source, call: ast.Call, handler: ast.ExceptHandler) -> bool:
    """Tell whether a print stands below a question about the error, so that it is known: `if error.errno == ENOENT`."""
    around = takewhile(lambda one: one is not handler, source.ancestors(call))
    tests = [one.test for one in around if isinstance(one, ast.If)]
    return any(isinstance(node, ast.Name) and node.id == handler.name for test in tests for node in ast.walk(test))


def _is_logged(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler logs beside the print: then it is that call which should keep the traceback."""
    return any(handler_around(source, log_call.call) is handler for log_call in log_calls(source))


def _severity(source: Source, node: ast.AST) -> Severity:
    is_wanted = _in_display_function(source, node) or _is_switched_on(source, node)
    return Severity.ADVICE if is_wanted else Severity.WARNING


def _is_switched_on(source: Source, node: ast.AST) -> bool:
    """Tell whether a person switched the output on by a variable of the environment: `if TIMER_DEBUG:`.

    It stands below that question, or in a function that is named nowhere else.
    """
    if "environ" not in vocabulary(source) and "getenv" not in vocabulary(source):
        return False
    function = enclosing_function(source, node)
    uses = names_by_word(source).get(function.name, ()) if function is not None else ()
    asked = [_below_environment(source, use) for use in uses if isinstance(use.ctx, ast.Load)]
    return _below_environment(source, node) or (bool(asked) and all(asked))


def _below_environment(source: Source, node: ast.AST) -> bool:
    choices = (around for around in source.ancestors(node) if isinstance(around, ast.If))
    return any(_asks_environment(source, choice.test) for choice in choices)


def _asks_environment(source: Source, test: ast.expr) -> bool:
    names_read = [node for node in ast.walk(test) if isinstance(node, ast.Name)]
    values = [value for name in names_read if (value := names(source).single_value(name)) is not None]
    parts = (node for part in (test, *values) for node in ast.walk(part))
    return any(
        last_name(node) in {"environ", "getenv"} for node in parts if isinstance(node, (ast.Name, ast.Attribute))
    )


def _in_display_function(source: Source, node: ast.AST) -> bool:
    function = enclosing_function(source, node)
    if function is None:
        return False
    home = owner(source, function)
    said = [snake_case(home.name)] if home is not None else []
    docstring = (ast.get_docstring(function) or "").lstrip()
    return any(map(DISPLAY_NAME.fullmatch, (function.name, *said))) or bool(DISPLAY_DOCSTRING.match(docstring))


@RULE.exempt(printed_line, printing_callback)
def program_start(node: Use, source: Source) -> bool:
    """It runs only because a person started the program: under the `__main__` guard, in `main`, in a command."""
    return in_entry_scope(source, node)


@RULE.exempt(printed_line, printing_callback)
def other_stream(node: Use, source: Source) -> bool:
    """It goes to another stream than those of the terminal: `print(row, file=report)`."""
    call = node if isinstance(node, ast.Call) else source.parents[node]
    return isinstance(call, ast.Call) and prints_elsewhere(source, call)


@RULE.exempt(printed_line, printing_callback)
def in_a_test(node: Use, source: Source) -> bool:
    """It stands in a test."""
    function = enclosing_function(source, node)
    return function is not None and is_test(source, function)


@RULE.exempt(printed_line)
def last_words(node: Use, source: Source) -> bool:
    """The block, or that around its `if`, goes on to end the program: `sys.exit(1)` follows."""
    ends, statement = _ends_of_program(source), source.statement(node)
    choices = takewhile(lambda around: isinstance(around, ast.If), source.ancestors(statement)) if ends else ()
    return any(later in ends for one in (statement, *choices) for later in following(source, one))


@question
def _ends_of_program(source: Source) -> frozenset[ast.AST]:
    """Which statements end the program?"""
    statements: Sequence[ast.Raise | ast.Expr] = source.nodes(ast.Raise, ast.Expr)
    return frozenset(statement for statement in statements if _ends_program(source, statement))


def _ends_program(source: Source, statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "SystemExit"
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and names(source).resolve(call.func) in PROGRAM_EXITS


@RULE.exempt(printed_line)
def said_in_the_log(node: Use, source: Source) -> bool:
    """A logger is told the same right before or after it."""
    statement = source.statement(node)
    block, at = place_in_block(source, statement)
    logged = {log_call.call for log_call in log_calls(source)}
    near = [one.value for one in (*block[max(at - 1, 0) : at], *block[at + 1 : at + 2]) if isinstance(one, ast.Expr)]
    return any(call in logged and _says_the_same(call, node) for call in near)


def _says_the_same(call: ast.Call, node: Use) -> bool:
    said = [ast.dump(one.args[0]) for one in (call, node) if isinstance(one, ast.Call) and one.args]
    return len(said) > 1 and said[0] == said[1]


@RULE.exempt(printed_line, printing_callback)
def output_that_was_asked_for(node: Use, source: Source) -> bool:
    """It stands under the question whether `-` was given, which means the standard output in place of a file."""
    child: ast.AST = node
    for around in source.ancestors(node):
        if isinstance(around, ast.If) and child in around.body and _asks_for_dash(around.test):
            return True
        child = around
    return False


def _asks_for_dash(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], (ast.Eq, ast.In)):
        return False
    sides = (test.left, *test.comparators)
    return any(isinstance(side, ast.Constant) and side.value == "-" for side in sides)


@RULE.exempt(printed_line, printing_callback)
def dialogue(node: Use, source: Source) -> bool:
    """The same function asks a person, by `input()` or `getpass()`."""
    return enclosing_function(source, node) in prompting_functions(source)


@question
def prompting_functions(source: Source) -> frozenset[ast.AST]:
    """Which functions ask a person and wait for the answer?"""
    if not any(word in vocabulary(source) for word in PROMPT_WORDS):
        return frozenset()
    calls = [call for word in PROMPT_WORDS for call in calls_by_word(source).get(word, ())]
    prompts = [call for call in calls if names(source).resolve(call.func) in PROMPTS]
    return frozenset(function for call in prompts if (function := enclosing_function(source, call)))


@RULE.exempt(printed_line, printing_callback)
def shown_to_the_reader(node: Use, source: Source) -> bool:
    """In a notebook it stands in a function that is there to show something, by its name or docstring."""
    handler = handler_around(source, node)
    return source.role == "notebook" and handler is None and _in_display_function(source, node)


@RULE.exempt(printed_line)
def stream_of_its_own(node: Use, source: Source) -> bool:
    """It stands in the `write` of a class that is a stream itself."""
    function = enclosing_function(source, node)
    return function is not None and function.name in STREAM_METHODS and owner(source, function) is not None


@RULE.exempt(printed_line)
def in_log_handler(node: Use, source: Source) -> bool:
    """It stands in a handler of logging, which would call itself if it logged."""
    function = enclosing_function(source, node)
    home = owner(source, function) if function is not None else None
    return home is not None and any(base.endswith("Handler") for base in base_names(source, home)) and _emits(home)


def _emits(home: ast.ClassDef) -> bool:
    return any(isinstance(one, FUNCTIONS) and one.name == "emit" for one in home.body)


@RULE.exempt(printed_line)
def in_migration(_: Use, source: Source) -> bool:
    """It tells the person who migrates a database how far it is."""
    if {"migrations", "versions"}.isdisjoint(source.folders):
        return False
    return any(getattr(statement, "name", "") in MIGRATIONS for statement in source.tree.body)
