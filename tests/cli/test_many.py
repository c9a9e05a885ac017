"""`rulekit check LIST --many`: a line for each repository, whatever becomes of the others, and on where it stopped."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_long_runs import HEARD
from tests.conftest import Command
from tests.marked import notebook_of
from tests.repositories import committed
from tests.shop import BARE, CLEAN, one_line, process, project
from tests.waiting import PATIENCE

LIST, SUMMARIES = "repositories.txt", "out/summaries.jsonl"
COMMAND = ("check", LIST, "--many", "--jobs", "1", "-o", SUMMARIES)


@pytest.fixture
def shops(tmp_path: Path) -> Path:
    """Three repositories, and a list of them."""
    committed(project(tmp_path / "tea", {"shop.py": CLEAN}))
    committed(project(tmp_path / "cake", {"shop/orders.py": BARE, "day.ipynb": notebook_of("x = 1", BARE)}))
    settings = "[tool.rulekit]\nignore = ['bare-except']\n"
    committed(project(tmp_path / "ice", {"pyproject.toml": settings, "till.py": BARE, "desk.py": "import os\n"}))
    project(tmp_path, {LIST: "# ours\ntea\n\ncake\nice\ncake\n"})
    return tmp_path


def summaries(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def names(text: str) -> Sequence[str]:
    return [one["repository"] for one in summaries(text)]


@pytest.mark.usefixtures("shops")
def test_each_repository_has_a_line_by_its_own_settings(command: Command) -> None:
    done = command("check", LIST, "--many", "--jobs", "1")
    assert (done.status, done.err) == (1, "")
    assert done.out.splitlines() == [
        "tea: no findings in 1 file",
        "cake: 2 errors in 2 files",
        "ice: 1 warning in 3 files",
        "3 repositories: 1 clean, 2 with findings",
    ]


def test_a_repository_may_be_named_as_it_likes_but_for_a_new_line(command: Command, shops: Path) -> None:
    odd = "tea \x85 \u2028 é"
    project(shops / odd, {"shop.py": CLEAN})
    project(shops, {LIST: f"{odd}\r\ncake\n"})
    command(*COMMAND)
    assert names((shops / SUMMARIES).read_text("utf-8")) == [odd, "cake"]


@pytest.mark.usefixtures("shops")
def test_a_summary_says_what_a_check_of_the_repository_says(command: Command) -> None:
    [_, cake, ice] = summaries(command("check", LIST, "--many", "-j1", "--output-format", "json-lines").out)
    for summary in (cake, ice):
        alone = command("check", summary["repository"], "--output-format", "json-lines")
        found = [one["code"] for one in summaries(alone.out)]
        assert (summary["status"], summary["rules"]) == (alone.status, {code: found.count(code) for code in found})


@pytest.mark.usefixtures("shops")
def test_several_at_a_time_say_what_one_after_another_say(command: Command) -> None:
    one, three = (
        command("check", LIST, "--many", "--jobs", jobs, "--output-format", "json-lines") for jobs in ("1", "3")
    )
    assert sorted(three.out.splitlines()) == sorted(one.out.splitlines())
    assert three.status == one.status


def test_each_repository_has_its_own_baseline_and_history(command: Command, shops: Path) -> None:
    command("baseline", "write", cwd=shops / "cake")
    done = command("check", "-", "--many", stdin=b"cake\n", cwd=shops)
    assert (done.status, done.out.splitlines()[0]) == (0, "cake: no findings in 2 files, 2 hidden")
    project(shops / "ice", {"desk.py": "import os\nimport sys\n"})
    done = command("check", "-", "--many", "--since", "HEAD", "-q", stdin=b"ice\ntea\n", cwd=shops)
    assert sorted(done.out.splitlines()) == [
        "ice: 1 warning in 3 files, 1 hidden",
        "tea: no findings in 1 file",
    ]


def test_what_is_broken_stops_nothing(workshop: Path, shops: Path) -> None:
    project(
        shops, {"odd/pyproject.toml": "[tool.rulekit]\nmaximum = 1\n", "odd/a.py": CLEAN, "fallen/a.py": "fall()\n"}
    )
    project(
        shops,
        {"half/a.py": b"\0", "half/b.py": BARE, "none/notes.txt": "", LIST: "gone\nodd\nfallen\nhalf\nnone\ncake\n"},
    )
    done = process("check", LIST, "--many", "--jobs", "2", cwd=shops, package=workshop)
    lines = dict(line.split(": ", 1) for line in done.out.splitlines())
    assert (done.status, done.err) == (2, "")
    assert lines["gone"].endswith("first: gone: no such file or folder: check the spelling")
    assert "unknown key `maximum`" in lines["odd"]
    assert "its process ended" in lines["fallen"]
    assert lines["half"].startswith("1 error in 1 file; 1 problem, first: half/a.py: holds null bytes")
    assert lines["none"] == "no file was judged"
    assert lines["cake"] == "2 errors in 2 files"
    assert lines["6 repositories"] == "1 clean, 1 with findings, 4 not judged as a whole"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_was_stopped_goes_on_where_it_was(command: Command, shops: Path, number: signal.Signals) -> None:
    project(shops, {"slow/orders.py": BARE, LIST: "tea\ncake\nslow\nice\n"})
    os.mkfifo(shops / "slow" / "pyproject.toml")
    started = [sys.executable, "-c", f"{HEARD}; from rulekit.cli.main import run; run()", *COMMAND]
    with subprocess.Popen(started, cwd=shops, stdout=subprocess.PIPE, text=True, shell=False) as running:
        assert running.stdout is not None
        assert [running.stdout.readline()[:5] for _ in range(2)] == ["tea: ", "cake:"]
        running.send_signal(number)
        rest, _ = running.communicate(timeout=PATIENCE)  # ends when no process holds the stream any longer
    assert (rest, running.returncode) == ("", -number if number == signal.SIGKILL else 128 + number)
    file = shops / SUMMARIES
    assert names(file.read_text("utf-8")) == ["tea", "cake"]
    before = file.read_text("utf-8")
    file.write_text(before + '{"repository": "slo', "utf-8")
    (shops / "slow" / "pyproject.toml").unlink()
    done = command(*COMMAND, cwd=shops)
    assert done.status == 1
    assert done.out.splitlines() == [
        "slow: 1 error in 1 file",
        "ice: 1 warning in 3 files",
        "4 repositories: 1 clean, 3 with findings; 2 summed up by an earlier run",
    ]
    assert file.read_text("utf-8").startswith(before)
    assert names(file.read_text("utf-8")) == ["tea", "cake", "slow", "ice"]
    assert command(*COMMAND, cwd=shops).out == (
        "4 repositories: 1 clean, 3 with findings; 4 summed up by an earlier run\n"
    )


def test_a_run_goes_on_only_with_its_own_summaries(command: Command, shops: Path) -> None:
    command(*COMMAND, cwd=shops)
    before = (shops / SUMMARIES).read_text("utf-8")
    other = command(*COMMAND, "--select", "RK301", cwd=shops)
    assert (other.status, "with other options: name another" in one_line(other.err)) == (2, True)
    assert (shops / SUMMARIES).read_text("utf-8") == before
    (shops / SUMMARIES).write_text("dear shop\n", "utf-8")
    other = command(*COMMAND, cwd=shops)
    assert (other.status, "something else than summaries" in one_line(other.err)) == (2, True)
    assert (shops / SUMMARIES).read_text("utf-8") == "dear shop\n"


@pytest.mark.usefixtures("shops")
def test_other_processes_know_the_same_run_again(tmp_path: Path) -> None:
    given = [*COMMAND, "--isolated", "--extend-exclude", "till.py"]
    first, second = (process(*given, cwd=tmp_path, environment={"PYTHONHASHSEED": seed}) for seed in ("1", "2"))
    assert (first.status, second.status, second.err) == (1, 1, "")
    assert "3 summed up by an earlier run" in second.out


@pytest.mark.usefixtures("shops")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fix"], "--fix is for one repository"),
        (["--watch"], "--watch is for one repository"),
        (["--output-format", "sarif"], "--many has no form in sarif"),
        (["--", "tea", LIST], "--many takes one list of repositories"),
        (["--baseline", "known.json"], "--baseline is for one repository"),
    ],
)
def test_what_makes_no_sense_for_many_is_refused(command: Command, options: list[str], said: str) -> None:
    done = command("check", "--many", *(options if LIST in options else [*options, LIST]))
    assert (done.status, said in one_line(done.err)) == (2, True)


def test_a_list_that_cannot_be_read_is_told(command: Command) -> None:
    done = command("check", LIST, "--many")
    assert (done.status, "cannot be read" in one_line(done.err)) == (2, True)
