"""What a `try` can raise, as far as its statements tell."""

import ast
from typing import NamedTuple

from rulekit.analysis.exceptions.handlers import Try
from rulekit.analysis.flow.control_flow import always_raises
from rulekit.analysis.names.functions import does_nothing, functions, own_nodes
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.raised_exceptions import (
    HARMLESS,
    HARMLESS_METHODS,
    INSPECTORS,
    RAISED_BY,
    RAISED_BY_METHOD,
    RUNS_FOREIGN_CODE,
)

# In a longer `try` one of the other statements is as likely to be what the author meant.
_MOST_STATEMENTS = 4
# A message has room for two names.
_MOST_NAMED = 2


class RaisedTypes(NamedTuple):
    """The exceptions that a block is known to raise, in the order of its text; `complete` if nothing else is likely."""

    types: tuple[str, ...]
    complete: bool

    @property
    def likely(self) -> tuple[str, ...]:
        """The names of a few of them, without those that catch everything."""
        last_parts = (name.rpartition(".")[2] for name in self.types)
        narrow = dict.fromkeys(name for name in last_parts if name not in {"Exception", "BaseException"})
        return tuple(narrow)[:_MOST_NAMED]


def types_raised_in(source: Source, statement: Try) -> RaisedTypes:
    """Return what the body of a short `try` is likely to raise."""
    if len(statement.body) > _MOST_STATEMENTS:
        return RaisedTypes((), complete=False)
    raised: dict[str, None] = {}
    complete = True
    # What the block has put under a key itself is there: `found["tea"] = ...` before `found["tea"]`.
    stored = {ast.unparse(node) for node in own_nodes(statement) if _is_item(node, ast.Store)}
    for node in own_nodes(statement):
        if stored and _is_item(node, ast.Load) and ast.unparse(node) in stored:
            continue
        types = _raised_by(source, node)
        raised |= dict.fromkeys(types or ())
        # What a function of this file raises itself is never all that it can raise.
        function = node.func if isinstance(node, ast.Call) else None
        is_local = isinstance(function, ast.Name) and names(source).resolve(function) is None
        complete = complete and types is not None and not is_local
    return RaisedTypes(tuple(raised), complete and bool(raised))


def _is_item(node: ast.AST, context: type[ast.expr_context]) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.ctx, context)


def _raised_by(source: Source, node: ast.AST) -> tuple[str, ...] | None:
    """Return what one node raises; nothing at all where nobody can tell."""
    types: tuple[str, ...] | None = ()
    match node:
        case ast.Call():
            types = _raised_by_call(source, node)
        case ast.Raise():
            types = _raised_by_statement(source, node)
        case ast.Import() | ast.ImportFrom():
            types = ("ImportError",)
        case ast.Subscript(ctx=ast.Load(), slice=ast.Slice()):
            types = ()
        case ast.Subscript(
            ctx=ast.Load(), slice=ast.Constant(value=key) | ast.UnaryOp(operand=ast.Constant(value=key))
        ):
            types = ("KeyError",) if isinstance(key, str) else ("IndexError",)
        case ast.BinOp(left=left, op=ast.Div() | ast.FloorDiv() | ast.Mod()):
            # `"%s" % name` formats a text.
            types = None if isinstance(left, ast.Constant) else ("ZeroDivisionError",)
        case ast.Subscript(ctx=ast.Load()) | ast.With() | ast.For() | ast.While():
            types = None
        case ast.Await() | ast.Yield() | ast.YieldFrom():
            types = None
    return types


def _raised_by_call(source: Source, call: ast.Call) -> tuple[str, ...] | None:
    target = names(source).resolve(call.func)
    if target in HARMLESS:
        return ()
    if target == "subprocess.run" and any(keyword.arg == "check" for keyword in call.keywords):
        return ("subprocess.CalledProcessError",)
    if target and target in RAISED_BY:
        return RAISED_BY[target]
    if isinstance(call.func, ast.Attribute):
        known = RAISED_BY_METHOD.get(call.func.attr) if target is None else None
        return () if call.func.attr in HARMLESS_METHODS else known
    function = names(source).single_binder(call.func)
    if not isinstance(function, FUNCTIONS):
        return None
    raises = (node for node in own_nodes(function) if isinstance(node, ast.Raise))
    return tuple(name for statement in raises for name in _raised_by_statement(source, statement) or ()) or None


def _raised_by_statement(source: Source, statement: ast.Raise) -> tuple[str, ...] | None:
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    target = names(source).resolve(raised) if raised else None
    if target and target.startswith("builtins.") and called_name(statement.exc):
        return (target.removeprefix("builtins."),)
    return (raised.id,) if isinstance(raised, ast.Name) and raised.id[0].isupper() else None


def except_types(source: Source, raised: RaisedTypes) -> str | None:
    """Write the types that a `try` raises as an `except` names them, if they are known for certain and in scope."""
    if not raised.complete or not all(_in_scope(source, name) for name in raised.types):
        return None
    return raised.types[0] if len(raised.types) == 1 else f"({', '.join(raised.types)})"


def _in_scope(source: Source, name: str) -> bool:
    """Tell whether an exception can be named as it is: a builtin, or of a module imported by its own name."""
    known = names(source)
    root = name.partition(".")[0]
    if root == name:
        return not known.binding_scopes.get(name) and name in BUILTINS
    return len(known.binding_scopes.get(root, ())) == 1 and any(
        isinstance(binder, ast.alias) and binder.name.startswith(name.rpartition(".")[0]) and not binder.asname
        for binder in known.bindings[known.module].get(root, [])
    )


def only_inspects_objects(source: Source, statement: Try) -> bool:
    """Tell whether a `try` only asks an object that may be anything for its text, its attributes or the like."""
    nodes = list(own_nodes(statement))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    if len(statement.body) > _MOST_STATEMENTS or not calls:
        return False
    resolve = names(source).resolve
    # Loops, sums and lookups around `repr(value)` fail by mistakes of their own.
    own_work = (ast.For, ast.While, ast.With, ast.BinOp, ast.Subscript)
    return all(resolve(call.func) in INSPECTORS for call in calls) and not any(
        isinstance(node, own_work) for node in nodes
    )


def runs_foreign_code(source: Source, statement: Try) -> bool:
    """Tell whether a `try` runs code that is not its own: text, a module, a function that it was given.

    A method of `self` that does nothing here is there for others to fill: a hook.
    """
    known = names(source)
    for node in own_nodes(statement):
        if not isinstance(node, ast.Call):
            continue
        # A parameter, or one of several listeners that a loop goes through.
        binders = known.binders(node.func) if isinstance(node.func, ast.Name) else ()
        is_callback = bool(binders) and all(
            isinstance(binder, ast.arg) or isinstance(source.parents.get(binder), (ast.For, ast.AsyncFor))
            for binder in binders
        )
        if is_callback or _is_hook(source, node.func) or known.resolve(node.func) in RUNS_FOREIGN_CODE:
            return True
    return False


def _is_hook(source: Source, called: ast.expr) -> bool:
    if not (isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "self"):
        return False
    methods = [function for function in functions(source) if function.name == called.attr]
    return bool(methods) and all(does_nothing(method) for method in methods)


def calls_raising_function(source: Source, statement: ast.stmt) -> bool:
    """Tell whether a statement calls a function of this file that always raises."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    # `yield self._fail()` waits for a function in the manner of Twisted.
    value = value.value if isinstance(value, (ast.Yield, ast.YieldFrom)) else value
    return called_name(value) in raising_functions(source)


@question
def raising_functions(source: Source) -> frozenset[str]:
    """Which names of functions stand only for functions that always raise?"""
    raising: dict[str, bool] = {}
    for function in functions(source):
        raising[function.name] = raising.get(function.name, True) and always_raises(function.body)
    return frozenset(name for name, always in raising.items() if always)
