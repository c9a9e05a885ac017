"""The words of one comment that silences: which codes it names, for flake8, ruff and us, for bandit, for pylint."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rulekit.engine.catalog import catalog
from rulekit.known.check_names import BANDIT, PYLINT
from rulekit.model.late import regex

_NOQA = regex(r"#\s*noqa(?!\w)(?P<colon>\s*:)?", re.IGNORECASE)
_NOSEC = regex(r"#\s*nosec(?!\w)[\s:,]*", re.IGNORECASE)
_DISABLE = regex(r"#\s*pylint:\s*disable(?:-next)?\s*=", re.IGNORECASE)
_ITEM = regex(r"[\s,]*(?P<word>[A-Z][\w-]*)", re.IGNORECASE)
_CODE = regex(r"[A-Z]+[0-9]+", re.IGNORECASE)
_CODES = regex(r"(?:[A-Z]+[0-9]+)+", re.IGNORECASE)
_KINDS = frozenset("CEFIRW")


class SilencingWords(NamedTuple):
    """What one comment says for one tool: where that begins and ends, and the codes it names (`None`: all)."""

    start: int
    end: int
    codes: frozenset[str] | None


def silencing_words(text: str) -> Iterator[SilencingWords]:
    """Read what a comment says of its line, for each tool that it speaks to."""
    if (match := _NOQA.search(text)) and not match["colon"]:
        yield SilencingWords(match.start(), match.end(), None)
    elif match:
        codes, end = listed(text, match.end(), meant_by_noqa)
        yield from [SilencingWords(match.start(), end, codes)] if codes else ()
    if match := _NOSEC.search(text):
        codes, end = listed(text, match.end(), _meant_by_bandit)
        yield SilencingWords(match.start(), end, codes or catalog().codes_of("bandit"))
    if match := _DISABLE.search(text):
        codes, end = listed(text, match.end(), meant_by_pylint)
        yield SilencingWords(match.start(), end, codes)


def codes_meant(word: str) -> frozenset[str]:
    """Give the codes of the rules that a word in a comment means: a code, the beginning of codes, another tool's."""
    return catalog().meant_by(word)


def is_ours(word: str) -> bool:
    """Tell whether a word in a comment means our rules, or nearly the name of one, and not another tool's check."""
    return word.startswith(tuple(catalog().prefixes)) or not _CODES.fullmatch(word)


def listed(text: str, start: int, meant: Callable[[str], Iterable[str] | None]) -> tuple[frozenset[str], int]:
    """Read words as long as each of them means something; give the codes, and where the words end."""
    codes: list[str] = []
    for word, end in items(text, start):
        if (some := meant(word)) is None:
            break
        codes += some
        start = end
    return frozenset(codes), start


def items(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Read the words of a list, each with the place where it ends."""
    while item := _ITEM.match(text, start):
        start = item.end()
        yield item["word"], start


def _codes_in(word: str) -> list[str] | None:
    return _CODE.findall(word.upper()) if _CODES.fullmatch(word) else None


def meant_by_noqa(word: str) -> list[str] | None:
    """Take codes, names of rules, and what nearly is one, which stays as it is written."""
    name = word.lower()
    if name in catalog():
        return [catalog()[name].code]
    if word.upper().startswith(tuple(catalog().prefixes)):
        return [word.upper()]
    return _codes_in(word) or ([word] if "-" in word and catalog().hint(name) else None)


def _meant_by_bandit(word: str) -> list[str] | None:
    return _codes_in(BANDIT.get(word.lower(), word))


def meant_by_pylint(word: str) -> list[str]:
    """Take codes, names, letters of kinds and `all`; of other words we know nothing."""
    known = catalog().codes_of("pylint")
    if word.lower() == "all" or word in _KINDS:
        return [code for code in known if len(word) > 1 or code.startswith(word)]
    return _codes_in(PYLINT.get(word.lower(), word)) or []
