"""Rules that need a whole project: each file answers their questions, then the answers are judged together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rulekit.analysis.project.project import Member, Project, key_of, module_of
from rulekit.analysis.project.takers import Takers, takings
from rulekit.analysis.secrets.written_secrets import Secrets
from rulekit.analysis.syntax.source import Source
from rulekit.engine.collection import paused_collection
from rulekit.engine.crashes import Crash, Noted, timed
from rulekit.engine.excerpts import Seen, checksum_of, masked
from rulekit.engine.fix_consent import Consent
from rulekit.engine.judge import exemption_of, exemptions_for
from rulekit.engine.project_root import codes_for, project_root, repository_root
from rulekit.engine.settings import Settings
from rulekit.engine.suppression import Silences, covering, silences
from rulekit.model.finding import Finding, Severity, Span
from rulekit.model.late import dataclass
from rulekit.model.rule import Rule

SettingsOf = Callable[[str], Settings]
Place = tuple[str, str, Span]


class Verdict(NamedTuple):
    """What a check or review of a project says: a finding, whether an exemption holds, and the severity set for it."""

    is_review: bool
    finding: Finding
    holds: bool
    level: Severity | None


@dataclass(frozen=True)
class Collected:
    """What one file adds to its project: its answers, its comments that silence, and how to show its lines again."""

    member: Member
    silences: Silences
    seen: Seen


class ProjectFindings(NamedTuple):
    """What projects say: the findings of single files that are left, and what was `added`, without its lines yet.

    `consent` tells which fixes need it, those of later passes too. A run is `partial` where files of a project lie
    outside of the folders that were searched.
    """

    kept: tuple[Finding, ...]
    added: tuple[Finding, ...]
    crashes: tuple[Crash, ...]
    consent: Consent
    partial: bool = False


class Beside(NamedTuple):
    """What stands beside the files that were judged: those that could not be read, and `others` that may take names."""

    unread: tuple[str, ...] = ()
    others: Callable[[], Iterable[Member]] = tuple


NOTHING_BESIDE = Beside()


def project_rules(settings: Settings) -> tuple[Rule, ...]:
    """Give the chosen rules that judge whole projects."""
    return tuple(rule for rule in settings.catalog if rule.code in settings.selected and rule.collects)


def needs_project(rule: Rule) -> bool:
    """Tell whether a rule sees nothing at all in a single file."""
    return all(Project in check.subjects for check in rule.checks)


def only_for_projects(settings: Settings) -> tuple[str, ...]:
    """Say what the chosen rules need, where each of them sees nothing in a single file; else nothing."""
    chosen = [rule for rule in settings.catalog if rule.code in settings.selected]
    if not all(map(needs_project, chosen)):
        return ()
    return tuple(f"{rule.code} {rule.name} judges whole projects: check the folder of its project" for rule in chosen)


def collect(source: Source, inner: str, settings: Settings, secrets: Secrets, crashes: list[Crash]) -> Collected | None:
    """Answer the questions of the chosen rules for one file; `inner` is its path within the project."""
    answers: dict[str, object] = {}
    for rule in project_rules(settings):
        questions = rule.collects if source.cells is None or source.cells.is_module else rule.collects_from_notebooks
        with Noted(crashes, source.path or inner, rule.code):
            answers |= {key_of(question): question(source) for question in questions}
    if not answers:
        return None
    member = Member(source.path or inner, module_of(inner), source.role, answers)
    return Collected(member, silences(source), Seen(checksum_of(source.text), secrets))


@paused_collection()
def judge_together(
    collected: Sequence[Collected],
    findings: Iterable[Finding],
    folders: Sequence[str],
    settings_of: SettingsOf,
    beside: Beside = NOTHING_BESIDE,
) -> ProjectFindings:
    """Judge each project among the files that were found in some folders, and review the files' own findings.

    Where not all files of a project are at hand, or nothing shows where it ends, fixes that take a name away from a
    module need consent.
    """
    added: list[Finding] = []
    reviewed: dict[Place, Finding | None] = {}
    crashes: list[Crash] = []
    projects: dict[Path | None, list[Collected]] = defaultdict(list)
    for one in collected:
        projects[_root_of(one.member.path)].append(one)
    tops = [Path(folder).resolve() for folder in folders]
    members = tuple(one.member for one in collected)
    closed = {root for root in projects if root and _is_within(root, tops)} - {*map(_root_of, beside.unread)}
    read = [one.member for one in collected if key_of(takings) in one.member.answers]
    takers = cache(lambda: Takers((*members, *beside.others())))
    consent = Consent({one.path: one.module for one in read if _root_of(one.path) in closed}, takers)
    codes_of = cache(lambda path: codes_for(path, settings_of(path)))
    for root, files in projects.items():
        ran = _lines_run(settings_of(files[0].member.path))
        project = Project(tuple(one.member for one in files), members, _is_whole(root, files, tops), ran)
        by_path = {one.member.path: one for one in files}
        for rule, verdicts in _verdicts(project, files, settings_of, crashes):
            new = [one for one in verdicts if not one.is_review and not one.holds]
            added += (placed for one in new if (placed := _placed(rule, one, by_path, codes_of)))
            for review in (one for one in verdicts if one.is_review):
                reviewed[place_of(review.finding)] = None if review.holds else _as_shown(review, rule, by_path)
    kept = tuple(left for one in map(consent.judged, findings) if (left := _reviewed(one, reviewed)))
    partial = not all(_is_whole(root, files, tops) for root, files in projects.items())
    return ProjectFindings(kept, tuple(added), tuple(crashes), consent, partial)


def _lines_run(settings: Settings) -> Mapping[str, frozenset[int]]:
    if not settings.coverage:
        return {}
    from rulekit.engine.coverage_data import lines_run

    return lines_run(settings)


def _root_of(path: str) -> Path | None:
    return project_root(Path(path).absolute().parent)


def _is_whole(root: Path | None, files: Iterable[Collected], tops: Iterable[Path]) -> bool:
    """Tell whether all of a project is at hand; where none of its files are tests, with the repository around it."""
    if root is None:
        return True
    has_tests = any(one.member.role == "test" for one in files)
    return _is_within(root if has_tests else repository_root(root) or root, tops)


def _is_within(root: Path, tops: Iterable[Path]) -> bool:
    return any(root.resolve().is_relative_to(top) for top in tops)


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
    path = files[0].member.path
    settings = settings_of(path)
    for rule in project_rules(settings):
        verdicts: list[Verdict] = []
        with timed(crashes, f"the project of {path}", settings.time_limit), Noted(crashes, path, rule.code):
            verdicts = list(_judged(rule, project, settings))
        yield rule, verdicts


def _judged(rule: Rule, project: Project, settings: Settings) -> Iterator[Verdict]:
    options, levels = settings.options_of(rule), settings.levels_of(rule)
    for check in (*rule.checks, *rule.reviews):
        name = check.function.__name__
        level = levels.get(name)
        if Project in check.subjects and (level or name not in levels):
            for finding in check.function(project, *(options for _ in check.wants)):
                exemption = exemption_of(finding, exemptions_for(check, type(finding.node), project, rule, options))
                yield Verdict(check in rule.reviews, finding.completed(), exemption is not None, level)


def _placed(
    rule: Rule, verdict: Verdict, by_path: Mapping[str, Collected], codes_of: Callable[[str], frozenset[str]]
) -> Finding | None:
    """Put a finding into its file, unless the settings, the file's role or a comment there leave it out."""
    finding = verdict.finding
    path = finding.path or ""
    home = by_path[path]
    if home.member.role not in rule.roles or any(covering(home.silences, (finding.span.line,), finding.code)):
        return None
    if finding.code not in codes_of(path):
        return None
    return _as_shown(verdict, rule, by_path)._replace(node=None, physical_line=finding.span.line)


def _as_shown(verdict: Verdict, rule: Rule, by_path: Mapping[str, Collected]) -> Finding:
    """Make advice of it where the rule only advises in such a file, and tell no secret of that file."""
    home = by_path[verdict.finding.path or ""]
    usual = Severity.ADVICE if home.member.role in rule.advice_in else verdict.finding.severity
    return masked(verdict.finding._replace(severity=verdict.level or usual), home.seen.secrets)
