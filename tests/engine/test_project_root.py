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


NESTED = {
    "an example with its own project": ("examples/shop/pyproject.toml", "examples/shop/app.py", "script"),
    "data of tests": ("tests/data/shop/setup.cfg", "tests/data/shop/orders.py", "test"),
    "a package among others": ("packages/shop/pyproject.toml", "packages/shop/src/shop/orders.py", "production"),
    "its tests": ("packages/shop/pyproject.toml", "packages/shop/tests/helpers.py", "test"),
    "a tool": ("scripts/tool/pyproject.toml", "scripts/tool/run.py", "script"),
}


@pytest.mark.parametrize(("mark", "asked", "expected"), NESTED.values(), ids=NESTED)
def test_the_folders_of_the_repository_say_what_a_nested_project_is_for(
    tmp_path: Path, mark: str, asked: str, expected: str
) -> None:
    assert role_in(tmp_path, mark, asked) == expected


def test_folders_around_a_repository_say_nothing(tmp_path: Path) -> None:
    home = tmp_path / "examples" / "shop"
    (home / ".git").mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    (home / "orders.py").touch()
    assert role_within(str(home / "orders.py"), "") == "production"
