"""Light types: the class that made a value, as far as constructor calls and hints tell."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.functions import class_values, enclosing_function, exits, methods, owner
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.known.types import RETURNS, SAME

FACTORIES = frozenset("sessionmaker async_sessionmaker scoped_session local socket".split())

_NONE = "None"
_APPENDERS = frozenset({"append", "add"})
_WRAPPERS = frozenset({"Annotated", "Optional", "Final", "ClassVar", "Union"})
_GENERIC_CONTAINERS = frozenset(
    "List Sequence Iterable Iterator Set FrozenSet Collection Generator AsyncIterator list set frozenset".split()
)
_TRANSPARENT_DECORATORS = frozenset({"staticmethod", "classmethod", "cache", "lru_cache"})
_ITEM_PRESERVING = frozenset(
    {"builtins.sorted", "builtins.reversed", "builtins.list", "builtins.tuple", "builtins.set"}
)


def type_of(source: Source, expression: ast.AST | None, depth: int = DEPTH) -> str | None:
    """Return the qualified name of the class (or factory) that made a value; where sources disagree, nothing."""
    function = _TYPES.get(type(expression)) if depth > 0 else None
    return function(source, expression, depth) if function else None


def type_named(source: Source, hint: ast.expr | None) -> str | None:
    """Return the one class that a hint names: `Session`, `"Session"`, `Session | None`, `Annotated[Session, ...]`."""
    if isinstance(hint, ast.Constant):
        return _type_in_text(source, hint.value) if isinstance(hint.value, str) else None
    if isinstance(hint, ast.BinOp):
        return _common_type([type_named(source, side) for side in (hint.left, hint.right) if not _is_none(side)])
    if isinstance(hint, ast.Subscript):
        outer = last_name(hint.value)
        if outer not in _WRAPPERS:
            return type_named(source, hint.value)
        parts = hint.slice.elts if isinstance(hint.slice, ast.Tuple) else [hint.slice]
        parts = parts[:1] if outer == "Annotated" else parts
        return _common_type([type_named(source, part) for part in parts if not _is_none(part)])
    return canonical(names(source).resolve(hint))


def canonical(qualified: str | None) -> str | None:
    """Return the usual name of what a library has under several."""
    return SAME.get(qualified, qualified) if qualified else None


def call_target(source: Source, function: ast.expr, depth: int = DEPTH) -> str | None:
    """Return the qualified name of what is called: a function, a class, or a method of a value whose type is known."""
    target = canonical(names(source).resolve(function))
    if target is not None and not target.startswith("."):
        return target
    if isinstance(function, ast.Attribute):
        type_name = type_of(source, function.value, depth - 1)
        return canonical(f"{type_name}.{function.attr}") if type_name else _class_attribute(source, function) or target
    if isinstance(function, ast.Name):
        # `save = session.commit` makes `save()` a call of the method.
        value = names(source).single_value(function)
        if (
            isinstance(value, ast.Attribute)
            and depth > 0
            and (method := call_target(source, value, depth - 1)) is not None
        ):
            return method
    type_name = type_of(source, function, depth - 1)
    return f"{type_name}.__call__" if type_name else target


def _class_attribute(source: Source, attribute: ast.Attribute) -> str | None:
    """Follow `self.worker_class` to what the body of the class binds to that name."""
    if getattr(attribute.value, "id", "") not in {"self", "cls"}:
        return None
    owner_class = next((around for around in source.ancestors(attribute) if isinstance(around, ast.ClassDef)), None)
    values = class_values(source, owner_class, attribute.attr) if owner_class is not None else ()
    target = names(source).resolve(values[0]) if len(values) == 1 else None
    return (
        canonical(target)
        if target is not None and (owner_class, attribute.attr) not in attribute_values(source)
        else None
    )


def _type_of_call(source: Source, call: ast.Call, depth: int) -> str | None:
    target = call_target(source, call.func, depth)
    if target is None:
        function = _own_function(source, call.func)
        return _type_returned(source, function, depth) if function is not None else None
    if target in RETURNS:
        return RETURNS[target]
    if target == "contextlib.closing" and call.args:
        return type_of(source, call.args[0], depth - 1)
    if target.endswith((".__enter__", ".__aenter__")):
        return target.rpartition(".")[0]
    # A class makes its objects, and so does a factory whose products go by its name.
    last = target.rpartition(".")[2]
    return target if last.lstrip("_")[:1].isupper() or last in FACTORIES else None


def _own_function(source: Source, expression: ast.expr) -> Function | None:
    """Return the function or method of this file that is called by its name, or on `self`."""
    function = names(source).single_binder(expression)
    if isinstance(expression, ast.Attribute) and (key := _attribute_key(source, expression)):
        named = methods(source, key[0]).get(key[1], ()) if isinstance(key[0], ast.ClassDef) else ()
        function = named[0] if len(named) == 1 else None
    if not isinstance(function, FUNCTIONS):
        return None
    is_plain = all(last_name(decorator) in _TRANSPARENT_DECORATORS for decorator in function.decorator_list)
    return function if is_plain else None


@question_per
def _type_returned(source: Source, function: Function, depth: int) -> str | None:
    """Return the type of what a function returns: by its hint, or by what stands in its `return` statements."""
    if function.returns is not None:
        return type_named(source, function.returns)
    ways_out = exits(source).get(function, ())
    returned = [
        node.value for node in ways_out if isinstance(node, ast.Return) and node.value and not _is_none(node.value)
    ]
    return (
        _common_type([type_of(source, value, depth - 1) for value in returned])
        if len(returned) == len(ways_out)
        else None
    )


@question_per
def _type_of_name(source: Source, name: ast.Name, depth: int) -> str | None:
    if name.id not in names(source).binding_scopes:
        return None
    types = [_type_of_definition(source, definition, depth) for definition in definitions(source, name)]
    return _common_type([type_name for type_name in types if type_name != _NONE])


def _type_of_definition(source: Source, definition: ast.AST, depth: int) -> str | None:
    if isinstance(definition, ast.arg):
        return type_named(source, definition.annotation)
    parent = source.parents.get(definition)
    if isinstance(parent, ast.AnnAssign) and (hinted := type_named(source, parent.annotation)):
        return hinted
    value = names(source).value(definition)
    if value is not None:
        return _NONE if _is_none(value) else type_of(source, value, depth - 1)
    if isinstance(parent, ast.withitem) and parent.optional_vars is definition:
        return type_of(source, parent.context_expr, depth - 1)
    if isinstance(parent, (ast.For, ast.AsyncFor, ast.comprehension)) and parent.target is definition:
        return item_type(source, parent.iter, depth - 1)
    return None


def item_type(source: Source, container: ast.expr, depth: int = DEPTH) -> str | None:
    """Return the type of the items of a list that is written out or built by a comprehension."""
    if isinstance(container, (ast.List, ast.Tuple, ast.Set)) and depth > 0:
        return _common_type([type_of(source, item, depth - 1) for item in container.elts])
    function = _ITEM_TYPES.get(type(container)) if depth > 0 else None
    return function(source, container, depth) if function else None


def _item_type_of_comprehension(
    source: Source, comprehension: ast.ListComp | ast.SetComp | ast.GeneratorExp, depth: int
) -> str | None:
    return type_of(source, comprehension.elt, depth - 1)


def _item_type_passed_on(source: Source, call: ast.Call, depth: int) -> str | None:
    if not call.args or names(source).resolve(call.func) not in _ITEM_PRESERVING:
        return None
    return item_type(source, call.args[0], depth - 1)


def _item_type_of_attribute(source: Source, attribute: ast.Attribute, depth: int) -> str | None:
    values = [value for value in _attribute_values(source, attribute) if not _is_empty(value)]
    appended = appended_items(source).get(attribute.attr, ())
    types = [item_type(source, value, depth - 1) for value in values]
    return _common_type([*types, *(type_of(source, item, depth - 1) for item in appended)])


def _item_type_of_name(source: Source, name: ast.Name, depth: int) -> str | None:
    types: list[str | None] = []
    for definition in definitions(source, name):
        if isinstance(definition, ast.arg):
            types.append(_item_type_of_hint(source, definition.annotation))
            continue
        parent, value = source.parents.get(definition), names(source).value(definition)
        hinted = _item_type_of_hint(source, parent.annotation) if isinstance(parent, ast.AnnAssign) else None
        if hinted or value is None or not _is_empty(value):
            types.append(hinted or (item_type(source, value, depth - 1) if value is not None else None))
    appended = [type_of(source, item, depth - 1) for item in appended_items(source).get(name.id, ())]
    return _common_type([*types, *appended])


@question
def appended_items(source: Source) -> Mapping[str, Sequence[ast.expr]]:
    """What is appended to each list, by its name?"""
    items: dict[str, list[ast.expr]] = defaultdict(list)
    for call in source.nodes(ast.Call):
        function = call.func
        if function.__class__ is ast.Attribute and function.attr in _APPENDERS and len(call.args) == 1:
            items[last_name(function.value)].append(call.args[0])
    return items


def _item_type_of_hint(source: Source, hint: ast.expr | None) -> str | None:
    if isinstance(hint, ast.Subscript) and last_name(hint.value) in _GENERIC_CONTAINERS | {"tuple", "Tuple"}:
        inner = hint.slice.elts[0] if isinstance(hint.slice, ast.Tuple) and hint.slice.elts else hint.slice
        return type_named(source, inner)
    return None


def _type_of_attribute(source: Source, attribute: ast.Attribute, depth: int) -> str | None:
    """Follow `self.session` to what the methods of the class put there."""
    values = _attribute_values(source, attribute)
    hints = attribute_hints(source).get(_attribute_key(source, attribute) or (source.tree, ""))
    if hints is not None and (hinted := type_named(source, hints)):
        return hinted
    return _common_type([type_of(source, value, depth - 1) for value in values if not _is_none(value)])


def _attribute_values(source: Source, attribute: ast.Attribute) -> Sequence[ast.expr]:
    key = _attribute_key(source, attribute)
    return attribute_values(source).get(key, ()) if key else ()


def _attribute_key(source: Source, attribute: ast.Attribute) -> tuple[ast.AST, str] | None:
    """Return the class and the name of an attribute of `self` or `cls`."""
    if not isinstance(attribute.value, ast.Name) or attribute.value.id not in {"self", "cls"}:
        return None
    function = enclosing_function(source, attribute)
    owner_class = None
    while function is not None and owner_class is None:
        owner_class = owner(source, function)
        function = enclosing_function(source, function)
    return (owner_class, attribute.attr) if owner_class is not None else None


@question
def attribute_values(source: Source) -> Mapping[tuple[ast.AST, str], Sequence[ast.expr]]:
    """What do the methods of each class put into each attribute of `self`?"""
    values: dict[tuple[ast.AST, str], list[ast.expr]] = defaultdict(list)
    for attribute in [attribute for attribute in source.nodes(ast.Attribute) if attribute.ctx.__class__ is ast.Store]:
        if key := _attribute_key(source, attribute):
            value = names(source).value(attribute)
            parent = source.parents.get(attribute)
            if isinstance(parent, ast.withitem):
                value = parent.context_expr
            values[key].append(value or attribute)
    return values


@question
def attribute_hints(source: Source) -> Mapping[tuple[ast.AST, str], ast.expr]:
    """Which hint does each attribute have, in the class body or on `self`?"""
    hints: dict[tuple[ast.AST, str], ast.expr] = {}
    for statement in source.nodes(ast.AnnAssign):
        target = statement.target
        if isinstance(target, ast.Name) and isinstance(source.parents.get(statement), ast.ClassDef):
            hints[source.parents[statement], target.id] = statement.annotation
        elif isinstance(target, ast.Attribute) and (key := _attribute_key(source, target)):
            hints[key] = statement.annotation
    return hints


def _type_of_conditional(source: Source, choice: ast.IfExp, depth: int) -> str | None:
    return _common_type(
        [type_of(source, side, depth - 1) for side in (choice.body, choice.orelse) if not _is_none(side)]
    )


def _type_of_boolean_operation(source: Source, choice: ast.BoolOp, depth: int) -> str | None:
    return _common_type([type_name for side in choice.values if (type_name := type_of(source, side, depth - 1))])


def _type_of_item(source: Source, subscript: ast.Subscript, depth: int) -> str | None:
    return None if isinstance(subscript.slice, ast.Slice) else item_type(source, subscript.value, depth - 1)


def _type_of_joined_path(source: Source, operation: ast.BinOp, depth: int) -> str | None:
    """Follow `folder / name`."""
    left = type_of(source, operation.left, depth - 1) if isinstance(operation.op, ast.Div) else None
    return left if left == "pathlib.Path" else None


def _common_type(types: Iterable[str | None]) -> str | None:
    different = set(types)
    return different.pop() if len(different) == 1 else None


def _is_none(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Constant) and expression.value is None


def _is_empty(value: ast.expr) -> bool:
    """Recognise a list that is filled later."""
    if isinstance(value, ast.Call):
        return not value.args and not value.keywords
    return isinstance(value, (ast.List, ast.Tuple, ast.Set)) and not value.elts


def _type_in_text(source: Source, text: str) -> str | None:
    """Read a hint that is written as text, as far as it is a dotted name."""
    first, dot, rest = text.strip().partition(".")
    if not first.isidentifier():
        return None
    known = names(source)
    binders = known.bindings[known.module].get(first, ())
    targets = {known.imports[binder].target for binder in binders if isinstance(binder, ast.alias)}
    return canonical(targets.pop() + dot + rest) if len(targets) == 1 else None


_TYPES: Mapping[type, Callable[[Source, Any, int], str | None]] = {
    ast.Call: _type_of_call,
    ast.Name: _type_of_name,
    ast.Attribute: _type_of_attribute,
    ast.Await: lambda source, node, depth: type_of(source, node.value, depth),
    ast.NamedExpr: lambda source, node, depth: type_of(source, node.value, depth),
    ast.IfExp: _type_of_conditional,
    ast.BoolOp: _type_of_boolean_operation,
    ast.Subscript: _type_of_item,
    ast.BinOp: _type_of_joined_path,
}

_ITEM_TYPES: Mapping[type, Callable[[Source, Any, int], str | None]] = {
    ast.ListComp: _item_type_of_comprehension,
    ast.SetComp: _item_type_of_comprehension,
    ast.GeneratorExp: _item_type_of_comprehension,
    ast.Call: _item_type_passed_on,
    ast.Name: _item_type_of_name,
    ast.Attribute: _item_type_of_attribute,
}
