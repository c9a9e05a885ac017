"""Lists that grow: what their methods put in behind what they were made with."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source

ONE_BY_ONE = ("append", "appendleft", "add", "insert")
MANY = "extend"


def additions(source: Source, name: ast.Name) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Yield the calls that put something into the same list, in the order of the text, each with what it puts there."""
    known, calls = names(source), calls_by_word(source)
    growing = [call for word in (*ONE_BY_ONE, MANY) for call in calls.get(word, ()) if call.args]
    likely = [call for call in growing if getattr(getattr(call.func, "value", None), "id", "") == name.id]
    holding_scope = known.binding_scope(name.id, known.scope_of(name)) if likely else None
    for call in sorted(likely, key=lambda call: (call.lineno, call.col_offset)):
        if known.binding_scope(name.id, known.scope_of(call)) is holding_scope:
            yield call, call.args[-1]


def is_many(call: ast.Call) -> bool:
    """Tell whether a call puts several things in, one by one: `extend`."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == MANY
