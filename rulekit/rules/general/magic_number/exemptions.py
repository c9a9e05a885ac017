"""Why a number may stand where it stands without a name of its own."""

import ast
import enum
from collections.abc import Mapping

from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import siblings
from rulekit.analysis.testing.pytest_model import classes_of_tests, is_test
from rulekit.known.numbers import DATES, DIGITS, DRAWING, EXITS, FIELDS, GEOMETRY, MATCHES, SEEDS, SHAPES, STACK
from rulekit.rules.general.magic_number.literals import Literal, Number, Use, is_status_word, numbers_in_use, word_of

# `share * 100` and `number % 10` read at a glance: without these, 65 more findings in the standard library and scrapy.
PERCENT = frozenset({10, 100})
# Cubes and roots are formulas that everybody knows, as are powers of two and ten.
SMALL_POWERS = frozenset({0.5, 3})
BASES = frozenset({2, 10})
# `len(fields) == 4` says what the line holds; of more parts nobody sees at a glance how many they are.
MOST_PARTS = 10
# `range(3)` tries three times, `range(10)` takes ten examples; of larger counts somebody chose the number.
LAST_SHORT_COUNT = 10
# Code that reads and writes bytes shifts by 8, 16, 24: the width of a byte in `_pyio` or `zipfile`, no choice.
BITS_OF_A_BYTE = 8
# `200 <= status < 300` asks for a class of statuses: `HTTPStatus.MULTIPLE_CHOICES` as its end would only mislead.
HUNDRED = 100
CLASS_BOUNDS = frozenset({0, 99})

_HINTS = frozenset({"Literal", "Annotated"})
_MAINS = frozenset({"main", "_main", "amain"})
_REPEATED = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple)
_PLAIN_ARITHMETIC = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)


class Reason(enum.Enum):
    """What speaks for a number."""

    NAMED = "part of an assignment outside functions"
    CELL = "data at the top of a cell"
    CONSTANTS = "part of a calculation with numbers only"
    EVERYDAY = "arithmetic that everybody reads"
    HINT = "part of a type hint"
    FIRST = "a short count"
    DIGITS = "digits or widths"
    SHAPE = "a dimension, or a count of parts"
    VERSION = "compared with a version"
    EXIT = "an exit code"
    CALL = "the call says what it is"
    ROW = "part of a row of a table"
    STAND_IN = "a stand-in for a magic"
    TEST = "an example in a test"


_CALLS: Mapping[str, Reason] = {
    **dict.fromkeys(DIGITS, Reason.DIGITS),
    **dict.fromkeys(EXITS, Reason.EXIT),
    **dict.fromkeys(SEEDS | STACK | DATES | FIELDS | DRAWING | MATCHES, Reason.CALL),
    "hash": Reason.STAND_IN,
}


@question
def reasons(source: Source) -> Mapping[ast.AST, Reason]:
    """Which numbers explain themselves, and why?"""
    numbers = numbers_in_use(source)
    return {number.node: reason for number in numbers if (reason := _reason(source, number)) is not None}


def _reason(source: Source, number: Number) -> Reason | None:
    node, use = number.node, number.use
    if use is Use.ARGUMENT and (reason := _of_argument(source, number)):
        return reason
    parent = source.parents[node]
    if isinstance(parent, ast.BinOp) and (reason := _of_calculation(parent, number)):
        return reason
    if use is Use.ORDER and is_status_word(number.partner) and number.value % HUNDRED in CLASS_BOUNDS:
        return Reason.EVERYDAY
    if (use in {Use.ORDER, Use.EQUALITY} and _is_count_of_parts(source, number)) or (
        use is Use.INDEX and number.partner in SHAPES
    ):
        return Reason.SHAPE
    if use is Use.BOUND and _is_cut_for_text(source, node):
        return Reason.DIGITS
    return _of_surroundings(source, number)


def _of_argument(source: Source, number: Number) -> Reason | None:
    word, call = number.partner, source.parents[number.node]
    if word in _CALLS:
        return _CALLS[word]
    if word in GEOMETRY and isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        return Reason.SHAPE
    if word == "range" and abs(number.value) <= LAST_SHORT_COUNT:
        return Reason.FIRST
    return Reason.ROW if _is_part_of_table(source, call) else None


def _of_calculation(parent: ast.BinOp, number: Number) -> Reason | None:
    if _is_everyday(parent, number):
        return Reason.EVERYDAY
    return Reason.CONSTANTS if all(isinstance(part, _PLAIN_ARITHMETIC) for part in walk(parent)) else None


def _of_surroundings(source: Source, number: Number) -> Reason | None:
    """Look from a number outwards: what statement is it in, and what is that in?"""
    child: ast.AST = number.node
    statement: ast.AST | None = None
    tests = _tests(source)
    outside = True
    around = source.parents.get(number.node)
    while around is not None:
        if around in tests:
            return Reason.TEST
        if isinstance(around, (*FUNCTIONS, ast.Lambda)):
            outside = False
        if statement is None and (reason := _of_expression(around, child)):
            return reason
        statement = around if statement is None and isinstance(around, ast.stmt) else statement
        is_result = number.use is Use.RESULT and isinstance(around, FUNCTIONS) and around.name in _MAINS
        if is_result and isinstance(source.parents[number.node], ast.Return):
            return Reason.EXIT
        around = source.calculations.get(around, around)
        child, around = around, source.outer(around)
    if outside and isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return Reason.NAMED
    return Reason.CELL if outside and source.role == "notebook" else None


def _of_expression(around: ast.AST, child: ast.AST) -> Reason | None:
    if isinstance(around, ast.Call) and child in around.args and word_of(around.func) in EXITS:
        return Reason.EXIT
    if isinstance(around, ast.arg) or (isinstance(around, ast.Subscript) and word_of(around.value) in _HINTS):
        return Reason.HINT
    if isinstance(around, ast.Compare) and _is_about_version(around):
        return Reason.VERSION
    hints = (getattr(around, "annotation", None), getattr(around, "returns", None))
    return Reason.HINT if any(hint is child for hint in hints) else None


def _is_everyday(parent: ast.BinOp, number: Number) -> bool:
    """Recognise percent, digits, squares and cubes, powers of two and ten, shifts by bytes, and what is repeated."""
    value = number.value
    is_right = parent.right is number.node
    if isinstance(parent.op, ast.Pow):
        return value in (SMALL_POWERS if is_right else BASES)
    if isinstance(parent.op, (ast.LShift, ast.RShift)):
        return is_right and value % BITS_OF_A_BYTE == 0
    other = parent.left if is_right else parent.right
    is_number = isinstance(other, ast.Constant) and isinstance(other.value, (int, float))
    if isinstance(parent.op, ast.Mult) and isinstance(other, _REPEATED) and not is_number:
        return True
    return isinstance(parent.op, (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)) and value in PERCENT


def _is_count_of_parts(source: Source, number: Number) -> bool:
    """Recognise `len(parts) == 3` and other tests of how something is built."""
    parent = source.parents[number.node]
    sides = [parent.left, *parent.comparators] if isinstance(parent, ast.Compare) else []
    for side in sides:
        inner = side.args[0] if isinstance(side, ast.Call) and side.args else getattr(side, "value", None)
        if word_of(side) in SHAPES or (isinstance(inner, ast.AST) and word_of(inner) in {"argv", *SHAPES}):
            return True
    is_equal = number.use is Use.EQUALITY
    return is_equal and abs(number.value) <= MOST_PARTS and any(word_of(side) == "len" for side in sides)


def _is_cut_for_text(source: Source, node: Literal) -> bool:
    """Recognise `name[:5] == "help_"`: a stretch that is compared with a text that shows how long it is."""
    part = source.parents[node]
    around = source.parents[source.parents[part]] if isinstance(part, ast.Slice) else None
    sides = [around.left, *around.comparators] if isinstance(around, ast.Compare) else []
    return any(isinstance(side, (ast.Constant, ast.Tuple)) for side in sides)


def _is_about_version(comparison: ast.Compare) -> bool:
    nodes = (node for node in walk(comparison) if isinstance(node, (ast.Attribute, ast.Name)))
    return any("version" in word_of(node).lower() for node in nodes)


def _is_part_of_table(source: Source, call: ast.AST) -> bool:
    """Recognise a call in a list, a tuple or a dict, or one of constants alone: a row of a table.

    At the top one is enough; in a function a text says what the number is, and another row stands beside it:
    `page.add(0x05, "Link")`.
    """
    above = source.parents[call]
    if not isinstance(above, ast.Expr):
        return isinstance(above, _DISPLAYS)
    if not _fills_row(above):
        return False
    if isinstance(source.parents[above], ast.Module):
        return True
    block = siblings(source, above)
    at = block.index(above)
    near = (*block[max(at - 1, 0) : at], *block[at + 1 : at + 2])
    has_text = any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in walk(above))
    return has_text and any(_fills_row(one) and _callee(one) == _callee(above) for one in near)


def _fills_row(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    arguments = call.args if isinstance(call, ast.Call) else []
    return len(arguments) > 1 and all(isinstance(argument, ast.Constant) for argument in arguments)


def _callee(statement: ast.stmt) -> str:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return ast.unparse(call.func) if isinstance(call, ast.Call) else ""


@question
def _tests(source: Source) -> frozenset[ast.AST]:
    """Which functions and classes are tests?"""
    alone = {
        function for function in functions(source) if function.name.startswith("test") and is_test(source, function)
    }
    return frozenset(alone | classes_of_tests(source))
