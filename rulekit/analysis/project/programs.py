"""Files that only a person starts, which no text shows by itself: no package holds them, and no code imports them."""

import ast
from collections.abc import Iterator
from pathlib import PurePath

from rulekit.analysis.names.names_in_text import literal_strings
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.late import regex

_DOTTED = regex(r"[^\W\d]\w*([.:][^\W\d]\w*)+")


@question
def imported_modules(source: Source) -> frozenset[str]:
    """Which modules may the file import, by a statement or by a dotted name in a text?"""
    named = {alias.name for statement in source.nodes(ast.Import) for alias in statement.names}
    for statement in source.nodes(ast.ImportFrom):
        module = "." * statement.level + (statement.module or "")
        dot = "." if statement.module else ""
        named.update((module, *(f"{module}{dot}{alias.name}" for alias in statement.names)))
    dotted = {text.replace(":", ".") for text in literal_strings(source) if _DOTTED.fullmatch(text)}
    return frozenset(named | dotted)


def started_by_hand(project: Project) -> Iterator[Member]:
    """Yield the files of a whole project that no package holds and that no other imports, by whatever name."""
    if not project.whole:
        return
    paths = {PurePath(member.path) for member in project.everybody}
    taken: dict[str, set[str]] = {}
    for member, modules in project.asked(imported_modules):
        for module in map(member.absolute, modules):
            parts = module.split(".")
            # `from shop.stock import Shelf` names the module before its last word.
            for end in (len(parts), len(parts) - 1):
                taken.setdefault(parts[end - 1], set()).add(".".join(parts[:end]))
    for member in project.members:
        if PurePath(member.path).with_name("__init__.py") in paths:
            continue
        near = taken.get(member.module.rpartition(".")[2], ())
        if not any(
            f".{member.module}".endswith(f".{name}") or f".{name}".endswith(f".{member.module}") for name in near
        ):
            yield member
