"""Injections: which interpolations of a statement on its way to a database can do harm, and where values come from."""

import ast
import enum
from collections.abc import Iterator
from itertools import islice

from rulekit.analysis.flow.reaching_definitions import single_value_at
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.sanitizers.calls import is_cleaned_for_sql
from rulekit.analysis.sanitizers.sql_values import is_harmless, is_settled
from rulekit.analysis.sql.sinks import Sink, sql_sinks
from rulekit.analysis.sql.statements import FILLER, Position, begins_like_statement, is_fragment, positions
from rulekit.analysis.strings.evaluator import BUILDERS
from rulekit.analysis.strings.expression_texts import text_of
from rulekit.analysis.strings.text_variants import Interpolation, Text
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.taint.backward import Kind, farthest, first_step
from rulekit.model.finding import Step
from rulekit.model.late import dataclass


class Trust(enum.IntEnum):
    """Who decides what fills an interpolation: somebody else, nobody can tell, or most likely the program itself."""

    UNTRUSTED = 0
    UNKNOWN = 1
    TRUSTED = 2


@dataclass(frozen=True)
class Injection:
    """An interpolation that can do harm: in which statement, in which position, who fills it, the path to the database.

    `is_whole` says that all of the statement comes from elsewhere; `site` is where the statement is put together.
    """

    sink: Sink
    text: Text
    interpolation: Interpolation
    position: Position
    trust: Trust
    steps: tuple[Step, ...]
    is_whole: bool
    site: ast.AST


@question
def injections(source: Source) -> tuple[Injection, ...]:
    """Where does a statement with an interpolation that can do harm go to a database? The worst for each site."""
    worst: dict[ast.AST, Injection] = {}
    for sink in sql_sinks(source):
        for text in sink.texts:
            for injection in _injections_of(source, sink, text):
                known = worst.get(injection.site)
                if known is None or injection.trust < known.trust:
                    worst[injection.site] = injection
    return tuple(worst.values())


def _injections_of(source: Source, sink: Sink, text: Text) -> Iterator[Injection]:
    is_whole = not text.has_literal and not sink.is_piece
    begins_elsewhere = not is_whole and sink.continues and isinstance(text.parts[0], Interpolation)
    for interpolation, place in islice(positions(text), int(begins_elsewhere), None):
        value = interpolation.expression
        if interpolation.is_number or is_harmless(source, value):
            continue
        origin = farthest(source, value)
        if is_whole and origin.kind is not Kind.INPUT:  # a statement that a caller wrote is the caller's matter
            continue
        position = Position.FRAGMENT if is_whole else place
        position = position if sink.takes_parameters else Position.UNBINDABLE
        is_cleaned = origin.kind is Kind.CLEANED and is_cleaned_for_sql(source, origin.node)
        if origin.kind is not Kind.CONSTANT and not is_cleaned and position is not Position.PLACEHOLDER_NAME:
            # A caller that hands in a fragment has put it together, and is asked about that fragment itself.
            is_handed_in = origin.kind is Kind.PARAMETER and not is_fragment(value)
            trust = Trust.UNTRUSTED if origin.kind is Kind.INPUT or is_handed_in else Trust.UNKNOWN
            trust = Trust.TRUSTED if is_settled(source, value) and not is_whole else trust
            steps, built = first_step(source, origin), Step(source.span(interpolation.site), "becomes part of the SQL")
            if source.statement(interpolation.site) is not source.statement(sink.call):
                steps = (*steps, built, Step(source.span(sink.call), "goes to the database"))
            site = sink.argument if is_whole else _site(source, sink, interpolation)
            yield Injection(sink, text, interpolation, position, trust, steps, is_whole, site)


def _site(source: Source, sink: Sink, interpolation: Interpolation) -> ast.AST:
    """Return where the statement is put together, and not the function that only writes quotes around a value."""
    site = interpolation.site
    is_elsewhere = enclosing_function(source, site) is not enclosing_function(source, sink.argument)
    if is_elsewhere and isinstance(site, ast.expr) and not begins_like_statement(text_of(source, site).filled(FILLER)):
        statement = single_value_at(source, sink.argument) or sink.argument
        return statement if isinstance(statement, BUILDERS) else sink.argument
    return site
