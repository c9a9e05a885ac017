"""Where findings stand: their document's path and lines, put into them in one place, with all secrets masked."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rulekit.analysis.syntax.lines import split_lines
from rulekit.engine.files import Document, read_document
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Finding, Span

LinesOf = Callable[[Span], Sequence[str]]

EXCERPT = 6
SHOWN = 4
MASK = "*"


@dataclass(frozen=True)
class Seen:
    """What was seen of a file whose lines may be shown later: a `mark` of its text, and the secrets in it."""

    mark: int
    hidden: tuple[Span, ...]


def shown_in(
    document: Document, findings: Iterable[Finding], lines_of: LinesOf, hidden: Sequence[Span] = ()
) -> Iterator[Finding]:
    """Put findings into their document: its path, and the lines that they show.

    The lines show nothing of the `hidden` spans but their first characters.
    """
    for finding in findings:
        near = [span for span in hidden if span.cell == finding.cell]
        excerpt = _excerpt(lines_of(finding.span), finding.span, near)
        yield finding._replace(path=document.path or None, excerpt=excerpt)


def shown_again(findings: Iterable[Finding], seen: Mapping[str, Seen]) -> Iterator[Finding]:
    """Put findings into modules that were read before; of one that vanished or changed there are no lines to show."""
    for path, together in groupby(findings, key=lambda finding: finding.path or ""):
        document = _unchanged(path, seen[path])
        yield from shown_in(document, together, _lines_in(document), seen[path].hidden)


def _lines_in(document: Document) -> LinesOf:
    lines = split_lines(document.text)
    return lambda _: lines


def _unchanged(path: str, seen: Seen) -> Document:
    """Read a file again; if it is not what it was, it counts as empty."""
    try:
        document = read_document(path)
    except UnreadableError:
        return Document(path, "")
    return document if mark_of(document.text) == seen.mark else Document(path, "")


def mark_of(text: str) -> int:
    """Give a number by which a text is known again, in any process."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


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
