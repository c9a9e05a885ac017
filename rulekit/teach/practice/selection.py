"""Which pieces of a repository become items: a spread over rules and files, errors first, the same every time."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import count
from pathlib import Path

from rulekit.analysis.project.roles import role_of
from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.syntax.source import Source
from rulekit.api import check_paths, report_on, settings_for
from rulekit.engine.excerpts import secrets_of
from rulekit.engine.files import read_document
from rulekit.engine.settings import Settings
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Finding, Severity
from rulekit.teach.exercise import Kind
from rulekit.teach.practice.items import Item, judged_alone
from rulekit.teach.practice.snippets import Snippet, snippets_of

TURNS = (Kind.FIX, Kind.SPOT, Kind.FIX, Kind.PREDICT)
CHOICES = 5
ONE_CLEAN_IN = 10
LEAST_CLEAN = 8
# Of docstrings, hints, names and numbers there is always something to find: they come when nothing else is left.
_LATE = "general"
_Place = tuple[int, str]


def chosen(folder: Path, number: int, codes: frozenset[str], asked: frozenset[str]) -> list[Item]:
    """Choose items from a folder or file, about the rules that are asked for; there may be fewer than wanted."""
    return Repository(folder, codes, asked).items(number)


def codes_for(folder: Path) -> frozenset[str]:
    """Give the rules that a repository selects, a team's own left out: a kernel need not know them."""
    known = frozenset(rule.code for rule in Settings().catalog)
    return settings_for(str(folder)).selected & known


class Repository:
    """What rulekit finds in the modules of a folder, and the pieces that can be asked about."""

    def __init__(self, folder: Path, codes: frozenset[str], asked: frozenset[str]) -> None:
        self.folder = folder
        self.codes = codes
        self.asked = asked
        self.root = folder if folder.is_dir() else folder.parent
        self._taken = set[tuple[str, str]]()
        self._used = Counter[str]()

    @cached_property
    def found(self) -> Mapping[str, Mapping[str, list[int]]]:
        """The lines of findings, by rule and file."""
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for one in check_paths([self.folder]).findings:
            if one.code in self.asked and one.severity is not Severity.ADVICE and (one.path or "").endswith(".py"):
                found[one.code][one.path or ""].append(one.span.line)
        return found

    def items(self, number: int) -> list[Item]:
        """Take turns among the rules, and put pieces that keep the rules between them."""
        items = list[Item]()
        waiting = sorted(self.found, key=_first)
        for turn in count():
            before = len(items)
            for position, code in enumerate(waiting):
                if len(items) < number - number // ONE_CLEAN_IN:
                    items += self._broken(code, TURNS[(turn + position) % len(TURNS)])
            if len(items) == before:
                break
        for place, item in enumerate(self._clean(number // ONE_CLEAN_IN), 1):
            items.insert(min(place * ONE_CLEAN_IN - 4, len(items)), item)
        return items

    def _broken(self, code: str, kind: Kind) -> Sequence[Item]:
        """Give an item about a rule from the file that was used least, if one is left."""
        for path in sorted(self.found[code], key=lambda path: (self._used[path], _seed(path))):
            for piece in pieces_of(path, self._relative(path), self.codes):
                broken = {one for _, one in piece.places}
                has_it = any(piece.snippet.start <= line <= piece.snippet.end for line in self.found[code][path])
                if code in broken and has_it and self._take(path, piece.snippet.name):
                    rules = self._choices(code, broken) if kind is Kind.SPOT else (code,)
                    return [piece.item(kind, rules)]
        return []

    def _choices(self, code: str, broken: set[str]) -> tuple[str, ...]:
        """Give rules to choose from: those that are broken, but for what is always found, and others of this code."""
        others = sorted((one for one in self.found if _first(one)[0] == _first(code)[0]), key=_first)
        told = [one for one in others if one in broken]
        at = _seed(code) % max(1, len(others))
        return tuple(dict.fromkeys([code, *told, *others[at:], *others[:at]]))[: max(CHOICES, len(told))]

    def _clean(self, number: int) -> Iterator[Item]:
        """Give pieces that keep all rules, the ones first that try and call most."""
        paths = sorted({path for files in self.found.values() for path in files}, key=_seed)
        choices = sorted(self.found, key=_first)[:CHOICES]
        for path in paths:
            if number <= 0:
                return
            for piece in pieces_of(path, self._relative(path), self.codes):
                if piece.is_clean and self._take(path, piece.snippet.name):
                    yield piece.item(Kind.SPOT, tuple(choices))
                    number -= 1
                    break

    def _take(self, path: str, name: str) -> bool:
        if (path, name) in self._taken:
            return False
        self._taken.add((path, name))
        self._used[path] += 1
        return True

    def _relative(self, path: str) -> str:
        return Path(path).absolute().relative_to(self.root.absolute()).as_posix()


class Piece:
    """A piece of a file, and what the rules say of it alone, which is what they say of it in its file."""

    def __init__(self, snippet: Snippet, path: str, role: str, findings: Iterable[Finding]) -> None:
        self.snippet, self.path, self.role = snippet, path, role
        self.places = frozenset((one.span.line, one.code) for one in findings)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is found in code that is long enough to hide something, and handles errors."""
        has_try = any(row.strip() in {"try:", "finally:"} or "with " in row for row in self.snippet.text.splitlines())
        return not any(_first(code)[0] is False for _, code in self.places) and has_try and self.is_long

    @property
    def is_long(self) -> bool:
        """Whether there is something to read."""
        return self.snippet.end - self.snippet.start >= LEAST_CLEAN

    def item(self, kind: Kind, rules: tuple[str, ...]) -> Item:
        """Make an item of it."""
        one = self.snippet
        return Item(kind.value, rules, self.path, one.start, one.end, one.name, self.role, one.text)


@lru_cache(maxsize=64)
def pieces_of(path: str, relative: str, codes: frozenset[str]) -> tuple[Piece, ...]:
    """Give the pieces of a file that tell no secret, and of which the rules say alone what they say in the file."""
    try:
        text = read_document(path).text
    except UnreadableError:  # noqa: RK304 - it vanished since it was checked
        return ()
    try:
        snippets = list(snippets_of(text))
    except (SyntaxError, ValueError, RecursionError):  # noqa: RK304 - what does not parse has no pieces
        return ()
    role = role_of(relative, text)
    told = report_on(text, relative, role, Settings())
    secrets = secrets_of([Source(text)])
    in_file = {(one.span.line, one.code) for one in told.findings if one.severity is not Severity.ADVICE}
    kept = []
    for snippet in snippets:
        if mask(snippet.text, secrets) != snippet.text:
            continue
        findings = judged_alone(snippet.text, relative, role, codes)
        alone = {(snippet.lines[one.span.line - 1], one.code) for one in findings}
        if _firm(alone) == _firm(place for place in in_file if place[0] in snippet.lines and place[1] in codes):
            kept.append(Piece(snippet, relative, role, findings))
    return tuple(sorted(kept, key=lambda piece: _seed(f"{relative} {piece.snippet.name}")))


def _firm(places: Iterable[_Place]) -> set[_Place]:
    return {place for place in places if not _first(place[1])[0]}


def _first(code: str) -> tuple[bool, bool, str]:
    """Give the place of a rule among others: errors first, and last what is always found."""
    rule = Settings().catalog[code]
    return rule.section.name == _LATE, rule.severity is not Severity.ERROR, code


def _seed(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))
