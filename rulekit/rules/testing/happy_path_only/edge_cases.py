"""Functions with edges, which are errors and cases for `None` or nothing, and what tests of other files try of them."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.project.cross_references import Neighbours, Offer
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.syntax.index import FUNCTIONS, Function, walk
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import test_around, test_set
from rulekit.known.testing import EXPECTS_ERROR
from rulekit.model.finding import Span
from rulekit.rules.testing.happy_path_only.untested_errors import is_looked_at, may_be_tested, raised_by

_CONTAINERS = (ast.List, ast.Tuple, ast.Set)


@dataclass(frozen=True)
class Case:
    """A parameter for which a function has a case of its own: for `None`, or for nothing in it."""

    parameter: str
    position: int
    is_none: bool


@dataclass(frozen=True)
class EdgeCases:
    """What a function does at its edges: the error that it raises by itself, and its cases for `None` and nothing."""

    error: str
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class OfferedEdgeCases:
    """The functions with edges at the top of a module, by name, and what the module imports."""

    own: Mapping[str, EdgeCases]
    imports: Mapping[str, str]


@dataclass(frozen=True)
class Use:
    """A call whose result a test uses: where the test stands, and which arguments are surely something."""

    test: Span
    given: frozenset[str | int]


@dataclass(frozen=True)
class TestedCalls:
    """What the tests of a file try: imported functions whose results they use, by qualified name.

    `others` are names that are used in any other way, `errors` the last words of the errors that tests expect.
    """

    used: Mapping[str, tuple[Use, ...]]
    others: frozenset[str]
    errors: frozenset[str]


@dataclass(frozen=True)
class Untested:
    """A function with an edge that no test tries: an error, or a case; `span` is the first test that calls it."""

    name: str
    span: Span
    error: str = ""
    case: Case | None = None


@question
def functions_with_edge_cases(source: Source) -> OfferedEdgeCases:
    """Which functions at the top of a module have edges that a test should try?"""
    imported = {one.name: one.target for one in names(source).imports.values()}
    if source.role != "production":
        return OfferedEdgeCases({}, imported)
    functions = [one for one in source.tree.body if isinstance(one, FUNCTIONS) and may_be_tested(one)]
    by_name = {one.name: EdgeCases(_error_of(source, one), tuple(_cases(one))) for one in functions}
    return OfferedEdgeCases({name: edges for name, edges in by_name.items() if edges.error or edges.cases}, imported)


@question
def tested_calls(source: Source) -> TestedCalls:
    """Which imported functions do the tests of this file try, and which errors do they expect?"""
    used: dict[str, list[Use]] = defaultdict(list)
    others: set[str] = set()
    if source.role != "test" or not test_set(source):
        return TestedCalls({}, frozenset(), frozenset())
    known = names(source)
    for node in source.nodes(ast.Name, ast.Attribute):
        parent = source.parents.get(node)
        target = None if isinstance(parent, ast.Attribute) else known.resolve(node)
        if target is None or target.startswith("builtins."):
            continue
        test = test_around(source, node)
        is_tried = isinstance(parent, ast.Call) and parent.func is node and is_looked_at(source, parent)
        if is_tried and test is not None and isinstance(parent, ast.Call):
            used[target].append(Use(source.span(test), frozenset(_given(source, parent))))
        else:
            others.add(target)
    return TestedCalls(
        {name: tuple(uses) for name, uses in used.items()}, frozenset(others), frozenset(_expected(source))
    )


def untested_edge_cases(project: Project) -> Iterator[tuple[Member, Untested]]:
    """Give the functions whose results tests use, while no test tries one of their edges."""
    if not project.whole:
        return
    together = Neighbours(
        Offer(m, known_edges.own, known_edges.imports)
        for m, known_edges in project.collected(functions_with_edge_cases)
    )
    known = [(member, tested) for member, tested in project.collected(tested_calls) if member.module in together.offers]
    expected = frozenset[str]().union(*(tested.errors for _, tested in known)) - BUILTINS
    uses: dict[tuple[str, str], list[tuple[Member, Use]]] = defaultdict(list)
    edges: dict[tuple[str, str], EdgeCases] = {}
    spared: set[tuple[str, str]] = set()
    for member, tested in known:
        for name in (*tested.used, *tested.others):
            home = together.find(member.module, name)
            if home is None:
                continue
            key = home[0], name.rpartition(".")[2]
            edges[key] = home[1]
            uses[key] += [(member, use) for use in tested.used.get(name, ())]
            if name in tested.others or home[1].error in tested.errors | expected:
                spared.add(key)
    for key, known_edges in edges.items():
        if key not in spared and uses[key]:
            yield from _untested(key[1], known_edges, uses[key])


def _untested(name: str, edges: EdgeCases, uses: list[tuple[Member, Use]]) -> Iterator[tuple[Member, Untested]]:
    member = uses[0][0]
    span = min(use.test for caller, use in uses if caller is member)
    if edges.error:
        yield member, Untested(name, span, edges.error)
        return
    for case in edges.cases:
        if all(not use.given.isdisjoint({case.parameter, case.position}) for _, use in uses):
            yield member, Untested(name, span, case=case)
            return


def _error_of(source: Source, function: Function) -> str:
    """Give the error that a function raises by itself, or by a function that it calls only for that."""
    own = raised_by(function)
    called = (statement.value for statement in function.body if isinstance(statement, ast.Expr)) if not own else ()
    helpers = [
        helper for call in called if isinstance(call, ast.Call) for helper in functions_behind(source, call.func)
    ]
    return own or next(
        (error for helper in helpers if isinstance(helper, FUNCTIONS) and (error := raised_by(helper))), ""
    )


def _cases(function: Function) -> Iterator[Case]:
    """Find `if name is None: return ...` and `if not names: return ...` at the top of a function."""
    positional = [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]
    for statement in function.body:
        if not isinstance(statement, ast.If) or not isinstance(statement.body[-1], ast.Return):
            continue
        test = statement.test
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and isinstance(test.operand, ast.Name):
            name, is_none = test.operand.id, False
        elif isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is) and isinstance(test.left, ast.Name):
            name, is_none = test.left.id, True
        else:
            continue
        if name in positional:
            yield Case(name, positional.index(name), is_none)


def _given(source: Source, call: ast.Call) -> Iterator[str | int]:
    """Give the places and names of the arguments that are surely neither `None` nor empty."""
    for place, value in enumerate(call.args):
        if isinstance(value, ast.Starred):
            return
        if _is_something(source, value):
            yield place
    for keyword in call.keywords:
        if keyword.arg is not None and _is_something(source, keyword.value):
            yield keyword.arg


def _is_something(source: Source, value: ast.expr) -> bool:
    if isinstance(value, ast.Name):
        values = values_at(source, value)
        return bool(values) and all(
            not isinstance(bound, ast.Name) and _is_something(source, bound) for bound in values
        )
    if isinstance(value, ast.Constant):
        return bool(value.value)
    return bool(value.elts) if isinstance(value, _CONTAINERS) else isinstance(value, ast.Dict) and bool(value.keys)


def _expected(source: Source) -> Iterator[str]:
    for word in EXPECTS_ERROR:
        for call in calls_by_word(source).get(word, ()):
            parts = [part for one in call.args for part in walk(one)]
            yield from (one.attr for one in parts if isinstance(one, ast.Attribute))
            yield from (one.id for one in parts if isinstance(one, ast.Name))
