"""Methods whose bases stand in other files, and what those bases say of them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.names.class_hierarchy import (
    Heritage,
    described_methods,
    describes,
    heritage,
    implements_interfaces,
    is_library,
)
from rulekit.analysis.names.functions import owner
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.project.project import Member, Neighbours, Offer, Project
from rulekit.analysis.syntax.docstrings import docstring_of, is_computed_text, is_misplaced
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Span

_UNKNOWN = "?"


@dataclass(frozen=True)
class Replacing:
    """A method without a docstring of which its file alone cannot tell whether it replaces one of a base."""

    name: str
    span: Span


@dataclass(frozen=True)
class Described:
    """A class: its bases, the methods it describes, and those that may replace one of an unknown base.

    A base is a qualified name; `:Order` is a class of the same file, `?` one that nobody can tell.
    """

    bases: tuple[str, ...]
    described: frozenset[str]
    replacing: tuple[Replacing, ...]


@dataclass(frozen=True)
class Classes:
    """The classes at the top of a file by name, and what it imports: name to qualified name."""

    own: dict[str, Described]
    imports: dict[str, str]


@dataclass(frozen=True)
class Inherited:
    """A method and what the classes above it say, in whichever files they stand."""

    name: str
    span: Span
    heritage: Heritage


@question
def classes_of(source: Source) -> Classes:
    """Which classes does a file have for others, and which of their methods need other files to judge?"""
    top = [statement for statement in source.tree.body if isinstance(statement, ast.ClassDef)]
    imported = names(source).imports.values()
    return Classes(
        {definition.name: _described(source, definition) for definition in top},
        {imported_name.name: imported_name.target for imported_name in imported},
    )


def inherited(project: Project) -> Iterator[tuple[Member, Inherited]]:
    """Yield the methods that one file could not judge and the whole project can."""
    together = Neighbours(
        Offer(member, file_classes.own, file_classes.imports) for member, file_classes in project.collected(classes_of)
    )
    for module, offer in together.offers.items():
        for described in offer.own.values():
            for method in described.replacing:
                above = _above(together, module, described, method.name, DEPTH)
                if above is not Heritage.UNKNOWN:
                    yield offer.member, Inherited(method.name, method.span, above)


def _described(source: Source, definition: ast.ClassDef) -> Described:
    methods = [statement for statement in definition.body if isinstance(statement, FUNCTIONS)]
    unsure = () if implements_interfaces(source, definition) or not definition.bases else methods
    replacing = tuple(
        Replacing(method.name, source.span(method))
        for method in unsure
        if not (docstring_of(method) is not None or is_computed_text(method) or is_misplaced(method))
        and owner(source, method) is definition
        and heritage(source, method) is Heritage.UNKNOWN
    )
    bases = tuple(_base(source, base) for base in definition.bases)
    return Described(bases, described_methods(definition), replacing)


def _base(source: Source, base: ast.expr) -> str:
    bare = base.value if isinstance(base, ast.Subscript) else base
    known = names(source)
    binders = known.binders(bare) if isinstance(bare, ast.Name) else ()
    if isinstance(bare, ast.Name) and any(isinstance(binder, ast.ClassDef) for binder in binders):
        return f":{bare.id}"
    return known.resolve(bare.func if isinstance(bare, ast.Call) else bare) or _UNKNOWN


def _above(together: Neighbours[Described], module: str, described: Described, name: str, depth: int) -> Heritage:
    """Ask the bases of a class, and theirs: one that describes the method is enough, all must be known to deny it."""
    answers = [_base_says(together, module, base, name, depth) for base in described.bases]
    if Heritage.DESCRIBED in answers:
        return Heritage.DESCRIBED
    return Heritage.UNKNOWN if Heritage.UNKNOWN in answers else Heritage.NEW


def _base_says(together: Neighbours[Described], module: str, base: str, name: str, depth: int) -> Heritage:
    if is_library(base):
        return Heritage.DESCRIBED if describes(base, name) else Heritage.NEW
    definition = together.find(module, base) if depth and base != _UNKNOWN else None
    if definition is None:
        return Heritage.UNKNOWN
    base_module, above = definition
    return Heritage.DESCRIBED if name in above.described else _above(together, base_module, above, name, depth - 1)
