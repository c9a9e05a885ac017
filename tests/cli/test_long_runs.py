"""Runs over many files: shared between processes, watched, interrupted, and cut short."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_screen import on_terminal
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, one_line, process, project
from tests.waiting import PATIENCE

BROKEN = "def total(:\n"
MANY = 101
# A job in the background does not hear the keyboard, and one below `nohup` not that its terminal is gone.
HEARD = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " signal.signal(signal.SIGHUP, signal.SIG_DFL)"
)


def orders(text: str) -> dict[str, str | bytes]:
    """Give so many modules that a run is shared between processes."""
    return {f"orders_{number:03}.py": text for number in range(MANY)}


def test_many_files_give_the_same_as_one_by_one(tmp_path: Path) -> None:
    project(tmp_path, orders(BARE) | {"broken.py": BROKEN, "unread.py": b"\0", "day.ipynb": notebook_of(BARE)})
    done = process("check", ".", "--output-format", "concise", cwd=tmp_path)
    places = ["./broken.py:1:11", "./day.ipynb:cell_1:3:1", *(f"./{name}:3:1" for name in orders(BARE))]
    assert (done.status, done.places) == (2, places)
    assert one_line(done.err).startswith("rulekit: ./unread.py: holds null bytes")


def test_wrong_settings_of_one_folder_stop_a_run_in_one_line(tmp_path: Path) -> None:
    files = orders(CLEAN) | {"old/orders.py": CLEAN, "old/pyproject.toml": "[tool.rulekit]\nmaximum = 1\n"}
    project(tmp_path, files)
    done = process("check", *files, cwd=tmp_path)
    assert one_line(done.err).startswith(f"rulekit: {tmp_path}/old/pyproject.toml: unknown key `maximum`")
    assert (done.status, done.out) == (2, "")


def test_a_check_that_fails_in_another_process_is_told_of(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, orders("weigh(1)\n"))
    done = in_workshop(".")
    assert (done.status, done.err.count("RK193 failed"), len(done.err.splitlines())) == (2, MANY, MANY)


@pytest.mark.skipif(os.cpu_count() == 1, reason="with one processor a run is not shared")
def test_a_process_that_ends_in_its_work_is_told_of_in_one_line(workshop: Path, tmp_path: Path) -> None:
    project(tmp_path, orders(CLEAN) | {"stock.py": "fall()\n"})
    done = process("check", ".", cwd=tmp_path, package=workshop)
    assert one_line(done.err) == "rulekit: a process of the run was killed, so it is not complete: run it again"
    assert (done.status, done.out) == (2, "")


@pytest.mark.skipif(os.cpu_count() == 1, reason="with one processor a run is not shared")
def test_one_job_is_this_process_itself(workshop: Path, tmp_path: Path) -> None:
    project(tmp_path, orders(CLEAN) | {"stock.py": "fall()\n"})
    done = process("check", ".", "--jobs", "1", cwd=tmp_path, package=workshop)
    assert (done.status, done.out, done.err) == (1, "", "")


def test_two_jobs_find_what_one_finds(tmp_path: Path) -> None:
    project(tmp_path, orders(BARE))
    one, two = (process("check", ".", "-j", jobs, cwd=tmp_path) for jobs in ("1", "2"))
    assert (two.status, two.out) == (one.status, one.out)


@pytest.mark.parametrize("jobs", ["0", "-1", "many", ""])
def test_a_number_of_jobs_that_is_none_is_refused(command: Command, jobs: str) -> None:
    done = command("check", f"--jobs={jobs}", ".")
    assert (done.status, done.out) == (2, "")
    assert f"`{jobs}` is no number of processes: write 1 or more" in one_line(done.err)


def test_a_long_run_shows_on_a_terminal_how_far_it_is(tmp_path: Path) -> None:
    project(tmp_path, orders(CLEAN))
    got = on_terminal("check", ".", cwd=tmp_path, TERM="xterm-256color")
    assert ("Checking" in got, f"{MANY} files checked" in got) == (True, True)


def test_a_run_that_is_interrupted_says_so_in_one_line(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        f"{HEARD}; from rulekit.cli.main import run; run()",
        "check",
        ".",
        "--config",
        "<(team)",
    ]
    os.mkfifo(tmp_path / "<(team)")
    with (
        subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, shell=False) as running,
        (tmp_path / "<(team)").open("w"),  # opens when rulekit begins to read
    ):
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, one_line(err)) == (130, "rulekit: interrupted, nothing was left half written")


@pytest.mark.skipif(os.cpu_count() == 1, reason="with one processor a run is not shared")
@pytest.mark.parametrize(
    ("number", "status", "said"),
    [
        (signal.SIGKILL, -signal.SIGKILL, ""),
        (signal.SIGTERM, 143, "rulekit: interrupted, nothing was left half written\n"),
        (signal.SIGHUP, 129, "rulekit: interrupted, nothing was left half written\n"),
        (signal.SIGINT, 130, "rulekit: interrupted, nothing was left half written\n"),
    ],
)
def test_processes_end_with_the_one_that_began_them(
    workshop: Path, tmp_path: Path, number: signal.Signals, status: int, said: str
) -> None:
    project(tmp_path, orders(CLEAN) | {"a.py": "count_aloud()\n", "stock.py": "count_aloud()\n"})
    command = [sys.executable, "-c", f"{HEARD}; from rulekit.cli.main import run; run()", "check", "."]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(workshop)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        shell=False,
    ) as running:
        assert running.stderr is not None
        assert [running.stderr.readline() for _ in range(2)] == ["counting\n"] * 2
        running.send_signal(number)
        out, err = running.communicate(timeout=PATIENCE)  # ends when no process holds the streams any longer
    assert (running.returncode, out, err) == (status, "", said)


def test_a_file_that_takes_too_long_is_named_and_the_others_are_judged(tmp_path: Path) -> None:
    no_time = "[tool.rulekit]\ntime-limit = 0.000000001\n"
    project(tmp_path, {"slow/pyproject.toml": no_time, "slow/orders.py": BARE * 1_000, "orders.py": BARE})
    done = process("check", "slow/orders.py", "orders.py", "--output-format", "concise", cwd=tmp_path)
    assert (done.status, "orders.py:3:1" in done.places) == (2, True)
    assert one_line(done.err).startswith("rulekit: slow/orders.py: not all rules have judged it")


@pytest.mark.parametrize("key", ["time-limit", "size-limit"])
def test_a_limit_of_nothing_is_refused(tmp_path: Path, key: str) -> None:
    project(tmp_path, {"pyproject.toml": f"[tool.rulekit]\n{key} = 0\n", "orders.py": BARE})
    done = process("check", "orders.py", cwd=tmp_path)
    assert (done.status, f"`{key}` is 0: give a number above 0" in one_line(done.err)) == (2, True)


@pytest.mark.parametrize("name", ["large.py", "large.ipynb"])
def test_a_file_with_more_code_than_the_limit_is_named_and_the_others_are_judged(tmp_path: Path, name: str) -> None:
    settings = "[tool.rulekit]\nsize-limit = 0.01\n"
    text = "x = 1\n" * 2_000
    large = notebook_of(text) if name.endswith(".ipynb") else text
    project(tmp_path, {"pyproject.toml": settings, name: large, "orders.py": BARE})
    done = process("check", name, "orders.py", "--output-format", "concise", cwd=tmp_path)
    assert (done.status, "orders.py:3:1" in done.places) == (2, True)
    assert one_line(done.err).startswith(
        f"rulekit: {name}: not judged: it holds 0.0 MB of code, more than `size-limit`"
    )


def test_what_a_notebook_shows_does_not_count_as_code(tmp_path: Path) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "sold out\n" * 10_000}
    notebook = json.loads(notebook_of("x = 1"))
    notebook["cells"][0]["outputs"] = [output]
    project(tmp_path, {"pyproject.toml": "[tool.rulekit]\nsize-limit = 0.01\n", "day.ipynb": json.dumps(notebook)})
    assert process("check", "day.ipynb", cwd=tmp_path).status == 0
