"""How the story of an exception ends in a handler: raised again, kept for somebody, or over."""

import ast
import enum

from rulekit.analysis.exceptions.handlers import Breadth, attempt_of, breadth, caught, handler_nodes, is_report
from rulekit.analysis.exceptions.propagation import is_taker, keepers
from rulekit.analysis.exceptions.swallowed import Silence, caught_names, silence_of
from rulekit.analysis.flow.control_flow import Way, ways_out
from rulekit.analysis.logs.loggers import log_calls
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import following
from rulekit.analysis.syntax.vocabulary import names_by_word
from rulekit.known.expected import (
    ANSWERS,
    EXPECTED_NAME,
    FAILURE_HOMES,
    FAILURES,
    IMPORT_ERRORS,
    NOT_THERE,
    NOT_THERE_NAME,
    SIGNALS,
)

_PLAIN = (ast.Constant, ast.Name, ast.Attribute, ast.List, ast.Dict, ast.Tuple, ast.Set, ast.UnaryOp)


class Ending(enum.Enum):
    """What becomes of an exception behind a statement of its handler."""

    RAISED = "raised again"
    KEPT = "stored or returned"
    GIVEN = "given to other code"
    OVER = "over"


def ending(source: Source, handler: ast.ExceptHandler, node: ast.AST) -> Ending:
    """Tell what becomes of the exception of a handler, seen from a node in it."""
    statement = source.statement(node)
    while statement is not handler:
        ways = ways_out(following(source, statement))
        if Way.RAISE in ways:
            return Ending.RAISED
        if Way.THROUGH not in ways:
            break
        statement = source.parents[statement]
    found = [keeper for keeper in keepers(source, handler) if not _is_in_report(source, handler, keeper)]
    if any(not isinstance(keeper, ast.Call) or is_taker(keeper) for keeper in found):
        return Ending.KEPT
    return Ending.GIVEN if found else Ending.OVER


def gives_a_substitute(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler does nothing but put a plain value in place of what failed; not whether it is silent."""
    if not isinstance(handler.body[-1], (ast.Assign, ast.AnnAssign, ast.Return, ast.Continue, ast.Break)):
        return False
    if silence_of(source, handler) not in {None, Silence.RETURN}:
        return False
    return all(_is_substitute(statement) for statement in handler.body)


def is_expected_flow(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler catches what is an answer rather than a failure, such as a missing key."""
    if handler.type is None or breadth(source, handler) is not Breadth.NARROW:
        return False
    listed = caught_names(source, handler)
    return any(name in ANSWERS | SIGNALS | IMPORT_ERRORS or EXPECTED_NAME.fullmatch(name) for name in listed)


def is_not_there(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler answers one statement that asks for what may not be there."""
    listed = caught_names(source, handler)
    if not listed or len(attempt_of(source, handler).body) > 1:
        return False
    return all(name in NOT_THERE or NOT_THERE_NAME.fullmatch(name) for name in listed)


def is_failure(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether what is caught is worth a word in the log: it comes from a service, or the file logs."""
    if handler.type is None or log_calls(source):
        return True
    listed = caught(source, handler.type)
    homes = {name.partition(".")[0] for name in listed if "." in name and not name.startswith("builtins.")}
    return not homes.isdisjoint(FAILURE_HOMES) or not listed.isdisjoint(FAILURES)


def is_yes_or_no(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler answers `True` or `False`, which says that something failed."""
    values = [getattr(statement, "value", None) for statement in handler.body]
    parts = [part for value in values for part in (value.elts if isinstance(value, ast.Tuple) else [value])]
    if any(isinstance(part, ast.Constant) and isinstance(part.value, bool) for part in parts):
        return True
    loads = (node for node in handler_nodes(handler) if isinstance(node, ast.Name) and node.id == handler.name)
    return any(isinstance(node.ctx, ast.Load) for node in loads) or bool(attempt_of(source, handler).orelse)


def _is_substitute(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.Pass, ast.Continue, ast.Break)):
        return True
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Return)):
        value = statement.value
        return value is None or (
            isinstance(value, _PLAIN) and not any(isinstance(node, ast.Call) for node in walk(value))
        )
    return False


def _is_in_report(source: Source, handler: ast.ExceptHandler, node: ast.AST) -> bool:
    """Tell whether a node is only a part of what is logged or printed, also under a name."""
    if isinstance(node, ast.Assign):
        bound = {target.id for target in node.targets if isinstance(target, ast.Name)}
        uses = (name for word in sorted(bound) for name in names_by_word(source).get(word, ()))
        reads = [name for name in uses if isinstance(name.ctx, ast.Load)]
        return bool(reads) and all(_is_in_report(source, handler, name) for name in reads)
    for around in source.ancestors(node):
        if around is handler:
            return False
        if isinstance(around, ast.Call) and is_report(source, around):
            return True
    return False
