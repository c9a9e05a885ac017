"""Comments that silence: `# noqa` a line, with or without codes, and what other tools read, a line or a whole file."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.comments import Comment, comments
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.engine.catalog import catalog
from rulekit.model.finding import Finding

_NOQA = re.compile(
    r"#\s*noqa(?:(?P<codes>\s*:\s*(?P<list>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*))(?!\w)|(?!\w|\s*:))", re.IGNORECASE
)
_NOSEC = re.compile(r"#\s*nosec(?!\w)(?P<list>[\s:,]*(?:B\d{3}[\s,]*)*)", re.IGNORECASE)
_DISABLE = re.compile(r"#\s*pylint:\s*disable=(?P<list>[\w\-,\s]+)")
_WHOLE = re.compile(
    r"""
    \#\s*(?P<tool>ruff|flake8)\s*[:=]\s*noqa(?!\w) (?P<codes>\s*:\s*(?P<list>(?:[A-Z]+[0-9]+[\s,]*)*))?
    | \#\s*ruff:\s*file-ignore(?P<bracket>\[(?P<inner>[\w,\s]*)\])
    | \#\s*(?P<skipping>pylint):\s*skip-file(?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CODE = re.compile(r"[A-Z]+[0-9]+", re.IGNORECASE)
_MARKS = ("noqa", "NOQA", "NoQA", "nosec", "pylint", "ruff")
_WORD = re.compile(r"[^\W\d_]{2,}")


WHOLE_FILE = 0


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
        if self.codes is None or code in self.codes:
            return True
        return any(rule.code == code for foreign in self.codes for rule in catalog().equivalent_to(foreign))


def read_silence(comment: Comment) -> Silence | None:
    """Read a comment, if it silences anything."""
    matches = [match for pattern in (_NOQA, _NOSEC, _DISABLE) if (match := pattern.search(comment.text))]
    if not matches:
        return None
    codes = [_codes(match) for match in matches]
    silenced = frozenset().union(*(one for one in codes if one)) if None not in codes else None
    return Silence(comment.line, comment.column + matches[0].start(), silenced, comment.text[matches[0].end() :])


@question
def silences(source: Source) -> Mapping[int, Silence]:
    """Which lines have a comment that silences?"""
    if not _is_marked(vocabulary(source)):
        return {}
    found = comments(source)
    alone = [one.text for one in found.values() if not source.lines[one.line - 1][: one.column - 1].strip()]
    whole = frozenset(code for text in alone if (match := _WHOLE.search(text)) for code in _codes_of_file(match))
    return _read(found.values()) | ({WHOLE_FILE: Silence(WHOLE_FILE, 1, whole, "")} if whole else {})


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
    return any(mark in text for mark in _MARKS)


def _codes(match: re.Match[str]) -> frozenset[str] | None:
    """Read which codes one comment silences, `None` for every code."""
    found = frozenset(code.upper() for code in _CODE.findall(match["list"] or ""))
    if match.re is _NOQA:
        return found if match["codes"] else None
    return found or (catalog().codes_of("bandit") if match.re is _NOSEC else found)


def _codes_of_file(match: re.Match[str]) -> frozenset[str]:
    """Read which codes are silenced in a whole file: without any, all that the tool has and we have too."""
    if match["codes"] or match["bracket"]:
        return frozenset(code.upper() for code in _CODE.findall(match["list"] or match["inner"] or ""))
    return catalog().codes_of((match["tool"] or match["skipping"]).lower())


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
