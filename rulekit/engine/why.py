"""Why a rule reports a line, or does not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.secrets.written_secrets import NO_SECRETS
from rulekit.analysis.syntax.lines import split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import OTHER_LANGUAGE, Subject, as_written, located, subjects_in, with_target
from rulekit.engine.crashes import TEXT, Crash, Noted, timed
from rulekit.engine.engine_rules import SYNTAX_ERROR
from rulekit.engine.excerpts import masked, secrets_of
from rulekit.engine.expected_findings import expected_by
from rulekit.engine.files import Document
from rulekit.engine.judge import is_reported_by_another, seen_at, syntax_errors, verdicts, with_exemptions
from rulekit.engine.project_root import codes_for
from rulekit.engine.settings import Settings
from rulekit.model.errors import RulekitError, SettingsError, UnreadableError
from rulekit.model.finding import Finding
from rulekit.model.rule import Rule
from rulekit.notebook.document import read_notebook

REPORTED, UNLESS = "reported", ", unless another file of the project shows that it is none"
WITHDRAWN = "not reported: another file of the project shows that it is none"

REWRITTEN = "What Sage rewrites before it runs is a language of its own."


class Sight(NamedTuple):
    """Something a rule sees, and what becomes of it."""

    finding: Finding
    verdict: str

    @property
    def is_reported(self) -> bool:
        """Whether it becomes a finding."""
        return self.verdict.startswith(REPORTED)


class Asked(NamedTuple):
    """What somebody wants to know: why a rule does or does not report a line, counted within `cell` if given."""

    rule: str
    line: int
    cell: int | None = None


def reasons(
    document: Document,
    settings: Settings,
    asked: Asked,
    in_project: Callable[[Rule], Sequence[Finding]] | None = None,
) -> Iterator[str]:
    """Say for each thing the rule sees on a line why it is reported or not.

    Raises:
        SettingsError: there is no such line.
        UnreadableError: the file is a notebook in another language.
        UnknownRuleError: there is no such rule.
        RulekitError: one of its checks fails.
    """
    refuse_elsewhere(document, asked)
    if document.is_notebook and not read_notebook(document.text, document.path).is_python:
        raise UnreadableError(f"{document.path}: {OTHER_LANGUAGE}: no rule judges it")
    yield from reasons_in(subjects_in(document), document.path, settings, asked, in_project)


def reasons_in(
    subjects: Iterable[Subject],
    path: str,
    settings: Settings,
    asked: Asked,
    in_project: Callable[[Rule], Sequence[Finding]] | None = None,
) -> Iterator[str]:
    """Say the same of what a text holds; `in_project` gives what a rule reports where the whole project is judged."""
    listed = list(subjects)
    for rule in catalog().find(asked.rule):
        there = [sight for sight in sights(listed, path, settings, rule) if _is_there(sight.finding, asked)]
        if rule.collects and in_project and rule.code in codes_for(path, settings):
            there = _as_in_project(there, [one for one in in_project(rule) if _is_there(one, asked)])
        for sight in there:
            yield f"{rule.code} {rule.name}: {sight.finding.message}"
            yield f"  {sight.verdict}"
        if not there:
            yield f"{rule.code} {rule.name} {_nothing_there(listed, rule)}"


def _as_in_project(there: Iterable[Sight], reported: Sequence[Finding]) -> list[Sight]:
    """Tell of each sight what the project makes of it, and of what only the project shows."""
    alone = [sight for sight in there if not sight.is_reported]
    seen = [sight for sight in there if sight.is_reported]
    spans = {finding.span for finding in reported}
    withdrawn = [sight._replace(verdict=WITHDRAWN) for sight in seen if sight.finding.span not in spans]
    return [*alone, *withdrawn, *(Sight(finding, REPORTED) for finding in reported)]


def _nothing_there(subjects: Iterable[Subject], rule: Rule) -> str:
    if rule is not SYNTAX_ERROR and any(isinstance(one, Source) and one.broken for one in subjects):
        return f"sees nothing on this line, but not all of the code parses: {SYNTAX_ERROR.code} says where"
    return f"sees nothing on this line: `rulekit explain {rule.code}` says what it looks for"


def refuse_elsewhere(document: Document, asked: Asked) -> None:
    """Refuse a place that is not there.

    Raises:
        SettingsError: the text has no such line, or the notebook no such cell.
    """
    where, text = document.path, document.text
    if asked.cell is not None:
        cells = read_notebook(text, where).code_cells if document.is_notebook else ()
        if not 1 <= asked.cell <= len(cells):
            raise SettingsError(f"{where} has {_number(len(cells), 'code cell')}: cell {asked.cell} is not there")
        where, text = f"cell {asked.cell} of {where}", cells[asked.cell - 1].text
    lines = max(len(split_lines(text)), 1)
    if not 1 <= asked.line <= lines:
        raise SettingsError(f"{where} has {_number(lines, 'line')}: line {asked.line} is not there")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def sights(subjects: Iterable[Subject], path: str, settings: Settings, rule: Rule) -> list[Sight]:
    """Give everything that a rule sees, and why each is reported or not.

    Raises:
        RulekitError: one of its checks fails, or takes too long.
    """
    crashes: list[Crash] = []
    found: list[Sight] = []
    listed = with_target(subjects, settings)
    with timed(crashes, path or TEXT, settings.time_limit), Noted(crashes, path or TEXT, rule.code):
        found = list(_sights(listed, path, settings, rule))
    secrets = secrets_of(listed) if found or crashes else NO_SECRETS
    if crashes:
        raise RulekitError(mask(str(crashes[0]), secrets))
    return [sight._replace(finding=masked(sight.finding, secrets)) for sight in found]


def _sights(subjects: Sequence[Subject], path: str, settings: Settings, rule: Rule) -> Iterator[Sight]:
    selected = rule.code in codes_for(path, settings)
    for subject in subjects:
        for finding, silence in _verdicts(subject, rule, settings):
            found = located(subject, finding)
            reason = silence or expected_by(subject, found) or _said_elsewhere(subject, finding, settings)
            verdict = _verdict(subject, rule.roles, reason, selected=selected)
            found = as_written(subject, found)
            yield Sight(found, f"{verdict}{UNLESS if rule.reviews and verdict == REPORTED else ''}")


def _verdicts(subject: Subject, rule: Rule, settings: Settings) -> Iterator[tuple[Finding, str | None]]:
    if rule is SYNTAX_ERROR:
        is_sage = subject.cells is not None and subject.cells.notebook.is_sage
        yield from ((finding, REWRITTEN if is_sage else None) for finding in syntax_errors(subject))
    yield from verdicts(subject, rule, settings.options_of(rule), settings.levels_of(rule))


def _said_elsewhere(subject: Subject, finding: Finding, settings: Settings) -> str | None:
    """Name the rule that reports the same thing and comes first."""
    for code in sorted(catalog().above(finding.code)):
        other = catalog()[code]
        pairs = with_exemptions(subject, other, settings.options_of(other), settings.levels_of(other))
        seen = [one for one, exemption in pairs if exemption is None]
        if is_reported_by_another(finding, seen_at(seen)):
            return f"{code} {other.name} reports it."
    return None


def _verdict(subject: Subject, roles: frozenset[str], silence: str | None, *, selected: bool) -> str:
    if not selected:
        return "not reported: the settings leave this rule out here"
    if subject.role not in roles:
        return f"not reported: the rule does not hold in a {subject.role} file"
    return f"not reported: {silence}" if silence else REPORTED


def _is_there(finding: Finding, asked: Asked) -> bool:
    span, line = finding.span, asked.line
    if asked.cell is not None:
        return span.cell is not None and span.cell.number == asked.cell and span.line <= line <= span.end_line
    return finding.physical_line <= line <= finding.physical_line + span.end_line - span.line
