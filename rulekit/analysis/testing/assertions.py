"""What a test looks at: its own assertions, and those of the helpers that it calls."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.calls import other_words
from rulekit.analysis.names.functions import functions, owner
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.names.signatures import last_part
from rulekit.analysis.syntax.index import FUNCTIONS, Function, children, parameters
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.assert_statements import PLAIN, says_check
from rulekit.analysis.testing.pytest_model import fixtures, mark_name, setting_of, test_set
from rulekit.known.testing import (
    CHECKING_FIXTURES,
    HARMLESS_DECORATORS,
    HELPING_MODULES,
    PLAIN_MARKS,
)

DEPTH = 3
_FILTERS = frozenset({"simplefilter", "filterwarnings"})
_PLAIN_IN_TESTS = PLAIN | {ast.Yield, ast.YieldFrom}
_LEAVES = frozenset({ast.Name, ast.Constant, ast.Pass})


def may_be_checked_elsewhere(source: Source, test: Function) -> bool:
    """Tell whether what decorates a test, or a fixture that it asks for, may look at what the test does."""
    if any(_may_check(source, mark) for mark in setting_of(source, test).marks):
        return True
    asked = {parameter.arg for parameter in parameters(test.args)}
    if any(CHECKING_FIXTURES.fullmatch(name) for name in asked):
        return True
    return any(_has_any(source, fixture) for name in asked for fixture in fixtures(source).get(name, ()))


def assertions_in(source: Source, function: ast.AST, depth: int = DEPTH) -> Iterator[ast.AST]:
    """Give the parts of a function, and of those inside it, that look at something: asserts, raises, checking calls."""
    kinds = _PLAIN_IN_TESTS if function in test_set(source) else PLAIN
    yield from _found(source, getattr(function, "body", []), kinds, depth)


def any_asserts(source: Source, body: Sequence[ast.stmt]) -> bool:
    """Tell whether a part of some statements looks at something."""
    return next(_found(source, body, PLAIN, DEPTH), None) is not None


def _found(
    source: Source, body: ast.expr | Sequence[ast.stmt], kinds: frozenset[type], depth: int
) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = [body] if isinstance(body, ast.expr) else [*reversed(body)]
    while waiting:
        node = waiting.pop()
        kind = node.__class__
        if kind in kinds or (isinstance(node, ast.Call) and _checks(source, node, depth)):
            yield node
        elif isinstance(node, ast.withitem) and _is_given(source, node.context_expr):
            yield node.context_expr
        elif kind not in _LEAVES:
            waiting += children(node)[::-1]


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
    found: dict[str, list[Function]] = defaultdict(list)
    for function in functions(source):
        found[function.name].append(function)
    return found


def _has_any(source: Source, function: ast.AST, depth: int = DEPTH) -> bool:
    return next(assertions_in(source, function, depth), None) is not None


def _checks(source: Source, call: ast.Call, depth: int) -> bool:
    """Tell whether a call looks at something: by its name, or because its body does, or may do so elsewhere."""
    if _is_builtin(source, call.func):
        return says_check(last_part(source, call.func))
    if says_check(last_part(source, call.func)) or _makes_warnings_errors(call) or _is_renamed(source, call.func):
        return True
    is_here = isinstance(call.func, ast.Name) or called_name(call) in functions_by_name(source)
    if is_here and (behind := functions_behind(source, call.func)):
        if depth > 0 and any(_has_any(source, one, depth - 1) for one in behind):
            return True
        return depth == DEPTH and isinstance(call.func, ast.Attribute) and _may_be_inherited(source, call)
    return _is_given(source, call.func) or _may_be_inherited(source, call) or _is_helper(source, call)


def _makes_warnings_errors(call: ast.Call) -> bool:
    """Recognise `warnings.simplefilter("error")`: the test fails if a warning comes."""
    first = call.args[0] if call.args else None
    return called_name(call) in _FILTERS and isinstance(first, ast.Constant) and first.value == "error"


def _is_builtin(source: Source, function: ast.expr) -> bool:
    """Recognise a name such as `len` that this source does not bind."""
    return (
        isinstance(function, ast.Name) and function.id in BUILTINS and function.id not in names(source).binding_scopes
    )


def _is_renamed(source: Source, function: ast.expr) -> bool:
    """Follow `same = self.assertEqual`."""
    if not isinstance(function, ast.Name) or function.id not in renamed_checks(source):
        return False
    known = names(source)
    values = [known.value(binder) for binder in known.binders(function)]
    return any(says_check(value.attr) for value in values if isinstance(value, ast.Attribute))


@question
def renamed_checks(source: Source) -> frozenset[str]:
    """Which words stand for a check anywhere in this source, such as `same = self.assertEqual`?"""
    others = other_words(source)
    return frozenset(other for word in others if says_check(word) for other in others[word])


def _may_be_inherited(source: Source, call: ast.Call) -> bool:
    """Recognise a call on `self` of what the class does not hold, and one on what `super()` or `raises()` gave."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if not isinstance(receiver, ast.Name):
        return called_name(receiver) == "super"
    if receiver.id in {"self", "cls"}:
        if any(_has_any(source, one, 0) for one in functions_by_name(source).get(called_name(call), ())):
            return True
        method = next((around for around in source.ancestors(call) if isinstance(around, FUNCTIONS)), None)
        home = owner(source, method) if method else None
        return home is not None and bool(home.bases)
    known = names(source)
    return any(called_name(known.value(binder)) in {"super", "raises"} for binder in known.binders(receiver))


def _is_helper(source: Source, call: ast.Call) -> bool:
    """Recognise a call of a module of helpers whose result nobody uses."""
    if not isinstance(source.parents.get(call), (ast.Expr, ast.Await)):
        return False
    target = names(source).resolve(call.func) or ""
    return target.startswith(".") or bool(HELPING_MODULES.search(target.rpartition(".")[0]))


def _is_given(source: Source, expression: ast.expr) -> bool:
    """Recognise a parameter of a test: pytest hands over something whose content stands elsewhere."""
    if not isinstance(expression, ast.Name):
        return False
    for binder in names(source).binders(expression):
        if isinstance(binder, ast.arg) and source.parents[source.parents[binder]] in test_set(source):
            here = fixtures(source).get(binder.arg, ())
            return not here or any(_has_any(source, fixture, 1) for fixture in here)
    return False


def _may_check(source: Source, mark: ast.expr) -> bool:
    """Tell whether a decorator or mark may look at what a test does, or keeps it from running."""
    name = mark_name(source, mark)
    if name is not None:
        return name not in PLAIN_MARKS
    bare = mark.func if isinstance(mark, ast.Call) else mark
    return not HARMLESS_DECORATORS.fullmatch(ast.unparse(bare))
