"""Loggers by their place in the tree: the root, which stands for all, or one of the others."""

import ast
import enum

from rulekit.analysis.flow.arguments import returned_values
from rulekit.analysis.flow.calls import target_of
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.flow.type_inference import attribute_values, type_of
from rulekit.analysis.logs.loggers import is_logger
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source
from rulekit.known.logs import ROOT_LOGGERS, ROOT_NAMES, TREE_FACTORIES

STEPS = 4


class Reach(enum.Enum):
    """How far a piece of configuration reaches: all loggers by a function or the root logger, or one logger."""

    ALL = "all"
    ROOT = "root"
    ONE = "one"


def reach_of(source: Source, logger: ast.expr, steps: int = STEPS) -> Reach | None:
    """Tell whether an expression is the root logger or another one; nothing if it is no logger."""
    if names(source).resolve(logger) in ROOT_LOGGERS:
        return Reach.ROOT
    made = _makers(source, logger, steps)
    if made:
        return Reach.ROOT if all(_is_root(source, call) for call in made) else Reach.ONE
    if isinstance(logger, ast.Attribute) and logger.attr == "root" and is_logger(source, logger.value):
        return Reach.ROOT
    if not isinstance(logger, ast.Call) and is_logger(source, logger) and not _is_module(source, logger):
        return Reach.ONE
    return Reach.ONE if type_of(source, logger) == "logging.Logger" else None


def _makers(source: Source, logger: ast.expr, steps: int) -> list[ast.Call]:
    """Give the calls of `getLogger` that may have made a logger."""
    if isinstance(logger, ast.Call) and target_of(source, logger) in TREE_FACTORIES:
        return [logger]
    if not steps:
        return []
    values: tuple[ast.expr, ...] = ()
    if isinstance(logger, ast.Call):
        values = tuple(returned_values(source, logger))
    elif isinstance(logger, ast.Name):
        values = values_at(source, logger)
    elif isinstance(logger, ast.Attribute) and isinstance(logger.value, ast.Name) and logger.value.id == "self":
        home = next((around for around in source.ancestors(logger) if isinstance(around, ast.ClassDef)), None)
        values = tuple(attribute_values(source).get((home, logger.attr), ())) if home else ()
    return [call for value in values for call in _makers(source, value, steps - 1)]


def _is_root(source: Source, call: ast.Call) -> bool:
    """Recognise `getLogger()`, `getLogger("")` and `getLogger("root")`."""
    if target_of(source, call) != "logging.getLogger":
        return False
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    value = constant(source, arguments[0]) if arguments else None
    return isinstance(value, (str, type(None))) and value in ROOT_NAMES


def _is_module(source: Source, logger: ast.expr) -> bool:
    return names(source).resolve(logger) in {"logging", "loguru.logger", "absl.logging"}
