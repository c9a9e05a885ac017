"""The `binder/` folder: pinned, complete, and with scripts that stop at the first mistake."""

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from rulekit.api import check_paths
from tests.shop import REPOSITORY
from tests.waiting import ran

BINDER = REPOSITORY / "binder"


def _names(lines: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in lines}


def test_everything_that_the_lessons_need_is_pinned() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = _names([*project["dependencies"], *extras["jupyter"], *extras["teach"]]) - {"rulekit-style"}
    pinned = (BINDER / "requirements.txt").read_text("utf-8").splitlines()

    assert needed - _names(pinned) == {"nbclient"}  # only authors run the lessons without a browser
    assert check_paths([str(BINDER / "requirements.txt")]).findings == ()


def test_what_builds_the_lite_site_is_pinned_and_its_widgets_are_those_of_binder() -> None:
    pinned = (BINDER / "lite-requirements.txt").read_text("utf-8").splitlines()
    widgets = [line for line in pinned if line.startswith("ipywidgets")]

    assert widgets
    assert set(widgets) <= set((BINDER / "requirements.txt").read_text("utf-8").splitlines())
    assert check_paths([str(BINDER / "lite-requirements.txt")]).findings == ()


def test_the_python_version_is_one_that_we_support() -> None:
    assert re.fullmatch(r"python-3\.1[1-4]\n", (BINDER / "runtime.txt").read_text("utf-8"))


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_scripts_can_be_executed(name: str) -> None:
    assert os.access(BINDER / name, os.X_OK)


def test_the_build_stops_at_the_first_mistake() -> None:
    assert "set -euo pipefail" in (BINDER / "postBuild").read_text("utf-8")


def test_the_first_lesson_opens() -> None:
    opened = re.search(r"/lab/tree/(\S+)", (BINDER / "start").read_text("utf-8"))

    assert opened is not None
    assert (REPOSITORY / opened[1]).is_file()


def test_the_start_finds_the_settings_of_the_lessons() -> None:
    started = ran(BINDER / "start", sys.executable, "-c", "import os; print(os.environ['JUPYTER_CONFIG_PATH'])")

    assert Path(started.stdout.strip(), "labconfig", "default_setting_overrides.json").is_file()


def test_the_hub_begins_with_a_lesson_that_is_copied() -> None:
    text = (BINDER / "jupyterhub_config.py").read_text("utf-8")
    folder, lesson = re.findall(r"/lab/tree/(\S+)/(\S+)\"", text)[0]

    assert f'"learn", "{folder}"' in text
    assert (REPOSITORY / "notebooks" / lesson).is_file()
    assert check_paths([str(BINDER / "hub-requirements.txt")]).findings == ()


SERVER = "import os, sys; print(sys.argv[1:]); print(os.environ['JUPYTER_CONFIG_PATH'])"


def test_the_folder_of_the_second_guide_is_built_and_started_as_binder_does_it(tmp_path: Path) -> None:
    home = shutil.copytree(REPOSITORY / "examples" / "second-guide", tmp_path / "home")
    path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])
    environment = {"HOME": str(home), "PATH": path}
    built = ran(home / "binder" / "postBuild", cwd=home, environment=environment)
    assert (built.returncode, built.stdout.splitlines()[-1]) == (0, "1 lesson copied to class"), built.stderr
    assert (
        ran(sys.executable, "-m", "rulekit", "teach", "list", cwd=home / "class", environment=environment).stderr == ""
    )

    started = ran(home / "binder" / "start", sys.executable, "-c", SERVER, cwd=home, environment=environment)
    copied, opened, settings = started.stdout.splitlines()
    assert copied == "0 lessons copied to class, 1 there already"
    [lesson] = re.findall(r"--LabApp\.default_url=/lab/tree/(class/[\w.]+)'", opened)
    assert (home / lesson).is_file()
    assert Path(settings, "labconfig", "default_setting_overrides.json").is_file()


def test_the_second_guide_asks_for_one_release_of_rulekit_by_a_python_that_it_supports() -> None:
    binder = REPOSITORY / "examples" / "second-guide" / "binder"
    assert re.fullmatch(
        r"rulekit-style\[jupyter\] @ git\+https://\S+@v\d+\.\d+\.\d+\n",
        (binder / "requirements.txt").read_text("utf-8"),
    )
    assert (binder / "runtime.txt").read_text("utf-8") == (BINDER / "runtime.txt").read_text("utf-8")
