"""Functions and classes: what encloses a node, decorators, stubs, and where a function returns or yields."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, children
from rulekit.analysis.syntax.source import Source, question, question_per

_CALLABLES = frozenset({*FUNCTIONS, ast.Lambda})
OVERRIDES = frozenset({"typing.override", "typing_extensions.override", "overrides.override", "overrides.overrides"})
OVERLOADS = frozenset({"typing.overload", "typing_extensions.overload"})


def functions(source: Source) -> Sequence[Function]:
    """Return all functions and coroutines, methods and nested ones too."""
    return source.nodes(*FUNCTIONS)


def owner(source: Source, function: ast.AST) -> ast.ClassDef | None:
    """Return the class whose body holds a function directly (under `if` and `try` too)."""
    parents, rows = source.parents, source.elif_rows
    around = parents.get(function)
    while around is not None and around.__class__ not in _CALLABLES:
        if isinstance(around, ast.ClassDef):
            return around
        around = parents.get(rows.get(around, around))
    return None


def enclosing_function(source: Source, node: ast.AST) -> Function | None:
    """Return the function whose body holds a node."""
    parents, rows = source.parents, source.elif_rows
    around = parents.get(node)
    while around is not None and not isinstance(around, FUNCTIONS):
        around = parents.get(rows.get(around, around))
    return around


def full_name(source: Source, definition: Function) -> str:
    """Name a function with all that is around it. Of several, the first by name stays the same when code is moved."""
    around = (one for one in source.ancestors(definition) if isinstance(one, (*FUNCTIONS, ast.ClassDef)))
    return ".".join(one.name for one in reversed((definition, *around)))


def decorators(source: Source, definition: Function | ast.ClassDef) -> Iterator[str]:
    """Yield the qualified names of the decorators, called or not; what cannot be resolved as it is written."""
    resolve = names(source).resolve
    for decorator in definition.decorator_list:
        bare = decorator.func if isinstance(decorator, ast.Call) else decorator
        yield resolve(bare) or ast.unparse(bare)


def is_overload(source: Source, function: Function) -> bool:
    """Tell whether a function only declares one signature of several."""
    return bool(function.decorator_list) and not OVERLOADS.isdisjoint(decorators(source, function))


def is_override(source: Source, function: Function) -> bool:
    """Tell whether a function says that it replaces one of a base class."""
    return bool(function.decorator_list) and not OVERRIDES.isdisjoint(decorators(source, function))


def is_stub(function: Function) -> bool:
    """Tell whether a body does nothing: `...`, `pass`, a docstring, or raising `NotImplementedError`."""
    for statement in function.body:
        match statement:
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                continue
            case ast.Raise(exc=ast.Name(id=raised) | ast.Call(func=ast.Name(id=raised))):
                if raised != "NotImplementedError":
                    return False
            case _:
                return False
    return True


def does_nothing(function: Function) -> bool:
    """Tell whether a body is empty: `...`, `pass`, a docstring, or returning nothing."""
    for statement in function.body:
        match statement:
            case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Return(value=None | ast.Constant(value=None)):
                continue
            case _:
                return False
    return True


@question_per
def methods(_: Source, owner_class: ast.ClassDef) -> Mapping[str, Sequence[Function]]:
    """Which methods does the body of a class define, by name?"""
    by_name: dict[str, list[Function]] = {}
    for statement in owner_class.body:
        if isinstance(statement, FUNCTIONS):
            by_name.setdefault(statement.name, []).append(statement)
    return by_name


def class_values(source: Source, owner_class: ast.ClassDef, word: str) -> Sequence[ast.expr]:
    """Return what the body of a class binds to a name."""
    return _class_values(source, owner_class).get(word, ())


@question_per
def _class_values(_: Source, owner_class: ast.ClassDef) -> Mapping[str, Sequence[ast.expr]]:
    """What does the body of a class bind, by name?"""
    values: dict[str, list[ast.expr]] = {}
    for statement in owner_class.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value: ast.expr | None = getattr(statement, "value", None)
        if value is not None:
            for word in {target.id for target in targets if isinstance(target, ast.Name)}:
                values.setdefault(word, []).append(value)
    return values


def own_nodes(
    function: Function | ast.Lambda | ast.ClassDef | ast.ExceptHandler | ast.Try | ast.TryStar,
) -> Iterator[ast.AST]:
    """Yield the nodes of a body without those of functions, lambdas and classes defined in it."""
    body = function.body if isinstance(function.body, list) else [function.body]
    stack: list[ast.AST] = [*reversed(body)]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            stack += children(node)[::-1]


@question
def exits(source: Source) -> Mapping[ast.AST, Sequence[ast.Return | ast.Yield | ast.YieldFrom]]:
    """Where does each function return or yield?"""
    parents, rows = source.parents, source.elif_rows
    ways_out: dict[ast.AST, list[ast.Return | ast.Yield | ast.YieldFrom]] = defaultdict(list)
    for leaving in source.nodes(ast.Return, ast.Yield, ast.YieldFrom):
        around = parents.get(leaving)
        while around is not None and not isinstance(around, (*FUNCTIONS, ast.Lambda)):
            around = parents.get(rows.get(around, around))
        if around is not None:
            ways_out[around].append(leaving)  # type: ignore[arg-type]
    return ways_out
