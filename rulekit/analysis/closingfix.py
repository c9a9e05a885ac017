"""A `with` that closes what it opens: `closing` put around a connection whose own `with` does not close it."""

import ast

from rulekit.analysis.importing import import_needed
from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source
from rulekit.model.finding import Edit, Fix, Span


def closing_around(source: Source, call: ast.Call) -> Fix | None:
    """Offer `with closing(connect(...)) as connection, connection:`, which ends the transaction and closes."""
    item = source.parents[call]
    if not isinstance(item, ast.withitem) or not isinstance(item.optional_vars, ast.Name):
        return None
    if not isinstance(source.parents[item], ast.With):
        return None
    word, needed = _closing(source, call)
    if needed is None:
        return None
    whole, name = source.extent(call), source.extent(item.optional_vars)
    edits = (
        Edit(Span(whole.line, whole.column, whole.line, whole.column), f"{word}("),
        Edit(Span(whole.end_line, whole.end_column, whole.end_line, whole.end_column), ")"),
        Edit(Span(name.end_line, name.end_column, name.end_line, name.end_column), f", {item.optional_vars.id}"),
    )
    return Fix("Close it as well, by `closing`", (*needed, *edits), safe=False)


def _closing(source: Source, call: ast.Call) -> tuple[str, tuple[Edit, ...] | None]:
    """Give the name under which the file knows `closing`, and the edits that are needed first.

    An import that nothing reads yet may be deleted by another fix, so it is not built upon.
    """
    known = source.ask(names)
    for word, target in (("closing", "contextlib.closing"), ("contextlib", "contextlib")):
        if word in known.homes:
            binders = known.bindings[known.module].get(word, ())
            imports = [known.imports[one] for one in binders if isinstance(one, ast.alias)]
            is_it = len(known.homes[word]) == len(binders) == 1 and [one.target for one in imports] == [target]
            is_first = is_it and imports[0].statement.lineno < call.lineno
            written = word if word == "closing" else "contextlib.closing"
            return written, () if is_first and _is_read(source, word) else None
    return "contextlib.closing", import_needed(source, "contextlib", call)


def _is_read(source: Source, word: str) -> bool:
    return any(name.id == word and isinstance(name.ctx, ast.Load) for name in source.nodes(ast.Name))
