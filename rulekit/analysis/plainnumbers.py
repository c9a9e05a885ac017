"""Places where a number explains itself."""

import ast

from rulekit.analysis.functions import enclosing_function, functions
from rulekit.analysis.index import FUNCTIONS
from rulekit.analysis.numbers import Literal, word_of
from rulekit.analysis.source import Source
from rulekit.analysis.testcode import is_test, is_test_class
from rulekit.known.numbers import GEOMETRY, SHAPES

PERCENT = frozenset({10, 100})
SMALL_POWERS = frozenset({0.5, 3})
BASES = frozenset({2, 10})
MOST_PARTS = 10
LAST_SHORT_COUNT = 10
BITS_OF_A_BYTE = 8

_HINTS = frozenset({"Literal", "Annotated"})
_REPEATED = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple)
_ARITHMETIC = (ast.BinOp, ast.UnaryOp)


def callee(source: Source, node: Literal) -> str:
    """Give the last word of the function to which a number is handed, by position."""
    parent = source.parents[node]
    return word_of(parent.func) if isinstance(parent, ast.Call) else ""


def is_dimension(source: Source, node: Literal) -> bool:
    """Tell whether a number is handed to an array's function, such as `reshape`; Python's own `max` is none."""
    parent = source.parents[node]
    return isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and parent.func.attr in GEOMETRY


def is_outside_functions(source: Source, node: ast.AST) -> bool:
    """Tell whether a node runs when the module is imported."""
    return not any(isinstance(one, (*FUNCTIONS, ast.Lambda)) for one in source.ancestors(node))


def is_named_at_top(source: Source, node: Literal) -> bool:
    """Tell whether a number is part of an assignment outside functions."""
    return isinstance(source.statement(node), (ast.Assign, ast.AnnAssign)) and is_outside_functions(source, node)


def is_all_constant(source: Source, node: Literal) -> bool:
    """Tell whether a number is part of a calculation with numbers only."""
    whole: ast.AST = node
    while isinstance(source.parents[whole], _ARITHMETIC):
        above = source.parents[whole]
        if not all(isinstance(one, (ast.Constant, *_ARITHMETIC, ast.operator, ast.unaryop)) for one in ast.walk(above)):
            break
        whole = above
    return isinstance(whole, ast.BinOp)


def is_everyday(source: Source, node: Literal) -> bool:
    """Recognise percent and decimal digits, squares and cubes, powers of two and ten, whole bytes, and lines drawn with text."""
    parent = source.parents[node]
    if not isinstance(parent, ast.BinOp):
        return False
    value, other = getattr(node, "value", None), parent.left if parent.right is node else parent.right
    if isinstance(parent.op, ast.Pow):
        return value in SMALL_POWERS if parent.right is node else value in BASES
    if isinstance(parent.op, (ast.LShift, ast.RShift)):
        return parent.right is node and isinstance(value, int) and value % BITS_OF_A_BYTE == 0
    if isinstance(parent.op, ast.Mult) and isinstance(other, _REPEATED) and not _is_number(other):
        return True
    return isinstance(parent.op, (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)) and value in PERCENT


def _is_number(operand: ast.expr) -> bool:
    return isinstance(operand, ast.Constant) and isinstance(operand.value, (int, float))


def is_in_hint(source: Source, node: Literal) -> bool:
    """Tell whether a number is part of a type hint."""
    child: ast.AST = node
    for around in source.ancestors(node):
        if isinstance(around, ast.arg) or (isinstance(around, ast.Subscript) and word_of(around.value) in _HINTS):
            return True
        if isinstance(around, ast.stmt):
            return child in (getattr(around, "annotation", None), getattr(around, "returns", None))
        child = around
    return False


def is_count_of_parts(source: Source, node: Literal) -> bool:
    """Recognise `len(parts) == 3` and other tests of how something is built."""
    parent = source.parents[node]
    if not isinstance(parent, ast.Compare):
        return False
    words = {word_of(side) for side in (parent.left, *parent.comparators)}
    nested = {word_of(side.value) for side in (parent.left, *parent.comparators) if isinstance(side, ast.Subscript)}
    lengths = [side for side in (parent.left, *parent.comparators) if isinstance(side, ast.Call) and side.args]
    if (words | nested) & SHAPES or any(word_of(side.args[0]) in {"argv", *SHAPES} for side in lengths):
        return True
    equal = all(isinstance(op, (ast.Eq, ast.NotEq)) for op in parent.ops)
    return equal and "len" in words and abs(getattr(node, "value", MOST_PARTS + 1)) <= MOST_PARTS


def is_cut_for_text(source: Source, node: Literal) -> bool:
    """Recognise `name[:5] == "help_"`: a stretch that is compared with a text that shows how long it is."""
    part = source.parents[node]
    around = source.parents[source.parents[part]] if isinstance(part, ast.Slice) else None
    sides = [around.left, *around.comparators] if isinstance(around, ast.Compare) else []
    return any(isinstance(side, (ast.Constant, ast.Tuple)) for side in sides)


def is_about_version(source: Source, node: Literal) -> bool:
    """Tell whether a number is compared with a version."""
    for around in source.ancestors(node):
        if isinstance(around, ast.Compare):
            sides = ast.walk(around)
            return any(
                "version" in word_of(side).lower() for side in sides if isinstance(side, ast.Attribute | ast.Name)
            )
        if isinstance(around, ast.stmt):
            return False
    return False


def is_in_test(source: Source, node: Literal) -> bool:
    """Tell whether a number is part of a test."""
    tests = source.ask(_tests)
    return bool(tests) and any(around in tests for around in source.ancestors(node))


def _tests(source: Source) -> frozenset[ast.AST]:
    """Question: which functions and classes are tests?"""
    alone = {one for one in functions(source) if one.name.startswith("test") and is_test(source, one)}
    return frozenset(alone | {one for one in source.nodes(ast.ClassDef) if is_test_class(source, one)})


def is_exit_code(source: Source, node: Literal) -> bool:
    """Recognise what `main` gives back to the shell."""
    function = enclosing_function(source, node) if isinstance(source.parents[node], ast.Return) else None
    return function is not None and function.name in {"main", "_main", "run"}


def is_part_of_table(source: Source, node: Literal) -> bool:
    """Recognise a call in a list, a tuple or a dict, or one of constants alone at the top: a row of a table."""
    call = source.parents[node]
    if not isinstance(call, ast.Call):
        return False
    above = source.parents[call]
    if isinstance(above, ast.Expr) and len(call.args) > 1 and isinstance(source.parents[above], ast.Module):
        return all(isinstance(one, ast.Constant) for one in call.args)
    return isinstance(above, (ast.List, ast.Tuple, ast.Set, ast.Dict))
