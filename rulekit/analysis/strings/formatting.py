"""Texts that are formatted: literals, f-strings, `+`, `*`, `%`, `.format()`, `string.Template` and `.replace()`."""

import ast
from collections.abc import Callable, Iterator
from itertools import product

from rulekit.analysis.flow.reaching_definitions import single_value_at, values_at
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.evaluator import Evaluator
from rulekit.analysis.strings.text_variants import (
    Interpolation,
    Part,
    Text,
    Texts,
    concatenated,
    interpolated,
    text_from,
)
from rulekit.analysis.syntax.format_strings import (
    Operands,
    Piece,
    call_operands,
    dollar_pieces,
    format_pieces,
    mapping_operands,
    percent_pieces,
    takes_only_numbers,
)


def literal(_: Evaluator, constant: ast.Constant) -> Texts:
    """Evaluate a literal."""
    value = constant.value
    return (text_from([value.decode("latin-1") if isinstance(value, bytes) else str(value)]),)


def f_string(evaluator: Evaluator, literal: ast.JoinedStr) -> Texts:
    """Evaluate an f-string."""
    pieces: list[Texts] = []
    for part in literal.values:
        if not isinstance(part, ast.FormattedValue):
            pieces.append(evaluator.texts(part))
        elif takes_only_numbers(part):
            pieces.append(interpolated(part.value, is_number=True))
        else:
            pieces.append(evaluator.texts(part.value))
    return concatenated(pieces)


def operation(evaluator: Evaluator, operation: ast.BinOp) -> Texts:
    """Evaluate `+`, `%` and `*`."""
    if isinstance(operation.op, ast.Add):
        operands: list[ast.expr] = []
        left: ast.expr = operation
        while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add):
            operands.append(left.right)
            left = left.left
        operands.append(left)
        if any(isinstance(one, ast.Constant) and isinstance(one.value, (int, float)) for one in operands):
            return ()
        return concatenated([evaluator.texts(one) for one in reversed(operands)])
    if isinstance(operation.op, ast.Mod):
        value = single_value_at(evaluator.source, operation.right)
        right = value if isinstance(value, (ast.Tuple, ast.Dict)) else operation.right
        templates = [text for text in evaluator.texts(operation.left) if text.has_literal]
        return tuple(
            text
            for template in templates
            for text in _filled(evaluator, template, percent_pieces, mapping_operands(right, template.filled("")))
        )
    if isinstance(operation.op, ast.Mult):
        sides = (evaluator.texts(operation.left), evaluator.texts(operation.right))
        return next((side for side in sides if all(_is_repeatable(text) for text in side)), ())
    return ()


def _is_repeatable(text: Text) -> bool:
    """Tell whether a side of `*` is the text; of `"?" * 3` the other side is a literal too."""
    return text.has_literal and not text.filled("").strip().isdigit()


def format_call(evaluator: Evaluator, call: ast.Call, receiver: ast.expr) -> Texts:
    """Evaluate `"...".format(...)`, also as `str.format("...", ...)`."""
    if isinstance(receiver, ast.Name) and receiver.id == "str" and call.args:
        receiver, *rest = call.args
        call = ast.copy_location(ast.Call(func=call.func, args=rest, keywords=call.keywords), call)
    templates = [text for text in evaluator.texts(receiver) if text.has_literal]
    return tuple(text for one in templates for text in _filled(evaluator, one, format_pieces, call_operands(call)))


def template_substitution(evaluator: Evaluator, call: ast.Call, receiver: ast.expr) -> Texts:
    """Evaluate `string.Template("...").substitute(...)`, the template under a name too."""
    made = next(iter(values_at(evaluator.source, receiver)), None)
    if not isinstance(made, ast.Call) or not made.args:
        return ()
    if names(evaluator.source).resolve(made.func) != "string.Template":
        return ()
    templates = evaluator.texts(made.args[0])
    return tuple(text for one in templates for text in _filled(evaluator, one, dollar_pieces, call_operands(call)))


def _filled(
    evaluator: Evaluator, template: Text, split: Callable[[str, Operands], Iterator[Piece]], operands: Operands
) -> Texts:
    """Return a template with its fields filled; it may have interpolations of its own."""
    pieces: list[Texts] = []
    for part in template.parts:
        for piece in (part,) if isinstance(part, Interpolation) else split(part, operands):
            if isinstance(piece, (str, Interpolation)):
                pieces.append((Text((piece,)),))
            elif piece.is_number or not piece.is_whole:
                pieces.append(interpolated(piece.expression, is_number=piece.is_number))
            else:
                pieces.append(evaluator.texts(piece.expression))
    return concatenated(pieces)


def replacement(evaluator: Evaluator, call: ast.Call, receiver: ast.expr) -> Texts:
    """Evaluate `template.replace("NAME", name)`."""
    texts = evaluator.texts(receiver)
    match call.args:
        case [old, new, *_]:
            word, *_ = evaluator.texts(old)
        case _:  # `replace` of a date takes keywords
            return texts
    templates, values = [text for text in texts if text.has_literal], evaluator.texts(new)
    if word.is_dynamic or not word.filled(""):
        return tuple(Text((*template.parts, Interpolation(new))) for template in templates)
    replaced: list[Text] = []
    for template, value in product(templates, values):
        parts: list[Part] = []
        for part in template.parts:
            first, *others = [part] if isinstance(part, Interpolation) else part.split(word.filled(""))
            parts += [first, *(piece for other in others for piece in (*value.parts, other))]
        replaced.append(text_from(parts))
    return tuple(replaced)
