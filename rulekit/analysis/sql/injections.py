"""Which holes of a statement on its way to a database can do harm, and where their values come from."""

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.sanitizers.calls import is_cleaned_for_sql
from rulekit.analysis.sanitizers.sql_values import is_harmless, is_settled
from rulekit.analysis.sql.sinks import Sink, sql_sinks
from rulekit.analysis.sql.statements import Place, is_piece_of_sql, place_of
from rulekit.analysis.strings.strings import Hole, Text
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.taint.backward import Kind, Origin
from rulekit.analysis.taint.paths import farthest, first_step
from rulekit.model.finding import Step


class Reach(enum.IntEnum):
    """Who decides what fills a hole; the first is the worst."""

    INPUT = 0
    UNKNOWN = 1
    SETTLED = 2


@dataclass(frozen=True)
class Danger:
    """A hole that can do harm: in which statement, as what, who fills it, and the way to the database.

    `whole` says that the statement itself comes from elsewhere.
    """

    sink: Sink
    text: Text
    hole: Hole
    kind: Place
    reach: Reach
    steps: tuple[Step, ...] = ()
    whole: bool = False

    @property
    def place(self) -> ast.AST:
        """The expression where the statement is put together."""
        return self.sink.argument if self.whole else self.hole.place


@question
def dangers(source: Source) -> tuple[Danger, ...]:
    """Where does a statement with a hole that can do harm go to a database? One answer for each place."""
    found: dict[ast.AST, Danger] = {}
    for sink in sql_sinks(source):
        for text in sink.texts:
            for danger in _of_text(source, sink, text):
                known = found.get(danger.place)
                if known is None or danger.reach < known.reach:
                    found[danger.place] = danger
    return tuple(found.values())


def _of_text(source: Source, sink: Sink, text: Text) -> Iterator[Danger]:
    if not text.is_written:
        yield from _whole(source, sink, text)
        return
    holes = text.holes[1:] if isinstance(text.parts[0], Hole) and sink.continues else text.holes
    for hole in holes:
        if hole.is_number or is_harmless(source, hole.expression):
            continue
        origin, kind = farthest(source, hole.expression), place_of(text, hole)
        is_cleaned = origin.kind is Kind.CLEANED and is_cleaned_for_sql(source, origin.node)
        if origin.kind is not Kind.CONSTANT and not is_cleaned and kind is not Place.MARK:
            yield Danger(sink, text, hole, kind, _reach(source, hole, origin), _steps(source, sink, hole, origin))


def _reach(source: Source, hole: Hole, origin: Origin) -> Reach:
    if is_settled(source, hole.expression):
        return Reach.SETTLED
    is_handed_on = origin.kind is Kind.PARAMETER and not is_piece_of_sql(hole.expression)
    return Reach.INPUT if origin.kind is Kind.INPUT or is_handed_on else Reach.UNKNOWN


def _whole(source: Source, sink: Sink, text: Text) -> Iterator[Danger]:
    """Find statements that a person or the network sends."""
    for hole in text.holes:
        origin = farthest(source, hole.expression)
        if origin.kind is Kind.INPUT and not (hole.is_number or is_harmless(source, hole.expression)):
            steps = _steps(source, sink, hole, origin)
            yield Danger(sink, text, hole, Place.PIECE, Reach.INPUT, steps, whole=True)


def _steps(source: Source, sink: Sink, hole: Hole, origin: Origin) -> tuple[Step, ...]:
    """Tell the way from where the value comes from to where the statement goes to the database."""
    steps = first_step(source, origin)
    if source.statement(hole.place) is source.statement(sink.call):
        return steps
    built = Step(source.span(hole.place), "becomes part of the SQL")
    return (*steps, built, Step(source.span(sink.call), "goes to the database"))
