"""Patterns as in .gitignore mean what they always mean, and no file name keeps one of them busy."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from rulekit.analysis.syntax.time_limit import time_limit
from rulekit.engine.file_patterns import file_patterns, is_pattern
from tests.conftest import Command
from tests.shop import BARE, CLEAN, project

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
