"""Types whose values all stand in the code, so that a value of one is a known word: `Literal` and enumerations."""

import ast

from rulekit.analysis.flow.call_graph import class_named
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.model.late import regex

_ENUMERATIONS = frozenset("Enum StrEnum IntEnum ReprEnum Flag IntFlag Choices TextChoices IntegerChoices".split())
_LITERAL = regex(r"\s*([\w.]+\.)?Literal\[[^\[\]]*\]\s*")
_CONTAINER = regex(r"\s*(?:\w+\.)?(?P<outer>\w+)\[(?P<item>\w+)(?:, \.\.\.)?\]\s*")
_ALTERNATIVES = frozenset({"Optional", "Union"})
_WRAPPERS = frozenset({"Annotated", "ClassVar", "Final", "Required", "NotRequired", "Mapped"})
_CONTAINERS = frozenset("list tuple set frozenset List Tuple Set FrozenSet Sequence Iterable Collection".split())


@question_per
def is_enumeration(source: Source, expression: ast.AST | None, depth: int = DEPTH) -> bool:
    """Tell whether a name means an enumeration of this file."""
    definition = class_named(source, expression) if isinstance(expression, ast.Name) else None
    if definition is None or depth <= 0:
        return False
    return any(last_name(base) in _ENUMERATIONS or is_enumeration(source, base, depth - 1) for base in definition.bases)


def is_closed(source: Source, hint: ast.AST | None, depth: int = DEPTH) -> bool:
    """Tell whether a hint lets only values through that stand in the code, or `None`."""
    match hint if depth > 0 else None:
        case ast.Constant(value=value):
            return value is None or (isinstance(value, str) and _is_closed_text(source, value, depth))
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return is_closed(source, left, depth - 1) and is_closed(source, right, depth - 1)
        case ast.Subscript(value=outer, slice=inner):
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            word = last_name(outer)
            parts = parts if word in _ALTERNATIVES else parts[:1] if word in _WRAPPERS else []
            return word == "Literal" or (bool(parts) and all(is_closed(source, part, depth - 1) for part in parts))
        case ast.Name():
            binder = names(source).single_binder(hint)
            return is_enumeration(source, hint) or is_closed(source, _alias(source, binder), depth - 1)
    return False


def _alias(source: Source, binder: ast.AST | None) -> ast.AST | None:
    """Return what a name stands for: `Direction = Literal["ASC", "DESC"]`, and `type Direction = ...`."""
    if binder is None:
        return None
    return names(source).value(binder) or getattr(source.parents.get(binder), "value", None)


def holds_closed(source: Source, hint: ast.AST | None) -> bool:
    """Tell whether a hint is one of a container whose items all stand in the code: `list[Column]`."""
    match hint:
        case ast.Constant(value=str(text)):
            held = _CONTAINER.fullmatch(text)
            return held is not None and held["outer"] in _CONTAINERS and _is_closed_text(source, held["item"], DEPTH)
        case ast.Subscript(value=outer, slice=inner) if last_name(outer) in _CONTAINERS:
            return is_closed(source, inner.elts[0] if isinstance(inner, ast.Tuple) else inner)
    return False


def _is_closed_text(source: Source, text: str, depth: int) -> bool:
    """Read a hint that is written as text."""
    known, text = names(source), text.strip()
    if "|" in text and "[" not in text and depth > 0:
        return all(_is_closed_text(source, part, depth - 1) for part in text.split("|"))
    if text == "None":
        return True
    if text.isidentifier():
        binders = known.bindings[known.module].get(text, ())
        definitions = [binder for binder in binders if isinstance(binder, ast.ClassDef)]
        values = [value for binder in binders if (value := known.value(binder)) is not None]
        if definitions:
            return any(last_name(base) in _ENUMERATIONS for base in definitions[0].bases)
        return bool(values) and all(is_closed(source, value, depth - 1) for value in values)
    return (
        text.partition("[")[0].rpartition(".")[2].strip() == "Literal"
        and text.rstrip().endswith("]")
        and "|" not in text
    )
