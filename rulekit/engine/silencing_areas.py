"""Comments that silence more than their line: a whole file, the rest of a block, a statement by its head, what follows.

They are ours (`# rulekit: noqa`, `# rulekit: disable=magic-number`), and those of ruff, flake8 and pylint.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.comments import Comment
from rulekit.analysis.syntax.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.silence import Silence
from rulekit.engine.silencing_words import codes_meant, is_ours, items, listed, meant_by_noqa, meant_by_pylint
from rulekit.model.late import regex

OURS, EVERYTHING = "rulekit", "ALL"
WHOLE_FILE = range(1, sys.maxsize)
_AREA = regex(
    r"""
    \#\s*(?P<tool>rulekit|ruff|flake8)\s*[:=]\s*noqa(?!\w)(?P<colon>\s*:)?
    | \#\s*(?P<skipping>pylint):\s*skip-file(?!\w)
    | \#\s*(?P<speaker>pylint|rulekit):\s*(?P<verb>disable-next|disable|enable)\s*=
    | \#\s*ruff:\s*(?P<bracketed>file-ignore|disable|enable|ignore)\[
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TO_US = regex(r"#\s*rulekit\s*:\s*(?P<word>[\w-]*)", re.IGNORECASE)
_Node = ast.stmt | ast.ExceptHandler
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class AreaWords(NamedTuple):
    """What one comment says: the verb, where that begins and ends, how it is spelled, and the codes of each word."""

    verb: str
    start: int
    end: int
    form: str
    words: Mapping[str, frozenset[str]]


def area_words(text: str) -> Iterator[AreaWords]:
    """Read what a comment says of more than its line."""
    for match in _AREA.finditer(text):
        tool = (match["tool"] or match["skipping"] or match["speaker"] or "ruff").lower()
        verb = (match["verb"] or match["bracketed"] or "noqa").lower()
        form = " ".join(match[0].split())
        if (match["tool"] and not match["colon"]) or match["skipping"]:
            codes = frozenset({EVERYTHING}) if tool == OURS else catalog().codes_of(tool)
            yield AreaWords("noqa", match.start(), match.end(), form, {EVERYTHING if tool == OURS else "": codes})
            continue
        words, end = _words(text, match.end(), tool)
        yield AreaWords(verb, match.start(), end, form, words)


def _words(text: str, start: int, tool: str) -> tuple[dict[str, frozenset[str]], int]:
    """Read the words of a list, each with the codes that it means, and where they end."""
    if tool == OURS:
        return _words_to_us(text, start)
    codes, end = listed(text, start, meant_by_pylint if tool == "pylint" else meant_by_noqa)
    return {code: frozenset({code}) for code in codes}, end


def _words_to_us(text: str, start: int) -> tuple[dict[str, frozenset[str]], int]:
    """Read words as they are written; the first is meant as a rule, whatever it says."""
    found: dict[str, frozenset[str]] = {}
    for word, end in items(text, start):
        codes = [EVERYTHING] if word.upper() == EVERYTHING else meant_by_noqa(word)
        if codes is None and found:
            break
        found[word] = frozenset().union(*(codes_meant(code) or {code} for code in codes or [word]))
        start = end
    return found, start


def silenced_areas(subject: Source | Manifest, found: Sequence[Comment]) -> Iterator[Silence]:
    """Give what the comments of a subject silence besides their own lines."""
    told = [(comment, words) for comment in found for words in area_words(comment.text)]
    statements = _statements(subject) if told else []
    enabling = [(one.line, _codes(words)) for one, words in told if words.verb == "enable"]
    for comment, words in told:
        if (lines := _lines(subject, comment, words.verb, statements)) is None:
            continue
        rest = comment.text[words.end :]
        for word, codes in words.words.items():
            ends: dict[int, set[str]] = defaultdict(set)
            for code in codes:
                again = (line for line, others in enabling if code in others and line > comment.line)
                ends[min((lines.stop, *again))].add(code)
            for end, some in ends.items():
                area = range(lines.start, end)
                yield Silence(comment.line, comment.column + words.start, frozenset(some), rest, area, word, words.form)


def misspoken(subject: Source | Manifest, found: Iterable[Comment]) -> Iterator[tuple[Comment, str]]:
    """Give the comments that speak to us and silence nothing, each with what is wrong."""
    for comment in found:
        match = _TO_US.match(comment.text)
        words = next(area_words(comment.text), None)
        if match is None:
            continue
        if words is None or words.start:
            known = "`noqa`, `disable=`, `disable-next=` or `enable=`"
            yield comment, f"`{' '.join(match[0].split())}` means nothing: write {known}, and names of rules"
        elif not words.words:
            yield comment, f"`{words.form}` names no rule: name one, or write `# rulekit: noqa` for the whole file"
        elif words.verb == "noqa" and not is_alone(subject, comment):
            yield comment, "`# rulekit: noqa` silences a file, on a line of its own: write `# noqa` for this line"


def _codes(words: AreaWords) -> frozenset[str]:
    every = frozenset().union(*words.words.values())
    return every | codes_meant(EVERYTHING) if EVERYTHING in every else every


def is_alone(subject: Source | Manifest, comment: Comment) -> bool:
    """Tell whether a comment has its line for itself."""
    return not subject.lines[comment.line - 1][: comment.column - 1].strip()


def _statements(subject: Source | Manifest) -> list[_Node]:
    if not isinstance(subject, Source):
        return []
    return [one for nodes in subject.index.nodes.values() for one in nodes if isinstance(one, _Node)]


def _lines(subject: Source | Manifest, comment: Comment, verb: str, statements: Sequence[_Node]) -> range | None:
    """Give the lines that a comment is about, by where it stands; nothing where it means nothing there."""
    alone = is_alone(subject, comment)
    if verb == "enable" or (verb in {"noqa", "file-ignore"} and not alone):
        return None
    if verb in {"noqa", "file-ignore"}:
        return WHOLE_FILE
    if verb == "disable-next" or (verb == "ignore" and alone):
        return range(comment.line + 1, comment.line + 2)
    if alone:
        ends = [*_ends_around(comment, statements), len(subject.lines)]
        return range(_begin(subject, comment, statements), min(ends) + 1)
    ends = [one.end_lineno or one.lineno for one in statements if verb != "ignore" and _is_head(one, comment.line)]
    return range(comment.line, max(ends, default=comment.line) + 1)


def _ends_around(comment: Comment, statements: Iterable[_Node]) -> Iterator[int]:
    """Give the last lines of the blocks in which a comment stands, those of branches too."""
    for one in statements:
        if one.col_offset >= comment.column - 1:
            continue
        if one.lineno > comment.line:
            yield one.lineno - 1
            continue
        branches = [getattr(one, name, []) for name in ("body", "orelse", "finalbody")]
        branches += [case.body for case in getattr(one, "cases", [])]
        last = [body[-1].end_lineno or 0 for body in branches if body]
        yield from (line for line in last if line >= comment.line)


def _begin(subject: Source | Manifest, comment: Comment, statements: Sequence[_Node]) -> int:
    """Give the line from which a comment on a line of its own holds.

    Where a file, a class or a function begins with it, its docstring aside, it holds for all of that, as in pylint.
    """
    scopes = [
        one for one in statements if isinstance(one, _SCOPES) and one.lineno < comment.line <= (one.end_lineno or 0)
    ]
    inner = max(scopes, key=lambda one: one.lineno, default=None)
    body = inner.body if inner else subject.tree.body if isinstance(subject, Source) else []
    first = next((one for one in body if not _is_docstring(one)), None)
    if first is None or first.lineno < comment.line:
        return comment.line
    if inner and comment.column - 1 <= inner.col_offset:
        return comment.line
    return inner.lineno if inner else 1


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(getattr(statement.value, "value", None), str)


def _is_head(statement: _Node, line: int) -> bool:
    """Tell whether a line belongs to the head of a statement with a block."""
    body: list[ast.stmt] = getattr(statement, "body", [])
    return bool(body) and statement.lineno <= line < body[0].lineno


def speaks_of_us(silence: Silence) -> bool:
    """Tell whether a comment names a rule of ours, or speaks to us at all."""
    return bool(silence.word) and (OURS in silence.form.lower() or is_ours(silence.word))
