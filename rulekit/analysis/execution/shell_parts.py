"""Which parts of a command come from elsewhere: neither written in the code nor quoted."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.list_growth import additions, is_many
from rulekit.analysis.flow.reaching_definitions import single_value_at
from rulekit.analysis.names.scopes import DEPTH
from rulekit.analysis.sanitizers.calls import is_harmless_in_command
from rulekit.analysis.strings.expression_texts import texts_of
from rulekit.analysis.syntax.source import Source


def loose_parts(source: Source, command: ast.expr | None) -> Iterator[ast.expr]:
    """Give the parts of a text or of a list of words that the code does not fix."""
    for item in words_of(source, command) if command is not None else ():
        for text in texts_of(source, item):
            for hole in text.interpolations:
                if not hole.is_number and not is_harmless_in_command(source, hole.expression):
                    yield hole.expression


def words_of(source: Source, command: ast.expr, depth: int = DEPTH) -> list[ast.expr]:
    """Give the words of a command that is a list, through names and `+`; anything else is one word."""
    if isinstance(command, (ast.List, ast.Tuple)):
        return [word for item in command.elts for word in _spread(source, item, depth)]
    if isinstance(command, ast.BinOp) and isinstance(command.op, ast.Add) and depth:
        return [word for side in (command.left, command.right) for word in words_of(source, side, depth - 1)]
    if isinstance(command, ast.Name) and depth:
        value = single_value_at(source, command)
        if isinstance(value, (ast.List, ast.Tuple, ast.BinOp)):
            return [*words_of(source, value, depth - 1), *_appended(source, command, depth)]
    return [command]


def _appended(source: Source, name: ast.Name, depth: int) -> Iterator[ast.expr]:
    """Give the words that are put behind the first ones before the name is read."""
    for call, added in additions(source, name):
        if call.lineno <= name.lineno:
            yield from words_of(source, added, depth - 1) if is_many(call) else (added,)


def _spread(source: Source, item: ast.expr, depth: int) -> list[ast.expr]:
    return words_of(source, item.value, depth - 1) if isinstance(item, ast.Starred) and depth else [item]
