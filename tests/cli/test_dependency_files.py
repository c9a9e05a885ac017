"""Lists of dependencies as they lie on disk: their encodings, the constraints and lock files beside them."""

import json
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.shop import project

UNPINNED = "rich\nhttpx\n"
ASKED = ("--select", "RK701", "--isolated", "--advice", "--output-format", "concise")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_a_list_is_read_by_its_byte_order_mark(command: Command, tmp_path: Path, encoding: str) -> None:
    project(tmp_path, {"requirements.txt": f"\ufeff{UNPINNED}".encode(encoding)})
    assert command("check", "requirements.txt", *ASKED).places == ["requirements.txt:1:1", "requirements.txt:2:1"]


def test_a_list_in_utf_16_stays_so_when_it_is_mended(command: Command, tmp_path: Path) -> None:
    file = project(tmp_path, {"requirements.txt": "\ufeffrich===13.9.4\r\n".encode("utf-16-le")}) / "requirements.txt"
    command("check", "requirements.txt", "--select", "RK701", "--fix")
    assert file.read_bytes() == "\ufeffrich==13.9.4\r\n".encode("utf-16-le")


CONSTRAINTS = {
    "the file pins one of two": ("-c pins.txt\n", {"pins.txt": "Rich==13.9.4\n"}, ["warning httpx"]),
    "the file lies in a folder": ("-c ci/pins.txt\n", {"ci/pins.txt": "rich==13.9.4\n"}, ["warning httpx"]),
    "the file names another": (
        "--constraint=pins.txt\n",
        {"pins.txt": "-r more.txt\nhttpx==0.27.2\n", "more.txt": "-c pins.txt\nrich==13.9.4\n"},
        [],
    ),
    "a range is no pin": ("-c pins.txt\n", {"pins.txt": "rich<14\nhttpx==0.27.2\n"}, ["warning rich"]),
    "the file cannot be read": ("-c https://pins.example.com/pins.txt\n", {}, ["advice rich", "advice httpx"]),
}


@pytest.mark.parametrize(("line", "files", "found"), CONSTRAINTS.values(), ids=CONSTRAINTS)
def test_names_need_a_version_unless_a_constraints_file_pins_them_where(
    command: Command, tmp_path: Path, line: str, files: dict[str, str], found: list[str]
) -> None:
    project(tmp_path, {"requirements.txt": line + UNPINNED, **files})
    findings = [*map(json.loads, command("check", "requirements.txt", *ASKED[:-1], "json-lines").out.splitlines())]
    assert [f"{one['severity']} {one['message'].split('`')[1]}" for one in findings] == found


GROUPS = '[dependency-groups]\ndev = ["pytest>=8"]\n'


@pytest.mark.parametrize("lock", ["uv.lock", "poetry.lock", "pylock.toml", "../uv.lock"])
def test_ranges_are_right_where_a_lock_file_names_the_versions(command: Command, tmp_path: Path, lock: str) -> None:
    project(tmp_path, {"shop/pyproject.toml": GROUPS})
    assert len(command("check", "shop/pyproject.toml", *ASKED).places) == 1
    project(tmp_path / "shop", {lock: "version = 1\n"})
    assert command("check", "shop/pyproject.toml", *ASKED).places == []


SCRIPT = """\
# /// script
# requires-python = ">=3.9"
# dependencies = ["rich>=13", "mock; python_version < '3'"]
# ///
from typing_extensions import Self
"""


def test_a_script_is_judged_by_its_own_block(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"load.py": SCRIPT, "other.py": SCRIPT.replace("3.9", "3.11")})
    done = command("check", "load.py", "other.py", "--select", "RK703", "--isolated", "--output-format", "concise")
    assert done.places == ["other.py:5:1"]


def test_a_script_whose_versions_are_locked_may_have_ranges(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"load.py": SCRIPT})
    assert command("check", "load.py", *ASKED).places == ["load.py:3:20", "load.py:3:32"]
    project(tmp_path, {"load.py.lock": "version = 1\n"})
    assert command("check", "load.py", *ASKED).places == []


def test_a_needless_package_in_a_table_of_poetry_is_found(command: Command, tmp_path: Path) -> None:
    table = '[tool.poetry.dependencies]\ndataclasses = "0.8"\nenum34 = {version = "*", python = "<3.4"}\n'
    project(tmp_path, {"pyproject.toml": table, "poetry.lock": ""})
    done = command("check", "pyproject.toml", "--select", "RK703", "--output-format", "concise")
    assert done.places == ["pyproject.toml:2:1"]


def test_the_python_that_a_project_asks_for_holds_without_settings_too(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"setup.cfg": "[options]\npython_requires = >=3.9\n", "orders.py": SCRIPT.splitlines()[-1]})
    assert command("check", "orders.py", "--select", "RK703", "--isolated").status == 0
