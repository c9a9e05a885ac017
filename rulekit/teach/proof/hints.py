"""Hints that help: as many as are wanted, short, easy to read, the last one with code, none the solution itself."""

import re
from collections.abc import Iterator

from rulekit.teach.exercise import Exercise

LEAST, LEAST_OF_CHOICE, MOST = 2, 1, 4
FEWEST_WORDS, MOST_WORDS = 8, 160
HIGHEST_GRADE = 9.0
_CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
_SENTENCE = re.compile(r"[.?:](?:\s|$)")
_WORD = re.compile(r"[A-Za-z']+")
_VOWELS = re.compile(r"[aeiouy]+")


def hint_problems(exercise: Exercise) -> Iterator[str]:
    """Tell what is wrong with the hints of an exercise."""
    least = LEAST if exercise.kind.is_code else LEAST_OF_CHOICE
    if not least <= len(exercise.hints) <= MOST:
        yield f"{len(exercise.hints)} hints: give {least} to {MOST}"
    for number, hint in enumerate(exercise.hints, 1):
        words = len(hint.split())
        if not FEWEST_WORDS <= words <= MOST_WORDS:
            yield f"hint {number} has {words} words: give {FEWEST_WORDS} to {MOST_WORDS}"
        if (grade := reading_grade(hint)) > HIGHEST_GRADE:
            yield f"hint {number} reads like school year {grade:.0f}: use shorter sentences and words"
        if "!" in _CODE.sub("", hint):
            yield f"hint {number} has an exclamation mark"
        if exercise.kind.is_code and exercise.solution.strip() in hint:
            yield f"hint {number} is the whole solution: show only the idea"
    if exercise.hints and exercise.kind.is_code and "`" not in exercise.hints[-1]:
        yield "the last hint shows no code"


def reading_grade(text: str) -> float:
    """Estimate the school year of a text by the formula of Flesch and Kincaid; code does not count."""
    bare = _CODE.sub("it", text)
    words = _WORD.findall(bare)
    if not words:
        return 0.0
    sentences = max(len(_SENTENCE.findall(bare)), 1)
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    return max(len(_VOWELS.findall(word.lower().removesuffix("e"))), 1)
