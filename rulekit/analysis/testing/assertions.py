"""What a test asserts: its own assertions, and those of the helpers that it calls."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.calls import calls_by_word, other_words
from rulekit.analysis.names.functions import enclosing_function, functions, owner
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.names.signatures import last_part, renamed_imports
from rulekit.analysis.syntax.index import FUNCTIONS, Function, children, parameters
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import context_of, fixtures, mark_name, test_set
from rulekit.known.testing import CHECKING_FIXTURES, CHECKS, HARMLESS_DECORATORS, HELPER_MODULES, PLAIN_MARKS

# A test calls a helper, which calls another, which asserts.
_DEPTH = 3
ASSERTING = frozenset({ast.Assert, ast.Raise})
# A `yield` in a test hands a check to the runner: to nose, or to an event loop.
_ASSERTING_IN_TESTS = ASSERTING | {ast.Yield, ast.YieldFrom}
_LEAVES = frozenset({ast.Name, ast.Constant, ast.Pass})


def may_be_checked_elsewhere(source: Source, test: Function) -> bool:
    """Tell whether what decorates a test, or a fixture that it requests, may look at what the test does."""
    if any(_may_check(source, mark) for mark in context_of(source, test).marks):
        return True
    requested = {parameter.arg for parameter in parameters(test.args)}
    if any(CHECKING_FIXTURES.fullmatch(name) for name in requested):
        return True
    return any(_asserts(source, fixture) for name in requested for fixture in fixtures(source).get(name, ()))


def _may_check(source: Source, mark: ast.expr) -> bool:
    """Tell whether a decorator or mark may look at what a test does, or keeps it from running."""
    name = mark_name(source, mark)
    if name is not None:
        return name not in PLAIN_MARKS
    bare = mark.func if isinstance(mark, ast.Call) else mark
    return not HARMLESS_DECORATORS.fullmatch(ast.unparse(bare))


def assertions_in(source: Source, function: ast.AST, depth: int = _DEPTH) -> Iterator[ast.AST]:
    """Yield the parts of a function, and of those inside it, that assert: asserts, raises, checking calls."""
    kinds = _ASSERTING_IN_TESTS if function in test_set(source) else ASSERTING
    yield from _assertions(source, getattr(function, "body", []), kinds, depth)


def any_asserts(source: Source, body: Sequence[ast.stmt]) -> bool:
    """Tell whether a part of some statements asserts something."""
    return next(_assertions(source, body, ASSERTING, _DEPTH), None) is not None


def _asserts(source: Source, function: ast.AST, depth: int = _DEPTH) -> bool:
    return next(assertions_in(source, function, depth), None) is not None


def _assertions(
    source: Source, body: ast.expr | Sequence[ast.stmt], kinds: frozenset[type], depth: int
) -> Iterator[ast.AST]:
    stack: list[ast.AST] = [body] if isinstance(body, ast.expr) else [*reversed(body)]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind in kinds or (isinstance(node, ast.Call) and _checks(source, node, depth)):
            yield node
        elif isinstance(node, ast.withitem) and _is_fixture_value(source, node.context_expr):
            yield node.context_expr
        elif kind not in _LEAVES:
            stack += children(node)[::-1]


def _checks(source: Source, call: ast.Call, depth: int) -> bool:
    """Tell whether a call looks at something: by its name, or because its body does, or may do so elsewhere."""
    function = call.func
    is_check = is_check_name(last_part(source, function))
    if isinstance(function, ast.Name) and function.id in BUILTINS and function.id not in names(source).binding_scopes:
        return is_check
    if is_check or _makes_warnings_errors(call) or _stands_for_check(source, function):
        return True
    is_here = isinstance(function, ast.Name) or called_name(call) in functions_by_name(source)
    if is_here and (helpers := functions_behind(source, function)):
        if depth > 0 and any(_asserts(source, helper, depth - 1) for helper in helpers):
            return True
        return depth == _DEPTH and isinstance(function, ast.Attribute) and _may_be_inherited(source, call)
    return _is_fixture_value(source, function) or _may_be_inherited(source, call) or _calls_foreign_helper(source, call)


def _makes_warnings_errors(call: ast.Call) -> bool:
    """Recognise `warnings.simplefilter("error")`: the test fails if a warning comes."""
    first = call.args[0] if call.args else None
    is_filter = called_name(call) in {"simplefilter", "filterwarnings"}
    return is_filter and isinstance(first, ast.Constant) and first.value == "error"


def _stands_for_check(source: Source, function: ast.expr) -> bool:
    """Follow `same = self.assertEqual`."""
    if not isinstance(function, ast.Name) or function.id not in renamed_checks(source):
        return False
    known = names(source)
    values = [known.value(binder) for binder in known.binders(function)]
    return any(is_check_name(value.attr) for value in values if isinstance(value, ast.Attribute))


def _may_be_inherited(source: Source, call: ast.Call) -> bool:
    """Recognise a call on `self` of what the class does not hold, and one on what `super()` or `raises()` gave."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if not isinstance(receiver, ast.Name):
        return called_name(receiver) == "super"
    if receiver.id in {"self", "cls"}:
        if any(_asserts(source, method, 0) for method in functions_by_name(source).get(called_name(call), ())):
            return True
        around = enclosing_function(source, call)
        home = owner(source, around) if around else None
        return home is not None and bool(home.bases)
    known = names(source)
    return any(called_name(known.value(binder)) in {"super", "raises"} for binder in known.binders(receiver))


def _calls_foreign_helper(source: Source, call: ast.Call) -> bool:
    """Recognise a call of a module of helpers whose result nobody uses: what else would it be for?"""
    if not isinstance(source.parents.get(call), (ast.Expr, ast.Await)):
        return False
    target = names(source).resolve(call.func) or ""
    return target.startswith(".") or bool(HELPER_MODULES.search(target.rpartition(".")[0]))


def _is_fixture_value(source: Source, expression: ast.expr) -> bool:
    """Recognise a parameter of a test: pytest hands over something whose content stands elsewhere."""
    if not isinstance(expression, ast.Name):
        return False
    for binder in names(source).binders(expression):
        if isinstance(binder, ast.arg) and source.parents[source.parents[binder]] in test_set(source):
            here = fixtures(source).get(binder.arg, ())
            return not here or any(_asserts(source, fixture, 1) for fixture in here)
    return False


def fails(statement: ast.AST) -> bool:
    """Recognise a statement that makes a test fail: `pytest.fail()`, `assert False`, `raise AssertionError`."""
    if isinstance(statement, ast.Assert):
        return isinstance(statement.test, ast.Constant) and not statement.test.value
    if isinstance(statement, ast.Raise):
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "AssertionError"
    return isinstance(statement, ast.Expr) and called_name(statement.value) == "fail"


@question
def functions_by_name(source: Source) -> Mapping[str, Sequence[Function]]:
    """Which functions of this source have each name?"""
    by_name: dict[str, list[Function]] = defaultdict(list)
    for function in functions(source):
        by_name[function.name].append(function)
    return by_name


@question
def renamed_checks(source: Source) -> frozenset[str]:
    """Which words stand for a check anywhere in this source, such as `same = self.assertEqual`?"""
    others = other_words(source)
    return frozenset(other for word in others if is_check_name(word) for other in others[word])


_TRIES = (ast.Try, ast.TryStar, ast.ExceptHandler)
# What runs with the statements in it; a `while` and a `match` are thought to be written for what comes.
_RUNS_WITH_BODY = frozenset(
    (ast.With, ast.AsyncWith, ast.While, ast.Match, ast.match_case, ast.ClassDef, *_TRIES, *FUNCTIONS)
)


@question
def asserting_statements(source: Source) -> AbstractSet[ast.AST]:
    """Which statements assert something at first sight, or hold one that does and runs with them?"""
    by_word, parents = calls_by_word(source), source.parents
    # A call of a check that stands alone, or that a `with` opens.
    words = [word for word in by_word.keys() - renamed_imports(source).keys() if is_check_name(word)]
    around_calls = [parents[call] for word in words if "skip" not in word for call in by_word[word]]
    new: set[ast.AST] = {*source.nodes(*ASSERTING), *(node for node in around_calls if node.__class__ is ast.Expr)}
    new |= {parents[node] for node in around_calls if node.__class__ is ast.withitem}
    asserting: set[ast.AST] = set()
    while new:
        asserting |= new
        around = {parents[statement] for statement in new} - asserting
        new = {statement for statement in around if _asserts_always(statement, asserting)}
    return asserting


def _asserts_always(statement: ast.AST, asserting: AbstractSet[ast.AST]) -> bool:
    """Tell whether a statement around one that asserts does so too, in any case."""
    if isinstance(statement, ast.If):
        return not asserting.isdisjoint(statement.body) and not asserting.isdisjoint(statement.orelse)
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return bool(getattr(statement.iter, "elts", ())) or isinstance(statement.iter, ast.Attribute)
    return statement.__class__ in _RUNS_WITH_BODY


@lru_cache(maxsize=4096)
def is_check_name(word: str) -> bool:
    """Tell whether a function looks at something, by its name."""
    return CHECKS.match(word) is not None
