"""The verdict on an answer: one outcome, one blocking message, the rest counted."""

import enum
import re
from dataclasses import dataclass, replace

LABEL = 13
_LINE = re.compile(r"^line (\d+)")


class Outcome(enum.Enum):
    """How an answer fared, in the order in which it is judged."""

    NOT_ATTEMPTED = "not attempted"
    SYNTAX = "syntax"
    MISSING_NAME = "missing name"
    SUPPRESSED = "suppressed"
    BEHAVIOUR = "behaviour"
    STYLE = "style"
    PASSED = "passed"
    PASSED_WITH_NOTES = "passed with notes"
    CHECKER_ERROR = "checker error"
    NOT_JUDGED = "not judged"

    @property
    def is_pass(self) -> bool:
        """Whether the exercise is done."""
        return self in {Outcome.PASSED, Outcome.PASSED_WITH_NOTES}


MARKS = {Outcome.CHECKER_ERROR: "OUR FAULT", Outcome.NOT_JUDGED: "NOT JUDGED"}


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer.

    `message` is the one thing that stands in the way, `where` the line of it, `why` what the rule or requirement is
    for, `next_step` what to do now; `done` of `total` checks pass; `notes` wait until the exercise is passed; `shown`
    is what the answer printed, `seen` the tests that saw each fault.
    """

    exercise: str
    title: str
    outcome: Outcome
    message: str
    where: str = ""
    why: str = ""
    next_step: str = ""
    done: int = 0
    total: int = 0
    notes: tuple[str, ...] = ()
    shown: str = ""
    seen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __str__(self) -> str:
        """Write the verdict as plain text, the same for the same answer."""
        mark = "PASSED" if self.outcome.is_pass else MARKS.get(self.outcome, "NOT YET")
        counted = f"   {self.done} of {self.total} checks pass" if self.total else ""
        lines = [f"{mark}  {self.exercise}  {self.title}{counted}"]
        message = self.message.replace("\n", f"\n{'':<{LABEL + 3}}")
        lines.append(f"  {self.outcome.value:<{LABEL}} {message}")
        why = "required" if self.is_about_requirement else "why"
        told = (("where", self.where), (why, self.why), ("next", self.next_step))
        lines += [f"  {name:<{LABEL}} {text}" for name, text in told if text]
        lines += [f"  {'note':<{LABEL}} {note}" for note in self.shown_notes()]
        lines += [
            f"  {'fault':<{LABEL}} {fault}: {', '.join(tests) or 'none of your tests'}" for fault, tests in self.seen
        ]
        lines = [*self.shown.splitlines(), *lines]
        return "\n".join(lines)

    @property
    def is_about_requirement(self) -> bool:
        """Whether `why` is a requirement that the answer does not meet, which must not read as if it did."""
        return self.outcome is Outcome.BEHAVIOUR

    def shown_notes(self) -> tuple[str, ...]:
        """Give the notes once the exercise is passed, before that only their number."""
        if self.outcome.is_pass or not self.notes:
            return self.notes
        waiting = f"{len(self.notes)} {'notes wait' if len(self.notes) > 1 else 'note waits'} until this passes"
        return (waiting,)


def moved_down(verdict: Verdict, lines: int) -> Verdict:
    """Give the verdict on a cell in which the answer begins some lines below the top."""

    def moved(text: str) -> str:
        return _LINE.sub(lambda match: f"line {int(match[1]) + lines}", text)

    return replace(verdict, where=moved(verdict.where), notes=tuple(map(moved, verdict.notes)))


def place(answer: str, line: int) -> str:
    """Show a line of an answer with its number."""
    lines = answer.splitlines()
    return f"line {line}: {lines[line - 1].strip()}" if 0 < line <= len(lines) else f"line {line}"
