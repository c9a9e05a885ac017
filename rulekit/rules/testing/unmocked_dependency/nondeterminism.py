"""Tests that wait for the clock, compare with it, ask a person or write into the working folder."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.flow.calls import argument, calls_to
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.functions import enclosing_function, functions, own_nodes
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import context_of, test_around
from rulekit.known.external import CLOCKS, SLEEPS
from rulekit.rules.testing.unmocked_dependency.external_calls import may_be_unit_tests, places_of

# A pause of some milliseconds lets another thread run, and costs nothing.
SHORTEST_WAIT = 0.5
_ASKING = frozenset({"builtins.input", "getpass.getpass"})
_OPENING = frozenset({"builtins.open", "io.open"})
_FOLDERS = re.compile(r"te?mp|cwd|chdir|isolat|sandbox|directory|fake|mock|patch", re.IGNORECASE)
_WRITING = frozenset("wax+")
_ELSEWHERE = frozenset({"chdir", "isolated_filesystem", "fs", "cwd", "in_tmp", "runner"})


def real_waits(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give the calls by which unit tests wait for half a second or more."""
    for call, target in _called(source, SLEEPS):
        seconds = constant(source, argument(source, call, "secs" if target.startswith("time") else "delay", 0))
        if isinstance(seconds, (int, float)) and seconds >= SHORTEST_WAIT and not _is_inside(source, call):
            yield call, target


def compared_clocks(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give the calls that ask for the time, to be equal to something else a moment later."""
    for call, target in _called(source, CLOCKS):
        compare = source.parents.get(call)
        equal = isinstance(compare, ast.Compare) and all(isinstance(operator, ast.Eq) for operator in compare.ops)
        asserted = equal and isinstance(source.parents.get(compare), ast.Assert)  # type: ignore[arg-type]
        handed = isinstance(compare, ast.Call) and called_name(compare) in {"assertEqual", "assertEquals"}
        if (asserted or handed) and places_of(source, call):
            yield call, target


def prompts(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give the calls of `input` in unit tests."""
    for call, target in _called(source, _ASKING):
        if test_around(source, call):
            yield call, target


def written_files(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give the calls by which tests open a file for writing under a fixed name, in whatever folder they run."""
    for call, _ in _called(source, _OPENING):
        mode = constant(source, argument(source, call, "mode", 1))
        if not isinstance(mode, str) or _WRITING.isdisjoint(mode):
            continue
        path, test = constant(source, argument(source, call, "file", 0)), test_around(source, call)
        if test is not None and isinstance(path, str) and not path.startswith(("/dev/", "NUL")):
            words = {called_name(node) for node in own_nodes(test) if isinstance(node, ast.Call)}
            if _ELSEWHERE.isdisjoint(words | context_of(source, test).requested) and not _is_moved(source, call):
                yield call, path


def _is_moved(source: Source, call: ast.Call) -> bool:
    """Tell whether a `with` around a call changes to another folder."""
    blocks = (around for around in source.ancestors(call) if isinstance(around, (ast.With, ast.AsyncWith)))
    return any(_FOLDERS.search(ast.unparse(item.context_expr)) for block in blocks for item in block.items)


def _is_inside(source: Source, call: ast.Call) -> bool:
    """Tell whether a call runs in no test, or in a function inside one, which may be cancelled or run beside it."""
    return not places_of(source, call) or enclosing_function(source, call) in inner_functions(source)


@question
def inner_functions(source: Source) -> frozenset[ast.AST]:
    """Which functions stand inside of others?"""
    return frozenset(function for function in functions(source) if enclosing_function(source, function) is not None)


def _called(source: Source, targets: frozenset[str]) -> Iterator[tuple[ast.Call, str]]:
    if may_be_unit_tests(source):
        yield from calls_to(source, targets)
