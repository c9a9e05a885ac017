"""Reading a team's own page: which rule each of its sentences asks for, and with which values; by wording alone."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from math import log, sqrt
from typing import NamedTuple

from markdown_it import MarkdownIt

from rulekit.api.searching import words_of
from rulekit.engine.catalog import catalog
from rulekit.engine.rule_options import key_of
from rulekit.engine.sentences import places_told
from rulekit.model.late import regex
from rulekit.model.rule import Rule

_NAMED, _CALLED, _SAID, _TOLD = 3.0, 2.5, 2.0, 0.5
# Measured on sentences of public guides, told in other words: below these most are about something else.
_LEAST, _LEAST_SHARE, _SURE, _SURE_SHARE = 8.0, 0.25, 14.0, 0.5
# A page is full of words that say how much something is wanted, and of words that every rule has.
_EMPTY = frozenset(
    "a after all allowed always an and any are as at avoid be before belong belongs but by can code come comes do does"
    " each every follow for forbidden from get give has have if in instead into is it its keep least less may more most"
    " must need needs never new no not of on one only or our over own prefer python rather said say set shall should"
    " such than that the their them then there they this to too two use used using was we what when where which who"
    " will with write written you your yourself".split()
)
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "s", "e", "y")
_SHORTEST = 3
_WANTED = regex(r"\b(?:must|never|always|shall|should|not|don't|avoid|prefer|use|at most|no)\b", re.IGNORECASE)
_CODE = regex(r"\b[A-Z]{1,4}\d{3,4}\b")
_NUMBER = regex(r"(?<![\w.])(\d{1,6})\s+(\w+)(?:\s+(\w+))?")
_NAME = regex(r"\b[a-z]+(?:_[a-z]+)+\b")
_CLAUSE = regex(r"[,;:] (?=and |but |so |or )|; ")
_SENTENCE = regex(r"(?<=[.;!?])\s+(?=[A-Z`])")


class Reading(NamedTuple):
    """A sentence of a page, its line, and the rule that it asks for; `values` are those of options that it names."""

    line: int
    sentence: str
    rule: Rule | None = None
    is_sure: bool = False
    values: Mapping[str, int | str] = {}


def read_guide(text: str) -> list[Reading]:
    """Read a page of Markdown: all items of its lists, and the sentences that ask for something."""
    return [
        _reading(line, sentence, rule, is_sure=is_sure)
        for line, sentence in _sentences(text)
        for rule, is_sure in _rules_for(sentence)
    ]


def _reading(line: int, sentence: str, rule: Rule | None, *, is_sure: bool) -> Reading:
    """Read the values too; a sentence that names one of a rule's options is surely about it."""
    values = _values(rule, sentence) if rule else {}
    return Reading(line, sentence, rule, is_sure or bool(values), values)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    items = 0
    for before, token in pairwise(MarkdownIt("commonmark").parse(text)):
        items += (before.type == "list_item_open") - (before.type == "list_item_close")
        if token.type == "inline" and token.map and before.type != "heading_open":
            whole = " ".join(token.content.split())
            parts = [whole] if items else [one for one in _SENTENCE.split(whole) if _WANTED.search(one)]
            yield from ((token.map[0] + 1, one) for one in parts)


def _rules_for(sentence: str) -> list[tuple[Rule | None, bool]]:
    """Give the rules that a sentence names by a code, else those that its words, or a part of it, point to."""
    if named := [rule for code in _CODE.findall(sentence) for rule in _called(code)]:
        return [(rule, True) for rule in dict.fromkeys(named)]
    found: dict[str, tuple[Rule, bool]] = {}
    for part in dict.fromkeys([sentence, *_SENTENCE.split(sentence), *_CLAUSE.split(sentence)]):
        if nearest := _nearest(part):
            rule, is_sure = nearest
            found[rule.code] = (rule, is_sure or found.get(rule.code, nearest)[1])
    return [*found.values()] or [(None, False)]


def _called(code: str) -> Iterable[Rule]:
    return (catalog()[code],) if code in catalog() else catalog().equivalent_to(code)


def _nearest(sentence: str) -> tuple[Rule, bool] | None:
    """Give the rule to which the words of a sentence point, if there is one, and whether that is sure."""
    asked = set(_stems(sentence))
    whole = sum(map(_telling, asked))
    if not whole:
        return None
    weighed = [(*_weighed(rule, asked, whole), rule) for rule in catalog()]
    score, share, rule = max(weighed, key=lambda row: (row[0] * sqrt(row[1]), row[2].code))
    if score < _LEAST or share < _LEAST_SHARE:
        return None
    return rule, score >= _SURE and share >= _SURE_SHARE


def _weighed(rule: Rule, asked: set[str], whole: float) -> tuple[float, float]:
    """Weigh what a rule says of the words that are asked: a score, and its share of what all of them tell."""
    weights = _profiles()[rule.name]
    score = sum(_telling(stem) * weights[stem] for stem in asked)
    share = sum(_telling(stem) * min(weights[stem], _SAID) / _SAID for stem in asked) / whole
    is_called = not asked.isdisjoint(_single_words(rule))
    is_met = is_called or sum(weights[stem] >= _SAID for stem in asked) > 1
    return score * (1.5 if is_called else 1.0 if is_met else 0.3), share


@cache
def _profiles() -> Mapping[str, Counter[str]]:
    """Tell how much each word is that of a rule: its name, everyday words, its sentence, its explanation."""
    return {rule.name: _profile(rule) for rule in catalog()}


def _profile(rule: Rule) -> Counter[str]:
    titles = [example.title for example in (*rule.examples, *rule.tempting)]
    texts = ((_TOLD, [rule.body, *titles]), (_SAID, [rule.guide]), (_CALLED, rule.known_as), (_NAMED, [rule.name]))
    profile: Counter[str] = Counter()
    for weight, some in texts:
        profile.update({stem: weight - profile[stem] for text in some for stem in set(_stems(text))})
    return profile


@cache
def _single_words(rule: Rule) -> frozenset[str]:
    """Give the everyday words of a rule that mean it all alone: `credentials`, `mypy`."""
    return frozenset(stem for one in rule.known_as if len(words_of(one)) == 1 for stem in _stems(one))


@cache
def _telling(stem: str) -> float:
    """Weigh a word: it tells more, the fewer rules say it."""
    profiles = _profiles().values()
    return log((len(profiles) + 1) / (1 + sum(profile[stem] >= _SAID for profile in profiles)))


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in words_of(text) if word not in _EMPTY]


def _stem(word: str) -> str:
    if word.endswith("sses"):
        return word.removesuffix("es")
    endings = (end for end in _ENDINGS if word.endswith(end) and not word.endswith("ss"))
    return next((word.removesuffix(end) for end in endings if len(word) - len(end) >= _SHORTEST), word)


def _values(rule: Rule, sentence: str) -> dict[str, int | str]:
    """Read the values of options that stand in the sentence of a rule: a number before the same word, or its names."""
    usual = rule.options()
    told = places_told(rule)
    found: dict[str, int | str] = {}
    for name, (_, end) in told.items():
        unit = rule.guide[end:].split()[:1]
        numbers = [one[1] for one in _NUMBER.finditer(sentence) if unit and unit[0].strip(".,;") in one.groups()[1:]]
        if numbers and isinstance(getattr(usual, name), int):
            found[key_of(name)] = int(numbers[0])
    texts = [name for name in told if isinstance(getattr(usual, name), str)]
    names = _NAME.findall(sentence)
    if len(names) == len(texts):
        found |= dict(zip(map(key_of, texts), names, strict=True))
    defaults = {key_of(field.name): getattr(usual, field.name) for field in dataclasses.fields(usual)}
    return {key: value for key, value in found.items() if defaults[key] != value}
