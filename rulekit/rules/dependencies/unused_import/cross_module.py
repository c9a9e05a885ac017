"""Names that files take from each other's modules, whoever bound them there."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.names.imports import bound_name, unread_imports
from rulekit.analysis.names.names_in_text import literal_strings
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.model.finding import Span

_STAR = "*"
_PATH = re.compile(r"\w+([.:]\w+)+")
_RUN_COMMANDS = frozenset({"run", "load"})


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


@question
def taken_names(source: Source) -> frozenset[str]:
    """Which names does the file take from modules: `shop.stock.Shelf`, or `shop.stock.*` for all?

    Text that is not read as Python, and a notebook that runs other files, may take any of its words: `*.Shelf`.
    A text such as `"shop.stock.Shelf"` may be handed to `patch` or to a framework.
    """
    known = names(source)
    taken = {imported.target for imported in known.imports.values() if isinstance(imported.statement, ast.ImportFrom)}
    bound = {imported.name for imported in known.imports.values()}
    for node in source.nodes(ast.Attribute):
        first = node
        while isinstance(first, ast.Attribute):
            first = first.value  # type: ignore[assignment]
        if isinstance(first, ast.Name) and first.id in bound and (target := known.resolve(node)):
            taken.add(target)
    taken |= {text for text in literal_strings(source) if _PATH.fullmatch(text)}
    is_open = bool(source.broken) or not _RUN_COMMANDS.isdisjoint(source.mentions)
    words = vocabulary(source).split("\n") if is_open else ()
    return frozenset(taken.union(f"{_STAR}.{word}" for word in (*words, *source.mentions)))


def imports_taken_elsewhere(project: Project) -> Iterator[tuple[Member, TakenImport]]:
    """Yield the imports that their own file does not read and another file takes over."""
    unread = [(member, names) for member, names in project.collected(unread_names) if names]
    by_last: dict[str, set[str]] = {}
    for member, taken in project.asked(taken_names) if unread else ():
        for target in map(member.absolute, taken):
            by_last.setdefault(target.rpartition(".")[2], set()).add(target.rpartition(".")[0])
    for member, imports in unread:
        for imported in imports:
            modules = by_last.get(imported.name, set()) | by_last.get(_STAR, set())
            # The same module may be named from its own folder or from one above it.
            if any(
                module == _STAR
                or f".{member.module}".endswith(f".{module}")
                or f".{module}".endswith(f".{member.module}")
                for module in modules
            ):
                yield member, TakenImport(imported.name, imported.span)
