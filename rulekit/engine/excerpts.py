"""Excerpts: the path and the lines that a finding shows, and secrets masked in all that it says."""

import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache, partial
from itertools import groupby

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.notebooks.cell_parsing import NOTHING, notebook_sources
from rulekit.analysis.notebooks.related_cells import near, shared_by
from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.secrets.plain_text import COMMAND, literal_places
from rulekit.analysis.secrets.secret_names import secrecy
from rulekit.analysis.secrets.written_secrets import (
    NO_SECRETS,
    Secrets,
    all_literals,
    secrets_of_code,
    secrets_of_text,
)
from rulekit.analysis.syntax.cell_map import CellMap
from rulekit.analysis.syntax.lines import split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.engine.anchors import Anchors
from rulekit.engine.files import Document, read_document
from rulekit.engine.grouping import TOO
from rulekit.engine.masked_edits import with_shown_edits
from rulekit.model.errors import TimeLimitError, UnreadableError
from rulekit.model.finding import Cell, Finding, Span
from rulekit.model.late import dataclass, regex
from rulekit.notebook.document import Notebook, NotebookCell
from rulekit.notebook.magics import MOST_KEPT

LinesOf = Callable[[Span], Sequence[str]]

_WORD = regex(r"\w+")
# A finding may span a whole class; its first lines say which.
EXCERPT = 6
# A session is one of few, and few states of it are looked at again.
MOST_TOGETHER = 8


@dataclass(frozen=True)
class Seen:
    """What was seen of a file whose lines may be shown later: a `checksum` of its text, and its secrets."""

    checksum: int
    secrets: Secrets = field(default=NO_SECRETS, repr=False)


def secrets_of(subjects: Sequence[Source | Manifest]) -> Secrets:
    """Return all texts of a document that tell a secret, whatever the settings are."""
    trees = [_told_by_tree(subject) for subject in subjects if isinstance(subject, Source)]
    return _written_in(subjects).union(*trees)


def _told_by_tree(source: Source) -> Secrets:
    """Return the texts that tell a secret in code; where that cannot be told, every literal may."""
    try:
        return secrets_of_code(source)
    except TimeLimitError:
        raise
    except Exception:  # noqa: BLE001 - whatever fails, no secret may be shown
        return all_literals(source.text)


def _written_in(subjects: Sequence[Source | Manifest]) -> Secrets:
    """Read a document letter by letter, since comments, commands and what does not parse are in no tree."""
    first, cells = subjects[0], subjects[0].cells
    texts = [cell.text for cell in cells.notebook.cells if cells.is_module or cell.kind == "code"] if cells else []
    sources = [subject for subject in subjects if isinstance(subject, Source)]
    is_code = bool(sources) and not any(source.broken for source in sources)
    if not texts and isinstance(first, Source):
        return secrets_of_text(first.text, is_code=is_code, words=vocabulary(first))
    texts = texts or ["".join(first.lines)]
    if cells and sources and sources[0].parsed.asked is not None:
        looked_at = sources[0].parsed.related
        left_out = [cell for cell in cells.notebook.code_cells if cell.cell.position not in looked_at]
        by_tree = (_told_by_code(cell.translated.code) for cell in left_out)
        by_text = (_told_by_text(text, is_code=is_code) for text in texts)
        return _told_elsewhere(cells, looked_at).union(*by_tree, *by_text)
    return NO_SECRETS.union(*(secrets_of_text(text, is_code=is_code) for text in texts))


def _told_elsewhere(cells: CellMap, looked_at: Container[int]) -> Secrets:
    """Tell what cells, of which some were left out, say together of texts that are shown.

    A text that stands in one of them may get the name of a secret in another.
    """
    codes = cells.notebook.code_cells
    shared = [shared_by(cell.text, cell.translated.code) for cell in codes]
    shown = "\n".join(_written_by(cell.text) for cell in codes if cell.cell.position in looked_at)
    left_out = (at for at, cell in enumerate(codes) if cell.cell.position not in looked_at)
    together = near(shared, [at for at in left_out if any(text in shown for text in shared[at].texts)])
    if not any(_names_a_secret(codes[at].translated.code) for at in together):
        return NO_SECRETS
    return _told_together(tuple(cell for at, cell in enumerate(codes) if at in together))


@lru_cache(MOST_TOGETHER)
def _told_together(cells: tuple[NotebookCell, ...]) -> Secrets:
    """Tell what cells say together, or remember it: a cell is judged several times, and most cells have no part in it.

    More cells may follow, and so each is parsed once.
    """
    sources = notebook_sources(Notebook("", cells, {}), known=replace(NOTHING, partial=True))
    return NO_SECRETS.union(*map(_told_by_tree, sources))


@lru_cache(MOST_KEPT)
def _written_by(text: str) -> str:
    """Give what a cell writes in quotes, comments and commands; the names in its code are no secrets."""
    quoted = (text[start:end] for start, end in literal_places(text))
    return "\n".join([*quoted, *(match[0] for match in COMMAND.finditer(text))])


@lru_cache(MOST_KEPT)
def _names_a_secret(code: str) -> bool:
    """Tell whether a word of a cell is the name of a secret, without which no text of another cell is told by it."""
    return any(map(secrecy, _WORD.findall(code)))


@lru_cache(MOST_KEPT)
def _told_by_text(text: str, *, is_code: bool) -> Secrets:
    """Read the text of a cell, or remember what it tells, while its notebook is being written."""
    return secrets_of_text(text, is_code=is_code)


@lru_cache(MOST_KEPT)
def _told_by_code(code: str) -> Secrets:
    """Tell the same of the code of a cell that has nothing to do with the one that is asked for."""
    return _told_by_tree(Source(code))


def shown_in(
    document: Document, findings: Iterable[Finding], lines_of: LinesOf, secrets: Secrets = NO_SECRETS
) -> Iterator[Finding]:
    """Put findings into their document: its path, and the lines that they show, without its secrets."""
    anchors: dict[Cell | None, Anchors] = {}
    for finding in findings:
        fix = finding.fix and with_shown_edits(finding.fix, lines_of, secrets)
        lines = lines_of(finding.span)
        if finding.cell not in anchors:
            anchors[finding.cell] = Anchors(lines, partial(mask, secrets=secrets))
        excerpt, anchor = _excerpt(lines, finding.span), _anchor(finding, anchors[finding.cell])
        placed = finding._replace(path=document.path or None, excerpt=excerpt, anchor=anchor, fix=fix, group=None)
        yield masked(placed, secrets)


def _anchor(finding: Finding, anchors: Anchors) -> str:
    """Name what a finding is known by; of several places whichever is written shortest, since the first may move."""
    if finding.group is None:
        return anchors.of(finding.span)
    others = [step.span for step in finding.steps if step.message == TOO and step.span.cell == finding.cell]
    return min((anchors.of(span, everywhere=True) for span in (finding.span, *others)), key=lambda one: (len(one), one))


def masked(finding: Finding, secrets: Secrets) -> Finding:
    """Hide secrets in all that a finding says and shows. Its edits stay, for who applies them needs them."""
    title = finding.fix.title if finding.fix else ""
    said = (finding.message, title, *finding.excerpt, *(step.message for step in finding.steps))
    if not secrets and "://" not in "\n".join(said):
        return finding
    return finding._replace(
        message=mask(finding.message, secrets),
        excerpt=tuple(mask(line, secrets) for line in finding.excerpt),
        steps=tuple(replace(step, message=mask(step.message, secrets)) for step in finding.steps),
        fix=finding.fix and replace(finding.fix, title=mask(finding.fix.title, secrets)),
    )


def shown_again(
    findings: Iterable[Finding], seen: Mapping[str, Seen], read: Callable[[str], Document] = read_document
) -> Iterator[Finding]:
    """Put findings into modules that were read before; of one that vanished or changed there are no lines to show."""
    for path, together in groupby(findings, key=lambda finding: finding.path or ""):
        document = _unchanged(path, seen[path], read)
        yield from shown_in(document, together, _lines_in(document), seen[path].secrets)


def lines_of(subject: Source | Manifest, document: Document) -> LinesOf:
    """Return what gives the lines around a span: those of its cell, or of the whole file."""
    cells = subject.cells
    if cells is None:
        return lambda _: subject.lines
    return _lines_in(document) if cells.is_module else cells.lines_of


def _lines_in(document: Document) -> LinesOf:
    lines = split_lines(document.text)
    return lambda _: lines


def _unchanged(path: str, seen: Seen, read: Callable[[str], Document]) -> Document:
    """Read a file again; if it is not what it was, it counts as empty."""
    try:
        document = read(path)
    except UnreadableError:
        return Document(path, "")
    return document if checksum_of(document.text) == seen.checksum else Document(path, "")


def checksum_of(text: str) -> int:
    """Return a number by which a text is known again, in any process."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _excerpt(lines: Sequence[str], span: Span) -> tuple[str, ...]:
    return tuple(lines[span.line - 1 : min(span.end_line, span.line + EXCERPT - 1)])
