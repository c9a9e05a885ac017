"""Assertions that may never run: under a condition that a result decides, or in a loop over what may be empty."""

import ast
import re
from collections.abc import Iterable, Iterator

from rulekit.analysis.flow.constant_folding import UNKNOWN, constant
from rulekit.analysis.flow.reaching_definitions import single_value_at, values_at
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source

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
LOOPS = (ast.For, ast.AsyncFor)
# A test that prepares more before its loop mostly knows what the loop goes through: it has put it there itself.
_MOST_BEFORE_LOOP = 1
# Calls that ask for the platform or an optional library: `if has_sqlite_json():` is settled before the test.
_ENVIRONMENT_CALLS = re.compile(r"import|skip|which|find_spec|getenv|environ|version|platform|find_library|has_|is_")


def deciding_statement(source: Source, test: Function, assertions: Iterable[ast.AST]) -> Choice | None:
    """Give the `if` or loop without which a test would assert nothing; nothing if an assertion always runs."""
    judged: list[ast.AST] = []
    for assertion in assertions:
        if (
            isinstance(assertion, ast.Raise)
            or called_name(assertion) == "fail"
            or not _is_below_choice(source, test, assertion)
        ):
            return None
        if "skip" not in called_name(assertion):
            judged.append(assertion)
    holders = {around for assertion in judged for around in (assertion, *source.ancestors(assertion))}
    first: Choice | None = None
    for assertion in judged:
        choice = _outermost_choice(source, test, assertion, holders)
        if choice is None:
            return None
        first = first or choice
    return None if isinstance(first, LOOPS) and not _goes_through_result(source, test, first) else first


def _is_below_choice(source: Source, test: Function, assertion: ast.AST) -> bool:
    for around in source.ancestors(assertion):
        if around is test:
            return False
        if isinstance(around, (ast.If, *LOOPS)):
            return True
    return False


def _goes_through_result(source: Source, test: Function, loop: ast.For | ast.AsyncFor) -> bool:
    """Tell whether a loop goes through what the function under test gave, made on the line before at the latest."""
    if loop not in test.body:
        return False
    before = [statement for statement in test.body[: test.body.index(loop)] if not _is_text(statement)]
    iterable = loop.iter
    if isinstance(iterable, ast.Call) and isinstance(iterable.func, ast.Attribute) and not iterable.args:
        iterable = iterable.func.value
    iterable = single_value_at(source, iterable) or iterable
    target = names(source).resolve(iterable.func) if isinstance(iterable, ast.Call) else None
    return len(before) <= _MOST_BEFORE_LOOP and target is not None and target.partition(".")[0] not in _NOT_UNDER_TEST


def _outermost_choice(source: Source, test: Function, assertion: ast.AST, holders: set[ast.AST]) -> Choice | None:
    """Give the outermost statement that decides whether an assertion runs."""
    last: Choice | None = None
    child = assertion
    for around in source.ancestors(assertion):
        if around is test:
            break
        if isinstance(around, (*FUNCTIONS, ast.Lambda, ast.While, ast.Match, ast.ExceptHandler)):
            return None
        if isinstance(around, ast.If) and child is not around.test:
            both = _holds(around.body, holders) and _holds(around.orelse, holders)
            last = last if both or _is_settled(source, test, around.test) else around
        elif isinstance(around, (ast.For, ast.AsyncFor)) and child in around.body:
            last = last if _is_filled(source, test, around.iter) else around
        child = around
    return last


def _holds(block: Iterable[ast.stmt], holders: set[ast.AST]) -> bool:
    return any(statement in holders for statement in block)


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


def _is_filled(source: Source, test: Function, iterable: ast.expr, depth: int = DEPTH) -> bool:
    """Tell whether a loop is known to have something to go through, or goes through what the test was given."""
    match iterable:
        case _ if not depth:
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
    values = values_at(source, name)
    if values:
        return all(_is_empty(value) or _is_filled(source, test, value, depth - 1) for value in values)
    first = (known.value(binder) for binder in known.binders(name))
    if any(isinstance(value, (ast.List, ast.Tuple, ast.Set)) for value in first):
        return True
    return _is_settled_name(source, test, name, depth)


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


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_empty(value: ast.expr) -> bool:
    """Recognise `[]`, which the code after it fills."""
    return isinstance(value, ast.List) and not value.elts
