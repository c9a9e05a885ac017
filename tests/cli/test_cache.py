"""`rulekit check` remembers, where it is told to, and forgets with `rulekit clean`."""

import subprocess
import sys
from pathlib import Path

import pytest

from rulekit.engine.cache.store import FILE, VARIABLE
from tests.conftest import Command
from tests.shop import BARE, project
from tests.waiting import PATIENCE

LOADED = """
import runpy, sys
sys.argv = ["rulekit", "check", "--exit-zero", "."]
try:
    runpy.run_module("rulekit", run_name="__main__")
finally:
    sys.stderr.write(" ".join(name for name in sys.modules if name.startswith(("rulekit.rules", "rulekit.analysis"))))
"""


def files_below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(FILE))


def test_answers_lie_where_the_command_line_says(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    first = command("check", ".", "--cache-dir", "kept")
    assert files_below(tmp_path / "kept") == [FILE]
    assert command("check", ".", "--cache-dir", "kept") == first


def test_the_environment_says_where_they_lie(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, {"work/orders.py": BARE})
    monkeypatch.setenv(VARIABLE, str(tmp_path / "kept"))
    command("check", "work")
    assert files_below(tmp_path / "kept") == [FILE]


def test_settings_say_where_they_lie(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, {"work/orders.py": BARE, "work/pyproject.toml": '[tool.rulekit]\ncache-dir = ".rulekit_cache"\n'})
    monkeypatch.delenv(VARIABLE)
    command("check", "work")
    assert files_below(tmp_path / "work" / ".rulekit_cache") == [FILE]
    again = command("check", "work")
    assert "orders.py" in again.out
    assert (
        command("clean", cwd=tmp_path / "work").out
        == f"Forgot the answers in {tmp_path / 'work' / '.rulekit_cache'}.\n"
    )
    assert not files_below(tmp_path)


def test_the_users_folder_is_where_they_lie_else(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, {"work/orders.py": BARE})
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    command("check", "work")
    assert files_below(tmp_path / "caches" / "rulekit") == [FILE]
    assert files_below(tmp_path / "work") == []


def test_nothing_is_kept_where_that_is_not_wanted(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, {"work/orders.py": BARE})
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    command("check", "work")  # the variable of the tests is empty
    command("check", "work", "--no-cache", "--cache-dir", "kept")
    assert files_below(tmp_path) == []


def test_standard_input_is_not_kept(command: Command, tmp_path: Path) -> None:
    command("check", "-", "--cache-dir", "kept", stdin=BARE.encode())
    assert files_below(tmp_path) == []


def test_cleaning_says_what_it_did(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    command("check", ".", "--cache-dir", "kept")
    assert command("clean", "--cache-dir", "kept").out == "Forgot the answers in kept.\n"
    assert command("clean", "--cache-dir", "kept").out == "There are no answers of earlier runs.\n"


@pytest.mark.parametrize("options", [[], ["--all"], ["--output-format", "json"], ["--statistics"], ["--diff"]])
def test_what_is_remembered_is_shown_as_what_is_found(command: Command, tmp_path: Path, options: list[str]) -> None:
    project(
        tmp_path, {"work/orders.py": BARE, "work/till.py": f"import os\n\n\ndef stop(a):\n    return 17\n\n\n{BARE}"}
    )
    expected = command("check", "work", "--no-cache", *options)
    for _ in range(2):
        assert command("check", "work", "--cache-dir", "kept", *options) == expected


def test_fixes_see_what_they_changed(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"work/till.py": "import os\n\nprint(1)\n", "other/till.py": "import os\n\nprint(1)\n"})
    command("check", "work", "--cache-dir", "kept")
    with_cache = command("check", "--fix", "work", "--cache-dir", "kept")
    without = command("check", "--fix", "other", "--no-cache")
    assert with_cache.out == without.out.replace("other/", "work/")
    assert (tmp_path / "work/till.py").read_text("utf-8") == (tmp_path / "other/till.py").read_text("utf-8")


def test_no_rule_is_loaded_where_nothing_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = project(tmp_path / "work", {"orders.py": BARE})
    monkeypatch.setenv(VARIABLE, str(tmp_path / "kept"))
    command = [sys.executable, "-c", LOADED]
    first, second = (
        subprocess.run(command, cwd=work, shell=False, capture_output=True, timeout=PATIENCE, check=True) for _ in "12"
    )
    assert b"rulekit.rules.errors" in first.stderr
    assert second.stderr == b""
    assert first.stdout == second.stdout
