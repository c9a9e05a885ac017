"""Anchors: what a finding is known by when its lines move. The function or class around it, and its code.

They go into files that people keep, so no secret stands in them, not even its beginning.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.secrets.written_secrets import Secrets
from rulekit.model.finding import Finding, Span

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


def anchor_of(span: Span, lines: Sequence[str], secrets: Secrets) -> str:
    """Name the place of a finding and its code; `lines` are those of its cell or file.

    Outside of functions and classes a cell of a notebook is a place of its own, known by what it holds.
    """
    place = _around(lines, span.line)
    if not place:
        place = CELL + _digest("\n".join(mask(line.rstrip(), secrets) for line in lines)) if span.cell else OUTSIDE
    return f"{place}: {_code(span, lines, secrets)}"


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


def _around(lines: Sequence[str], line: int) -> str:
    """Name the functions and classes around a line, by the heads of the blocks that it is indented below."""
    names: list[str] = []
    indent = _indent(lines[line - 1]) if line <= len(lines) else 0
    for at in range(line - 2, -1, -1):
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


def _code(span: Span, lines: Sequence[str], secrets: Secrets) -> str:
    """Give the code of a finding so that how it is laid out and quoted does not matter; long code cut short."""
    pieces = [*lines[span.line - 1 : min(span.end_line, span.line + _LINES)]]
    if pieces and span.end_line < span.line + _LINES:
        pieces[-1] = pieces[-1][: span.end_column - 1]
    if pieces:
        pieces[0] = pieces[0][span.column - 1 :]
    masked = [mask(piece, secrets) for piece in pieces]
    text = " ".join(" ".join(piece.rstrip("\r\n\\") for piece in masked).split())
    text = _LAST_COMMA.sub("", _AROUND_SIGNS.sub(r"\1", text)).replace("'", '"')
    if masked != pieces:
        return f"(secret {_digest(text)})"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({_digest(text)})"


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest()
