"""The fix that takes values out of a statement and passes them as parameters."""

import ast
import re
from collections.abc import Callable
from itertools import islice

from rulekit.analysis.flow.calls import target_of
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.sql.injections import Injection
from rulekit.analysis.sql.statements import Position, positions
from rulekit.analysis.syntax.source import Source
from rulekit.known.database import LIBRARIES
from rulekit.known.sql import PLACEHOLDERS
from rulekit.model.finding import Edit, Fix
from rulekit.model.late import regex

TEXT_FUNCTIONS = frozenset({"sqlalchemy.text", "sqlalchemy.sql.text", "sqlmodel.text"})

_LITERAL = regex(r"(?P<prefix>[fF]?)(?P<quote>\"\"\"|'''|\"|')(?P<body>.*)(?P=quote)", re.DOTALL)
_BRACES = regex(r"(?P<opening>')?\{(?P<code>[^{}!:\\'\"]*)\}(?P<closing>')?")
# A statement with more values is no line that anybody reads.
MOST_PARAMETERS = 20
_PERCENT = regex(r"(?P<opening>')?%s(?P<closing>')?")

# The statement with placeholders, and the code of the values in their order.
_Parametrized = tuple[str, list[str]]


def with_parameters(source: Source, injection: Injection) -> Fix | None:
    """Write placeholders for values; nothing where anything about the call is not plain."""
    call, statement = injection.sink.call, injection.sink.argument
    kinds = [kind for _, kind in islice(positions(injection.text), MOST_PARAMETERS + 1)]
    if injection.is_whole or len(kinds) > MOST_PARAMETERS or set(kinds) != {Position.VALUE}:
        return None
    if any(isinstance(ancestor, ast.JoinedStr) for ancestor in source.ancestors(call)):
        return None
    if target_of(source, call) in TEXT_FUNCTIONS:
        return _in_text_function(source, call, statement)
    placeholder = _placeholder(source, call)
    if not _is_execute(call, statement) or placeholder is None:
        return None
    parametrized = _parametrized(source, statement, lambda _: placeholder)
    if parametrized is None:
        return None
    literal, values = parametrized
    row = f"({values[0]},)" if len(values) == 1 else f"({', '.join(values)})"
    return _fix(Edit(source.extent(statement), f"{literal}, {row}"))


def _in_text_function(source: Source, call: ast.Call, statement: ast.expr) -> Fix | None:
    """Write `execute(text("... :name"), {"name": name})`."""
    if not _is_execute(source.parents.get(call), call) or call.args != [statement] or call.keywords:
        return None
    parametrized = _parametrized(source, statement, lambda code: f":{_last_word(code)}")
    # A colon that stands in the statement would be read as a placeholder too.
    if not parametrized or ":" in source.segment(source.extent(statement)):
        return None
    literal, values = parametrized
    words = [_last_word(value) for value in values]
    if len(set(words)) < len(words) or not all(word.isidentifier() for word in words):
        return None
    pairs = ", ".join(f'"{word}": {value}' for word, value in zip(words, values, strict=True))
    extent = source.extent(call)
    end = extent._replace(line=extent.end_line, column=extent.end_column)
    return _fix(Edit(source.extent(statement), literal), Edit(end, f", {{{pairs}}}"))


def _fix(*edits: Edit) -> Fix:
    return Fix("Pass the values as parameters", edits, safe=False)


def _is_execute(call: ast.AST | None, argument: ast.expr) -> bool:
    """Recognise the method that all drivers share: of others nobody knows where they take parameters."""
    match call:
        case ast.Call(func=ast.Attribute(attr="execute"), args=[only], keywords=[]):
            return only is argument
    return False


def _placeholder(source: Source, call: ast.Call) -> str | None:
    """Return how the driver writes a placeholder, by the receiver's type, or by the only driver that is imported."""
    made = type_of(source, call.func.value if isinstance(call.func, ast.Attribute) else None)
    drivers = {made.partition(".")[0]} if made is not None else imported_packages(source) & LIBRARIES
    return PLACEHOLDERS.get(*drivers) if len(drivers) == 1 else None


def _parametrized(source: Source, statement: ast.expr, placeholder: Callable[[str], str]) -> _Parametrized | None:
    """Take the values out of an f-string, of `%` or of `.format()`."""

    def codes(values: list[ast.expr]) -> list[str]:
        return [source.segment(source.extent(value)) for value in values]

    match statement:
        case ast.JoinedStr():
            return _with_placeholders(source, statement, _BRACES, None, placeholder)
        case ast.BinOp(left=literal, op=ast.Mod(), right=ast.Tuple() | ast.Name() | ast.Attribute() | ast.Subscript()):
            right = statement.right
            values = right.elts if isinstance(right, ast.Tuple) else [right]
            return _with_placeholders(source, literal, _PERCENT, codes(values), placeholder)
        case ast.Call(func=ast.Attribute(value=literal, attr="format"), args=values, keywords=[]):
            return _with_placeholders(source, literal, _BRACES, codes(values), placeholder)
    return None


def _with_placeholders(
    source: Source,
    literal: ast.expr,
    field: re.Pattern[str],
    operands: list[str] | None,
    placeholder: Callable[[str], str],
) -> _Parametrized | None:
    """Write placeholders in a literal for its fields, which operands fill, or in an f-string the code inside them."""
    written = _LITERAL.fullmatch(source.segment(source.extent(literal)))
    if written is None or written["quote"] in written["body"] or bool(written["prefix"]) != (operands is None):
        return None
    body, fields = written["body"], [*field.finditer(written["body"])]
    values = [one["code"].strip() for one in fields] if operands is None else operands
    if len(fields) != len(values) or not fields or not all(values) or any(code.startswith("*") for code in values):
        return None
    # A field inside longer quotes, as in `'%{name}%'`, is only a part of a value.
    if any(bool(one["opening"]) != bool(one["closing"]) or body[: one.start()].count("'") % 2 for one in fields):
        return None
    if operands is not None and field is _BRACES and any(one["code"] for one in fields):
        return None
    rest = field.sub("", body)
    if any(sign in rest for sign in "{}%?"):
        return None
    codes = iter(values)
    new = field.sub(lambda _: placeholder(next(codes)), body)
    return f"{written['quote']}{new}{written['quote']}", values


def _last_word(code: str) -> str:
    return code.rpartition(".")[2]
