"""Texts that are formatted: f-strings, `+`, `%`, `.format()`, templates and `.replace()`."""

import ast
from collections.abc import Callable, Iterator

from rulekit.analysis.flow.reaching_definitions import single_value_at, values_at
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.evaluator import Reading, hole
from rulekit.analysis.strings.parts import Hole, Part, Text, Texts, chained, text_from
from rulekit.analysis.syntax.format_strings import (
    Operands,
    Piece,
    call_operands,
    dollar_pieces,
    format_pieces,
    has_one_field,
    is_number_spec,
    mapping_operands,
    percent_pieces,
)

TEMPLATE = "string.Template"

_Cut = Callable[[str, Operands], Iterator[Piece]]


def constant(_: Reading, literal: ast.Constant) -> Texts:
    """Read a literal."""
    value = literal.value
    return (text_from([value.decode("latin-1") if isinstance(value, bytes) else str(value)]),)


def joined(reading: Reading, text: ast.JoinedStr) -> Texts:
    """Read an f-string."""
    return chained([_field(reading, part) for part in text.values])


def _field(reading: Reading, part: ast.expr) -> Texts:
    if not isinstance(part, ast.FormattedValue):
        return reading.read(part)
    spec = part.format_spec.values if isinstance(part.format_spec, ast.JoinedStr) else []
    last = spec[-1].value if spec and isinstance(spec[-1], ast.Constant) else ""
    return hole(part.value, is_number=True) if is_number_spec(str(last)) else reading.read(part.value)


def operation(reading: Reading, operation: ast.BinOp) -> Texts:
    """Read `+`, `%` and `*`."""
    if isinstance(operation.op, ast.Add):
        return _added(reading, operation)
    if isinstance(operation.op, ast.Mod):
        left = [text for text in reading.read(operation.left) if text.is_written]
        return tuple(found for text in left for found in _percent(reading, text, operation.right))
    if isinstance(operation.op, ast.Mult):
        sides = (reading.read(operation.left), reading.read(operation.right))
        return next((side for side in sides if all(_is_words(text) for text in side)), ())
    return ()


def _is_words(text: Text) -> bool:
    return text.is_written and not text.filled("").strip().isdigit()


def _added(reading: Reading, operation: ast.BinOp) -> Texts:
    """Read `a + b + c`, however long it is, as one row."""
    sides: list[ast.expr] = []
    left: ast.expr = operation
    while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add):
        sides.append(left.right)
        left = left.left
    row = [left, *reversed(sides)]
    return () if any(_is_number(side) for side in row) else chained([reading.read(side) for side in row])


def _is_number(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Constant) and isinstance(expression.value, (int, float))


def _percent(reading: Reading, text: Text, right: ast.expr) -> Texts:
    value = single_value_at(reading.source, right)
    if isinstance(value, (ast.Tuple, ast.Dict)):
        right = value
    return _filled(reading, text, percent_pieces, mapping_operands(right, has_one_field(text.filled(""))))


def _filled(reading: Reading, text: Text, cut: _Cut, operands: Operands) -> Texts:
    """Fill the fields of a template, which may have holes of its own."""
    pieces: list[Texts] = []
    for part in text.parts:
        if isinstance(part, Hole):
            pieces.append((Text((part,)),))
            continue
        for piece in cut(part, operands):
            if isinstance(piece, str):
                pieces.append((text_from([piece]),))
            elif piece.is_number or not piece.is_whole:
                pieces.append(hole(piece.expression, is_number=piece.is_number))
            else:
                pieces.append(reading.read(piece.expression))
    return chained(pieces)


def formatted(reading: Reading, call: ast.Call, receiver: ast.expr) -> Texts:
    """Read `"...".format(...)`, also as `str.format("...", ...)`."""
    if isinstance(receiver, ast.Name) and receiver.id == "str" and call.args:
        receiver, *rest = call.args
        call = ast.copy_location(ast.Call(func=call.func, args=rest, keywords=call.keywords), call)
    templates = [text for text in reading.read(receiver) if text.is_written]
    return tuple(found for text in templates for found in _filled(reading, text, format_pieces, call_operands(call)))


def substituted(reading: Reading, call: ast.Call, receiver: ast.expr) -> Texts:
    """Read `Template("...").substitute(...)`, the template under a name too."""
    made = next(iter(values_at(reading.source, receiver)), None)
    if not isinstance(made, ast.Call) or not made.args:
        return ()
    if names(reading.source).resolve(made.func) != TEMPLATE:
        return ()
    templates = reading.read(made.args[0])
    return tuple(found for text in templates for found in _filled(reading, text, dollar_pieces, call_operands(call)))


def replaced(reading: Reading, call: ast.Call, receiver: ast.expr) -> Texts:
    """Read `template.replace("NAME", name)`."""
    templates = reading.read(receiver)
    if len(call.args) < 2:
        return templates
    old = reading.read(call.args[0])[0]
    news = reading.read(call.args[1])
    if old.is_dynamic or not old.filled(""):
        return tuple(Text((*text.parts, Hole(call.args[1]))) for text in templates if text.is_written)
    return tuple(_with(text, old.filled(""), new) for text in templates if text.is_written for new in news)


def _with(template: Text, old: str, new: Text) -> Text:
    """Put a text in place of a word of another."""
    parts: list[Part] = []
    for part in template.parts:
        if isinstance(part, Hole) or old not in part:
            parts.append(part)
            continue
        first, *others = part.split(old)
        parts += [first, *(piece for other in others for piece in (*new.parts, other))]
    return text_from(parts)
