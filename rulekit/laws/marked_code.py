"""Code with marks, and the cases of rules: where `# <- RK301` ends a line, exactly that finding must appear there.

Cases are literate Markdown. A block stands under a heading that says what it shows; a first line `# path: test_a.py`
says where the code lies, `# cell` that it is a notebook cell, lines `# file: shop/a.py` begin the files of a project.
"""

import json
import re
from typing import Any, NamedTuple

from rulekit.api import AS_WRITTEN, check_project
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.settings import Settings
from rulekit.model.errors import UnjudgedWarning
from rulekit.model.finding import Finding
from rulekit.model.late import regex
from rulekit.model.rule import MARK, files_in

Places = frozenset[tuple[int, str]]

_BLOCK = regex(
    r"^#+ (?P<title>[^\n]+)\n(?P<prose>(?:(?!^#+ |^```)[^\n]*\n)*)```\w*\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
_PATH = regex(r"# path: (\S+)\n")


class Case(NamedTuple):
    """One block of Markdown: what it shows, code with marks, and the line of the file on which the code begins."""

    title: str
    code: str
    line: int

    @property
    def path(self) -> str:
        """Where its code lies."""
        if self.code.startswith("# cell"):
            return "shop.ipynb"
        return match[1] if (match := _PATH.match(self.code)) else "shop/orders.py"


def cases_in(text: str) -> tuple[Case, ...]:
    """Read the cases of a Markdown file."""
    return tuple(
        Case(match["title"], match["code"], text.count("\n", 0, match.start("code")) + 1)
        for match in _BLOCK.finditer(text)
    )


def unmarked(text: str) -> str:
    """Take the marks out."""
    return MARK.sub("", text)


def marks(text: str) -> Places:
    """Read which code is promised on which line."""
    lines = enumerate(text.splitlines(), 1)
    return frozenset((n, code) for n, line in lines if (mark := MARK.search(line)) for code in mark[1].split())


def check_as(text: str, path: str, settings: Settings = AS_WRITTEN) -> tuple[Finding, ...]:
    """Check a text under a path; where the path ends in `.ipynb`, as the only cell of a notebook.

    A text that begins with `# file: shop/orders.py` holds several files of a project, each below such a line.

    Raises:
        UnjudgedWarning: a rule fails on it.
    """
    if files := files_in(text):
        return check_project(files, settings)
    outcome = check_document(Document(path, notebook_of(text) if path.endswith(".ipynb") else text), settings)
    for crash in outcome.crashes:
        raise UnjudgedWarning(str(crash))
    return outcome.findings


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
