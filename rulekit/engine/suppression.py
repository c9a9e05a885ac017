"""Comments that silence: `# noqa` a line, with or without codes, and what other tools read, a line or a whole file."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.comments import Comment, comments
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.engine.silencing_words import codes_meant, codes_of_file, disabled, enabled, silencing_words
from rulekit.model.finding import Finding

WHOLE_FILE = 0
_MARKS = ("noqa", "nosec", "pylint", "ruff")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Silence:
    """A comment that silences: where it begins, the codes it names (`None`: all), and the text behind them.

    What silences a whole file, for another tool and so for us, stands on the line `WHOLE_FILE`.
    """

    line: int
    column: int
    codes: frozenset[str] | None
    rest: str

    @property
    def has_reason(self) -> bool:
        """Whether the comment says why."""
        return bool(_WORD.search(self.rest.partition("#")[0]))

    def covers(self, code: str) -> bool:
        """Tell whether findings of a rule are silenced: by its code, or by another tool's code for the same."""
        return self.codes is None or code in self.codes or any(code in codes_meant(word) for word in self.codes)


def read_silence(comment: Comment) -> Silence | None:
    """Read a comment, if it silences anything."""
    found = list(silencing_words(comment.text))
    if not found:
        return None
    silenced = frozenset().union(*(one.codes for one in found if one.codes))
    codes = None if any(one.codes is None for one in found) else silenced
    return Silence(comment.line, comment.column + found[0].start, codes, comment.text[found[0].end :])


@question
def silences(source: Source) -> Mapping[int, Silence]:
    """Which lines have a comment that silences?"""
    if not _is_marked(vocabulary(source)):
        return {}
    found = comments(source)
    whole = frozenset().union(*(codes_of_file(one.text) for one in found.values() if _is_alone(source, one)))
    there = _read(found.values())
    for silence, lines in _blocks(source, found.values()):
        there |= {line: _joined(there.get(line), silence) for line in lines}
    return there | ({WHOLE_FILE: Silence(WHOLE_FILE, 1, whole, "")} if whole else {})


def silences_of(subject: Source | Manifest) -> Mapping[int, Silence]:
    """Tell the same of a source or of a list of dependencies."""
    if isinstance(subject, Source):
        return silences(subject)
    found: list[Comment] = []
    for number, line in enumerate(subject.lines, 1):
        if _is_marked(line) and "#" in line:
            at = line.index("#")
            found.append(Comment(number, at + 1, line[at:].rstrip("\r\n")))
    return _read(found)


def silences_over(subject: Source | Manifest, finding: Finding) -> Iterator[Silence]:
    """Give the comments that silence a finding, on the first or last line of it or of its statement."""
    there = silences_of(subject)
    if there:
        yield from covering(there, _lines_of(subject, finding), finding.code)


def covering(there: Mapping[int, Silence], lines: Iterable[int], code: str) -> Iterator[Silence]:
    """Give the comments that silence a rule on some lines, with those that silence it in the whole file."""
    for line in {*lines, WHOLE_FILE}:
        if line in there and there[line].covers(code):
            yield there[line]


def _is_marked(text: str) -> bool:
    folded = text.lower()
    return any(mark in folded for mark in _MARKS)


def _is_alone(source: Source, comment: Comment) -> bool:
    return not source.lines[comment.line - 1][: comment.column - 1].strip()


def _joined(own: Silence | None, around: Silence) -> Silence:
    """Let a comment on a line and one for its block hold together."""
    if own is None or around.codes is None:
        return around
    return own if own.codes is None else replace(own, codes=own.codes | around.codes)


def _blocks(source: Source, found: Iterable[Comment]) -> Iterator[tuple[Silence, range]]:
    """Give what pylint is told for more than a line: the rest of a block, a statement by its head, the next line."""
    disabling = [one for one in found if disabled(one.text)[0]]
    enabling = [(one.line, enabled(one.text)) for one in found] if disabling else []
    statements = _statements(source) if disabling else []
    for comment in disabling:
        lines = _silenced_lines(source, comment, statements)
        ends: dict[int, set[str]] = defaultdict(set)
        for code in disabled(comment.text)[0]:
            again = (line for line, codes in enabling if code in codes and line > comment.line)
            ends[min((lines.stop, *again))].add(code)
        for end, codes in ends.items():
            yield Silence(comment.line, comment.column, frozenset(codes), ""), range(lines.start, end)


def _statements(source: Source) -> list[ast.stmt | ast.ExceptHandler]:
    kinds = (ast.stmt, ast.ExceptHandler)
    return [one for nodes in source.index.nodes.values() for one in nodes if isinstance(one, kinds)]


def _silenced_lines(source: Source, comment: Comment, statements: Iterable[ast.stmt | ast.ExceptHandler]) -> range:
    if disabled(comment.text)[1]:
        return range(comment.line + 1, comment.line + 2)
    if _is_alone(source, comment):
        below = [one for one in statements if one.lineno > comment.line]
        outside = (one.lineno for one in below if one.col_offset < comment.column - 1)
        return range(comment.line, min(outside, default=len(source.lines) + 1))
    ends = [one.end_lineno or one.lineno for one in statements if _is_head(one, comment.line)]
    return range(comment.line, max(ends, default=comment.line) + 1)


def _is_head(statement: ast.stmt | ast.ExceptHandler, line: int) -> bool:
    """Tell whether a line belongs to the head of a statement with a block."""
    body: list[ast.stmt] = getattr(statement, "body", [])
    return bool(body) and statement.lineno <= line < body[0].lineno


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
