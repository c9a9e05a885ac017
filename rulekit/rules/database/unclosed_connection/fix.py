"""A `with` that closes what it opens: `closing` put around a connection whose own `with` does not close it."""

import ast

from rulekit.analysis.edits.add_import import import_needed
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Effect, Fix, NameUse, Span


def closing_around(source: Source, call: ast.Call) -> Fix | None:
    """Offer `with closing(connect(...)) as connection, connection:`, which ends the transaction and closes."""
    item = source.parents[call]
    if not isinstance(item, ast.withitem) or not isinstance(source.parents[item], ast.With):
        return None
    if not isinstance(item.optional_vars, ast.Name):
        return None
    is_bound = "closing" in names(source).binding_scopes
    word = "closing" if is_bound else "contextlib.closing"
    needed = import_needed(source, "contextlib", call, "closing" * is_bound)
    if needed is None:
        return None
    whole, name = source.extent(call), source.extent(item.optional_vars)
    between = Span(whole.end_line, whole.end_column, name.line, name.column)
    if not source.segment(between).endswith("as "):  # `as (connection)` would become a tuple
        return None
    edits = (
        Edit(Span(whole.line, whole.column, whole.line, whole.column), f"{word}("),
        Edit(Span(whole.end_line, whole.end_column, whole.end_line, whole.end_column), ")"),
        Edit(Span(name.end_line, name.end_column, name.end_line, name.end_column), f", {item.optional_vars.id}"),
    )
    read = (*needed.names, NameUse(item.optional_vars.id, Effect.READS))
    return Fix("Close it as well, by `closing`", (*needed.edits, *edits), safe=False, names=read)
