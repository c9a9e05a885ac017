"""Putting an answer into the file that its code comes from: the text that the file would have."""

import ast
import textwrap
from collections.abc import Iterator, Sequence

from rulekit.analysis.syntax.lines import split_lines
from rulekit.notebook.grammar import syntax_tree
from rulekit.teach.exercise import Exercise, Origin
from rulekit.teach.practice.snippets import snippets_of

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def with_answer(text: str, exercise: Exercise, origin: Origin, answer: str) -> str | None:
    """Put the answer where the code of an exercise stands; nothing where it does not stand there any more.

    What the answer brings along, such as an import or a new function, stands above it.
    """
    there = next((one for one in snippets_of(text) if (one.name, one.text) == (origin.name, exercise.starter)), None)
    if there is None:
        return None
    owner, _, own = origin.name.rpartition(".")
    rows, tree = answer.split("\n"), syntax_tree(answer)
    top = _named(tree.body, owner or own)
    piece = _named(top.body, own) if owner and top else top
    if top is None or piece is None:
        return None
    given = set(map(ast.dump, syntax_tree(exercise.starter).body))
    brought = [one for one in tree.body if one is not top and ast.dump(one) not in given and not _is_future(one)]
    beside = [one for one in top.body if owner and one is not piece]
    lines = split_lines(text)
    margin = _margin(lines[there.start - 1])
    put = "".join(f"{row}\n" for one in (*beside, piece) for row in _indented(_rows(one, rows), margin))
    above = _first_line(syntax_tree(text), there.start)
    extra = "".join(f"{row}\n" for one in brought for row in _rows(one, rows))
    return "".join([*lines[: above - 1], extra, *lines[above - 1 : there.start - 1], put, *lines[there.end :]])


def _named(body: Sequence[ast.stmt], name: str) -> _Definition | None:
    """Give the last definition of a name, which is the one that holds."""
    found = [one for one in body if isinstance(one, _DEFINITIONS) and one.name == name]
    return found[-1] if found else None


def _is_future(one: ast.stmt) -> bool:
    return isinstance(one, ast.ImportFrom) and one.module == "__future__"


def _rows(one: ast.stmt, rows: Sequence[str]) -> Sequence[str]:
    return rows[_start(one) - 1 : one.end_lineno]


def _start(one: ast.stmt) -> int:
    decorators = one.decorator_list if isinstance(one, _DEFINITIONS) else []
    return min([one.lineno, *(decorator.lineno for decorator in decorators)])


def _indented(rows: Sequence[str], margin: str) -> Iterator[str]:
    """Indent rows as deep as the code is that they replace; those that are so stay as they are."""
    if rows and _margin(rows[0]) != margin:
        rows = textwrap.indent(textwrap.dedent("\n".join(rows)), margin).split("\n")
    return iter(rows)


def _margin(row: str) -> str:
    return row[: len(row) - len(row.lstrip())]


def _first_line(tree: ast.Module, line: int) -> int:
    """Give the line on which the statement of a module begins that a line lies in."""
    return next((_start(one) for one in tree.body if _start(one) <= line <= (one.end_lineno or one.lineno)), line)
