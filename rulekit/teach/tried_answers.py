"""An answer is tried: its exercise's checks run on it, its tests on mutants, and what it prints is looked at."""

from dataclasses import dataclass, replace

from rulekit.teach.exercise import Exercise
from rulekit.teach.judge.ask import ask
from rulekit.teach.judge.fork import Line
from rulekit.teach.judge.request import Request, Work
from rulekit.teach.judge.tried import Tried

MOST_LINES = 20
FIELDS = ("name", "sentence", "message", "line", "is_ours", "lacks")


@dataclass(frozen=True)
class Trial:
    """What came of an answer: each check, the tests that saw each fault, and what it printed or ended with."""

    tried: tuple[Tried, ...] = ()
    seen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    shown: str = ""


def try_answer(exercise: Exercise, answer: str, *, is_brief: bool = False) -> Trial:
    """Try an answer; in brief, until its first check fails, and without a look at what it prints.

    Raises:
        JudgeError: it could not be judged.
        KeyboardInterrupt: the learner does not want to wait.
    """
    lines: list[Line] = []
    text = f"TEXT = {answer!r}\n" if exercise.is_text else answer
    request = Request(Work.CHECKS, text, exercise.modules, exercise.checks, exercise.programs, exercise.absent)
    request = replace(request, is_brief=is_brief)
    if exercise.mutants:
        lines += ask(replace(request, work=Work.TESTS, mutants=exercise.mutants))
    if exercise.checks:
        lines += ask(request)
    tried = tuple(Tried(**{name: line[name] for name in FIELDS if name in line}) for line in lines)
    seen = tuple((line["fault"], tuple(line["seen"])) for line in lines if "fault" in line)
    is_looked_at = exercise.checks and not exercise.is_text and not is_brief
    return Trial(tried, seen, _told(ask(replace(request, work=Work.LOOK))) if is_looked_at else "")


def try_expression(exercise: Exercise, answer: str, expression: str) -> str:
    """Give what an expression prints and what it is worth among the names of an answer.

    Raises:
        JudgeError: it could not be judged.
    """
    request = Request(Work.LOOK, answer, exercise.modules, "", exercise.programs, exercise.absent)
    lines = ask(replace(request, expression=expression))
    return "\n".join((_told(lines), *(str(line["error"]) for line in lines if "error" in line))).strip("\n")


def show_harm(exercise: Exercise) -> str:
    """Run the witness of an exercise on its starter, and give what it prints.

    Raises:
        JudgeError: it could not be run.
    """
    request = Request(Work.WITNESS, exercise.starter, exercise.modules, exercise.witness, exercise.programs)
    (line,) = ask(request)
    return f"{line.get('printed', '')}{line.get('message') or ''}".removesuffix("\n")


def _told(lines: list[Line]) -> str:
    told = {name: text for line in lines for name, text in line.items()}
    printed = str(told.get("printed", "")).splitlines()
    rest = [f"... and {len(printed) - MOST_LINES} more lines"] if len(printed) > MOST_LINES else []
    last = [str(told["value"])] if "value" in told else []
    return "\n".join((*printed[:MOST_LINES], *rest, *last))
