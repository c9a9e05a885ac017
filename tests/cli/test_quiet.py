"""How little a run may say: findings alone, or nothing."""

from pathlib import Path

import pytest

from tests.conftest import Command
from tests.shop import BARE, one_line, project


@pytest.fixture
def shop(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE, "clean.py": "", "unused.py": "import os\n"})


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_a_quiet_run_shows_findings_and_no_summary(command: Command, option: str) -> None:
    concise = ("check", "orders.py", "--output-format", "concise")
    told = command(*concise).out.splitlines()
    assert command(*concise, option).out.splitlines() == told[:1]
    assert command("check", "clean.py", option) == (0, "", "")


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("option", ["-s", "--silent"])
@pytest.mark.parametrize("layout", ["full", "concise", "json", "json-lines"])
def test_a_silent_run_only_has_a_status(command: Command, option: str, layout: str) -> None:
    assert command("check", "orders.py", option, "--output-format", layout) == (1, "", "")
    assert command("check", "clean.py", option, "--output-format", layout) == (0, "", "")
    assert command("check", "orders.py", option, "--exit-zero") == (0, "", "")


@pytest.mark.usefixtures("shop")
def test_a_silent_run_still_fixes_and_shows_no_difference(command: Command, tmp_path: Path) -> None:
    assert command("check", "unused.py", "-s", "--diff", "--unsafe-fixes") == (1, "", "")
    assert command("check", "unused.py", "-s", "--fix", "--unsafe-fixes") == (0, "", "")
    assert (tmp_path / "unused.py").read_text() == ""


@pytest.mark.parametrize("option", ["-q", "-s"])
def test_what_was_not_judged_is_told_all_the_same(command: Command, tmp_path: Path, option: str) -> None:
    project(tmp_path, {"broken.py": b"\0"})
    done = command("check", "broken.py", option)
    assert (done.status, done.out, "holds null bytes" in one_line(done.err)) == (2, "", True)


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_has_a_short_option(command: Command, option: str) -> None:
    with pytest.raises(SystemExit) as left:
        command(option)
    assert left.value.code == 0
