"""Calls of tests that reach what is outside of them, with nothing in its place."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rulekit.analysis.flow.call_graph import callees, functions_behind
from rulekit.analysis.flow.calls import calls_by_word, calls_to, target_of
from rulekit.analysis.names.functions import enclosing_function, own_nodes
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
)
from rulekit.analysis.testing.xunit import xunit_functions
from rulekit.known.external import OUTSIDE, PACKAGES
from rulekit.known.testing import INTEGRATION_FOLDERS, INTEGRATION_WORDS
from rulekit.rules.testing.unmocked_dependency.endpoints import leads_outside
from rulekit.rules.testing.unmocked_dependency.patching import all_patches, concerns, misses, patches_in

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
