"""`[tool.rulekit]`: which settings hold where, and what is said of those that cannot."""

import tomllib
from pathlib import Path

import pytest

from rulekit.api.cached import check_paths
from rulekit.engine.setting_overrides import Overrides
from rulekit.engine.settings import Settings
from rulekit.engine.settings_files import find_settings, read_settings
from rulekit.model.errors import SettingsError
from tests.conftest import Command
from tests.shop import BARE, one_line, project

IGNORED = '[tool.rulekit]\nignore = ["RK301"]\n'
SHELF = "shelf = [1, 2, 3, 4]\n"

WRONG = {
    "an unknown key": ("maximum = 3", "unknown key `maximum`: use one of extend, select, extend-select, ignore"),
    "a misspelt key": ('selects = ["ALL"]', "unknown key `selects`: did you mean `select`?"),
    "a misspelt rule": ("[tool.rulekit.bare-exept]", "unknown key `bare-exept`: did you mean `bare-except`?"),
    "a text where a list belongs": ('select = "RK301"', "`select` is 'RK301': it must be a list of texts"),
    "numbers where texts belong": ("ignore = [301]", "`ignore` is [301]: it must be a list of texts"),
    "a number where a truth belongs": ("respect-gitignore = 1", "`respect-gitignore` is 1: it must be true or false"),
    "an unknown rule": ('select = ["RK999"]', "`select`: unknown rule `RK999`"),
    "an unknown rule in a pattern": ('per-file-ignores."a.py" = ["RK999"]', "`per-file-ignores.a.py`: unknown rule"),
    "a text for per-file-ignores": ('per-file-ignores = "a.py"', "`per-file-ignores` is 'a.py': it must map"),
    "a pattern with a text": ('per-file-ignores."a.py" = "RK301"', "it must map file patterns to lists of rules"),
    "a pattern that is none": ('exclude = ["!"]', "`exclude`: '!' is no pattern: write it as in .gitignore"),
    "a value where a table belongs": ("bare-except = false", "`bare-except` is False: it must be a table of options"),
    "an option of a rule without": (
        "bare-except.deep = true",
        "`bare-except` has no option `deep`: its options",
    ),
    "no table at all": ("", "`tool.rulekit` is 'strict': it must be a table"),
    "a table that is not closed": ("select = [", "not valid TOML"),
    "a value nested without end": ("select = " + "[" * 100_000, "not valid TOML"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_told_in_one_line_with_its_file_and_remedy(
    command: Command, tmp_path: Path, text: str, message: str
) -> None:
    table = f"[tool.rulekit]\n{text}\n" if text else '[tool]\nrulekit = "strict"\n'
    project(tmp_path, {"orders.py": BARE, "pyproject.toml": table})
    done = command("check")
    line = one_line(done.err)
    assert (line.startswith(f"rulekit: {tmp_path}/pyproject.toml: "), message in line) == (True, True), line
    assert (done.status, done.out) == (2, "")


@pytest.mark.parametrize("key", ["crowded-shelf", "RK192"])
def test_an_option_is_set_under_the_name_or_code_of_its_rule(in_workshop: Command, tmp_path: Path, key: str) -> None:
    project(tmp_path, {"orders.py": SHELF, "pyproject.toml": f"[tool.rulekit.{key}]\nmax-items = 4\nweight = 2\n"})
    assert in_workshop("check", "--strict").status == 0
    assert in_workshop("check", "--strict", "--isolated").status == 1


@pytest.mark.parametrize("text", ["", "tool = 1\n", "[tool.other]\n", "[project]\nname = 'shop'\n"], ids=repr)
def test_a_project_file_without_our_table_changes_nothing(command: Command, tmp_path: Path, text: str) -> None:
    project(tmp_path, {"pyproject.toml": IGNORED, "shop/pyproject.toml": text, "shop/orders.py": BARE})
    assert command("check", "shop/orders.py").status == 0


def test_the_nearest_table_holds_for_each_file(command: Command, tmp_path: Path) -> None:
    files = {
        "pyproject.toml": IGNORED,
        "a/orders.py": BARE,
        "b/pyproject.toml": "[tool.rulekit]\n",
        "b/c/orders.py": BARE,
    }
    project(tmp_path, files)
    assert command("check", ".", "--output-format", "concise").places == ["./b/c/orders.py:3:1"]


def test_a_path_that_goes_up_is_judged_by_the_settings_of_its_own_place(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop/pyproject.toml": IGNORED, "office/orders.py": BARE, "shop/orders.py": BARE})
    done = command("check", "../office/orders.py", "orders.py", "--output-format", "concise", cwd=tmp_path / "shop")
    assert done.places == ["../office/orders.py:3:1"]


def test_isolated_reads_no_settings(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": "not TOML", "orders.py": BARE})
    assert command("check", "orders.py", "--isolated").status == 1


@pytest.mark.parametrize(
    "text", ['ignore = ["RK301"]\n', IGNORED, 'tool.rulekit.ignore = ["RK301"]\n'], ids=["keys", "table", "dotted"]
)
def test_a_settings_file_of_another_name_stands_for_all_others(command: Command, tmp_path: Path, text: str) -> None:
    files = {"ci/style.toml": text, "shop/pyproject.toml": "[tool.rulekit]\n", "shop/orders.py": BARE}
    project(tmp_path, files)
    assert command("check", "shop", "--config", "ci/style.toml").status == 0


def test_patterns_of_a_settings_file_are_read_from_its_folder(command: Command, tmp_path: Path) -> None:
    settings = 'exclude = ["/old"]\nper-file-ignores = {"new/a.py" = ["errors"]}\n'
    project(
        tmp_path, {"style.toml": settings, "old/a.py": BARE, "new/a.py": BARE, "new/old/b.py": BARE, "sub/x.py": ""}
    )
    done = command("check", "..", "--config", "../style.toml", "--output-format", "concise", cwd=tmp_path / "sub")
    assert done.places == ["../new/old/b.py:3:1"]


def test_the_command_line_changes_the_nearest_settings_and_keeps_the_rest(in_workshop: Command, tmp_path: Path) -> None:
    settings = '[tool.rulekit]\nignore = ["RK190"]\nexclude = ["old"]\n[tool.rulekit.crowded-shelf]\nmax-items = 4\n'
    code = "announce(1)\nship_old(2)\n" + SHELF + BARE
    project(tmp_path, {"shop/pyproject.toml": settings, "shop/orders.py": code, "shop/old/orders.py": code})
    done = in_workshop("check", "shop", "--strict", "--ignore", "RK301", "--output-format", "concise")
    assert done.places == ["shop/orders.py:2:1"]


PATTERNS = {
    "a name": ("orders.py:RK301", ["shop/stock.py:3:1"]),
    "a path": ("shop/*.py:bare-except", []),
    "a folder": ("shop/:errors", []),
    "a path elsewhere": ("office/*.py:RK301", ["shop/orders.py:3:1", "shop/stock.py:3:1"]),
    "several rules": ("orders.py:RK101,RK301", ["shop/stock.py:3:1"]),
    "several patterns": ("orders.py:RK301,stock.py:RK3", []),
}


@pytest.mark.parametrize(("value", "places"), PATTERNS.values(), ids=PATTERNS)
@pytest.mark.parametrize("settings", ["", "[tool.rulekit]\n"], ids=["without a settings file", "with one"])
def test_rules_are_ignored_in_files_from_the_command_line(
    command: Command, tmp_path: Path, value: str, places: list[str], settings: str
) -> None:
    project(tmp_path, {"shop/orders.py": BARE, "shop/stock.py": BARE, "pyproject.toml": settings})
    done = command("check", "shop", "--per-file-ignores", value, "--output-format", "concise")
    assert done.places == places


def test_rules_are_ignored_in_files_from_both_sides(command: Command, tmp_path: Path) -> None:
    settings = '[tool.rulekit.per-file-ignores]\n"a.py" = ["RK301"]\n"**/old/*.py" = ["errors"]\n'
    project(tmp_path, {"pyproject.toml": settings, "a.py": BARE, "x/old/b.py": BARE, "c.py": BARE, "d.py": BARE})
    done = command("check", "--per-file-ignores", "c.py:RK301", "--output-format", "concise")
    assert done.places == ["./d.py:3:1"]


def test_the_settings_shown_are_settings_that_can_be_used(in_workshop: Command, tmp_path: Path) -> None:
    settings = r"""
        [tool.rulekit]
        select = ["ALL"]
        ignore = ["RK301"]
        exclude = ["old", 'odd "name" \\ here']
        respect-gitignore = false
        per-file-ignores.'tests/"a".py' = ["errors"]
        crowded-shelf.max-items = 5
        crowded-shelf.painted = true
    """
    project(tmp_path, {"pyproject.toml": settings})
    shown = in_workshop("check", "--show-settings").out
    table = tomllib.loads(shown)["tool"]["rulekit"]
    given = tomllib.loads(settings)["tool"]["rulekit"]
    assert table == table | given | {"crowded-shelf": table["crowded-shelf"] | given["crowded-shelf"]}
    project(tmp_path, {"style.toml": shown})
    again = in_workshop("check", "--show-settings", "--config", "style.toml").out
    assert again.splitlines()[1:] == shown.splitlines()[1:]
    assert shown.splitlines()[0] == f"# {tmp_path}/pyproject.toml"


def test_the_settings_shown_are_those_of_the_path(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop/pyproject.toml": IGNORED})
    assert 'ignore = ["RK301"]' in command("check", "shop", "--show-settings").out
    assert 'ignore = ["RK301"]' in command("check", "--stdin-filename", "shop/a.py", "--show-settings").out
    assert command("check", "--show-settings").out.startswith("# no settings file: the defaults\n")


def test_a_settings_file_that_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": b"\xff"})
    with pytest.raises(SettingsError, match=r"pyproject\.toml: not valid TOML"):
        find_settings(tmp_path)
    with pytest.raises(SettingsError, match=r"gone\.toml: cannot be read \(No such file or directory\): name another"):
        read_settings(tmp_path / "gone.toml")


def test_what_changes_between_two_runs_of_one_process_counts(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE, "tests/helpers.py": BARE, "pyproject.toml": IGNORED})
    chosen = Overrides(select=("RK3", "RK1"))

    def codes() -> set[str]:
        return {finding.code for finding in check_paths([tmp_path], settings=chosen).findings}

    assert "RK301" not in codes()
    (tmp_path / "pyproject.toml").unlink()
    assert "RK301" in codes()


def test_a_project_that_begins_between_two_runs_counts(tmp_path: Path) -> None:
    home = tmp_path / "examples" / "shop"
    project(home, {"__init__.py": "", "orders.py": "print(7)\n"})
    (tmp_path / "pyproject.toml").touch()
    chosen = Settings(select=("RK201",))
    assert not check_paths([home], settings=chosen).findings
    (home / ".git").mkdir()
    assert len(check_paths([home], settings=chosen).findings) == 1


def test_the_patterns_without_a_rule_are_those_whose_rules_mean_it() -> None:
    settings = Settings.of({"per-file-ignores": {"tests/*": ["general"], "!shop/*": ["RK102"], "docs/*": ["RK301"]}})
    assert settings.patterns_without("RK102") == ("tests/*", "!shop/*")
    assert settings.patterns_without("RK804") == ()
