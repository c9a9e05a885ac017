"""Whether the code makes sure, before it uses a value, that the value is one of those it knows."""

import ast
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.flow.control_flow import falls_through
from rulekit.analysis.syntax.index import COMPREHENSIONS, FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.syntax.statements import place_in_block, siblings
from rulekit.model.late import regex

_TELLING = (ast.In, ast.Eq, ast.LtE, ast.Is)
_DENYING = (ast.NotIn, ast.NotEq, ast.Gt, ast.IsNot)
_MATCHING = frozenset(
    "fullmatch match isidentifier isalnum isalpha isdigit isdecimal isnumeric issubset isinstance".split()
)
_CHECKING = regex(
    r"(^|_)(valid|validate|sanitize|sanitise|check|ensure|assert|verify|allow|require|is_safe|whitelist)", re.IGNORECASE
)
_WORD = regex(r"\w+")


def is_checked(source: Source, use: ast.expr) -> bool:
    """Tell whether a value is only used where it was compared with known ones, or handed to a function that checks."""
    if not isinstance(use, (ast.Name, ast.Attribute, ast.Subscript)):
        return False
    wanted = ast.unparse(use)
    child: ast.AST = use
    while (around := source.parents.get(child)) is not None:
        if isinstance(around, (ast.If, ast.IfExp, ast.While)):
            is_inside = child in (around.body if isinstance(around.body, list) else [around.body])
            if _tells(around.test, wanted) if is_inside else child is not around.test and _denies(around.test, wanted):
                return True
        generators = around.generators if isinstance(around, COMPREHENSIONS) else []
        tests = [test for generator in generators for test in generator.ifs]
        if any(_tells(test, wanted) for test in tests) or _matches_known(source, around, wanted):
            return True
        if isinstance(child, ast.stmt) and any(
            _leaves_checked(before, wanted) for before in _checks(source, child, wanted)
        ):
            return True
        if isinstance(around, (*FUNCTIONS, ast.ClassDef)):
            return False
        child = source.calculations.get(around, around)
    return False


def is_known_pattern(pattern: ast.pattern) -> bool:
    """Tell whether a pattern lets only values through that stand in the code: `case "name" | Column.PRICE`."""
    if isinstance(pattern, ast.MatchOr):
        return all(map(is_known_pattern, pattern.patterns))
    if isinstance(pattern, ast.MatchAs):
        return pattern.pattern is not None and is_known_pattern(pattern.pattern)
    return isinstance(pattern, (ast.MatchValue, ast.MatchSingleton))


def _matches_known(source: Source, case: ast.AST, wanted: str) -> bool:
    """Tell whether a node is the case of a `match` that the wanted value meets only as one of known words."""
    subject = getattr(source.parents.get(case), "subject", None)
    is_case = isinstance(case, ast.match_case) and is_known_pattern(case.pattern)
    return is_case and subject is not None and _mentions(subject, wanted)


def _checks(source: Source, statement: ast.stmt, wanted: str) -> Iterator[ast.stmt]:
    """Yield the statements before another that may check what is wanted: those that name it, or let nothing through."""
    block, end = place_in_block(source, statement)
    word = _WORD.search(wanted)
    checks = _checks_by_word(source, block[0]) if block else {}
    for about in {word[0] if word else "", ""}:
        places = checks.get(about, ())
        yield from (block[place] for place in reversed(places[: bisect_left(places, end)]))


@question_per
def _checks_by_word(source: Source, first: ast.stmt) -> Mapping[str, Sequence[int]]:
    """At which places of a block may statements check something, by the words in them?

    Under no word stand those that let nothing through.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, statement in enumerate(siblings(source, first)):
        if not _may_check(statement):
            continue
        lines = source.lines[statement.lineno - 1 : statement.end_lineno]
        for word in {word for line in lines for word in _WORD.findall(line)}:
            places[word].append(place)
        if not falls_through([statement]):
            places[""].append(place)
    return places


def _may_check(statement: ast.stmt) -> bool:
    """Tell whether a statement checks anything at all, which is true of few."""
    if isinstance(statement, ast.Expr):
        value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
        word = called_name(value)
        return word == "all" or word in _MATCHING or bool(_CHECKING.search(word))
    return isinstance(statement, (ast.If, ast.Assert, ast.Match, ast.For, ast.AsyncFor))


def _leaves_checked(statement: ast.stmt, wanted: str) -> bool:
    """Tell whether the code behind a statement runs only for a known value."""
    match statement:
        case ast.If():
            return _branches_leave_checked(statement, wanted)
        case ast.Assert(test=test):
            return _tells(test, wanted)
        case ast.Match(subject=subject, cases=[*_, ast.match_case(pattern=ast.MatchAs(pattern=None), guard=None)]):
            # Each case is one of known words, or leaves.
            others = [case for case in statement.cases if falls_through(case.body)]
            return _mentions(subject, wanted) and all(is_known_pattern(case.pattern) for case in others)
        case (
            ast.For(target=ast.Name(id=item), iter=items, body=body)
            | ast.AsyncFor(target=ast.Name(id=item), iter=items, body=body)
        ):
            # Each item of the wanted list is checked.
            return _mentions(items, wanted) and any(_leaves_checked(one, item) for one in body)
        case ast.Expr(value=value):
            return _is_check(value.value if isinstance(value, ast.Await) else value, wanted)
    return False


def _branches_leave_checked(branch: ast.If, wanted: str) -> bool:
    """Tell whether on each way the value is a known one, or becomes one, or control does not come through.

    A row of `elif` is followed in a loop: code holds longer ones than the stack does.
    """
    while True:
        # `isinstance(text, str)` chooses a way for a text, and knows nothing of it.
        is_compared = isinstance(branch.test, ast.Compare) and _tells(branch.test, wanted)
        if not (is_compared or _is_settled_by(branch.body, wanted)):
            return False
        match branch.orelse:
            case _ if _denies(branch.test, wanted):
                return True
            case [ast.If() as following] if falls_through(branch.orelse):
                branch = following
            case rest:
                return _is_settled_by(rest, wanted)


def _is_settled_by(block: list[ast.stmt], wanted: str) -> bool:
    """Tell whether only a known value passes through a block, such as `order = "name"` in place of any other."""
    if block and not falls_through(block):
        return True
    constants = (one for one in block if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant))
    is_set = any(ast.unparse(target) == wanted for one in constants for target in one.targets)
    return is_set or any(_leaves_checked(one, wanted) for one in block)


def _tells(test: ast.expr, wanted: str) -> bool:
    """Tell whether a condition holds only for known values."""
    if isinstance(test, ast.BoolOp):
        sides = [_tells(side, wanted) for side in test.values]
        return any(sides) if isinstance(test.op, ast.And) else all(sides)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _denies(test.operand, wanted)
    if isinstance(test, ast.Compare):
        return isinstance(test.ops[0], _TELLING) and _compares(test, wanted)
    return _is_check(test, wanted)


def _denies(test: ast.expr, wanted: str) -> bool:
    """Tell whether a condition holds for every value that is not known."""
    if isinstance(test, ast.BoolOp):
        sides = [_denies(side, wanted) for side in test.values]
        return all(sides) if isinstance(test.op, ast.And) else any(sides)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _tells(test.operand, wanted)
    if isinstance(test, ast.Compare):
        is_none = isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
        if is_none and isinstance(test.ops[0], ast.Is):
            return isinstance(test.left, ast.Call) and _is_check(test.left, wanted)
        return isinstance(test.ops[0], _DENYING) and _compares(test, wanted)
    return called_name(test) == "any" and _mentions(test, wanted) and " not in " in ast.unparse(test)


def _compares(test: ast.Compare, wanted: str) -> bool:
    """Tell whether a comparison is one of the wanted value, not with `None` or with an empty text."""
    other = test.comparators[0]
    if isinstance(other, ast.Constant) and not other.value:
        return False
    if isinstance(test.ops[0], (ast.In, ast.NotIn)) and ast.unparse(other) == wanted:
        return False
    return _mentions(test.left, wanted) or (isinstance(test.ops[0], ast.Eq) and ast.unparse(other) == wanted)


def _is_check(test: ast.expr, wanted: str) -> bool:
    word = called_name(test)
    if word == "all":
        is_check = any(sign in ast.unparse(test) for sign in (" in ", *_MATCHING))
    else:
        is_check = word in _MATCHING or bool(_CHECKING.search(word))
    return is_check and _mentions(test, wanted)


def _mentions(expression: ast.expr, wanted: str) -> bool:
    return bool(re.search(rf"(?<![\w.]){re.escape(wanted)}(?!\w)", ast.unparse(expression)))
