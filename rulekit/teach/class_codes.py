"""The progress codes of a class, as they were pasted: one a line, with or without a name before it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rulekit.teach.progress_file import Record
from rulekit.teach.resume import SAME_LETTERS, ResumeCodeError, from_code

_CODE = re.compile(r"(?<![A-Z2-7-])[A-Z2-7]{5}(?:-[A-Z2-7]{5})*-[A-Z2-7]{1,5}(?![A-Z2-7-])", re.IGNORECASE)
_START = re.compile(r"(?<![A-Z2-7-])[A-Z2-7]{5}-", re.IGNORECASE)
_GOES_ON = re.compile(r"[A-Z2-7]{5}-\s*\Z", re.IGNORECASE)
Records = Mapping[str, Record]


@dataclass(frozen=True)
class ClassCodes:
    """What the learners of a class have done, and what is to be said of lines, each with its number."""

    learners: tuple[Records, ...]
    said: tuple[tuple[int, str], ...]


def read_codes(text: str, exercises: Sequence[str]) -> ClassCodes:
    """Read pasted lines; what holds no code, comes twice or is of another version is said with its line."""
    latest: dict[str, tuple[int, str]] = {}
    learners: dict[str, Records] = {}
    said: list[tuple[int, str]] = []
    for number, line in _whole(text.splitlines()):
        found = _CODE.search(line)
        if found is None:
            said.append((number, "no code stands here: copy what `%exercise progress --export` gives"))
            continue
        code = found[0].upper()
        name = line[: found.start()].strip(" \t:>`")
        key = name or code
        try:
            learners[key] = from_code(exercises, code)
        except ResumeCodeError as error:  # noqa: RK304 - said with its line below, and the other lines are read
            said.append((number, str(error)))
            continue
        if key in latest:
            said.append((number, _again(latest[key], code)))
        latest[key] = number, code
    return ClassCodes(tuple(learners.values()), tuple(said))


def _whole(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Put together lines that break within a code, and leave out those that are empty.

    A code that is cut off where it may go on does not take the next one with it.
    """
    begun, first = "", 0
    for number, line in enumerate(lines, 1):
        if begun and _begins_another(line, begun):
            yield first, begun.rstrip("-")
            begun = ""
        first = first if begun else number
        begun += line.strip()
        if begun and not _GOES_ON.search(begun):
            yield first, begun
            begun = ""
    if begun:
        yield first, begun


def _begins_another(line: str, begun: str) -> bool:
    """Tell whether a code begins in a line, as all of a version do."""
    known = [one[0][:SAME_LETTERS].upper() for one in _START.finditer(begun)][-1:]
    return any(one[0][:SAME_LETTERS].upper() in known for one in _START.finditer(line))


def _again(before: tuple[int, str], code: str) -> str:
    line, old = before
    if old == code:
        return f"the same code as in line {line}, counted once: if two learners did the same, write a name before each"
    return f"a later code of the learner of line {line}, which it replaces"
