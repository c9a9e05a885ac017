"""Pieces of a module that can be read alone: a function or class with the imports and constants that it uses."""

import ast
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulekit.analysis.syntax.lines import split_lines
from rulekit.notebook.grammar import syntax_tree

LONGEST, SHORTEST, WHOLE = 30, 4, 40
CONSTANT = 3
NOWHERE = 0
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Row = tuple[int, str]


@dataclass(frozen=True)
class Snippet:
    """A piece of a module: its name, its text, and the line of the module that each of its lines is."""

    name: str
    text: str
    lines: tuple[int, ...]
    start: int
    end: int


def snippets_of(text: str, besides: str = "") -> Iterator[Snippet]:
    """Give the pieces of a module that are neither trifles nor long: functions, small classes, methods of others.

    What stands as it is in another text is left out.
    """
    tree = syntax_tree(text)
    rows = [line.rstrip("\r\n") for line in split_lines(text)]
    for owner, piece in _pieces(tree):
        start = min([piece.lineno, *(one.lineno for one in piece.decorator_list)])
        end = piece.end_lineno or piece.lineno
        body = [(number, rows[number - 1]) for number in range(start, end + 1)]
        if not SHORTEST <= len(body) <= LONGEST or "\n".join(row for _, row in body) in besides:
            continue
        head = _header(owner, rows) if owner else []
        above = _preamble(tree, [piece, *(owner.bases if owner else ())], rows, start)
        whole = [*above, *head, *body]
        if len(whole) <= WHOLE:
            name = f"{owner.name}.{piece.name}" if owner else piece.name
            shown = "\n".join(row for _, row in whole) + "\n"
            yield Snippet(name, shown, tuple(number for number, _ in whole), start, end)


def _pieces(tree: ast.Module) -> Iterator[tuple[ast.ClassDef | None, _Definition]]:
    for one in tree.body:
        if isinstance(one, _FUNCTIONS):
            yield None, one
        elif isinstance(one, ast.ClassDef):
            if (one.end_lineno or one.lineno) - one.lineno < LONGEST:
                yield None, one
            else:
                yield from ((one, inner) for inner in one.body if isinstance(inner, _FUNCTIONS))


def _header(owner: ast.ClassDef, rows: Sequence[str]) -> list[_Row]:
    bases = [*owner.bases, *(keyword.value for keyword in owner.keywords)]
    last = max([owner.lineno, *(base.end_lineno or base.lineno for base in bases)])
    last += not rows[last - 1].partition("#")[0].rstrip().endswith(":")
    return [(number, rows[number - 1]) for number in range(owner.lineno, last + 1)]


def _preamble(tree: ast.Module, pieces: Sequence[ast.AST], rows: Sequence[str], start: int) -> list[_Row]:
    """Give the imports and short constants above a piece whose names it uses."""
    wanted = set(itertools.chain.from_iterable(map(_names, pieces)))
    imports, constants = list[list[_Row]](), list[list[_Row]]()
    for one in reversed([one for one in tree.body if one.lineno < start]):
        first, last = one.lineno, one.end_lineno or one.lineno
        if isinstance(one, (ast.Import, ast.ImportFrom)):
            if used := [alias for alias in one.names if _bound(alias) in wanted]:
                imports.append(_import(one, used, rows))
        elif last - first < CONSTANT and _targets(one) & wanted:
            wanted |= set(_names(one))
            constants.append([(number, rows[number - 1]) for number in range(first, last + 1)])
    blocks = [list(itertools.chain(*reversed(group))) for group in (imports, constants) if group]
    parted = [[*block, (NOWHERE, "")] for block in blocks]
    return [*itertools.chain(*parted), (NOWHERE, "")] if parted else []


def _import(one: ast.Import | ast.ImportFrom, used: Sequence[ast.alias], rows: Sequence[str]) -> list[_Row]:
    if len(used) == len(one.names):
        return [(number, rows[number - 1]) for number in range(one.lineno, (one.end_lineno or one.lineno) + 1)]
    short = ast.Import(list(used)) if isinstance(one, ast.Import) else ast.ImportFrom(one.module, list(used), one.level)
    return [(one.lineno, ast.unparse(short))]


def _targets(one: ast.stmt) -> set[str]:
    targets = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _names(node: ast.AST) -> Iterator[str]:
    return (one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]
