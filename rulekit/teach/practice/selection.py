"""Which pieces of a repository become items: a spread over rules and files, errors first, the same every time."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from rulekit.analysis.project.roles import role_of
from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.syntax.source import Source
from rulekit.api import check_paths, report_on
from rulekit.engine.excerpts import secrets_of
from rulekit.engine.files import read_document
from rulekit.engine.git_history import COMMITS, History
from rulekit.engine.project_rules import needs_project
from rulekit.engine.settings import Settings
from rulekit.model.errors import SettingsError, UnreadableError
from rulekit.model.finding import Finding, Severity
from rulekit.teach.exercise import Kind
from rulekit.teach.practice.items import Item, exercise_of, judged_alone
from rulekit.teach.practice.lateness import EVERYWHERE, first, lateness
from rulekit.teach.practice.mended import Pair, mended_in
from rulekit.teach.practice.snippets import Snippet, snippets_of
from rulekit.teach.practice.verdicts import judge_own

TURNS = (Kind.FIX, Kind.SPOT, Kind.FIX, Kind.PREDICT)
CHOICES = 5
ONE_CLEAN_IN = 10
ONE_MENDED_IN = 4
LEAST_CLEAN = 8
BEFORE_TENTH = 4
MOST = 1000
# So many turns take rules of which there is always something to find: more of the same teaches nothing.
FEW = 2
# Which rules take how many turns: lengths, names and numbers come late.
PHASES = (((0,), 4), ((1,), 2), ((0,), MOST), ((1,), MOST), ((EVERYWHERE,), MOST))
_Place = tuple[int, str]


def chosen(folder: Path, number: int, codes: frozenset[str], asked: frozenset[str]) -> list[Item]:
    """Choose items from a folder or file, about the rules that are asked for; there may be fewer than wanted."""
    return Repository(folder, codes, asked).items(number)


def root_of(folder: Path) -> Path:
    """Give the folder that the paths of items start from."""
    return (folder if folder.is_dir() else folder.parent).absolute()


def codes_for(settings: Settings) -> frozenset[str]:
    """Give the rules that a repository selects, a team's own left out: a kernel need not know them."""
    return settings.selected & frozenset(rule.code for rule in Settings().catalog)


class Piece:
    """A piece of a file, and what the rules say of it alone, which is what they say of it in its file."""

    def __init__(self, snippet: Snippet, path: str, role: str, findings: Sequence[Finding]) -> None:
        self.snippet, self.path, self.role, self.findings = snippet, path, role, findings
        self.broken = frozenset(one.code for one in findings)

    def names_itself(self, code: str) -> bool:
        """Whether a rule wants another name for it, which its callers would have to learn too."""
        name = self.snippet.name.rpartition(".")[2]
        return any(one.code == code and f"the function `{name}`" in one.message for one in self.findings)

    def item(self, kind: Kind, rules: tuple[str, ...]) -> Item:
        """Make an item of it."""
        one = self.snippet
        return Item(kind.value, rules, self.path, one.start, one.end, one.name, self.role, one.text)


class _Module(NamedTuple):
    """What is read of a file once: its pieces, its role, its secrets, and what the rules say of all of it."""

    snippets: tuple[Snippet, ...]
    role: str
    secrets: frozenset[str]
    places: frozenset[_Place]


class Repository:
    """What rulekit finds in the modules of a folder, and the pieces that can be asked about."""

    def __init__(self, folder: Path, codes: frozenset[str], asked: frozenset[str]) -> None:
        self.folder = folder
        self.codes = codes
        self.asked = asked
        self.root = root_of(folder)
        self._taken = set[tuple[str, str]]()
        self._used = Counter[str]()

    @property
    def is_spread(self) -> bool:
        """Whether nobody asks for some rules, so that items are about as many as can be."""
        return self.asked == self.codes

    def _is_everywhere(self, code: str) -> bool:
        return self.is_spread and lateness(code) == EVERYWHERE

    @cached_property
    def found(self) -> Mapping[str, Mapping[str, list[int]]]:
        """The lines of findings, by rule and file."""
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for one in check_paths([self.folder]).findings:
            if one.code in self.asked and one.severity is not Severity.ADVICE and (one.path or "").endswith(".py"):
                found[one.code][one.path or ""].append(one.span.line)
        return found

    def items(self, number: int) -> list[Item]:
        """Take turns among the rules, put pieces that were mended between them, and such as keep the rules."""
        mended = self._mended(number)
        telling = [item for item in mended if not self._is_everywhere(item.rules[0])]
        some, clean = telling[: number // ONE_MENDED_IN], self._clean(number // ONE_CLEAN_IN)
        items = self._of_today(number - len(some) - len(clean))
        for place, item in enumerate(some):
            items.insert(min(place * ONE_MENDED_IN + 1, len(items)), item)
        items += [item for item in mended if item not in some][: number - len(clean) - len(items)]
        for place, item in enumerate(clean, 1):
            items.insert(min(place * ONE_CLEAN_IN - BEFORE_TENTH, len(items)), item)
        return items

    def _of_today(self, number: int) -> list[Item]:
        items = list[Item]()
        for late, turns in PHASES:
            waiting = sorted((code for code in self.found if lateness(code) in late), key=first)
            most = FEW if EVERYWHERE in late and self.is_spread else turns
            items += self._turns(waiting, most, number - len(items))
        return items

    def _mended(self, number: int) -> list[Item]:
        """Give items about what a commit has mended, with what became of it as the solution."""
        pairs = sorted(islice(self._pairs(), number), key=lambda pair: first(pair.code))
        items = list[Item]()
        for pair in pairs:
            kinds = [kind for kind in (TURNS[len(items) % len(TURNS)], Kind.PREDICT) if self._fits(pair, kind)]
            if kinds and self._take(pair.path, pair.was):
                items.append(self._once(pair, kinds[0], pair.bad))
        return items

    def _pairs(self) -> Iterator[Pair]:
        """Give the pairs that can be asked about; where there is no history, there are none."""
        try:
            history = History(self.root, most=COMMITS)
        except SettingsError:
            return
        for pair in mended_in(self.folder, history, Settings(), self.asked, spread=self.is_spread):
            if pair.is_plain and pair.cell is None:
                yield pair

    def _fits(self, pair: Pair, kind: Kind) -> bool:
        """Whether a piece shows alone what was mended, and its solution passes."""
        findings = judged_alone(pair.bad, pair.path, pair.role, self.codes)
        if pair.code not in {one.code for one in findings}:
            return False
        exercise = exercise_of(self._once(pair, kind, pair.bad), "", 0, self.codes)
        origin = exercise.origin
        return kind is not Kind.FIX or (origin is not None and judge_own(exercise, pair.good, origin).outcome.is_pass)

    def _once(self, pair: Pair, kind: Kind, code: str) -> Item:
        told = judged_alone(code, pair.path, pair.role, self.codes)
        rules = self._choices(pair.code, pair.was, pair.role, {one.code for one in told})
        shown = rules if kind is Kind.SPOT else (pair.code,)
        return Item(kind.value, shown, pair.path, 0, 0, pair.was, pair.role, code, pair.good)

    def _turns(self, waiting: Sequence[str], turns: int, number: int) -> list[Item]:
        items = list[Item]()
        for turn in range(turns):
            before = len(items)
            for position, code in enumerate(waiting):
                if len(items) < number:
                    items += self._broken(code, TURNS[(turn + position) % len(TURNS)])
            if len(items) == before:
                break
        return items

    def _broken(self, code: str, kind: Kind) -> Sequence[Item]:
        """Give an item about a rule from the file that was used least, if one is left."""
        for path in sorted(self.found[code], key=lambda path: (self._used[path], _seed(path))):
            lines = self.found[code][path]
            for piece in self._pieces(path, partial(_covers, lines)):
                if code in piece.broken and self._take(path, piece.snippet.name):
                    if kind is Kind.FIX and piece.names_itself(code):
                        kind = Kind.PREDICT
                    return [
                        piece.item(
                            kind,
                            self._choices(code, piece.snippet.name, piece.role, piece.broken)
                            if kind is Kind.SPOT
                            else (code,),
                        )
                    ]
        return []

    def _pieces(self, path: str, wanted: Callable[[Snippet], bool]) -> Iterator[Piece]:
        return pieces_of(path, Path(path).absolute().relative_to(self.root).as_posix(), self.codes, wanted)

    def _choices(self, code: str, name: str, role: str, broken: Container[str]) -> tuple[str, ...]:
        """Give rules to choose from, as far as they hold for such a file: those that are broken, and others."""
        others = [one for one in sorted(self.found, key=first) if _holds(one, role) and not lateness(one)]
        told = [one for one in others if one in broken]
        at = _seed(name) % max(1, len(others))
        return tuple(dict.fromkeys([code, *told, *others[at:], *others[:at]]))[: max(CHOICES, 1 + len(told))]

    def _clean(self, number: int) -> list[Item]:
        return list(islice(self._tempting(), number))

    def _tempting(self) -> Iterator[Item]:
        """Give pieces that keep all rules though they handle errors, where a reader expects to find something."""
        for path in sorted({path for files in self.found.values() for path in files}, key=_seed):
            for piece in self._pieces(path, _is_tempting):
                choices = [one for one in sorted(self.found, key=first) if _holds(one, piece.role)]
                firm = tuple(one for one in choices if not lateness(one))[:CHOICES]
                if firm and not any(map(_is_firm, piece.broken)) and self._take(path, piece.snippet.name):
                    yield piece.item(Kind.SPOT, firm)
                    break

    def _take(self, path: str, name: str) -> bool:
        if (path, name) in self._taken:
            return False
        self._taken.add((path, name))
        self._used[path] += 1
        return True


def pieces_of(path: str, relative: str, codes: frozenset[str], wanted: Callable[[Snippet], bool]) -> Iterator[Piece]:
    """Give pieces of a file that tell no secret, and of which the rules say alone what they say in the file."""
    known = _read(path, relative)
    for snippet in filter(wanted, known.snippets):
        if mask(snippet.text, known.secrets) == snippet.text:
            findings = judged_alone(snippet.text, relative, known.role, codes)
            alone = {(snippet.lines[one.span.line - 1], one.code) for one in findings}
            in_file = {place for place in known.places if place[0] in snippet.lines and place[1] in codes}
            if _firm(alone) == _firm(in_file):
                yield Piece(snippet, relative, known.role, findings)


@lru_cache(maxsize=256)
def _read(path: str, relative: str) -> _Module:
    try:
        text = read_document(path).text
        snippets = list(snippets_of(text))
    except (UnreadableError, SyntaxError, ValueError, RecursionError):  # noqa: RK304 - such a file has no pieces
        return _Module((), "", frozenset(), frozenset())
    role = role_of(relative, text)
    told = report_on(text, Path(relative), role, Settings()).findings
    places = frozenset((one.span.line, one.code) for one in told if one.severity is not Severity.ADVICE)
    snippets.sort(key=lambda one: _seed(f"{relative} {one.name}"))
    return _Module(tuple(snippets), role, secrets_of([Source(text)]), places)


def _covers(lines: Sequence[int], snippet: Snippet) -> bool:
    return any(snippet.start <= line <= snippet.end for line in lines)


def _is_tempting(snippet: Snippet) -> bool:
    return "try:" in snippet.text and snippet.end - snippet.start >= LEAST_CLEAN


def _holds(code: str, role: str) -> bool:
    """Tell whether a rule may have something to say of a piece of such a file."""
    rule = Settings().catalog[code]
    return role in rule.roles and not needs_project(rule)


def _firm(places: Iterable[_Place]) -> set[_Place]:
    return {place for place in places if _is_firm(place[1])}


def _is_firm(code: str) -> bool:
    return not lateness(code)


def _seed(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))
