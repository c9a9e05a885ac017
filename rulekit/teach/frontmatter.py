"""The front matter of an exercise's file: `key: value` lines between two lines of dashes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rulekit.engine.catalog import catalog
from rulekit.model.errors import UnknownRuleError
from rulekit.model.role import ROLES
from rulekit.model.rule import Rule
from rulekit.model.section import Section
from rulekit.teach.curricula import OURS
from rulekit.teach.exercise import Kind
from rulekit.teach.problems import Problems, nearest

FENCE = "---"
KEYS = tuple(
    "rule kind minutes level prerequisites keep programs absent role file number section lesson domain".split()
)
NEEDED = ("rule", "kind", "minutes", "level")
DERIVED = (Kind.PREDICT, Kind.SPOT)
WRITTEN = tuple(kind for kind in Kind if kind not in DERIVED)
RANGES = {"minutes": range(1, 61), "level": range(1, 4), "number": range(2, 100)}
SUFFIX = ".md"


@dataclass(frozen=True)
class Entry:
    """A value and its line."""

    text: str
    line: int


@dataclass(frozen=True)
class Header:
    """What the front matter says."""

    entries: Mapping[str, Entry]
    rules: tuple[Rule, ...]
    kind: Kind | None
    section: Section | None
    numbers: Mapping[str, int]

    def text(self, key: str, default: str = "") -> str:
        """Give a value as it is written."""
        return self.entries[key].text if key in self.entries else default

    def line(self, key: str) -> int:
        """Give the line of a key, or of the beginning."""
        return self.entries[key].line if key in self.entries else 1

    def words(self, key: str) -> tuple[str, ...]:
        """Give the parts of a value that commas divide."""
        return tuple(word for part in self.text(key).split(",") if (word := part.strip()))


def read_header(lines: Sequence[str], problems: Problems) -> tuple[Header, int]:
    """Read the front matter; give it and the number of lines that it takes."""
    end = lines.index(FENCE, 1) if lines[:1] == [FENCE] and FENCE in lines[1:] else 0
    if not end:
        problems.say(1, "there is no front matter: begin the file with `---`, `key: value` lines and `---`")
        return Header({}, (), None, None, {}), 0
    entries = _entries(lines[1:end], problems)
    for key in NEEDED:
        if key not in entries:
            problems.say(1, f"the front matter has no `{key}`: add a line `{key}: ...`")
    rules = _rules(entries, problems)
    section = _section(entries, rules, problems)
    header = Header(entries, rules, _kind(entries, problems), section, _numbers(entries, problems))
    _check_role(header, problems)
    _check_name(header, problems)
    return header, end + 1


def _entries(lines: Sequence[str], problems: Problems) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for number, line in enumerate(lines, 2):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not line.strip():
            continue
        if not colon:
            problems.say(number, f"`{line.strip()}` is no `key: value` line: add the colon, or take the line away")
        elif key not in KEYS:
            listed = ", ".join(KEYS)
            problems.say(number, f"unknown key `{key}`{nearest(key, KEYS)}: the keys are {listed}")
        elif key in entries:
            problems.say(number, f"`{key}` stands here a second time: keep one of the two lines")
        elif not value:
            problems.say(number, f"`{key}` has no value: write one, or take the line away")
        entries.setdefault(key, Entry(value, number))
    return entries


def _rules(entries: Mapping[str, Entry], problems: Problems) -> tuple[Rule, ...]:
    found = []
    for name in _words(entries, "rule"):
        try:
            found.append(catalog()[name])
        except UnknownRuleError as error:  # noqa: RK303 - the author reads the message; the stack says nothing more
            problems.say(entries["rule"].line, str(error))
    return tuple(found)


def _kind(entries: Mapping[str, Entry], problems: Problems) -> Kind | None:
    if "kind" not in entries:
        return None
    text, line = entries["kind"].text, entries["kind"].line
    kind = next((one for one in Kind if one.value == text), None)
    listed = [one.value for one in WRITTEN]
    if kind is None:
        problems.say(line, f"unknown kind `{text}`{nearest(text, listed)}: the kinds are {', '.join(listed)}")
    elif kind in DERIVED:
        problems.say(line, f"exercises of the kind {text} come from the examples of the rules: add an example there")
    return kind


def _section(entries: Mapping[str, Entry], rules: tuple[Rule, ...], problems: Problems) -> Section | None:
    if "section" not in entries:
        return rules[0].section if rules else None
    name, line = entries["section"].text, entries["section"].line
    known = {section.name: section for section in catalog().sections}
    if name not in known:
        problems.say(line, f"unknown section `{name}`{nearest(name, known)}: the sections are {', '.join(known)}")
    return known.get(name)


def _numbers(entries: Mapping[str, Entry], problems: Problems) -> dict[str, int]:
    found = {}
    for key, allowed in RANGES.items():
        if key not in entries:
            continue
        text = entries[key].text
        if text.isdecimal() and int(text) in allowed:
            found[key] = int(text)
        else:
            problems.say(
                entries[key].line, f"`{key}: {text}` is not in range: write {allowed[0]} to {allowed[-1]}, in digits"
            )
    return found


def _check_role(header: Header, problems: Problems) -> None:
    role = header.text("role", ROLES[0])
    if role not in ROLES:
        problems.say(
            header.line("role"), f"unknown role `{role}`{nearest(role, ROLES)}: the roles are {', '.join(ROLES)}"
        )
    if header.kind is Kind.MIX and "section" not in header.entries:
        problems.say(1, "a mix belongs to a section: add `section: ...`")
    if len(header.rules) > 1 and header.kind is not None and header.kind is not Kind.MIX:
        problems.say(header.line("rule"), "several rules make a mix: write `kind: mix`, or name one rule")


def _check_name(header: Header, problems: Problems) -> None:
    """Compare the names of file and folder with what the front matter says."""
    path = PurePath(problems.path)
    if not header.rules or header.kind is None or header.section is None:
        return
    number = f"-{header.numbers['number']}" if "number" in header.numbers else ""
    owner = header.section.name if header.kind is Kind.MIX else header.rules[0].name
    owner = header.text("lesson", owner)
    expected = f"{owner}.{header.kind.value}{number}{SUFFIX}"
    if path.name != expected:
        problems.say(1, f"the file is called {path.name}, its front matter says {expected}: rename it, or correct that")
    folders = {section.name for section in catalog().sections} - {header.section.name}
    if path.is_relative_to(OURS) and path.parent.name in folders:
        problems.say(1, f"the file lies in {path.parent.name}: move it to {header.section.name}")


def _words(entries: Mapping[str, Entry], key: str) -> list[str]:
    text = entries[key].text if key in entries else ""
    return [word.strip() for word in text.split(",") if word.strip()]
