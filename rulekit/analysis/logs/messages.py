"""What a log call says, and at which level it says it."""

import ast
import re
import string

from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.logs.loggers import LogCall
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.strings import text_of
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.logs import LEVEL_NAMES, NUMBERS
from rulekit.known.logwords import LABEL
from rulekit.model.finding import Edit, Span

HOLE = "{}"
_MESSAGES = frozenset({"msg", "message", "event"})
_JOIN = "join"
_QUOTES = re.compile(r"""[a-zA-Z]*(?:\"{3}|'{3}|["'])""")
_TRANSLATORS = frozenset("_ gettext _l _lazy gettext_lazy ugettext _LI _LW _LE".split())
_MARKS = re.compile(r"[\])>*:|! -]*")
_CONSTANT = re.compile(r"(?:logging|absl\.logging)\.(?P<name>[A-Z]+)")


def said(source: Source, one: LogCall) -> str:
    """Give the message as far as it stands in the code, with `{}` for each hole of an f-string or the like."""
    return _text(source, message_of(one))


def said_by(source: Source, call: ast.Call) -> str:
    """Give the message of what is known to be a log call."""
    return said(source, LogCall(call, called_name(call), None))


def message_of(one: LogCall) -> ast.expr | None:
    """Give the argument that is the message."""
    place = 1 if one.method == "log" else 0
    if len(one.call.args) > place:
        return one.call.args[place]
    return next((keyword.value for keyword in one.call.keywords if keyword.arg in _MESSAGES), None)


def label_edit(source: Source, one: LogCall) -> Edit | None:
    """Take the name of a level, with what sets it apart, out of the beginning of the message."""
    literal = _first_literal(message_of(one))
    if literal is None:
        return None
    whole = source.extent(literal)
    opening = _QUOTES.match(source.segment(whole))
    text = source.segment(whole)[opening.end() :] if opening else ""
    label = LABEL.match(text)
    marks = _MARKS.match(text, label.end("name")) if label else None
    if opening is None or marks is None or text[marks.end() :].startswith(opening.group().lstrip(string.ascii_letters)):
        return None
    begin = whole.column + opening.end()
    return Edit(Span(whole.line, begin, whole.line, begin + marks.end()), "")


def _first_literal(message: ast.expr | None) -> ast.expr | None:
    match message:
        case ast.BinOp(left=left):
            return _first_literal(left)
        case ast.Call(func=ast.Attribute(value=value)):
            return _first_literal(value)
        case ast.JoinedStr() | ast.Constant(value=str()):
            return message
    return None


def level_of_call(source: Source, one: LogCall) -> int | None:
    """Give the number of the level of a log call, if it can be told."""
    if one.method != "log":
        return NUMBERS[one.method]
    return level_number(source, level_argument(one))


def level_argument(one: LogCall) -> ast.expr | None:
    """Give the level that `logger.log(level, ...)` is told."""
    if one.call.args:
        return one.call.args[0]
    return next((keyword.value for keyword in one.call.keywords if keyword.arg == "level"), None)


def level_number(source: Source, level: ast.expr | None) -> int | None:
    """Give the number of a level: `20`, `logging.INFO`, `"INFO"`."""
    if level is None:
        return None
    if named := _CONSTANT.fullmatch(names(source).resolve(level) or ""):
        return LEVEL_NAMES.get(named["name"])
    value = constant(source, level)
    if isinstance(value, str):
        return LEVEL_NAMES.get(value.upper())
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(source: Source, message: ast.expr | None) -> str:
    if isinstance(message, ast.Constant):
        return message.value if isinstance(message.value, str) else ""
    if isinstance(message, ast.JoinedStr):
        return "".join(_text(source, part) if isinstance(part, ast.Constant) else HOLE for part in message.values)
    if isinstance(message, ast.Name):
        value = constant(source, message)
        return value if isinstance(value, str) else ""
    if isinstance(message, ast.Call) and called_name(message) in _TRANSLATORS and message.args:
        return _text(source, message.args[0])
    if isinstance(message, (ast.BinOp, ast.Call)) and called_name(message) != _JOIN:
        found = text_of(source, message)
        return found.filled(HOLE) if found.is_written else ""
    return ""
