"""Tests, the fixtures of a file, and what stands around a test: its marks, its fixtures, its class and its module."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from rulekit.analysis.functions import enclosing_function, functions, owner
from rulekit.analysis.index import FUNCTIONS, Function, parameters
from rulekit.analysis.scopes import names
from rulekit.analysis.signatures import last_part
from rulekit.analysis.source import Source
from rulekit.analysis.testcode import is_test, is_test_class
from rulekit.analysis.words import vocabulary
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


@dataclass(frozen=True)
class Frame:
    """What a class or module puts around its tests: functions that run because of their names, and marks."""

    functions: tuple[Function, ...]
    marks: tuple[ast.expr, ...]


def holds_tests(source: Source) -> bool:
    """Question: may there be tests in this source?"""
    if source.role == "test":
        return True
    return source.role == "notebook" and ("def test" in source.text or "TestCase" in source.ask(vocabulary))


def tests(source: Source) -> tuple[Function, ...]:
    """Question: which functions does pytest or unittest run as tests?"""
    if not source.ask(holds_tests) or (source.path and PurePath(source.path).name == "conftest.py"):
        return ()
    named = [function for function in functions(source) if function.name.startswith("test")]
    return tuple(sorted((one for one in named if _is_collected(source, one)), key=lambda one: one.lineno))


def fixtures(source: Source) -> Mapping[str, tuple[Function, ...]]:
    """Question: which functions of this source are fixtures, by the name under which tests ask for them?"""
    found: dict[str, list[Function]] = defaultdict(list)
    for function in functions(source) if source.ask(holds_tests) and "fixture" in source.ask(vocabulary) else ():
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


def fixture_functions(source: Source) -> tuple[Function, ...]:
    """Question: which functions of this source are fixtures?"""
    return tuple(function for some in source.ask(fixtures).values() for function in some)


def setting_of(source: Source, function: Function) -> Setting:
    """Give what stands around a test or a fixture."""
    homes = [around for around in source.ancestors(function) if isinstance(around, (ast.ClassDef, ast.Module))]
    frames = [source.ask(frames_of_homes)[home] for home in homes]
    marks = [*function.decorator_list, *(mark for frame in frames for mark in frame.marks)]
    asked = {one.arg for one in parameters(function.args)} | {
        text for mark in marks for text in _texts(mark, "usefixtures")
    }
    used: dict[Function, None] = {function: None}
    waiting = [*asked, *(name for name, some in source.ask(fixtures).items() if any(map(_is_automatic, some)))]
    while waiting:
        name = waiting.pop()
        for fixture in source.ask(fixtures).get(name, ()):
            if fixture not in used and _is_in_reach(source, fixture, homes):
                used[fixture] = None
                wanted = {one.arg for one in parameters(fixture.args)} - asked
                asked |= wanted | {name}
                waiting += wanted
    around = (one for frame in frames for one in frame.functions if one is not function)
    return Setting(frozenset(asked - {"self", "cls"}), (*used, *around), tuple(marks))


def frames_of_homes(source: Source) -> Mapping[ast.AST, Frame]:
    """Question: what do each class and the module put around their tests?"""
    homes: list[ast.ClassDef | ast.Module] = [source.tree, *source.nodes(ast.ClassDef)]
    return {home: Frame(tuple(_around(home)), tuple(_marks_on(home))) for home in homes}


def test_around(source: Source, node: ast.AST) -> Function | None:
    """Give the test whose body, or a function inside it, holds a node."""
    return next((one for one in source.ancestors(node) if one in source.ask(test_set)), None)  # type: ignore[return-value]


def test_set(source: Source) -> frozenset[ast.AST]:
    """Question: the tests again, as a set."""
    return frozenset(source.ask(tests))


def mark_name(source: Source, mark: ast.expr) -> str | None:
    """Give the name of a pytest mark: `slow` for `@pytest.mark.slow(...)`."""
    bare = mark.func if isinstance(mark, ast.Call) else mark
    resolved = source.ask(names).resolve(bare) or ""
    return resolved.removeprefix(_MARK).partition(".")[0] if resolved.startswith(_MARK) else None


def _is_collected(source: Source, function: Function) -> bool:
    if enclosing_function(source, function) is not None or fixture_maker(source, function) is not None:
        return False
    home = owner(source, function)
    if home is not None:
        if source.role != "test":
            return is_test_class(source, home)
        derived = any(ast.unparse(base).endswith("TestCase") for base in home.bases)
        return derived or "Test" in home.name or function.name.startswith("test_")
    if not _TEST_NAME.match(function.name):
        return False
    return source.role == "test" or is_test(source, function) or source.ask(_uses_ipytest)


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


def _around(home: ast.ClassDef | ast.Module) -> Iterator[Function]:
    """Give the functions that unittest or pytest runs around a test because of their names."""
    for statement in home.body:
        if isinstance(statement, FUNCTIONS) and statement.name in _AROUND:
            yield statement


def _marks_on(home: ast.ClassDef | ast.Module) -> Iterator[ast.expr]:
    """Give the decorators of a class, and what stands in `pytestmark`."""
    yield from getattr(home, "decorator_list", ())
    for statement in home.body:
        if isinstance(statement, ast.Assign) and any(getattr(t, "id", "") == "pytestmark" for t in statement.targets):
            yield from statement.value.elts if isinstance(statement.value, (ast.List, ast.Tuple)) else [statement.value]


def _texts(mark: ast.expr, name: str) -> Iterator[str]:
    """Give the texts that a mark of this name holds."""
    if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == name:
        for one in mark.args:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value
