"""Exception classes: those of this file, those of the own package in reach, and what a new one might be called."""

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterator

from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import is_class_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.late import regex
from rulekit.rules.errors.generic_raise.exception_words import COMMON_MODULES

_ERROR_SUFFIXES = ("Error", "Exception")
_BUILTIN_ERRORS = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
)
_WORD = regex(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")
# A proposed name must fit into a message beside what is wrong.
_LONGEST_NAME = 28
# `status`, `analysis` and `address` are none either; `boxes`, `classes`, `batches` and `crashes` lose two letters.
_NO_PLURALS = ("ss", "us", "is", "as", "os", "ics", "series", "species", "news", "rnetes")
_SIBILANT_PLURALS = ("sses", "xes", "tches", "nches", "rches", "shes", "tuses")
# `gas` and `bus` are no plurals.
_SHORTEST_PLURAL = 4


@question
def error_classes(source: Source) -> tuple[ast.ClassDef, ...]:
    """Which classes of this file are exceptions?"""
    by_name: dict[str, list[ast.ClassDef]] = defaultdict(list)
    for definition in source.nodes(ast.ClassDef):
        by_name[definition.name].append(definition)
    known: dict[ast.ClassDef, bool] = {}

    def is_error(definition: ast.ClassDef) -> bool:
        if definition not in known:
            known[definition] = False
            known[definition] = any(is_error_name(last_name(base)) for base in definition.bases)
        return known[definition]

    def is_error_name(word: str) -> bool:
        if word in by_name:
            return any(map(is_error, by_name[word]))
        return word.endswith(_ERROR_SUFFIXES) or (word in _BUILTIN_ERRORS and word not in names(source).binding_scopes)

    return tuple(definition for listed in by_name.values() for definition in listed if is_error(definition))


@links_cells(says=r"(?m)^[ \t]*class\s+\w+\s*\(.*(?:Error|Exception|Warning)\b", hears=r"\braise\b|except")
@question
def own_errors(source: Source) -> tuple[str, ...]:
    """Which exception classes of the own package are in reach, made here or imported?"""
    own = [definition.name for definition in error_classes(source)]
    for alias in source.nodes(ast.alias):
        imported = names(source).imports[alias]
        package = imported.target.partition(".")[0]
        if imported.name.endswith(_ERROR_SUFFIXES) and (not package or package in source.folders):
            own.append(imported.name)
    return tuple(dict.fromkeys(own))


def fitting_error(source: Source, node: ast.AST) -> str | None:
    """Return the exception of the own package whose name has most words in common with what stands around a node.

    A name of which half the words speak of something else is that of another error.
    """
    around = frozenset(_words_around(source, node))
    words = {name: words_of(name) for name in own_errors(source)}
    shared = {name: len(around & of_name) for name, of_name in words.items()}
    scores = {name: count if 2 * count > len(words[name]) else 0 for name, count in shared.items()}
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is not None and scores[best]:
        return best
    usual = _usual_name(source, node)
    return usual if usual in scores else None


def _words_around(source: Source, node: ast.AST) -> Iterator[str]:
    """Yield the words of a statement's texts, and of the names of the functions and classes around it."""
    for part in walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from words_of(part.value)
    for around in source.ancestors(node):
        if isinstance(around, (*FUNCTIONS, ast.ClassDef)):
            yield from words_of(around.name)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text or a name, in lower case and in the singular."""
    return frozenset(_singular(word.lower()) for word in _WORD.findall(text)) - {"error", "exception"}


def new_error(source: Source, node: ast.AST) -> str | None:
    """Make up a name for an exception, unless it is too long, is none, or means something here already."""
    name = _usual_name(source, node)
    is_new = name not in BUILTINS and name not in names(source).binding_scopes
    return name if is_new and is_class_name(name) and name.isidentifier() and len(name) <= _LONGEST_NAME else None


def _usual_name(source: Source, node: ast.AST) -> str:
    """Name an exception after the class around or after the file."""
    home = next((around for around in source.ancestors(node) if isinstance(around, ast.ClassDef)), None)
    if (
        home is not None
        and home.name[0].isupper()
        and is_class_name(home.name)
        and not home.name.endswith(_ERROR_SUFFIXES)
    ):
        return f"{home.name.removesuffix('_')}Error"
    for part in (source.stem, *source.folders[-1:]):
        words = [word for word in part.lower().split("_") if word]
        is_telling = part.isidentifier() and part.lower() not in COMMON_MODULES and not part.startswith("_")
        if words and is_telling:
            return "".join(word.capitalize() for word in [*words[:-1], _singular(words[-1])]) + "Error"
    return ""


def _singular(word: str) -> str:
    """Take the `s` of a plural away; `status`, `asynchronous`, `redis` and `axis` end in one that is none."""
    if word.endswith(_NO_PLURALS):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST_PLURAL:
        return f"{word[:-3]}y"
    if word.endswith(_SIBILANT_PLURALS):
        return word[:-2]
    is_plural = word.endswith("s") and len(word) >= _SHORTEST_PLURAL
    return word[:-1] if is_plural else word
