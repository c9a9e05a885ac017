"""Edits of log calls: another method of the same logger, with or without the argument that says the level."""

import ast

from rulekit.analysis.logs.loggers import LogCall
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Fix, Span
from rulekit.model.late import regex

_OPENING = regex(r"\s*\(\s*")
_COMMA = regex(r"\s*,\s*")


def method_fix(
    source: Source, log_call: LogCall, method: str | None, *, drop: ast.expr | None = None, wording: Edit | None = None
) -> Fix | None:
    """Call another method of the logger, without the argument that says the level, and with another wording."""
    function = log_call.call.func
    if method is None or not isinstance(function, ast.Attribute) or function.attr != log_call.method:
        return None
    renamed = renamed_attribute(source, function, method)
    dropped = _without_first(source, log_call.call, drop) if drop is not None else None
    if renamed is None or (drop is not None and dropped is None):
        return None
    edits = tuple(edit for edit in (renamed, wording, dropped) if edit is not None)
    return Fix(f"Call `{method}()`", edits, safe=False)


def renamed_attribute(source: Source, attribute: ast.Attribute, word: str) -> Edit | None:
    """Write another word behind the dot, but not in an f-string, where Python 3.11 does not know the places."""
    if any(isinstance(around, ast.JoinedStr) for around in source.ancestors(attribute)):
        return None
    whole = source.extent(attribute)
    span = whole._replace(line=whole.end_line, column=whole.end_column - len(attribute.attr))
    return Edit(span, word) if source.segment(span) == attribute.attr else None


def _without_first(source: Source, call: ast.Call, first: ast.expr) -> Edit | None:
    """Take the first argument out, with its comma, where nothing but these stands around it."""
    match call.args:
        case [level, second, *_] if level is first:
            place, function, following = source.extent(level), source.extent(call.func), source.extent(second)
        case _:
            return None
    before = Span(function.end_line, function.end_column, place.line, place.column)
    between = Span(place.end_line, place.end_column, following.line, following.column)
    if not _OPENING.fullmatch(source.segment(before)) or not _COMMA.fullmatch(source.segment(between)):
        return None
    return Edit(place._replace(end_line=following.line, end_column=following.column), "")
