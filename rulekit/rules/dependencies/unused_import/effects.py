"""Modules of the project that do something while they are imported: they register, connect, declare models."""

import ast
import sys
from collections.abc import Iterator
from functools import cached_property

from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import first_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.models import BASES
from rulekit.model.late import dataclass
from rulekit.rules.dependencies.unused_import.cross_module import unread_names

_BLOCKS = (ast.If, ast.Try, ast.With)
_QUIET = sys.stdlib_module_names | {"builtins"}


@dataclass(frozen=True)
class Effects:
    """Whether importing a module does something, of which classes its own derive, and which of its own note that."""

    acts: bool
    bases: frozenset[str]
    noting: frozenset[str]


@question
def effects(source: Source) -> Effects:
    """What does importing this module do, besides defining?"""
    classes = [one for one in source.tree.body if isinstance(one, ast.ClassDef)]
    bases = frozenset(last_name(base) for one in classes for base in one.bases) - {""}
    acts = any(_acts(source, statement) for statement in _run_at_import(source.tree.body))
    return Effects(acts, bases, frozenset(one.name for one in classes if _notes_children(one)))


def _run_at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        if isinstance(statement, _BLOCKS):
            yield from _run_at_import([*statement.body, *getattr(statement, "orelse", [])])


def _acts(source: Source, statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=function)):
            return _is_foreign(source, function)
        case ast.Assign(targets=targets):
            places = [target for target in targets if isinstance(target, (ast.Attribute, ast.Subscript))]
            return any(names(source).is_bound_by(first_name(place), ast.alias) for place in places)
    if not isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
        return False
    if any(_is_foreign(source, decorator) for decorator in statement.decorator_list):
        return True
    return isinstance(statement, ast.ClassDef) and _is_model(source, statement)


def _is_foreign(source: Source, called: ast.expr) -> bool:
    """Tell whether what is called may remember something: it is none of the standard library's."""
    bare = called.func if isinstance(called, ast.Call) else called
    return (names(source).resolve(bare) or "").partition(".")[0] not in _QUIET


def _is_model(source: Source, definition: ast.ClassDef) -> bool:
    """Tell whether a class adds a table to what a library knows of the database."""
    if any(names(source).resolve(base) in BASES or last_name(base) == "Model" for base in definition.bases):
        return True
    assigned = [target for one in definition.body if isinstance(one, ast.Assign) for target in one.targets]
    return any(last_name(target) == "__tablename__" for target in assigned)


def _notes_children(definition: ast.ClassDef) -> bool:
    """Tell whether a class hears of each class that derives from it."""
    made = [keyword.value for keyword in definition.keywords if keyword.arg == "metaclass"]
    hears = any(isinstance(one, FUNCTIONS) and one.name == "__init_subclass__" for one in definition.body)
    return hears or any(last_name(one) not in {"ABCMeta", "EnumMeta", "EnumType"} for one in made)


class ActingModules:
    """The modules of a project whose import does something, themselves or by what they import for nothing else."""

    def __init__(self, project: Project) -> None:
        """Ask all modules, each of which may be named from its own folder or one above it."""
        self._modules: dict[str, str] = {}
        for member in project.members:
            parts = member.module.split(".")
            self._modules |= {".".join(parts[at:]): member.module for at in range(1, len(parts))}
        self._modules |= {member.module: member.module for member in project.members}
        self._effects = {member.module: answer for member, answer in project.collected(effects)}
        self._imports = {
            member.module: [member.absolute(one.target) for one in answer]
            for member, answer in project.collected(unread_names)
        }

    def holds(self, member: Member, target: str, depth: int = DEPTH) -> bool:
        """Tell whether an imported name, such as `.views`, is a module that does something when it is imported."""
        is_standard = target.partition(".")[0] in sys.stdlib_module_names
        return not is_standard and self._acts(member.absolute(target), depth)

    def _acts(self, module: str, depth: int) -> bool:
        home = self._modules.get(module, module)
        own = self._effects.get(home)
        if own is None:
            return False
        if own.acts or not self._noting.isdisjoint(own.bases):
            return True
        return bool(depth) and any(self._acts(one, depth - 1) for one in self._imports.get(home, ()))

    @cached_property
    def _noting(self) -> frozenset[str]:
        return frozenset(name for one in self._effects.values() for name in one.noting)
