"""A file made of examples of the rules, and what the rules say of it."""

import ast
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from rulekit.api import as_taught, check, check_project, in_force
from rulekit.model.finding import Finding
from rulekit.model.rule import Example, files_in

NOTEBOOK = ".ipynb"
DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
HOME = "shop"
Place = tuple[int, str]
Piece = tuple[Example, str]


def bad(example: Example) -> Piece:
    """Take the bad code of an example."""
    return example, example.shown


def good(example: Example) -> Piece:
    """Take the good code of an example."""
    return example, example.good


def findings_in(text: str, path: str) -> tuple[Finding, ...]:
    """Give what the rules find in the text of an example, which may be a cell or the files of a project."""
    return _findings_in(text, path, frozenset(in_force().options.items()))


@cache
def _findings_in(text: str, path: str, _: frozenset[tuple[str, Any]]) -> tuple[Finding, ...]:
    held = as_taught()
    if files := files_in(text):
        return check_project(files, held)
    return check(_as_cell(text) if path.endswith(NOTEBOOK) else text, path, settings=held)


def places(findings: Iterable[Finding]) -> tuple[Place, ...]:
    """Give their lines and codes, each once."""
    return tuple(sorted({(finding.span.line, finding.code) for finding in findings}))


def joined(pieces: Sequence[Piece]) -> str | None:
    """Make one file of pieces that may stand together and of which the rules then say what they say of each.

    Projects, notebooks and statements that run stay alone: what is shown is one program. Imports are
    put together at the top; a name is not defined twice.
    """
    if len(pieces) == 1:
        return pieces[0][1]
    path = pieces[0][0].path
    if any(_alone(example) or _sort(example) != _sort(pieces[0][0]) for example, _ in pieces):
        return None
    texts = [text for _, text in pieces]
    if not all(path.endswith(".txt") or is_module(text) for text in texts):
        return None
    whole = "".join(texts) if path.endswith(".txt") else _one_module(texts)
    if whole is None:
        return None
    apart = sorted(one for example, text in pieces for one in _told(text, example.path))
    return whole if _told(whole, path) == apart else None


def _as_cell(text: str) -> str:
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "cell-1",
        "metadata": {},
        "outputs": [],
    }
    source = text.removesuffix("\n").splitlines(keepends=True)
    return json.dumps({"cells": [{**cell, "source": source}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _told(text: str, path: str) -> list[Place | tuple[str, str]]:
    """Give what is found with the text of its line, which stays the same where lines move."""
    lines = text.splitlines()
    return sorted((lines[line - 1].strip(), code) for line, code in places(findings_in(text, path)))


def _alone(example: Example) -> bool:
    return bool(files_in(example.good)) or example.path.endswith(NOTEBOOK)


def _sort(example: Example) -> str:
    """Tell which examples may share a file: requirements, fixtures for all tests, tests, modules."""
    name = example.path.rpartition("/")[2]
    return name if name.endswith(".txt") or name == "conftest.py" else example.path.rpartition("/")[0]


def _one_module(texts: Sequence[str]) -> str | None:
    trees = [ast.parse(text) for text in texts]
    defined = [name for tree in trees for name in _defined(tree)]
    if len(set(defined)) < len(defined):
        return None
    docstring = next((_text_of(texts[0], one) for one in trees[0].body[:1] if _is_docstring(one)), "")
    imports = [_text_of(text, one) for text, tree in zip(texts, trees, strict=True) for one in _imports(tree)]
    rest = [_rest(text, tree) for text, tree in zip(texts, trees, strict=True)]
    head = "\n\n".join(part for part in (docstring, *_grouped(imports)) if part)
    return _spaced([part for part in (head, *rest) if part]) + "\n"


def _spaced(parts: Sequence[str]) -> str:
    """Leave two empty lines around definitions, and one elsewhere."""
    text = parts[0]
    for part in parts[1:]:
        around = (*ast.parse(text).body[-1:], *ast.parse(part).body[:1])
        text += ("\n\n\n" if any(isinstance(one, DEFINING) for one in around) else "\n\n") + part
    return text


def _rest(text: str, tree: ast.Module) -> str:
    """Leave out what stands above the first statement that is no import."""
    head = [one for one in tree.body[:1] if _is_docstring(one)] + _imports(tree)
    lines = text.splitlines()
    for one in head:
        lines[one.lineno - 1 : one.end_lineno] = [""] * ((one.end_lineno or one.lineno) - one.lineno + 1)
    return "\n".join(lines).strip("\n")


def _grouped(imports: Iterable[str]) -> Iterator[str]:
    """Put imports in order: Python's own, those of other people, those of the shop; none twice."""
    groups: dict[int, set[str]] = {0: set(), 1: set(), 2: set()}
    for line in imports:
        package = line.split()[1].partition(".")[0]
        groups[0 if package in sys.stdlib_module_names else 2 if package == HOME else 1].add(line)
    for lines in map(_merged, groups.values()):
        yield "\n".join(sorted(lines, key=lambda line: (line.startswith("from"), line)))


def _merged(lines: set[str]) -> set[str]:
    """Write what comes from one module in one line, unless it has brackets or other names."""
    names: dict[str, set[str]] = {}
    plain = {line for line in lines if line.startswith("from") and "(" not in line and " as " not in line}
    for line in plain:
        module, _, listed = line.partition(" import ")
        names.setdefault(module, set()).update(listed.split(", "))
    return (lines - plain) | {f"{module} import {', '.join(sorted(listed))}" for module, listed in names.items()}


def _imports(tree: ast.Module) -> list[ast.stmt]:
    return [one for one in tree.body if isinstance(one, (ast.Import, ast.ImportFrom))]


def _defined(tree: ast.Module) -> Iterator[str]:
    for one in tree.body:
        if isinstance(one, DEFINING):
            yield one.name
        if isinstance(one, (ast.Assign, ast.AnnAssign)):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper())


def is_module(text: str) -> bool:
    """Tell whether a text only defines and names things, as a file does that others use."""
    kinds = (*DEFINING, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    return all(isinstance(one, kinds) or _is_docstring(one) for one in ast.parse(text).body)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(getattr(statement.value, "value", None), str)


def _text_of(text: str, node: ast.stmt) -> str:
    return "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])
