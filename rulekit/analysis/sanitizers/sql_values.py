"""Which values can do no harm as part of a statement of SQL: numbers, dates, quoted text, known words."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rulekit.analysis.flow.arguments import returned_values
from rulekit.analysis.flow.call_graph import class_around
from rulekit.analysis.flow.list_growth import additions
from rulekit.analysis.flow.reaching_definitions import definitions, single_value_at
from rulekit.analysis.flow.type_inference import attribute_hints, attribute_values
from rulekit.analysis.names.functions import class_values
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.sanitizers.allowlists import is_checked, is_known_pattern
from rulekit.analysis.sanitizers.calls import is_quoting
from rulekit.analysis.sanitizers.closed_types import holds_closed, is_closed, is_enumeration
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.known.sanitizers import (
    COMPILED,
    HARMLESS_ATTRIBUTES,
    HARMLESS_CALLS,
    HARMLESS_HINTS,
    HARMLESS_METHODS,
    OTHER_LANGUAGES,
    PREPARED,
)
from rulekit.model.late import regex

_COMPOSED = ("base64.", "psycopg.sql.", "psycopg2.sql.", "sqlalchemy.", "peewee.")
_KEPT = ("[^", "\\W")
_CLASS_NAME = regex(r"_?[A-Z]\w*[a-z]\w*")
_CONSTANT_NAME = regex(r"_?[A-Z][A-Z0-9_]*")
_HANDING_ON = frozenset(f"builtins.{word}" for word in "str min max repr sorted list tuple set reversed".split())
_HANDING_ON_METHODS = frozenset("format join strip lower upper decode replace".split())
_OF_MEMBERS = frozenset({"value", "name", "_value_", "_name_"})
_NUMERIC = (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow, ast.LShift, ast.RShift, ast.BitXor, ast.MatMult)


@question_per
def is_harmless(source: Source, expression: ast.expr, depth: int = DEPTH) -> bool:
    """Tell whether an expression gives nothing but numbers, dates, quoted text, or one of a few known words."""
    if depth > 0 and (judge := _JUDGES.get(expression.__class__)) and judge(source, expression, depth):
        return True
    if depth > 0 and (parts := _PARTS.get(expression.__class__)) and _are_harmless(source, parts(expression), depth):
        return True
    return is_checked(source, expression)


def _are_harmless(source: Source, expressions: Sequence[ast.expr], depth: int) -> bool:
    return all(is_harmless(source, expression, depth - 1) for expression in expressions)


def _is_harmless_name(source: Source, name: ast.Name, depth: int) -> bool:
    if PREPARED.search(name.id):
        return True
    reaching = definitions(source, name)
    added = [value for _, value in additions(source, name)]
    is_defined_so = bool(reaching) and all(
        _is_known_word(source, binder) or _is_harmless_definition(source, binder, depth) for binder in reaching
    )
    return is_defined_so and _are_harmless(source, added, depth)


def _is_known_word(source: Source, definition: ast.AST) -> bool:
    """Tell whether a hint or a pattern lets only values through that stand in the code."""
    hinted = definition if isinstance(definition, ast.arg) else source.parents.get(definition)
    is_matched = isinstance(definition, ast.MatchAs) and is_known_pattern(definition)
    return is_matched or is_closed(source, getattr(hinted, "annotation", None))


def _is_harmless_definition(source: Source, definition: ast.AST, depth: int) -> bool:
    parent = source.parents.get(definition)
    value = names(source).value(definition)
    if value is not None:
        return is_harmless(source, value, depth - 1)
    if isinstance(parent, ast.AugAssign):
        return is_harmless(source, parent.value, depth - 1) or isinstance(parent.op, ast.Sub)
    outer = source.parents.get(parent) if isinstance(parent, ast.Tuple) else parent
    if isinstance(parent, ast.Tuple) and isinstance(outer, ast.Assign) and isinstance(outer.value, ast.Call):
        return _is_harmless_part(source, outer.value, parent.elts.index(definition), depth)  # type: ignore[arg-type]
    return isinstance(outer, (ast.For, ast.comprehension)) and _is_harmless_item(source, definition, outer, depth)


def _is_harmless_item(source: Source, definition: ast.AST, loop: ast.For | ast.comprehension, depth: int) -> bool:
    """Judge what a loop gives its variable."""
    parent = source.parents.get(definition)
    if isinstance(parent, ast.Tuple):
        if called_name(loop.iter) != "enumerate" or not isinstance(loop.iter, ast.Call):
            return False
        return parent.elts[0] is definition or _are_harmless(source, loop.iter.args[:1], depth)
    is_made = isinstance(loop.iter, (ast.ListComp, ast.GeneratorExp, ast.SetComp))
    if is_enumeration(source, loop.iter) or _holds_closed(source, loop.iter):
        return True
    is_named = isinstance(loop.iter, ast.Name) and _is_harmless_name(source, loop.iter, depth - 1)
    return called_name(loop.iter) == "range" or is_named or (is_made and is_harmless(source, loop.iter.elt, depth - 1))  # type: ignore[attr-defined]


def _is_harmless_part(source: Source, call: ast.Call, place: int, depth: int) -> bool:
    """Judge one of the values that a function returns together: `where, values = build_where(filters)`."""
    if called_name(call) in COMPILED:
        return place == 0
    returned = [*returned_values(source, call)]
    parts = [one.elts[place] for one in returned if isinstance(one, ast.Tuple) and len(one.elts) > place]
    return len(parts) == len(returned) > 0 and _are_harmless(source, parts, depth)


def _holds_closed(source: Source, container: ast.expr) -> bool:
    """Tell whether a parameter is a list of members of an enumeration, by its hint."""
    reaching = definitions(source, container) if isinstance(container, ast.Name) else ()
    return bool(reaching) and all(holds_closed(source, getattr(one, "annotation", None)) for one in reaching)


def _is_harmless_call(source: Source, call: ast.Call, depth: int) -> bool:
    word, target = last_name(call.func), names(source).resolve(call.func) or ""
    texts = [value.value for value in call.args if isinstance(value, ast.Constant)]
    if target.startswith(OTHER_LANGUAGES):
        # `re.sub(r"[^a-z]", "", name)` leaves only what the pattern names.
        return target == "re.sub" and call.args[:1] != [] and str(getattr(call.args[0], "value", "")).startswith(_KEPT)
    if is_enumeration(source, call.func):
        return True
    if is_quoting(source, call) or word in HARMLESS_METHODS or target in HARMLESS_CALLS or target.startswith(_COMPOSED):
        return True
    # `name.replace('"', '""')` makes a name of a table safe between such quotes.
    if word == "replace" and texts in (['"', '""'], ["`", "``"], ["]", "]]"]):
        return True
    if target == "builtins.map":
        return bool(call.args) and names(source).resolve(call.args[0]) in HARMLESS_CALLS
    inner = [*call.args, *(keyword.value for keyword in call.keywords)]
    if word in _HANDING_ON_METHODS and isinstance(call.func, ast.Attribute):
        inner.append(call.func.value)
    elif target not in _HANDING_ON:
        inner = [*returned_values(source, call)]
    return bool(inner) and _are_harmless(source, inner, depth)


def _is_harmless_operation(source: Source, operation: ast.BinOp, depth: int) -> bool:
    if isinstance(operation.op, _NUMERIC):
        return True
    sides = (operation.left, operation.right)
    if any(isinstance(side, ast.Constant) and isinstance(side.value, (int, float)) for side in sides):
        return not isinstance(operation.op, ast.Mod)
    return _are_harmless(source, sides, depth)


def _is_harmless_attribute(source: Source, attribute: ast.Attribute, depth: int) -> bool:
    word, owner = attribute.attr, attribute.value
    if is_enumeration(source, owner):
        return True
    if word in _OF_MEMBERS:
        return is_harmless(source, owner, depth - 1)
    if isinstance(owner, ast.Name) and (home := class_around(source, attribute)) and owner.id in {"self", "cls"}:
        values = attribute_values(source).get((home, word), ())
        if is_closed(source, attribute_hints(source).get((home, word))) or (
            values and _are_harmless(source, values, depth) and not class_values(source, home, word)
        ):
            return True
    owner = owner.func if isinstance(owner, ast.Call) else owner
    if word in HARMLESS_ATTRIBUTES or last_name(owner) == "_meta" or PREPARED.search(word):
        return True
    return (names(source).resolve(attribute) or "").startswith(_COMPOSED)


def is_settled(source: Source, expression: ast.expr) -> bool:
    """Tell whether a value was most likely settled by who wrote the program.

    It is a constant of another module, what a class holds, or a parameter whose hint promises a number or a date.
    """
    if isinstance(expression, ast.Attribute):
        return bool(_CONSTANT_NAME.fullmatch(expression.attr)) or _is_of_a_class(source, expression)
    if not isinstance(expression, ast.Name):
        return False
    reaching = definitions(source, expression)
    value = single_value_at(source, expression)
    if isinstance(value, ast.Attribute) and _is_of_a_class(source, value):
        return True
    if _CONSTANT_NAME.fullmatch(expression.id):
        return all(not isinstance(definition, ast.arg) for definition in reaching)
    hints = [getattr(definition, "annotation", None) for definition in reaching]
    types = [ast.unparse(hint).removesuffix(" | None").removeprefix("Optional[") for hint in hints if hint is not None]
    is_parameter = len(types) == len(reaching) > 0 and all(isinstance(definition, ast.arg) for definition in reaching)
    return is_parameter and all(hint.removesuffix("]") in HARMLESS_HINTS for hint in types)


def _is_of_a_class(source: Source, attribute: ast.Attribute) -> bool:
    """Tell whether an attribute is one of a class rather than of an object: `library.Item._table`, `model._table`.

    What a class holds was written with it; `model` is a class by its hint, such as `type[Model]`.
    """
    base = attribute.value
    if isinstance(base, ast.Attribute):
        return base.attr == "__class__" or bool(_CLASS_NAME.fullmatch(base.attr))
    if not isinstance(base, ast.Name):
        return called_name(base) == "type"
    home = class_around(source, attribute) if base.id in {"self", "cls"} else None
    if home is not None:
        # The fields of a dataclass are an object's.
        is_set = (home, attribute.attr) in attribute_values(source) or bool(home.decorator_list)
        return (base.id == "cls" or bool(class_values(source, home, attribute.attr))) and not is_set
    reaching = definitions(source, base)
    hints = [ast.unparse(hint) for one in reaching if (hint := getattr(one, "annotation", None)) is not None]
    is_hinted = len(hints) == len(reaching) > 0 and all(hint.startswith(("type[", "Type[")) for hint in hints)
    is_class = bool(reaching) and all(isinstance(one, (ast.ClassDef, ast.alias)) for one in reaching)
    return is_hinted or (is_class and bool(_CLASS_NAME.fullmatch(base.id)))


_JUDGES: Mapping[type, Callable[[Source, Any, int], bool]] = {
    ast.Attribute: _is_harmless_attribute,
    ast.BinOp: _is_harmless_operation,
    ast.Call: _is_harmless_call,
    ast.Name: _is_harmless_name,
    # `Column[name]` is a member.
    ast.Subscript: lambda source, subscript, _: is_enumeration(source, subscript.value),
}
# What is harmless if its parts are; what is fixed, or gives a number or a truth value, has none.
_PARTS: Mapping[type, Callable[[Any], Sequence[ast.expr]]] = {
    **dict.fromkeys((ast.Compare, ast.Constant, ast.UnaryOp), lambda _: ()),
    **dict.fromkeys((ast.BoolOp, ast.JoinedStr), lambda node: node.values),
    **dict.fromkeys((ast.List, ast.Set, ast.Tuple), lambda node: node.elts),
    **dict.fromkeys((ast.GeneratorExp, ast.ListComp), lambda node: [node.elt]),
    ast.FormattedValue: lambda node: [node.value],
    ast.IfExp: lambda node: [node.body, node.orelse],
}
