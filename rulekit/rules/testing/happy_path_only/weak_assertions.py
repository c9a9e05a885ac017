"""Assertions that say little: they cannot fail, may never run, or stand in a `try` that lets the test pass."""

import ast
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, Breadth, Try, breadth, caught_types
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.constant_folding import UNKNOWN, constant
from rulekit.analysis.flow.reaching_definitions import LOOPS, single_value_at, values_at
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.analysis.syntax.statements import ancestors_within
from rulekit.analysis.testing.assertions import any_asserts, assertions_in, fails
from rulekit.analysis.testing.pytest_model import test_around, test_set
from rulekit.known.testing import CHECKS
from rulekit.model.late import regex

_TRUE = frozenset({"assertTrue", "assert_", "failUnless"})
_COMPARING = ("assertFalse", "assertIsNone", "assertEqual", "assertIs")
_ANSWERS = tuple("isinstance issubclass callable all any bool".split())
_DROPPING = frozenset({ast.Expr, ast.UnaryOp, ast.BoolOp})
_OPEN = frozenset({ast.Call, ast.Attribute, ast.Subscript})


class Vacuity(enum.Enum):
    """Why an assertion says nothing; the value is the message."""

    CONSTANT = "this assertion cannot fail: compare what comes out with what you expect"
    TUPLE = "a tuple is always true: take away the brackets around the condition and its message"
    FUNCTION = "a function is always true: call it"
    MESSAGE = "the second argument is only a message: call `assertEqual()` to compare"


@question
def vacuous_assertions(source: Source) -> Mapping[ast.AST, Vacuity]:
    """Which assertions of tests cannot fail?"""
    if not test_set(source):
        return {}
    reasons: dict[ast.AST, Vacuity] = {}
    for statement in source.nodes(ast.Assert):
        if (why := _why_true(source, statement.test)) and test_around(source, statement):
            reasons[statement] = why
    by_word = calls_by_word(source)
    likely = [call for word in sorted(_TRUE) for call in by_word.get(word, ()) if call.args]
    for word in _COMPARING:
        likely += [call for call in by_word.get(word, ()) if call.args and call.args[0].__class__ is ast.Constant]
    for call in likely:
        why = _why_call_is_vacuous(source, call, call.args[0]) if isinstance(call.func, ast.Attribute) else None
        if why and test_around(source, call):
            reasons[call] = why
    return reasons


@question
def dropped_comparisons(source: Source) -> tuple[ast.Expr, ...]:
    """At which comparisons of tests, or questions such as `isinstance(...)`, does nobody look?"""
    if not test_set(source):
        return ()
    by_word, parents, resolve = calls_by_word(source), source.parents, names(source).resolve
    asking = [call for word in _ANSWERS for call in by_word.get(word, ()) if isinstance(call.func, ast.Name)]
    asking = [call for call in asking if (resolve(call.func) or "").startswith("builtins.")]
    dropped: list[ast.Expr] = []
    for value in [value for value in (*source.nodes(ast.Compare), *asking) if parents[value].__class__ in _DROPPING]:
        statement = source.statement(value)
        if not isinstance(statement, ast.Expr) or _dropped(statement) is not value:
            continue
        if test_around(source, statement) and not _expects_error(source, statement):
            dropped.append(statement)
    return tuple(dropped)


def _dropped(statement: ast.Expr) -> ast.expr:
    """Give the comparison or question in a statement, behind `not` and the last `and`."""
    value = statement.value.operand if isinstance(statement.value, ast.UnaryOp) else statement.value
    return value.values[-1] if isinstance(value, ast.BoolOp) else value


def _why_true(source: Source, condition: ast.expr) -> Vacuity | None:
    if condition.__class__ in _OPEN:
        return None
    if isinstance(condition, ast.Tuple):
        return Vacuity.TUPLE if condition.elts else None
    if isinstance(condition, ast.Name):
        binders = names(source).binders(condition)
        is_function = bool(binders) and all(isinstance(binder, FUNCTIONS) for binder in binders)
        return Vacuity.FUNCTION if is_function else None
    return Vacuity.CONSTANT if _is_true(condition) else None


def _is_true(condition: ast.expr) -> bool:
    """Tell whether a condition holds whatever the program does."""
    holds = False
    match condition:
        case ast.Constant():
            holds = bool(condition.value)
        case ast.List() | ast.Set():
            holds = bool(condition.elts)
        case ast.Dict():
            holds = bool(condition.keys)
        case ast.Lambda() | ast.GeneratorExp():
            holds = True
        case ast.JoinedStr():
            holds = any(isinstance(part, ast.Constant) for part in condition.values)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Constant(value=value)):
            holds = not value
        case ast.BoolOp(op=ast.Or()):
            holds = any(_is_true(value) for value in condition.values)
        case ast.BoolOp():
            holds = all(_is_true(value) for value in condition.values)
        case ast.Compare(left=ast.Constant() as left, ops=[ast.Eq() | ast.Is()], comparators=[ast.Constant() as right]):
            holds = ast.dump(left) == ast.dump(right)
    return holds


def _why_call_is_vacuous(source: Source, call: ast.Call, first: ast.expr) -> Vacuity | None:
    name, second = called_name(call), call.args[1] if len(call.args) > 1 else None
    if name in _TRUE:
        is_number = isinstance(second, ast.Constant) and type(second.value) in {int, float}
        return Vacuity.MESSAGE if is_number else _why_true(source, first)
    holds = False
    if isinstance(first, ast.Constant):
        holds = name in {"assertFalse", "assertIsNone"} and not first.value
        if name in {"assertEqual", "assertIs"} and isinstance(second, ast.Constant):
            # `assertEqual(0x10, 16)` tests the way of writing; written alike, nothing is tested.
            holds = source.segment(source.extent(first)) == source.segment(source.extent(second))
    return Vacuity.CONSTANT if holds else None


def _expects_error(source: Source, statement: ast.stmt) -> bool:
    """Tell whether a statement stands where an error is expected: in `with raises(...)`, in a `try`."""
    for around in source.ancestors(statement):
        if isinstance(around, TRY_STATEMENTS):
            return True
        contexts = [item.context_expr for item in around.items] if isinstance(around, (ast.With, ast.AsyncWith)) else []
        if any(not isinstance(context, ast.Call) or CHECKS.match(called_name(context)) for context in contexts):
            return True
        if isinstance(around, FUNCTIONS):
            return around not in test_set(source)
    return False


Choice = ast.If | ast.For | ast.AsyncFor
# What goes through as many items as it is given.
_WRAPPERS = frozenset(
    "chain combinations cycle dict enumerate islice items iter keys list map pairwise permutations product range"
    " reversed set sorted split splitlines tuple values zip".split()
)
# What asks for the kind of a value, not for what the function under test made of it.
_INSPECTORS = frozenset("isinstance issubclass hasattr callable getattr".split())
# What these give, such as a listing of files, is material of the test and not its result.
_NOT_UNDER_TEST = frozenset(
    "builtins itertools random os glob pathlib numpy np scipy re sys pkgutil inspect string".split()
)
_FOR_LOOPS = (ast.For, ast.AsyncFor)
# A test that prepares more before its loop mostly knows what the loop goes through: it has put it there itself.
_MOST_BEFORE_LOOP = 1
# Calls that ask for the platform or an optional library: `if has_sqlite_json():` is settled before the test.
_ENVIRONMENT_CALLS = regex(r"import|skip|which|find_spec|getenv|environ|version|platform|find_library|has_|is_")


def deciding_statement(source: Source, test: Function, assertions: Iterable[ast.AST]) -> Choice | None:
    """Give the `if` or loop without which a test would assert nothing; nothing if an assertion always runs."""
    judged: list[ast.AST] = []
    for assertion in assertions:
        around = ancestors_within(source, assertion, test)
        is_below_choice = any(isinstance(outer, (ast.If, *_FOR_LOOPS)) for outer in around)
        if isinstance(assertion, ast.Raise) or called_name(assertion) == "fail" or not is_below_choice:
            return None
        if "skip" not in called_name(assertion):
            judged.append(assertion)
    holders = {around for assertion in judged for around in (assertion, *source.ancestors(assertion))}
    choices = [_outermost_choice(source, test, assertion, holders) for assertion in judged]
    if not choices or None in choices:
        return None
    return (
        None
        if isinstance(choices[0], _FOR_LOOPS) and not _goes_through_result(source, test, choices[0])
        else choices[0]
    )


def _goes_through_result(source: Source, test: Function, loop: ast.For | ast.AsyncFor) -> bool:
    """Tell whether a loop goes through what the function under test gave, made on the line before at the latest."""
    if loop not in test.body:
        return False
    is_documented = isinstance(test.body[0], ast.Expr) and isinstance(test.body[0].value, ast.Constant)
    iterable = loop.iter
    if isinstance(iterable, ast.Call) and isinstance(iterable.func, ast.Attribute) and not iterable.args:
        iterable = iterable.func.value
    iterable = single_value_at(source, iterable) or iterable
    target = names(source).resolve(iterable.func) if isinstance(iterable, ast.Call) else None
    is_early = test.body.index(loop) - is_documented <= _MOST_BEFORE_LOOP
    return is_early and target is not None and target.partition(".")[0] not in _NOT_UNDER_TEST


def _outermost_choice(source: Source, test: Function, assertion: ast.AST, holders: set[ast.AST]) -> Choice | None:
    """Give the outermost statement that decides whether an assertion runs."""
    last: Choice | None = None
    child = assertion
    for around in ancestors_within(source, assertion, test):
        if isinstance(around, (*FUNCTIONS, ast.Lambda, ast.While, ast.Match, ast.ExceptHandler)):
            return None
        if isinstance(around, ast.If) and child is not around.test:
            both = not holders.isdisjoint(around.body) and not holders.isdisjoint(around.orelse)
            last = last if both or _is_settled(source, test, around.test) else around
        elif isinstance(around, _FOR_LOOPS) and child in around.body:
            last = last if _is_filled(source, test, around.iter) else around
        child = around
    return last


def _is_settled(source: Source, test: Function, condition: ast.expr) -> bool:
    """Tell whether a condition is settled before the test begins: by parameters, constants, the platform."""
    for node in walk(condition):
        if isinstance(node, ast.NamedExpr):
            return False
        if isinstance(node, ast.Call) and called_name(node) not in _INSPECTORS and (node.args or node.keywords):
            return False
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and not _is_settled_name(source, test, node):
            return False
    return True


def _is_settled_name(source: Source, test: Function, name: ast.Name, depth: int = DEPTH) -> bool:
    known = names(source)
    for binder in known.binders(name):
        if isinstance(binder, (ast.arg, ast.alias)) or test not in source.ancestors(binder):
            continue
        around = source.parents.get(binder)
        while isinstance(around, (ast.Tuple, ast.Starred)):
            around = source.parents.get(around)
        if isinstance(around, (ast.For, ast.AsyncFor)) and _is_filled(source, test, around.iter, depth - 1):
            continue
        value = known.value(binder)
        asks_environment = _ENVIRONMENT_CALLS.search(called_name(value))
        if value is None or (constant(source, value) is UNKNOWN and not asks_environment):
            return False
    return True


@question_per
def _is_filled(source: Source, test: Function, iterable: ast.expr, depth: int = DEPTH) -> bool:
    """Tell whether a loop is known to have something to go through, or goes through what the test was given."""
    match iterable:
        case _ if depth <= 0:
            return True
        case ast.List() | ast.Tuple() | ast.Set():
            return bool(iterable.elts)
        case ast.Dict():
            return bool(iterable.keys)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.Call():
            return all(_is_filled(source, test, inner, depth - 1) for inner in _gone_through(iterable))
        case ast.Name():
            return _is_filled_name(source, test, iterable, depth)
        case _:
            return not isinstance(iterable, (ast.Await, ast.Yield))


def _is_filled_name(source: Source, test: Function, name: ast.Name, depth: int) -> bool:
    known = names(source)
    displays = (ast.List, ast.Tuple, ast.Set)
    if values := values_at(source, name):
        # The code behind `names = []` fills the list.
        unfilled = [value for value in values if not isinstance(value, ast.List) or value.elts]
        return all(_is_filled(source, test, value, depth - 1) for value in unfilled)
    is_display = any(isinstance(known.value(binder), displays) for binder in known.binders(name))
    return is_display or _is_settled_name(source, test, name, depth)


def _gone_through(call: ast.Call | ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Iterator[ast.expr]:
    """Give what `enumerate(orders)`, `prices.items()` or a comprehension goes through; a `yield` if nobody knows."""
    if not isinstance(call, ast.Call):
        yield from (ast.Yield() if one.ifs else one.iter for one in call.generators)
    elif called_name(call) not in _WRAPPERS:
        yield ast.Yield()
    elif called_name(call) == "range":
        if any(isinstance(node, ast.Call) for one in call.args for node in walk(one)):
            yield ast.Yield()
    else:
        if isinstance(call.func, ast.Attribute) and not call.args:
            yield call.func.value
        handed = (one.value if isinstance(one, ast.Starred) else one for one in call.args)
        yield from (one for one in handed if not isinstance(one, ast.Lambda))


_ASSERTION = "builtins.AssertionError"


class Weakness(enum.Enum):
    """What is wrong with a `try` in a test."""

    SWALLOWS = "swallows a failed assertion"
    PASSES = "passes when nothing is raised"
    FAILS_BY_HAND = "fails by hand when nothing is raised"
    ONLY_FAILS = "fails by hand when something is raised"


@question
def weak_handlers(source: Source) -> tuple[tuple[ast.ExceptHandler, Weakness], ...]:
    """Which handlers in tests let them pass, or say by hand what pytest says by itself?"""
    weak: list[tuple[ast.ExceptHandler, Weakness]] = []
    try_statements: Sequence[Try] = source.nodes(*TRY_STATEMENTS) if test_set(source) else ()
    for try_statement in [statement for statement in try_statements if not statement.finalbody]:
        test = enclosing_function(source, try_statement)
        if test is not None and test in test_set(source):
            judged = ((handler, _weakness(source, test, try_statement, handler)) for handler in try_statement.handlers)
            weak += ((handler, why) for handler, why in judged if why is not None)
    return tuple(weak)


def _weakness(source: Source, test: Function, try_statement: Try, handler: ast.ExceptHandler) -> Weakness | None:
    # A test that waits asks again and again until an assertion holds.
    if any(isinstance(around, LOOPS) for around in ancestors_within(source, try_statement, test)):
        return None
    if all(fails(statement) for statement in handler.body):
        return None if _asserts_beside(source, test, handler) else Weakness.ONLY_FAILS
    idle = all(_is_idle(source, statement) for statement in handler.body)
    looks = _only_asserts(handler)
    if not (idle or looks):
        return None
    inside = any_asserts(source, try_statement.body)
    if idle and inside and _takes_assertions(source, handler, try_statement):
        return Weakness.SWALLOWS
    if any(fails(statement) for statement in (*try_statement.body, *try_statement.orelse)):
        return Weakness.FAILS_BY_HAND
    fails_beside = any(fails(statement) for other in try_statement.handlers for statement in other.body)
    silent = not inside and not try_statement.orelse and not fails_beside
    return Weakness.PASSES if silent and (looks or not _asserts_beside(source, test, try_statement)) else None


def _asserts_beside(source: Source, test: Function, part: ast.AST) -> bool:
    """Tell whether a test asserts something besides what stands in a part of it."""
    return any(part not in source.ancestors(assertion) for assertion in assertions_in(source, test))


def _is_idle(source: Source, statement: ast.stmt) -> bool:
    """Recognise a statement that says nothing: `pass`, `...`, `assert True`, `return`."""
    if isinstance(statement, ast.Assert):
        return statement in vacuous_assertions(source)
    if isinstance(statement, ast.Expr):
        is_vacuous = statement.value in vacuous_assertions(source)
        printed = isinstance(statement.value, ast.Call) and names(source).resolve(statement.value.func)
        return isinstance(statement.value, ast.Constant) or is_vacuous or printed == "builtins.print"
    return isinstance(statement, ast.Pass) or (isinstance(statement, ast.Return) and statement.value is None)


def _only_asserts(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler looks at the exception by assertions, and does nothing else."""
    return handler.name is not None and all(
        isinstance(statement, ast.Assert)
        and not fails(statement)
        and any(isinstance(node, ast.Name) and node.id == handler.name for node in walk(statement.test))
        for statement in handler.body
    )


def _takes_assertions(source: Source, handler: ast.ExceptHandler, try_statement: Try) -> bool:
    """Tell whether a handler catches what a failed assertion raises; `pytest.fail` is only caught by a bare one."""
    wide = breadth(source, handler)
    if wide in {Breadth.BARE, Breadth.BASE}:
        return True
    takes = wide is Breadth.BROAD or (handler.type is not None and _ASSERTION in caught_types(source, handler.type))
    return takes and any(isinstance(statement, (ast.Assert, ast.Raise)) for statement in try_statement.body)
