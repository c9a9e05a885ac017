"""Functions that reach what is outside, and tests of other files that call them with nothing in its place."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import calls_to
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.project.project import Member, Neighbours, Offer, Project
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import automatic_fixtures, context_of, fixtures, tests
from rulekit.known.external import OUTSIDE, PACKAGES, PROCESS
from rulekit.known.testing import PYTEST_FIXTURES
from rulekit.model.finding import Span
from rulekit.rules.testing.unmocked_dependency.endpoints import leads_outside
from rulekit.rules.testing.unmocked_dependency.external_calls import is_meant_to_reach, may_be_unit_tests
from rulekit.rules.testing.unmocked_dependency.mocks import Patch, is_replaced_by_library, patches_in


@dataclass(frozen=True)
class ExternalEffect:
    """A function that reaches outside: what it calls there, of which kind, and whether by a name imported alone."""

    target: str
    kind: str
    by_name: bool


@dataclass(frozen=True)
class ExternalFunctions:
    """The functions at the top of a module that reach outside, by name, and what the module imports.

    `prepares` says that it holds fixtures that run around all tests near it.
    """

    own: Mapping[str, ExternalEffect]
    imports: Mapping[str, str]
    prepares: bool


@dataclass(frozen=True)
class CallInTest:
    """A call of an imported function in a test, the names that the test patches, and whether nothing else stands in."""

    name: str
    span: Span
    patches: tuple[tuple[str, Span], ...]
    alone: bool


@dataclass(frozen=True)
class IndirectCall:
    """A call in a test that reaches outside by way of another file, with the patch that misses it, if there is one."""

    span: Span
    name: str
    module: str
    effect: ExternalEffect
    missed: bool


@question
def external_functions(source: Source) -> ExternalFunctions:
    """Which functions at the top of a module reach outside, themselves or by way of others?"""
    imported = {one.name: one.target for one in names(source).imports.values()}
    if source.role != "production":
        return ExternalFunctions({}, imported, bool(automatic_fixtures(source)))
    packages = imported_packages(source) & PACKAGES.keys()
    targets = frozenset[str]().union(*(PACKAGES[package] for package in packages))
    by_name: dict[str, ExternalEffect] = {}
    for call, target in calls_to(source, targets) if targets else ():
        outside, function = OUTSIDE[target], enclosing_function(source, call)
        if outside.kind != PROCESS and function is not None and leads_outside(source, call, target, outside):
            effect = ExternalEffect(target, outside.kind, _is_imported_at_top(source, call.func))
            by_name |= {one.name: effect for one in _leading_to(source, function) if one.name not in by_name}
    return ExternalFunctions(by_name, imported, prepares=False)


@question
def calls_in_tests(source: Source) -> tuple[CallInTest, ...]:
    """Which imported functions do the unit tests of this file call, and what do they replace meanwhile?"""
    if source.role != "test" or not may_be_unit_tests(source):
        return ()
    return tuple(call_in_test for test in tests(source) for call_in_test in _calls_in(source, test))


def indirect_calls(project: Project) -> Iterator[tuple[Member, IndirectCall]]:
    """Give the calls and patches of tests by which they reach outside through another file."""
    collected = [*project.collected(external_functions)]
    together = Neighbours(Offer(member, reached.own, reached.imports) for member, reached in collected)
    prepared = any(reached.prepares and member.module.endswith("conftest") for member, reached in collected)
    seen: set[tuple[str, Span]] = set()
    for member, made in project.collected(calls_in_tests) if any(reached.own for _, reached in collected) else ():
        for call_in_test in made if member.module in together.offers else ():
            home = together.find(member.module, call_in_test.name)
            indirect_call = _reaching(call_in_test, *home, prepared=prepared) if home is not None else None
            if indirect_call is not None and (member.path, indirect_call.span) not in seen:
                seen.add((member.path, indirect_call.span))
                yield member, indirect_call


def _reaching(call_in_test: CallInTest, module: str, effect: ExternalEffect, *, prepared: bool) -> IndirectCall | None:
    missed = [span for target, span in call_in_test.patches if target == effect.target and effect.by_name]
    if missed and len(call_in_test.patches) == 1:
        return IndirectCall(missed[0], call_in_test.name, module, effect, missed=True)
    if call_in_test.patches or prepared or not call_in_test.alone:
        return None
    return IndirectCall(call_in_test.span, call_in_test.name, module, effect, missed=False)


def _leading_to(source: Source, function: Function, depth: int = DEPTH) -> Iterator[Function]:
    """Give the function at the top of a module, and those that call it."""
    if source.parents[function] is source.tree and isinstance(function, FUNCTIONS):
        yield function
        for call in callers(source, function) if depth else ():
            caller = enclosing_function(source, call)
            if caller is not None and caller is not function:
                yield from _leading_to(source, caller, depth - 1)


def _is_imported_at_top(source: Source, function: ast.expr) -> bool:
    """Tell whether a function is called by a name that was imported, alone, with the module."""
    known = names(source)
    binders = known.binders(function) if isinstance(function, ast.Name) else ()
    statements = [known.imports[one].statement for one in binders if one in known.imports]
    return len(statements) == len(binders) > 0 and all(one in source.tree.body for one in statements)


def _calls_in(source: Source, test: Function) -> Iterator[CallInTest]:
    context = context_of(source, test)
    if is_meant_to_reach(source, context):
        return
    known, here = names(source), fixtures(source)
    patches = [*patches_in(source, context)]
    is_alone = all(name in PYTEST_FIXTURES or name in here for name in context.requested)
    for function in context.functions:
        for call in own_nodes(function):
            target = known.resolve(call.func) if isinstance(call, ast.Call) else None
            if target is None or target.startswith("builtins.") or is_replaced_by_library(source, context, call):
                continue
            yield CallInTest(target, source.span(call), _patched_places(source, patches), is_alone)


def _patched_places(source: Source, patches: Sequence[Patch]) -> tuple[tuple[str, Span], ...]:
    return tuple(dict.fromkeys((patch.target, source.span(patch.node)) for patch in patches))
