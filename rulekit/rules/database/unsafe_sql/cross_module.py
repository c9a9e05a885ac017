"""Statements of SQL that one file puts together and another hands to a database."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.reaching_definitions import single_value_at
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Member, Neighbours, Offer, Project, offer
from rulekit.analysis.sql.sinks import sql_sinks
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Span
from rulekit.model.late import dataclass
from rulekit.rules.database.unsafe_sql.unexecuted_statements import unexecuted_statements


@dataclass(frozen=True)
class ExecutedElsewhere:
    """A statement that is put together in one file and goes to the database in another module."""

    span: Span
    module: str


@question
def statement_makers(source: Source) -> Offer[Span]:
    """Which functions put statements with interpolations together that this file does not hand to a database?"""
    own: dict[str, Span] = {}
    for expression in unexecuted_statements(source):
        function = enclosing_function(source, expression)
        if function is not None and source.parents[function] is source.tree:
            own[function.name] = source.span(expression)
    return offer(source, own)


@question
def imported_statements(source: Source) -> frozenset[str]:
    """Which imported functions return the statements that this file hands to a database?"""
    statements = (single_value_at(source, sink.argument) for sink in sql_sinks(source))
    calls = (statement for statement in statements if isinstance(statement, ast.Call))
    targets = (names(source).resolve(call.func) for call in calls)
    return frozenset(target for target in targets if target is not None and not target.startswith("builtins."))


def executed_elsewhere(project: Project) -> Iterator[tuple[Member, ExecutedElsewhere]]:
    """Return the statements that go to the database in another file than their own."""
    neighbours = Neighbours(project.collected(statement_makers))
    for member, targets in project.collected(imported_statements):
        for target in targets if member.module in neighbours.offers else ():
            if (found := neighbours.find(member.module, target)) is not None:
                module, span = found
                yield neighbours.offers[module][0], ExecutedElsewhere(span, member.module)
