"""From a text to its findings: what sources it holds, what the rules say of each, and where that stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rulekit.analysis.cells import NOTHING, notebook_sources
from rulekit.analysis.manifest import Manifest, installs, read_manifest
from rulekit.analysis.roles import role_of
from rulekit.analysis.source import Parsed, Source
from rulekit.engine.across import Collected, collect
from rulekit.engine.cellwise import chosen_by_cells
from rulekit.engine.consent import asking
from rulekit.engine.expectation import meet_expectations
from rulekit.engine.files import Document, is_manifest
from rulekit.engine.judge import Crash, TooLarge, judge
from rulekit.engine.places import codes_for, inner_path
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding, Span, Step
from rulekit.notebook.document import Notebook, read_notebook

Subject = Source | Manifest

FOREIGN = "a notebook in another language"
MEGABYTE = 1_000_000
EXCERPT = 6
SHOWN = 4
MASK = "*"


@dataclass(frozen=True)
class Outcome:
    """What one file gave: findings in the order of the file, checks that failed, and whether it was skipped.

    `collected` holds what it adds to its project, where that was asked for.
    """

    path: str | None
    findings: tuple[Finding, ...] = ()
    crashes: tuple[Crash, ...] = ()
    skipped: str = ""
    collected: tuple[Collected, ...] = ()


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
        told = f"it holds {size / MEGABYTE:.1f} MB of code, more than `size-limit` allows"
        return Outcome(document.path or None, crashes=(TooLarge(document.path or "<text>", "", told),))
    if notebook:
        return check_notebook(notebook, document, settings, collecting=collecting)
    crashes: list[Crash] = []
    codes = codes_for(document.origin, settings)
    subjects = aimed(subjects_in(document, role), settings)
    found: Iterable[Finding] = _findings(subjects, codes, settings, crashes)
    if document.is_importable and not collecting:
        found = map(asking, found)
    collected = _collected(subjects, document, settings, crashes) if collecting else ()
    return Outcome(document.path or None, tuple(sorted(found, key=_order)), tuple(crashes), collected=collected)


def check_notebook(
    notebook: Notebook,
    document: Document,
    settings: Settings,
    known: Parsed = NOTHING,
    *,
    collecting: bool = False,
) -> Outcome:
    """Judge a notebook; `known` holds what a running kernel adds to it.

    Cells that are bad on purpose must show what they expect; while the notebook is being written, that is reported
    like all else.
    """
    if not notebook.is_python:
        return Outcome(document.path, skipped=FOREIGN)
    crashes: list[Crash] = []
    codes = codes_for(document.origin, settings)
    subjects = aimed(notebook_subjects(notebook, document.origin, known), settings)
    found = (finding._replace(path=document.path) for finding in _findings(subjects, codes, settings, crashes))
    findings = chosen_by_cells(notebook, found)
    cells = next((subject.cells for subject in subjects), None)
    if cells is not None and not known.partial:
        findings = meet_expectations(cells, findings, codes)
    collected = _collected(subjects, document, settings, crashes) if collecting else ()
    return Outcome(document.path, tuple(sorted(findings, key=_order)), tuple(crashes), collected=collected)


def _collected(
    subjects: Iterable[Subject], document: Document, settings: Settings, crashes: list[Crash]
) -> tuple[Collected, ...]:
    inner = inner_path(document.path) or ""
    sources = [subject for subject in subjects if isinstance(subject, Source)]
    answered = [collect(source, inner, settings.selected, crashes) for source in sources]
    return tuple(one for one in answered if one is not None)


def _findings(
    subjects: Iterable[Subject], codes: frozenset[str], settings: Settings, crashes: list[Crash]
) -> list[Finding]:
    kept = []
    for subject in subjects:
        judged = subject.parsed.judged if isinstance(subject, Source) else None
        found = list(judge(subject, codes, settings, crashes))
        hidden = tuple(finding.hidden for finding in found if finding.hidden)
        for finding in found:
            placed = located(subject, finding, hidden)
            if judged is None or (placed.cell and placed.cell.position in judged):
                kept.append(placed)
    return kept


def aimed(subjects: Iterable[Subject], settings: Settings) -> list[Subject]:
    """Tell sources for which Python they are written, and how long they may take."""
    listed = list(subjects)
    for subject in listed:
        if isinstance(subject, Source):
            subject.target = settings.target
            subject.is_aimed = bool(settings.target_version)
            subject.allow(settings.time_limit)
    return listed


def subjects_in(document: Document, role: str | None = None) -> Iterator[Subject]:
    """Give what a text holds: a module, the cells of a notebook, the files they write, a list of dependencies."""
    if document.is_notebook:
        yield from notebook_subjects(read_notebook(document.text, document.path), document.path)
    elif is_manifest(document.origin):
        yield read_manifest(document.text, document.path)
    else:
        path = document.path or None
        yield Source(document.text, path, role or role_of(inner_path(path), document.text))


def notebook_subjects(notebook: Notebook, path: str, known: Parsed = NOTHING) -> Iterator[Subject]:
    """Give what a notebook holds: its code in each role that cells ask for, the files they write, what they install."""
    sources = notebook_sources(notebook, path, known)
    yield from sources
    if sources and (manifest := installs(sources[0])) is not None:
        yield manifest


def located(subject: Subject, finding: Finding, hidden: Sequence[Span] = ()) -> Finding:
    """Turn positions in the code under check into positions in its file, and forget the tree.

    The excerpt shows nothing of the `hidden` spans but their first characters.
    """
    cells = subject.cells
    if cells is None:
        excerpt = _excerpt(subject.lines, finding.span, hidden)
        return finding._replace(node=None, physical_line=finding.span.line, excerpt=excerpt)
    span = cells.locate(finding.span)
    fix = finding.fix and cells.locate_fix(finding.fix)
    steps = tuple(Step(cells.locate(step.span), step.message) for step in finding.steps)
    near = [one for one in map(cells.locate, hidden) if one.cell == span.cell]
    line, excerpt = cells.physical_line(span), _excerpt(cells.lines_of(span), span, near)
    return finding._replace(node=None, span=span, fix=fix, steps=steps, physical_line=line, excerpt=excerpt)


def _excerpt(lines: Sequence[str], span: Span, hidden: Sequence[Span]) -> tuple[str, ...]:
    shown = lines[span.line - 1 : min(span.end_line, span.line + EXCERPT - 1)]
    for secret in hidden:
        shown = [_masked(line, number, secret) for number, line in enumerate(shown, span.line)]
    return tuple(shown)


def _masked(line: str, number: int, hidden: Span) -> str:
    first = hidden.column - 1 + SHOWN if number == hidden.line else 0
    last = hidden.end_column - 1 if number == hidden.end_line else len(line.rstrip("\r\n"))
    if not hidden.line <= number <= hidden.end_line or last <= first:
        return line
    return f"{line[:first]}{MASK * (last - first)}{line[last:]}"


def _order(finding: Finding) -> tuple[int, int, int, str]:
    span = finding.span
    return (span.cell.number if span.cell else 0, span.line, span.column, finding.code)
