"""Checking the text of one file, unless it is over the size limit: its sources, what rules say of each, and where."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from rulekit.analysis.dependencies.manifest import Manifest, installs, read_manifest, script_dependencies
from rulekit.analysis.notebooks.cell_parsing import NOTHING, notebook_sources
from rulekit.analysis.notebooks.text_notebooks import text_notebook
from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.secrets.written_secrets import NO_SECRETS, Secrets
from rulekit.analysis.syntax.source import Parsed, Source
from rulekit.engine.catalog import knowing
from rulekit.engine.cell_options import left_out_by_cells, wrong_options
from rulekit.engine.collection import paused_collection
from rulekit.engine.crashes import TEXT, Crash, Noted, TooLarge, deep_stack, timed
from rulekit.engine.engine_rules import SYNTAX_ERROR, UNUSED_SUPPRESSION
from rulekit.engine.excerpts import lines_of, secrets_of, shown_in
from rulekit.engine.expected_findings import expectations, unexpected, unmet
from rulekit.engine.files import Document, is_manifest, text_beside
from rulekit.engine.fix_consent import needing_consent, needing_consent_anywhere
from rulekit.engine.fixing import with_sound_fixes
from rulekit.engine.grouping import grouped
from rulekit.engine.judge import judge
from rulekit.engine.outcome import Outcome
from rulekit.engine.project_root import codes_for, inner_path, role_within
from rulekit.engine.project_rules import Collected, collect
from rulekit.engine.rewriting import breaks_module, breaks_notebook
from rulekit.engine.settings import Settings
from rulekit.engine.target_version import python_of_script
from rulekit.engine.unread_code import ignored, newer_code, newer_python, told_once, without_newer
from rulekit.model.finding import Edit, Finding, Span
from rulekit.model.late import regex
from rulekit.notebook.document import Notebook, read_notebook

Subject = Source | Manifest

OTHER_LANGUAGE = "a notebook in another language"
MEGABYTE = 1_000_000
# nbdev's directives stand at the top of a cell; those of its first version have no bar.
EXPORT = regex(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*?#[ \t]*(?:\|[ \t]*)?exports?i?(?:[ \t]+[\w.]+)?[ \t]*(?=[\r\n]|\Z)")


@paused_collection()
def check_document(
    document: Document, settings: Settings, role: str | None = None, *, collecting: bool = False
) -> Outcome:
    """Judge the text of a file, and on request collect what rules about whole projects want to know of it.

    Raises:
        UnreadableError: it should be a notebook and is none.
    """
    with knowing(settings):
        return _check_document(document, settings, role, collecting=collecting)


def _check_document(document: Document, settings: Settings, role: str | None, *, collecting: bool) -> Outcome:
    notebook = notebook_in(document, role)
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
        newer = newer_code(subjects, settings)
        skipped, unread = ignored(subjects, codes), newer_python(newer, settings)
        found = without_newer(found, newer)
        found = with_sound_fixes(found, breaks_module(subjects[0])) if isinstance(subjects[0], Source) else found
        found = _consented(found, document, collecting=collecting)
        findings = [*shown_in(document, grouped(found), lines_of(subjects[0], document), secrets)]
        collected = _collected(subjects, document, settings, secrets, crashes) if collecting else ()
        _forget(subjects)
    outcome = _outcome(document.path or None, findings, crashes, collected, secrets)
    return replace(outcome, skipped=skipped, unread=unread)


@paused_collection()
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
    with knowing(settings):
        return _check_cells(notebook, document, settings, known, collecting=collecting)


def _check_cells(
    notebook: Notebook, document: Document, settings: Settings, known: Parsed, *, collecting: bool
) -> Outcome:
    crashes: list[Crash] = []
    findings: list[Finding] = []
    collected: tuple[Collected, ...] = ()
    secrets = NO_SECRETS
    unread = skipped = ""
    codes = codes_for(document.origin, settings)
    with _noting_crashes(document, settings, crashes):
        sources = with_target(notebook_subjects(notebook, document.origin, known), settings)
        found = [one for source in sources for one in _cell_findings(source, codes, settings, crashes)]
        found = [one for one in found if _has_say(one, known.asked)]
        whole = sources[0]
        judged = [*found, *_engine_findings(whole, wrong_options(whole), codes, settings)]
        expected = expectations(whole, codes)
        missed = unmet(whole, judged, expected) if not crashes else ()
        left = [
            *(judged if known.partial else unexpected(judged, expected)),
            *_engine_findings(whole, missed, codes, settings),
        ]
        newer = newer_code(sources, settings)
        skipped, unread = ignored(sources, codes), newer_python(newer, settings)
        left = told_once(notebook, whole, without_newer(left, newer))
        left = with_sound_fixes(left, breaks_notebook(notebook))
        secrets = secrets_of(sources) if left or crashes or collecting else NO_SECRETS
        left = _consented((as_written(whole, one) for one in left), document, collecting=collecting)
        findings = [*shown_in(document, grouped(left), lines_of(whole, document), secrets)]
        collected = _collected(sources, document, settings, secrets, crashes) if collecting else ()
        _forget(sources)
    return replace(_outcome(document.path, findings, crashes, collected, secrets), skipped=skipped, unread=unread)


def _forget(subjects: Iterable[Subject]) -> None:
    """Let go of the answers, which hold the sources that hold them: a tree is freed when nobody holds it."""
    for subject in subjects:
        if isinstance(subject, Source):
            subject.answers.clear()


def _consented(findings: Iterable[Finding], document: Document, *, collecting: bool) -> list[Finding]:
    """Ask for consent where other files, which are not looked at, may import what a fix takes away."""
    return [*map(needing_consent, findings)] if document.is_importable and not collecting else [*findings]


@contextmanager
def _noting_crashes(document: Document, settings: Settings, crashes: list[Crash]) -> Iterator[None]:
    """Note what goes wrong outside the rules too; what is left to do when they have used up their time has as much."""
    path = document.path or TEXT
    with deep_stack(), timed(crashes, path, 2 * settings.time_limit), Noted(crashes, path):
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
    subjects: Iterable[Subject], document: Document, settings: Settings, secrets: Secrets, crashes: list[Crash]
) -> tuple[Collected, ...]:
    inner = inner_path(document.path) or ""
    sources = [subject for subject in subjects if isinstance(subject, Source)]
    answered = [collect(source, inner, settings, secrets, crashes) for source in sources]
    return tuple(answers for answers in answered if answers is not None)


def _engine_findings(
    subject: Subject, findings: Iterable[Finding], codes: frozenset[str], settings: Settings
) -> list[Finding]:
    """Locate what the engine says of cells, as far as it is asked for."""
    asked = (finding for finding in findings if finding.code in codes)
    return [located(subject, settings.weighed(finding, UNUSED_SUPPRESSION)) for finding in asked]


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
        placed = needing_consent_anywhere(placed) if _is_exported(subject, placed) else placed
        is_judged = judged is None or (placed.cell and placed.cell.position in judged)
        if is_judged and not is_left_out(placed):
            yield placed


def _has_say(finding: Finding, asked: int | None) -> bool:
    """Tell whether a finding is wanted where one cell is asked for, or is told together with others."""
    is_told_for_others = finding.group is not None or finding.code == SYNTAX_ERROR.code
    return asked is None or is_told_for_others or bool(finding.cell and finding.cell.position == asked)


def _is_exported(subject: Subject, finding: Finding) -> bool:
    """Tell whether nbdev makes a part of a module of the cell."""
    cells = subject.cells
    return bool(cells and finding.cell and EXPORT.match(cells.notebook.cells[finding.cell.position].text))


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
    if notebook := notebook_in(document, role):
        yield from notebook_subjects(notebook, document.path)
    elif is_manifest(document.origin):
        yield read_manifest(document.text, document.path, beside)
    else:
        path = document.path or None
        source = Source(document.text, path, role or role_within(path, document.text, document.top))
        yield source
        if (manifest := script_dependencies(source, beside)) is not None:
            yield manifest


def notebook_in(document: Document, role: str | None = None) -> Notebook | None:
    """Read a notebook, or a module that is one; nothing where a document is neither.

    Raises:
        UnreadableError: it should be a notebook and is none.
    """
    if document.is_notebook:
        return read_notebook(document.text, document.path)
    may_be_one = document.origin in {"", "-"} or document.origin.endswith(".py")
    return text_notebook(document.text, document.origin, role) if may_be_one else None


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
    placed = _moved(finding, cells.locate)
    steps = tuple(replace(step, physical_line=cells.physical_line(step.span)) for step in placed.steps)
    return placed._replace(node=None, physical_line=cells.physical_line(placed.span), steps=steps)


def as_written(subject: Subject, finding: Finding) -> Finding:
    """Turn positions in a cell into those of the file, where a notebook is stored as a module."""
    cells = subject.cells
    return _moved(finding, cells.as_written) if cells and cells.is_module else finding


def _moved(finding: Finding, move: Callable[[Span], Span]) -> Finding:
    """Move a finding, with its steps, the edits of its fix and the scopes of their names."""
    steps = tuple(replace(step, span=move(step.span)) for step in finding.steps)
    fix = finding.fix
    if fix:
        edits = tuple(Edit(move(edit.span), edit.text) for edit in fix.edits)
        names = tuple(use._replace(scope=use.scope and move(use.scope)) for use in fix.names)
        fix = replace(fix, edits=edits, names=names)
    return finding._replace(span=move(finding.span), steps=steps, fix=fix)
