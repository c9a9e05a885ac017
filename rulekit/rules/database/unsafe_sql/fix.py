"""The fix that takes values out of a statement and hands them over beside it."""

import ast
import re
from collections.abc import Callable

from rulekit.analysis.flow.calls import target_of
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.imported_packages import imported_packages
from rulekit.analysis.sql.injections import Danger
from rulekit.analysis.sql.statements import Place, place_of
from rulekit.analysis.syntax.source import Source
from rulekit.known.database import LIBRARIES
from rulekit.known.sql import MARKS
from rulekit.model.finding import Edit, Fix

EXECUTE = "execute"
ALCHEMY = frozenset({"sqlalchemy.text", "sqlalchemy.sql.text", "sqlmodel.text"})

_LITERAL = re.compile(r"(?P<prefix>[fF]?)(?P<quote>\"\"\"|'''|\"|')(?P<body>.*)(?P=quote)", re.DOTALL)
_BRACES = re.compile(r"(?P<tick>')?\{(?P<code>[^{}!:\\'\"]*)\}(?P<end>')?")
_PERCENT = re.compile(r"(?P<tick>')?%s(?P<end>')?")

_Marks = Callable[[str], str]
_Rewritten = tuple[str, list[str]]


def with_parameters(source: Source, danger: Danger) -> Fix | None:
    """Write placeholders for values; nothing where anything about it is not plain."""
    call, text = danger.sink.call, danger.sink.argument
    if danger.whole or any(place_of(danger.text, hole) is not Place.VALUE for hole in danger.text.holes):
        return None
    if any(isinstance(around, ast.JoinedStr) for around in source.ancestors(call)):
        return None
    if target_of(source, call) in ALCHEMY:
        return _in_alchemy(source, call, text)
    if not _is_plain(call, text, EXECUTE) or (mark := _mark_of(source, call)) is None:
        return None
    rewritten = _rewritten(source, text, lambda _: mark)
    if rewritten is None:
        return None
    literal, values = rewritten
    row = f"({values[0]},)" if len(values) == 1 else f"({', '.join(values)})"
    return _fix(Edit(source.extent(text), f"{literal}, {row}"))


def _in_alchemy(source: Source, call: ast.Call, text: ast.expr) -> Fix | None:
    """Write `execute(text("... :name"), {"name": name})`."""
    outer = source.parents.get(call)
    if not isinstance(outer, ast.Call) or not _is_plain(outer, call, EXECUTE) or not _is_plain(call, text, ""):
        return None
    rewritten = _rewritten(source, text, lambda code: f":{_last_word(code)}")
    if rewritten is None or source.segment(source.extent(text)).count(":"):
        return None
    literal, values = rewritten
    words = [_last_word(value) for value in values]
    if len(set(words)) < len(words) or not all(word.isidentifier() for word in words):
        return None
    pairs = ", ".join(f'"{word}": {value}' for word, value in zip(words, values, strict=True))
    end = source.extent(call)
    behind = end._replace(line=end.end_line, column=end.end_column)
    return _fix(Edit(source.extent(text), literal), Edit(behind, f", {{{pairs}}}"))


def _fix(*edits: Edit) -> Fix:
    return Fix("Pass the values as parameters", edits, safe=False)


def _is_plain(call: ast.Call, argument: ast.expr, word: str) -> bool:
    """Tell whether an argument is the only one, and the method has the wanted name."""
    is_named = not word or (isinstance(call.func, ast.Attribute) and call.func.attr == word)
    return is_named and call.args == [argument] and not call.keywords


def _mark_of(source: Source, call: ast.Call) -> str | None:
    """Tell how the driver writes the place of a value: by the receiver's type, or the only driver that is imported."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    made = type_of(source, receiver)
    if made is not None:
        return MARKS.get(made.partition(".")[0])
    drivers = imported_packages(source) & LIBRARIES
    return MARKS.get(*drivers) if len(drivers) == 1 else None


def _rewritten(source: Source, text: ast.expr, mark: _Marks) -> _Rewritten | None:
    """Give the literal with placeholders, and the code of the values in their order."""
    if isinstance(text, ast.JoinedStr):
        return _with_marks(source, text, _BRACES, None, mark)
    if isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod):
        right = text.right
        values = right.elts if isinstance(right, ast.Tuple) else [right]
        if isinstance(right, (ast.Tuple, ast.Name, ast.Attribute, ast.Subscript)):
            return _with_marks(source, text.left, _PERCENT, [_code(source, one) for one in values], mark)
    if isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and not text.keywords:
        codes = [_code(source, one) for one in text.args]
        return _with_marks(source, text.func.value, _BRACES, codes, mark) if text.func.attr == "format" else None
    return None


def _with_marks(
    source: Source, literal: ast.expr, field: re.Pattern[str], given: list[str] | None, mark: _Marks
) -> _Rewritten | None:
    written = _LITERAL.fullmatch(source.segment(source.extent(literal)))
    if written is None or written["quote"] in written["body"] or bool(written["prefix"]) != (given is None):
        return None
    body, fields = written["body"], [*field.finditer(written["body"])]
    values = [one["code"].strip() for one in fields] if given is None else given
    if len(fields) != len(values) or not fields or not all(values) or any(code.startswith("*") for code in values):
        return None
    if any(bool(one["tick"]) != bool(one["end"]) or body[: one.start()].count("'") % 2 for one in fields):
        return None
    if given is not None and field is _BRACES and any(one["code"] for one in fields):
        return None
    rest = field.sub("", body)
    if any(sign in rest for sign in "{}%") or "?" in rest:
        return None
    marks = iter(values)
    new = field.sub(lambda _: mark(next(marks)), body)
    return f"{written['quote']}{new}{written['quote']}", values


def _code(source: Source, expression: ast.expr) -> str:
    return source.segment(source.extent(expression))


def _last_word(code: str) -> str:
    return code.rpartition(".")[2]
