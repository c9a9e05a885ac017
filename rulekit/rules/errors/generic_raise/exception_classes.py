"""Exception classes: those of this file, those of the own package in reach, and what a new one might be called."""

import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Iterator

from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.generic import COMMON_PLACES

_LIKE_AN_ERROR = ("Error", "Exception")
_BUILTIN_ERRORS = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
)
_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")
_LONGEST = 28
_SHORTEST = 4


@question
def error_classes(source: Source) -> tuple[ast.ClassDef, ...]:
    """Which classes of this file are exceptions?"""
    made: dict[str, list[ast.ClassDef]] = defaultdict(list)
    for definition in source.nodes(ast.ClassDef):
        made[definition.name].append(definition)
    found: dict[ast.ClassDef, bool] = {}

    def is_error(definition: ast.ClassDef) -> bool:
        if definition not in found:
            found[definition] = False
            words = [last_name(base) for base in definition.bases]
            found[definition] = any(any(map(is_error, made[word])) if word in made else says(word) for word in words)
        return found[definition]

    def says(word: str) -> bool:
        return word.endswith(_LIKE_AN_ERROR) or (word in _BUILTIN_ERRORS and word not in names(source).homes)

    return tuple(definition for listed in made.values() for definition in listed if is_error(definition))


@question
def own_errors(source: Source) -> tuple[str, ...]:
    """Which exception classes of the own package are in reach, made here or imported?"""
    made = [definition.name for definition in error_classes(source)]
    known = names(source)
    folders = source.folders
    for alias in source.nodes(ast.alias):
        imported = known.imports[alias]
        first = imported.target.partition(".")[0]
        if imported.name.endswith(_LIKE_AN_ERROR) and (not first or first in folders):
            made.append(imported.name)
    return tuple(dict.fromkeys(made))


def fitting_error(source: Source, node: ast.AST) -> str | None:
    """Give the exception of the own package whose name has most words in common with what stands around a node."""
    around = frozenset(_words_around(source, node))
    scores = {name: len(around & words_of(name)) for name in own_errors(source)}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] else None


def new_error(source: Source, node: ast.AST) -> str | None:
    """Make up a name for an exception, after the class around or after the file."""
    home = next((around for around in source.ancestors(node) if isinstance(around, ast.ClassDef)), None)
    if home is not None and home.name[0].isupper() and not home.name.endswith(_LIKE_AN_ERROR):
        name = f"{home.name}Error"
        return name if len(name) <= _LONGEST and name not in BUILTINS else None
    parts = [part for part in (source.stem, *source.folders[-1:]) if part.isidentifier()]
    for part in parts:
        words = [word for word in part.lower().split("_") if word]
        if words and part.lower() not in COMMON_PLACES and not part.startswith("_"):
            name = "".join(word.capitalize() for word in [*words[:-1], _singular(words[-1])]) + "Error"
            return name if name.isidentifier() and len(name) <= _LONGEST else None
    return None


def _words_around(source: Source, node: ast.AST) -> Iterator[str]:
    """Give the words of a statement's texts, and of the names of the functions and classes around it."""
    for part in walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from words_of(part.value)
    for around in source.ancestors(node):
        if isinstance(around, (*FUNCTIONS, ast.ClassDef)):
            yield from words_of(around.name)


def words_of(text: str) -> frozenset[str]:
    """Give the words of a text or a name, in lower case and in the singular."""
    found = frozenset(_singular(word.lower()) for word in _WORD.findall(text))
    return found - {"error", "exception"}


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) >= _SHORTEST else word
