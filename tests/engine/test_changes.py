"""Asking what changed: which files, what stood in them, and which findings were there before."""

from pathlib import Path

import pytest

from rulekit.api import check
from rulekit.engine.changes import Changes, changes_since, unseen
from tests.repositories import committed
from tests.shop import BARE, CLEAN, project


@pytest.fixture
def changes(tmp_path: Path) -> Changes:
    """A changed, a deleted, a renamed, an unchanged and a new file; one that was no text, and one of another kind."""
    before: dict[str, str | bytes] = {
        "changed.py": BARE,
        "deleted.py": CLEAN,
        "old.py": BARE * 3,
        "same.py": CLEAN,
        "odd.py": b"\0",
        "a.txt": "",
    }
    committed(project(tmp_path, before))
    project(tmp_path, {"changed.py": CLEAN, "new.py": BARE, "odd.py": CLEAN, "a.txt": "tea"})
    (tmp_path / "deleted.py").unlink()
    (tmp_path / "old.py").rename(tmp_path / "moved.py")
    committed(tmp_path)
    return changes_since("HEAD~1", tmp_path)


def test_what_changed_is_given_as_it_was_by_the_name_it_has_now(changes: Changes, tmp_path: Path) -> None:
    found = {name: (Path(one.path).relative_to(tmp_path).name, one.text) for name, one in changes.documents_before()}
    assert found == {
        "changed.py": ("changed.py", BARE),
        "deleted.py": ("deleted.py", CLEAN),
        "moved.py": ("old.py", BARE * 3),
    }


def test_files_are_unchanged_or_gone_or_neither(changes: Changes, tmp_path: Path) -> None:
    names = ["changed.py", "deleted.py", "moved.py", "new.py", "same.py"]
    assert [name for name in names if changes.is_unchanged(str(tmp_path / name))] == ["same.py"]
    assert [name for name in names if changes.is_gone(name)] == ["deleted.py"]
    assert changes.is_unchanged(str(tmp_path.parent / "elsewhere.py"))


def test_files_are_named_as_git_names_them(changes: Changes, tmp_path: Path) -> None:
    assert changes.name_of(str(tmp_path / "shop" / "till.py")) == "shop/till.py"
    assert changes.name_of(str(tmp_path.parent / "till.py")) == ""


def test_what_became_worse_than_advice_was_not_there_before(tmp_path: Path) -> None:
    [warning] = check("import os\n", tmp_path / "till.py", select="unused-import")
    advice = warning._replace(severity=type(warning.severity).ADVICE)
    assert unseen([warning], [warning], [], tmp_path) == ()
    assert unseen([warning], [advice], [], tmp_path) == (warning,)
    assert unseen([advice], [warning], [], tmp_path) == ()
