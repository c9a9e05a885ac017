"""Checking the text of one file, unless it is over the size limit: its sources, what rules say of each, and where."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from rulekit.analysis.dependencies.manifest import Manifest, installs, read_manifest, script_dependencies
from rulekit.analysis.notebooks.cell_parsing import NOTHING, notebook_sources
from rulekit.analysis.project.roles import role_of
from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.secrets.written_secrets import NO_SECRETS, Secrets
from rulekit.analysis.syntax.source import Parsed, Source
from rulekit.engine.cell_options import left_out_by_cells, wrong_options
from rulekit.engine.crashes import TEXT, Crash, TooLarge, deep_stack, noted, timed
from rulekit.engine.excerpts import lines_of, secrets_of, shown_in
from rulekit.engine.expected_findings import expectations, unexpected, unmet
from rulekit.engine.files import Document, is_manifest, text_beside
from rulekit.engine.fix_consent import needing_consent
from rulekit.engine.fixing import with_sound_fixes
from rulekit.engine.grouping import grouped
from rulekit.engine.judge import judge
from rulekit.engine.outcome import Outcome
from rulekit.engine.project_root import codes_for, inner_path, role_path
from rulekit.engine.project_rules import Collected, collect
from rulekit.engine.rewriting import broken_notebook, broken_text
from rulekit.engine.settings import Settings
from rulekit.engine.target_version import python_of_script
from rulekit.engine.unread_code import ignored, newer_python, told_once, without_syntax_errors
from rulekit.model.finding import Finding, Step
from rulekit.notebook.document import Notebook, read_notebook

Subject = Source | Manifest

OTHER_LANGUAGE = "a notebook in another language"
MEGABYTE = 1_000_000


def check_document(
    document: Document, settings: Settings, role: str | None = None, *, collecting: bool = False
) -> Outcome:
    """Judge the text of a file, and on request collect what rules about whole projects want to know of it.

    Raises:
        UnreadableError: it should be a notebook and is none.
    """
    notebook = read_notebook(document.text, document.path) if document.is_notebook else None
    size = sum(len(cell.text) for cell in notebook.code_cells) if notebook else len(document.text)
    if size > settings.size_limit * MEGABYTE:
        excess = f"it holds {size / MEGABYTE:.1f} MB of code, more than `size-limit` allows"
        return Outcome(document.path or None, crashes=(TooLarge(document.path or "<text>", "", excess),))
    if notebook:
        return check_notebook(notebook, document, settings, collecting=collecting)
    crashes: list[Crash] = []
    findings: list[Finding] = []
    collected: tuple[Collected, ...] = ()
    secrets = NO_SECRETS
    unread = skipped = ""
    codes = codes_for(document.origin, settings)
    with _noting_crashes(document, settings, crashes):
        subjects = with_target(subjects_in(document, role), settings)
        found = [one for subject in subjects for one in _rule_findings(subject, codes, settings, crashes)]
        secrets = secrets_of(subjects) if found or crashes or collecting else NO_SECRETS
        skipped, unread = ignored(subjects, codes), newer_python(subjects, settings)
        found = without_syntax_errors(found) if unread else found
        if document.is_importable and not collecting:
            found = [*map(needing_consent, found)]
        found = with_sound_fixes(found, broken_text(document.text)) if isinstance(subjects[0], Source) else found
        findings = [*shown_in(document, grouped(found), lines_of(subjects[0]), secrets)]
        collected = _collected(subjects, document, settings, crashes) if collecting else ()
    outcome = _outcome(document.path or None, findings, crashes, collected, secrets)
    return replace(outcome, skipped=skipped, unread=unread)


def check_notebook(
    notebook: Notebook,
    document: Document,
    settings: Settings,
    known: Parsed = NOTHING,
    *,
    collecting: bool = False,
) -> Outcome:
    """Judge a notebook; `known` holds what a running kernel adds to it.

    Cells that are bad on purpose must show what they expect, as far as all was judged; while the notebook is being
    written, what they show is reported all the same.
    """
    if not notebook.is_python:
        return Outcome(document.path, skipped=OTHER_LANGUAGE)
    crashes: list[Crash] = []
    findings: list[Finding] = []
    collected: tuple[Collected, ...] = ()
    secrets = NO_SECRETS
    unread = skipped = ""
    codes = codes_for(document.origin, settings)
    with _noting_crashes(document, settings, crashes):
        sources = with_target(notebook_subjects(notebook, document.origin, known), settings)
        found = [one for source in sources for one in _cell_findings(source, codes, settings, crashes)]
        whole = sources[0]
        judged = [*found, *_engine_findings(whole, wrong_options(whole), codes)]
        expected = expectations(whole, codes)
        missed = unmet(whole, judged, expected) if not crashes else ()
        left = [*(judged if known.partial else unexpected(judged, expected)), *_engine_findings(whole, missed, codes)]
        skipped, unread = ignored(sources, codes), newer_python(sources, settings)
        left = without_syntax_errors(left) if unread else told_once(notebook, whole, left)
        left = with_sound_fixes(left, broken_notebook(notebook))
        secrets = secrets_of(sources) if left or crashes or collecting else NO_SECRETS
        findings = [*shown_in(document, grouped(left), lines_of(whole), secrets)]
        collected = _collected(sources, document, settings, crashes) if collecting else ()
    return replace(_outcome(document.path, findings, crashes, collected, secrets), skipped=skipped, unread=unread)


@contextmanager
def _noting_crashes(document: Document, settings: Settings, crashes: list[Crash]) -> Iterator[None]:
    """Note what goes wrong outside the rules too; what is left to do when they have used up their time has as much."""
    path = document.path or TEXT
    with deep_stack(), timed(crashes, path, 2 * settings.time_limit), noted(crashes, path):
        yield


def _outcome(
    path: str | None,
    findings: Iterable[Finding],
    crashes: Iterable[Crash],
    collected: tuple[Collected, ...],
    secrets: Secrets,
) -> Outcome:
    noted_once = dict.fromkeys(replace(crash, error=mask(crash.error, secrets)) for crash in crashes)
    return Outcome(path, tuple(findings), tuple(noted_once), "", collected, secrets)


def _collected(
    subjects: Iterable[Subject], document: Document, settings: Settings, crashes: list[Crash]
) -> tuple[Collected, ...]:
    inner = inner_path(document.path) or ""
    sources = [subject for subject in subjects if isinstance(subject, Source)]
    answered = [collect(source, inner, settings.selected, crashes) for source in sources]
    return tuple(answers for answers in answered if answers is not None)


def _engine_findings(subject: Subject, findings: Iterable[Finding], codes: frozenset[str]) -> list[Finding]:
    """Locate what the engine says of cells, as far as it is asked for."""
    return [located(subject, finding) for finding in findings if finding.code in codes]


def _rule_findings(
    subject: Subject, codes: frozenset[str], settings: Settings, crashes: list[Crash]
) -> Iterator[Finding]:
    """Give what the rules find, each where it stands."""
    return (located(subject, finding) for finding in judge(subject, codes, settings, crashes))


def _cell_findings(
    subject: Subject, codes: frozenset[str], settings: Settings, crashes: list[Crash]
) -> Iterator[Finding]:
    """Give what the rules find in the cells that this source judges, unless the options of a cell leave it out."""
    judged = subject.parsed.judged if isinstance(subject, Source) else None
    is_left_out = left_out_by_cells(subject)
    # Nobody imports from a notebook, but from a file that it writes.
    is_importable = isinstance(subject, Source) and subject.parsed.file is not None
    for finding in judge(subject, codes, settings, crashes, is_left_out):
        placed = located(subject, needing_consent(finding) if is_importable else finding)
        is_judged = judged is None or (placed.cell and placed.cell.position in judged)
        if is_judged and not is_left_out(placed):
            yield placed


def with_target(subjects: Iterable[Subject], settings: Settings) -> list[Subject]:
    """Tell sources for which Python they are written."""
    listed = list(subjects)
    for subject in listed:
        if isinstance(subject, Source):
            subject.target = python_of_script(subject.text) or settings.target
            subject.is_aimed = bool(settings.target_version)
    return listed


def subjects_in(document: Document, role: str | None = None) -> Iterator[Subject]:
    """Give what a text holds: a module, the cells of a notebook, the files they write, a list of dependencies."""
    beside = partial(text_beside, document)
    if document.is_notebook:
        yield from notebook_subjects(read_notebook(document.text, document.path), document.path)
    elif is_manifest(document.origin):
        yield read_manifest(document.text, document.path, beside)
    else:
        path = document.path or None
        source = Source(document.text, path, role or role_of(role_path(path, document.top), document.text))
        yield source
        if (manifest := script_dependencies(source, beside)) is not None:
            yield manifest


def notebook_subjects(notebook: Notebook, path: str, known: Parsed = NOTHING) -> Iterator[Subject]:
    """Give what a notebook holds: its code in each role that cells ask for, the files they write, what they install."""
    sources = notebook_sources(notebook, path, known)
    yield from sources
    if sources and (manifest := installs(sources[0])) is not None:
        yield manifest


def located(subject: Subject, finding: Finding) -> Finding:
    """Turn positions in the code under check into positions in its file, and forget the tree."""
    cells = subject.cells
    if cells is None:
        return finding._replace(node=None, physical_line=finding.span.line)
    span = cells.locate(finding.span)
    fix = finding.fix and cells.locate_fix(finding.fix)
    steps = tuple(Step(cells.locate(step.span), step.message) for step in finding.steps)
    line = cells.physical_line(span)
    return finding._replace(node=None, span=span, fix=fix, steps=steps, physical_line=line)
