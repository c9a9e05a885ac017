"""The page of a repository that says which rules hold in it: parts that rulekit writes, among what people write."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from rulekit.model.errors import SettingsError
from rulekit.model.late import regex
from rulekit.model.rule import Rule

HEAD = """\
# Style guide

These rules hold in this repository. `rulekit check .` keeps them, `rulekit explain CODE` says why each is there, with
examples, and a line that has a reason to break one says so: `# noqa: RK301 - the reason`. What stands between two
comments of rulekit is written by `rulekit guide --write`; everything else on this page is yours.
"""
END = "<!-- rulekit: end -->"
_BEGIN = regex(r"<!-- rulekit: (?!end )(?P<name>[\w-]+) -->\s*")
_ENTRY = regex(r"- \*\*(?P<code>[A-Z]+\d+)\*\* (?P<name>[\w-]+)")
_DECISION = regex(r"  - (?:Set here: |Here it counts as |Holds only in |Does not hold in )")
_HEADING = ""

Told = Callable[[Rule], tuple[str, ...]]


class Part(NamedTuple):
    """The lines of a section, with its heading, by the rule that they are about."""

    name: str
    entries: Mapping[str, Sequence[str]]
    line: int = 0

    @property
    def lines(self) -> list[str]:
        """What stands on the page, with the comments around it."""
        inner = [line for lines in self.entries.values() for line in lines]
        return [f"<!-- rulekit: {self.name} -->", *inner, END]


class Difference(NamedTuple):
    """A line of the page, of which rule it speaks, and what is not as the settings are."""

    line: int
    code: str
    text: str


def parts_of(rules: Iterable[Rule], told: Told) -> list[Part]:
    """Write the sections; `told` gives the sentence of a rule, and what else is decided of it."""
    return [
        Part(section.name, {_HEADING: [f"## {section.title}", ""], **{rule.code: _entry(rule, told) for rule in own}})
        for section, own in groupby(rules, key=lambda rule: rule.section)
    ]


def _entry(rule: Rule, told: Told) -> list[str]:
    sentence, *decisions = told(rule)
    return [f"- **{rule.code}** {rule.name}: {sentence}", *(f"  - {one}" for one in decisions)]


def new_page(parts: Iterable[Part]) -> str:
    """Write a page that is not there yet."""
    return "\n".join([HEAD, *("\n".join([*part.lines, ""]) for part in parts)])


def rewritten(text: str, parts: Sequence[Part], page: str) -> str:
    """Write the parts of a page anew and leave everything else; a section that it lacks comes behind the one before.

    What people wrote within a part stands behind it afterwards.

    Raises:
        SettingsError: the page has no part that rulekit writes, or one has no end.
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(ends)
    held = _parts_in(lines, page)
    if not held:
        name = parts[0].name if parts else "general"
        raise SettingsError(
            f"{page}: no part of it is written by rulekit: put the two lines `<!-- rulekit: {name} -->` and `{END}` "
            f"where the rules belong, or name a file that is not there yet"
        )
    places = _places(parts, held)
    found: list[str] = []
    at = 0
    for part in held:
        blocks = [*(one.lines for one in places[part.name]), _by_hand(part)]
        found += [*lines[at : part.line - 1], *_apart(block for block in blocks if block)]
        at = part.line - 1 + len(part.lines)
    return ends.join([*found, *lines[at:]])


def _places(parts: Iterable[Part], held: Sequence[Part]) -> dict[str, list[Part]]:
    """Tell which parts are written where one stands: it itself, and those behind it that the page lacks."""
    places: dict[str, list[Part]] = {part.name: [] for part in held}
    place = held[0].name
    for part in parts:
        place = part.name if part.name in places else place
        places[place].append(part)
    return places


def _apart(blocks: Iterable[list[str]]) -> list[str]:
    """Put an empty line between blocks."""
    return [line for at, block in enumerate(blocks) for line in ([""] * bool(at) + block)]


def _by_hand(part: Part) -> list[str]:
    """Give the lines within a part that rulekit did not write: neither its heading, at first, nor a rule."""
    lines = [line for lines in part.entries.values() for line in lines if line.strip()]
    lines = lines[1:] if lines and lines[0].startswith("## ") else lines
    return [line for line in lines if not (_ENTRY.match(line) or _DECISION.match(line))]


def differences(text: str, parts: Iterable[Part], page: str) -> Iterator[Difference]:
    """Tell where a page is not as the settings are.

    Raises:
        SettingsError: a part of the page has no end.
    """
    held = {part.name: part for part in _parts_in(text.splitlines(), page)}
    for part in parts:
        old = held.pop(part.name, Part(part.name, {}))
        title, *_ = part.entries[_HEADING]
        if not old.line:
            yield Difference(1, "", f"the section `{title.removeprefix('## ')}` is not on the page")
            continue
        yield from _within(old, part)
    for part in held.values():
        yield Difference(part.line, "", f"of the section `{part.name}` no rule holds")


def _within(old: Part, new: Part) -> Iterator[Difference]:
    line = old.line + 1
    for code, lines in old.entries.items():
        wanted = new.entries.get(code)
        name = f"{code} {found['name']}" if (found := _ENTRY.match(lines[0] if lines else "")) else "the heading"
        if wanted is None:
            yield Difference(line, code, f"{name} is on the page and does not hold")
        elif said := _changed([*lines], [*wanted]):
            at, text = said
            yield Difference(line + at, code, f"{name}: {text}")
        line += len(lines)
    for code, lines in new.entries.items():
        if code not in old.entries:
            entry = _ENTRY.match(lines[0])
            name = f"{code} {entry['name']} holds" if entry else "the heading stands in the settings"
            yield Difference(old.line, code, f"{name} and is not on the page")


def _changed(old: list[str], new: list[str]) -> tuple[int, str] | None:
    """Say where two texts begin to differ, and in which words."""
    if old == new:
        return None
    at = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
    one, other = (" ".join(lines[at : at + 1]).split() for lines in (old, new))
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    said = [f'"{" ".join(words)}"' if words else "nothing" for words in (one, other)]
    return min(at, len(old) - 1), f"the page says {said[0]}, the settings say {said[1]}"


def _parts_in(lines: Sequence[str], page: str) -> list[Part]:
    """Find the parts that rulekit writes.

    Raises:
        SettingsError: a part has no end, or stands twice.
    """
    found: list[Part] = []
    numbered = iter(enumerate(lines, 1))
    for number, text in numbered:
        if begin := _BEGIN.fullmatch(text):
            inner = []
            for _, line in numbered:
                if line.rstrip() == END or _BEGIN.fullmatch(line):
                    break
                inner.append(line)
            else:
                line = ""
            if line.rstrip() != END:
                raise SettingsError(f"{page}:{number}: this part has no end: put `{END}` behind it")
            if begin["name"] in {part.name for part in found}:
                raise SettingsError(f"{page}:{number}: `{begin['name']}` stands twice: delete one of the two")
            found.append(Part(begin["name"], _entries(inner), number))
    return found


def _entries(lines: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    code = _HEADING
    for line in lines:
        if entry := _ENTRY.match(line):
            code = entry["code"]
        found.setdefault(code, []).append(line)
    return found
