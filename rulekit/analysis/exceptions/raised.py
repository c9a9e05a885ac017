"""What a `try` can raise, as far as its statements tell."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.exceptions.handlers import Attempt
from rulekit.analysis.flow.control_flow import always_raises
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, children
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.raisers import ASKING, FOREIGN, HARMLESS, HARMLESS_METHODS, RAISED_BY, RAISED_BY_METHOD

CHECKED = "check"
FEW = 4
MOST = 2


@dataclass(frozen=True)
class Raised:
    """The exceptions that a block is known to raise, in the order of its text; `complete` if nothing else is likely."""

    types: tuple[str, ...]
    complete: bool

    @property
    def likely(self) -> tuple[str, ...]:
        """The names of a few of them, without those that catch everything."""
        found = (name.rpartition(".")[2] for name in self.types)
        return tuple(dict.fromkeys(name for name in found if name not in {"Exception", "BaseException"}))[:MOST]


def raised_in(source: Source, attempt: Attempt) -> Raised:
    """Give what the body of a short `try` is likely to raise."""
    if len(attempt.body) > FEW:
        return Raised((), complete=False)
    found: dict[str, None] = {}
    complete = True
    for statement in attempt.body:
        for node in _nodes(statement):
            types = _raised_by(source, node)
            found |= dict.fromkeys(types or ())
            complete = complete and types is not None and not _is_local(source, node)
    return Raised(tuple(found), complete and bool(found))


def asks_anything(source: Source, attempt: Attempt) -> bool:
    """Tell whether a `try` only asks an object that may be anything for its text, its attributes or the like."""
    resolve = names(source).resolve
    calls = [node for statement in attempt.body for node in _nodes(statement) if isinstance(node, ast.Call)]
    if len(attempt.body) > FEW or not calls:
        return False
    return all(resolve(call.func) in ASKING for call in calls) and not any(
        isinstance(node, (ast.For, ast.While, ast.With, ast.BinOp, ast.Subscript))
        for statement in attempt.body
        for node in _nodes(statement)
    )


def runs_foreign_code(source: Source, attempt: Attempt) -> bool:
    """Tell whether a `try` runs code that is not its own: text, a module, a function that it was given."""
    known = names(source)
    for statement in attempt.body:
        for node in _nodes(statement):
            if isinstance(node, ast.Call) and (known.resolve(node.func) in FOREIGN or _is_given(source, node.func)):
                return True
    return False


def _is_given(source: Source, function: ast.expr) -> bool:
    """Tell whether a function comes from outside: it is a parameter, or one of several that a loop goes through."""
    if not isinstance(function, ast.Name):
        return False
    binders = names(source).binders(function)
    return bool(binders) and all(
        isinstance(binder, ast.arg) or isinstance(source.parents.get(binder), (ast.For, ast.AsyncFor))
        for binder in binders
    )


def calls_a_raiser(source: Source, statement: ast.stmt) -> bool:
    """Tell whether a statement calls a function of this file that always raises."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    return called_name(statement.value) in raisers(source)


@question
def raisers(source: Source) -> frozenset[str]:
    """Which names of functions stand only for functions that always raise?"""
    found: dict[str, bool] = {}
    for function in source.nodes(ast.FunctionDef):
        found[function.name] = found.get(function.name, True) and always_raises(function.body)
    return frozenset(name for name, always in found.items() if always)


def _nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.Lambda)):
            stack += children(node)[::-1]


def _raised_by(source: Source, node: ast.AST) -> tuple[str, ...] | None:
    """Give what one node raises; nothing at all where nobody can tell."""
    if isinstance(node, ast.Call):
        return _raised_by_call(source, node)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return _raised_by_lookup(node)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return ("ImportError",)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod)):
        return None if isinstance(node.left, ast.Constant) else ("ZeroDivisionError",)
    if isinstance(node, ast.Raise):
        return _raised_by_statement(source, node)
    return None if isinstance(node, (ast.With, ast.For, ast.While, ast.Await, ast.Yield, ast.YieldFrom)) else ()


def _raised_by_lookup(lookup: ast.Subscript) -> tuple[str, ...] | None:
    if isinstance(lookup.slice, ast.Slice):
        return ()
    key = lookup.slice.operand if isinstance(lookup.slice, ast.UnaryOp) else lookup.slice
    if isinstance(key, ast.Constant):
        return ("KeyError",) if isinstance(key.value, str) else ("IndexError",)
    return None


def _raised_by_call(source: Source, call: ast.Call) -> tuple[str, ...] | None:
    target = names(source).resolve(call.func)
    if target in HARMLESS:
        return ()
    if target == "subprocess.run" and any(keyword.arg == CHECKED for keyword in call.keywords):
        return ("subprocess.CalledProcessError",)
    if target and target in RAISED_BY:
        return RAISED_BY[target]
    if isinstance(call.func, ast.Attribute):
        known = RAISED_BY_METHOD.get(call.func.attr) if target is None else None
        return () if call.func.attr in HARMLESS_METHODS else known
    return _raised_by_local(source, call)


def _is_local(source: Source, node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and names(source).resolve(node.func) is None and isinstance(node.func, ast.Name)


def _raised_by_local(source: Source, call: ast.Call) -> tuple[str, ...] | None:
    """Look one level into a function of the same file: what it raises itself; never all that it can raise."""
    function = names(source).single_binder(call.func)
    return _own_raises(source, function) if isinstance(function, FUNCTIONS) else None


def _own_raises(source: Source, function: Function) -> tuple[str, ...] | None:
    found = (node for node in own_nodes(function) if isinstance(node, ast.Raise))
    return tuple(name for one in found for name in _raised_by_statement(source, one) or ()) or None


def _raised_by_statement(source: Source, statement: ast.Raise) -> tuple[str, ...] | None:
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    target = names(source).resolve(raised) if raised else None
    if target and target.startswith("builtins.") and called_name(statement.exc):
        return (target.removeprefix("builtins."),)
    return (raised.id,) if isinstance(raised, ast.Name) and raised.id[0].isupper() else None


def replacement(source: Source, raised: Raised) -> str | None:
    """Write the types that a `try` raises as an `except` names them, if they are known for certain and in reach."""
    if not raised.complete or not all(_in_reach(source, name) for name in raised.types):
        return None
    return raised.types[0] if len(raised.types) == 1 else f"({', '.join(raised.types)})"


def _in_reach(source: Source, name: str) -> bool:
    """Tell whether an exception can be named as it is: a builtin, or of a module imported by its own name."""
    known = names(source)
    root = name.partition(".")[0]
    binders = known.bindings[known.module].get(root, [])
    if root == name:
        return not known.homes.get(name) and name in BUILTINS
    return len(known.homes.get(root, ())) == 1 and any(
        isinstance(binder, ast.alias) and binder.name.startswith(name.rpartition(".")[0]) and not binder.asname
        for binder in binders
    )
