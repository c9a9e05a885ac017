"""Texts that keep a backtracking pattern busy: what it repeats, many times, and an end that does not fit."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ENDS = ("\0", "\n\0")
LETTERS = "aAdD0_ .\t\n-\"'é:/=(,#"
LONG = 8
OFTEN = 30
MOST_MEMBERS, MOST_WORDS, MOST_PREFIXES, MOST_PUMPS = 6, 24, 6, 4
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_CATEGORIES: Mapping[Any, Callable[[str], bool]] = {
    codes.CATEGORY_DIGIT: str.isdigit,
    codes.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdigit(),
    codes.CATEGORY_SPACE: str.isspace,
    codes.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    codes.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    codes.CATEGORY_NOT_WORD: lambda letter: not letter.isalnum() and letter != "_",
}


def pumped(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Give such texts of about this length for every repetition within a pattern, and for the whole of it."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    letters = "".join(dict.fromkeys([*itertools.islice(_literals(tree), 40), *LETTERS]))
    pumps = [("", word) for word in _few(_words(tree, letters), MOST_PUMPS)]
    for before, repeated in _repetitions(tree, letters, ("",)):
        words = [*_few(repeated, MOST_PUMPS), "".join(repeated)]
        for prefix, word in itertools.product(dict.fromkeys((before[0], before[-1])), words):
            pumps += [(prefix, word), ("", prefix + word)]
    for prefix, word in dict.fromkeys(pumps):
        if word:
            yield from (prefix + word * max(length // len(word), OFTEN) + end for end in ENDS)


def _literals(part: Any) -> Iterator[str]:
    """Give the characters that a pattern names."""
    match part:
        case (codes.LITERAL | codes.NOT_LITERAL, int() as letter) | (codes.RANGE, (int() as letter, _)):
            yield chr(letter)
        case list() | tuple() | parser.SubPattern():
            for inner in part:
                yield from _literals(inner)


def _few(words: Iterable[str], most: int) -> list[str]:
    """Keep the shortest and the longest."""
    kept = sorted(dict.fromkeys(words), key=len)
    return kept if len(kept) <= most else kept[: most // 2] + kept[-(most // 2) :]


def _words(sequence: Iterable[Any], letters: str) -> list[str]:
    """Give samples of what a sequence matches."""
    found = [""]
    for part in sequence:
        found = _few(map("".join, itertools.product(found, _samples(part, letters))), MOST_WORDS)
    return found


def _samples(part: Any, letters: str) -> list[str]:
    """Give samples of what a part matches; nothing of what only looks around."""
    found = [""]
    match part:
        case (codes.LITERAL, letter):
            found = [chr(letter)]
        case (codes.ANY, _):
            found = ["a", " "]
        case (codes.IN, members):
            found = _members(members, letters)
        case (codes.NOT_LITERAL, letter):
            found = [other for other in letters if ord(other) != letter][:2]
        case (codes.BRANCH, (_, branches)):
            found = _few((word for branch in branches for word in _words(branch, letters)), MOST_WORDS)
        case (codes.SUBPATTERN, (*_, inner)) | (codes.ATOMIC_GROUP, inner):
            found = _words(inner, letters)
        case (repeat, (least, most, inner)) if repeat in _REPEATS:
            found = _repeated(_words(inner, letters), least, most)
    return found


def _members(members: Iterable[Any], letters: str) -> list[str]:
    fitting = [letter for letter in letters if _is_member(members, letter)]
    return _few(fitting or _literals(members), MOST_MEMBERS) or [""]


def _is_member(members: Iterable[Any], letter: str) -> bool:
    is_in = is_negated = False
    for member in members:
        match member:
            case (codes.NEGATE, _):
                is_negated = True
            case (codes.LITERAL, code):
                is_in |= ord(letter) == code
            case (codes.RANGE, (first, last)):
                is_in |= first <= ord(letter) <= last
            case (codes.CATEGORY, category):
                is_in |= _CATEGORIES[category](letter)
    return is_in != is_negated


def _repeated(words: list[str], least: int, most: int) -> list[str]:
    """Give the least repetitions and one more; all ways to put them together where they are few."""
    found = [word * count for word in words for count in (least, least + 1) if count <= most]
    if most < LONG:
        found += map("".join, itertools.product(words[:4], repeat=int(most)))
    return _few(found, MOST_WORDS)


def _repetitions(
    sequence: Iterable[Any], letters: str, before: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Give for each repetition what may stand before it, and what it repeats."""
    for part in sequence:
        match part:
            case (repeat, (_, most, inner)) if repeat in _REPEATS:
                if most >= LONG:
                    yield before, _words(inner, letters)
                yield from _repetitions(inner, letters, before)
            case (codes.BRANCH, (_, branches)):
                for branch in branches:
                    yield from _repetitions(branch, letters, before)
            case (codes.SUBPATTERN, (*_, inner)) | (codes.ATOMIC_GROUP, inner):
                yield from _repetitions(inner, letters, before)
            case (codes.ASSERT | codes.ASSERT_NOT, (_, inner)):
                yield from _repetitions(inner, letters, before)
        heads = map("".join, itertools.product(before, _samples(part, letters)))
        before = tuple(_few(heads, MOST_PREFIXES))
