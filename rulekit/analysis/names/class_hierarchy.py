"""The classes above a class: those of this file, known ones of libraries, and what they say of its methods."""

import ast
import builtins
import enum
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from rulekit.analysis.names.functions import is_overload, is_override, methods, owner
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.names.signatures import is_decorated
from rulekit.analysis.syntax.docstrings import docstring_of
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import has_capitals
from rulekit.analysis.syntax.source import Source, collected_per, question, question_per
from rulekit.known.bases import HOOKS
from rulekit.model.late import dataclass

IMPLEMENTERS = frozenset({"zope.interface.implementer"})


class Heritage(enum.Enum):
    """What the bases say of a method: described there, new here, or nobody can tell from this file."""

    DESCRIBED = "described"
    NEW = "new"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Ancestry:
    """What stands above a class: methods described in this file, known library classes, and whether that is all."""

    described: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()
    complete: bool = True


def heritage(source: Source, method: Function) -> Heritage:
    """Tell whether a base class describes a method."""
    owner_class = owner(source, method)
    if owner_class is not None and implements_interfaces(source, owner_class):
        return Heritage.UNKNOWN
    if owner_class is None or not owner_class.bases:
        return Heritage.NEW
    ancestry = ancestries(source)[owner_class]
    if method.name in ancestry.described or any(describes(base, method.name) for base in ancestry.libraries):
        return Heritage.DESCRIBED
    return Heritage.NEW if ancestry.complete else Heritage.UNKNOWN


def implements_interfaces(source: Source, definition: ast.ClassDef) -> bool:
    """Tell whether a class says that it implements interfaces, which choose and describe its methods."""
    return bool(definition.decorator_list) and is_decorated(source, definition, IMPLEMENTERS)


@question
def ancestries(source: Source) -> Mapping[ast.ClassDef, Ancestry]:
    """From which classes does each class with bases derive?"""
    return {definition: _ancestry(source, definition, DEPTH) for definition in source.nodes(ast.ClassDef)}


@question_per
def _ancestry(source: Source, definition: ast.ClassDef, depth: int) -> Ancestry:
    parts = [_of_base(source, definition, base, depth) for base in definition.bases]
    if len(parts) == 1:
        return parts[0]
    return Ancestry(
        frozenset[str]().union(*(part.described for part in parts)),
        frozenset[str]().union(*(part.libraries for part in parts)),
        all(part.complete for part in parts),
    )


def _of_base(source: Source, child: ast.ClassDef, base: ast.expr, depth: int) -> Ancestry:
    if isinstance(base, ast.Subscript):
        base = base.value
    known = names(source)
    if isinstance(base, ast.Name):
        classes = [binder for binder in known.binders(base) if isinstance(binder, ast.ClassDef) and binder is not child]
        if classes:
            above = _ancestry(source, classes[-1], depth - 1) if depth > 0 else Ancestry(complete=False)
            return replace(above, described=above.described | described_methods(classes[-1]))
    qualified = known.resolve(base.func if isinstance(base, ast.Call) else base) or ""
    if is_library(qualified):
        return Ancestry(libraries=frozenset({qualified}))
    return Ancestry(complete=False)


def is_library(qualified: str) -> bool:
    """Tell whether a base class is one of the language or of a library whose methods are known."""
    return qualified in HOOKS or qualified.startswith("builtins.")


def described_methods(definition: ast.ClassDef) -> frozenset[str]:
    """Name the methods of a class that have a docstring."""
    methods = (statement for statement in definition.body if isinstance(statement, FUNCTIONS))
    return frozenset(method.name for method in methods if (docstring_of(method) or "").strip())


def describes(qualified: str, name: str) -> bool:
    """Tell whether a known base class describes a method of this name."""
    module, _, last = qualified.partition(".")
    if module == "builtins":
        return hasattr(getattr(builtins, last, object), name)
    return any(fnmatchcase(name, hook) for hook in HOOKS[qualified])


@collected_per
def classes_above(source: Source, definition: ast.ClassDef, depth: int = DEPTH) -> Iterator[ast.ClassDef]:
    """Yield the classes of this file from which a class derives."""
    for base in definition.bases if depth > 0 else ():
        bare = base.value if isinstance(base, ast.Subscript) else base
        for binder in names(source).binders(bare) if isinstance(bare, ast.Name) else ():
            if isinstance(binder, ast.ClassDef) and binder is not definition:
                yield binder
                yield from classes_above(source, binder, depth - 1)


def base_names(source: Source, definition: ast.ClassDef) -> Iterator[str]:
    """Yield the last words of all bases of a class and of the classes of this file above it."""
    for ancestor in (definition, *classes_above(source, definition)):
        for base in ancestor.bases:
            bare = base.value if isinstance(base, ast.Subscript) else base
            bare = bare.func if isinstance(bare, ast.Call) else bare
            yield last_name(bare)


def has_unknown_base(source: Source, definition: ast.ClassDef) -> bool:
    """Tell whether a class derives from a class, or implements an interface, that nothing here describes."""
    if implements_interfaces(source, definition):
        return True
    return bool(definition.bases) and not ancestries(source)[definition].complete


def may_replace(source: Source, method: Function) -> bool:
    """Tell whether a base class may have chosen the name of a method: it says so, or the base does, or is unknown."""
    owner_class = owner(source, method)
    if owner_class is None:
        return False
    if is_override(source, method) or replaces_inherited(source, method):
        return True
    return method.name[0] != "_" and has_unknown_base(source, owner_class)


def has_given_signature(source: Source, parameter: ast.arg) -> bool:
    """Tell whether a base class, or the function behind an `@overload`, chose the name of a parameter."""
    function = source.parents[source.parents[parameter]]
    if not isinstance(function, FUNCTIONS):
        return False
    if is_overload(source, function) or is_override(source, function) or replaces_inherited(source, function):
        return True
    return has_capitals(function.name) and may_replace(source, function)


def replaces_inherited(source: Source, method: Function) -> bool:
    """Tell whether a method replaces one of a class of this file, or one that a known library calls."""
    owner_class = owner(source, method)
    if owner_class is None or not owner_class.bases:
        return False
    if any(method.name in methods(source, ancestor) for ancestor in classes_above(source, owner_class)):
        return True
    libraries = ancestries(source)[owner_class].libraries
    return any(fnmatchcase(method.name, hook) for library in libraries for hook in HOOKS.get(library, ()))
