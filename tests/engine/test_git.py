"""What git tells of a working tree: which files and lines changed since it parted from a revision."""

from pathlib import Path

import pytest

from rulekit.engine.git import since
from rulekit.model.errors import SettingsError
from tests.repositories import committed, git
from tests.shop import project

TEN = "".join(f"line{number} = {number}\n" for number in range(1, 11))
ODD = 'späte "Aufträge"\t\\von\nheute .py'


def counted(folder: Path) -> list[tuple[str, int, int]]:
    """Say where lines changed, and how many."""
    return [(name, start, len(lines)) for name, start, lines in since("HEAD", folder).changed_lines()]


def test_files_that_changed_are_named_with_what_they_were_called(tmp_path: Path) -> None:
    committed(project(tmp_path, {"same.py": "a = 1\n", "old.py": TEN, "changed.py": TEN, "gone.py": "b = 2\n"}))
    git(tmp_path, "mv", "old.py", "new.py")
    project(tmp_path, {"changed.py": TEN + "more = 1\n", "added.py": "c = 3\n"})
    (tmp_path / "gone.py").unlink()
    git(tmp_path, "add", "--all")
    repository = since("HEAD", tmp_path)
    changed = {"new.py": "old.py", "changed.py": "changed.py", "added.py": "", "gone.py": "gone.py"}
    assert repository.changed_files() == changed
    assert repository.tracked_files() == {"same.py", "new.py", "changed.py", "added.py"}
    assert repository.text_before("old.py") == TEN.encode()


def test_lines_that_changed_are_told_whatever_stands_in_them(tmp_path: Path) -> None:
    committed(project(tmp_path, {ODD: TEN, "a b.py": TEN, "crlf.py": TEN.replace("\n", "\r\n"), "end.py": "x = 1"}))
    tricky = TEN.replace("line3 = 3\n", "++ b/other.py\n@@ -1 +1 @@\n").replace("line8 = 8\n", "")
    project(tmp_path, {ODD: tricky, "a b.py": "y = 0\n" + TEN, "end.py": "x = 1\ny = 2"})
    project(tmp_path, {"crlf.py": TEN.replace("\n", "\r\n").replace("line10", "last")})
    assert set(counted(tmp_path)) == {(ODD, 3, 2), (ODD, 8, 0), ("a b.py", 1, 1), ("crlf.py", 10, 1), ("end.py", 1, 2)}


def test_lines_that_moved_as_a_block_are_told_apart_from_new_ones(tmp_path: Path) -> None:
    committed(project(tmp_path, {"a.py": "def sell_tea():\n    return stock - 1\n" + TEN, "b.py": TEN}))
    project(tmp_path, {"a.py": TEN, "b.py": TEN + "x = 1\ndef sell_tea():\n    return stock - 1\n"})
    assert {*map(repr, since("HEAD", tmp_path).changed_lines())} == {
        "('a.py', 0, [])",
        "('b.py', 11, [True, False, False])",
    }


def test_settings_of_the_user_change_nothing(tmp_path: Path) -> None:
    committed(project(tmp_path, {"a.py": TEN, ".gitattributes": "*.py diff=loud -text\n"}))
    for setting in ("diff.noprefix=true", "diff.external=false", "diff.loud.command=false", "diff.renames=false"):
        git(tmp_path, "config", *setting.split("="))
    for setting in (
        "diff.mnemonicPrefix=true",
        "diff.interHunkContext=9",
        "diff.context=9",
        "color.ui=always",
        "diff.loud.textconv=false",
    ):
        git(tmp_path, "config", *setting.split("="))
    project(tmp_path, {"a.py": TEN.replace("line2 = 2", "x = 2").replace("line5 = 5", "y = 5")})
    assert counted(tmp_path) == [("a.py", 2, 1), ("a.py", 5, 1)]


def test_nothing_that_a_repository_configures_runs(tmp_path: Path) -> None:
    committed(project(tmp_path, {"a.py": TEN}))
    git(tmp_path, "config", "core.fsmonitor", f"touch {tmp_path}/ran; false")
    project(tmp_path, {"a.py": TEN + "x = 1\n"})
    assert counted(tmp_path) == [("a.py", 11, 1)]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("revision", ["nobody", "", "-p", "--output=ran", "HEAD~9", "HEAD:a.py", "main..main", "a\nb"])
def test_what_names_no_commit_is_refused(tmp_path: Path, revision: str) -> None:
    committed(project(tmp_path, {"a.py": TEN}))
    with pytest.raises(SettingsError, match="names no commit here"):
        since(revision, tmp_path)
    assert not (tmp_path / "ran").exists()
