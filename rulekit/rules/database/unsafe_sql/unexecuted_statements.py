"""Statements of SQL that are put together without being seen on their way to a database."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.sql.sinks import sql_sinks
from rulekit.analysis.sql.statements import begins_like_statement, is_statement
from rulekit.analysis.strings.expression_texts import text_of
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question

# What is handed to one of these is a sentence for people, a pattern or a help text: "Update {table} and set the clock".
TALKING = frozenset(
    """
    critical debug error exception fatal info log print trace warn warning input echo secho fail write writelines
    compile match search sub getLogger HelpFormatter add_argument Text help describe skip xfail
    """.split()
)


@question
def unexecuted_statements(source: Source) -> tuple[ast.expr, ...]:
    """Which expressions build a whole statement with interpolations that no call in sight hands to a database?"""
    builders = [*_builders(source)]
    if not builders:
        return ()
    sinks = sql_sinks(source)
    executed = {one.site for sink in sinks for text in sink.texts for one in text.interpolations}
    executed |= {sink.argument for sink in sinks}
    found: list[ast.expr] = []
    for expression in dict.fromkeys(_outermost(source, builder) for builder in builders):
        if executed.isdisjoint((expression, *source.ancestors(expression))) and not _is_talk(source, expression):
            text = text_of(source, expression)
            sites = (one.site for one in text.interpolations)
            if text.is_dynamic and is_statement(text) and executed.isdisjoint(sites):
                found.append(expression)
    return tuple(found)


def _builders(source: Source) -> Iterator[ast.expr]:
    """Return the expressions that build a text from a literal that begins like a statement."""
    yield from (text for text in source.nodes(ast.JoinedStr) if text.values and _begins(text.values[0]))
    for operation in source.nodes(ast.BinOp):
        if isinstance(operation.op, (ast.Add, ast.Mod)) and _begins(operation.left):
            yield operation
    by_word = calls_by_word(source)
    for word in ("format", "format_map", "replace"):
        for call in by_word.get(word, ()):
            if isinstance(call.func, ast.Attribute) and _begins(call.func.value):
                yield call
    for call in by_word.get("join", ()):
        items = call.args[0] if call.args else None
        if isinstance(items, (ast.List, ast.Tuple)) and items.elts and _begins(items.elts[0]):
            yield call


def _begins(expression: ast.expr) -> bool:
    text = expression.value if isinstance(expression, ast.Constant) else None
    return isinstance(text, str) and begins_like_statement(text)


def _outermost(source: Source, expression: ast.expr) -> ast.expr:
    """Return the outermost expression that builds the same text."""
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
    for ancestor in source.ancestors(expression):
        if isinstance(ancestor, (ast.Raise, ast.Assert, ast.Compare)):
            return True
        if isinstance(ancestor, ast.Call):
            word = last_name(ancestor.func)
            if word in TALKING or word.endswith(("Error", "Exception", "Warning", "Command")):
                return True
        if isinstance(ancestor, ast.stmt):
            return isinstance(ancestor, ast.Expr) and ancestor.value is expression
    return False
