"""From `print` to a logger: the same words as a log call, and the logger that it needs."""

import ast
import re
from itertools import takewhile

from rulekit.analysis.edits.add_import import NOTHING, Needed
from rulekit.analysis.exceptions.handlers import catches_only_expected, handler_around
from rulekit.analysis.logs.loggers import LogCall, made_loggers
from rulekit.analysis.logs.prints import stream_of
from rulekit.analysis.names.imports import IMPORTS
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.docstrings import is_text
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.output import ERROR_STREAMS
from rulekit.model.finding import Edit, Effect, Fix, NameUse, Span
from rulekit.model.late import regex

_LEVELS = (
    ("error", regex(r"\W*+(error|failed|fatal)\b", re.IGNORECASE)),
    ("warning", regex(r"\W*+warn(ing)?\b", re.IGNORECASE)),
    ("debug", regex(r"\W*+debug\b", re.IGNORECASE)),
)
_PLAIN_NAME = regex(r"_*(log|logger)", re.IGNORECASE)
_READY = (NameUse("logging", Effect.READS), NameUse("logger", Effect.BINDS))
_NEW = (NameUse("logging", Effect.BINDS), NameUse("logger", Effect.BINDS))
_CONVERSIONS = {-1: "%s", ord("s"): "%s", ord("r"): "%r"}


def log_instead(source: Source, call: ast.Call) -> Fix | None:
    """Offer a log call in place of a `print` that stands alone, where its words can be carried over."""
    if not isinstance(source.parents[call], ast.Expr) or not isinstance(call.func, ast.Name) or not call.args:
        return None
    if any(keyword.arg != "file" for keyword in call.keywords):
        return None
    pieces = [_template_of(source, argument) for argument in call.args]
    own_logger = logger_name(source)
    name, extra = own_logger or "logger", NOTHING if own_logger else new_logger(source)
    templates = [template for template in pieces if template is not None]
    if extra is None or len(templates) < len(pieces):
        return None
    level = level_of(source, call)
    words = " ".join(words for words, _ in templates)
    values = [value for _, values in templates for value in values]
    words = words if values else words.replace("%%", "%")
    if not words:
        return None
    words = ", ".join(['"' + repr("'" + words)[2:-1].replace('"', '\\"') + '"', *values])
    edit = Edit(source.extent(call), f"{name}.{level}({words})")
    used = (*extra.names, NameUse(name, Effect.READS))
    return Fix(f"Log it by `{name}.{level}()`", (*extra.edits, edit), safe=False, names=used)


def own_logger_call(source: Source, root: LogCall) -> Fix | None:
    """Offer a logger of the module in place of `logging` in `logging.info(...)`."""
    known, called = names(source), source.extent(root.call.func)
    own_logger = logger_name(source)
    extra = NOTHING if own_logger else new_logger(source)
    if extra is None or not isinstance(root.call.func, ast.Attribute):
        return None
    if own_logger:
        if not _PLAIN_NAME.fullmatch(own_logger):
            return None
        holding_scope = known.binding_scope(own_logger, known.scope_of(root.call))
        binders = known.bindings[known.module][own_logger]
        if holding_scope is not known.module or any(
            getattr(binder, "lineno", 0) >= root.call.lineno for binder in binders
        ):
            return None
    name = own_logger or "logger"
    edits = (*extra.edits, Edit(called, f"{name}.{root.method}"))
    used = (*extra.names, NameUse(name, Effect.READS))
    return Fix(f"Use `{name}.{root.method}()`", edits, safe=False, names=used)


def level_of(source: Source, call: ast.Call) -> str:
    """Choose the level that fits a `print`: by the handler around it, by its first words, by its stream."""
    first = call.args[0] if call.args else None
    start = first.values[0] if isinstance(first, ast.JoinedStr) and first.values else first
    text = start.value if isinstance(start, ast.Constant) and isinstance(start.value, str) else ""
    named = next((level for level, pattern in _LEVELS if pattern.match(text)), None)
    handler = handler_around(source, call)
    if handler is not None and named in {None, "error"}:
        return (named or "warning") if catches_only_expected(source, handler) else "exception"
    stream = stream_of(call)
    return named or ("warning" if stream and names(source).resolve(stream) in ERROR_STREAMS else "info")


def logger_name(source: Source) -> str | None:
    """Return the name of the module's own logger."""
    known = names(source)
    own = (name for name in made_loggers(source) if name in known.bindings[known.module])
    return min(own, default=None)


def _template_of(source: Source, argument: ast.expr) -> tuple[str, list[str]] | None:
    """Turn an argument into words with `%s` and what belongs there."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value.replace("%", "%%"), []
    if isinstance(argument, ast.Starred):
        return None
    if not isinstance(argument, ast.JoinedStr):
        return "%s", [source.segment(source.extent(argument))]
    words, values = "", []
    for part in argument.values:
        if isinstance(part, ast.Constant):
            words += str(part.value).replace("%", "%%")
        elif isinstance(part, ast.FormattedValue) and part.format_spec is None and part.conversion in _CONVERSIONS:
            words += _CONVERSIONS[part.conversion]
            values.append(ast.unparse(part.value))
        else:
            return None
    return words, values


@question
def new_logger(source: Source) -> Needed | None:
    """Which lines make a logger below the imports, where that is simple?"""
    known = names(source)
    head = [
        *takewhile(
            lambda statement: isinstance(statement, IMPORTS) or _is_docstring(source, statement), source.tree.body
        )
    ]
    if source.cells is not None or not head or known.binding_scopes.get("logger") or "\r" in source.text:
        return None
    lines = [line for statement in head for line in {statement.lineno, statement.end_lineno or statement.lineno}]
    if len(lines) != len(set(lines)) or head[-1].end_lineno == len(source.lines):
        return None
    below = (head[-1].end_lineno or head[-1].lineno) + 1
    maker = Edit(Span(below, 1, below, 1), "\nlogger = logging.getLogger(__name__)\n")
    if "logging" in known.binding_scopes:
        binders = known.bindings[known.module]["logging"]
        is_imported = all(binder in known.imports and known.imports[binder].target == "logging" for binder in binders)
        return Needed((maker,), _READY) if is_imported and len(known.binding_scopes["logging"]) == 1 else None
    imports = [one for one in head if isinstance(one, IMPORTS) and getattr(one, "module", "") != "__future__"]
    if not imports:
        return Needed((Edit(maker.span, f"\nimport logging\n{maker.text}"),), _NEW)
    return Needed((Edit(Span(imports[0].lineno, 1, imports[0].lineno, 1), "import logging\n"), maker), _NEW)


def _is_docstring(source: Source, statement: ast.stmt) -> bool:
    return statement is source.tree.body[0] and is_text(statement)
