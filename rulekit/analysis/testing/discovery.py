"""Which functions and classes are tests, or made for tests."""

import ast
import re

from rulekit.analysis.names.functions import own_nodes, owner
from rulekit.analysis.names.signatures import is_decorated
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.source import Source

FIXTURES = frozenset({"pytest.fixture", "pytest_asyncio.fixture"})
_SET_UP = re.compile(
    r"(setup|teardown)(_(module|function|class|method))?|(asyncS|s)etUp|(asyncT|t)earDown|(setUp|tearDown)(Class|Module)"
    r"|load_tests|runTest|pytest_\w+"
)


def is_test(source: Source, function: Function) -> bool:
    """Tell whether a function is a test: by name in test code; elsewhere it must also assert something."""
    if not function.name.startswith("test"):
        return False
    return source.role == "test" or (
        function.name.startswith("test_") and any(isinstance(node, ast.Assert) for node in own_nodes(function))
    )


def is_fixture(source: Source, function: Function) -> bool:
    """Tell whether pytest or unittest calls a function around tests."""
    if function.decorator_list and is_decorated(source, function, FIXTURES):
        return True
    return source.role == "test" and bool(_SET_UP.fullmatch(function.name))


def is_test_class(source: Source, definition: ast.ClassDef) -> bool:
    """Tell whether a class groups tests."""
    if any(_last_part(base).endswith("TestCase") for base in definition.bases):
        return True
    named = definition.name.startswith("Test") or definition.name.endswith(("Test", "Tests", "TestCase"))
    if source.role == "test" and named:
        return True
    if source.role != "test" and not definition.name.startswith("Test"):
        return False
    return any(isinstance(statement, FUNCTIONS) and is_test(source, statement) for statement in definition.body)


def in_test_class(source: Source, function: Function) -> bool:
    """Tell whether a method belongs to a class that groups tests."""
    home = owner(source, function)
    return home is not None and is_test_class(source, home)


def _last_part(base: ast.expr) -> str:
    return base.id if isinstance(base, ast.Name) else getattr(base, "attr", "")
