"""Statements of SQL that are put together without being seen on their way to a database."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.sql.sinks import sql_sinks
from rulekit.analysis.sql.statements import begins_with_verb, is_sql
from rulekit.analysis.strings.strings import Text, text_of
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question

TALKING = frozenset(
    """
    critical debug error exception fatal info log print trace warn warning input echo secho fail write writelines
    compile match search sub getLogger HelpFormatter add_argument Text help describe skip xfail
    """.split()
)


@question
def loose_statements(source: Source) -> tuple[tuple[ast.expr, Text], ...]:
    """Which expressions build a whole statement that no call in sight hands to a database?"""
    candidates = [*_candidates(source)]
    if not candidates:
        return ()
    sinks = sql_sinks(source)
    seen = {hole.place for sink in sinks for text in sink.texts for hole in text.holes}
    seen |= {sink.argument for sink in sinks}
    found: dict[ast.expr, Text] = {}
    for expression in dict.fromkeys(_whole(source, one) for one in candidates):
        if seen.isdisjoint((expression, *source.ancestors(expression))) and not _is_talk(source, expression):
            text = text_of(source, expression)
            if text.is_dynamic and is_sql(text) and seen.isdisjoint(hole.place for hole in text.holes):
                found[expression] = text
    return tuple(found.items())


def _candidates(source: Source) -> Iterator[ast.expr]:
    """Give expressions that build a text whose beginning is written out."""
    for text in source.nodes(ast.JoinedStr):
        if text.values and _is_opening(text.values[0]):
            yield text
    for operation in [one for one in source.nodes(ast.BinOp) if one.left.__class__ is ast.Constant]:
        if isinstance(operation.op, (ast.Add, ast.Mod)) and _is_opening(operation.left):
            yield operation
    by_word = calls_by_word(source)
    for word in ("format", "format_map", "replace"):
        for call in by_word.get(word, ()):
            if isinstance(call.func, ast.Attribute) and _is_opening(call.func.value):
                yield call
    for call in by_word.get("join", ()):
        items = call.args[0] if call.args else None
        if isinstance(items, (ast.List, ast.Tuple)) and items.elts and _is_opening(items.elts[0]):
            yield call


def _is_opening(expression: ast.expr) -> bool:
    if expression.__class__ is not ast.Constant:
        return False
    value = expression.value
    return isinstance(value, str) and begins_with_verb(value)


def _whole(source: Source, expression: ast.expr) -> ast.expr:
    """Give the outermost expression that builds the same text."""
    parent = source.parents.get(expression)
    while isinstance(parent, (ast.BinOp, ast.JoinedStr, ast.FormattedValue)) or _is_method(source, parent):
        expression = parent if isinstance(parent, ast.expr) else expression
        parent = source.parents.get(expression)
    return expression


def _is_method(source: Source, node: ast.AST | None) -> bool:
    """Recognise `.format` and its call, around a text."""
    if isinstance(node, ast.Attribute):
        return isinstance(source.parents.get(node), ast.Call) and node.attr in {"format", "join", "strip", "replace"}
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_method(source, node.func)


def _is_talk(source: Source, expression: ast.expr) -> bool:
    """Tell whether a text is for people: logged, printed, raised, compared or matched."""
    for around in source.ancestors(expression):
        if isinstance(around, (ast.Raise, ast.Assert, ast.Compare)):
            return True
        if isinstance(around, ast.Call):
            word = last_name(around.func)
            if word in TALKING or word.endswith(("Error", "Exception", "Warning", "Command")):
                return True
        if isinstance(around, ast.stmt):
            return isinstance(around, ast.Expr) and around.value is expression
    return False
