"""Checking and fixing files."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rulekit.analysis.secrets.written_secrets import NO_SECRETS
from rulekit.api.runs import ALONE, Report, Run, plan, settings_for
from rulekit.engine.cache.keys import Keys, beside_of
from rulekit.engine.catalog import catalog, knowing
from rulekit.engine.check_document import check_document
from rulekit.engine.collection import paused_collection
from rulekit.engine.excerpts import shown_again
from rulekit.engine.file_discovery import Search
from rulekit.engine.files import NOTEBOOKS, Document, absolute, read_document, size_of
from rulekit.engine.other_takers import members_among
from rulekit.engine.outcome import Outcome
from rulekit.engine.own_rules.own_rules import NO_OWN
from rulekit.engine.project_root import project_root
from rulekit.engine.project_rules import (
    Beside,
    judge_together,
    needs_project,
    only_for_projects,
    place_of,
    project_rules,
)
from rulekit.engine.setting_overrides import Given, Overrides
from rulekit.model.errors import RulekitError, UnreadableError
from rulekit.model.finding import Finding
from rulekit.model.rule import Rule
from rulekit.notebook.nbqa import notebook_name

if TYPE_CHECKING:  # loading it brings threads, which a browser does not have
    from concurrent.futures import Executor

    from rulekit.engine.fixing import Fixed
    from rulekit.engine.fixing_documents import Review

# Handing files to a process one by one costs more than checking small ones; of large ones a few make a chunk too long.
CHUNK, CHUNK_SIZE = 16, 250_000


def outcomes(run: Run, executor: "Executor | None" = None) -> Iterator[Outcome | str]:
    """Check files one after another, or shared out; a file that cannot be read gives a line that says so."""
    if executor is None:
        keys = Keys(run.settings, run.folders)
        yield from (_checked(file, keys, is_kept=run.is_kept) for file in run.files)
        return
    parts = (run._replace(search=Search(files), own=NO_OWN) for files in _chunked(run.files))
    chunks = [executor.submit(_check_files, part) for part in parts]
    for chunk in chunks:
        yield from chunk.result()


def check_file(path: str, settings: Given = None, folders: Sequence[str] = ()) -> Outcome | str:
    """Check one file, as one of those in some folders; where it cannot be read, the answer is the line that says so."""
    return _checked(path, Keys(settings, tuple(folders)), is_kept=True)


def _checked(path: str, keys: Keys, *, is_kept: bool) -> Outcome | str:
    try:
        document, key = keys.read(path) if is_kept else (keys.placed(read_document(path)), "")
        found = check_document(document, settings_for(path, keys.given), collecting=bool(keys.folders))
    except UnreadableError as error:
        return str(error)
    return replace(found, key=key, beside=beside_of(document)) if is_kept else found


def check_text(document: Document, run: Run) -> Outcome:
    """Check a text that stands for a file of a run, whatever is in that file now."""
    placed = Keys(run.settings, run.folders).placed(document)
    return check_document(placed, settings_for(document.path, run.settings), collecting=bool(run.folders))


def fix_file(
    path: str, run: Run = ALONE, *, unsafe: bool = False, write: bool = True, known: Report | None = None
) -> "tuple[Document, Fixed] | str":
    """Fix one file of a run and, unless told otherwise, write it; where that cannot be done, the answer says so.

    `known` is the report on its project, which may take back what the file alone seems to show, or hide it.
    """
    from rulekit.engine.fixing_documents import fix_document
    from rulekit.engine.writing import write_document

    try:
        document = Keys(run.settings, run.folders).placed(read_document(path))
        fixed = fix_document(document, settings_for(path, run.settings), unsafe=unsafe, review=_review_by(known, path))
        if write and fixed.text != document.text:
            write_document(document, fixed.text)
    except UnreadableError as error:
        return str(error)
    return document, fixed


def _review_by(known: Report | None, path: str) -> "Review":
    """Let the report on a project say what it makes of a file's findings: it withdraws or hides them, wants consent."""
    from rulekit.engine.fixing_documents import BY_ITSELF, Review

    if known is None:
        return BY_ITSELF
    withdrawn = {(one.code, one.message) for one in known.withdrawn if one.path == path}

    def review(finding: Finding) -> Finding | None:
        return None if (finding.code, finding.message) in withdrawn else known.consent.judged(finding)

    return Review(review, [one for one in known.hidden if one.path == path])


def why(path: str, line: int, rule: str, cell: int | None = None, settings: Given = None) -> list[str]:
    """Say why a rule does or does not report a line of a file, as a check of its whole project would.

    Raises:
        UnreadableError: the file cannot be read.
        UnknownRuleError: there is no such rule.
        SettingsError: there is no such line or cell.
    """
    from rulekit.engine.why import Asked, reasons

    here = absolute(path)
    top = project_root(here.parent) or (here.parent if not here.is_relative_to(Path.cwd()) else Path.cwd())

    def in_project(asked: Rule) -> list[Finding]:
        run = plan(top, Overrides(select=(asked.code,), trust=isinstance(settings, Overrides) and settings.trust))
        report = gather(run, outcomes(run))
        found = [one for one in report.findings if one.code == asked.code and absolute(one.path or "") == here]
        if report.problems and not found:
            raise RulekitError(f"the project of {path} was not wholly judged: {report.problems[0]}")
        return found

    document = Keys(None, (str(top),)).placed(read_document(path))
    held = settings_for(path, settings)
    with knowing(held):
        return list(reasons(document, held, Asked(rule, line, cell), in_project))


@paused_collection()
def gather(run: Run, found: Iterable[Outcome | str], read: Callable[[str], Document] = read_document) -> Report:
    """Put the outcomes of files together, and judge the projects that they make up; `read` gives lines to show."""
    answers = list(zip(run.files, found, strict=True))
    outcomes = [(file, answer) for file, answer in answers if isinstance(answer, Outcome)]
    findings = [finding for _, outcome in outcomes for finding in outcome.findings]
    collected = [one for _, outcome in outcomes for one in outcome.collected]
    unread = [file for file, answer in answers if isinstance(answer, str) or answer.crashes or answer.unread]
    unread += [*run.search.problems, *run.search.left_out]
    beside = Beside(tuple(unread), lambda: members_among(run.search.other_files()))
    together = judge_together(collected, findings, run.folders, lambda path: settings_for(path, run.settings), beside)
    places = set(map(place_of, (*together.kept, *together.added)))
    withdrawn = tuple(finding for finding in findings if place_of(finding) not in places)
    shown = [*together.kept, *shown_again(together.added, {one.member.path: one.seen for one in collected}, read)]
    order = {file: at for at, file in enumerate(run.files)}
    shown.sort(key=lambda finding: order.get(finding.path or "", 0))
    unasked, unable = _unasked(run, partial=together.partial)
    checked = tuple(file for file, one in outcomes if one.findings or not (one.unread or one.skipped))
    skipped = [(link, reason) for link, reason in run.search.left_out.items()]
    skipped += [(file, one.skipped) for file, one in outcomes if one.skipped and not one.unread]
    return Report(
        tuple(shown),
        checked,
        (*run.search.problems.values(), *run.own.problems, *_problems(answers), *map(str, together.crashes), *unable),
        tuple(f"{file}: {reason}" for file, reason in skipped),
        unasked,
        withdrawn,
        frozenset(rule.code for rule in catalog() if rule.in_bulk),
        secrets=outcomes[0][1].secrets if len(outcomes) == 1 else NO_SECRETS,
        consent=together.consent,
    )


def _problems(answers: Iterable[tuple[str, Outcome | str]]) -> Iterator[str]:
    """Say what went wrong in files, and in one line for all of them where this Python is too old for a project."""
    newer: dict[str, list[str]] = defaultdict(list)
    for file, answer in answers:
        if isinstance(answer, str):
            yield answer
            continue
        yield from map(str, answer.crashes)
        if answer.unread:
            newer[answer.unread].append(file)
    yield from (f"{reason}: {_number(files)} not read, {files[0]} first" for reason, files in newer.items())


def _number(files: Sequence[str]) -> str:
    return f"{len(files)} file{'s' * (len(files) > 1)}"


def _unasked(run: Run, *, partial: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the rules that need a whole project to judge; if no other was chosen for single files, it is a problem."""
    if not run.files or (run.folders and not partial):
        return (), ()
    modules = [file for file in run.files if not file.endswith((*NOTEBOOKS, ".txt")) and notebook_name(file) is None]
    unable = only_for_projects(settings_for(run.files[0], run.settings))
    rules = project_rules(settings_for(modules[0], run.settings)) if modules else ()
    asked = tuple(f"{rule.code} {rule.name}" for rule in rules if needs_project(rule))
    return ((), unable) if unable and not run.folders else (asked, ())


def _check_files(run: Run) -> list[Outcome | str]:
    return list(outcomes(run))


def _chunked(files: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Cut files into rows that take about as long: a few large ones, or many small ones."""
    chunk: list[str] = []
    size = 0
    for file in files:
        chunk.append(file)
        size += size_of(file)
        if len(chunk) == CHUNK or size > CHUNK_SIZE:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)
