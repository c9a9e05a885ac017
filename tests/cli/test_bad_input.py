"""Mistakes in what a user gives: one clear line each and exit status 2, never a traceback and never silence."""

import os
import warnings
from pathlib import Path

import pytest

import rulekit
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, one_line, process, project
from tests.waiting import PATIENCE

UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "a notebook whose JSON breaks off": ("day.ipynb", b'{"cells": [', "the notebook's JSON is broken"),
    "a notebook that is a list": ("day.ipynb", b"[]", "not a notebook: it has no list of cells"),
    "a notebook whose cells are no list": ("day.ipynb", b'{"cells": 7}', "not a notebook: it has no list of cells"),
    "a notebook nested without end": ("day.ipynb", b"[" * 100_000, "the notebook's JSON is broken"),
    "an empty notebook file": ("day.ipynb", b"", "the notebook's JSON is broken"),
    "a notebook that is no UTF-8": ("day.ipynb", b'{"cells": "\xff"}', "cannot be decoded"),
    "null bytes": ("orders.py", b"total = 1\0\n", "holds null bytes"),
    "text that is no UTF-8": ("orders.py", b"name = 'caf\xe9'\n", "cannot be decoded"),
    "text that is not in the encoding it declares": ("orders.py", b"# coding: ascii\n'\xe9'\n", "cannot be decoded"),
    "an encoding that nobody knows": ("orders.py", b"# coding: klingon\n", "cannot be decoded"),
    "an encoding that is not for text": ("orders.py", b"# coding: rot13\n", "cannot be decoded"),
    "an encoding that refuses everything": ("orders.py", b"# coding: undefined\nx\n", "cannot be decoded"),
    "a byte order mark that the coding line denies": (
        "orders.py",
        b"\xef\xbb\xbf# coding: latin-1\n",
        "cannot be decoded",
    ),
    "text in UTF-16": ("orders.py", "rich = 13\n".encode("utf-16"), "cannot be decoded"),
}


@pytest.mark.parametrize(("name", "raw", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_is_named_in_one_line_and_the_others_are_checked(
    command: Command, tmp_path: Path, name: str, raw: bytes, message: str
) -> None:
    project(tmp_path, {name: raw, "stock.py": BARE})
    done = command("check", name, "stock.py", "--output-format", "concise")
    assert one_line(done.err).startswith(f"rulekit: {name}: {message}")
    assert (done.status, done.places) == (2, ["stock.py:3:1"])


@pytest.mark.parametrize(("name", "raw", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_standard_input_that_cannot_be_read_is_told_in_one_line(
    command: Command, name: str, raw: bytes, message: str
) -> None:
    done = command("check", "--stdin-filename", name, stdin=raw)
    assert one_line(done.err).startswith(f"rulekit: {name}: {message}")
    assert (done.status, done.out) == (2, "")


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_fixing_names_a_file_that_cannot_be_read(command: Command, tmp_path: Path, option: str) -> None:
    project(tmp_path, {"orders.py": b"\0", "stock.py": CLEAN})
    done = command("check", option, ".")
    assert one_line(done.err).startswith("rulekit: ./orders.py: holds null bytes")
    assert done.status == 2


def test_a_run_that_could_not_read_a_file_is_not_called_clean(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": b"\0", "stock.py": CLEAN})
    assert command("check", ".").out == "No findings, but 1 problem: 1 file checked\n"


def test_a_link_to_nothing_is_named_and_no_mistake_when_its_folder_is_searched(
    command: Command, tmp_path: Path
) -> None:
    project(tmp_path, {"stock.py": CLEAN})
    (tmp_path / ".#stock.py").symlink_to("someone@till.1234")
    done = command("check", ".")
    assert (done.status, one_line(done.err)) == (0, "Skipped 1 file: a link to nothing.")


MISTAKES = {
    "a path that is missing": (["gone.py"], "gone.py: no such file or folder: check the spelling"),
    "a rule to select that is unknown": (["--select", "RK999"], "command line: `select`: unknown rule `RK999`"),
    "a rule to ignore that is misspelt": (["--ignore", "bare-exept"], "did you mean `bare-except`"),
    "a rule to add that is unknown": (["--extend-select", "zzz"], "command line: `extend-select`: unknown rule `zzz`"),
    "a rule to ignore in files that is unknown": (["--per-file-ignores", "a.py:RK999"], "unknown rule `RK999`"),
    "a pattern without a rule": (["--per-file-ignores", "orders.py"], "'orders.py' must be PATTERN:RULE"),
    "a pattern that is none": (["--per-file-ignores", "[z-a].py:RK301"], "'[z-a].py' is no pattern"),
    "a settings file that is missing": (["--config", "gone.toml"], "gone.toml: cannot be read"),
    "a settings file that is a folder": (["--config", "."], "cannot be read (Is a directory)"),
    "a settings file and none at once": (["--config", "a.toml", "--isolated"], "exclude each other: give one"),
    "standard input beside a path": (["-", "orders.py"], "`-` reads standard input and goes with no other path"),
    "an option that is unknown": (["--colour"], "unrecognized arguments: --colour"),
    "a format that is unknown": (["--output-format", "xml"], "invalid choice: 'xml'"),
    "an option without its value": (["--select"], "expected one argument: `rulekit check --help` shows the usage"),
}


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_on_the_command_line_is_told_in_one_line(
    command: Command, arguments: list[str], message: str
) -> None:
    done = command("check", *arguments)
    assert message in one_line(done.err)
    assert (done.status, done.out) == (2, "")


OTHER_COMMANDS = {
    "explain an unknown rule": (["explain", "RK999"], "unknown rule `RK999`"),
    "explain a misspelt rule": (["explain", "bare-expect"], "did you mean `bare-except`"),
    "explain nothing": (["explain"], "the following arguments are required: rule"),
    "why of an unknown rule": (["why", "orders.py:1", "RK999"], "unknown rule `RK999`"),
    "why without a line": (["why", "orders.py", "RK301"], "`orders.py` names no line: write FILE:LINE"),
    "why of a missing file": (["why", "gone.py:1", "RK301"], "gone.py: cannot be read"),
    "why of a folder": (["why", ".:1", "RK301"], ".: cannot be read (Is a directory)"),
    "a list of rules in an unknown format": (["rules", "--output-format", "xml"], "invalid choice: 'xml'"),
    "a new rule without a folder": (["new", "late-raise"], "`late-raise` is no FOLDER/NAME"),
    "a new rule with a name in capitals": (["new", "errors/LateRaise"], "is no FOLDER/NAME"),
    "a new rule outside its folder": (["new", "errors/../late"], "is no FOLDER/NAME"),
    "a new rule named by a word of the language": (["new", "errors/class"], "is no FOLDER/NAME"),
    "a new rule that exists": (["new", "errors/bare-except"], "there is a rule `bare-except` already"),
}


@pytest.mark.parametrize(("arguments", "message"), OTHER_COMMANDS.values(), ids=OTHER_COMMANDS)
def test_a_mistake_in_another_command_is_told_in_one_line(
    command: Command, tmp_path: Path, arguments: list[str], message: str
) -> None:
    project(tmp_path, {"orders.py": BARE})
    done = command(*arguments)
    assert message in one_line(done.err)
    assert (done.status, done.out) == (2, "")


def test_a_message_spells_out_control_characters_of_a_file_name(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"red\x1b[31m\nnight.py": b"\0"})
    assert one_line(command("check", ".").err).startswith(r"rulekit: ./red\x1b[31m\nnight.py: holds null bytes")


def test_a_file_name_that_is_no_text_is_spelled_out(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.py")).write_text(BARE)
    shown = process("check", ".", "--output-format", "concise", cwd=tmp_path)
    assert (shown.status, shown.places, shown.err) == (1, [r"./caf\udce9.py:3:1"], "")
    for output_format in ("json", "json-lines", "full"):
        assert process("check", ".", "--output-format", output_format, cwd=tmp_path).status == 1


@pytest.mark.parametrize("path", ["orders.py", "orders.ipynb"])
def test_what_python_warns_of_in_code_under_check_is_not_passed_on(path: str) -> None:
    odd = "pattern = '\\d'\nis_one = 1 is 1\nassert (is_one, 'not one')\n"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = rulekit.check(notebook_of(odd) if path.endswith("ipynb") else odd, path)
        assert rulekit.fix(odd).text
    assert "RK001" not in {finding.code for finding in found}


def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    with Path("/dev/full").open("w") as full:
        status, err = _written_to(full.fileno(), tmp_path)
    assert one_line(err).startswith("rulekit: standard output: No space left on device")
    assert status == 2


def test_a_reader_that_stops_listening_is_no_mistake(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    reader, writer = os.pipe()
    os.close(reader)
    status, err = _written_to(writer, tmp_path)
    os.close(writer)
    assert (status, err) == (1, "")


def _written_to(stream: int, cwd: Path) -> tuple[int, str]:
    import subprocess
    import sys

    arguments = [sys.executable, "-m", "rulekit", "check", "."]
    done = subprocess.run(
        arguments, cwd=cwd, stdout=stream, stderr=subprocess.PIPE, check=False, timeout=PATIENCE, shell=False
    )
    return done.returncode, done.stderr.decode()
