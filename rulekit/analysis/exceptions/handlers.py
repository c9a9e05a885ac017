"""Exception handlers: what they catch, what they do with it, and whether they do anything at all."""

import ast
import enum
from collections.abc import Iterator

from rulekit.analysis.flow.call_graph import class_around, functions_behind
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.control_flow import always_raises
from rulekit.analysis.logs.loggers import log_method
from rulekit.analysis.logs.wrappers import relay_calls
from rulekit.analysis.names.functions import class_values, is_stub, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.signatures import renamed_imports
from rulekit.analysis.syntax.index import FUNCTIONS, children
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.expected import SIGNALS
from rulekit.known.output import PRINTERS, STREAM_WRITERS, TALK, TRACEBACK_WRITERS

Attempt = ast.Try | ast.TryStar
ATTEMPTS = (ast.Try, ast.TryStar)
BASE, BROAD = "builtins.BaseException", "builtins.Exception"


class Breadth(enum.Enum):
    """How much a handler catches, the widest first."""

    BARE = "bare"
    BASE = "BaseException"
    BROAD = "Exception"
    NARROW = "narrow"


def breadth(source: Source, handler: ast.ExceptHandler) -> Breadth:
    """Tell how much a handler catches."""
    return Breadth.BARE if handler.type is None else breadth_of(caught(source, handler.type))


def breadth_of(types: frozenset[str]) -> Breadth:
    """Tell how much a set of qualified exception types covers."""
    if BASE in types:
        return Breadth.BASE
    return Breadth.BROAD if BROAD in types else Breadth.NARROW


def caught(source: Source, types: ast.expr) -> frozenset[str]:
    """Give the qualified names of the exceptions that an `except` or `suppress` lists; of others the last part."""
    if isinstance(types, (ast.Tuple, ast.List)):
        return frozenset().union(*(caught(source, one) for one in types.elts))
    if isinstance(types, ast.Starred):
        return caught(source, types.value)
    if behind := _behind(source, types):
        return frozenset().union(*(caught(source, one) for one in behind))
    value = names(source).single_value(types)
    if isinstance(value, (ast.Tuple, ast.List)) and types not in value.elts:
        return caught(source, value)
    last = types.attr if isinstance(types, ast.Attribute) else getattr(types, "id", "?")
    return frozenset({names(source).resolve(types) or last})


def _behind(source: Source, types: ast.expr) -> tuple[ast.expr, ...]:
    """Give what a function of this file returns, or what the class around holds as an attribute."""
    if isinstance(types, ast.Call):
        functions = functions_behind(source, types.func)
        results = (node for one in functions if isinstance(one, FUNCTIONS) for node in own_nodes(one))
        return tuple(one.value for one in results if isinstance(one, ast.Return) and one.value is not None)
    if isinstance(types, ast.Attribute) and getattr(types.value, "id", "") in {"self", "cls"}:
        home = class_around(source, types)
        return class_values(home, types.attr) if home is not None else ()
    return ()


@question
def broad_suppressions(source: Source) -> tuple[tuple[ast.Call, Breadth], ...]:
    """Which calls of `contextlib.suppress` take everything, and how much is that?"""
    if "suppress" not in vocabulary(source):
        return ()
    words = ["suppress", *(new for new, old in renamed_imports(source).items() if old == "suppress")]
    likely = [call for word in words for call in calls_by_word(source).get(word, ())]
    found = [call for call in likely if names(source).resolve(call.func) == "contextlib.suppress"]
    widths = ((call, breadth_of(frozenset().union(*(caught(source, one) for one in call.args)))) for call in found)
    return tuple((call, width) for call, width in widths if width is not Breadth.NARROW)


def attempt_of(source: Source, handler: ast.ExceptHandler) -> Attempt:
    """Give the `try` that a handler belongs to."""
    attempt = source.parents[handler]
    assert isinstance(attempt, ATTEMPTS)
    return attempt


def handler_nodes(handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    """Give the nodes of a handler's body without those of functions and lambdas defined in it."""
    stack: list[ast.AST] = [*reversed(handler.body)]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            stack += children(node)[::-1]


def is_import_guard(attempt: Attempt) -> bool:
    """Tell whether a `try` holds imports, and besides them only what follows from them: definitions and assignments."""
    imports = (ast.Import, ast.ImportFrom)
    if not any(isinstance(statement, imports) for statement in attempt.body):
        return False
    others = (ast.Assign, ast.AnnAssign, ast.Pass, ast.ClassDef, *FUNCTIONS)
    return all(isinstance(statement, (*imports, *others)) for statement in attempt.body)


def reports(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler logs, shows the error to somebody, or makes use of the exception's value."""
    for node in handler_nodes(handler):
        if isinstance(node, ast.Call) and is_report(source, node):
            return True
        is_value = handler.name and isinstance(node, ast.Name) and node.id == handler.name
        if is_value and not is_idle_call(source, source.parents.get(node)):
            return True
    return False


def is_idle_call(source: Source, node: ast.AST | None) -> bool:
    """Recognise a call of a function of this file that does nothing."""
    functions = functions_behind(source, node.func) if isinstance(node, ast.Call) else ()
    bodies = [one.body for one in functions if isinstance(one, FUNCTIONS) and is_stub(one)]
    return 0 < len(bodies) == len(functions) and not any(map(always_raises, bodies))


def shows_the_error(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler logs, or tells what happened by the exception or its traceback; fixed words do not."""
    for node in handler_nodes(handler):
        if isinstance(node, ast.Call):
            is_logged = log_method(source, node) is not None or node in relay_calls(source)
            if is_logged or called_name(node) in TRACEBACK_WRITERS | {"exc_info"}:
                return True
        if handler.name and isinstance(node, ast.Name) and node.id == handler.name and isinstance(node.ctx, ast.Load):
            return True
    return False


def is_report(source: Source, call: ast.Call) -> bool:
    """Tell whether a call writes to a log or to the terminal."""
    if log_method(source, call) or call in relay_calls(source):
        return True
    target = names(source).resolve(call.func)
    return target in PRINTERS or target in STREAM_WRITERS or target in TALK


def keeps_traceback(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether the traceback is not lost: a signal, raised again, or written out."""
    if always_raises(handler.body) and not any(called_name(node) == "exit" for node in handler_nodes(handler)):
        return True
    types = caught(source, handler.type) if handler.type is not None else frozenset()
    if types and {name.rpartition(".")[2] for name in types} <= SIGNALS | {"SystemExit"}:
        return True
    calls = [node for node in handler_nodes(handler) if isinstance(node, ast.Call)]
    if any(log_method(source, call) == "exception" or called_name(call) in TRACEBACK_WRITERS for call in calls):
        return True
    return any(keyword.arg == "exc_info" for call in calls for keyword in call.keywords)


def handler_around(source: Source, node: ast.AST) -> ast.ExceptHandler | None:
    """Give the handler that a node runs in; a function that is only defined there does not run in it."""
    for around in source.ancestors(node):
        if isinstance(around, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            return None
        if isinstance(around, ast.ExceptHandler):
            return around
    return None
