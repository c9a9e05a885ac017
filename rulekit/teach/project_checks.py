"""What the checks of projects ask for: what the rules find in a folder, what a notebook shows, how a program ends."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.source import Source
from rulekit.api import check_paths
from rulekit.engine.settings import Settings
from rulekit.model.finding import Severity
from rulekit.report.summary import count
from rulekit.teach.preconditions import suppressions

SHOWN = 5


@pytest.fixture
def project() -> Path:
    """Give the folder of the project, which is the working folder."""
    return Path.cwd()


def assert_clean(folder: Path) -> None:
    """Fail where the rules find something; settings of the folder do not count."""
    report = check_paths([str(folder)], settings=Settings(), cache=False)
    left = [one for one in report.findings if one.severity is not Severity.ADVICE]
    worst = sorted(left, key=lambda one: one.severity is not Severity.ERROR)[:SHOWN]
    listed = "\n".join(f"{Path(one.path or '').name}: {one.code} {one.message}" for one in worst)
    assert not left, f"{count(len(left), 'finding')} left, the worst first:\n{listed}"


def silenced(folder: Path) -> Iterator[str]:
    """Give the comments that silence a checker, of modules and notebooks."""
    for text in _codes(folder):
        if lines := suppressions(text):
            yield from (comment.text for line, comment in comments(Source(text)).items() if line in lines)


def _codes(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        yield path.read_text("utf-8")
    for path in sorted(folder.rglob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        yield from ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def shown_by(notebook: Path) -> list[str]:
    """Run a notebook in a kernel of its own, and give the results that its cells show."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    document = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(document, resources={"metadata": {"path": str(notebook.parent)}})
    try:
        client.execute()
    except CellExecutionError as error:
        raise AssertionError(f"{notebook.name} stops with {error.ename}: {error.evalue}") from None
    outputs = [output for cell in document.cells for output in cell.get("outputs", [])]
    return [output["data"]["text/plain"] for output in outputs if output["output_type"] == "execute_result"]


def ran(command: Sequence[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a module of this Python in a folder."""
    return subprocess.run(  # noqa: RK803, S603 - a learner may stop it; the command is that of a check
        [sys.executable, "-m", *command],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
        shell=False,
    )
