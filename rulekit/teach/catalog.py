"""All exercises there are, in the order in which they are taught, found by their ids."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rulekit.api import in_force
from rulekit.engine.catalog import Catalog, catalog
from rulekit.engine.sentences import with_values
from rulekit.model.errors import RulekitError, UnreadableError
from rulekit.model.section import Section
from rulekit.teach.curricula import Curricula, Curriculum, curricula, curriculum_in
from rulekit.teach.derived import derived
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.lessons import CHAPTER
from rulekit.teach.problems import ExerciseError, Problem, nearest
from rulekit.teach.project_file import PROJECT
from rulekit.teach.reading import read_exercise

Values = frozenset[tuple[str, Any]]
SUFFIX = ".md"
PATH = (
    Kind.PREDICT,
    Kind.SPOT,
    Kind.PARSONS,
    Kind.JUDGE,
    Kind.FIX,
    Kind.WRITE,
    Kind.BREAK,
    Kind.EXPLOIT,
    Kind.TESTS,
    Kind.REASON,
    Kind.MIX,
)


class UnknownExerciseError(RulekitError, KeyError):
    """An id that no exercise has."""

    def __str__(self) -> str:
        return str(self.args[0])


class Library(Mapping[str, Exercise]):
    """Exercises by id, or with the rule's code in place of its name; capitals do not count.

    `missing` says why exercises of a team's own are not among them: an unknown id may mean one of these.
    """

    def __init__(self, found: Iterable[Exercise], missing: tuple[str, ...] = ()) -> None:
        self.missing = missing
        self._exercises = {exercise.id: exercise for exercise in sorted(found, key=_place)}
        self._ids = {name.lower(): one.id for one in self._exercises.values() for name in _names(one)}

    def __getitem__(self, name: str) -> Exercise:
        known = self._ids.get(name.strip().lower())
        if known is None:
            hint = nearest(name.strip(), [name for one in self._exercises.values() for name in _names(one)])
            lost = f"; {self.missing[0]}" if self.missing else ""
            raise UnknownExerciseError(
                f"unknown exercise `{name.strip()}`{hint}: `%exercise list` shows them all{lost}"
            )
        return self._exercises[known]

    def __iter__(self) -> Iterator[str]:
        return iter(self._exercises)

    def __len__(self) -> int:
        return len(self._exercises)

    def of_rule(self, key: str) -> tuple[Exercise, ...]:
        """Give the exercises that practise a rule, named by code or name; mixes and reviews are not among them.

        Raises:
            UnknownRuleError: nothing is called so.
        """
        code = catalog()[key].code
        return tuple(one for one in self.values() if _is_of_a_rule(one) and one.rules[0] == code)

    def of_section(self, name: str | Section) -> tuple[Exercise, ...]:
        """Give the exercises of a section, named by its folder or prefix."""
        keys = {name.name} if isinstance(name, Section) else {name}
        return tuple(one for one in self.values() if keys & {one.home, one.section.prefix} and not one.lesson)


def library(folder: Path | None = None) -> Library:
    """Give the exercises of the lessons in force and those of the rules that are known.

    A folder that is named stands for that of the settings, and who names it lets its code run.

    Raises:
        ExerciseError: files of exercises cannot be used; every problem of every file is named.
        UnreadableError: the folder is missing.
    """
    held = curricula()
    if folder is not None:
        if not folder.is_dir():
            raise UnreadableError(f"{folder}: no such folder: name the one that holds the files of your exercises")
        held = Curricula((*(one for one in held.found if not one.own), curriculum_in(folder)))
    codes = frozenset(rule.code for rule in catalog())
    codes = codes if in_force().shipped_lessons else codes & in_force().selected
    return _library(held, catalog(), codes, frozenset(in_force().options.items()))


@cache
def _library(held: Curricula, known: Catalog, codes: frozenset[str], values: Values) -> Library:
    """Read all files; rules that do not hold have no exercises where only a team's own lessons are offered.

    What exercises say and expect goes by the values of the settings in force.
    """
    found = [*_from_examples(known, codes, values, held.own)]
    problems: list[Problem] = []
    for path, text in _texts(held):
        try:
            found.append(read_exercise(with_values(text), path))
        except ExerciseError as error:  # noqa: RK304 - all files are read first, then all problems are raised together
            problems += error.problems
    problems += _across(found)
    if problems:
        raise ExerciseError(problems)
    return Library(found, held.missing)


@cache
def _from_examples(known: Catalog, codes: frozenset[str], _: Values, __: Curriculum | None) -> tuple[Exercise, ...]:
    return tuple(exercise for rule in known if rule.code in codes for exercise in derived(rule))


def alias(exercise: Exercise) -> str:
    """Give the id with the rule's code, or the section's prefix, in place of the name."""
    if exercise.lesson:
        return exercise.id
    rest = exercise.id.partition(".")[2]
    return f"{exercise.section.prefix if exercise.kind in {Kind.MIX, Kind.SPOT} else exercise.rules[0]}.{rest}"


def _names(exercise: Exercise) -> Iterator[str]:
    """Give the names by which it is found; a spot item, whose id keeps the rule to itself, by the rule too."""
    yield from (exercise.id, alias(exercise))
    if exercise.kind is Kind.SPOT and not exercise.lesson:
        yield from (f"{key}.spot" for key in (catalog()[exercise.rules[0]].name, exercise.rules[0]))


def _is_of_a_rule(exercise: Exercise) -> bool:
    return exercise.kind is not Kind.MIX and not exercise.lesson


def _texts(held: Curricula) -> Iterator[tuple[str, str]]:
    """Give the paths and texts of authored exercises; a team's folder may hold other pages."""
    for one in held.found:
        for name in one.names():
            if name.endswith(SUFFIX) and name.rpartition("/")[2] not in {CHAPTER, PROJECT}:
                text = one.text(name)
                if text.startswith("---"):
                    yield one.path(name), text


def _across(found: list[Exercise]) -> Iterator[Problem]:
    """Compare the files with each other: no id twice, and what an exercise builds upon is there."""
    known: dict[str, Exercise] = {}
    for one in found:
        if one.id in known:
            yield Problem(one.path or one.id, 1, f"{known[one.id].path} has the id {one.id} already: add a `number`")
        known.setdefault(one.id, one)
    names = [*known, *(name for one in known.values() for name in _names(one))]
    for one in found:
        for name in one.prerequisites:
            if name not in names:
                message = f"unknown prerequisite `{name}`{nearest(name, names)}: name the id of an exercise"
                yield Problem(one.path or one.id, 1, message)


def _place(exercise: Exercise) -> tuple[object, ...]:
    """Give the place in the teaching order: section, rule, kind, number; mixes end a section, other lessons end all."""
    sections = catalog().sections
    number = exercise.id.rpartition("-")[2]
    order = int(number) if number.isdecimal() else 1
    if exercise.lesson:
        return len(sections), exercise.lesson, order, exercise.id
    is_mix = exercise.kind is Kind.MIX
    code = "" if is_mix else exercise.rules[0]
    return sections.index(exercise.section), is_mix, code, PATH.index(exercise.kind), order, exercise.id
