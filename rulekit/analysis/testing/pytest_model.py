"""Tests, the fixtures of a file, and what stands around a test: its marks, its fixtures, its class and its module."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rulekit.analysis.names.functions import enclosing_function, functions, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.signatures import last_part
from rulekit.analysis.syntax.index import Function, parameters
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.discovery import is_test, is_test_class
from rulekit.known.testing import FIXTURE_MAKERS, NOSE, XUNIT

_TEST_NAME = re.compile(r"test(_|[A-Z0-9]|$)")
_MARK = "pytest.mark."
_AROUND = frozenset({*XUNIT, *NOSE})


@dataclass(frozen=True)
class Setting:
    """What stands around a test: the fixtures that it asks for by name, its own code and theirs, and all marks."""

    asked: frozenset[str]
    functions: tuple[Function, ...]
    marks: tuple[ast.expr, ...]


@question
def holds_tests(source: Source) -> bool:
    """May there be tests in this source?"""
    if source.role == "test":
        return True
    return source.role == "notebook" and ("def test" in source.text or "TestCase" in vocabulary(source))


@question
def tests(source: Source) -> tuple[Function, ...]:
    """Which functions does pytest or unittest run as tests?"""
    if not holds_tests(source) or source.file_name == "conftest.py":
        return ()
    blocks: dict[ast.AST, list[Function]] = defaultdict(list)
    for function in functions(source):
        if function.name.startswith("test"):
            blocks[source.parents[function]].append(function)
    found = [function for some in blocks.values() for function in _collected(source, some)]
    return tuple(sorted(found, key=lambda one: one.lineno))


@question
def fixtures(source: Source) -> Mapping[str, tuple[Function, ...]]:
    """Which functions of this source are fixtures, by the name under which tests ask for them?"""
    found: dict[str, list[Function]] = defaultdict(list)
    for function in functions(source) if holds_tests(source) and "fixture" in vocabulary(source) else ():
        if (maker := fixture_maker(source, function)) is not None:
            found[_fixture_name(maker) or function.name].append(function)
    return {name: tuple(some) for name, some in found.items()}


def fixture_maker(source: Source, function: Function) -> ast.expr | None:
    """Give the decorator that makes a function a fixture."""
    for decorator in function.decorator_list:
        bare = decorator.func if isinstance(decorator, ast.Call) else decorator
        if last_part(source, bare) in FIXTURE_MAKERS:
            return decorator
    return None


@question
def fixture_functions(source: Source) -> tuple[Function, ...]:
    """Which functions of this source are fixtures?"""
    return tuple(function for some in fixtures(source).values() for function in some)


def setting_of(source: Source, function: Function) -> Setting:
    """Give what stands around a test or a fixture."""
    homes = [around for around in source.ancestors(function) if isinstance(around, (ast.ClassDef, ast.Module))]
    given = given_marks(source)
    marks = [*function.decorator_list]
    for home in homes:
        marks += (*getattr(home, "decorator_list", ()), *given.get(home, ()))
    asked = {one.arg for one in parameters(function.args)} | {
        text for mark in marks for text in _texts(mark, "usefixtures")
    }
    used: dict[Function, None] = {function: None}
    waiting = [*asked, *automatic_fixtures(source)]
    while waiting:
        name = waiting.pop()
        for fixture in fixtures(source).get(name, ()):
            if fixture not in used and _is_in_reach(source, fixture, homes):
                used[fixture] = None
                wanted = {one.arg for one in parameters(fixture.args)} - asked
                asked |= wanted | {name}
                waiting += wanted
    by_home = functions_around(source)
    around = [one for home in homes for one in by_home.get(home, ()) if one is not function]
    return Setting(frozenset(asked - {"self", "cls"}), (*used, *around), tuple(marks))


@question
def automatic_fixtures(source: Source) -> tuple[str, ...]:
    """Which fixtures run without being asked for, by their names?"""
    return tuple(name for name, some in fixtures(source).items() if any(map(_is_automatic, some)))


@question
def functions_around(source: Source) -> Mapping[ast.AST, Sequence[Function]]:
    """Which functions of each class and the module run around its tests because of their names?"""
    found: dict[ast.AST, list[Function]] = defaultdict(list)
    for function in functions(source):
        if function.name in _AROUND:
            found[source.parents[function]].append(function)
    return found


@question
def given_marks(source: Source) -> Mapping[ast.AST, Sequence[ast.expr]]:
    """Which marks does the `pytestmark` of each class and the module hold?"""
    found: dict[ast.AST, Sequence[ast.expr]] = {}
    for statement in source.nodes(ast.Assign) if "pytestmark" in vocabulary(source) else ():
        if any(getattr(target, "id", "") == "pytestmark" for target in statement.targets):
            value, home = statement.value, source.parents[statement]
            found[home] = [*found.get(home, ()), *(value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value])]
    return found


def test_around(source: Source, node: ast.AST) -> Function | None:
    """Give the test whose body, or a function inside it, holds a node."""
    held, parents = test_set(source), source.parents
    around = parents.get(node)
    while around is not None and around not in held:
        around = parents.get(around)
    return around  # type: ignore[return-value]


@question
def test_set(source: Source) -> frozenset[ast.AST]:
    """The tests again, as a set."""
    return frozenset(tests(source))


def mark_name(source: Source, mark: ast.expr) -> str | None:
    """Give the name of a pytest mark: `slow` for `@pytest.mark.slow(...)`."""
    bare = mark.func if isinstance(mark, ast.Call) else mark
    resolved = names(source).resolve(bare) or ""
    return resolved.removeprefix(_MARK).partition(".")[0] if resolved.startswith(_MARK) else None


def _collected(source: Source, block: Sequence[Function]) -> list[Function]:
    """Give those functions of one block that run as tests."""
    if enclosing_function(source, block[0]) is not None:
        return []
    home = owner(source, block[0])
    if home is None:
        likely = [one for one in block if _is_plain_test(source, one)]
    elif _runs_tests(source, home):
        likely = [*block]
    else:
        likely = [one for one in block if source.role == "test" and one.name.startswith("test_")]
    return [one for one in likely if not one.decorator_list or fixture_maker(source, one) is None]


def _runs_tests(source: Source, home: ast.ClassDef) -> bool:
    if source.role != "test":
        return is_test_class(source, home)
    return "Test" in home.name or any(ast.unparse(base).endswith("TestCase") for base in home.bases)


def _is_plain_test(source: Source, function: Function) -> bool:
    if not _TEST_NAME.match(function.name):
        return False
    return source.role == "test" or is_test(source, function) or _uses_ipytest(source)


@question
def _uses_ipytest(source: Source) -> bool:
    return source.cells is not None and any("ipytest" in cell.text for cell in source.cells.notebook.code_cells)


def _fixture_name(maker: ast.expr) -> str | None:
    named = (
        [keyword.value for keyword in maker.keywords if keyword.arg == "name"] if isinstance(maker, ast.Call) else []
    )
    return named[0].value if named and isinstance(named[0], ast.Constant) and isinstance(named[0].value, str) else None


def _is_automatic(fixture: Function) -> bool:
    makers = (decorator for decorator in fixture.decorator_list if isinstance(decorator, ast.Call))
    return any(keyword.arg == "autouse" for maker in makers for keyword in maker.keywords)


def _is_in_reach(source: Source, fixture: Function, homes: list[ast.ClassDef | ast.Module]) -> bool:
    home = owner(source, fixture)
    return home is None or home in homes


def _texts(mark: ast.expr, name: str) -> Iterator[str]:
    """Give the texts that a mark of this name holds."""
    if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == name:
        for one in mark.args:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value
