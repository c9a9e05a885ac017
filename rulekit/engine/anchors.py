"""Anchors: what a finding is known by when its lines move. The function or class around it, and its code.

They go into files that people keep, so no secret stands in them, not even its beginning.
"""

from _blake2 import blake2b  # `hashlib` loads OpenSSL beside it
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from rulekit.model.finding import Finding, Span
from rulekit.model.late import regex

Mask = Callable[[str], str]

OUTSIDE = "<module>"
CELL = "cell "
LONGEST = 60
# What a long statement does is told by its first lines.
_LINES = 30
_DIGEST = 4
_BLANK = " \t\f"
_NO_STATEMENT = frozenset("#)]}")
_FIRST_LETTERS = frozenset("acd")
_HEAD = regex(r"(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")
_SHORT, _LONG = (
    [form.replace("Q", quote) for quote in "\"'"]
    for form in (
        r"(?!Q{3})Q[^Q\\\n]*+(?:\\.[^Q\\\n]*+)*+Q?+",
        r"Q{3}[^Q\\]*+(?:(?:\\.|(?!Q{3})Q)[^Q\\]*+)*+(?:Q{3}|\\?\Z)",
    )
)
# The next text in three quotes; comments and other texts before it are taken in one go.
_LONG_TEXT = regex(rf"(?s)(?:[^\"'#]++|#[^\n]*+|{'|'.join(_SHORT)})*+(?:({'|'.join(_LONG)})|\Z)")
_AROUND_SIGNS = regex(r" ?([^\w\s]) ?")
_LAST_COMMA = regex(r",(?=[)\]}])")


class Anchors:
    """The anchors of what is found in some lines, those of a cell or of a file; `mask` hides secrets."""

    def __init__(self, lines: Sequence[str], mask: Mask) -> None:
        """Look at nothing yet."""
        self._lines = lines
        self._mask = mask

    def of(self, span: Span, *, everywhere: bool = False) -> str:
        """Name the place of a finding and its code; what may stand in several places belongs to the whole file.

        Outside of functions and classes a cell of a notebook is a place of its own, known by what it holds.
        """
        own = "" if everywhere else self._around(span) or (span.cell and self._cell)
        place = own or OUTSIDE
        return f"{place}: {self._code(span)}"

    @cached_property
    def _cell(self) -> str:
        return CELL + _digest("\n".join(self._mask(line.rstrip()) for line in self._lines))

    @cached_property
    def _names(self) -> Sequence[str]:
        """Name the functions and classes around each line: those whose heads are indented less, and not left since."""
        inside = self._inside_texts
        open_heads: list[tuple[int, str]] = [(-1, "")]
        found: list[str] = []
        for number, line in enumerate(self._lines, 1):
            rest = line.lstrip(_BLANK)
            # Most lines neither leave a block nor begin one that has a name.
            if len(line) - len(rest) > open_heads[-1][0] and rest[:1] not in _FIRST_LETTERS:
                found.append(open_heads[-1][1])
                continue
            # Neither what is empty, a comment or part of a text, nor the end of a bracket leaves a block.
            if rest and not rest.isspace() and rest[0] not in _NO_STATEMENT and number not in inside:
                indent = len(line) - len(rest)
                while open_heads[-1][0] >= indent:
                    open_heads.pop()
                around = open_heads[-1][1]
                if rest[0] in _FIRST_LETTERS and (match := _HEAD.match(rest)):
                    open_heads.append((indent, f"{around}.{match[1]}" if around else match[1]))
                found.append(around)
            else:
                found.append(open_heads[-1][1])
        return found

    @cached_property
    def _inside_texts(self) -> Container[int]:
        """Return the numbers of the lines that begin inside of a text in three quotes."""
        text = "".join(self._lines)
        spans = [match.span(1) for match in _LONG_TEXT.finditer(text) if match.lastindex]
        starts = [*accumulate(map(len, self._lines), initial=0)]
        return {n for start, end in spans for n in range(bisect_right(starts, start) + 1, bisect_left(starts, end) + 1)}

    def _around(self, span: Span) -> str:
        """Name the functions and classes around a span.

        What is said of a function or class stands at its name, and belongs to it.
        """
        if span.line > len(self._lines):
            return ""
        around, own = self._names[span.line - 1], self._lines[span.line - 1]
        indent = len(own) - len(own.lstrip(_BLANK))
        match = _HEAD.match(own, indent)
        if match and match.start(1) == span.column - 1:
            return f"{around}.{match[1]}" if around else match[1]
        return around

    def _code(self, span: Span) -> str:
        """Give the code of a finding so that how it is laid out and quoted does not matter; long code cut short."""
        pieces = [*self._lines[span.line - 1 : min(span.end_line, span.line + _LINES)]]
        for at, piece in enumerate(pieces):
            end = span.end_column - 1 if at == span.end_line - span.line else None
            pieces[at] = piece[0 if at else span.column - 1 : end]
        masked = [self._mask(piece) for piece in pieces]
        text = " ".join(" ".join(piece.rstrip("\r\n\\") for piece in masked).split())
        text = _LAST_COMMA.sub("", _AROUND_SIGNS.sub(r"\1", text)).replace("'", '"')
        if masked != pieces:
            return f"(secret {_digest(text)})"
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({_digest(text)})"


def parts_of(anchor: str) -> tuple[str, str]:
    """Give the place and the code of an anchor."""
    place, _, code = anchor.partition(": ")
    return place, code


def without_known(findings: Iterable[Finding], known: Iterable[Finding]) -> Iterator[Finding]:
    """Leave findings out that are known, as often as they are; in which cell they stand does not matter."""
    left = Counter(map(_sign, known))
    for finding in findings:
        sign = _sign(finding)
        if left[sign]:
            left[sign] -= 1
        else:
            yield finding


def _sign(finding: Finding) -> tuple[str, str, str]:
    place, code = parts_of(finding.anchor)
    return finding.code, OUTSIDE if place.startswith(CELL) else place, code


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest()
