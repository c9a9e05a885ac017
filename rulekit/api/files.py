"""Checking and fixing files."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rulekit.analysis.secrets.written_secrets import NO_SECRETS, Secrets
from rulekit.engine.check_document import Outcome, check_document
from rulekit.engine.excerpts import shown_again
from rulekit.engine.excluded_takers import members_among
from rulekit.engine.file_discovery import Search, find_files
from rulekit.engine.files import Document, absolute, read_document
from rulekit.engine.fix_consent import NOTHING_READ, Consent, needing_consent
from rulekit.engine.fixing import Fixed
from rulekit.engine.fixing_documents import Review, fix_document
from rulekit.engine.project_rules import Beside, Collected, judge_together, needs_project, place_of, project_rules
from rulekit.engine.setting_overrides import Given, settings_in
from rulekit.engine.settings import Settings, forget_settings
from rulekit.engine.why import Asked, reasons
from rulekit.engine.writing import write_document
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Finding
from rulekit.notebook.nbqa import notebook_name

if TYPE_CHECKING:  # loading it brings threads, which a browser does not have
    from concurrent.futures import Executor

# Handing files to a process one by one costs more than checking small ones.
CHUNK = 16


@dataclass(frozen=True)
class Report:
    """What a run found: findings by file and place, the files checked, what went wrong, and what was skipped.

    `unasked` names the rules that judge whole projects, where modules were checked without their folder; `withdrawn`
    holds what a file alone seems to show and its project takes back; `secrets` are texts of a single document with
    findings that must not be shown; `consent` tells which fixes need it.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    problems: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    withdrawn: tuple[Finding, ...] = ()
    secrets: Secrets = field(default=NO_SECRETS, repr=False)
    consent: Consent = field(default=NOTHING_READ, repr=False, compare=False)

    @property
    def unjudged(self) -> tuple[str, ...]:
        """What was not judged, or not by all rules: where something stands here, no findings do not mean clean."""
        return (*self.problems, *self.skipped)


@dataclass(frozen=True)
class Run:
    """What is checked: what the search found, the folders in which it was found, and the settings given for all."""

    search: Search
    folders: tuple[str, ...] = ()
    settings: Given = None

    @property
    def files(self) -> tuple[str, ...]:
        """The files to check."""
        return self.search.files


def plan(paths: Iterable[str | os.PathLike[str]] | os.PathLike[str] | str, settings: Given = None) -> Run:
    """Find the files to check; a path alone is taken for a list of one.

    Raises:
        UnreadableError: a path does not exist.
        SettingsError: a settings file is wrong.
    """
    listed = [os.fspath(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths)]
    return Run(find_files(listed, settings), tuple(path for path in listed if Path(path).is_dir()), settings)


def check_paths(
    paths: Iterable[str | os.PathLike[str]] | os.PathLike[str],
    executor: "Executor | None" = None,
    settings: Given = None,
) -> Report:
    """Check files and folders, each by the settings nearest to it unless `settings` are given.

    A path alone is taken for a list of one. Any `concurrent.futures.Executor` can share the work.

    Raises:
        UnreadableError: a path does not exist.
        SettingsError: a settings file is wrong.
    """
    run = plan(paths, settings)
    return gather(run, outcomes(run, executor))


def outcomes(run: Run, executor: "Executor | None" = None) -> Iterator[Outcome | str]:
    """Check files one after another, or shared out; a file that cannot be read gives a line that says so."""
    if executor is None:
        yield from (check_file(file, run.settings, collecting=bool(run.folders)) for file in run.files)
        return
    chunks = [executor.submit(_check_files, replace(run, search=Search(files))) for files in _chunked(run.files)]
    for chunk in chunks:
        yield from chunk.result()


def check_file(path: str, settings: Given = None, *, collecting: bool = False) -> Outcome | str:
    """Check one file; where it cannot be read, the answer is the line that says so."""
    try:
        return check_document(read_document(path), settings_for(path, settings), collecting=collecting)
    except UnreadableError as error:
        return str(error)


def fix_file(
    path: str, settings: Given = None, *, unsafe: bool = False, write: bool = True, known: Report | None = None
) -> tuple[Document, Fixed] | str:
    """Fix one file and, unless told otherwise, write it; where that cannot be done, the answer says so.

    `known` is the report on its project, which may take back what the file alone seems to show.
    """
    try:
        document = read_document(path)
        fixed = fix_document(document, settings_for(path, settings), unsafe=unsafe, review=_review_by(known, path))
        if write and fixed.text != document.text:
            write_document(document, fixed.text)
    except UnreadableError as error:
        return str(error)
    return document, fixed


def _review_by(known: Report | None, path: str) -> Review:
    """Let the report on a project say what it makes of a file's findings: it withdraws them, or wants consent."""
    if known is None:
        return needing_consent
    withdrawn = {(one.code, one.message) for one in known.withdrawn if one.path == path}

    def review(finding: Finding) -> Finding | None:
        return None if (finding.code, finding.message) in withdrawn else known.consent.judged(finding)

    return review


def settings_now(path: str) -> Settings:
    """Give the settings that hold for a file or folder now: in a long run the settings file may have changed.

    Raises:
        SettingsError: the settings file is wrong.
    """
    forget_settings()
    return settings_for(path)


def settings_for(path: str, settings: Given = None) -> Settings:
    """Give the settings that hold for a file or folder: those given, or the nearest with the changes given.

    Raises:
        SettingsError: the settings file is wrong.
    """
    here = Path(path)
    return settings_in(here.resolve() if here.is_dir() else absolute(here).parent, settings)


def why(path: str, line: int, rule: str, cell: int | None = None) -> list[str]:
    """Say why a rule does or does not report a line of a file.

    Raises:
        UnreadableError: the file cannot be read.
        UnknownRuleError: there is no such rule.
    """
    return list(reasons(read_document(path), settings_for(path), Asked(rule, line, cell)))


@dataclass(frozen=True)
class _Heap:
    """What the files of a run gave, each kind in a list of its own."""

    findings: list[Finding] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    collected: list[Collected] = field(default_factory=list)

    def add(self, file: str, outcome: Outcome | str) -> None:
        """Add what a file gave; where it could not be read, that is a line that says so."""
        if isinstance(outcome, str):
            self.problems.append(outcome)
            self.unread.append(file)
        elif outcome.skipped:
            self.skipped.append(f"{file}: {outcome.skipped}")
        else:
            self.checked.append(file)
            self.findings.extend(outcome.findings)
            self.problems.extend(map(str, outcome.crashes))
            self.unread.extend([file] if outcome.crashes else [])
            self.collected.extend(outcome.collected)


def gather(run: Run, found: Iterable[Outcome | str]) -> Report:
    """Put the outcomes of files together, and judge the projects that they make up."""
    search = run.search
    heap = _Heap(problems=[*search.problems.values()], unread=[*search.problems, *search.left_out])
    heap.skipped.extend(f"{link}: {reason}" for link, reason in search.left_out.items())
    for file, outcome in zip(run.files, found, strict=True):
        heap.add(file, outcome)
    beside = Beside(tuple(heap.unread), lambda: members_among(search.excluded_files()))
    together = judge_together(
        heap.collected, heap.findings, run.folders, lambda path: settings_for(path, run.settings), beside
    )
    places = set(map(place_of, (*together.kept, *together.added)))
    withdrawn = tuple(finding for finding in heap.findings if place_of(finding) not in places)
    shown = [*together.kept, *shown_again(together.added, {one.member.path: one.seen for one in heap.collected})]
    order = {file: at for at, file in enumerate(run.files)}
    shown.sort(key=lambda finding: order.get(finding.path or "", 0))
    problems = (*heap.problems, *map(str, together.crashes))
    return Report(
        tuple(shown),
        tuple(heap.checked),
        problems,
        tuple(heap.skipped),
        _unasked(run),
        withdrawn,
        consent=together.consent,
    )


def _unasked(run: Run) -> tuple[str, ...]:
    """Name the rules that need a folder to judge."""
    files = () if run.folders else run.files
    modules = [file for file in files if file.endswith(".py") and notebook_name(file) is None and Path(file).is_file()]
    codes = settings_for(modules[0], run.settings).selected if modules else frozenset()
    return tuple(f"{rule.code} {rule.name}" for rule in project_rules(codes) if needs_project(rule))


def _check_files(run: Run) -> list[Outcome | str]:
    return list(outcomes(run))


def _chunked(files: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(files[at : at + CHUNK]) for at in range(0, len(files), CHUNK))
