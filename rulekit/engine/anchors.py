"""Anchors: what a finding is known by when its lines move. The function or class around it, and its code.

They go into files that people keep, so no secret stands in them, not even its beginning.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b

from rulekit.model.finding import Finding, Span

Mask = Callable[[str], str]

OUTSIDE = "<module>"
CELL = "cell "
LONGEST = 60
# What a long statement does is told by its first lines.
_LINES = 30
_DIGEST = 4
_HEAD = re.compile(
    r"(?:async[ \t]+)?(?:(?:def|class)[ \t]+(?P<name>\w+)"
    r"|(?:if|elif|else|for|while|with|try|except|finally|match|case)\b)"
)
_AROUND_SIGNS = re.compile(r" ?([^\w\s]) ?")
_LAST_COMMA = re.compile(r",(?=[)\]}])")


def anchor_of(span: Span, lines: Sequence[str], mask: Mask) -> str:
    """Name the place of a finding and its code; `lines` are those of its cell or file, `mask` hides secrets.

    Outside of functions and classes a cell of a notebook is a place of its own, known by what it holds.
    """
    place = _around(lines, span)
    if not place:
        place = CELL + _digest("\n".join(mask(line.rstrip()) for line in lines)) if span.cell else OUTSIDE
    return f"{place}: {_code(span, lines, mask)}"


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


def _around(lines: Sequence[str], span: Span) -> str:
    """Name the functions and classes around a span, by the heads of the blocks that it is indented below.

    What is said of a function or class stands at its name, and belongs to it.
    """
    own = lines[span.line - 1] if span.line <= len(lines) else ""
    indent = _indent(own)
    head = _HEAD.match(own, indent)
    names = [head["name"]] if head and head["name"] and head.start("name") == span.column - 1 else []
    for at in range(span.line - 2, -1, -1):
        if not indent:
            break
        width = _indent(lines[at])
        head = _HEAD.match(lines[at], width) if width < indent else None
        if head:
            indent = width
            names += [head["name"]] if head["name"] else []
    return ".".join(reversed(names))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _code(span: Span, lines: Sequence[str], mask: Mask) -> str:
    """Give the code of a finding so that how it is laid out and quoted does not matter; long code cut short."""
    pieces = [*lines[span.line - 1 : min(span.end_line, span.line + _LINES)]]
    if pieces and span.end_line < span.line + _LINES:
        pieces[-1] = pieces[-1][: span.end_column - 1]
    if pieces:
        pieces[0] = pieces[0][span.column - 1 :]
    masked = [mask(piece) for piece in pieces]
    text = " ".join(" ".join(piece.rstrip("\r\n\\") for piece in masked).split())
    text = _LAST_COMMA.sub("", _AROUND_SIGNS.sub(r"\1", text)).replace("'", '"')
    if masked != pieces:
        return f"(secret {_digest(text)})"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({_digest(text)})"


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest()
