"""Functions that reach what is outside, and tests of other files that call them with nothing in its place."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import calls_to
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.imported_packages import imported_packages
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.project.cross_references import Neighbours, Offer
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import automatic_fixtures, context_of, fixtures, tests
from rulekit.known.external import OUTSIDE, PACKAGES, PROCESS
from rulekit.known.testing import PYTEST_FIXTURES
from rulekit.model.finding import Span
from rulekit.rules.testing.unmocked_dependency.endpoints import leads_outside
from rulekit.rules.testing.unmocked_dependency.external_calls import is_meant_to_reach, may_be_unit_tests
from rulekit.rules.testing.unmocked_dependency.patching import Patch, patches_in, stands_in


@dataclass(frozen=True)
class Errand:
    """A function that reaches outside: what it calls there, of which kind, and whether by a name imported alone."""

    target: str
    kind: str
    by_name: bool


@dataclass(frozen=True)
class Errands:
    """The functions at the top of a module that reach outside, by name, and what the module imports.

    `prepares` says that it holds fixtures that run around all tests near it.
    """

    own: Mapping[str, Errand]
    imports: Mapping[str, str]
    prepares: bool


@dataclass(frozen=True)
class Visit:
    """A call of an imported function in a test, the names that the test patches, and whether nothing else stands in."""

    name: str
    span: Span
    patches: tuple[tuple[str, Span], ...]
    alone: bool


@dataclass(frozen=True)
class Reaching:
    """A call in a test that reaches outside by way of another file, with the patch that misses it, if there is one."""

    span: Span
    name: str
    module: str
    errand: Errand
    missed: bool


@question
def errands(source: Source) -> Errands:
    """Which functions at the top of a module reach outside, themselves or by way of others?"""
    imported = {one.name: one.target for one in names(source).imports.values()}
    if source.role != "production":
        return Errands({}, imported, bool(automatic_fixtures(source)))
    packages = imported_packages(source) & PACKAGES.keys()
    targets = frozenset[str]().union(*(PACKAGES[package] for package in packages))
    found: dict[str, Errand] = {}
    for call, target in calls_to(source, targets) if targets else ():
        outside, function = OUTSIDE[target], enclosing_function(source, call)
        if outside.kind != PROCESS and function is not None and leads_outside(source, call, target, outside):
            errand = Errand(target, outside.kind, _is_imported_at_top(source, call.func))
            found |= {one.name: errand for one in _leading_to(source, function) if one.name not in found}
    return Errands(found, imported, prepares=False)


@question
def visits(source: Source) -> tuple[Visit, ...]:
    """Which imported functions do the unit tests of this file call, and what do they replace meanwhile?"""
    if source.role != "test" or not may_be_unit_tests(source):
        return ()
    return tuple(visit for test in tests(source) for visit in _visits_of(source, test))


def reachings(project: Project) -> Iterator[tuple[Member, Reaching]]:
    """Give the calls and patches of tests by which they reach outside through another file."""
    collected = [*project.collected(errands)]
    together = Neighbours(Offer(member, found.own, found.imports) for member, found in collected)
    prepared = any(found.prepares and member.module.endswith("conftest") for member, found in collected)
    told: set[tuple[str, Span]] = set()
    for member, made in project.collected(visits) if any(found.own for _, found in collected) else ():
        for visit in made if member.module in together.offers else ():
            home = together.find(member.module, visit.name)
            reaching = _reaching(visit, *home, prepared=prepared) if home is not None else None
            if reaching is not None and (member.path, reaching.span) not in told:
                told.add((member.path, reaching.span))
                yield member, reaching


def _reaching(visit: Visit, module: str, errand: Errand, *, prepared: bool) -> Reaching | None:
    missed = [span for target, span in visit.patches if target == errand.target and errand.by_name]
    if missed and len(visit.patches) == 1:
        return Reaching(missed[0], visit.name, module, errand, missed=True)
    if visit.patches or prepared or not visit.alone:
        return None
    return Reaching(visit.span, visit.name, module, errand, missed=False)


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


def _visits_of(source: Source, test: Function) -> Iterator[Visit]:
    context = context_of(source, test)
    if is_meant_to_reach(source, context):
        return
    known, here = names(source), fixtures(source)
    patches = [*patches_in(source, context)]
    is_alone = all(name in PYTEST_FIXTURES or name in here for name in context.requested)
    for function in context.functions:
        for call in own_nodes(function):
            target = known.resolve(call.func) if isinstance(call, ast.Call) else None
            if target is None or target.startswith("builtins.") or stands_in(source, context, call):
                continue
            yield Visit(target, source.span(call), _told(source, patches), is_alone)


def _told(source: Source, patches: Sequence[Patch]) -> tuple[tuple[str, Span], ...]:
    return tuple(dict.fromkeys((patch.target, source.span(patch.node)) for patch in patches))
