"""Finding the file of the notebook that a kernel runs, as it was saved last."""

import os
from pathlib import Path

from rulekit import api
from rulekit.jupyter.card import Card
from rulekit.model.errors import SettingsError
from rulekit.report.summary import NO_FILE


def check_saved(name: str) -> Card:
    """Check a notebook, or, without a name, the one that this kernel serves.

    Raises:
        SettingsError: the notebook's name is not known.
    """
    path = name or notebook_path()
    if not path:
        raise SettingsError("the notebook's name is not known here: write %checkstyle notebook FILE.ipynb")
    report = api.check_paths([path])
    unjudged = report.unjudged or (() if report.files else (NO_FILE,))
    return Card(report.findings, (f"{Path(path).name}, as it was saved last.",), whole=True, unjudged=unjudged)


def notebook_path() -> str:
    """Tell the path of the notebook that this kernel serves, where the front end says it."""
    return os.environ.get("JPY_SESSION_NAME", "")
