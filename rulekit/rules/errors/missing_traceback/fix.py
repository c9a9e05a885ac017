"""Edits that turn a log call in a handler into `logger.exception(...)`, and take out of it what that says already."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.edits.add_keyword import keyword_added
from rulekit.analysis.logs.call_style import method_edit
from rulekit.analysis.logs.messages import level_argument
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Fix, Span
from rulekit.rules.errors.missing_traceback.tracebacks import Logged, Trace

SEVERE = frozenset({"critical", "fatal"})
_COMMA = re.compile(r"\s*,\s*")
_TAIL = re.compile(
    r"""(?P<quote>["'])(?P<words>(?!["'])[^"'\\\r\n]*[^"'\\\r\n\s:;,.=(-])[\s:;,.=(-]*%[sr]\)?\.?(?P=quote)"""
)


def exception_instead(source: Source, logged: Logged) -> Fix | None:
    """Call `exception()`, without an `exc_info` that it makes superfluous; a critical error keeps its level."""
    one = logged.one
    if one.method in SEVERE:
        edit = keyword_added(source, one.call, "exc_info=True") if logged.trace is Trace.MISSING else None
        return Fix("Add `exc_info=True`", (edit,), safe=False) if edit else None
    drop = level_argument(one) if one.method == "log" else None
    renamed = method_edit(source, one, "exception", drop=drop)
    if renamed is None or logged.trace is Trace.TEXT or (drop is not None and len(renamed.edits) == 1):
        return None
    keyword = _keyword(one.call)
    removed = [_removal(source, one.call, keyword)] if keyword else []
    if None in removed:
        return None
    edits = (*renamed.edits, *(edit for edit in removed if edit is not None))
    return Fix("Call `exception()`", edits, safe=False)


def without_exc_info(source: Source, logged: Logged) -> Fix | None:
    """Take `exc_info` out of a call of `exception()`."""
    keyword = _keyword(logged.one.call)
    edit = _removal(source, logged.one.call, keyword) if keyword else None
    return Fix("Take `exc_info` out", (edit,), safe=False) if edit else None


def without_the_error(source: Source, logged: Logged, name: ast.Name) -> Fix | None:
    """Take the exception out of `"no stock: %s", error`, where it stands at the end."""
    arguments = logged.one.call.args
    if arguments[-1] is not name or arguments[0] is name:
        return None
    message = arguments[0]
    if not isinstance(message, ast.Constant) or not isinstance(message.value, str):
        return None
    if message.value.count("%") != len(arguments) - 1 or len(arguments) - 1 != message.value.count("%s"):
        return None
    before, text = source.extent(arguments[-2]), source.extent(message)
    match = _TAIL.fullmatch(source.segment(text))
    gap = _gap(source, before, source.extent(name))
    if match is None or gap is None:
        return None
    quoted = f"{match['quote']}{match['words']}{match['quote']}"
    if arguments[-2] is message:
        whole = Edit(text._replace(end_line=gap.end_line, end_column=gap.end_column), quoted)
        return Fix(f"Leave `{name.id}` out", (whole,), safe=False)
    return Fix(f"Leave `{name.id}` out", (Edit(text, quoted), Edit(gap, "")), safe=False)


def _keyword(call: ast.Call) -> ast.keyword | None:
    return next((keyword for keyword in call.keywords if keyword.arg == "exc_info"), None)


def _removal(source: Source, call: ast.Call, keyword: ast.keyword) -> Edit | None:
    """Take a keyword out with the comma before it."""
    whole = source.extent(keyword)
    before = [one for one in _arguments(source, call) if (one.end_line, one.end_column) <= (whole.line, whole.column)]
    gap = _gap(source, max(before, key=lambda one: (one.end_line, one.end_column)), whole) if before else None
    return Edit(gap, "") if gap else None


def _arguments(source: Source, call: ast.Call) -> Iterator[Span]:
    for given in (*call.args, *call.keywords):
        yield source.extent(given)


def _gap(source: Source, before: Span, last: Span) -> Span | None:
    """Give the stretch from the end of one argument to the end of another, if only a comma stands between them."""
    between = Span(before.end_line, before.end_column, last.line, last.column)
    if not _COMMA.fullmatch(source.segment(between)):
        return None
    return Span(before.end_line, before.end_column, last.end_line, last.end_column)
