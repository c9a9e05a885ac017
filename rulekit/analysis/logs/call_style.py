"""How a log call is written: old names, levels as arguments, questions for a level, and the edits that correct them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.logs.loggers import LogCall, is_standard_logger, log_calls, log_libraries
from rulekit.analysis.logs.messages import level_argument, level_number, level_of_call
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.logs import FOREIGN_LOGS, LEVEL_NAMES, METHODS
from rulekit.model.finding import Edit, Fix, Severity, Span

_MODULE = re.compile(r"(\w+_)?logs?")
_OPENING = re.compile(r"\s*\(\s*")
_COMMA = re.compile(r"\s*,\s*")
_LONGEST = 20
ENOUGH = 2


@dataclass(frozen=True)
class LevelArgument:
    """What is wrong with the level that is handed to `logger.log`, and the method that says the same."""

    message: str
    severity: Severity
    method: str | None


def level_method(source: Source, one: LogCall) -> LevelArgument | None:
    """Judge the level of `logger.log(20, ...)`; nothing where it is a variable."""
    level = level_argument(one) if one.method == "log" else None
    if level is None or len(one.call.args) + len(one.call.keywords) == 1 or is_foreign(source, one):
        return None
    number = level_number(source, level)
    method = METHODS.get(number) if number is not None else None
    if not isinstance(level, ast.Constant):
        is_named = (names(source).resolve(level) or "").startswith("logging.")
        message = f"`{ast.unparse(level)}` has a method of its own: call `{method}()`"
        return LevelArgument(message, Severity.ADVICE, method) if method and is_named else None
    if isinstance(level.value, str):
        return _text_as_level(source, one, level.value)
    if method is None:
        message = f"level `{str(level.value)[:_LONGEST]}` has no name: use a level that has a method"
        return LevelArgument(message, Severity.ADVICE, None) if number is not None else None
    return LevelArgument(f"`{number}` is the level of a method: call `{method}()`", Severity.WARNING, method)


def _text_as_level(source: Source, one: LogCall, name: str) -> LevelArgument | None:
    method = METHODS.get(LEVEL_NAMES.get(name.upper(), 0))
    if method is None or "loguru" in vocabulary(source):
        return None
    if is_standard_logger(source, one.logger):
        message = f"a text is no level and raises `TypeError`: call `{method}()`"
        return LevelArgument(message, Severity.ERROR, method)
    return LevelArgument(f"`{name}` as a text is a level with a method: call `{method}()`", Severity.ADVICE, method)


def is_foreign(source: Source, one: LogCall) -> bool:
    """Tell whether the logger is likely a module of another library that happens to be called `log`."""
    target = names(source).resolve(one.logger) or ""
    root, _, last = target.rpartition(".")
    return target.partition(".")[0] in FOREIGN_LOGS or bool(root and _MODULE.fullmatch(last))


def old_constants(source: Source) -> Iterator[tuple[ast.AST, Fix | None]]:
    """Give the uses of `logging.WARN`, and imports of it that are not used."""
    if not log_libraries(source) or "WARN" not in vocabulary(source):
        return
    resolve = names(source).resolve
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr == "WARN" and resolve(attribute) == "logging.WARN":
            yield attribute, _last_word(source, attribute, "WARNING")
    for origin in source.nodes(ast.ImportFrom):
        for alias in origin.names if origin.module == "logging" else ():
            if alias.name == "WARN":
                bound = alias.asname or alias.name
                uses = [name for name in source.nodes(ast.Name) if name.id == bound and resolve(name) == "logging.WARN"]
                yield from ((use, None) for use in (*uses, *([] if uses else [alias])))


def wants_traceback(call: ast.Call, method: str) -> bool:
    """Tell whether a log call writes the traceback of the exception that is being handled."""
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "exc_info"), None)
    if given is None:
        return method == "exception"
    return isinstance(given, ast.Constant) and bool(given.value)


def misguarded(source: Source) -> Iterator[tuple[LogCall, str]]:
    """Give log calls under `if logger.isEnabledFor(...)` of another level, where none has that level."""
    for question in calls_by_word(source).get("isEnabledFor", ()):
        choice = source.parents.get(question)
        level = level_number(source, question.args[0]) if question.args else None
        if not isinstance(choice, ast.If) or choice.test is not question or level is None or level not in METHODS:
            continue
        last = choice.body[-1].end_lineno or 0
        inside = [one for one in log_calls(source) if choice.body[0].lineno <= one.call.lineno <= last]
        same = [one for one in inside if one.logger is not None and _is_same(one.logger, question.func)]
        levels = [level_of_call(source, one) for one in same]
        if same and level not in levels and None not in levels:
            yield same[0], METHODS[level].upper()


def method_edit(
    source: Source, one: LogCall, method: str | None, *, drop: ast.expr | None = None, wording: Edit | None = None
) -> Fix | None:
    """Call another method of the logger, without the argument that said the level, and with another wording."""
    function = one.call.func
    if method is None or not isinstance(function, ast.Attribute) or function.attr != one.method:
        return None
    if _is_in_text(source, one.call):
        return None
    edit = _renamed(source, function, method)
    edits = [one for one in (edit, wording) if one] if edit else []
    if drop is not None:
        dropped = _dropped(source, one.call, drop)
        edits = [*edits, dropped] if dropped and edits else []
    return Fix(f"Call `{method}()`", tuple(edits), safe=False) if edits else None


def _last_word(source: Source, attribute: ast.Attribute, word: str) -> Fix | None:
    edit = _renamed(source, attribute, word) if not _is_in_text(source, attribute) else None
    return Fix(f"Write `{word}`", (edit,)) if edit else None


def _renamed(source: Source, attribute: ast.Attribute, word: str) -> Edit | None:
    whole = source.extent(attribute)
    span = whole._replace(line=whole.end_line, column=whole.end_column - len(attribute.attr))
    return Edit(span, word) if source.segment(span) == attribute.attr else None


def _dropped(source: Source, call: ast.Call, level: ast.expr) -> Edit | None:
    """Take the first argument out, with its comma, where nothing but these stands around it."""
    if len(call.args) < ENOUGH or call.args[0] is not level:
        return None
    function, first, second = source.extent(call.func), source.extent(level), source.extent(call.args[1])
    between = Span(first.end_line, first.end_column, second.line, second.column)
    before = Span(function.end_line, function.end_column, first.line, first.column)
    if not _COMMA.fullmatch(source.segment(between)) or not _OPENING.fullmatch(source.segment(before)):
        return None
    return Edit(first._replace(end_line=second.line, end_column=second.column), "")


def _is_in_text(source: Source, node: ast.AST) -> bool:
    """Recognise code in the braces of an f-string, whose place Python 3.11 does not know."""
    return any(isinstance(around, ast.JoinedStr) for around in source.ancestors(node))


def _is_same(logger: ast.expr, question: ast.expr) -> bool:
    return isinstance(question, ast.Attribute) and ast.dump(logger) == ast.dump(question.value)
