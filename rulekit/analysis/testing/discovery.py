"""Which functions and classes are tests, or made for tests."""

import ast
import re

from rulekit.analysis.names.functions import own_nodes, owner
from rulekit.analysis.names.signatures import is_decorated
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source

_FIXTURE_DECORATORS = frozenset({"pytest.fixture", "pytest_asyncio.fixture"})
_RUNNER_NAMES = re.compile(
    r"(setup|teardown)(_(module|function|class|method))?|(asyncS|s)etUp|(asyncT|t)earDown|(setUp|tearDown)(Class|Module)"
    r"|load_tests|runTest|pytest_\w+"
)


def is_test(source: Source, function: Function) -> bool:
    """Tell whether a function is a test: by name in test code; elsewhere it must also assert something."""
    if source.role == "test":
        return function.name.startswith("test")
    # A shop may well offer a `test_connection`.
    return function.name.startswith("test_") and any(isinstance(node, ast.Assert) for node in own_nodes(function))


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
    if source.role != "test" and not name.startswith("Test"):
        return False
    return any(isinstance(statement, FUNCTIONS) and is_test(source, statement) for statement in definition.body)


def in_test_class(source: Source, function: Function) -> bool:
    """Tell whether a method belongs to a class that groups tests."""
    home = owner(source, function)
    return home is not None and is_test_class(source, home)
