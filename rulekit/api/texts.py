"""Checking and fixing texts, by the guide as it is written."""

import os
import warnings
from collections.abc import Mapping

from rulekit.api.runs import Report
from rulekit.engine.catalog import catalog, knowing
from rulekit.engine.check_document import check_document, subjects_in
from rulekit.engine.crashes import TEXT
from rulekit.engine.files import Document
from rulekit.engine.fixing import Fixed
from rulekit.engine.fixing_documents import fix_document
from rulekit.engine.project_rules import Collected, judge_together, only_for_projects
from rulekit.engine.setting_overrides import Selected, with_selected
from rulekit.engine.settings import Settings
from rulekit.engine.why import Sight
from rulekit.engine.why import sights as engine_sights
from rulekit.model.errors import SettingsError, UnjudgedWarning
from rulekit.model.finding import Finding
from rulekit.model.role import ROLES

Path = str | os.PathLike[str]
AS_WRITTEN = Settings()


def check(
    text: str,
    path: Path | None = None,
    role: str | None = None,
    settings: Settings = AS_WRITTEN,
    *,
    select: Selected = None,
) -> tuple[Finding, ...]:
    r"""Check a text, by the guide as it is written unless told otherwise.

    A path that ends in `.ipynb` makes it a notebook. `select` takes what `--select` takes, one word or several.

    Raises:
        UnreadableError: it should be a notebook and is none.
        SettingsError: there is no such role or rule.

    >>> [finding.code for finding in check("try:\n    load()\nexcept:\n    stop()\n")]
    ['RK301']
    >>> check("try:\n    load()\nexcept:\n    stop()\n", select=["security"])
    ()
    """
    return findings_of(report_on(text, path, role, with_selected(settings, select)))


def report_on(text: str, path: Path | None = None, role: str | None = None, settings: Settings = AS_WRITTEN) -> Report:
    """Check a text in the same way, and tell of what was not judged as well.

    Raises:
        UnreadableError: it should be a notebook and is none.
        SettingsError: there is no such role.
    """
    return report_of(Document(os.fspath(path or ""), text), settings, _known(role))


def report_of(document: Document, settings: Settings, role: str | None = None) -> Report:
    """Check a document, and tell of what was not judged as well.

    Raises:
        UnreadableError: it should be a notebook and is none.
    """
    outcome = check_document(document, settings, role)
    if outcome.skipped:
        skipped = (f"{document.path or TEXT}: {outcome.skipped}",)
        problems = (*map(str, outcome.crashes), *settings.own.problems)
        return Report(outcome.findings, (), problems, skipped, secrets=outcome.secrets)
    problems = (*map(str, outcome.crashes), *only_for_projects(settings), *settings.own.problems)
    unread = (f"{document.path or TEXT}: not read: {outcome.unread}",) if outcome.unread else ()
    return Report(outcome.findings, (document.path,), problems + unread, secrets=outcome.secrets)


def findings_of(report: Report) -> tuple[Finding, ...]:
    """Give the findings alone, and warn the caller's caller of what was not judged."""
    for sentence in report.unjudged:
        warnings.warn(sentence, UnjudgedWarning, stacklevel=3)
    return report.findings


def fix(  # noqa: PLR0913 - the words of `check`, and one more
    text: str,
    path: Path | None = None,
    role: str | None = None,
    settings: Settings = AS_WRITTEN,
    *,
    unsafe: bool = False,
    select: Selected = None,
) -> Fixed:
    """Apply the safe fixes to a text, the unsafe ones too on request; `select` is as in `check`.

    Raises:
        UnreadableError: it should be a notebook and is none.
        SettingsError: there is no such role or rule.
    """
    held = with_selected(settings, select)
    return fix_document(Document(os.fspath(path or ""), text), held, _known(role), unsafe=unsafe)


def sights(text: str, rule: str, role: str | None = None, settings: Settings = AS_WRITTEN) -> tuple[Sight, ...]:
    """Give everything that a rule sees in a text, and why each is reported or not.

    Raises:
        UnknownRuleError: there is no such rule.
        SettingsError: there is no such role.
    """
    subjects = subjects_in(Document("", text), _known(role))
    with knowing(settings):
        return tuple(engine_sights(subjects, "", settings, catalog()[rule]))


def _known(role: str | None) -> str | None:
    if role is not None and role not in ROLES:
        raise SettingsError(f"`{role}` is no role: use one of {', '.join(ROLES)}")
    return role


def check_project(texts: Mapping[str, str], settings: Settings = AS_WRITTEN) -> tuple[Finding, ...]:
    """Check texts as the files of one whole project, by the guide as it is written unless told otherwise.

    Their paths lie within the project.
    """
    collected: list[Collected] = []
    findings: list[Finding] = []
    problems: list[str] = []
    for path, text in texts.items():
        outcome = check_document(Document(path, text), settings, collecting=True)
        findings += outcome.findings
        problems += map(str, outcome.crashes)
        collected += outcome.collected
    together = judge_together(collected, findings, ["."], lambda _: settings)
    problems += map(str, together.crashes)
    return findings_of(Report(together.kept + together.added, tuple(texts), tuple(problems)))
