"""Numbers written into the code: where they stand, beside what, what they mean, and what they may be called."""

import ast
import enum
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import is_constant_name, snake_case
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.numbers import COMMON, DURATIONS, MODES, STATUS_CALLS, STATUSES
from rulekit.model.late import dataclass

ALWAYS_CLEAR = frozenset({0, 1, 2, 0.5})
# `match[2]` and `line[:3]` read at a glance: smaller bounds bring 96 findings of such lines in real code.
FIRST_UNCLEAR_INDEX = 3
LAST_SMALL = 10
ROUND_STEP = 5
LAST_ROUND = 100
LONGEST_NAME = 30
SHORTEST_WORD = 3
_NUMERIC = frozenset({int, float})
_PASSED_ON = (ast.IfExp, ast.BoolOp)
_SILENT = frozenset("LEN ABS CEIL FLOOR SQRT MAX MIN SUM INT FLOAT ROUND ORD GET POP SELF VALUE READ STR".split())
_OUTPUT = (ast.Return, ast.Yield)

Literal = ast.Constant | ast.UnaryOp


class Use(enum.Enum):
    """What a number is used for; the value ends the name of a constant."""

    ORDER = "LIMIT"
    EQUALITY = "VALUE"
    SCALING = "FACTOR"
    MOVING = "OFFSET"
    BITS = "MASK"
    RESULT = "RESULT"
    ARGUMENT = "ARGUMENT"
    DURATION = "DURATION"
    INDEX = "INDEX"
    BOUND = "LENGTH"


_BITWISE = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)
COMPARISON = frozenset({Use.ORDER, Use.EQUALITY})
_NAMED_BY_PARTNER = frozenset({Use.ORDER, Use.BOUND})
_SAME_THING = frozenset({Use.ORDER, Use.EQUALITY, Use.SCALING, Use.BITS, Use.ARGUMENT})
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@dataclass(frozen=True)
class Number:
    """A number in the code, its value, its use, and the last word of what it is used with."""

    node: Literal
    value: float
    use: Use
    partner: str

    @property
    def is_common(self) -> bool:
        """Whether it is a small or round number, which may stand for many things."""
        is_round = self.value % ROUND_STEP == 0 and abs(self.value) <= LAST_ROUND
        return self.value in COMMON or is_round or (abs(self.value) <= LAST_SMALL and self.value == int(self.value))

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two numbers the same: common ones mean the same only in the same use beside the same word."""
        alone = (type(self.value), self.value)
        if not self.is_common:
            return alone
        return (*alone, self.use, self.partner) if self.partner and self.use in _SAME_THING else (*alone, self.node)


@question
def numbers_in_use(source: Source) -> Sequence[Number]:
    """Which numbers stand in an expression, without those that everybody reads at a glance?"""
    numbers: list[Number] = []
    constants = cast("list[ast.Constant]", source.index.nodes.get(ast.Constant, []))
    for constant in [constant for constant in constants if constant.value.__class__ in _NUMERIC]:
        value = constant.value
        if isinstance(value, (int, float)) and abs(value) not in ALWAYS_CLEAR:
            number = _number(source, constant, value)
            if number is not None:
                numbers.append(number)
    return numbers


def _number(source: Source, constant: ast.Constant, value: float) -> Number | None:
    node: Literal = constant
    parent = source.parents[constant]
    if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, (ast.USub, ast.UAdd)):
        node, value = parent, -value if isinstance(parent.op, ast.USub) else value
    outer: ast.AST = node
    while isinstance(source.parents[outer], _PASSED_ON) and getattr(source.parents[outer], "test", None) is not outer:
        outer = source.parents[outer]
    use = _use(source, outer, value)
    return use and Number(node, value, *use)


def _use(source: Source, node: ast.AST, value: float) -> tuple[Use, str] | None:
    parent = source.parents[node]
    if isinstance(parent, ast.Compare):
        is_ordered = any(isinstance(operator, _ORDERED) for operator in parent.ops)
        return Use.ORDER if is_ordered else Use.EQUALITY, _beside(node, [parent.left, *parent.comparators])
    if isinstance(parent, (ast.BinOp, ast.AugAssign)):
        beside = word_of(parent.target) if isinstance(parent, ast.AugAssign) else ""
        operands = [parent.left, parent.right] if isinstance(parent, ast.BinOp) else [parent.value]
        is_sum = isinstance(parent.op, (ast.Add, ast.Sub))
        use = Use.BITS if isinstance(parent.op, _BITWISE) else Use.MOVING if is_sum else Use.SCALING
        return use, beside or _beside(node, operands)
    if isinstance(parent, _OUTPUT):
        return Use.RESULT, ""
    return _argument(source, node) if isinstance(parent, (ast.Call, ast.keyword)) else _position(source, node, value)


def _argument(source: Source, node: ast.AST) -> tuple[Use, str] | None:
    """Take arguments by position, and the parts of a `timedelta`; other named arguments say what they are."""
    parent = source.parents[node]
    if isinstance(parent, ast.Call):
        word = word_of(parent.func)
        return (Use.SCALING, word_of(parent.args[0])) if word == "divmod" else (Use.ARGUMENT, word)
    call = source.parents[parent]
    is_duration = isinstance(call, ast.Call) and word_of(call.func) == "timedelta"
    return (Use.DURATION, getattr(parent, "arg", "")) if is_duration else None


def _position(source: Source, node: ast.AST, value: float) -> tuple[Use, str] | None:
    parent = source.parents[node]
    if isinstance(parent, ast.Subscript) and abs(value) >= FIRST_UNCLEAR_INDEX:
        return Use.INDEX, word_of(parent.value)
    if isinstance(parent, ast.Slice) and abs(value) > FIRST_UNCLEAR_INDEX:
        sliced = source.parents[parent]
        return Use.BOUND, word_of(sliced.value) if isinstance(sliced, ast.Subscript) else ""
    if isinstance(parent, (ast.Tuple, ast.List, ast.Set)) and isinstance(source.parents[parent], ast.Compare):
        compare = source.parents[parent]
        word = word_of(compare.left) if isinstance(compare, ast.Compare) else ""
        return (Use.EQUALITY, word) if is_status_word(word) else None
    return None


def is_status_word(word: str) -> bool:
    """Tell whether a name means the status of an answer from the web."""
    return word.lower().endswith(("status", "status_code", "statuscode", "http_code"))


def _beside(node: ast.AST, operands: list[ast.expr]) -> str:
    """Return the last word of the operand before or after a number."""
    at = next(place for place, operand in enumerate(operands) if operand is node)
    nearest = [*operands[max(at - 1, 0) : at], *operands[at + 1 : at + 2]]
    return next((word for operand in nearest if (word := word_of(operand))), "")


def word_of(expression: ast.AST | None) -> str:
    """Return the last word of a name, an attribute, a call or a key."""
    if isinstance(expression, ast.Call):
        return word_of(expression.func)
    if isinstance(expression, ast.Subscript):
        key = expression.slice.value if isinstance(expression.slice, ast.Constant) else None
        return key if isinstance(key, str) and key.isidentifier() else word_of(expression.value)
    return last_name(expression)


def written(source: Source, number: Number) -> str:
    """Return a number as it is written."""
    return source.segment(source.extent(number.node))


def constant_for(source: Source, number: Number) -> str:
    """Return the constant of this module that has a value already; common values may be anything."""
    return constants_by_value(source).get(number.value, "") if not number.is_common else ""


@question
def constants_by_value(source: Source) -> Mapping[float, str]:
    """Which constants at the top hold a number that no other one of the module has, and that is no number of a row?"""
    found: dict[float, list[str]] = defaultdict(list)
    for statement in source.tree.body:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            name, value = last_name(targets[0]), getattr(statement.value, "value", None)
            if isinstance(targets[0], ast.Name) and is_constant_name(name) and value.__class__ in _NUMERIC:
                found[cast("float", value)].append(name)
    # Constants that are numbered on, as the columns of a table in `zipfile` are, are not meant by numbers elsewhere.
    alone = {
        value: named[0]
        for value, named in found.items()
        if len(named) == 1 and found.keys().isdisjoint({value - 1, value + 1})
    }
    return {value: name for value, name in alone.items() if len(name) <= LONGEST_NAME}


def proposed_name(number: Number) -> str:
    """Derive a constant's name from what a number is used with; nothing where that says too little."""
    word = snake_case(number.partner).strip("_").upper()
    if number.use not in _NAMED_BY_PARTNER or len(word) < SHORTEST_WORD or word in _SILENT or not word.isascii():
        return ""
    name = f"{word}_{number.use.value}"
    return name if len(name) <= LONGEST_NAME else ""


# `3.14` is written for pi (`locale` of the standard library does), and differs from it by 0.0016.
CLOSE = 0.002


def library_name(number: Number, text: str) -> str:
    """Return the expression of the standard library that means this number, such as `math.pi`."""
    about_status = is_status_word(number.partner) if number.use in COMPARISON else (number.partner in STATUS_CALLS)
    if about_status and isinstance(number.value, int) and number.value in STATUSES:
        return f"HTTPStatus.{STATUSES[number.value]}"
    if number.value in DURATIONS and number.use is not Use.INDEX:
        return DURATIONS[number.value]
    if "." in text and number.use is not Use.INDEX:
        values = {name: float(getattr(math, name)) for name in ("pi", "tau", "e")}
        return next((f"math.{name}" for name, value in values.items() if abs(abs(number.value) - value) < CLOSE), "")
    return ""


def meaning(number: Number, text: str) -> str:
    """Tell what a number is, and how to write it."""
    if text.startswith("0o") and number.partner in MODES:
        return "is a file mode: write it with the names of `stat`"
    name = library_name(number, text)
    if name.startswith("HTTP"):
        return f"is an HTTP status: write `{name}`"
    if name.startswith("timedelta"):
        return f"looks like seconds: write `{name}`"
    return f"looks like `{name}`: write that" if name else ""
