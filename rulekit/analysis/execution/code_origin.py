"""The text that is run as code: where it comes from, and whether the program itself keeps it."""

import ast

from rulekit.analysis.flow.calls import argument
from rulekit.analysis.flow.reaching_definitions import single_value_at
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.sanitizers.allowlists import is_checked
from rulekit.analysis.sanitizers.calls import is_cleaned_for_code
from rulekit.analysis.strings.expression_texts import texts_of
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.taint.backward import Kind, Origin
from rulekit.analysis.taint.paths import farthest
from rulekit.known.evaluation import COMPILERS

READING = frozenset({"read", "read_text", "read_bytes", "decode", "getvalue"})
OPENING = frozenset({"open", "Path"})


def uncompiled(source: Source, expression: ast.expr, depth: int = DEPTH) -> ast.expr:
    """Go back from what `compile` or `ast.parse` made to the text."""
    if isinstance(expression, ast.Call) and depth:
        if names(source).resolve(expression.func) in COMPILERS:
            given = argument(source, expression, "source", 0)
            return uncompiled(source, given, depth - 1) if given is not None else expression
    elif isinstance(expression, ast.Name) and depth:
        value = single_value_at(source, expression)
        if isinstance(value, ast.Call):
            inner = uncompiled(source, value, depth - 1)
            return expression if inner is value else inner
    return expression


def loosest_origin(source: Source, text: ast.expr) -> Origin | None:
    """Tell where the loosest part of a text comes from; nothing if only numbers or nothing at all can vary."""
    holes = [hole for one in texts_of(source, text) for hole in one.interpolations if not hole.is_number]
    found = [farthest(source, hole.expression) for hole in holes if not is_checked(source, hole.expression)]
    loose = [one for one in found if one.kind is not Kind.CONSTANT and not _is_number(source, one)]
    order = (Kind.INPUT, Kind.PARAMETER, Kind.UNKNOWN, Kind.CLEANED)
    return min(loose, key=lambda one: order.index(one.kind), default=None)


def is_fixed(source: Source, text: ast.expr | None) -> bool:
    """Tell whether all of a text stands in the code."""
    return text is not None and not any(one.is_dynamic for one in texts_of(source, text))


def _is_number(source: Source, origin: Origin) -> bool:
    """Tell whether a value is a number by now; what was made harmless for other uses is not so for this one."""
    return origin.kind is Kind.CLEANED and is_cleaned_for_code(source, origin.node)


def is_surely_text(source: Source, text: ast.expr, origin: Origin | None) -> bool:
    """Tell whether what goes to a function that takes other things as well is a text that is not fixed."""
    if origin is None:
        return False
    return origin.kind is Kind.INPUT or any(one.has_literal for one in texts_of(source, text))


def reads_own_file(source: Source, text: ast.expr | None) -> bool:
    """Tell whether a text is read from a file whose name stands in the code."""
    if text is not None:
        text = single_value_at(source, text) or text
    while isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr in READING:
        text = text.func.value
    if isinstance(text, ast.Name):
        return _is_own_handle(source, text)
    return isinstance(text, ast.Call) and _opens_own_file(source, text)


def _is_own_handle(source: Source, name: ast.Name) -> bool:
    """Recognise `with open("version.py") as f`."""
    for binder in names(source).binders(name):
        parent = source.parents.get(binder)
        opened = parent.context_expr if isinstance(parent, ast.withitem) else names(source).value(binder)
        if isinstance(opened, ast.Call) and _opens_own_file(source, opened):
            return True
    return False


def _opens_own_file(source: Source, call: ast.Call) -> bool:
    word = last_name(call.func)
    if word not in OPENING:
        return False
    path = call.args[0] if call.args else call.func
    return farthest(source, path).kind not in {Kind.INPUT, Kind.PARAMETER}
