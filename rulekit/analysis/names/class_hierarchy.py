"""The classes above a class: those of this file, and the names of all others."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase

from rulekit.analysis.names.functions import is_overload, is_override, owner
from rulekit.analysis.names.inheritance import ancestries, implements_interfaces
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import has_capitals
from rulekit.analysis.syntax.source import Source
from rulekit.known.bases import HOOKS


def known_above(source: Source, definition: ast.ClassDef, depth: int = DEPTH) -> Iterator[ast.ClassDef]:
    """Yield the classes of this file from which a class derives."""
    for base in definition.bases if depth else ():
        bare = base.value if isinstance(base, ast.Subscript) else base
        for binder in names(source).binders(bare) if isinstance(bare, ast.Name) else ():
            if isinstance(binder, ast.ClassDef) and binder is not definition:
                yield binder
                yield from known_above(source, binder, depth - 1)


def foreign_bases(source: Source, definition: ast.ClassDef) -> Iterator[str]:
    """Yield the last words of all bases of a class and of the classes of this file above it."""
    for ancestor in (definition, *known_above(source, definition)):
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
    home = owner(source, method)
    if home is None:
        return False
    if is_override(source, method) or replaces_inherited(source, method):
        return True
    return method.name[0] != "_" and has_unknown_base(source, home)


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
    home = owner(source, method)
    if home is None or not home.bases:
        return False
    above = (statement for ancestor in known_above(source, home) for statement in ancestor.body)
    if any(isinstance(statement, FUNCTIONS) and statement.name == method.name for statement in above):
        return True
    libraries = ancestries(source)[home].libraries
    return any(fnmatchcase(method.name, hook) for library in libraries for hook in HOOKS.get(library, ()))
