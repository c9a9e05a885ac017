"""Code with marks: where `# <- RK301` ends a line, exactly that finding must appear on it."""

import json
from typing import Any

from rulekit.api import check, check_project
from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding
from rulekit.model.rule import MARK, files_in

Places = frozenset[tuple[int, str]]


def unmarked(text: str) -> str:
    """Take the marks out."""
    return MARK.sub("", text)


def marks(text: str) -> Places:
    """Read which code is promised on which line."""
    lines = enumerate(text.splitlines(), 1)
    return frozenset((n, code) for n, line in lines if (mark := MARK.search(line)) for code in mark[1].split())


def found(text: str, path: str) -> Places:
    """Check a text; a notebook is a cell here."""
    return frozenset((finding.span.line, finding.code) for finding in check_as(text, path))


def check_as(text: str, path: str) -> tuple[Finding, ...]:
    """Check a text under a path; where the path ends in `.ipynb`, as the only cell of a notebook.

    A text that begins with `# file: shop/orders.py` holds several files of a project, each below such a line.
    """
    if files := files_in(text):
        return check_project(files)
    if not path.endswith(".ipynb"):
        return check(text, path)
    return check(notebook_of(text), path)


def findings_of(code: str, text: str, options: object = None) -> list[Finding]:
    """Check a module by one rule, with options of its own."""
    settings = Settings(select=(code,), options={catalog()[code].name: options})
    return list(check_document(Document("orders.py", text), settings).findings)


def notebook_of(*cells: str) -> str:
    """Write a notebook of code cells."""
    listed: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": text.removesuffix("\n").splitlines(keepends=True),
        }
        for number, text in enumerate(cells, 1)
    ]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"
