"""A baseline is for old code: in a notebook that is open, whoever asks is told all."""

from pathlib import Path

from rulekit import api
from rulekit.engine.baseline import FILE
from rulekit.jupyter.saved_notebook import check_saved
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, project


def test_the_magic_and_the_library_tell_what_is_known(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": notebook_of(BARE)})
    command("baseline", "write")
    assert (tmp_path / FILE).is_file()
    assert command("check", "day.ipynb").status == 0
    assert "RK301" in {one.code for one in check_saved(str(tmp_path / "day.ipynb")).findings}
    assert "RK301" in {one.code for one in api.check_paths(tmp_path).findings}
