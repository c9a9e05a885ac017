"""Finding the file of the notebook that a kernel runs, as it was saved last."""

import os
from pathlib import Path

from rulekit import api
from rulekit.engine.files import read_document
from rulekit.jupyter.card import Card
from rulekit.jupyter.cell_text import CellOf, CellText
from rulekit.model.errors import SettingsError
from rulekit.model.finding import Finding
from rulekit.notebook.document import read_notebook
from rulekit.report.summary import NO_FILE

_NOTEBOOK = ".ipynb"


def saved_path(name: str) -> str:
    """Give the path of a notebook, or, without a name, that of the one that this kernel serves.

    Raises:
        SettingsError: the notebook's name is not known.
    """
    path = name or notebook_path()
    if not path:
        raise SettingsError("the notebook's name is not known here: write %checkstyle notebook FILE.ipynb")
    return path


def check_saved(path: str) -> Card:
    """Check a notebook, and judge it: what is remembered of files tells no secrets, which no fix may show."""
    report = api.check_paths([path], cache=False)
    unjudged = report.unjudged or (() if report.files else (NO_FILE,))
    return Card(
        report.findings,
        (f"{Path(path).name}, as it was saved last.",),
        whole=True,
        unjudged=unjudged,
        notebook=Path(path).name,
        secrets=report.secrets,
    )


def cells_in(path: str) -> CellOf | None:
    """Tell in which cell of a saved notebook a finding lies; nothing for another file, which has no cells to run."""
    if not path.endswith(_NOTEBOOK):
        return None
    cells = read_notebook(read_document(path).text, path).code_cells
    texts = tuple(cell.text for cell in cells)

    def cell_of(finding: Finding) -> CellText:
        number = finding.cell.number if finding.cell else 1
        return CellText(cells[number - 1].cell.id or "", texts, number - 1, f"cell {number}")

    return cell_of


def notebook_path() -> str:
    """Tell the path of the notebook that this kernel serves, where the front end says it."""
    return os.environ.get("JPY_SESSION_NAME", "")
