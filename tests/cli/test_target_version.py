"""For which Python code is written: `target-version`, or else what `requires-python` allows."""

import sys
import typing
from pathlib import Path

import pytest
import typing_extensions

from rulekit.known.standard_equivalents import TYPING_SINCE
from tests.conftest import Command
from tests.shop import project

BACKPORT = "from typing_extensions import Self\n"
FILES = {
    "nothing": ("", 1),
    "a newer Python": ('[project]\nrequires-python = ">=3.12"\n', 1),
    "an older Python": ('[project]\nrequires-python = ">=3.9,<4"\n', 0),
    "an older Python by the setting": ('[tool.rulekit]\ntarget-version = "3.10"\n', 0),
    "the setting first": ('[project]\nrequires-python = ">=3.9"\n[tool.rulekit]\ntarget-version = "3.11"\n', 1),
    "nonsense": ('[project]\nrequires-python = "old"\n', 1),
    "an older Python as poetry writes it": ('[tool.poetry.dependencies]\npython = "^3.9"\n', 0),
    "one older Python among others": ('[tool.poetry.dependencies]\npython = "~3.12 || 3.9.*"\n', 0),
    "an older Python in a table": ('[tool.poetry.dependencies]\npython = {version = ">=3.9,<4.0"}\n', 0),
    "an older Python as flit writes it": ('[tool.flit.metadata]\nrequires-python = ">=3.9"\n', 0),
    "any Python": ('[tool.poetry.dependencies]\npython = "*"\n', 1),
}


@pytest.mark.parametrize(("settings", "status"), FILES.values(), ids=FILES)
def test_a_backport_is_needless_where_the_project_names(
    command: Command, tmp_path: Path, settings: str, status: int
) -> None:
    project(tmp_path, {"pyproject.toml": settings, "orders.py": BACKPORT})
    assert command("check", "orders.py", "--select", "RK703").status == status


def test_the_setting_of_the_nearest_file_holds_below_it(command: Command, tmp_path: Path) -> None:
    outer = '[tool.rulekit]\nselect = ["RK703"]\n'
    project(tmp_path, {"pyproject.toml": outer, "old/pyproject.toml": '[project]\nrequires-python = ">=3.8"\n'})
    project(tmp_path, {"orders.py": BACKPORT, "old/orders.py": BACKPORT})
    assert command("check", ".", "--output-format", "concise").places == ["./orders.py:1:1"]


@pytest.mark.parametrize("version", ["3", "py311", "2.7", "three"])
def test_another_form_of_version_is_refused(command: Command, tmp_path: Path, version: str) -> None:
    project(tmp_path, {"pyproject.toml": f'[tool.rulekit]\ntarget-version = "{version}"\n', "orders.py": ""})
    done = command("check", "orders.py")
    assert (done.status, "write it as `3.11`" in done.err) == (2, True)


OLD = {
    "setup.cfg": "[options]\npython_requires = >=3.9\n",
    "setup.cfg of pbr": "[metadata]\npython-requires = >=3.9\n",
    "setup.py": 'from setuptools import setup\n\nsetup(name="shop", python_requires=">=3.9")\n',
    "setup.py by its module": 'import setuptools\n\nsetuptools.setup(python_requires="~=3.9")\n',
    "setup.py with a name": 'OLDEST = "3.9"\nsetup(python_requires=f">={OLDEST}, !=3.10.*, <4")\n',
    "setup.py with a dictionary": 'words = {"name": "shop", "python_requires": ">=3.9"}\nsetup(**words)\n',
    "setup.py with a key": 'words = dict(name="shop")\nwords["python_requires"] = ">= 3.9"\nsetup(**words)\n',
}


@pytest.mark.parametrize("name", OLD, ids=OLD)
def test_a_backport_is_needed_for_the_older_python_of(command: Command, tmp_path: Path, name: str) -> None:
    project(tmp_path, {name.partition(" ")[0]: OLD[name], "shop/orders.py": BACKPORT})
    assert command("check", "shop/orders.py", "--select", "RK703").status == 0


def test_of_two_declarations_the_older_python_counts(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": '[project]\nrequires-python = ">=3.11"\n', "setup.py": OLD["setup.py"]})
    project(tmp_path, {"orders.py": BACKPORT})
    assert command("check", "orders.py", "--select", "RK703").status == 0


def test_a_setup_script_is_never_run(command: Command, tmp_path: Path) -> None:
    script = 'from pathlib import Path\n\nPath("ran").touch()\nsetup(python_requires=">=3.9")\n'
    project(tmp_path, {"setup.py": script, "orders.py": BACKPORT})
    assert (command("check", "orders.py", "--select", "RK703").status, (tmp_path / "ran").exists()) == (0, False)


MOVED = BACKPORT.replace("typing_extensions", "typing")
PROJECTS = {
    "a new Python": ({"pyproject.toml": '[project]\nrequires-python = ">=3.11"\n'}, MOVED),
    "a new Python in setup.cfg": ({"setup.cfg": "[options]\npython_requires = >=3.11\n"}, MOVED),
    "a new Python in setup.py": ({"setup.py": 'setup(python_requires=">=3.11")\n'}, MOVED),
    "a new Python in the settings": ({"pyproject.toml": '[tool.rulekit]\ntarget-version = "3.11"\n'}, MOVED),
    "no Python": ({"pyproject.toml": '[project]\nname = "shop"\n'}, BACKPORT),
    "a Python that cannot be told": ({"setup.py": "setup(python_requires=asked())\n"}, BACKPORT),
    "nothing that can be read": ({"setup.cfg": "python_requires\n", "setup.py": "setup(python_requires=\n"}, BACKPORT),
    "one of two Pythons": ({"setup.py": 'setup(python_requires=">=3.12" if new else ">=3.9")\n'}, BACKPORT),
}


@pytest.mark.parametrize(("files", "left"), PROJECTS.values(), ids=PROJECTS)
def test_a_name_moves_to_typing_without_being_asked_only_where_the_project_declares(
    command: Command, tmp_path: Path, files: dict[str, str], left: str
) -> None:
    project(tmp_path, {**files, "orders.py": BACKPORT})
    command("check", "orders.py", "--select", "RK703", "--fix")
    assert (tmp_path / "orders.py").read_text("utf-8") == left
    command("check", "orders.py", "--select", "RK703", "--fix", "--unsafe-fixes")
    assert (tmp_path / "orders.py").read_text("utf-8") == MOVED


def test_the_nearest_declaration_holds_though_a_folder_above_declares_too(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": '[project]\nrequires-python = ">=3.12"\n', "orders.py": BACKPORT})
    project(tmp_path, {"old/pyproject.toml": '[project]\nrequires-python = ">=3.9"\n', "old/orders.py": BACKPORT})
    assert command("check", ".", "--select", "RK703", "--output-format", "concise").places == ["./orders.py:1:1"]


HERE = [name for name, since in TYPING_SINCE.items() if since <= sys.version_info.minor]


@pytest.mark.parametrize("name", HERE)
def test_a_name_that_typing_has_is_the_very_same_there(name: str) -> None:
    assert getattr(typing_extensions, name) is getattr(typing, name)
