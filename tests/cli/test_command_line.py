"""What a person types, and the exit status that follows."""

import sys
from pathlib import Path

import pytest

import rulekit
from rulekit.cli.main import build_parser
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, process, project
from tests.waiting import ran

BROKEN = "def total(:\n"
OPTIONS = (
    "--select --ignore --extend-select --fix --unsafe-fixes --diff --output-format --statistics --exit-zero --strict"
    " --advice --config --isolated --show-settings --per-file-ignores --stdin-filename"
).split()

STATUSES = {
    "nothing to report": ({"orders.py": CLEAN}, [], 0),
    "an empty file": ({"orders.py": ""}, [], 0),
    "an empty folder": ({}, [], 0),
    "an error": ({"orders.py": BARE}, [], 1),
    "code that does not parse": ({"orders.py": BROKEN}, [], 1),
    "code with a null byte in its text form": ({"orders.py": 'name = "\\0"\n'}, [], 0),
    "an error that may be": ({"orders.py": BARE}, ["--exit-zero"], 0),
    "an error of a rule that is left out": ({"orders.py": BARE}, ["--ignore", "errors"], 0),
    "an error of a rule that is chosen": ({"orders.py": BARE}, ["--select", "bare-except"], 1),
    "an error of a rule that is not chosen": ({"orders.py": BARE}, ["--select", "RK1"], 0),
    "an error of a rule that is chosen too": ({"orders.py": BARE}, ["--select", "RK1", "--extend-select", "RK3"], 1),
    "code that does not parse, whatever is chosen": ({"orders.py": BROKEN}, ["--select", "RK1"], 1),
    "code that does not parse, left out by name": ({"orders.py": BROKEN}, ["--ignore", "syntax-error"], 0),
    "code that does not parse, allowed for a file": (
        {"orders.py": BROKEN},
        ["--per-file-ignores", "orders.py:RK001"],
        0,
    ),
    "a file that cannot be read, though findings may be": ({"orders.py": b"\0"}, ["--exit-zero"], 2),
}


@pytest.mark.parametrize(("files", "arguments", "status"), STATUSES.values(), ids=STATUSES)
def test_the_exit_status_says_what_was_found(
    command: Command, tmp_path: Path, files: dict[str, str | bytes], arguments: list[str], status: int
) -> None:
    project(tmp_path, files)
    assert command("check", *arguments).status == status


FORMS = {
    "check with a path": ["check", "orders.py"],
    "a path alone": ["orders.py"],
    "a folder alone": ["."],
    "check alone, of this folder": ["check"],
    "an option before a path": ["--select", "RK301", "orders.py"],
    "an option after a path": ["orders.py", "--select", "RK301"],
}


@pytest.mark.parametrize("arguments", FORMS.values(), ids=FORMS)
def test_paths_may_be_given_with_and_without_the_command(
    command: Command, tmp_path: Path, arguments: list[str]
) -> None:
    project(tmp_path, {"orders.py": BARE})
    done = command(*arguments, "--output-format", "concise")
    assert [place.removeprefix("./") for place in done.places] == ["orders.py:3:1"]


def test_the_module_and_the_command_are_the_same(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    script = Path(sys.executable).with_name("rulekit")
    typed = ran(script, "orders.py", cwd=tmp_path)
    done = process("orders.py", cwd=tmp_path)
    assert (typed.returncode, typed.stdout, typed.stderr) == done == (1, done.out, "")


def test_every_option_of_check_is_explained_in_its_help(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command("check", "--help")
    shown = capsys.readouterr().out
    assert ([option for option in OPTIONS if option not in shown], left.value.code) == ([], 0)


def test_rulekit_alone_shows_its_commands(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command()
    shown = capsys.readouterr().out
    assert [name for name in ("check", "explain", "rules", "guide", "why", "new") if f"    {name} " not in shown] == []
    assert left.value.code == 0


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["--version"])
    assert capsys.readouterr().out == f"rulekit {rulekit.__version__} (rulekit-style)\n"


STDIN = {
    "a module without a name": ([], BARE.encode(), ["-:3:1"]),
    "a module": (["--stdin-filename", "shop/orders.py"], BARE.encode(), ["shop/orders.py:3:1"]),
    "a notebook": (["--stdin-filename", "day.ipynb"], notebook_of("", BARE).encode(), ["day.ipynb:cell_2:3:1"]),
    "a list of requirements": (["--stdin-filename", "requirements.txt"], b"# nothing\n", []),
    "a module in its own encoding": ([], b"# coding: latin-1\nname = '\xe9'\n" + BARE.encode(), ["-:5:1"]),
    "a module with a byte order mark": ([], b"\xef\xbb\xbf" + BARE.encode(), ["-:3:1"]),
    "a module with line ends of Windows": ([], BARE.replace("\n", "\r\n").encode(), ["-:3:1"]),
    "a module with line ends of the old Macintosh": ([], BARE.replace("\n", "\r").encode(), ["-:3:1"]),
    "a module without a last line end": ([], BARE.rstrip().encode(), ["-:3:1"]),
    "nothing": ([], b"", []),
}


@pytest.mark.parametrize(("arguments", "raw", "places"), STDIN.values(), ids=STDIN)
def test_standard_input_is_judged_by_the_path_that_it_would_have(
    command: Command, arguments: list[str], raw: bytes, places: list[str]
) -> None:
    done = command("check", "-", *arguments, "--output-format", "concise", stdin=raw)
    assert (done.places, done.status, done.err) == (places, int(bool(places)), "")


def test_a_name_for_standard_input_is_enough_to_read_it(command: Command) -> None:
    done = command("check", "--stdin-filename", "orders.py", "--output-format", "concise", stdin=BARE.encode())
    assert done.places == ["orders.py:3:1"]


def test_standard_input_is_judged_by_the_settings_of_its_place(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop/pyproject.toml": '[tool.rulekit]\nignore = ["RK301"]\n'})
    assert command("check", "--stdin-filename", "shop/orders.py", stdin=BARE.encode()).status == 0
    assert command("check", "--stdin-filename", "office/orders.py", stdin=BARE.encode()).status == 1
