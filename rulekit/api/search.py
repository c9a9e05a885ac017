"""Finding rules by words, as a person types them: in any order, half written, misspelled, or another tool's code."""

import difflib
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from rulekit.engine.catalog import catalog
from rulekit.model.late import regex
from rulekit.model.rule import Rule

_WORD = regex(r"[^\W_]+")
_NAMED, _IN_NAME, _TOLD, _NEAR_NAME, _NEAR = 100, 50, 10, 5, 3
_ALIKE = 0.75
_SHORTEST = 4


class Vocabulary(NamedTuple):
    """The words that name a rule, those of its guide and its examples' titles, and those of its explanation."""

    names: frozenset[str]
    guide_words: frozenset[str]
    explained: frozenset[str]


def search(words: str) -> list[Rule]:
    """Give the rules that answer to all words, the nearest first; no words give all rules in the guide's order."""
    asked = _words(words)
    ranked = [(-sum(scores), rule.code, rule) for rule in catalog() if all(scores := [_score(rule, w) for w in asked])]
    return [rule for *_, rule in sorted(ranked, key=lambda row: row[:2])]


def _score(rule: Rule, word: str) -> int:
    names, guide_words, explained = vocabulary(rule)
    if word in names:
        return _NAMED
    if any(word in name for name in names):
        return _IN_NAME
    if any(one.startswith(word) for one in guide_words | explained):
        return _TOLD
    if len(word) < _SHORTEST or not word.isalpha():
        return 0
    return _NEAR_NAME if _is_near(word, names) else _NEAR if _is_near(word, guide_words | explained) else 0


def _is_near(word: str, known: Iterable[str]) -> bool:
    return bool(difflib.get_close_matches(word, known, n=1, cutoff=_ALIKE))


@cache
def vocabulary(rule: Rule) -> Vocabulary:
    """Give the words by which a rule is found."""
    codes = [code for some in rule.equivalents.values() for code in some]
    titles = [example.title for example in (*rule.examples, *rule.tempting)]
    names = _words(" ".join([rule.code, rule.name, rule.section.name, *codes]))
    guide_words = _words(" ".join([rule.guide, *titles]))
    return Vocabulary(frozenset(names), frozenset(guide_words), frozenset(_words(rule.body)))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
