"""Finding rules by words, as a person types them: in any order, half written, misspelled, or another tool's code.

The site's explorer narrows its list down in the same three steps; a test holds both to the same answers.
"""

from functools import cache
from typing import NamedTuple

from rulekit.engine.catalog import catalog
from rulekit.model.late import regex
from rulekit.model.rule import Rule

_WORD = regex(r"[^\W_]+")
# So many slips are forgiven in words of so many letters.
_SLIPS = ((4, 1), (7, 2))


class Vocabulary(NamedTuple):
    """The words that name a rule, in everyday language too, those of its guide and examples, and of its explanation."""

    names: frozenset[str]
    guide_words: frozenset[str]
    explained: frozenset[str]

    @property
    def said(self) -> frozenset[str]:
        """The words by which it is found at first."""
        return self.names | self.guide_words


def search(words: str) -> list[Rule]:
    """Give the rules that answer to all words, the nearest first; no words give all rules in the guide's order.

    >>> [rule.name for rule in search("shell injection")]
    ['unsafe-subprocess']
    """
    asked = words_of(words)
    for answers in (_says, _explains, _means):
        if found := [rule for rule in catalog() if all(answers(vocabulary(rule), word) for word in asked)]:
            return sorted(found, key=lambda rule: (not _is_called(rule, words), _distance_from(rule, asked), rule.code))
    return []


def _says(known: Vocabulary, word: str) -> bool:
    return any(word in one for one in known.said)


def _explains(known: Vocabulary, word: str) -> bool:
    return _says(known, word) or any(one.startswith(word) for one in known.explained)


def _means(known: Vocabulary, word: str) -> bool:
    """Forgive slips of the keyboard, but not in codes."""
    slips = max((slips for letters, slips in _SLIPS if len(word) >= letters and word.isalpha()), default=0)
    return _explains(known, word) or any(_distance(word, one) <= slips for one in known.said)


def _is_called(rule: Rule, words: str) -> bool:
    return words.strip().casefold() in {one.casefold() for one in (rule.name, *rule.known_as)}


def _distance_from(rule: Rule, asked: list[str]) -> tuple[int, int]:
    """Weigh how far a rule is from the words: how many of them are no name of it, and how many it does not say."""
    known = vocabulary(rule)
    return sum(word not in known.names for word in asked), sum(not _says(known, word) for word in asked)


def _distance(word: str, other: str) -> int:
    """Count the letters that must be added, left out or changed to make one word of the other."""
    above = list(range(len(other) + 1))
    for at, letter in enumerate(word):
        row = [at + 1]
        for to, one in enumerate(other):
            row.append(min(above[to] + (letter != one), above[to + 1] + 1, row[to] + 1))
        above = row
    return above[-1]


@cache
def vocabulary(rule: Rule) -> Vocabulary:
    """Give the words by which a rule is found."""
    codes = [code for some in rule.equivalents.values() for code in some]
    titles = [example.title for example in (*rule.examples, *rule.tempting)]
    names = words_of(" ".join([rule.code, rule.name, rule.section.name, *codes, *rule.known_as]))
    guide_words = words_of(" ".join([rule.guide, *titles]))
    return Vocabulary(frozenset(names), frozenset(guide_words), frozenset(words_of(rule.body)))


def words_of(text: str) -> list[str]:
    """Cut a text into words."""
    return _WORD.findall(text.casefold())
