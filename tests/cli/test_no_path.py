"""Where no path is given nothing is touched: the caller may have lost the only one."""

from pathlib import Path

import pytest

from tests.conftest import Command
from tests.shop import BARE, CLEAN, contents, one_line, process, project

MENDED_BY_FIX = '"""Orders."""\n\n\ndef _stop() -> None:\n    import os\n    raise SystemExit\n'
NO_PATH = "no path was given: name files or folders"
NO_PATH_TO_FIX = "--fix was given no path: name what it may change"

MISTAKES = {
    "fix alone": (["--fix"], NO_PATH),
    "unsafe fixes": (["--fix", "--unsafe-fixes"], NO_PATH),
    "a difference": (["--diff"], NO_PATH),
    "a choice of rules": (["--select", "RK702"], NO_PATH),
    "a form of output": (["--output-format=json"], NO_PATH),
    "the settings": (["--show-settings"], NO_PATH),
    "check with a fix": (["check", "--fix"], NO_PATH_TO_FIX),
    "check with unsafe fixes": (["check", "--fix", "--unsafe-fixes"], NO_PATH_TO_FIX),
    "check with a fix among other options": (["check", "--select", "RK702", "--fix", "--exit-zero"], NO_PATH_TO_FIX),
}


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_options_without_a_path_are_a_mistake_and_touch_nothing(
    command: Command, tmp_path: Path, arguments: list[str], message: str
) -> None:
    before = contents(project(tmp_path, {"orders.py": MENDED_BY_FIX}))
    done = command(*arguments)
    assert one_line(done.err).startswith(f"rulekit: {message}")
    assert (done.status, done.out, contents(tmp_path)) == (2, "", before)


LOOKING = {
    "check": (["check"], "orders.py:5:12"),
    "check with a choice of rules": (["check", "--select", "RK702"], "orders.py:5:12"),
    "check with a difference": (["check", "--diff"], "-    import os"),
    "check with a fix that is only shown": (["check", "--fix", "--diff"], "-    import os"),
    "check with the settings": (["check", "--show-settings"], "[tool.rulekit]"),
}


@pytest.mark.parametrize(("arguments", "shown"), LOOKING.values(), ids=LOOKING)
def test_a_command_that_only_looks_takes_this_folder(
    command: Command, tmp_path: Path, arguments: list[str], shown: str
) -> None:
    before = contents(project(tmp_path, {"orders.py": MENDED_BY_FIX}))
    done = command(*arguments)
    assert shown in done.out
    assert (done.err, contents(tmp_path)) == ("", before)


def test_a_named_folder_is_mended(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": MENDED_BY_FIX})
    assert command("--fix", ".").status == 0
    assert b"import os" not in contents(tmp_path)["orders.py"]


def test_standard_input_with_a_name_is_a_path_to_mend(command: Command) -> None:
    done = command("check", "--fix", "--stdin-filename", "orders.py", stdin=MENDED_BY_FIX.encode())
    assert (done.status, done.out) == (0, MENDED_BY_FIX.replace("    import os\n", ""))


def test_the_module_is_as_careful_as_the_command_and_as_helpful(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE, "stock.py": CLEAN})
    assert process("--fix", cwd=tmp_path).status == 2
    assert one_line(process("check", "--output-format=concise", cwd=tmp_path).err).startswith(f"rulekit: {NO_PATH}")
    assert process("check", ".", "--output-format=concise", cwd=tmp_path).places == ["./orders.py:3:1"]
    assert [process(*words, cwd=tmp_path).status for words in (["--version"], ["--help"], ["explain", "E722"])] == [
        0
    ] * 3
