"""What one learner does in one kernel: answers, hints, solutions and progress, in words."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from rulekit.model.errors import RulekitError
from rulekit.teach.catalog import Library
from rulekit.teach.exercise import Exercise
from rulekit.teach.judging import judge_answer
from rulekit.teach.lessons import Lesson, lessons
from rulekit.teach.options import asked_of, learner_in
from rulekit.teach.practice.notebook import read_practice
from rulekit.teach.preconditions import same_code
from rulekit.teach.progress import Progress
from rulekit.teach.repetition import look_again, score, waiting
from rulekit.teach.resume import as_code, from_code
from rulekit.teach.sheet import hint_sheet, opening, solution_sheet
from rulekit.teach.verdict import Verdict, moved_down

TRIES = 3


class NothingToShowError(RulekitError):
    """A learner asked for what an exercise does not have, or not yet."""


class Classroom:
    """The exercises, the progress of the folder, and how many hints were shown of each exercise.

    Where it `shuffles`, each learner meets options in another order.
    """

    def __init__(self, library: Library, folder: Path, *, shuffles: bool = False) -> None:
        self.shuffles = shuffles
        self.library = library
        self.progress = Progress(folder)
        self.hints: Counter[str] = Counter()

    @cached_property
    def learner(self) -> str:
        """What decides the order of options: nothing where no progress is kept, as where lessons are built."""
        return learner_in(self.progress.path.parent) if self.shuffles and self.progress.is_kept else ""

    def exercise(self, name: str) -> Exercise:
        """Give an exercise as this learner sees it."""
        exercise = self.library[name]
        return asked_of(exercise, self.learner) if exercise.options else exercise

    def answer(self, name: str, text: str, above: int = 0) -> Verdict:
        """Judge an answer and put it down; in its cell some lines stand `above` it, and lines are those of the cell."""
        exercise = self.library[name]
        verdict = moved_down(judge_answer(self.exercise(name), text), above if exercise.kind.is_code else 0)
        self.progress.record(exercise.id, verdict.outcome, met_wrong(exercise, text, verdict))
        return verdict

    def add_practice(self, path: Path, *, tests: bool = False) -> int:
        """Add the exercises of a notebook that `rulekit practice` wrote, and tell how many they are.

        `tests` lets the learner's own tests run.

        Raises:
            UnreadableError: it holds none.
        """
        found = {one.id: one for one in read_practice(path, tests=tests)}
        self.library = Library({**self.library, **found}.values())
        return len(found)

    def hint(self, name: str) -> str:
        """Give one hint more than the last time, with those before it.

        Raises:
            NothingToShowError: the exercise has no hints.
        """
        exercise = self.library[name]
        if not exercise.hints:
            raise NothingToShowError(f"{exercise.id} has no hints: `%rule {exercise.rules[0]}` shows the rule")
        self.hints[exercise.id] = min(self.hints[exercise.id] + 1, len(exercise.hints))
        return hint_sheet(exercise, self.hints[exercise.id])

    def solution(self, name: str, *, now: bool = False) -> str:
        """Give the solution: after the last hint, the third try, or on request.

        Raises:
            NothingToShowError: it is too early.
        """
        exercise = self.exercise(name)
        if not now and (wait := self.wait_for_solution(exercise.id)):
            raise NothingToShowError(f"{wait}: `%exercise solution {exercise.id} --now` shows it at once")
        self.progress.show(exercise.id)
        return solution_sheet(exercise)

    def wait_for_solution(self, name: str) -> str:
        """Say when the solution comes, or nothing where it may be shown."""
        exercise = self.library[name]
        self.progress.refresh()
        known = self.progress.of(exercise.id)
        has_all_hints = self.hints[exercise.id] >= len(exercise.hints) > 0
        if known.passed or known.attempts >= TRIES or has_all_hints:
            return ""
        return f"the solution comes after {'the last hint or ' if exercise.hints else ''}the third try"

    def following(self, name: str = "") -> tuple[Exercise, Lesson] | None:
        """Give the next exercise that is not passed, behind the one that is named, with the lesson that holds it."""
        placed = [(self.library[one].id, lesson) for lesson in lessons() for one in lesson.exercises]
        here = self.library[name].id if name else ""
        start = next((at + 1 for at, (one, _) in enumerate(placed) if one == here), 0)
        self.progress.refresh()
        for one, lesson in (*placed[start:], *placed[:start]):
            if not self.progress.of(one).passed and one != here:
                return self.library[one], lesson
        return None

    def next_sheet(self, name: str = "") -> str:
        """Say which exercise comes next, and where it stands."""
        found = self.following(name)
        if found is None:
            return "All exercises of the lessons are passed.\n"
        exercise, lesson = found
        here = name and self.library[name].id in {self.library[one].id for one in lesson.exercises}
        where = "further down in this notebook" if here else f"in {lesson.link}"
        return f"Next: **{exercise.title}**, `{exercise.id}`, {where}.\n"

    def reset(self, name: str) -> str:
        """Forget the hints and tries, not that it is passed, and give the cell as it was in the beginning."""
        exercise = self.library[name]
        self.hints.pop(exercise.id, None)
        self.progress.reset(exercise.id)
        return opening(exercise)

    def summary(self, words: str = "", latest: str = "") -> str:
        """Tell what is done, lesson by lesson or in one of them, and what comes next.

        Raises:
            NothingToShowError: no lesson is called so.
        """
        self.progress.refresh()
        chosen = [one for one in lessons() if words.strip().lower() in {"", one.name, one.notebook, one.notebook[:2]}]
        if not chosen:
            listed = ", ".join(one.name for one in lessons())
            raise NothingToShowError(f"no lesson is called `{words.strip()}`: the lessons are {listed}")
        held = {lesson: [self.library[one] for one in lesson.exercises] for lesson in chosen}
        everything = [one for some in held.values() for one in some]
        reserve = sum(one.origin is None for one in self.library.values()) - len(everything)
        more = f"; {reserve} more wait for `%exercise again`" if len(chosen) > 1 and reserve > 0 else ""
        rows = [f"{self._done(everything)} of {len(everything)} exercises passed{more}"]
        if len(chosen) > 1:
            rows += [
                f"  {one.notebook[:2]} {one.name:<14} {self._done(some):>3} of {len(some)}"
                for one, some in held.items()
            ]
        seen = [one.id for one in everything if (known := self.progress.of(one.id)).shown and not known.passed]
        if seen:
            rows.append(f"Solution seen, not passed yet: {', '.join(seen)}")
        left = [one.id for one in everything if not self.progress.of(one.id).passed]
        if len(chosen) == 1 and left:
            return "\n".join([*rows, f"Not passed yet: {', '.join(left)}"])
        following = self.following(latest)
        where = f"Next: {following[0].id}, in {following[1].notebook}" if following else "All done."
        return "\n".join([*rows, where])

    def listing(self, words: str) -> str:
        """List the exercises, or those of a section or rule."""
        self.progress.refresh()
        return "\n".join(self._rows(words.strip().lower()))

    def score(self, lesson: str) -> str:
        """Tell how a lesson of mixed items went, section by section, and what is worth another look.

        Raises:
            NothingToShowError: no lesson of mixed items is called so.
        """
        if not self._is_mixed(lesson):
            raise NothingToShowError(f"no lesson of mixed items is called `{lesson}`: `%exercise score review`")
        self.progress.refresh()
        return "\n".join(score(self.library, self.progress.records, lesson))

    def again(self, section: str) -> tuple[Exercise, ...]:
        """Give items whose rules were hard in other sections or, for a lesson of mixed items, in that lesson."""
        self.progress.refresh()
        find = look_again if self._is_mixed(section) else waiting
        return find(self.library, self.progress.records, section)

    def _is_mixed(self, lesson: str) -> bool:
        return any(one.lesson == lesson for one in self.library.values())

    def export(self) -> str:
        """Give the progress as a code."""
        self.progress.refresh()
        return as_code(self._taught(), self.progress.records)

    def take(self, code: str) -> int:
        """Add the progress that a code holds, and tell of how many exercises it is."""
        records = from_code(self._taught(), code)
        self.progress.take(records)
        return len(records)

    def _taught(self) -> list[str]:
        """Give the exercises that everybody has: a progress code is about these."""
        return [one.id for one in self.library.values() if one.origin is None]

    def _done(self, some: list[Exercise]) -> int:
        return sum(self.progress.of(exercise.id).passed for exercise in some)

    def _rows(self, words: str) -> Iterator[str]:
        for exercise in self.library.values():
            keys = {exercise.home, exercise.id, *(code.lower() for code in exercise.rules if not exercise.lesson)}
            if not words or words in keys:
                known = self.progress.of(exercise.id)
                mark = "done" if known.passed else "tried" if known.attempts else ""
                yield f"{exercise.id:<34} {exercise.minutes:>2} min  {mark:<5}  {exercise.title}".rstrip()


def met_wrong(exercise: Exercise, text: str, verdict: Verdict) -> int:
    """Tell which of the declared wrong answers this is, from 1 on; 0 means none.

    A wrong option counts among all options; code counts as the first wrong answer that is refused in the same words.
    """
    if verdict.outcome.is_pass:
        return 0
    same = [same_code(wrong.code, text) for wrong in exercise.wrong]
    said = f"{verdict.message} {verdict.where} {verdict.why}"
    refused = [wrong.outcome == verdict.outcome.value and wrong.says in said for wrong in exercise.wrong]
    chosen = [" ".join(option.feedback.split()) == verdict.message for option in exercise.options]
    met = chosen or (same if any(same) else refused)
    return next((number for number, is_met in enumerate(met, 1) if is_met), 0)
