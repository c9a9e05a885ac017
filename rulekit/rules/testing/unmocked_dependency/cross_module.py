"""Functions that reach what is outside, and tests of other files that call them with nothing in its place."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import calls_to
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.project.project import Member, Neighbours, Offer, Project, offer
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.source import Source, collected_per, question
from rulekit.analysis.testing.pytest_model import automatic_fixtures, context_of, fixtures, tests
from rulekit.known.external import OUTSIDE, PACKAGES, PROCESS
from rulekit.known.testing import PYTEST_FIXTURES
from rulekit.model.finding import Span
from rulekit.model.late import dataclass
from rulekit.rules.testing.unmocked_dependency.endpoints import leads_outside
from rulekit.rules.testing.unmocked_dependency.external_calls import (
    external_calls,
    is_meant_to_reach,
    may_be_unit_tests,
)
from rulekit.rules.testing.unmocked_dependency.mocks import is_replaced_by_library, patches_in


@dataclass(frozen=True)
class ExternalEffect:
    """A function that reaches outside: what it calls there, of which kind, and whether by a name imported alone."""

    target: str
    kind: str
    by_name: bool


@dataclass(frozen=True)
class CallOfLibrary:
    """A call of a test that reaches outside by way of a library."""

    target: str
    span: Span


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
def external_functions(source: Source) -> Offer[ExternalEffect]:
    """Which functions at the top of a module reach outside, themselves or by way of others?"""
    packages = imported_packages(source) & PACKAGES.keys() if source.role == "production" else ()
    targets = frozenset[str]().union(*(PACKAGES[package] for package in packages))
    by_name: dict[str, ExternalEffect] = {}
    known, top = names(source), source.tree.body
    for call, target in calls_to(source, targets) if targets else ():
        outside, function = OUTSIDE[target], enclosing_function(source, call)
        if outside.kind != PROCESS and function is not None and leads_outside(source, call, target, outside):
            binders = known.binders(call.func) if isinstance(call.func, ast.Name) else ()
            statements = [known.imports[binder].statement for binder in binders if binder in known.imports]
            by_name_alone = len(statements) == len(binders) > 0 and all(statement in top for statement in statements)
            effect = ExternalEffect(target, outside.kind, by_name_alone)
            by_name |= {one.name: effect for one in _leading_to(source, function) if one.name not in by_name}
    return offer(source, by_name)


@question
def calls_of_libraries(source: Source) -> tuple[CallOfLibrary, ...]:
    """Which calls of the unit tests of this file reach what is outside by way of a library?"""
    return tuple(CallOfLibrary(one.target, source.extent(one.call)) for one in external_calls(source))


def calls_of_own_library(project: Project) -> Iterator[tuple[Member, CallOfLibrary]]:
    """Give the calls of tests that reach outside by way of the library that the project itself is."""
    own = {member.module.partition(".")[0] for member in project.members if member.role == "production"}
    for member, calls in project.collected(calls_of_libraries):
        for call in calls:
            if call.target.partition(".")[0] in own:
                yield member, call


@question
def prepares_all_tests(source: Source) -> bool:
    """Does a `conftest.py` hold fixtures that run around all tests near it?"""
    return source.stem == "conftest" and bool(automatic_fixtures(source))


@question
def calls_in_tests(source: Source) -> tuple[CallInTest, ...]:
    """Which imported functions do the unit tests of this file call, and what do they replace meanwhile?"""
    if source.role != "test" or not may_be_unit_tests(source):
        return ()
    return tuple(call_in_test for test in tests(source) for call_in_test in _calls_in(source, test))


def indirect_calls(project: Project) -> Iterator[tuple[Member, IndirectCall]]:
    """Give the calls and patches of tests by which they reach outside through another file."""
    collected = [*project.collected(external_functions)]
    together = Neighbours(collected)
    prepared = any(prepares for _, prepares in project.collected(prepares_all_tests))
    seen: set[tuple[str, Span]] = set()
    for member, made in project.collected(calls_in_tests) if any(offered.own for _, offered in collected) else ():
        for call in made if member.module in together.offers else ():
            if (home := together.find(member.module, call.name)) is None:
                continue
            module, effect = home
            missed = [span for target, span in call.patches if target == effect.target and effect.by_name]
            is_missed = bool(missed) and len(call.patches) == 1
            span = missed[0] if is_missed else call.span
            is_open = is_missed or not (call.patches or prepared or not call.alone)
            if is_open and (member.path, span) not in seen:
                seen.add((member.path, span))
                yield member, IndirectCall(span, call.name, module, effect, is_missed)


@collected_per
def _leading_to(source: Source, function: Function, depth: int = DEPTH) -> Iterator[Function]:
    """Give the function at the top of a module, and those that call it."""
    if source.parents[function] is source.tree and isinstance(function, FUNCTIONS):
        yield function
        for call in callers(source, function) if depth > 0 else ():
            caller = enclosing_function(source, call)
            if caller is not None and caller is not function:
                yield from _leading_to(source, caller, depth - 1)


def _calls_in(source: Source, test: Function) -> Iterator[CallInTest]:
    context = context_of(source, test)
    if is_meant_to_reach(source, context):
        return
    known, here = names(source), fixtures(source)
    places = ((patch.target, source.span(patch.node)) for patch in patches_in(source, context))
    patches = tuple(dict.fromkeys(places))
    is_alone = all(name in PYTEST_FIXTURES or name in here for name in context.requested)
    for function in context.functions:
        for call in own_nodes(function):
            target = known.resolve(call.func) if isinstance(call, ast.Call) else None
            if target is None or target.startswith("builtins.") or is_replaced_by_library(source, context, call):
                continue
            yield CallInTest(target, source.span(call), patches, is_alone)
