"""Anchors: what a finding is known by when its lines move. The function or class around it, and its code.

They go into files that people keep, so no secret stands in them, not even its beginning.
"""

from _blake2 import blake2b  # `hashlib` loads OpenSSL beside it
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from rulekit.model.finding import Finding, Span
from rulekit.model.late import regex

Mask = Callable[[str], str]

OUTSIDE = "<module>"
CELL = "cell "
LONGEST = 60
# What a long statement does is told by its first lines.
_LINES = 30
_DIGEST = 4
# Most lines are no heads: their first letter tells.
_BLOCK = (
    r"(?P<space>[ \t]*)(?=[acdefimtw])(?:(?:async[ \t]+)?(?:def|class)[ \t]+(?P<name>\w+)"
    r"|(?:async|if|elif|else|for|while|with|try|except|finally|match|case)\b)"
)
_HEAD, _HEADS = regex(_BLOCK), regex(r"\n" + _BLOCK)
_SPACES = regex(r"\s*")
_AROUND_SIGNS = regex(r" ?([^\w\s]) ?")
_LAST_COMMA = regex(r",(?=[)\]}])")


class _Head(NamedTuple):
    """The first line of a block: how far it is indented, its name or that of what is around it, and what is."""

    indent: int
    name: str
    outer: "_Head | None"


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
    def _heads(self) -> tuple[Sequence[int], Sequence[_Head]]:
        """Find the heads of all blocks, with the numbers of their lines; each is indented less than what it holds."""
        numbers: list[int] = []
        heads: list[_Head] = []
        starts = [0, *accumulate(map(len, self._lines))]
        for match in _HEADS.finditer("\n" + "".join(self._lines)):
            space, name = match.groups()
            outer = _holding(heads[-1] if heads else None, len(space))
            if outer and outer.name:
                name = f"{outer.name}.{name}" if name else outer.name
            numbers.append(bisect_right(starts, match.start()))
            heads.append(_Head(len(space), name or "", outer))
        return numbers, heads

    def _around(self, span: Span) -> str:
        """Name the functions and classes around a span, by the heads of the blocks that it is indented below.

        What is said of a function or class stands at its name, and belongs to it.
        """
        own = self._lines[span.line - 1] if span.line <= len(self._lines) else ""
        match, indent = _HEAD.match(own), _indent(own)
        if not (match or indent):
            return ""
        numbers, heads = self._heads
        at = bisect_left(numbers, span.line)
        if match and match["name"] and match.start("name") == span.column - 1:
            return heads[at].name
        head = _holding(heads[at - 1] if at else None, indent)
        return head.name if head else ""

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


def _holding(head: _Head | None, indent: int) -> _Head | None:
    """Give the nearest block up from a head that holds what is indented so far."""
    while head and head.indent >= indent:
        head = head.outer
    return head


def _indent(line: str) -> int:
    found = _SPACES.match(line)
    return found.end() if found else 0


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest()
