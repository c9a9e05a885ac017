"""Files of settings: which of those in a folder holds, and what one keeps of another on which it builds."""

from pathlib import Path

import pytest

from rulekit.engine.settings_files import find_settings, forget_settings, read_settings
from tests.conftest import Command
from tests.shop import BARE, one_line, project

CONCISE = ("--output-format", "concise")
IGNORED = 'ignore = ["RK301"]\n'
TABLE = "[tool.rulekit]\n"
CODE = BARE + "TILL = 17\n"


@pytest.mark.parametrize("name", ["rulekit.toml", ".rulekit.toml"])
def test_settings_may_stand_in_a_file_of_their_own(command: Command, tmp_path: Path, name: str) -> None:
    project(tmp_path, {name: IGNORED, "shop/orders.py": BARE})
    assert command("check", "shop").status == 0
    assert command("check", "--show-settings", "shop").out.startswith(f"# {tmp_path}/{name}\n")


@pytest.mark.parametrize("first", [".rulekit.toml", "rulekit.toml"])
def test_the_first_of_several_files_of_a_folder_holds(tmp_path: Path, first: str) -> None:
    names = [".rulekit.toml", "rulekit.toml", "pyproject.toml"]
    left = names[names.index(first) :]
    project(tmp_path, {name: f"{TABLE * (name == left[-1])}exclude = ['{name}']\n" for name in left})
    assert find_settings(tmp_path).exclude == (first,)


def test_an_empty_file_of_settings_stands_for_the_defaults(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": TABLE + IGNORED, "shop/rulekit.toml": "", "shop/orders.py": BARE})
    assert command("check", "shop").status == 1


def test_a_file_of_settings_that_changes_is_read_again(tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": TABLE + IGNORED})
    assert find_settings(tmp_path).ignore == ("RK301",)
    project(tmp_path, {"rulekit.toml": ""})
    forget_settings()
    assert find_settings(tmp_path).ignore == ()


def test_settings_build_on_those_of_another_file(command: Command, tmp_path: Path) -> None:
    files = {
        "pyproject.toml": TABLE + IGNORED + "time-limit = 7\n",
        "shop/rulekit.toml": 'extend = "../pyproject.toml"\nsize-limit = 3\n',
        "shop/orders.py": BARE,
    }
    project(tmp_path, files)
    assert command("check", "shop").status == 0
    held = find_settings(tmp_path / "shop")
    assert (held.time_limit, held.size_limit, held.root) == (7, 3, tmp_path / "shop")


def test_a_chain_of_files_is_followed_with_paths_from_each_file(tmp_path: Path) -> None:
    files = {
        "style/base.toml": 'ignore = ["RK301"]\ncoverage = ".coverage"\ncache-dir = "kept"\n',
        "pyproject.toml": TABLE + 'extend = "style/base.toml"\nignore = ["RK302"]\n',
        "shop/rulekit.toml": f'extend = "{tmp_path}/pyproject.toml"\nignore = ["RK303"]\n',
    }
    project(tmp_path, files)
    held = find_settings(tmp_path / "shop")
    assert held.ignore == ("RK301", "RK302", "RK303")
    assert (held.coverage, held.cache_dir) == (f"{tmp_path}/style/.coverage", f"{tmp_path}/style/kept")


def test_who_selects_anew_begins_anew(tmp_path: Path) -> None:
    files = {
        "base.toml": 'select = ["RK1"]\nextend-select = ["RK301"]\nignore = ["RK105"]\n',
        "more.toml": 'extend = "base.toml"\nextend-select = ["RK302"]\nignore = ["RK101"]\n',
        "anew.toml": 'extend = "base.toml"\nselect = ["RK105"]\n',
    }
    project(tmp_path, files)
    chosen = {code for code in read_settings(tmp_path / "more.toml").selected if code != "RK001"}
    assert chosen == {"RK102", "RK103", "RK104", "RK301", "RK302"}
    assert read_settings(tmp_path / "anew.toml").selected == {"RK105", "RK001"}


def test_options_of_a_rule_are_changed_one_by_one(in_workshop: Command, tmp_path: Path) -> None:
    files = {
        "pyproject.toml": "[tool.rulekit.crowded-shelf]\nmax-items = 4\nweight = 2\n",
        "shop/rulekit.toml": 'extend = "../pyproject.toml"\ncrowded-shelf.weight = 3\n',
    }
    project(tmp_path, files)
    shown = in_workshop("check", "--show-settings", "shop").out.splitlines()
    assert {"crowded-shelf.max-items = 4", "crowded-shelf.weight = 3"} <= {*shown}


PATTERNS = {
    "what is built on": ("", ["shop/stock.py:3:1"]),
    "another exclusion": ("exclude = ['/stock.py']\n", ["shop/till/orders.py:3:1"]),
    "one exclusion more": ("extend-exclude = ['/stock.py']\n", []),
    "other ignores": ("per-file-ignores = {'stock.py' = ['RK301']}\n", []),
    "what is taken back": ("extend-exclude = ['!/till']\n", ["shop/stock.py:3:1", "shop/till/orders.py:3:1"]),
}


@pytest.mark.parametrize(("more", "places"), PATTERNS.values(), ids=PATTERNS)
def test_patterns_are_read_from_the_folder_of_their_file(
    command: Command, tmp_path: Path, more: str, places: list[str]
) -> None:
    base = "exclude = ['/shop/till', '/old']\nper-file-ignores = {'shop/a.py' = ['RK301'], '/old.py' = ['RK3']}\n"
    files = {
        "pyproject.toml": TABLE + base,
        "shop/rulekit.toml": 'extend = "../pyproject.toml"\n' + more,
        **dict.fromkeys(["shop/a.py", "shop/stock.py", "shop/till/orders.py"], BARE),
    }
    project(tmp_path, files)
    named = [place for place in sorted(command("check", "shop", *CONCISE).places) if "shop/a.py" not in place]
    assert named == places
    assert any(place.startswith("shop/a.py") for place in command("check", "shop", *CONCISE).places) is (
        "per-file" in more
    )


def test_a_file_elsewhere_may_build_on_the_settings_of_the_project(command: Command, tmp_path: Path) -> None:
    files = {
        "pyproject.toml": TABLE + "per-file-ignores = {'shop/a.py' = ['RK301']}\n",
        "ci/style.toml": 'extend = "../pyproject.toml"\n',
        "shop/a.py": BARE,
        "shop/b.py": BARE,
    }
    project(tmp_path, files)
    assert command("check", "shop", "--config", "ci/style.toml", *CONCISE).places == ["shop/b.py:3:1"]


def test_the_command_line_excludes_instead_of_all_files(command: Command, tmp_path: Path) -> None:
    files = {
        "pyproject.toml": TABLE + "exclude = ['a.py']\nextend-exclude = ['c.py']\n",
        "shop/rulekit.toml": 'extend = "../pyproject.toml"\n',
        **dict.fromkeys(["shop/a.py", "shop/b.py", "shop/c.py"], BARE),
    }
    project(tmp_path, files)
    assert command("check", "shop", "--exclude", "b.py", *CONCISE).places == ["shop/a.py:3:1"]


def test_settings_that_are_built_on_are_shown_with_their_folders(command: Command, tmp_path: Path) -> None:
    files = {
        "pyproject.toml": TABLE + "exclude = ['a.py']\nper-file-ignores = {'b.py' = ['RK3']}\n",
        "shop/rulekit.toml": 'extend = "../pyproject.toml"\n',
    }
    project(tmp_path, files)
    shown = command("check", "--show-settings", "shop").out.splitlines()
    assert f'# exclude, read from {tmp_path}: ["a.py"]' in shown
    assert f'# per-file-ignores, read from {tmp_path}: "b.py" = ["RK3"]' in shown


WRONG = {
    "no text": ("extend = 3\n", "`extend` is 3: it must be a text"),
    "no file": ('extend = "gone.toml"\n', "gone.toml: cannot be read (No such file or directory)"),
    "a folder": ('extend = ".."\n', "cannot be read"),
    "itself": ('extend = "rulekit.toml"\n', "`extend` leads in a circle"),
    "a circle": ('extend = "../circle.toml"\n', "rulekit.toml -> "),
    "no table": ('extend = "../pyproject.toml"\n', "has no table `[tool.rulekit]`"),
    "a wrong key": ('extend = "../wrong.toml"\n', "wrong.toml: unknown key `maximum`"),
    "no TOML": ('extend = "../broken.toml"\n', "not valid TOML"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_settings_that_cannot_be_built_on_are_told_in_one_line(
    command: Command, tmp_path: Path, text: str, message: str
) -> None:
    files = {
        "shop/rulekit.toml": text,
        "circle.toml": 'extend = "shop/rulekit.toml"\n',
        "pyproject.toml": "",
        "wrong.toml": "maximum = 3\n",
        "broken.toml": "[",
        "shop/a.py": BARE,
    }
    project(tmp_path, files)
    done = command("check", "shop")
    assert (done.status, done.out, message in one_line(done.err)) == (2, "", True), done.err
