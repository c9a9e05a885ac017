"""Patterns as in .gitignore mean what they always mean, and no file name keeps one of them busy."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from rulekit.analysis.syntax.time_limit import time_limit
from rulekit.engine.file_patterns import file_patterns, is_pattern
from tests.conftest import Command
from tests.shop import BARE, CLEAN, one_line, project

PARTS = st.sampled_from(["a", "b", ".", "*", "**", "?", "[ab]", "[]a]", "/", "/**/", "**/", "\\*", "!"])
NAMES = st.lists(st.sampled_from(["a", "b", ".", "/", "*", "]", "é"]), min_size=1, max_size=12).map("".join)


@given(st.lists(PARTS, max_size=9).map("".join).filter(is_pattern), NAMES)
@example("**/a*b*/**/*.a/**/b", "a/ab/b/a.a/b.a/b/b")
@example("a*b?*[ab]*/", "aabaab/b")
@example("/**/a/**/**/b*", "a/a/b/b/ba")
def test_a_pattern_matches_what_git_matches(pattern: str, path: str) -> None:
    assert file_patterns([pattern]).check_file(path) == GitIgnoreSpec.from_lines([pattern]).check_file(path)


@given(st.lists(st.lists(PARTS, max_size=5).map("".join).filter(is_pattern), max_size=4), NAMES)
def test_the_last_pattern_that_speaks_of_a_path_decides(patterns: list[str], path: str) -> None:
    assert file_patterns(patterns).check_file(path) == GitIgnoreSpec.from_lines(patterns).check_file(path)


@pytest.mark.parametrize("pattern", ["a[!b]c", "a[^b]c", "a[.-0]c", "a*[!b]c"])
def test_a_class_matches_no_border_of_folders(pattern: str) -> None:
    assert [file_patterns([pattern]).match_file(path) for path in ("a/c", "a.c")] == [False, True]


HARD = {
    "stars in a name": ("*" + "a*" * 20 + "b", "a" * 250),
    "stars in a row": ("*" * 30 + "b", "a" * 250),
    "stars with all but a character between": ("*[!b]" * 12 + "c", "a" * 250),
    "stars with classes between": ("*[a-z]?" * 12 + "b", "a" * 250),
    "folders": ("**/a/" * 20 + "b", "a/" * 1_000 + "c"),
    "stars in folders": ("**/*a*a*a*/" * 8 + "b", ("a" * 50 + "/") * 40 + "c"),
    "folders below a folder": ("a/" + "**/a/" * 20 + "b", "a/" * 1_000 + "c"),
    "a folder that is meant": ("**/*a*a*a*a*a*c/", "a" * 250 + "/b.py"),
}


@pytest.mark.parametrize(("pattern", "path"), HARD.values(), ids=HARD)
def test_no_path_keeps_a_pattern_busy(pattern: str, path: str) -> None:
    with time_limit(5):
        assert not file_patterns([pattern]).match_file(path)


@pytest.mark.parametrize(
    "settings",
    [
        {"pyproject.toml": f'[tool.rulekit]\nexclude = ["**/*{"a*" * 20}b"]\n'},
        {"pyproject.toml": f'[tool.rulekit.per-file-ignores]\n"**/*{"a*" * 20}b" = ["RK301"]\n'},
        {".gitignore": f"*{'a*' * 20}b\n"},
    ],
    ids=["exclude", "per-file-ignores", "gitignore"],
)
def test_a_project_cannot_keep_a_run_busy_by_its_patterns(
    command: Command, tmp_path: Path, settings: dict[str, str | bytes]
) -> None:
    project(tmp_path, {**settings, "a" * 200 + ".py": BARE, "clean.py": CLEAN})
    with time_limit(20):
        assert command("check", ".", "--output-format", "concise").places == [f"./{'a' * 200}.py:3:1"]


IMPORTING = dict.fromkeys(("build/a.py", "gen/b.py", "gen/keep.py", "shop/c.py"), "import os\n")
NEGATED = {
    "all files but those of a pattern": (
        '[tool.rulekit.per-file-ignores]\n"!gen/**" = ["F401"]', ["gen/b.py", "gen/keep.py"]
    ),
    "all files but one": ('[tool.rulekit.per-file-ignores]\n"!./gen/b.py" = ["F401"]', ["gen/b.py"]),
    "a pattern that begins at the folder": ('[tool.rulekit.per-file-ignores]\n"./gen/*" = ["F401"]', ["shop/c.py"]),
    "a file taken back": ('[tool.rulekit]\nexclude = ["gen/*", "!gen/keep.py"]', ["gen/keep.py", "shop/c.py"]),
    "a folder that nobody searches taken back": (
        '[tool.rulekit]\nexclude = ["!build", "gen"]', ["build/a.py", "shop/c.py"]
    ),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "left"), NEGATED.values(), ids=NEGATED)
def test_a_pattern_means(command: Command, tmp_path: Path, settings: str, left: list[str]) -> None:
    project(tmp_path, {"pyproject.toml": f"{settings}\n", **IMPORTING})
    done = command("check", ".", "--select", "RK702", "--output-format", "concise")
    assert [place.removeprefix("./").partition(":")[0] for place in done.places] == left


def test_a_negated_pattern_of_the_command_line_means_the_same(command: Command, tmp_path: Path) -> None:
    project(tmp_path, IMPORTING)
    done = command("check", ".", "--per-file-ignores", "!gen/b.py:RK702", "--select=RK702", "--output-format=concise")
    assert done.places == ["./gen/b.py:1:8"]


REFUSED = {
    "takes nothing back": ("exclude", '["!shop"]', "'!shop' takes nothing back"),
    "is a comment": ("exclude", '["#shop"]', "'#shop' is no pattern"),
    "is empty": ("exclude", '[""]', "'' is no pattern"),
    "leads out of the folder": ("exclude", '["../shop"]', "'../shop' leads out of the folder"),
    "leads out of the folder for some rules": (
        "per-file-ignores",
        '{"../a.py" = ["RK301"]}',
        "leads out of the folder",
    ),
}


@pytest.mark.parametrize(("key", "value", "message"), REFUSED.values(), ids=REFUSED)
def test_a_pattern_is_refused_that(command: Command, tmp_path: Path, key: str, value: str, message: str) -> None:
    project(tmp_path, {"pyproject.toml": f"[tool.rulekit]\n{key} = {value}\n", "a.py": CLEAN})
    done = command("check", ".")
    assert message in one_line(done.err)
    assert (done.status, done.out) == (2, "")
