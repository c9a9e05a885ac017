"""What is left of a cell where only its imports are of interest to others."""

import ast
from collections.abc import Iterator

from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.lines import split_lines
from rulekit.notebook.magics import blanked

IMPORTS = (ast.Import, ast.ImportFrom)


def import_outline(tree: ast.Module) -> list[ast.stmt]:
    """Give the statements of a tree that import something; of functions and classes the imports alone."""
    outline: list[ast.stmt] = []
    for statement in tree.body:
        imports = [node for node in walk(statement) if isinstance(node, IMPORTS)]
        if imports and isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
            nothing = ast.arguments([], [], None, [], [], None, [])
            outline.append(ast.copy_location(ast.FunctionDef(statement.name, nothing, [*imports], []), statement))
        elif imports:
            outline.append(statement)
    return outline


def outline_text(text: str, lines_before: int, outline: list[ast.stmt]) -> str:
    """Keep of the text of a cell the lines that an outline shows, and the ends of all others."""
    shown = {line - lines_before for statement in outline for line in _lines_of(statement)}
    lines = enumerate(split_lines(text), 1)
    return "".join(line if number in shown else blanked(line) for number, line in lines)


def _lines_of(statement: ast.stmt) -> Iterator[int]:
    if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
        yield statement.lineno
        for inner in statement.body:
            yield from _lines_of(inner)
    else:
        yield from range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
