"""`rulekit learn`, `rulekit jupyter` and `rulekit doctor`: from a clone to the first lesson."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rulekit.cli import jupyter
from rulekit.cli.main import main
from tests.shop import REPOSITORY
from tests.waiting import PATIENCE


def test_learn_copies_the_lessons_and_keeps_those_that_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "lessons"

    first = main(["learn", str(folder), "--no-open"])
    (folder / "00_start_here.ipynb").write_text("mine", "utf-8")
    second = main(["learn", str(folder), "--no-open"])

    told = capsys.readouterr().out.splitlines()
    assert (first, second) == (0, 0)
    there = len(list((REPOSITORY / "notebooks").glob("*.ipynb")))
    assert told == [f"{there} lessons copied to {folder}", f"0 lessons copied to {folder}, {there} there already"]
    assert (folder / "00_start_here.ipynb").read_text("utf-8") == "mine"


def test_learn_writes_nothing_through_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "00_start_here.ipynb").symlink_to(tmp_path / "elsewhere.ipynb")
    assert main(["learn", str(lessons), "--no-open"]) == 0
    assert "1 there already" in capsys.readouterr().out
    assert not (tmp_path / "elsewhere.ipynb").exists()


def test_learn_says_where_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    status = main(["learn", str(tmp_path / "file"), "--no-open"])

    assert status == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_learn_becomes_the_server_that_it_is_given_with_calm_settings(tmp_path: Path) -> None:
    show = "import os, sys; print(os.getpid(), os.environ['JUPYTER_CONFIG_PATH'], *sys.argv[1:])"
    command = [sys.executable, "-m", "rulekit", "learn", "lessons", "--run", sys.executable, "-c", show, "--port=1"]
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": "mine"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True, shell=False
    ) as server:
        *_, (pid, path, *given) = (line.split() for line in server.communicate(timeout=PATIENCE)[0].splitlines())

    ours, theirs = path.split(os.pathsep)
    settings = json.loads(Path(ours, "labconfig", "default_setting_overrides.json").read_text("utf-8"))
    assert (int(pid), theirs, given) == (server.pid, "mine", ["--port=1"])
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert (tmp_path / "lessons" / "00_start_here.ipynb").is_file()


def test_learn_says_which_server_cannot_be_started(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", str(tmp_path / "lessons"), "--run", str(tmp_path / "no-such-server")]) == 2
    assert "no-such-server: cannot be started" in capsys.readouterr().err


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of its own; the file that its kernels would read is given."""
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    return jupyter.config_file()


def test_jupyter_enable_and_disable_write_and_remove_one_file(environment: Path) -> None:
    on = main(["jupyter", "enable"])
    again = main(["jupyter", "enable"])
    text = environment.read_text("utf-8")
    off = main(["jupyter", "disable"])

    assert (on, again, off) == (0, 0, 0)
    assert 'extensions.append("rulekit")' in text
    assert not environment.exists()


def test_jupyter_status_changes_nothing(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jupyter", "status"]) == 0
    assert capsys.readouterr().out == f"off: {environment}\n"
    assert not environment.exists()


def test_a_file_of_somebody_else_stays_as_it_is(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environment.parent.mkdir(parents=True)
    environment.write_text("c.mine = 1\n", "utf-8")

    status = main(["jupyter", "enable"])
    disabled = main(["jupyter", "disable"])

    assert (status, disabled) == (2, 0)
    assert "exists already" in capsys.readouterr().err
    assert environment.read_text("utf-8") == "c.mine = 1\n"


def test_doctor_names_what_is_there_and_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["doctor"])

    rows = capsys.readouterr().out.splitlines()
    missing = [row for row in rows if row.startswith("missing")]
    assert status == int(bool(missing))
    assert any(row.startswith("ok       Python 3.") for row in rows)
    assert any("first verdict" in row for row in rows)
    assert rows[-1].startswith("Not ready" if missing else "Ready")
