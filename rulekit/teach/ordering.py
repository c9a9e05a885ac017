"""The order of statements as far as it matters: code in which independent statements change places is the same."""

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

BODIES = ("body", "orelse", "finalbody")
DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
QUIET = frozenset("set dict list tuple frozenset Lock RLock getLogger Decimal timedelta count Path".split())
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Touch:
    """What a statement needs, what it names, and whether it does more than that."""

    reads: frozenset[str]
    writes: frozenset[str]
    acts: bool


def same_order(one: str, other: str) -> bool:
    """Tell whether two texts are the same statements in an order that makes no difference."""
    try:
        return settled(one) == settled(other)
    except (SyntaxError, ValueError, RecursionError):
        return False


def settled(text: str) -> str:
    """Bring code into the one order that stands for all that are equal to it."""
    tree = copy.deepcopy(ast.parse(text))
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.name not in set(_names(node, ast.Load)):
            node.name = None
    functions = {
        node.name: node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    _settle(tree, functions)
    return ast.dump(tree)


def _settle(node: ast.AST, functions: Mapping[str, _Function]) -> None:
    for child in ast.iter_child_nodes(node):
        _settle(child, functions)
    for name in BODIES:
        body = getattr(node, name, None)
        if isinstance(body, list):
            setattr(node, name, _ordered(body, functions, declares=isinstance(node, ast.ClassDef)))


def _ordered(body: Sequence[ast.stmt], functions: Mapping[str, _Function], *, declares: bool) -> list[ast.stmt]:
    """Take again and again the smallest statement before which none must stand that is left."""
    placed = list(body[:1]) if body and _is_text(body[0]) else []
    left = [(one, _touch(one, functions, declares=declares), ast.dump(one)) for one in body[len(placed) :]]
    while left:
        free = [at for at, (_, touch, _) in enumerate(left) if not any(_bound(one[1], touch) for one in left[:at])]
        placed.append(left.pop(min(free, key=lambda at: left[at][2]))[0])
    return placed


def _bound(first: Touch, second: Touch) -> bool:
    """Tell whether two statements must keep their order."""
    named = first.writes & (second.reads | second.writes) or first.reads & second.writes
    return bool(named) or (first.acts and second.acts)


def _touch(statement: ast.stmt, functions: Mapping[str, _Function], *, declares: bool) -> Touch:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        names = (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
        return Touch(frozenset(), frozenset(names), acts=False)
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        outside = [
            *statement.decorator_list,
            *ast.walk(statement.args),
            *([statement.returns] if statement.returns else []),
        ]
        reads = {name for node in outside for name in _names(node, ast.Load)}
        return Touch(frozenset(reads), frozenset({statement.name}), acts=False)
    reads, writes = set(_names(statement, ast.Load)), set(_names(statement, ast.Store))
    for name in [*reads]:
        reads |= _needed(name, functions, frozenset())
    if isinstance(statement, ast.ClassDef):
        writes = {statement.name}
    acts = not isinstance(statement, ast.ClassDef) and not declares and _acts(statement)
    return Touch(frozenset(reads), frozenset(writes), acts)


def _needed(name: str, functions: Mapping[str, _Function], seen: frozenset[str]) -> set[str]:
    """Give the names that a function needs when it is called, and those that it calls for."""
    if name not in functions or name in seen:
        return set()
    direct = {*_names(functions[name], ast.Load), *_names(functions[name], ast.Store)}
    return direct.union(*(_needed(one, functions, seen | {name}) for one in direct))


def _acts(statement: ast.stmt) -> bool:
    """Tell whether a statement does more than to compute a value and name it."""
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return True
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] not in QUIET:
            return True
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
            return True
        if isinstance(node, (ast.Await, ast.Yield, ast.YieldFrom)):
            return True
    return False


def _names(node: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, context):
            yield one.id


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(getattr(statement.value, "value", None), str)
