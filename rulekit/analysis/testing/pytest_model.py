"""Which functions are tests, fixtures and setup functions; a test's context: marks, fixtures, class, module."""

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rulekit.analysis.names.class_hierarchy import base_names, classes_above
from rulekit.analysis.names.functions import enclosing_function, functions, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.signatures import is_decorated, last_part
from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.index import FUNCTIONS, Function, parameters
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import attributes_by_word, names_by_word, vocabulary
from rulekit.known.testing import FIXTURE_DECORATORS, NOSE, UNITTEST_CLASSES, XUNIT
from rulekit.model.late import dataclass, regex

_FIXTURE_DECORATORS = frozenset({"pytest.fixture", "pytest_asyncio.fixture"})
_SPEAKS_OF_TESTS = "(?i:def (?:test|set_?up|tear_?down)|TestCase|fixture|pytest)"
_RUNNER_NAMES = regex(
    r"(setup|teardown)(_(module|function|class|method))?|(asyncS|s)etUp|(asyncT|t)earDown|(setUp|tearDown)(Class|Module)"
    r"|load_tests|runTest|pytest_\w+"
)


def is_test(source: Source, function: Function) -> bool:
    """Tell whether a function is a test: by name in test code; elsewhere it must also assert something."""
    if source.role == "test":
        return function.name.startswith("test")
    # A shop may well offer a `test_connection`.
    return function.name.startswith("test_") and any(map(_asserts, own_nodes(function)))


def _asserts(node: ast.AST) -> bool:
    """Recognise `assert`, and `self.assertEqual(...)` of a class that test cases mix in."""
    called = node.func if isinstance(node, ast.Call) else None
    is_own = isinstance(called, ast.Attribute) and last_name(called.value) == "self"
    return isinstance(node, ast.Assert) or (is_own and last_name(called).startswith("assert"))


def is_fixture(source: Source, function: Function) -> bool:
    """Tell whether pytest or unittest calls a function around tests."""
    if function.decorator_list and is_decorated(source, function, _FIXTURE_DECORATORS):
        return True
    return source.role == "test" and bool(_RUNNER_NAMES.fullmatch(function.name))


def is_test_class(source: Source, definition: ast.ClassDef) -> bool:
    """Tell whether a class groups tests."""
    if any(last_name(base).endswith("TestCase") for base in definition.bases):
        return True
    name = definition.name
    if source.role == "test" and (name.startswith("Test") or name.endswith(("Test", "Tests", "TestCase"))):
        return True
    if source.role != "test" and not (name.startswith("Test") or name.endswith(("Test", "Tests", "TestMixin"))):
        return False
    return any(isinstance(statement, FUNCTIONS) and is_test(source, statement) for statement in definition.body)


def in_test_class(source: Source, function: Function) -> bool:
    """Tell whether a method belongs to a class that groups tests."""
    return owner(source, function) in classes_of_tests(source)


@question
def classes_of_tests(source: Source) -> frozenset[ast.ClassDef]:
    """Which classes group tests?"""
    return frozenset(definition for definition in source.nodes(ast.ClassDef) if is_test_class(source, definition))


_HOOKS = regex(r"(asyncS|s)etUp|(asyncT|t)earDown|(setUp|tearDown)Class|setUpTestData|runTest")


def serves_tests(source: Source, function: Function) -> bool:
    """Tell whether a function is there for tests, wherever it stands: a test, a fixture, any method of a test class."""
    if is_test(source, function) or is_fixture(source, function):
        return True
    return owner(source, function) in classes_for_tests(source)


@question
def classes_for_tests(source: Source) -> frozenset[ast.ClassDef]:
    """Which classes are there for tests: those that group some, derive from one that does, or set up for those?"""
    return frozenset(
        definition
        for definition in source.nodes(ast.ClassDef)
        if definition in classes_of_tests(source)
        or any(base.endswith("TestCase") for base in base_names(source, definition))
        or any(isinstance(one, FUNCTIONS) and bool(_HOOKS.fullmatch(one.name)) for one in definition.body)
    )


def in_test_case(source: Source, node: ast.AST) -> bool:
    """Tell whether a node stands in a class of `unittest`, whose methods cannot ask for fixtures."""
    homes = [around for around in source.ancestors(node) if isinstance(around, ast.ClassDef)]
    return any(base.endswith("TestCase") for home in homes for base in base_names(source, home))


# `testing` and `testimonials` are no tests; `test` alone, `testOrder` and `test2` are.
_TEST_NAME = regex(r"test(_|[A-Z0-9]|$)")
_MARK = "pytest.mark."


@dataclass(frozen=True)
class TestContext:
    """What a test runs in: the fixtures that it requests by name, its own code and theirs, and all marks."""

    requested: frozenset[str]
    functions: tuple[Function, ...]
    marks: tuple[ast.expr, ...]


@links_cells(says=_SPEAKS_OF_TESTS, hears=_SPEAKS_OF_TESTS)
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
    collected = (test for block in blocks.values() for test in _collected(source, block))
    return tuple(sorted(collected, key=lambda test: test.lineno))


def _collected(source: Source, block: Sequence[Function]) -> list[Function]:
    """Return those functions of one block that run as tests."""
    if enclosing_function(source, block[0]) is not None:
        return []
    home = owner(source, block[0])
    if home is None:
        likely = [function for function in block if _is_plain_test(source, function)]
    elif _runs_tests(source, home):
        likely = [*block]
    else:
        # A mixin in test code holds tests for the classes that derive from it.
        likely = [function for function in block if source.role == "test" and function.name.startswith("test_")]
    return [function for function in likely if fixture_decorator(source, function) is None]


def _is_plain_test(source: Source, function: Function) -> bool:
    if not _TEST_NAME.match(function.name):
        return False
    if source.role == "test" or is_test(source, function):
        return True
    return source.cells is not None and any("ipytest" in cell.text for cell in source.cells.notebook.code_cells)


def _runs_tests(source: Source, home: ast.ClassDef) -> bool:
    if source.role != "test":
        return is_test_class(source, home)
    return "Test" in home.name or any(ast.unparse(base).endswith("TestCase") for base in home.bases)


@question
def test_set(source: Source) -> frozenset[ast.AST]:
    """The tests again, as a set."""
    return frozenset(tests(source))


def test_around(source: Source, node: ast.AST) -> Function | None:
    """Return the test whose body, or a function inside it, holds a node."""
    known, parents = test_set(source), source.parents
    around = parents.get(node)
    while around is not None and around not in known:
        around = parents.get(around)
    return around  # type: ignore[return-value]


@question
def fixtures(source: Source) -> Mapping[str, tuple[Function, ...]]:
    """Which functions of this source are fixtures, by the name under which tests request them?"""
    by_name: dict[str, list[Function]] = defaultdict(list)
    for function in functions(source) if holds_tests(source) and "fixture" in vocabulary(source) else ():
        if (decorator := fixture_decorator(source, function)) is not None:
            match _decorator_argument(decorator, "name"):
                case ast.Constant(value=str(name)) if name:
                    by_name[name].append(function)
                case _:
                    by_name[function.name].append(function)
    return {name: tuple(sharing) for name, sharing in by_name.items()}


def fixture_decorator(source: Source, function: Function) -> ast.expr | None:
    """Return the decorator that makes a function a fixture."""
    for decorator in function.decorator_list:
        bare = decorator.func if isinstance(decorator, ast.Call) else decorator
        if last_part(source, bare) in FIXTURE_DECORATORS:
            return decorator
    return None


def _decorator_argument(decorator: ast.expr, name: str) -> ast.expr | None:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    return next((keyword.value for keyword in keywords if keyword.arg == name), None)


@question
def fixture_functions(source: Source) -> tuple[Function, ...]:
    """Which functions of this source are fixtures?"""
    return tuple(function for sharing in fixtures(source).values() for function in sharing)


@question
def automatic_fixtures(source: Source) -> tuple[str, ...]:
    """Which fixtures run without being requested, by their names?"""
    return tuple(
        name
        for name, sharing in fixtures(source).items()
        if any(_decorator_argument(decorator, "autouse") for fixture in sharing for decorator in fixture.decorator_list)
    )


def context_of(source: Source, function: Function) -> TestContext:
    """Return the context of a test or a fixture."""
    homes = [around for around in source.ancestors(function) if isinstance(around, (ast.ClassDef, ast.Module))]
    marks = [*function.decorator_list]
    for home in homes:
        marks += (*getattr(home, "decorator_list", ()), *pytestmarks(source).get(home, ()))
    requested = {parameter.arg for parameter in parameters(function.args)}
    for mark in marks:
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and called_name(mark) == "usefixtures":
            constants = [argument.value for argument in mark.args if isinstance(argument, ast.Constant)]
            requested |= {name for name in constants if isinstance(name, str)}
    used: dict[Function, None] = {function: None}
    waiting = [*requested, *automatic_fixtures(source)]
    while waiting:
        name = waiting.pop()
        for fixture in fixtures(source).get(name, ()):
            if fixture not in used and owner(source, fixture) in {None, *homes}:
                used[fixture] = None
                more = {parameter.arg for parameter in parameters(fixture.args)} - requested
                requested |= more | {name}
                waiting += more
    by_home = setup_functions(source)
    around = [setup for home in homes for setup in by_home.get(home, ()) if setup is not function]
    return TestContext(frozenset(requested - {"self", "cls"}), (*used, *around), tuple(marks))


@question
def setup_functions(source: Source) -> Mapping[ast.AST, Sequence[Function]]:
    """Which functions of each class and the module run around its tests because of their names?"""
    by_home: dict[ast.AST, list[Function]] = defaultdict(list)
    for function in functions(source):
        if function.name in XUNIT or function.name in NOSE:
            by_home[source.parents[function]].append(function)
    return by_home


@question
def pytestmarks(source: Source) -> Mapping[ast.AST, Sequence[ast.expr]]:
    """Which marks does the `pytestmark` of each class and the module hold?"""
    by_home: dict[ast.AST, list[ast.expr]] = defaultdict(list)
    for statement in source.nodes(ast.Assign) if "pytestmark" in vocabulary(source) else ():
        if any(getattr(target, "id", "") == "pytestmark" for target in statement.targets):
            value = statement.value
            by_home[source.parents[statement]] += value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
    return by_home


def mark_name(source: Source, mark: ast.expr) -> str | None:
    """Return the name of a pytest mark: `slow` for `@pytest.mark.slow(...)`."""
    bare = mark.func if isinstance(mark, ast.Call) else mark
    resolved = names(source).resolve(bare) or ""
    return resolved.removeprefix(_MARK).partition(".")[0] if resolved.startswith(_MARK) else None


@question
def xunit_functions(source: Source) -> tuple[Function, ...]:
    """Which functions run around tests because of their names, `setUp` and the like?"""
    if not holds_tests(source):
        return ()
    named = [function for function in functions(source) if function.name in XUNIT]
    around = [function for function in named if _runs_around_tests(source, function)]
    return tuple(function for function in around if fixture_decorator(source, function) is None)


def _runs_around_tests(source: Source, function: Function) -> bool:
    if enclosing_function(source, function) is not None:
        return False
    home = owner(source, function)
    if home is None:
        return function.name.endswith(("Module", "_module", "_function"))
    return source.role == "test" or is_test_class(source, home)


@question
def nose_functions(source: Source) -> tuple[Function, ...]:
    """Which functions have names that nose called, and pytest before version 8?"""
    if not holds_tests(source):
        return ()
    named = [function for function in functions(source) if function.name in NOSE and not function.decorator_list]
    return tuple(function for function in named if _is_for_nose(source, function))


def _is_for_nose(source: Source, function: Function) -> bool:
    """Tell whether nose would have called a function: it stands beside tests, needs nothing and nobody calls it."""
    home = owner(source, function)
    required = len(function.args.args) - len(function.args.defaults)
    # `def setup(app)` is the hook of a plugin; a helper of this name is called by the tests.
    if enclosing_function(source, function) is not None or required > (home is not None):
        return False
    if home is None:
        is_beside_tests = any(owner(source, test) is None for test in test_set(source))
        is_called = function.name in names_by_word(source) and "with_setup" not in vocabulary(source)
        return is_beside_tests and not is_called
    receivers = (attribute.value for attribute in attributes_by_word(source).get(function.name, ()))
    if any(isinstance(receiver, ast.Name) and receiver.id in {"self", "cls"} for receiver in receivers):
        return False
    # The tests may stand in a class of this file that derives from this one.
    classes = [one for one in source.nodes(ast.ClassDef) if one is home or home in classes_above(source, one)]
    tests = test_set(source)
    return is_test_class(source, home) and any(not tests.isdisjoint(definition.body) for definition in classes)


@question
def unittest_classes(source: Source) -> tuple[ast.ClassDef, ...]:
    """Which classes derive from `unittest.TestCase` itself?"""
    if not holds_tests(source) or "TestCase" not in vocabulary(source):
        return ()
    resolve = names(source).resolve
    classes = source.nodes(ast.ClassDef)
    return tuple(one for one in classes if any(resolve(base) in UNITTEST_CLASSES for base in one.bases))
