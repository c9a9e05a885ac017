"""Which files are checked: patterns of the command line, files that are named and left out, lists of files."""

from pathlib import Path

import pytest

from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, one_line, process, project

CONCISE = ("--output-format", "concise")
EXCLUDING = '[tool.rulekit]\nexclude = ["old"]\n'
FORCING = EXCLUDING + "force-exclude = true\n"
FILES = {"orders.py": BARE, "old/orders.py": BARE, "shop/stock.py": BARE, "shop/old/stock.py": BARE}

CHOICES = {
    "nothing": ((), ["./orders.py:3:1", "./shop/stock.py:3:1"]),
    "instead of the settings": (
        ("--exclude", "shop"),
        ["./old/orders.py:3:1", "./orders.py:3:1"],
    ),
    "besides the settings": (("--extend-exclude", "shop"), ["./orders.py:3:1"]),
    "several between commas": (("--exclude", "/old,stock.py"), ["./orders.py:3:1"]),
    "several times": (("--exclude", "old", "--exclude", "orders.py"), ["./shop/stock.py:3:1"]),
    "taken back": (
        ("--exclude", "shop/*,!shop/stock.py", "--extend-exclude", "old"),
        ["./orders.py:3:1", "./shop/stock.py:3:1"],
    ),
    "the settings taken back": (
        ("--extend-exclude", "!/old"),
        ["./old/orders.py:3:1", "./orders.py:3:1", "./shop/stock.py:3:1"],
    ),
}


@pytest.mark.parametrize(("arguments", "places"), CHOICES.values(), ids=CHOICES)
def test_the_command_line_says_what_is_left_out(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], places: list[str]
) -> None:
    project(tmp_path, {**FILES, "pyproject.toml": EXCLUDING})
    assert sorted(command("check", ".", *arguments, *CONCISE).places) == places


def test_patterns_of_the_command_line_are_read_from_the_working_folder(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**FILES, "pyproject.toml": "[tool.rulekit]\n"})
    done = command("check", "..", "--exclude", "/old,stock.py", *CONCISE, cwd=tmp_path / "shop")
    assert sorted(done.places) == ["../old/orders.py:3:1", "../orders.py:3:1"]


@pytest.mark.parametrize("lone", [("--isolated",), ("--config", "style.toml")])
def test_patterns_of_the_command_line_hold_without_a_settings_file_of_the_folder(
    command: Command, tmp_path: Path, lone: tuple[str, ...]
) -> None:
    project(tmp_path, {**FILES, "style.toml": ""})
    assert command("check", ".", *lone, "--exclude", "old", *CONCISE).places == [
        "./orders.py:3:1",
        "./shop/stock.py:3:1",
    ]


@pytest.mark.parametrize("option", ["--exclude", "--extend-exclude"])
@pytest.mark.parametrize(
    ("pattern", "message"), [("!", "is no pattern"), ("../old", "leads out of the folder"), (" , ", "names nothing")]
)
def test_a_pattern_that_is_none_is_refused(
    command: Command, tmp_path: Path, option: str, pattern: str, message: str
) -> None:
    project(tmp_path, FILES)
    done = command("check", ".", option, pattern)
    assert (done.status, message in one_line(done.err), option in done.err) == (2, True, True), done.err


def test_settings_may_exclude_more(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**FILES, "pyproject.toml": EXCLUDING + 'extend-exclude = ["shop/stock.py"]\n'})
    assert command("check", ".", *CONCISE).places == ["./orders.py:3:1"]


@pytest.mark.parametrize("path", ["old/orders.py", "old", "shop/old/stock.py", "./old/../old/orders.py"])
def test_what_is_named_is_left_out_where_settings_force_it(command: Command, tmp_path: Path, path: str) -> None:
    project(tmp_path, {**FILES, "pyproject.toml": FORCING})
    assert command("check", path, "orders.py", *CONCISE).places == ["orders.py:3:1"]
    left = command("check", path)
    assert (left.status, left.out) == (0, "No file was found to check\n")
    assert command("check", path, "--no-force-exclude", *CONCISE).status == 1


def test_what_is_named_is_left_out_where_the_command_line_forces_it(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**FILES, "pyproject.toml": EXCLUDING, "build/made.py": BARE})
    assert command("check", "old/orders.py", "build/made.py").status == 1
    assert command("check", "--force-exclude", "old/orders.py", "build/made.py").status == 0
    assert command(
        "check", "--force-exclude", "--exclude", "shop", "old/orders.py", "shop/stock.py", *CONCISE
    ).places == ["old/orders.py:3:1"]


def test_a_fix_leaves_alone_what_is_forced_out(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"old/orders.py": "import os\n", "pyproject.toml": FORCING})
    assert command("check", "--fix", "--unsafe-fixes", "old/orders.py").status == 0
    assert (tmp_path / "old/orders.py").read_text() == "import os\n"


@pytest.mark.parametrize("folder", ["build", "old"])
def test_folders_around_the_project_force_nothing_out(command: Command, tmp_path: Path, folder: str) -> None:
    top = project(tmp_path / folder / "shop", {"orders.py": BARE, "pyproject.toml": FORCING})
    assert command("check", "orders.py", ".", *CONCISE, cwd=top).places == ["orders.py:3:1"]


def test_standard_input_is_passed_on_where_its_file_is_forced_out(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": FORCING})
    given = ("check", "-", "--stdin-filename", "old/orders.py")
    assert command(*given, stdin=BARE.encode()).status == 0
    assert command(*given, "--diff", stdin=b"import os\n").out == ""
    done = process(*given, "--fix", "--unsafe-fixes", cwd=tmp_path, stdin=b"import os\r\n")
    assert (done.status, done.out) == (0, "import os\r\n")


def test_files_are_listed_and_nothing_is_judged(command: Command, tmp_path: Path) -> None:
    project(
        tmp_path, {**FILES, "day.ipynb": notebook_of("1"), "notes.md": "", "pyproject.toml": EXCLUDING, "a\nb.py": ""}
    )
    done = command("check", "--show-files", ".")
    listed = ["./a\\nb.py", "./day.ipynb", "./orders.py", "./pyproject.toml", "./shop/stock.py"]
    assert (done.status, sorted(done.out.splitlines()), done.err) == (0, listed, "")


def test_a_list_of_files_tells_what_cannot_be_searched(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    (tmp_path / "gone.py").symlink_to("nowhere.py")
    done = command("check", "--show-files", "orders.py", "gone.py")
    assert (done.status, done.out, "a link to nothing" in one_line(done.err)) == (2, "orders.py\n", True)


def test_settings_are_shown_with_what_the_command_line_excludes(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": FORCING})
    shown = command("check", "--show-settings", "--extend-exclude", "shop,*.ipynb").out.splitlines()
    assert 'exclude = ["old"]' in shown
    assert "force-exclude = true" in shown
    assert f'# exclude, read from {tmp_path}: ["shop", "*.ipynb"]' in shown


def test_an_answer_that_is_kept_serves_whatever_else_is_left_out(tmp_path: Path) -> None:
    project(tmp_path, FILES)
    kept = ("check", ".", "--cache-dir", "kept", *CONCISE)
    assert len(process(*kept, cwd=tmp_path).places) == len(FILES)
    answers = (tmp_path / "kept").stat().st_mtime_ns
    assert process(*kept, "--exclude", "old", cwd=tmp_path).places == ["./orders.py:3:1", "./shop/stock.py:3:1"]
    assert len(process(*kept, cwd=tmp_path).places) == len(FILES), answers
