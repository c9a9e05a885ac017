"""Exception handlers: which types they catch, how broad that is, and what they do with the exception."""

import ast
import enum

from rulekit.analysis.flow.call_graph import class_around, functions_behind
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.control_flow import always_raises
from rulekit.analysis.logs.loggers import log_method
from rulekit.analysis.logs.messages import wrapper_calls
from rulekit.analysis.names.functions import class_values, is_stub, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.signatures import renamed_imports
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.expected import SIGNALS
from rulekit.known.output import PRINTERS, STREAM_WRITERS, TALK, TRACEBACK_WRITERS

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
    if isinstance(types, (ast.Tuple, ast.List)):
        listed: tuple[ast.expr, ...] = tuple(types.elts)
    elif not (listed := _values_behind(source, types)):
        value = names(source).single_value(types)
        if not isinstance(value, (ast.Tuple, ast.List)) or types in value.elts:
            return frozenset({names(source).resolve(types) or last_name(types) or "?"})
        listed = (value,)
    return frozenset().union(*(caught_types(source, listed_type) for listed_type in listed))


def _values_behind(source: Source, types: ast.expr) -> tuple[ast.expr, ...]:
    """Return what a function of this file gives back, or what the class around holds as an attribute."""
    if isinstance(types, ast.Call):
        functions = (function for function in functions_behind(source, types.func) if isinstance(function, FUNCTIONS))
        nodes = (node for function in functions for node in own_nodes(function))
        return tuple(node.value for node in nodes if isinstance(node, ast.Return) and node.value is not None)
    if isinstance(types, ast.Attribute) and getattr(types.value, "id", "") in {"self", "cls"}:
        home = class_around(source, types)
        return class_values(home, types.attr) if home is not None else ()
    return ()


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
