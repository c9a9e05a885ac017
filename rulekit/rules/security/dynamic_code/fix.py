"""The fix that reads a value instead of running it."""

import ast

from rulekit.analysis.edits.add_import import import_needed
from rulekit.analysis.execution.evaluated_code import Running
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Fix


def literal_instead(source: Source, running: Running) -> Fix | None:
    """Write `ast.literal_eval` in place of `eval`, where it gets a text and nothing else."""
    call = running.call
    if call is None or not isinstance(call.func, ast.Name) or call.func.id != "eval":
        return None
    if len(call.args) != 1 or call.keywords or isinstance(call.args[0], (ast.Starred, ast.JoinedStr, ast.BinOp)):
        return None
    around = source.parents.get(call)
    if isinstance(around, (ast.Expr, ast.Attribute)) or any(
        isinstance(one, ast.JoinedStr) for one in source.ancestors(call)
    ):
        return None
    needed = import_needed(source, "ast", call)
    if needed is None or running.runner != "builtins.eval":
        return None
    edits = (*needed.edits, Edit(source.extent(call.func), "ast.literal_eval"))
    return Fix("Read the value with `ast.literal_eval`", edits, safe=False, names=needed.names)
