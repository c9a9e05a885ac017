"""Statements of SQL that one file puts together and another hands to a database."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rulekit.analysis.flow.reaching_definitions import single_value_at
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.cross_references import Neighbours, Offer
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.sql.sinks import sql_sinks
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Span
from rulekit.rules.database.unsafe_sql.built_statements import loose_statements


@dataclass(frozen=True)
class Built:
    """The functions at the top of a file that put statements together, with the places; and what the file imports."""

    own: Mapping[str, Span]
    imports: Mapping[str, str]


@dataclass(frozen=True)
class Handed:
    """A statement that is put together in one file and goes to the database in another, the module `to`."""

    span: Span
    to: str


@question
def built_statements(source: Source) -> Built:
    """Which functions put statements with holes together that this file does not hand to a database?"""
    imported = {one.name: one.target for one in names(source).imports.values()}
    own: dict[str, Span] = {}
    for expression, _ in loose_statements(source):
        function = enclosing_function(source, expression)
        if function is not None and source.parents[function] is source.tree:
            own[function.name] = source.span(expression)
    return Built(own, imported)


@question
def foreign_statements(source: Source) -> frozenset[str]:
    """Which imported functions give the statements that this file hands to a database?"""
    return frozenset(maker for sink in sql_sinks(source) if (maker := _maker(source, sink.argument)))


def handed_statements(project: Project) -> Iterator[tuple[Member, Handed]]:
    """Give the statements that go to a database in another file than their own."""
    collected = [*project.collected(built_statements)]
    together = Neighbours(Offer(member, found.own, found.imports) for member, found in collected)
    for member, makers in project.collected(foreign_statements):
        for name in makers if member.module in together.offers else ():
            home = together.find(member.module, name)
            if home is not None:
                yield together.offers[home[0]].member, Handed(home[1], member.module)


def _maker(source: Source, argument: ast.expr) -> str | None:
    value = single_value_at(source, argument)
    target = names(source).resolve(value.func) if isinstance(value, ast.Call) else None
    return None if target is None or target.startswith("builtins.") else target
