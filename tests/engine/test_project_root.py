"""What the place of a file in its project says."""

from pathlib import Path

import pytest

from rulekit.engine.project_root import role_within


def role_in(folder: Path, files: str, asked: str) -> str:
    (folder / "pyproject.toml").touch()
    for name in (*files.split(), asked):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return role_within(str(folder / asked), "")


FOLDERS = {
    "most modules are tests": ("t/__init__.py t/test_a.py t/test_b.py", "t/keys.py", "test"),
    "below it": ("t/test_a.py t/test_b.py t/unit/__init__.py", "t/unit/keys.py", "test"),
    "the package file": ("t/test_a.py t/test_b.py t/keys.py", "t/__init__.py", "test"),
    "pytest is set up there": ("checks/conftest.py checks/test_a.py checks/b.py checks/c.py", "checks/keys.py", "test"),
    "a test beside its module": ("shop/test_a.py", "shop/a.py", "production"),
    "a test among modules": ("shop/test_a.py shop/b.py shop/c.py", "shop/a.py", "production"),
    "pytest is set up for doctests": ("shop/conftest.py shop/b.py", "shop/a.py", "production"),
    "the project itself": ("test_a.py test_b.py", "a.py", "production"),
}


@pytest.mark.parametrize(("files", "asked", "expected"), FOLDERS.values(), ids=FOLDERS)
def test_role_within(tmp_path: Path, files: str, asked: str, expected: str) -> None:
    assert role_in(tmp_path, files, asked) == expected
