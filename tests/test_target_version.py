"""For which Python code is written: `target-version`, or else what `requires-python` allows."""

from pathlib import Path

import pytest

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
