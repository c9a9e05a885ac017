"""Imports that their own file does not read, and another file takes over."""

from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.names.imports import bound_name, unread_imports
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.project.takers import Takers
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Span


@dataclass(frozen=True)
class UnreadImport:
    """An import whose name its own file does not read."""

    name: str
    span: Span


@dataclass(frozen=True)
class TakenImport:
    """An import that another file takes over from this one."""

    name: str
    span: Span


@question
def unread_names(source: Source) -> tuple[UnreadImport, ...]:
    """Which imported names does the file itself not read, where others could take them?"""
    if source.is_partial or (source.cells is not None and not source.cells.is_module):
        return ()
    return tuple(UnreadImport(bound_name(alias), source.span(alias)) for alias in unread_imports(source))


def imports_taken_elsewhere(project: Project) -> Iterator[tuple[Member, TakenImport]]:
    """Yield the imports that their own file does not read and another file takes over."""
    takers = Takers(project.everybody)
    for member, imports in project.collected(unread_names):
        for imported in imports:
            if takers.take(member.module, imported.name):
                yield member, TakenImport(imported.name, imported.span)
