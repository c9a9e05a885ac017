"""Which functions of a project its tests reach: by a call, by one whose result nobody looks at, or through others."""

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from rulekit.analysis.project.project import Member, Project
from rulekit.rules.testing.untested_function.calls_in_tests import NamesUsedByTests, names_used_by_tests
from rulekit.rules.testing.untested_function.public_functions import OfferedFunction, callback_words, offered_functions


class Reach(enum.Enum):
    """How tests reach a function."""

    TESTED = "tested"
    UNCHECKED = "called, but nothing is asserted"
    INDIRECT = "only through other functions"
    HANDED = "through whatever it is handed to"
    NEVER = "never"


class Tests:
    """The names that the tests of a project use."""

    def __init__(self, answers: Iterable[NamesUsedByTests]) -> None:
        self._targets: dict[bool, dict[str, set[str]]] = {True: defaultdict(set), False: defaultdict(set)}
        self._methods: dict[bool, set[str]] = {True: set(), False: set()}
        for answer in answers:
            self._methods[True] |= answer.methods
            self._methods[False] |= answer.unchecked_methods
            self._add(answer.targets, checked=True)
            self._add(answer.unchecked, checked=False)

    def _add(self, targets: Iterable[str], *, checked: bool) -> None:
        for target in targets:
            place, _, word = target.rpartition(".")
            self._targets[checked][word].add(place.lstrip("."))

    def reach(self, module: str, function: OfferedFunction) -> Reach:
        """Tell how the tests reach a function of a module by themselves."""
        if self._uses(module, function, checked=True):
            return Reach.TESTED
        return Reach.UNCHECKED if self._uses(module, function, checked=False) else Reach.NEVER

    def _uses(self, module: str, function: OfferedFunction, *, checked: bool) -> bool:
        if function.name in self._methods[checked]:
            return True
        places = self._targets[checked].get(function.name, ())
        home = f"{module}.{function.owner}" if function.owner else module
        return any(_is_same_place(place, home) for place in places)


def reaches(project: Project) -> Iterator[tuple[Member, OfferedFunction, Reach]]:
    """Give each public function of a project with how its tests reach it."""
    tests = Tests(answer for _, answer in project.collected(names_used_by_tests))
    known = [(member, function) for member, answers in project.collected(offered_functions) for function in answers]
    direct = {id(function): tests.reach(member.module, function) for member, function in known}
    handed = frozenset[str]().union(*(words for _, words in project.collected(callback_words)))
    words = _words_reached([(function, direct[id(function)] is not Reach.NEVER) for _, function in known])
    for member, function in known:
        if function.public:
            reach = direct[id(function)]
            if reach is Reach.NEVER and (function.name in words or _ran(project, member, function)):
                reach = Reach.INDIRECT
            elif reach is Reach.NEVER and function.name in handed:
                reach = Reach.HANDED
            yield member, function, reach


def _ran(project: Project, member: Member, function: OfferedFunction) -> bool:
    """Tell whether a line of its body ran while the tests ran."""
    ran = project.ran.get(str(Path(member.path).resolve()), frozenset()) if project.ran else frozenset()
    return not ran.isdisjoint(function.lines)


def _words_reached(known: list[tuple[OfferedFunction, bool]]) -> set[str]:
    """Give the words that tested functions use, and those that the functions behind these words use."""
    words: set[str] = set()
    waiting = [function for function, is_reached in known if is_reached]
    by_name: dict[str, list[OfferedFunction]] = defaultdict(list)
    for function, _ in known:
        by_name[function.name].append(function)
    seen = {id(function) for function in waiting}
    while waiting:
        new = waiting.pop().uses - words
        words |= new
        for word in new & by_name.keys():
            waiting += [function for function in by_name[word] if id(function) not in seen]
            seen.update(id(function) for function in by_name[word])
    return words


def _is_same_place(place: str, module: str) -> bool:
    """Tell whether tests may mean a module: by its name or the end of it, or by a package that hands it on."""
    return (
        not place
        or f".{module}".endswith(f".{place}")
        or f".{place}".endswith(f".{module}")
        or (f"{module}.".startswith(f"{place}."))
    )
