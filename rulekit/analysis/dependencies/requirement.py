"""Requirements as pip reads them: names, how far they are pinned, where they stand, and the files that list them."""

import enum
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.model.finding import Span
from rulekit.model.late import dataclass, regex

COMMIT = regex(r"[0-9a-f]{40}([0-9a-f]{24})?", re.IGNORECASE)

_VARIABLE = regex(r"\$\{\w+\}")
_UNKNOWN = regex(r"[{}$]")
_DIRECT = regex(r"(?P<name>[A-Za-z0-9][\w.-]*)\s*+(\[[^\]]*\])?\s*+@\s*+(?P<address>\S+)")
_ADDRESS = regex(r"[A-Za-z][\w+.-]*://|(git|hg|svn|bzr)\+")
_VERSIONED = regex(r"(git|hg|svn|bzr)\+", re.IGNORECASE)
_LOCAL = regex(r"\.|~|/|[A-Za-z]:\\|.*[/\\]|\S+\.(whl|zip|tar\.\w+|tgz)(\[|\s|;|$)")
_NAME = regex(r"[A-Za-z0-9][\w.-]*")
_EGG = regex(r"[#&]egg=([\w.-]+)")
_HASH = regex(r"[#&]sha(256|384|512)=")


class Pin(enum.Enum):
    """How far a dependency is pinned."""

    EXACT = "one version"
    TEXT = "one version, compared as text"
    NONE = "no version"
    RANGE = "many versions"
    SERIES = "every version of a series"
    MOVING = "a branch or tag"
    UNHASHED = "an archive that can be replaced"
    REDIRECTED = "a file that the shell writes"
    UNREADABLE = "no requirement"
    TEMPLATE = "what a program fills in"
    UNKNOWN = "not to be told"


@dataclass(frozen=True)
class Requirement:
    """One dependency as it is written, and where.

    `upgrade` is set where a command asks for the newest, `constrained` where another file may pin it, `hashed` where a
    hash stands beside it, `may_vary` where a range is right: others install the package, or a lock file holds versions.
    """

    text: str
    span: Span
    name: str = ""
    pin: Pin = Pin.UNKNOWN
    upgrade: bool = False
    constrained: bool = False
    hashed: bool = False
    may_vary: bool = False


def span_between(starts: Sequence[int], start: int, end: int, shift: int = 0) -> Span:
    """Turn two positions in a text whose lines begin at `starts` into a span, moved down by some lines."""
    first, last = bisect_right(starts, start), bisect_right(starts, max(start, end - 1))
    return Span(first + shift, start - starts[first - 1] + 1, last + shift, end - starts[last - 1] + 1)


def read_requirement(text: str, span: Span) -> Requirement:
    """Read one requirement as pip reads it: a name with versions, an address, or a path."""
    if direct := _DIRECT.match(text):
        return Requirement(text, span, direct["name"], _pin_of_address(direct["address"]))
    if _ADDRESS.match(text):
        return Requirement(text, span, _name_in(text), _pin_of_address(text))
    if _LOCAL.match(text.partition(";")[0].strip()) or _UNKNOWN.search(text.partition(";")[0]):
        return Requirement(text, span)
    parsed = _parsed(text)
    if parsed is not None:
        return Requirement(text, span, parsed[0], pin_of(parsed[1]))
    name = _NAME.match(text)
    return Requirement(text, span, name[0] if name else "", Pin.UNREADABLE)


def _parsed(text: str) -> tuple[str, str] | None:
    """Return name and versions by the standard's grammar, or nothing for what pip refuses to read.

    The grammar's library loads threads and processes, which a browser does not have; so it is loaded late.
    """
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(text)
    except InvalidRequirement:
        return None
    return parsed.name, str(parsed.specifier)


def pin_of(versions: str) -> Pin:
    """Tell how far `>=1,<2` pins."""
    parts = [part.strip(" )") for part in versions.split(",") if part.strip(" )")]
    if not parts:
        return Pin.NONE
    if any(part.startswith("===") for part in parts):
        return Pin.TEXT
    return Pin.EXACT if any(part.startswith("==") and "*" not in part for part in parts) else Pin.RANGE


def _pin_of_address(address: str) -> Pin:
    address = _VARIABLE.sub("x", address)
    bare = address.partition("#")[0]
    if address.startswith("file:"):
        return Pin.UNKNOWN
    if versioned := _VERSIONED.match(address):
        path = bare.partition("://")[2].partition("/")[2] or bare.partition(":")[2]
        revision = path.rpartition("@")[2] if "@" in path else ""
        if _UNKNOWN.search(revision):
            return Pin.UNKNOWN
        is_number = versioned[1].lower() in {"svn", "bzr"} and revision.isdigit()
        return Pin.EXACT if is_number or COMMIT.fullmatch(revision) else Pin.MOVING
    return Pin.EXACT if _HASH.search(address) or COMMIT.search(bare) else Pin.UNHASHED


def _name_in(address: str) -> str:
    """Name what an address gives: its `egg`, or the last part of its path."""
    if egg := _EGG.search(address):
        return egg[1]
    last = address.partition("#")[0].rstrip("/").rpartition("/")[2]
    return last.partition("@")[0].removesuffix(".git") or address


LOGICAL = regex(r"(?:\\(?:\r\n|\r|\n)|[^\r\n])+")
JOIN = regex(r"\\(?:\r\n|\r|\n)")

_COMMENT = regex(r"(^|\s)#.*", re.DOTALL)
_EDITABLE = regex(r"\s*(-e|--editable)[\s=]*")
_INCLUDE = regex(r"\s*(?P<option>-c|--constraint|-r|--requirement)[\s=]*(?P<file>\S+)")
_CONSTRAINTS = frozenset({"-c", "--constraint"})
# What cookiecutter and Jinja fill in; `${NAME}` is pip's own.
_TEMPLATE = regex(r"\{[{%#]")
_OPTIONS = regex(r"\s--?[A-Za-z]")


def read_requirements(text: str, shift: int = 0) -> tuple[Requirement, ...]:
    """Read all requirements of a file; `shift` moves their lines down."""
    starts = line_starts(split_lines(text))
    requirements: list[Requirement] = []
    for start, line in logical_lines(text):
        lead = _EDITABLE.match(line)
        begin = lead.end() if lead else len(line) - len(line.lstrip())
        options = _OPTIONS.search(line, begin)
        end = begin + len(line[begin : options.start() if options else len(line)].rstrip())
        is_option = line[begin : begin + 1] == "-" and not line[begin + 1 : begin + 2].isspace()
        if end > begin and not is_option:
            span = span_between(starts, start + begin, start + end, shift)
            requirement = read_requirement(line[begin:end], span)
            if _TEMPLATE.search(line, begin, end):
                requirement = replace(requirement, pin=Pin.TEMPLATE)
            if "--hash" in line[end:]:
                pin = Pin.EXACT if requirement.pin is Pin.UNHASHED else requirement.pin
                requirement = replace(requirement, hashed=True, pin=pin)
            requirements.append(requirement)
    return tuple(requirements)


def included_files(text: str, *, constraints_only: bool = False) -> list[str]:
    """List the files that a file of requirements names by `-r` and `-c`, or by `-c` alone."""
    options = [match for _, line in logical_lines(text) if (match := _INCLUDE.match(line))]
    return [match["file"] for match in options if not constraints_only or match["option"] in _CONSTRAINTS]


def same_name(name: str) -> str:
    """Write a package's name as indexes compare it: `Typing_Extensions` is `typing-extensions`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with what a backslash joins to it, and its position; blanks stand for what is left out."""
    for match in LOGICAL.finditer(text):
        joined = JOIN.sub(lambda join: " " * len(join[0]), match[0])
        yield match.start(), _COMMENT.sub(lambda comment: " " * len(comment[0]), joined)
