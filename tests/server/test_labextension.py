"""The extension for JupyterLab is shipped as it is, and `rulekit doctor` knows an old copy of it."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from rulekit import __version__
from rulekit.cli.main import main
from tests.shop import REPOSITORY

OURS = REPOSITORY / "rulekit" / "server" / "labextension"
PACKAGE = json.loads((OURS / "rulekit" / "package.json").read_text("utf-8"))


def test_it_is_installed_where_jupyterlab_looks_for_it() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared["rulekit/server/labextension"] == "share/jupyter/labextensions"


def test_its_parts_are_there_and_it_has_the_version_of_rulekit() -> None:
    loaded = PACKAGE["jupyterlab"]["_build"]["load"]
    assert (OURS / "rulekit" / loaded).is_file()
    assert PACKAGE["version"] == __version__


@pytest.mark.parametrize(("added", "told"), [("", "fixes there: yes"), ("// older", "fixes there: no")])
def test_doctor_tells_whether_the_copy_that_jupyterlab_loads_is_this_one(
    added: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "labextensions"
    shutil.copytree(OURS, copy)
    with (copy / "rulekit" / "static" / "plugin.js").open("a", encoding="utf-8") as stream:
        stream.write(added)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    main(["doctor"])
    assert told in capsys.readouterr().out
