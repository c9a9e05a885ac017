"""Edits that turn a log call in a handler into `logger.exception(...)`, and take out of it what that says already."""

import ast

from rulekit.analysis.edits.add_keyword import keyword_added
from rulekit.analysis.logs.edits import method_fix
from rulekit.analysis.logs.messages import level_argument
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Fix, Span
from rulekit.model.late import regex
from rulekit.rules.errors.missing_traceback.logged_errors import LoggedError, Trace

SEVERE = frozenset({"critical", "fatal"})
_COMMA = regex(r"\s*,\s*")
_EXCEPTION_AT_END = regex(
    r"""(?P<quote>["'])(?P<words>(?!["'])[^"'\\\r\n]*[^"'\\\r\n\s:;,.=(-])[\s:;,.=(-]*%[sr]\)?\.?(?P=quote)"""
)


def exception_instead(source: Source, logged: LoggedError) -> Fix | None:
    """Call `exception()`, without an `exc_info` that it makes superfluous; a critical error keeps its level."""
    log_call = logged.log_call
    if log_call.method in SEVERE:
        edit = keyword_added(source, log_call.call, "exc_info=True") if logged.trace is Trace.MISSING else None
        return Fix("Add `exc_info=True`", (edit,), safe=False) if edit else None
    drop = level_argument(log_call) if log_call.method == "log" else None
    renamed = method_fix(source, log_call, "exception", drop=drop)
    if renamed is None or logged.trace is Trace.TEXT:
        return None
    keyword = _exc_info(log_call.call)
    removal = _removal(source, log_call.call, keyword) if keyword else None
    if keyword is not None and removal is None:
        return None
    edits = (*renamed.edits, removal) if removal is not None else renamed.edits
    return Fix("Call `exception()`", edits, safe=False)


def without_exc_info(source: Source, logged: LoggedError) -> Fix | None:
    """Take `exc_info` out of a call of `exception()`."""
    keyword = _exc_info(logged.log_call.call)
    edit = _removal(source, logged.log_call.call, keyword) if keyword else None
    return Fix("Take `exc_info` out", (edit,), safe=False) if edit else None


def _exc_info(call: ast.Call) -> ast.keyword | None:
    return next((keyword for keyword in call.keywords if keyword.arg == "exc_info"), None)


def _removal(source: Source, call: ast.Call, keyword: ast.keyword) -> Edit | None:
    """Take a keyword out with the comma before it."""
    place = source.extent(keyword)
    arguments = [source.extent(argument) for argument in (*call.args, *call.keywords)]
    before = [one for one in arguments if (one.end_line, one.end_column) <= (place.line, place.column)]
    gap = _gap(source, max(before, key=lambda one: (one.end_line, one.end_column)), place) if before else None
    return Edit(gap, "") if gap else None


def without_exception(source: Source, logged: LoggedError, name: ast.Name) -> Fix | None:
    """Take the exception out of `"no stock: %s", error`, where it stands at the end."""
    arguments = logged.log_call.call.args
    message = arguments[0]
    if arguments[-1] is not name or message is name or not isinstance(message, ast.Constant):
        return None
    placeholders = len(arguments) - 1
    if not isinstance(message.value, str) or {message.value.count("%"), message.value.count("%s")} != {placeholders}:
        return None
    before, text = source.extent(arguments[-2]), source.extent(message)
    match = _EXCEPTION_AT_END.fullmatch(source.segment(text))
    gap = _gap(source, before, source.extent(name))
    if match is None or gap is None:
        return None
    quoted = f"{match['quote']}{match['words']}{match['quote']}"
    if arguments[-2] is message:
        edits = [Edit(text._replace(end_line=gap.end_line, end_column=gap.end_column), quoted)]
    else:
        edits = [Edit(text, quoted), Edit(gap, "")]
    return Fix(f"Leave `{name.id}` out", tuple(edits), safe=False)


def _gap(source: Source, before: Span, last: Span) -> Span | None:
    """Return the span from the end of one argument to the end of another, if only a comma stands between them."""
    between = Span(before.end_line, before.end_column, last.line, last.column)
    if not _COMMA.fullmatch(source.segment(between)):
        return None
    return Span(before.end_line, before.end_column, last.end_line, last.end_column)
