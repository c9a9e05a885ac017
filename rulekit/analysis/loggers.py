"""Loggers: which expressions are one, and which calls write to a log."""

import ast
import re

from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source

LEVELS = frozenset("debug info warning warn error exception critical fatal log trace success".split())
MAKERS = frozenset(
    "logging.getLogger logging.Logger logging.LoggerAdapter structlog.get_logger structlog.getLogger"
    " structlog.stdlib.get_logger absl.logging multiprocessing.get_logger multiprocessing.log_to_stderr".split()
)
_KNOWN = frozenset({"logging", "loguru.logger", "absl.logging", "flask.current_app.logger", "logging.root"})
_CALLED_LOGGER = re.compile(r"_*(\w+_)?log(s|ger|ging)?", re.IGNORECASE)


def log_method(source: Source, call: ast.Call) -> str | None:
    """Give the name of the logger's method that is called, if one is."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr if function.attr in LEVELS and is_logger(source, function.value) else None
    if isinstance(function, ast.Name) and (target := source.ask(names).resolve(function)):
        module, _, method = target.rpartition(".")
        return method if module in _KNOWN and method in LEVELS else None
    return None


def is_logger(source: Source, expression: ast.expr) -> bool:
    """Tell whether an expression is a logger: by what made it, by where it comes from, or else by its name."""
    if isinstance(expression, ast.Call):
        return _makes_logger(source, expression)
    target = source.ask(names).resolve(expression)
    if target in _KNOWN:
        return True
    last = expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")
    return bool(_CALLED_LOGGER.fullmatch(last)) or last in source.ask(made_loggers)


def made_loggers(source: Source) -> frozenset[str]:
    """Question: to which names and attributes is a new logger bound?"""
    if "ogger" not in source.text:
        return frozenset()
    found: set[str] = set()
    for call in source.nodes(ast.Call):
        statement = source.parents.get(call)
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and _makes_logger(source, call):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            found.update(getattr(target, "id", getattr(target, "attr", "")) for target in targets)
    return frozenset(found)


def _makes_logger(source: Source, call: ast.Call) -> bool:
    function = call.func
    last = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if last in {"bind", "opt", "contextualize", "getChild"} and isinstance(function, ast.Attribute):
        return is_logger(source, function.value)
    return "ogger" in last and (source.ask(names).resolve(function) in MAKERS or last in {"getLogger", "get_logger"})
