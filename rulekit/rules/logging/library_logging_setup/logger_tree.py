"""Loggers by their place in the tree: the root, which stands for all, or one of the others."""

import ast
import enum

from rulekit.analysis.flow.arguments import returned_values
from rulekit.analysis.flow.calls import target_of
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.flow.type_inference import attribute_values, type_of
from rulekit.analysis.logs.loggers import is_logger
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.source import Source
from rulekit.known.logs import ROOT_LOGGERS, ROOT_NAMES, TREE_FACTORIES


class Reach(enum.Enum):
    """How far a piece of configuration reaches: all loggers by a function or the root logger, or one logger."""

    ALL = "all"
    ROOT = "root"
    ONE = "one"


def reach_of(source: Source, logger: ast.expr) -> Reach | None:
    """Tell whether an expression is the root logger or another one; nothing if it is no logger."""
    resolved = names(source).resolve(logger)
    if resolved in ROOT_LOGGERS:
        return Reach.ROOT
    factories = _factories_of(source, logger)
    if factories:
        return Reach.ROOT if all(_gives_root(source, call) for call in factories) else Reach.ONE
    if isinstance(logger, ast.Attribute) and logger.attr == "root" and is_logger(source, logger.value):
        return Reach.ROOT
    # `logging.disabled` and the like belong to the module, which is no logger.
    is_module = resolved in {"logging", "loguru.logger", "absl.logging"}
    if not isinstance(logger, ast.Call) and is_logger(source, logger) and not is_module:
        return Reach.ONE
    return Reach.ONE if type_of(source, logger) == "logging.Logger" else None


def _factories_of(source: Source, logger: ast.expr, depth: int = DEPTH) -> list[ast.Call]:
    """Return the calls of `getLogger` that may have made a logger."""
    if isinstance(logger, ast.Call) and target_of(source, logger) in TREE_FACTORIES:
        return [logger]
    if not depth:
        return []
    values: tuple[ast.expr, ...] = ()
    if isinstance(logger, ast.Call):
        values = tuple(returned_values(source, logger))
    elif isinstance(logger, ast.Name):
        values = values_at(source, logger)
    elif isinstance(logger, ast.Attribute) and isinstance(logger.value, ast.Name) and logger.value.id == "self":
        home = next((around for around in source.ancestors(logger) if isinstance(around, ast.ClassDef)), None)
        values = tuple(attribute_values(source).get((home, logger.attr), ())) if home else ()
    return [call for value in values for call in _factories_of(source, value, depth - 1)]


def _gives_root(source: Source, call: ast.Call) -> bool:
    """Recognise `getLogger()`, `getLogger("")` and `getLogger("root")`."""
    if target_of(source, call) != "logging.getLogger":
        return False
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    value = constant(source, arguments[0]) if arguments else None
    return isinstance(value, (str, type(None))) and value in ROOT_NAMES
