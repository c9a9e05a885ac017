"""Why a rule reports a line, or does not."""

from collections.abc import Iterator

from rulekit.analysis.manifest import Manifest
from rulekit.analysis.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.files import Document
from rulekit.engine.judge import verdicts
from rulekit.engine.run import located, relative_path, subjects_in
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding


def reasons(document: Document, settings: Settings, line: int, key: str, cell: int | None = None) -> Iterator[str]:
    """Say for each thing the rule sees on a line why it is reported or not; `line` counts within `cell` if given.

    Raises:
        UnknownRuleError: there is no such rule.
    """
    rule = catalog()[key]
    selected = rule.code in settings.selected_for(relative_path(document.path, settings))
    said = False
    for subject in subjects_in(document):
        for finding, silence in verdicts(subject, rule, settings.options_of(rule)):
            found = located(subject, finding)
            if _is_there(found, line, cell):
                said = True
                yield f"{rule.code} {rule.name}: {found.message}"
                yield f"  {_verdict(subject, rule.roles, silence, selected=selected)}"
    if not said:
        yield f"{rule.code} {rule.name} sees nothing on this line: `rulekit explain {rule.code}` says what it looks for"


def _verdict(subject: Source | Manifest, roles: frozenset[str], silence: str | None, *, selected: bool) -> str:
    if not selected:
        return "not reported: the settings leave this rule out here"
    if roles and subject.role not in roles:
        return f"not reported: the rule does not hold in a {subject.role} file"
    return f"not reported: {silence}" if silence else "reported"


def _is_there(finding: Finding, line: int, cell: int | None) -> bool:
    span = finding.span
    if cell is not None:
        return span.cell is not None and span.cell.number == cell and span.line <= line <= span.end_line
    return finding.physical_line <= line <= finding.physical_line + span.end_line - span.line
