"""The process that judges: it is started anew when it dies, can be stopped, and nothing of an answer gets out of it."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rulekit.teach.catalog import library
from rulekit.teach.judge import ask as door
from rulekit.teach.judge.child import Judge, JudgeError
from rulekit.teach.judge.request import Request, Work
from rulekit.teach.judging import judge_answer
from rulekit.teach.verdict import Outcome
from tests.teach.judge.asked import told

CHECK = 'def test_run(answer):\n    """It runs."""\n    assert answer.run() == 1, "it gives no 1"\n'
ONE = "def run():\n    return 1\n"
REQUEST = Request(Work.CHECKS, ONE, checks=CHECK)
ENDLESS = "while True:\n    pass\n"


@pytest.fixture
def judge() -> Iterator[Judge]:
    made = Judge()
    yield made
    made.end()


def process_of(judge: Judge) -> int:
    """Give the number of the process that works for a judge."""
    process = judge._process  # noqa: SLF001 - it is nobody else's concern
    assert process is not None
    return process.pid


def test_one_process_answers_many_requests(judge: Judge) -> None:
    first = judge.ask(REQUEST)
    process = process_of(judge)

    assert judge.ask(REQUEST) == first == [{"name": "test_run", "sentence": "It runs.", "printed": ""}]
    assert process_of(judge) == process


def test_a_process_that_died_is_started_anew(judge: Judge) -> None:
    judge.ask(REQUEST)
    process = process_of(judge)
    os.kill(process, signal.SIGKILL)
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)

    assert "message" not in judge.ask(REQUEST)[0]
    assert process_of(judge) != process


def test_a_process_that_dies_while_it_judges_is_told_and_started_anew(judge: Judge) -> None:
    judge.ask(REQUEST)
    process = process_of(judge)
    killer = threading.Timer(0.3, os.kill, (process, signal.SIGKILL))
    killer.start()
    with pytest.raises(JudgeError, match="the process that judges it has ended"):
        judge.ask(Request(Work.CHECKS, ENDLESS, checks=CHECK))
    killer.join()

    assert "message" not in judge.ask(REQUEST)[0]


class Asked(Request):
    """A request that is sent only when the other side no longer listens, so that its pipe is broken."""

    def to_json(self) -> str:
        """Wait for the end of the other side."""
        while not Path(self.answer).exists():
            time.sleep(0.01)
        return super().to_json()


def test_a_judge_that_cannot_begin_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python, ended = tmp_path / "python", tmp_path / "ended"
    error = "ModuleNotFoundError: No module named 'frontrun'"
    python.write_text(f'#!/bin/sh\necho "{error}" >&2\nexec <&-\n: >"{ended}"\nexit 1\n', "utf-8")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))

    with pytest.raises(JudgeError, match=f"has ended: {error}"):
        Judge().ask(Asked(Work.LOOK, str(ended)))


def test_an_interrupt_ends_the_process_and_surfaces(judge: Judge) -> None:
    judge.ask(REQUEST)
    process = process_of(judge)
    interrupt = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        judge.ask(Request(Work.CHECKS, ENDLESS, checks=CHECK))
    interrupt.join()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert "message" not in judge.ask(REQUEST)[0]


@pytest.mark.parametrize(
    ("error", "outcome", "said"),
    [
        (KeyboardInterrupt(), Outcome.NOT_JUDGED, "you stopped it before it was judged"),
        (
            JudgeError("the process that judges it has ended"),
            Outcome.CHECKER_ERROR,
            "the process that judges it has ended",
        ),
    ],
    ids=["an interrupt", "a dead judge"],
)
def test_a_verdict_says_that_nothing_was_judged(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, outcome: Outcome, said: str
) -> None:
    class Ended:
        """A judge that gives no reply."""

        def ask(self, _: Request) -> None:
            """End."""
            raise error

    monkeypatch.setattr(door, "_judge", Ended)
    exercise = library()["magic-number.fix"]
    verdict = judge_answer(exercise, exercise.solution)

    assert (verdict.outcome, verdict.message) == (outcome, said)


ENDS = {
    "an endless loop": (ENDLESS, "the code does not come to an end: it was stopped"),
    "an endless loop that catches everything": (
        "while True:\n    try:\n        pass\n    except:\n        pass\n",
        "the code does not come to an end: it was stopped",
    ),
    "a wait for ever": (
        "import threading\nthreading.Event().wait()\n",
        "the code does not come to an end: it was stopped",
    ),
    "os._exit": ("import os\nos._exit(0)\n", "the code ends the whole program"),
    "os.abort": ("import os\nos.abort()\n", "the code ends the whole program"),
    "sys.exit": ("import sys\nsys.exit()\n", "the code ends the whole program"),
    "a signal": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "the code ends the whole program"),
    "ten gigabytes": ("x = bytearray(10 * 1024**3)\n", "the code asks for more memory than there is"),
    # Memory that is asked for and not written: to fill a gigabyte takes a busy machine longer than an answer may.
    "a list that grows": (
        "x = []\nwhile True:\n    x.append(bytes(64 * 1024**2))\n",
        "the code asks for more memory than there is",
    ),
    "a call that calls itself": ("def again():\n    again()\nagain()\n", "a function calls itself without end"),
    "a large file": (
        "open('x', 'wb').write(b'x' * 64 * 1024**2)\n",
        "the code raises `OSError: [Errno 27] File too large`",
    ),
    "a fork": ("import os\nos.fork()\n", "an answer may not reach for `os.fork`"),
}


@pytest.mark.parametrize(("answer", "said"), ENDS.values(), ids=ENDS)
def test_an_answer_that_ends_badly_is_told_in_one_sentence(answer: str, said: str) -> None:
    assert told(answer + ONE, CHECK)["message"] == said


def test_a_check_after_one_that_hangs_is_not_tried_and_one_after_an_end_is() -> None:
    checks = CHECK + CHECK.replace("test_run", "test_again").replace("answer.run()", "1")
    hangs, ends = (
        door.ask(Request(Work.CHECKS, f"def run():\n    {body}\n", checks=checks, seconds=1.0))
        for body in ("while True:\n        pass", "import os\n    os._exit(0)")
    )

    assert [line.get("message") for line in hangs] == [
        "the code does not come to an end: it was stopped",
        "not tried, since another check did not come to an end",
    ]
    assert [line.get("message") for line in ends] == ["the code ends the whole program", None]
