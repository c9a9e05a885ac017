"""What becomes of an exception in a handler: raised again, kept for somebody, replaced by a value, or dropped."""

import ast
import enum

from rulekit.analysis.exceptions.handlers import Breadth, breadth, caught_names, caught_types, logs_or_prints, try_of
from rulekit.analysis.exceptions.kept_exceptions import escapes, takes_exception
from rulekit.analysis.exceptions.swallowed import Swallow, swallow_of
from rulekit.analysis.flow.control_flow import Way, ways_out
from rulekit.analysis.logs.loggers import log_calls
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import following
from rulekit.analysis.syntax.vocabulary import names_by_word
from rulekit.known.expected import (
    EXPECTED_ERROR_NAME,
    EXPECTED_ERRORS,
    FAILURE_LIBRARIES,
    FAILURES,
    IMPORT_ERRORS,
    MISSING_ERROR_NAME,
    MISSING_ERRORS,
    SIGNALS,
)

_PLAIN_VALUES = (ast.Constant, ast.Name, ast.Attribute, ast.List, ast.Dict, ast.Tuple, ast.Set, ast.UnaryOp)


class Outcome(enum.Enum):
    """What becomes of an exception behind a statement of its handler."""

    RAISED = "raised again"
    KEPT = "stored or returned"
    HANDED_OVER = "given to other code"
    DROPPED = "dropped"


def outcome_after(source: Source, handler: ast.ExceptHandler, node: ast.AST) -> Outcome:
    """Tell what becomes of the exception of a handler, seen from a node in it."""
    statement = source.statement(node)
    while statement is not handler:
        ways = ways_out(following(source, statement))
        if Way.RAISE in ways:
            return Outcome.RAISED
        if Way.THROUGH not in ways:
            break
        statement = source.parents[statement]
    found = [escape for escape in escapes(source, handler) if not _is_only_reported(source, handler, escape)]
    if any(not isinstance(escape, ast.Call) or takes_exception(escape) for escape in found):
        return Outcome.KEPT
    return Outcome.HANDED_OVER if found else Outcome.DROPPED


def _is_only_reported(source: Source, handler: ast.ExceptHandler, node: ast.AST) -> bool:
    """Tell whether a node is only a part of what is logged or printed, also under a name."""
    if isinstance(node, ast.Assign):
        bound = {target.id for target in node.targets if isinstance(target, ast.Name)}
        uses = (name for word in sorted(bound) for name in names_by_word(source).get(word, ()))
        reads = [name for name in uses if isinstance(name.ctx, ast.Load)]
        return bool(reads) and all(_is_only_reported(source, handler, name) for name in reads)
    for around in source.ancestors(node):
        if around is handler:
            return False
        if isinstance(around, ast.Call) and logs_or_prints(source, around):
            return True
    return False


def only_substitutes(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler does nothing but put a plain value in place of what failed; not whether it is silent."""
    if not isinstance(handler.body[-1], (ast.Assign, ast.AnnAssign, ast.Return, ast.Continue, ast.Break)):
        return False
    if swallow_of(source, handler) not in {None, Swallow.RETURN}:
        return False
    return all(_is_plain(statement) for statement in handler.body)


def _is_plain(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Return)):
        value = statement.value
        return value is None or (
            isinstance(value, _PLAIN_VALUES) and not any(isinstance(node, ast.Call) for node in walk(value))
        )
    return isinstance(statement, (ast.Pass, ast.Continue, ast.Break))


def catches_expected_error(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler catches what is an answer rather than a failure, such as a missing key."""
    if handler.type is None or breadth(source, handler) is not Breadth.NARROW:
        return False
    expected = EXPECTED_ERRORS | SIGNALS | IMPORT_ERRORS
    types = caught_names(source, handler)
    return any(name in expected or EXPECTED_ERROR_NAME.fullmatch(name) for name in types)


def catches_missing_thing(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler answers one statement that asks for what may not be there."""
    types = caught_names(source, handler)
    if not types or len(try_of(source, handler).body) > 1:
        return False
    return all(name in MISSING_ERRORS or MISSING_ERROR_NAME.fullmatch(name) for name in types)


def is_worth_logging(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether what is caught is worth a word in the log: it comes from a service, or the file logs."""
    # In a file without any log line a value in place of an error of our own is how this code answers.
    if handler.type is None or log_calls(source):
        return True
    types = caught_types(source, handler.type)
    libraries = {name.partition(".")[0] for name in types if "." in name}
    return not libraries.isdisjoint(FAILURE_LIBRARIES) or not types.isdisjoint(FAILURES)


def tells_of_failure(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler answers `True` or `False` or by the exception, which says that something failed."""
    values = [getattr(statement, "value", None) for statement in handler.body]
    parts = [part for value in values for part in (value.elts if isinstance(value, ast.Tuple) else [value])]
    if any(isinstance(part, ast.Constant) and isinstance(part.value, bool) for part in parts):
        return True
    loads = (node for node in own_nodes(handler) if isinstance(node, ast.Name) and node.id == handler.name)
    return any(isinstance(node.ctx, ast.Load) for node in loads) or bool(try_of(source, handler).orelse)
