"""A report in a file: whole, in every format, and never over what it is about."""

import json
import os
import threading
from pathlib import Path

import pytest

from rulekit.cli.output import FORMATS
from tests.conftest import Command
from tests.shop import BARE, one_line, process, project

SUMMARY = "1 finding in 1 of 1 file: 1 error\n"


@pytest.mark.parametrize("layout", FORMATS)
def test_the_report_is_in_the_file_and_its_summary_on_the_screen(command: Command, tmp_path: Path, layout: str) -> None:
    project(tmp_path, {"orders.py": BARE})
    checked = ("check", ".", "--select", "RK301", "--output-format", layout)
    done = command(*checked, "--output-file", "reports/new/report")
    assert (done.status, done.out, done.err) == (1, SUMMARY, "")
    report = (tmp_path / "reports" / "new" / "report").read_text("utf-8")
    assert "RK301" in report
    if layout != "junit":  # which holds the time
        assert report == command(*checked).out


def test_a_report_takes_the_place_of_the_last_one_whatever_is_shown(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE, "report.json": "old" * 1000})
    for option in ([], ["--quiet"], ["--silent"]):
        done = command("check", ".", "--select", "RK301", "--output-format", "json", "-o", "report.json", *option)
        assert (done.status, done.out) == (1, "" if option else SUMMARY)
        assert len(json.loads((tmp_path / "report.json").read_text("utf-8"))) == 1


def test_problems_stay_on_the_screen_and_stand_in_the_report(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "a\0b"})
    done = command("check", ".", "--output-format", "sarif", "-o", "report.sarif")
    assert (done.status, "null bytes" in one_line(done.err)) == (2, True)
    assert "null bytes" in (tmp_path / "report.sarif").read_text("utf-8")


REFUSED = {
    "one of the files": (["orders.py"], "it is one of the files to check"),
    "one of the files by another name": (["./shop/../orders.py"], "it is one of the files to check"),
    "a folder": (["shop"], "cannot be written"),
    "a name below a file": (["orders.py/report"], "cannot be written"),
    "differences": (["report", "--diff"], "--diff writes no report"),
    "statistics": (["report", "--statistics", "--output-format", "sarif"], "--statistics has no form in sarif"),
}


@pytest.mark.parametrize(("arguments", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused_that_would_be(command: Command, tmp_path: Path, arguments: list[str], reason: str) -> None:
    project(tmp_path, {"orders.py": BARE, "shop/__init__.py": ""})
    done = command("check", ".", "-o", *arguments)
    assert (done.status, reason in one_line(done.err)) == (2, True)
    assert (tmp_path / "orders.py").read_text("utf-8") == BARE


def test_a_text_that_is_fixed_on_its_way_leaves_no_report(command: Command) -> None:
    done = command("check", "-", "--fix", "-o", "report", stdin=b"import os\n")
    assert (done.status, done.out, "--fix of standard input writes no report" in one_line(done.err)) == (2, "", True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX's")
def test_a_pipe_gets_the_report(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    pipe, got = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text("utf-8")), daemon=True)
    reader.start()
    command("check", "orders.py", "--select", "RK301", "--output-format", "concise", "-o", "pipe")
    reader.join()
    assert got[0].startswith("orders.py:3:1: RK301 ")


def test_a_file_is_plain_unless_colour_is_asked_for(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    for option, is_coloured in (([], False), (["--color", "always"], True)):
        process("check", "orders.py", "-o", "report", *option, cwd=tmp_path)
        assert ("\x1b[" in (tmp_path / "report").read_text("utf-8")) is is_coloured
