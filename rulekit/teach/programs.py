"""Programs of authors in which lines do harm, or only look like it: predict and spot items are made of them.

== bare-except.predict generic-raise.predict-2 | Title | orders.py
What the learner should know of it.
--
code, with `#! what follows` behind a line that harms and `#= why` behind one that only looks like it
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from rulekit.api import in_force
from rulekit.teach.curricula import SHIPPED, Curricula, curricula
from rulekit.teach.joined_examples import findings_in
from rulekit.teach.shown import Shown

FILE = "programs.txt"
HEAD, END = "== ", "\n--\n"
_REMARK = re.compile(r"^(.*?)\s*#([!=]) (.*)$")


def programs() -> Mapping[str, Shown]:
    """Give the programs by the ids of the exercises that show them; ours belong to our rules, whatever is taught."""
    held = curricula()
    values = frozenset(in_force().options.items())
    return _programs(Curricula((SHIPPED, *([held.own] if held.own else []))), values)


@cache
def _programs(held: Curricula, _: frozenset[tuple[str, Any]]) -> Mapping[str, Shown]:
    """Read them; what the rules say of each goes by the values of the settings."""
    found: dict[str, Shown] = {}
    for home, name in held.named(FILE):
        for ids, shown in _read(home.text(name)):
            found |= dict.fromkeys(ids, shown)
    return found


def _read(text: str) -> Iterator[tuple[list[str], Shown]]:
    for part in text.split(f"\n{HEAD}"):
        head, _, rest = part.removeprefix(HEAD).partition("\n")
        names, title, path = (word.strip() for word in head.split("|"))
        words, _, code = rest.partition(END)
        yield names.split(), _shown(code.rstrip("\n") + "\n", path, title, words.strip())


def _shown(marked: str, path: str, title: str, words: str) -> Shown:
    """Take the remarks out of a program."""
    remarks: dict[str, dict[int, str]] = {"!": {}, "=": {}}
    lines = []
    for number, line in enumerate(marked.splitlines(), 1):
        match = _REMARK.match(line)
        if match:
            remarks[match[2]][number] = match[3]
        lines.append(match[1] if match else line)
    text = "\n".join(lines) + "\n"
    return Shown(text, path, findings_in(text, path), title, words, remarks["!"], remarks["="])
