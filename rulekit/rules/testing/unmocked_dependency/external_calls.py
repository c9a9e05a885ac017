"""Calls of tests that reach what is outside, wait for the clock, ask a person or write into the working folder."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rulekit.analysis.flow.call_graph import callees, functions_behind
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to, target_of
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.functions import enclosing_function, functions, own_nodes
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.pytest_model import (
    TestContext,
    context_of,
    fixture_functions,
    holds_tests,
    mark_name,
    test_around,
    test_set,
    tests,
    xunit_functions,
)
from rulekit.known.external import CLOCKS, OUTSIDE, PACKAGES, SLEEPS
from rulekit.known.testing import INTEGRATION_FOLDERS, INTEGRATION_WORDS
from rulekit.rules.testing.unmocked_dependency.endpoints import leads_outside
from rulekit.rules.testing.unmocked_dependency.mocks import all_patches, concerns, misses, patches_in

_NAMED = re.compile(r"integration|e2e|end_?to_?end|(^|_)live(_|$)|smoke|acceptance|functional|Live[A-Z]", re.IGNORECASE)

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
    return tuple(_external_calls(source)) if may_be_unit_tests(source) else ()


def _external_calls(source: Source) -> Iterator[ExternalCall]:
    packages = imported_packages(source) & PACKAGES.keys()
    targets = frozenset[str]().union(*(PACKAGES[package] for package in packages))
    for call, target in calls_to(source, targets) if targets else ():
        outside = OUTSIDE[target]
        if leads_outside(source, call, target, outside) and places_of(source, call):
            yield ExternalCall(call, target, outside.kind)


@question
def may_be_unit_tests(source: Source) -> bool:
    """Does this source hold tests that are not meant to reach anything, by its name and place?"""
    if not holds_tests(source) or "allow_module_level" in vocabulary(source):
        return False
    if any(
        isinstance(statement, ast.Expr) and called_name(statement.value) in _SKIPS for statement in source.tree.body
    ):
        return False
    return INTEGRATION_FOLDERS.isdisjoint(source.folders) and not _NAMED.search(source.stem)


def places_of(source: Source, node: ast.AST) -> tuple[Function, ...]:
    """Give the test or fixture in which a node runs; of a helper, the tests and fixtures that call it."""
    test = test_around(source, node)
    if test is not None:
        return (test,)
    outer = [around for around in source.ancestors(node) if isinstance(around, FUNCTIONS)]
    if not outer:
        return ()
    around = {*fixture_functions(source), *xunit_functions(source)}
    if outer[-1] in around:
        return (outer[-1],)
    return tuple(dict.fromkeys(_callers(source, outer[-1], {*around, *tests(source)})))


def _callers(source: Source, helper: Function, known: set[Function]) -> Iterator[Function]:
    for call in calls_by_word(source).get(helper.name, ()):
        function = test_around(source, call) or enclosing_function(source, call)
        if function in known and helper in functions_behind(source, call.func):
            yield function


def contexts_of(source: Source, call: ast.Call) -> Iterator[TestContext]:
    """Give what stands around the tests in which a call runs, with the decorators of functions in between."""
    inner = [
        mark for around in source.ancestors(call) if isinstance(around, FUNCTIONS) for mark in around.decorator_list
    ]
    for place in places_of(source, call):
        context = context_of(source, place)
        yield replace(context, marks=(*context.marks, *inner))


def is_patched(source: Source, call: ast.Call) -> bool:
    """Tell whether a test puts something in the place of what a call reaches."""
    target = target_of(source, call) or ""
    inner = [
        around for around in source.ancestors(call) if isinstance(around, FUNCTIONS) and around not in test_set(source)
    ]
    settings = [*contexts_of(source, call), *(TestContext(frozenset(), (around,), ()) for around in inner)]
    return any(concerns(source, patch, call, target) for context in settings for patch in patches_in(source, context))


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
        patches = [one for one in patches_in(source, context_of(source, test)) if one.target in imported]
        called = [*_calls_of(source, test)] if patches else []
        for patch in patches:
            if any(_is(source, call, patch.target) and misses(source, patch, call, patch.target) for call in called):
                yield patch.node, patch.target


def _calls_of(source: Source, test: Function) -> Iterator[ast.Call]:
    """Give the calls of a test, and those of the functions of this file that it calls."""
    for function in (test, *(called for _, called in callees(source, test))):
        yield from (node for node in own_nodes(function) if isinstance(node, ast.Call))


def _is(source: Source, call: ast.Call, target: str) -> bool:
    return isinstance(call.func, ast.Name) and names(source).resolve(call.func) == target


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
