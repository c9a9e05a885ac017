"""Methods whose bases stand in other files, and what those bases say of them."""

import ast
from collections.abc import Iterator

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
from rulekit.analysis.project.project import Member, Neighbours, Offer, Project, offer
from rulekit.analysis.syntax.docstrings import docstring_of, is_computed_text, is_misplaced
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Span
from rulekit.model.late import dataclass

_UNKNOWN = "?"


@dataclass(frozen=True)
class Described:
    """A class: its bases, the methods it describes, and those without a docstring that may replace one of its bases.

    A base is a qualified name; `:Order` is a class of the same file, `?` one that nobody can tell.
    """

    bases: tuple[str, ...]
    described: frozenset[str]
    replacing: tuple[tuple[str, Span], ...]


@dataclass(frozen=True)
class Inherited:
    """A method and what the classes above it say, in whichever files they stand."""

    name: str
    span: Span
    heritage: Heritage


@question
def classes_of(source: Source) -> Offer[Described]:
    """Which classes does a file have for others, and which of their methods need other files to judge?"""
    top = [statement for statement in source.tree.body if isinstance(statement, ast.ClassDef)]
    return offer(source, {definition.name: _described(source, definition) for definition in top})


def inherited(project: Project) -> Iterator[tuple[Member, Inherited]]:
    """Yield the methods that one file could not judge and the whole project can."""
    together = Neighbours(project.collected(classes_of))
    for module, (member, classes) in together.offers.items():
        for described in classes.own.values():
            for name, span in described.replacing:
                above = _above(together, module, described, name, DEPTH)
                if above is not Heritage.UNKNOWN:
                    yield member, Inherited(name, span, above)


def _described(source: Source, definition: ast.ClassDef) -> Described:
    methods = [statement for statement in definition.body if isinstance(statement, FUNCTIONS)]
    unsure = () if implements_interfaces(source, definition) or not definition.bases else methods
    replacing = tuple(
        (method.name, source.span(method))
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
    if isinstance(bare, ast.Name) and any(isinstance(binder, ast.ClassDef) for binder in known.binders(bare)):
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
    definition = together.find(module, base) if depth > 0 and base != _UNKNOWN else None
    if definition is None:
        return Heritage.UNKNOWN
    base_module, above = definition
    return Heritage.DESCRIBED if name in above.described else _above(together, base_module, above, name, depth - 1)
