"""Imports that their own file does not read, and another file takes over."""

import ast
from collections.abc import Iterator

from rulekit.analysis.names.imports import bound_name, unread_imports
from rulekit.analysis.names.scopes import Import, names
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.project.takers import Takers
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Span
from rulekit.model.late import dataclass


@dataclass(frozen=True)
class UnreadImport:
    """An import whose name its own file does not read, and what it stands for."""

    name: str
    span: Span
    target: str


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
    imports = names(source).imports
    return tuple(
        UnreadImport(bound_name(alias), source.span(alias), _target(imports[alias])) for alias in unread_imports(source)
    )


def _target(imported: Import) -> str:
    """Give what is imported in full: `import shop.views` binds `shop`, and imports `shop.views`."""
    return imported.alias.name if isinstance(imported.statement, ast.Import) else imported.target


def imports_taken_elsewhere(project: Project) -> Iterator[tuple[Member, TakenImport]]:
    """Yield the imports that their own file does not read and another file takes over."""
    takers = Takers(project.everybody)
    for member, imports in project.collected(unread_names):
        for imported in imports:
            if takers.take(member.module, imported.name):
                yield member, TakenImport(imported.name, imported.span)
