"""Do not use `eval()` or `exec()` on user-provided data.

## Why
`eval` does not read a value, it runs a program that somebody else wrote.
The shop let its customers write `3*12` into the field for the number of pieces, and a colleague was proud of the one
line that made it work.
One customer wrote `__import__("os").remove("orders.db")` instead.
Taking away the names that a text may use does not help: from any value a way leads to all classes of the program, and
an empty `__builtins__` does not block it.
`exec`, `compile`, `pandas.eval` and `DataFrame.query` are the same door with other handles.

## Instead
A number, a list or a dictionary in a text is read by `ast.literal_eval`, `json.loads`, `int` or `Decimal`.
A sum such as `3*12` none of them reads: take it apart at its operators, and compute with the numbers between them.
A choice among operations is a dictionary of functions: `OPERATIONS = {"+": operator.add, "*": operator.mul}`.
An attribute with a name that is only known later is `getattr(order, field)`, with `field` out of a list of known ones.
In `frame.query("price < @limit")` the value stays a value.

## When to break it
A debugger, a notebook, a tool that loads its own configuration as Python runs code on purpose.
There the text belongs to the person who starts the program; say so: `# noqa: RK505 - the settings are Python`.
Code that writes code, such as `dataclasses`, needs it too, and checks every name that it puts in.

## What the check sees
- error: `eval`, `exec` and the like, under any name, with text that a person, a request or the caller hands in.
- warning: the same with text of unknown origin, or by way of an attribute, and `eval` handed to `map` or `type=`;
  `DataFrame.query` and `DataFrame.eval` with text from the caller.
- advice: fixed text, a file of the program's own, `exec` of what the command line says, code whose names are looked at,
  `DataFrame.query` with other text that varies, and `__import__` of a name from outside.
- not seen: methods called `eval` of other objects, and text that only numbers can vary.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.execution.evaluated_code import (
    Running,
    checks_names_of_code,
    is_fixed,
    reads_own_file,
    running_places,
)
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.names.functions import enclosing_function, owner
from rulekit.analysis.project.roles import COMMANDS
from rulekit.analysis.strings.expression_texts import text_of
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.taint.backward import Channel, Kind, farthest, first_step
from rulekit.known.evaluation import BARE, INSTEAD
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.security.dynamic_code.fix import literal_instead

LOCKED_OUT = "__builtins__"
OTHERWISE = "choose a function from a dictionary"
# So many values in one text make a sum or a comparison.
MANY = 2
IMPORTERS = frozenset({"builtins.__import__"})

RULE = Rule(
    code="RK505",
    name="dynamic-code",
    known_as=(
        "eval",
        "exec",
        "code injection",
        "arbitrary code",
        "pickle",
    ),
    section=Section.SECURITY,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(
        Example(
            "Numbers of articles, typed as a list",
            bad="""
                articles = eval(input("Which articles? "))  # <- RK505
            """,
            good="""
                import ast

                articles = ast.literal_eval(input("Which articles? "))
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "A discount that is chosen by name",
            bad="""
                rule = form.read("discount")
                exec(f"price = {rule}(price)")  # <- RK505
            """,
            good="""
                DISCOUNTS = {"half": halve, "friends": take_a_third_off}

                price = DISCOUNTS[form.read("discount")](price)
            """,
        ),
    ),
    tempting=(
        Example(
            "A sandbox without walls",
            bad="""
                total = eval(input("Sum: "), {"__builtins__": {}})  # <- RK505
            """,
            good="""
                from decimal import Decimal

                total = sum(map(Decimal, input("Sum: ").split("+")))
            """,
        ),
        Example(
            "The same by the back door",
            bad="""
                import builtins

                run = getattr(builtins, "eval")
                total = run(input("Sum: "))  # <- RK505
            """,
            good="""
                from decimal import Decimal

                total = Decimal(input("Sum: "))
            """,
        ),
    ),
    related=("unvalidated-input", "unsafe-subprocess"),
    references=(
        "https://docs.python.org/3/library/functions.html#eval",
        "https://docs.python.org/3/library/ast.html#ast.literal_eval",
        "https://nedbatchelder.com/blog/201206/eval_really_is_dangerous.html",
        "https://cwe.mitre.org/data/definitions/95.html",
    ),
    equivalents={
        "ruff": ("S102", "S307", "PGH001"),
        "pylint": ("W0122", "W0123"),
        "bandit": ("B102", "B307"),
        "flake8": ("DUO104", "DUO105", "DUO110"),
    },
    advice_in=frozenset({"test"}),
)


@RULE.check
def dynamic_text(source: Source) -> Iterator[Finding]:
    """Find text that is run as code."""
    for running in running_places(source):
        severity = _severity(source, running)
        if severity is not None:
            steps = first_step(source, running.origin) if running.origin else ()
            make_fix = partial(literal_instead, source, running)
            about = source.span(running.node)
            message = _message(source, running)
            yield RULE.at(source, running.node, message, severity=severity, make_fix=make_fix, steps=steps, about=about)


@RULE.check
def dynamic_import(source: Source) -> Iterator[Finding]:
    """Find `__import__` of a name that comes from outside the function."""
    for call, _ in calls_to(source, IMPORTERS) if "__import__" in calls_by_word(source) else ():
        given = argument(source, call, "name", 0)
        if given is not None and farthest(source, given).kind in {Kind.INPUT, Kind.PARAMETER}:
            message = "`__import__` runs any module that it is told to: choose from a list of known modules"
            yield RULE.at(source, call, message, severity=Severity.ADVICE)


def _severity(source: Source, running: Running) -> Severity | None:
    """Weigh who decides what is run."""
    kind = running.origin.kind if running.origin else Kind.CONSTANT
    if kind is Kind.CONSTANT:
        is_plain = running.runner in BARE and source.role != "test"
        return Severity.ADVICE if is_plain and is_fixed(source, running.text) else None
    if checks_names_of_code(source, running.node) or _is_wish_of_starter(source, running):
        return Severity.ADVICE
    if kind is Kind.INPUT:
        is_sent = running.origin is not None and running.origin.channel is not Channel.ENVIRONMENT
        return Severity.ERROR if is_sent else Severity.WARNING
    if running.is_frame:
        return Severity.WARNING if kind is Kind.PARAMETER else Severity.ADVICE
    if kind is Kind.PARAMETER and running.is_near(source):
        return Severity.ERROR
    return Severity.ADVICE if reads_own_file(source, running.text) else Severity.WARNING


def _is_wish_of_starter(source: Source, running: Running) -> bool:
    """Tell whether `exec` runs a program that the person who starts this one writes on the command line."""
    origin = running.origin
    if running.runner != "builtins.exec" or origin is None:
        return False
    if origin.channel is Channel.COMMAND_LINE:
        return True
    function = enclosing_function(source, running.node)
    home = owner(source, function) if function is not None else None
    is_command = home is not None and any(last_name(base) in COMMANDS for base in home.bases)
    return is_command and origin.kind is Kind.PARAMETER and running.is_near(source)


def _message(source: Source, running: Running) -> str:
    """Say who decides what is run, and what to do instead."""
    name = running.name
    instead = _instead(source, running)
    if running.origin is None:
        return f"`{name}` hides code in a text: write the code itself"
    if running.call is None:
        return f"`{name}` is handed on and runs whatever it gets: {INSTEAD[name]}"
    given = argument(source, running.call, "globals", 1)
    values = values_at(source, given) if given is not None else ()
    displays = [one for one in values if isinstance(one, ast.Dict)]
    if any(isinstance(key, ast.Constant) and key.value == LOCKED_OUT for one in displays for key in one.keys):
        return f"`{name}` is no sandbox, even without `{LOCKED_OUT}`: {instead}"
    who = {Kind.INPUT: "text from outside", Kind.PARAMETER: "what the caller hands in"}
    return f"`{name}` runs {who.get(running.origin.kind, 'text that is not fixed')} as code: {instead}"


def _instead(source: Source, running: Running) -> str:
    """Say what to do: a value is read, a file is imported, and what is left is chosen from what is known."""
    call, last = running.call, running.name.rpartition(".")[2]
    if reads_own_file(source, running.text):
        return "import the file, or read it with `ast`"
    is_value = call is not None and len(call.args) == 1 and running.text is call.args[0] and not call.keywords
    is_value = is_value and not isinstance(source.parents.get(running.node), ast.Attribute)
    # What is put together of several parts is a sum or a comparison, and no value.
    is_value = is_value and running.text is not None and _values_in(source, running.text) < MANY
    if last == "eval" and not running.is_frame and not is_value:
        return OTHERWISE
    return INSTEAD.get(last, OTHERWISE)


def _values_in(source: Source, text: ast.expr) -> int:
    """Count the values that are put together to a text."""
    if isinstance(text, ast.BinOp):
        return _values_in(source, text.left) + _values_in(source, text.right)
    return len(text_of(source, text).interpolations)


@RULE.exempt(dynamic_text)
def loader(node: ast.Call, source: Source) -> bool:
    """It is the `exec_module` of a loader, which the import system calls to run the code of a module."""
    function = enclosing_function(source, node)
    return function is not None and function.name == "exec_module" and owner(source, function) is not None
