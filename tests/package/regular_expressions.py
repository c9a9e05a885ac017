"""All regular expressions of the package: where they stand, and by which methods they are used."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

import rulekit
from rulekit.model.late import LatePattern

ANY_METHOD = frozenset({"search", "fullmatch"})
METHODS = {
    **dict.fromkeys(("search", "finditer", "findall", "sub", "subn", "split"), frozenset({"search"})),
    **{name: frozenset({name}) for name in ("match", "fullmatch")},
    "compile": ANY_METHOD,
    "pattern": frozenset[str](),
}
# A learner's own tests give the patterns of the first; `tests/engine/test_file_patterns.py` tries those of the second;
# the third looks for the secrets of a file, letter by letter;
# the fourth compiles what stands under the names of other modules.
GIVEN_FROM_OUTSIDE = frozenset(
    {
        "rulekit.teach.trial.suite.raising",
        "rulekit.engine.file_patterns",
        "rulekit.analysis.secrets.masking",
        "rulekit.model.late",
    }
)
WORD = "name"
PATTERN = (re.Pattern, LatePattern)


class Unreached(Exception):
    """A regular expression of the package that this module cannot find."""


def patterns_of_the_package() -> dict[re.Pattern[str], tuple[str, set[str]]]:
    """Give all patterns, each with its place and the methods that are called on it.

    Raises:
        Unreached: a pattern is made in a way that is not seen here.
    """
    places: dict[re.Pattern[str], str] = {}
    methods: dict[re.Pattern[str], set[str]] = defaultdict(set)
    for module in list(_modules()):  # all are loaded first, as some put their patterns into others
        tree = ast.parse(inspect.getsource(module))
        named = {name: set(_patterns_in(value)) for name, value in vars(module).items()}
        for name, used in _uses(tree):
            for pattern in named.get(name, ()):
                methods[pattern] |= used
        for name, found in named.items():
            for pattern in found:
                places.setdefault(pattern, f"{module.__name__}.{name}")
        for place, pattern, used in _made_in_functions(tree, module.__name__):
            places[pattern] = place
            methods[pattern] |= used
        _see_that_all_are_reached(tree, module.__name__, {name for name, found in named.items() if found})
    return {pattern: (place, methods[pattern]) for pattern, place in places.items()}


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(rulekit.__path__, "rulekit."):
        yield importlib.import_module(found.name)


def _patterns_in(value: Any) -> Iterator[re.Pattern[str]]:
    """Give the patterns that a value is or holds, in collections, data classes and classes of the package."""
    match value:
        case re.Pattern():
            yield value
        case LatePattern():
            yield re.compile(value.pattern, value.flags)
        case list() | tuple() | set() | frozenset():
            yield from (pattern for inner in value for pattern in _patterns_in(inner))
        case dict():
            yield from _patterns_in([*value, *value.values()])
        case type() if value.__module__.startswith("rulekit."):
            yield from _patterns_in([inner for inner in vars(value).values() if isinstance(inner, PATTERN)])
        case _ if is_dataclass(value) and not isinstance(value, type):
            held = [getattr(value, field.name, None) for field in fields(value)]
            yield from _patterns_in([inner for inner in held if isinstance(inner, PATTERN)])


def _uses(tree: ast.Module) -> Iterator[tuple[str, frozenset[str]]]:
    """Give the methods that are called on each name; what else is done with it may lead to any of them."""
    owners = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id, METHODS.get(owners.get(id(node), ""), ANY_METHOD)


def _made_in_functions(tree: ast.Module, module: str) -> Iterator[tuple[str, re.Pattern[str], frozenset[str]]]:
    """Give the patterns that functions write down where they use them; what they fill in is taken for a word."""
    for function in _functions(tree):
        for call in _calls_of_re(ast.walk(function)):
            text = _written(call.args[0])
            if text is not None:
                assert isinstance(call.func, ast.Attribute)
                yield f"{module}:{call.lineno}", re.compile(text), METHODS[call.func.attr]
            elif module not in GIVEN_FROM_OUTSIDE:
                raise Unreached(f"{module}:{call.lineno}: a pattern that is not written down")


def _see_that_all_are_reached(tree: ast.Module, module: str, reached: set[str]) -> None:
    inside = {id(node) for function in _functions(tree) for node in ast.walk(function)}
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt) and id(statement) not in inside and not isinstance(statement, ast.ClassDef):
            names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            if any(_mentions_compile(node) for node in ast.walk(statement)) and not names & reached:
                raise Unreached(f"{module}:{statement.lineno}: a pattern under no name of the module")


def _functions(tree: ast.Module) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)))


def _calls_of_re(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    for node in nodes:
        match node:
            case ast.Call(ast.Attribute(ast.Name("re"), method)) if method in METHODS:
                yield node


def _mentions_compile(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(ast.Name("re"), "compile") | ast.Name("regex", ast.Load()):
            return True
    return False


def _written(expression: ast.expr) -> str | None:
    """Give the text of a literal, with a word for each value that is filled in."""
    match expression:
        case ast.Constant(str() as text):
            return text
        case ast.JoinedStr(parts):
            texts = [part.value if isinstance(part, ast.Constant) else WORD for part in parts]
            return "".join(map(str, texts))
    return None
