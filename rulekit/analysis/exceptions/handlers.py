"""Exception handlers: which types they catch, whether they log, keep or raise the exception, or swallow it."""

import ast
import enum
import re
from collections.abc import Iterator, Sequence

from rulekit.analysis.flow.arguments import returned_values
from rulekit.analysis.flow.call_graph import class_around, functions_behind
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.control_flow import always_raises
from rulekit.analysis.flow.reaching_definitions import LOOPS
from rulekit.analysis.logs.loggers import log_method
from rulekit.analysis.logs.messages import wrapper_calls
from rulekit.analysis.names.functions import class_values, is_stub, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.signatures import THROWAWAY, renamed_imports
from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.index import FUNCTIONS, children, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import preceding
from rulekit.analysis.syntax.vocabulary import is_read_anywhere, vocabulary
from rulekit.known.expected_exceptions import (
    ATTRIBUTE_ERRORS,
    CALLS_THAT_RAISE,
    CLEANUP_CALLS,
    EXPECTED_ERROR_NAME,
    EXPECTED_ERRORS,
    IMPORT_ERRORS,
    LOOKUP_ERRORS,
    NAME_ERRORS,
    SIGNALS,
)
from rulekit.known.output import PRINTERS, STREAM_WRITERS, TALK, TRACEBACK_WRITERS
from rulekit.model.late import regex

Try = ast.Try | ast.TryStar
TRY_STATEMENTS = (ast.Try, ast.TryStar)
BASE, BROAD = "builtins.BaseException", "builtins.Exception"


class Breadth(enum.Enum):
    """How much a handler catches, the widest first."""

    BARE = "bare"
    BASE = "BaseException"
    BROAD = "Exception"
    NARROW = "narrow"


def breadth(source: Source, handler: ast.ExceptHandler) -> Breadth:
    """Tell how much a handler catches."""
    return Breadth.BARE if handler.type is None else breadth_of(caught_types(source, handler.type))


def breadth_of(types: frozenset[str]) -> Breadth:
    """Tell how much a set of qualified exception types covers."""
    if BASE in types:
        return Breadth.BASE
    return Breadth.BROAD if BROAD in types else Breadth.NARROW


def caught_types(source: Source, types: ast.expr) -> frozenset[str]:
    """Return the qualified names of the types that an `except` or `suppress` lists; of unknown ones the last part."""
    if isinstance(types, ast.Starred):
        return caught_types(source, types.value)
    listed: Sequence[ast.expr] = ()
    if isinstance(types, ast.Call):
        listed = tuple(returned_values(source, types))
    elif isinstance(types, ast.Attribute) and getattr(types.value, "id", "") in {"self", "cls"}:
        home = class_around(source, types)
        listed = class_values(source, home, types.attr) if home is not None else ()
    elif isinstance(types, (ast.Tuple, ast.List)):
        return frozenset().union(*(caught_types(source, listed_type) for listed_type in types.elts))
    if not listed:
        value = names(source).single_value(types)
        if not isinstance(value, (ast.Tuple, ast.List)) or types in value.elts:
            return frozenset({names(source).resolve(types) or last_name(types) or "?"})
        listed = (value,)
    return frozenset().union(*(caught_types(source, listed_type) for listed_type in listed))


def caught_names(source: Source, handler: ast.ExceptHandler) -> frozenset[str]:
    """Return the last parts of the names of the types that a handler lists."""
    types = caught_types(source, handler.type) if handler.type is not None else frozenset()
    return frozenset(name.rpartition(".")[2] for name in types)


@question
def broad_suppressions(source: Source) -> tuple[tuple[ast.Call, Breadth], ...]:
    """Which calls of `contextlib.suppress` take everything, and how much is that?"""
    if "suppress" not in vocabulary(source):
        return ()
    words = ["suppress", *(new for new, old in renamed_imports(source).items() if old == "suppress")]
    named = [call for word in words for call in calls_by_word(source).get(word, ())]
    calls = [call for call in named if names(source).resolve(call.func) == "contextlib.suppress"]
    widths = (
        (call, breadth_of(frozenset().union(*(caught_types(source, one) for one in call.args)))) for call in calls
    )
    return tuple((call, width) for call, width in widths if width is not Breadth.NARROW)


def is_expected(name: str) -> bool:
    """Tell whether code answers a question by an error of this name rather than failing: a key is missing."""
    return name in EXPECTED_ERRORS | SIGNALS | IMPORT_ERRORS or EXPECTED_ERROR_NAME.fullmatch(name) is not None


def catches_only_expected(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether everything that a handler catches is an answer, and its traceback says nothing new."""
    types = caught_names(source, handler)
    return bool(types) and all(map(is_expected, types))


def try_of(source: Source, handler: ast.ExceptHandler) -> Try:
    """Return the `try` statement that a handler belongs to."""
    statement = source.parents[handler]
    assert isinstance(statement, TRY_STATEMENTS)
    return statement


def handler_around(source: Source, node: ast.AST) -> ast.ExceptHandler | None:
    """Return the handler that a node runs in; a function that is only defined there does not run in it."""
    for around in source.ancestors(node):
        if isinstance(around, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            return None
        if isinstance(around, ast.ExceptHandler):
            return around
    return None


def is_import_guard(statement: Try) -> bool:
    """Tell whether a `try` holds imports, and besides them only what follows from them: definitions and assignments."""
    imports = (ast.Import, ast.ImportFrom)
    # `try: import ujson; loads = ujson.loads` guards one import; a call beside it may fail for reasons of its own.
    allowed = (*imports, ast.Assign, ast.AnnAssign, ast.Pass, ast.ClassDef, *FUNCTIONS)
    return any(isinstance(part, imports) for part in statement.body) and all(
        isinstance(part, allowed) for part in statement.body
    )


def logs_or_prints(source: Source, call: ast.Call) -> bool:
    """Tell whether a call writes to a log or to the terminal."""
    if log_method(source, call) or call in wrapper_calls(source):
        return True
    target = names(source).resolve(call.func)
    return target in PRINTERS or target in STREAM_WRITERS or target in TALK


def reports(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler logs, shows the error to somebody, or makes use of the exception's value."""
    for node in own_nodes(handler):
        if isinstance(node, ast.Call) and logs_or_prints(source, node):
            return True
        is_value = handler.name and isinstance(node, ast.Name) and node.id == handler.name
        if is_value and not calls_stub(source, source.parents.get(node)):
            return True
    return False


def reports_exception(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler logs, or reads the exception or its traceback; fixed words alone are no report of it."""
    for node in own_nodes(handler):
        if isinstance(node, ast.Call):
            is_logged = log_method(source, node) is not None or node in wrapper_calls(source)
            if is_logged or called_name(node) in TRACEBACK_WRITERS | {"exc_info"}:
                return True
        if handler.name and isinstance(node, ast.Name) and node.id == handler.name and isinstance(node.ctx, ast.Load):
            return True
    return False


def keeps_traceback(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether the traceback is not lost: only signals are caught, it is raised again, or written out."""
    calls = [node for node in own_nodes(handler) if isinstance(node, ast.Call)]
    # `sys.exit(1)` raises too, but `SystemExit` shows no traceback of what was caught.
    if always_raises(handler.body) and not any(called_name(call) == "exit" for call in calls):
        return True
    types = caught_names(source, handler)
    if types and types <= SIGNALS | {"SystemExit"}:
        return True
    if any(log_method(source, call) == "exception" or called_name(call) in TRACEBACK_WRITERS for call in calls):
        return True
    return any(keyword.arg == "exc_info" for call in calls for keyword in call.keywords)


def calls_stub(source: Source, node: ast.AST | None) -> bool:
    """Tell whether a node calls a function of this file that does nothing, not even raise `NotImplementedError`."""
    functions = functions_behind(source, node.func) if isinstance(node, ast.Call) else ()
    bodies = [function.body for function in functions if isinstance(function, FUNCTIONS) and is_stub(function)]
    return 0 < len(bodies) == len(functions) and not any(map(always_raises, bodies))


# Builtins that only look at the exception: `str(error)` in a message is not the exception itself.
_INSPECTORS = frozenset(
    "str repr type isinstance issubclass hasattr getattr len bool vars dir id hash any all pprint".split()
)
# Calls that make words of the exception, by their names: `self.log(error)`, `show_message(error)`.
_TALKERS = regex(r".*(log|print|echo|warn|debug|info|write|message|msg|format|show).*", re.IGNORECASE)
# Functions made for exceptions, by their names: `future.set_exception`, `handle_error`, `on_failure`, `excepthook`.
_EXCEPTION_TAKERS = regex(
    r"(\w*_)?(handle|report|capture|record|set|notify|dispatch|call|fire|on|send)_?(\w+_)?(error|exception|exc|failure)"
    r"(_handler|_hook)?|(\w*_)?(error|exception)_?(handler|callback|hook)|\w*excepthook|internal_?error",
    re.IGNORECASE,
)
_CONTAINER_METHODS = frozenset("append add put put_nowait insert extend setdefault throw send reject errback".split())
_SNAPSHOTS = frozenset({"exc_info", "format_exc"})


def lets_escape(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler keeps the exception itself (or its traceback), or calls a function made for exceptions."""
    for node in own_nodes(handler):
        # `logger.report_error(error)` of a logger is a log line, whatever the method is called.
        is_call = isinstance(node, ast.Call) and not log_method(source, node)
        if is_call and _EXCEPTION_TAKERS.fullmatch(called_name(node)):
            return True
    return any(True for _ in escapes(source, handler))


def escapes(source: Source, handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    """Yield the statements that store or return the exception itself (or its traceback), and the calls that take it."""
    for node in own_nodes(handler):
        if isinstance(node, ast.Name):
            is_exception = node.id == handler.name and isinstance(node.ctx, ast.Load)
        else:
            is_exception = isinstance(node, ast.Call) and called_name(node) in _SNAPSHOTS and not node.args
        if is_exception and (escape := _escape_of(source, node)) is not None:
            yield escape


def takes_exception(call: ast.Call) -> bool:
    """Tell whether a call is there to take an exception, by its name: `handle_error`, `set_exception`, `append`."""
    name = called_name(call)
    return name in _CONTAINER_METHODS or _EXCEPTION_TAKERS.fullmatch(name) is not None


def is_kept_by(source: Source, assignment: ast.Assign) -> bool:
    """Tell whether what is assigned is kept: by a name that is read, or by an attribute, which others may read."""
    targets = [part for target in assignment.targets for part in getattr(target, "elts", [target])]
    stored = {target.id for target in targets if isinstance(target, ast.Name)} - THROWAWAY
    is_read = any(is_read_anywhere(source, word) for word in stored)
    return is_read or not all(isinstance(target, ast.Name) for target in targets)


def _escape_of(source: Source, value: ast.AST) -> ast.AST | None:
    """Follow a value outward to what stores it, returns it, or takes it as an argument and is no mere message."""
    parent = source.parents.get(value)
    if isinstance(parent, (ast.keyword, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Starred, ast.Subscript, ast.IfExp)):
        return _escape_of(source, parent)
    if isinstance(parent, ast.Call):
        name = called_name(parent)
        is_message = name in _INSPECTORS or _TALKERS.fullmatch(name) or logs_or_prints(source, parent)
        return None if is_message else parent
    if isinstance(parent, ast.Assign):
        return parent if is_kept_by(source, parent) else None
    kinds = (ast.Return, ast.Yield, ast.Await, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)
    return parent if isinstance(parent, kinds) else None


class Swallow(enum.Enum):
    """How a handler does nothing."""

    PASSING = "pass"
    CONTINUE = "continue"
    RETURN = "return"


def swallow_of(source: Source, handler: ast.ExceptHandler) -> Swallow | None:
    """Tell how a handler does nothing, if it does nothing at all."""
    *before, last = handler.body
    if not all(_is_no_op(source, handler, statement) for statement in before):
        return None
    if isinstance(last, ast.Continue):
        return Swallow.CONTINUE
    if isinstance(last, ast.Return):
        is_empty = last.value is None or (isinstance(last.value, ast.Constant) and last.value.value is None)
        return Swallow.RETURN if is_empty else None
    return Swallow.PASSING if _is_no_op(source, handler, last) else None


def _is_no_op(source: Source, handler: ast.ExceptHandler, statement: ast.stmt) -> bool:
    """Tell whether a statement does nothing, or only pretends to use the exception: `del error`, `_ = error`."""

    def is_exception(expression: ast.expr) -> bool:
        return isinstance(expression, ast.Name) and expression.id == handler.name

    match statement:
        case ast.Pass():
            return True
        case ast.Expr(value=value):
            return isinstance(value, ast.Constant) or calls_stub(source, value) or is_exception(value)
        case ast.Delete(targets=targets):
            return all(map(is_exception, targets))
        case ast.Assign(value=value) if is_exception(value):
            return not is_kept_by(source, statement)
    return False


def has_explaining_comment(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a comment in the handler, or behind the only plain statement of the `try`, explains the silence."""
    end = handler.end_lineno or handler.lineno
    # Comments below the last statement belong to the handler as long as they are indented deeper than `except`.
    while end < len(source.lines) and (bare := source.lines[end].lstrip()).startswith("#"):
        if len(source.lines[end]) - len(bare) <= handler.col_offset:
            break
        end += 1
    places = [range(handler.lineno, end + 1)]
    statement = try_of(source, handler)
    first = statement.body[0]
    # Inside a block or a call of several lines, a comment speaks of its own line; another handler has its own.
    is_plain = len(statement.body) == 1 and not (hasattr(first, "body") or isinstance(first, ast.Match))
    if is_plain:
        places.append(range(first.end_lineno or first.lineno, statement.handlers[0].lineno))
    if not any("#" in source.lines[line - 1] for lines in places for line in lines):
        return False
    by_line = comments(source)
    return any(line in by_line and by_line[line].explains for lines in places for line in lines)


def is_focused(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether the `try` is one statement of the very kind that raises what is caught."""
    statement, types = try_of(source, handler), caught_names(source, handler)
    if len(statement.body) != 1 or not types:
        return False
    nodes = list(walk(statement.body[0]))
    return all(any(_may_raise(node, name) for node in nodes) for name in types)


def _may_raise(node: ast.AST, error: str) -> bool:
    if isinstance(node, ast.Call):
        return called_name(node) in CALLS_THAT_RAISE.get(error, ())
    if isinstance(node, ast.Subscript):
        return error in LOOKUP_ERRORS
    if isinstance(node, ast.Attribute):
        return error in ATTRIBUTE_ERRORS
    return isinstance(node, ast.Name) and error in NAME_ERRORS


def only_cleans_up(statement: Try) -> bool:
    """Tell whether a `try` is one call that closes or removes something."""
    first = statement.body[0]
    if len(statement.body) > 1 or not isinstance(first, ast.Expr):
        return False
    return called_name(first.value).strip("_") in CLEANUP_CALLS


def has_fallback(source: Source, statement: Try) -> bool:
    """Tell whether a `try` is one assignment to what has a value already."""
    first = statement.body[0]
    # `with open(path) as file: settings = load(file)` is one assignment as well.
    while isinstance(first, (ast.With, ast.AsyncWith)) and len(first.body) == 1:
        first = first.body[0]
    if len(statement.body) > 1 or not isinstance(first, (ast.Assign, ast.AugAssign)):
        return False
    targets = first.targets if isinstance(first, ast.Assign) else [first.target]
    written = {ast.unparse(target) for target in targets}
    # `price = Decimal(price)` has a value already, or it could not read it.
    read = (node for node in walk(first.value) if isinstance(node, (ast.Name, ast.Attribute)))
    if any(ast.unparse(node) in written for node in read):
        return True
    return any(ast.unparse(target) in written for target in _targets_before(source, statement))


def _targets_before(source: Source, statement: ast.AST) -> Iterator[ast.expr]:
    """Yield what the statements before this one assign to, in its block and in those around it up to the function."""
    while not isinstance(statement, (*FUNCTIONS, ast.ClassDef, ast.Module)):
        for before in preceding(source, statement):
            if isinstance(before, ast.Assign):
                yield from before.targets
            elif isinstance(before, ast.AnnAssign):
                yield before.target
        statement = source.parents[statement]


def exits_from_finally(statement: Try) -> Iterator[ast.stmt]:
    """Yield the statements that leave a `finally`, and with it drop the exception that is under way."""
    stack: list[tuple[ast.AST, bool]] = [(part, False) for part in statement.finalbody]
    while stack:
        node, in_loop = stack.pop()
        if isinstance(node, ast.Return) or (isinstance(node, (ast.Break, ast.Continue)) and not in_loop):
            yield node
        elif not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.expr)):
            stack += [(child, in_loop or isinstance(node, LOOPS)) for child in children(node)]
