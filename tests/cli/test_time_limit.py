"""No file keeps a run busy: what takes too long is ended and named, whatever it is busy with."""

import gc
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

import rulekit
from rulekit.analysis.syntax.time_limit import time_limit, watch_time
from rulekit.model.errors import TimeLimitError
from tests.conftest import Command
from tests.shop import one_line, project
from tests.waiting import PATIENCE

LIMIT = "[tool.rulekit]\ntime-limit = 0.2\n"
LATE = "not all rules have judged it: it takes longer than `time-limit` allows: exclude it, or allow more seconds"
HAS_TIMER = hasattr(signal, "setitimer")
needs_timer = pytest.mark.skipif(not HAS_TIMER, reason="only a timer's signal ends what asks no questions")


@needs_timer
@pytest.mark.parametrize("trouble", ["count", "search", "count_the_file"])
def test_one_long_step_is_ended_and_the_other_files_are_judged(
    in_workshop: Command, tmp_path: Path, trouble: str
) -> None:
    project(tmp_path, {"pyproject.toml": LIMIT, "a.py": f"{trouble}()\n", "b.py": "announce(1)\n"})
    done = in_workshop("check", ".", "--output-format", "concise")
    assert one_line(done.err) == f"rulekit: ./a.py: {LATE}"
    assert (done.status, done.places) == (2, ["./b.py:1:1"])


@needs_timer
def test_what_the_rules_found_before_the_time_was_over_is_told(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": LIMIT, "a.py": "announce(1)\ncount()\n"})
    assert in_workshop("check", "a.py", "--output-format", "concise").places == ["a.py:1:1"]


@needs_timer
def test_a_check_of_a_whole_project_is_ended_too(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": LIMIT, "a.py": "count_the_project()\nannounce(1)\n"})
    done = in_workshop("check", ".", "--output-format", "concise")
    assert one_line(done.err) == f"rulekit: the project of ./a.py: {LATE}"
    assert (done.status, done.places) == (2, ["./a.py:2:1"])


@needs_timer
def test_asking_why_ends_as_well(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": LIMIT, "a.py": "count()\n"})
    done = in_workshop("why", "a.py:1", "RK195")
    assert (done.status, one_line(done.err)) == (2, f"rulekit: a.py: {LATE}")


@needs_timer
def test_a_file_that_is_ended_is_not_mended_as_if_its_project_were_known(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": LIMIT, "a.py": "announce(1)\ncount_the_file()\n"})
    done = in_workshop("check", ".", "--fix", "--output-format", "concise")
    assert (done.status, (tmp_path / "a.py").read_text()) == (2, "note(1)\ncount_the_file()\n")


@pytest.mark.parametrize(("trouble", "error"), [("dive", "RecursionError"), ("hoard", "MemoryError")])
def test_a_check_that_wants_too_much_is_told_of_and_the_others_go_on(
    in_workshop: Command, tmp_path: Path, trouble: str, error: str
) -> None:
    project(tmp_path, {"a.py": f"announce(1)\n{trouble}()\n", "b.py": "announce(1)\n"})
    done = in_workshop("check", ".", "--output-format", "concise")
    assert one_line(done.err).startswith(f"rulekit: ./a.py: RK195 failed ({error}")
    assert (done.status, done.places) == (2, ["./a.py:1:1", "./b.py:1:1"])


@pytest.mark.parametrize("limit", ["0", "-1", "nan"])
def test_a_time_limit_that_is_none_is_refused(command: Command, tmp_path: Path, limit: str) -> None:
    project(tmp_path, {"pyproject.toml": f"[tool.rulekit]\ntime-limit = {limit}\n", "orders.py": "x = 1\n"})
    done = command("check", "orders.py")
    assert (done.status, f"`time-limit` is {limit}: give a number above 0" in one_line(done.err)) == (2, True)


def test_a_time_limit_without_end_is_allowed(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": "[tool.rulekit]\ntime-limit = inf\n", "orders.py": '"""Orders."""\n'})
    assert command("check", "orders.py").status == 0


@pytest.fixture
def endless() -> Iterator[int]:
    """Give numbers without end."""
    return iter(int, 1)


def _look(_: int) -> None:
    watch_time()


@needs_timer
def test_the_timer_is_given_back(endless: Iterator[int]) -> None:
    with pytest.raises(TimeLimitError), time_limit(0.05):
        all(number == 0 for number in endless)
    assert signal.getsignal(signal.SIGPROF) is signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    watch_time()


@needs_timer
def test_an_inner_limit_ends_the_inner_work_only(endless: Iterator[int]) -> None:
    with time_limit(30):
        with pytest.raises(TimeLimitError), time_limit(0.05):
            all(number == 0 for number in endless)
        watch_time()
        with pytest.raises(TimeLimitError), time_limit(0.05), time_limit(30):
            all(number == 0 for number in endless)


@needs_timer
def test_a_timer_that_somebody_uses_is_left_alone(endless: Iterator[int]) -> None:
    def theirs(*_: object) -> None:
        raise NotImplementedError

    signal.signal(signal.SIGPROF, theirs)
    try:
        with pytest.raises(TimeLimitError), time_limit(0.01):
            deque(map(_look, endless), maxlen=0)
        assert signal.getsignal(signal.SIGPROF) is theirs
    finally:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)


def test_in_a_thread_the_time_is_looked_at_between_questions(endless: Iterator[int]) -> None:
    ended: list[str] = []

    def work() -> None:
        try:
            with time_limit(0.01):
                deque(map(_look, endless), maxlen=0)
        except TimeLimitError as error:
            ended.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=PATIENCE)
    assert ended == ["it takes longer than `time-limit` allows"]


def test_a_system_without_timers_checks_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "setitimer", raising=False)
    assert [finding.code for finding in rulekit.check("try:\n    load()\nexcept:\n    stop()\n")] == ["RK301"]


@needs_timer
def test_a_callback_of_the_garbage_collector_does_not_swallow_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    # What pytest writes down of a dropped error takes so long on a busy machine that the next tick falls into it.
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    ended: list[str] = []

    def look(phase: str, _: dict[str, int]) -> None:
        if phase == "stop":
            return
        count = 0
        while count < 3_000_000 and not ended:
            count += 1
        ended.append("callback")

    gc.callbacks.append(look)
    try:
        with pytest.raises(TimeLimitError), time_limit(0.05):
            collect_and_go_on()
    finally:
        gc.callbacks.remove(look)
    assert ended == ["callback"]


def collect_and_go_on() -> None:
    """Collect garbage, and then count for ever."""
    gc.collect()
    while True:
        sum(range(1_000))
