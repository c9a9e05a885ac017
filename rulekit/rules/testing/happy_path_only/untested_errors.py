"""Errors and special cases of functions: those that tests expect, and those that no test tries."""

import ast
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, Breadth, breadth_of, caught_types
from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.calls import argument, calls_by_word, words_for
from rulekit.analysis.flow.control_flow import always_raises
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.names.functions import enclosing_function, full_name, own_nodes
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.project.project import Member, Neighbours, Offer, Project, offer
from rulekit.analysis.syntax.index import FUNCTIONS, Function, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import names_by_word, vocabulary
from rulekit.analysis.testing.pytest_model import fixture_functions, test_around, test_set
from rulekit.known.testing import CHECKS, EXPECTS_ERROR
from rulekit.model.finding import Span
from rulekit.model.late import dataclass

_EXACT = frozenset({"match", "check"})


class Expectation(NamedTuple):
    """A call that expects an error, the type that it names, and the `with` that it opens, with the name behind `as`."""

    call: ast.Call
    type: ast.expr | None
    block: ast.With | ast.AsyncWith | None = None
    name: ast.Name | None = None


@question
def expectations(source: Source) -> tuple[Expectation, ...]:
    """Where do tests expect an error?"""
    by_word = calls_by_word(source)
    calls = [call for word in sorted(words_for(source, EXPECTS_ERROR)) if word for call in by_word.get(word, ())]
    expected: list[Expectation] = []
    for call in calls:
        named = argument(source, call, "expected_exception") or argument(source, call, "exception")
        kind, item = call.args[0] if call.args else named, source.parents.get(call)
        block = source.parents.get(item) if isinstance(item, ast.withitem) else None
        if isinstance(item, ast.withitem) and isinstance(block, (ast.With, ast.AsyncWith)):
            name = item.optional_vars if isinstance(item.optional_vars, ast.Name) else None
            expected.append(Expectation(call, kind, block, name))
        else:
            expected.append(Expectation(call, kind))
    return tuple(expected)


def broad_expectations(source: Source) -> Iterator[tuple[Expectation, Breadth]]:
    """Give the places where tests expect any error at all, and never look which one came."""
    for expectation in expectations(source):
        call, kind, name = expectation.call, expectation.type, expectation.name
        width = breadth_of(caught_types(source, kind)) if kind is not None else Breadth.NARROW
        exact = any(keyword.arg in _EXACT or keyword.arg is None for keyword in call.keywords)
        if width is Breadth.NARROW or exact or called_name(call) == "assertRaisesRegex":
            continue
        test = test_around(source, call)
        # Whoever reads the name behind `as`, or keeps the result of the call, looks which error came.
        is_kept = not isinstance(source.parents.get(call), (ast.Expr, ast.withitem))
        if name is not None and test is not None:
            is_kept = sum(isinstance(node, ast.Name) and node.id == name.id for node in walk(test)) > 1
        if test is not None and not is_kept:
            yield expectation, width


def late_assertions(source: Source) -> Iterator[ast.stmt]:
    """Give the assertions about an expected error that stand inside the block which the error leaves."""
    for expectation in expectations(source):
        if expectation.block is None or expectation.name is None:
            continue
        for statement in expectation.block.body[1:]:
            read = any(isinstance(node, ast.Name) and node.id == expectation.name.id for node in walk(statement))
            called = called_name(statement.value) if isinstance(statement, ast.Expr) else ""
            if read and (isinstance(statement, ast.Assert) or called.startswith("assert")):
                yield statement


# `NotImplementedError` marks an abstract method, and the others are for loops and test runners.
_NO_ERRORS = frozenset("AssertionError NotImplementedError SkipTest StopIteration StopAsyncIteration".split())


@dataclass(frozen=True)
class UntestedError:
    """A function that raises an error which no test expects, and the first test by name."""

    function: Function
    error: str
    test: Function


@question
def untested_errors_of_tests(source: Source) -> tuple[UntestedError, ...]:
    """Which functions under test raise an error that no test of this source expects?"""
    if not test_set(source) or "raise" not in vocabulary(source):
        return ()
    support = {*test_set(source), *fixture_functions(source)}
    around = dict.fromkeys(enclosing_function(source, statement) for statement in source.nodes(ast.Raise))
    likely = [function for function in around if function is not None and function not in support]
    raising = {function: error for function in likely if may_be_tested(function) and (error := raised_by(function))}
    return tuple(
        untested for function, error in raising.items() if (untested := _untested_error(source, function, error))
    )


def may_be_tested(function: Function) -> bool:
    """Tell whether tests are expected to call a function: it is public, and no check itself."""
    return function.name[0] != "_" and not CHECKS.match(function.name)


def raised_by(function: Function) -> str:
    """Give the error that a function raises for some arguments by itself."""
    if always_raises(function.body):
        return ""
    nodes = [*own_nodes(function)]
    # A generator raises later, where its caller goes through it.
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in nodes):
        return ""
    for node in nodes:
        # `raise ... from error` translates what another function raises.
        if isinstance(node, ast.Raise) and node.exc is not None and node.cause is None:
            made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = last_name(made)
            if name[:1].isupper() and name not in _NO_ERRORS:
                return str(name)
    return ""


def _untested_error(source: Source, function: Function, error: str) -> UntestedError | None:
    calling: list[Function] = []
    for call in calls_by_word(source).get(function.name, ()):
        if function in functions_behind(source, call.func):
            test = test_around(source, call)
            if test is None or not is_looked_at(source, call) or _only_prepares(source, call):
                return None
            calling.append(test)
    # A function that is an argument somewhere may be called where nobody sees it.
    for name in names_by_word(source).get(function.name, ()):
        if not (isinstance(around := source.parents.get(name), ast.Call) and around.func is name):
            return None
    first = min(calling, key=partial(full_name, source), default=None)
    return UntestedError(function, error, first) if first is not None else None


def is_looked_at(source: Source, call: ast.Call) -> bool:
    """Tell whether a test uses the result of a call, outside of where an error is expected."""
    for around in source.ancestors(call):
        items = around.items if isinstance(around, (ast.With, ast.AsyncWith)) else ()
        if isinstance(around, TRY_STATEMENTS) or any(called_name(item.context_expr) in EXPECTS_ERROR for item in items):
            return False
        if isinstance(around, (*FUNCTIONS, ast.Lambda)):
            return around in test_set(source)
    return False


def _only_prepares(source: Source, call: ast.Call) -> bool:
    """Tell whether the result of a call goes into another call that is no check: that one is under test."""
    statement = source.statement(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    uses = (
        [name for name in names_by_word(source).get(target.id, ()) if isinstance(name.ctx, ast.Load)]
        if isinstance(target, ast.Name)
        else []
    )
    test = enclosing_function(source, call)
    return any(_is_handed_over(source, use) for use in (call, *uses) if enclosing_function(source, use) is test)


def _is_handed_over(source: Source, node: ast.expr) -> bool:
    child: ast.AST = node
    for around in source.ancestors(node):
        if isinstance(around, ast.stmt):
            return False
        if isinstance(around, ast.Call) and child is not around.func:
            name = called_name(around)
            return not (CHECKS.match(name) or (isinstance(around.func, ast.Name) and name in BUILTINS))
        child = around
    return False


_CONTAINERS = (ast.List, ast.Tuple, ast.Set)


@dataclass(frozen=True)
class Case:
    """A parameter for which a function has a case of its own: for `None`, or for nothing in it."""

    parameter: str
    position: int
    is_none: bool

    def is_tried(self, given: frozenset[str | int]) -> bool:
        """Tell whether a call may try it, which hands over something at some places and names."""
        return given.isdisjoint({self.parameter, self.position})


@dataclass(frozen=True)
class EdgeCases:
    """What a function does at its edges: the error that it raises by itself, and its cases for `None` and nothing."""

    error: str
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class TestedCalls:
    """What the tests of a file try: imported functions whose results they use, by qualified name.

    Of each call `used` has the test around it, sorted by name, and the places and names of arguments that are sure.
    `others` are names that are used in any other way, `errors` the last words of the errors that tests expect.
    """

    used: Mapping[str, tuple[tuple[Span, frozenset[str | int]], ...]]
    others: frozenset[str]
    errors: frozenset[str]


@dataclass(frozen=True)
class UntestedCase:
    """A function with an edge that no test tries, an error or a case; `span` is the first test by name."""

    name: str
    span: Span
    error: str = ""
    case: Case | None = None


@question
def functions_with_edge_cases(source: Source) -> Offer[EdgeCases]:
    """Which functions at the top of a module have edges that a test should try?"""
    body = source.tree.body if source.role == "production" else []
    functions = [statement for statement in body if isinstance(statement, FUNCTIONS) and may_be_tested(statement)]
    raising = {enclosing_function(source, statement) for statement in source.nodes(ast.Raise)} if functions else set()
    by_name = {one.name: EdgeCases(_error_of(source, one, raising), tuple(_cases(one))) for one in functions}
    return offer(source, {name: edges for name, edges in by_name.items() if edges.error or edges.cases})


@question
def tested_calls(source: Source) -> TestedCalls:
    """Which imported functions do the tests of this file try, and which errors do they expect?"""
    if source.role != "test" or not test_set(source):
        return TestedCalls({}, frozenset(), frozenset())
    used: dict[str, list[tuple[str, Span, frozenset[str | int]]]] = defaultdict(list)
    others: set[str] = set()
    for node in source.nodes(ast.Name, ast.Attribute):
        parent = source.parents.get(node)
        target = None if isinstance(parent, ast.Attribute) else names(source).resolve(node)
        if target is None or target.startswith("builtins."):
            continue
        test = test_around(source, node)
        is_called = test is not None and isinstance(parent, ast.Call) and parent.func is node
        if test is not None and isinstance(parent, ast.Call) and is_called and is_looked_at(source, parent):
            used[target].append((full_name(source, test), source.span(test), frozenset(_given(source, parent))))
        else:
            others.add(target)
    expecting = [call for word in EXPECTS_ERROR for call in calls_by_word(source).get(word, ())]
    errors = {last_name(part) for call in expecting for value in call.args for part in walk(value)} - {""}
    by_name = {
        name: tuple((span, given) for _, span, given in sorted(uses, key=lambda use: use[:2]))
        for name, uses in used.items()
    }
    return TestedCalls(by_name, frozenset(others), frozenset(errors))


def untested_edge_cases(project: Project) -> Iterator[tuple[Member, UntestedCase]]:
    """Give the functions whose results tests use, while no test tries one of their edges."""
    if not project.whole:
        return
    together = Neighbours(project.collected(functions_with_edge_cases))
    known = [(member, tested) for member, tested in project.collected(tested_calls) if member.module in together.offers]
    expected = frozenset[str]().union(*(tested.errors for _, tested in known)) - BUILTINS
    uses: dict[tuple[str, str], list[tuple[Member, Span, frozenset[str | int]]]] = defaultdict(list)
    edges: dict[tuple[str, str], EdgeCases] = {}
    spared: set[tuple[str, str]] = set()
    for member, tested in known:
        for name in (*tested.used, *tested.others):
            if home := together.find(member.module, name):
                key = home[0], name.rpartition(".")[2]
                edges[key] = home[1]
                uses[key] += [(member, *use) for use in tested.used.get(name, ())]
                if name in tested.others or home[1].error in tested.errors | expected:
                    spared.add(key)
    for key, cases in edges.items():
        if key not in spared and uses[key]:
            member, span, _ = uses[key][0]
            given = [arguments for _, _, arguments in uses[key]]
            never = [one for one in cases.cases if not any(one.is_tried(arguments) for arguments in given)]
            if cases.error or never:
                yield member, UntestedCase(key[1], span, cases.error, None if cases.error else never[0])


def _error_of(source: Source, function: Function, raising: Container[Function | None]) -> str:
    """Give the error that a function raises by itself, or by one that it calls only for that, if they are `raising`."""
    alone = (statement.value for statement in function.body if isinstance(statement, ast.Expr))
    helpers = (one for call in alone if isinstance(call, ast.Call) for one in functions_behind(source, call.func))
    candidates = (one for one in (function, *helpers) if isinstance(one, FUNCTIONS) and one in raising)
    return next(filter(None, map(raised_by, candidates)), "")


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
