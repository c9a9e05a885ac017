"""Comments that silence: `# noqa` a line, with or without codes, others a block or a file; ours, and other tools'."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.comments import Comment, comments
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.engine.silence import Silence
from rulekit.engine.silencing_areas import silenced_areas
from rulekit.engine.silencing_words import silencing_words
from rulekit.model.finding import Finding

_MARKS = ("noqa", "nosec", "pylint", "ruff", "rulekit")


class Silences(NamedTuple):
    """The comments of a file that silence: those of single lines, and those of areas."""

    by_line: Mapping[int, Silence]
    areas: tuple[Silence, ...]

    def __bool__(self) -> bool:
        return bool(self.by_line or self.areas)


NO_SILENCES: Final = Silences({}, ())


def read_silence(comment: Comment) -> Silence | None:
    """Read a comment, if it silences anything."""
    found = list(silencing_words(comment.text))
    if not found:
        return None
    silenced = frozenset().union(*(one.codes for one in found if one.codes))
    codes = None if any(one.codes is None for one in found) else silenced
    return Silence(comment.line, comment.column + found[0].start, codes, comment.text[found[0].end :])


@question
def silences(source: Source) -> Silences:
    """Which comments silence lines, blocks and the whole file?"""
    if not _is_marked(vocabulary(source)):
        return NO_SILENCES
    found = [*comments(source).values()]
    return Silences(_read(found), tuple(silenced_areas(source, found)))


def comments_of(subject: Source | Manifest) -> list[Comment]:
    """Give the comments of a source, or those of a list of dependencies that may silence."""
    if isinstance(subject, Source):
        return [*comments(subject).values()] if _is_marked(vocabulary(subject)) else []
    found: list[Comment] = []
    for number, line in enumerate(subject.lines, 1):
        if _is_marked(line) and "#" in line:
            at = line.index("#")
            found.append(Comment(number, at + 1, line[at:].rstrip("\r\n")))
    return found


def silences_of(subject: Source | Manifest) -> Silences:
    """Tell the same of a source or of a list of dependencies."""
    if isinstance(subject, Source):
        return silences(subject)
    found = comments_of(subject)
    return Silences(_read(found), tuple(silenced_areas(subject, found)))


def silences_over(subject: Source | Manifest, finding: Finding) -> Iterator[Silence]:
    """Give the comments that silence a finding, on the first or last line of it or of its statement."""
    there = silences_of(subject)
    if there:
        yield from covering(there, _lines_of(subject, finding), finding.code)


def covering(there: Silences, lines: Iterable[int], code: str) -> Iterator[Silence]:
    """Give the comments that silence a rule on some lines, with those that silence it around them."""
    marked = {*lines}
    for line in marked:
        if line in there.by_line and there.by_line[line].covers(code):
            yield there.by_line[line]
    for silence in there.areas:
        if silence.covers(code) and any(line in (silence.area or ()) for line in marked):
            yield silence


def _is_marked(text: str) -> bool:
    folded = text.lower()
    return any(mark in folded for mark in _MARKS)


def _read(found: Iterable[Comment]) -> dict[int, Silence]:
    read = (read_silence(comment) for comment in found)
    return {silence.line: silence for silence in read if silence is not None}


def _lines_of(subject: Source | Manifest, finding: Finding) -> Iterable[int]:
    """Give the lines whose comments count: the first and last of the finding, and of its statement."""
    lines = {finding.span.line, finding.span.end_line}
    if isinstance(subject, Source) and isinstance(finding.node, ast.AST):
        statement = subject.statement(finding.node)
        if not hasattr(statement, "body") and hasattr(statement, "lineno"):
            extent = subject.extent(statement)
            lines |= {extent.line, extent.end_line}
    return lines
