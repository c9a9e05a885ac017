"""Beside other tools: what they report already is left out, so that nothing is said twice."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rulekit.api.runs import Report, Run, settings_for
from rulekit.known.ruff import LINTED
from rulekit.model.errors import RulekitError
from rulekit.model.finding import Finding


def beside_others(report: Report, run: Run, text: str | None = None) -> Report:
    """Leave out what the tools report that the settings name as `beside`; `text` stands for the one file of a run.

    A tool that cannot be asked is a problem, and nothing is left out.
    """
    first = {os.path.dirname(file): file for file in run.files}  # noqa: PTH120 - asked for every file, as plain text
    folders = {folder for folder, file in first.items() if settings_for(file, run.settings).beside}
    if not folders:
        return report
    asked = [file for file in run.files if os.path.dirname(file) in folders]  # noqa: PTH120 - as above
    files = [file for file in asked if text is not None or file.endswith(LINTED)]
    known = set(files)
    findings = [finding for finding in report.findings if finding.path in known]
    return _without(report, findings, _searched(files, run), text) if findings else report


def _searched(files: Sequence[str], run: Run) -> list[str]:
    """Name what ruff is given: folders, of which it leaves out what it would leave out by itself, and single files."""
    folders = [Path(folder) for folder in run.folders]
    single = [file for file in files if not any(Path(file).is_relative_to(folder) for folder in folders)]
    return [*run.folders, *single]


def _without(report: Report, findings: Sequence[Finding], paths: Sequence[str], text: str | None) -> Report:
    from rulekit.engine.beside_ruff import told_by_ruff
    from rulekit.engine.ruff_reports import ruff_reports

    try:
        told = told_by_ruff(findings, ruff_reports(paths, text))
    except RulekitError as error:
        return replace(report, problems=(*report.problems, str(error)))
    left = set(map(id, told))
    kept = tuple(one for one in report.findings if id(one) not in left)
    return replace(report, findings=kept, withdrawn=(*report.withdrawn, *told), told_elsewhere=tuple(told))
