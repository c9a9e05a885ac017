"""Rules that need a whole project: each file answers their questions, then the answers are judged together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rulekit.analysis.project import Member, Project, key_of, module_of
from rulekit.analysis.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.excerpts import Seen, mark_of
from rulekit.engine.judge import Crash, exemption_of, exemptions_for
from rulekit.engine.places import project_root, relative_path
from rulekit.engine.proof import lines_run
from rulekit.engine.settings import Settings
from rulekit.engine.suppression import Silence, silences
from rulekit.model.finding import Finding, Severity, Span
from rulekit.model.rule import Rule

SettingsOf = Callable[[str], Settings]
Place = tuple[str, str, Span]
Verdict = tuple[bool, Finding, bool]


@dataclass(frozen=True)
class Collected:
    """What one file adds to its project: its answers, its comments that silence, and how to show its lines again."""

    member: Member
    silences: Mapping[int, Silence]
    seen: Seen


@dataclass(frozen=True)
class Together:
    """What projects say: the findings of single files that are left, and what was `added`, without its lines yet."""

    kept: tuple[Finding, ...]
    added: tuple[Finding, ...]
    crashes: tuple[Crash, ...]


def project_rules(codes: frozenset[str]) -> tuple[Rule, ...]:
    """Give the chosen rules that judge whole projects."""
    return tuple(rule for rule in catalog() if rule.code in codes and rule.collects)


def needs_project(rule: Rule) -> bool:
    """Tell whether a rule sees nothing at all in a single file."""
    return all(Project in check.subjects for check in rule.checks)


def collect(
    source: Source, inner: str, codes: frozenset[str], crashes: list[Crash], hidden: Iterable[Span] = ()
) -> Collected | None:
    """Answer the questions of the chosen rules for one file; `inner` is its path within the project.

    `hidden` are the secrets that were found in it.
    """
    answers: dict[str, object] = {}
    for rule in project_rules(codes):
        try:
            answers |= {key_of(question): source.ask(question) for question in rule.collects}
        except Exception as error:  # noqa: BLE001 - a question that fails must not hide the findings of the file
            crashes.append(Crash(source.path or inner, rule.code, f"{type(error).__name__}: {error}"))
    if not answers:
        return None
    member = Member(source.path or inner, module_of(inner), source.role, answers)
    return Collected(member, source.ask(silences), Seen(mark_of(source.text), tuple(hidden)))


def judge_together(
    collected: Iterable[Collected], findings: Iterable[Finding], folders: Sequence[str], settings_of: SettingsOf
) -> Together:
    """Judge each project among the files that were found in some folders, and review the files' own findings."""
    added: list[Finding] = []
    reviewed: dict[Place, Finding | None] = {}
    crashes: list[Crash] = []
    projects: dict[Path | None, list[Collected]] = defaultdict(list)
    for one in collected:
        projects[project_root(Path(one.member.path).absolute().parent)].append(one)
    tops = [Path(folder).resolve() for folder in folders]
    for root, files in projects.items():
        whole = root is None or any(root.resolve().is_relative_to(top) for top in tops)
        ran = lines_run(settings_of(files[0].member.path))
        project = Project(tuple(one.member for one in files), whole, ran)
        homes = {one.member.path: one for one in files}
        for rule, verdicts in _verdicts(project, files, settings_of, crashes):
            told = [finding for is_review, finding, holds in verdicts if not is_review and not holds]
            added += (placed for finding in told if (placed := _placed(rule, finding, homes, settings_of)))
            for finding, holds in [(one, holds) for is_review, one, holds in verdicts if is_review]:
                reviewed[place_of(finding)] = None if holds else _softened(finding, rule, homes)
    kept = tuple(left for one in findings if (left := _reviewed(one, reviewed)))
    return Together(kept, tuple(added), tuple(crashes))


def place_of(finding: Finding) -> Place:
    """Give what tells findings apart: the file, the rule and the place in the file."""
    return finding.path or "", finding.code, finding.span


def _reviewed(finding: Finding, reviewed: Mapping[Place, Finding | None]) -> Finding | None:
    """Give a file's finding as the project sees it; nothing if it is none."""
    again = reviewed.get(place_of(finding), finding)
    if again is None or again is finding:
        return again
    return finding._replace(message=again.message, severity=again.severity)


def _verdicts(
    project: Project, files: Sequence[Collected], settings_of: SettingsOf, crashes: list[Crash]
) -> Iterator[tuple[Rule, list[Verdict]]]:
    settings = settings_of(files[0].member.path)
    for rule in project_rules(settings.selected):
        try:
            yield rule, list(_judged(rule, project, settings.options_of(rule)))
        except Exception as error:  # noqa: BLE001 - a rule that fails must not hide the others
            crashes.append(Crash(files[0].member.path, rule.code, f"{type(error).__name__}: {error}"))


def _judged(rule: Rule, project: Project, options: object) -> Iterator[Verdict]:
    for check in (*rule.checks, *rule.reviews):
        if Project in check.subjects:
            for finding in check.function(project, *(options for _ in check.wants)):
                exemption = exemption_of(finding, exemptions_for(type(finding.node), project, rule, options))
                yield check in rule.reviews, finding.told(), exemption is not None


def _placed(rule: Rule, finding: Finding, homes: Mapping[str, Collected], settings_of: SettingsOf) -> Finding | None:
    """Put a finding into its file, unless the settings, the file's role or a comment there leave it out."""
    path = finding.path or ""
    home, settings = homes[path], settings_of(path)
    silence = home.silences.get(finding.span.line)
    if home.member.role not in rule.roles or (silence is not None and silence.covers(finding.code)):
        return None
    if finding.code not in settings.selected_for(relative_path(path, settings)):
        return None
    return _softened(finding, rule, homes)._replace(node=None, physical_line=finding.span.line)


def _softened(finding: Finding, rule: Rule, homes: Mapping[str, Collected]) -> Finding:
    """Make advice of it where the rule only advises in such a file."""
    is_advice = homes[finding.path or ""].member.role in rule.advice_in
    return finding._replace(severity=Severity.ADVICE) if is_advice else finding
