"""Calls of tests that reach what is outside, wait for the clock, ask a person or write into the working folder."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import replace

from rulekit.analysis.flow.call_graph import callees, functions_behind
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.functions import enclosing_function, functions, own_nodes
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import with_items
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.pytest_model import (
    TestContext,
    context_of,
    fixture_functions,
    holds_tests,
    mark_name,
    test_around,
    tests,
    xunit_functions,
)
from rulekit.known.external import CLOCKS, OUTSIDE, PACKAGES, SLEEPS
from rulekit.known.testing import INTEGRATION_FOLDERS, INTEGRATION_WORDS
from rulekit.model.late import dataclass, regex
from rulekit.rules.testing.unmocked_dependency.endpoints import leads_outside
from rulekit.rules.testing.unmocked_dependency.mocks import all_patches, misses, patches_in

_NAMED = regex(r"integration|e2e|end_?to_?end|(^|_)live(_|$)|smoke|acceptance|functional|Live[A-Z]", re.IGNORECASE)

_SKIPS = frozenset("skip skipTest skip_test requires requires_resource SkipTest".split())


@dataclass(frozen=True)
class ExternalCall:
    """A call that goes outside, what it calls, and the kind of what it reaches."""

    call: ast.Call
    target: str
    kind: str


@question
def external_calls(source: Source) -> tuple[ExternalCall, ...]:
    """Which calls of the unit tests of this source reach what is outside?"""
    packages = imported_packages(source) & PACKAGES.keys() if may_be_unit_tests(source) else ()
    targets = frozenset[str]().union(*(PACKAGES[package] for package in packages))
    return tuple(
        ExternalCall(call, target, OUTSIDE[target].kind)
        for call, target in (calls_to(source, targets) if targets else ())
        if leads_outside(source, call, target, OUTSIDE[target]) and places_of(source, call)
    )


@question
def may_be_unit_tests(source: Source) -> bool:
    """Does this source hold tests that are not meant to reach anything, by its name and place?"""
    if not holds_tests(source) or "allow_module_level" in vocabulary(source):
        return False
    skips = (called_name(statement.value) for statement in source.tree.body if isinstance(statement, ast.Expr))
    if not _SKIPS.isdisjoint(skips):
        return False
    return INTEGRATION_FOLDERS.isdisjoint(source.folders) and not _NAMED.search(source.stem)


def calls_in_unit_tests(source: Source, targets: frozenset[str]) -> Iterator[tuple[ast.Call, str]]:
    """Yield the calls of some functions, each with its name, where a source may hold unit tests."""
    return calls_to(source, targets) if may_be_unit_tests(source) else iter(())


def places_of(source: Source, node: ast.AST) -> tuple[Function, ...]:
    """Give the test or fixture in which a node runs; of a helper, the tests and fixtures that call it."""
    if (test := test_around(source, node)) is not None:
        return (test,)
    outer = [around for around in source.ancestors(node) if isinstance(around, FUNCTIONS)]
    known = {*fixture_functions(source), *xunit_functions(source)}
    if not outer or outer[-1] in known:
        return (*outer[-1:],)
    known |= {*tests(source)}
    calls = calls_by_word(source).get(outer[-1].name, ())
    around = ((call, test_around(source, call) or enclosing_function(source, call)) for call in calls)
    places = [one for call, one in around if one in known and outer[-1] in functions_behind(source, call.func)]
    return tuple(place for place in dict.fromkeys(places) if place is not None)


def contexts_of(source: Source, call: ast.Call) -> Iterator[TestContext]:
    """Give what stands around the tests in which a call runs, with the decorators of functions in between."""
    inner = [
        mark for around in source.ancestors(call) if isinstance(around, FUNCTIONS) for mark in around.decorator_list
    ]
    for place in places_of(source, call):
        context = context_of(source, place)
        yield replace(context, marks=(*context.marks, *inner))


def is_meant_to_reach(source: Source, context: TestContext) -> bool:
    """Tell whether a test says that it reaches outside: by its name, a mark, or because it may skip itself."""
    test = context.functions[0]
    homes = [around.name for around in source.ancestors(test) if isinstance(around, ast.ClassDef)]
    if any(_NAMED.search(name) for name in (test.name, *homes)):
        return True
    for mark in context.marks:
        bare = mark.func if isinstance(mark, ast.Call) else mark
        if INTEGRATION_WORDS.search(mark_name(source, mark) or ast.unparse(bare)):
            return True
    return any(called_name(node) in _SKIPS for function in context.functions for node in own_nodes(function))


def missed_patches(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Give patches that replace a name where it comes from, while the test calls the one that it imported before."""
    imported = {one.target for one in names(source).imports.values()} if "patch" in vocabulary(source) else set()
    is_replaced = bool(imported) and any(one.target in imported for one in all_patches(source))
    for test in tests(source) if is_replaced else ():
        replaced = dict.fromkeys(patches_in(source, context_of(source, test)))
        patches = [one for one in replaced if one.target in imported]
        run = (test, *(called for _, called in callees(source, test))) if patches else ()
        calls = [node for function in run for node in own_nodes(function) if isinstance(node, ast.Call)]
        targets = [(call, names(source).resolve(call.func) or "") for call in calls]
        for patch in patches:
            is_missed = any(misses(source, patch, call, target) for call, target in targets)
            # What else the test calls may look the name up where the patch has put the other one.
            if is_missed and not any(_is_under_test(target) for _, target in targets if target != patch.target):
                yield patch.node, patch.target


def _is_under_test(target: str) -> bool:
    """Tell whether a called name may be code of the project: no builtin, none of the library or of testing."""
    return target.partition(".")[0] not in sys.stdlib_module_names | {"", "mock", "pytest"}


# A pause of some milliseconds lets another thread run, and costs nothing.
SHORTEST_WAIT = 0.5
_ASKING = frozenset({"builtins.input", "getpass.getpass"})
_OPENING = frozenset({"builtins.open", "io.open"})
_FOLDERS = regex(r"te?mp|cwd|chdir|isolat|sandbox|directory|fake|mock|patch", re.IGNORECASE)
_WRITING = frozenset("wax+")
_ELSEWHERE = frozenset({"chdir", "isolated_filesystem", "fs", "cwd", "in_tmp", "runner"})


def real_waits(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give the calls by which unit tests wait for half a second or more."""
    for call, target in calls_in_unit_tests(source, SLEEPS):
        seconds = constant(source, argument(source, call, "secs" if target.startswith("time") else "delay", 0))
        if isinstance(seconds, (int, float)) and seconds >= SHORTEST_WAIT and not _is_inside(source, call):
            yield call, target


def compared_clocks(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give the calls that ask for the time, to be equal to something else a moment later."""
    for call, target in calls_in_unit_tests(source, CLOCKS):
        compare = source.parents.get(call)
        equal = isinstance(compare, ast.Compare) and all(isinstance(operator, ast.Eq) for operator in compare.ops)
        asserted = equal and isinstance(source.parents.get(compare), ast.Assert)  # type: ignore[arg-type]
        handed = isinstance(compare, ast.Call) and called_name(compare) in {"assertEqual", "assertEquals"}
        if (asserted or handed) and places_of(source, call):
            yield call, target


def prompts(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give the calls of `input` in unit tests."""
    for call, target in calls_in_unit_tests(source, _ASKING):
        if test_around(source, call):
            yield call, target


def written_files(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give the calls by which tests open a file for writing under a fixed name, in whatever folder they run."""
    for call, _ in calls_in_unit_tests(source, _OPENING):
        mode = constant(source, argument(source, call, "mode", 1))
        if not isinstance(mode, str) or _WRITING.isdisjoint(mode):
            continue
        path, test = constant(source, argument(source, call, "file", 0)), test_around(source, call)
        if test is not None and isinstance(path, str) and not path.startswith(("/dev/", "NUL")):
            words = {called_name(node) for node in own_nodes(test) if isinstance(node, ast.Call)}
            # A `with` around it may change to another folder.
            is_moved = any(_FOLDERS.search(ast.unparse(context)) for context in with_items(source, call))
            if not is_moved and _ELSEWHERE.isdisjoint(words | context_of(source, test).requested):
                yield call, path


def _is_inside(source: Source, call: ast.Call) -> bool:
    """Tell whether a call runs in no test, or in a function inside one, which may be cancelled or run beside it."""
    return not places_of(source, call) or enclosing_function(source, call) in inner_functions(source)


@question
def inner_functions(source: Source) -> frozenset[ast.AST]:
    """Which functions stand inside of others?"""
    return frozenset(function for function in functions(source) if enclosing_function(source, function) is not None)
