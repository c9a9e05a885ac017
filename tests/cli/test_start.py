"""`rulekit check` of one plain file loads what that file needs, and nothing else."""

import sys
from typing import TYPE_CHECKING

import pytest

from tests.shop import BARE
from tests.waiting import ran, unmeasured

if TYPE_CHECKING:
    from pathlib import Path

LOADED = """
import runpy, sys
sys.argv = ["rulekit", "check", "--isolated", "--no-cache", "--exit-zero", "orders.py"]
try:
    runpy.run_module("rulekit", run_name="__main__")
finally:
    sys.stderr.write(" ".join(sys.modules))
"""
UNWANTED = (
    "IPython ipywidgets nbformat jsonschema rich pygments markdown_it pathspec typing_extensions packaging"
    " asyncio concurrent multiprocessing threading subprocess email sqlite3 tomllib configparser tempfile shutil"
    " hashlib difflib logging unittest bz2 lzma"
    " rulekit.jupyter rulekit.site rulekit.teach rulekit.curriculum rulekit.engine.why rulekit.engine.writing"
    " rulekit.engine.fixing_documents rulekit.engine.coverage_data rulekit.engine.ruff_reports rulekit.engine.git"
    " rulekit.report.sarif rulekit.report.rule_page"
).split()
MOST = 368


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The modules that are loaded when one plain file was checked."""
    folder: Path = tmp_path_factory.mktemp("plain")
    (folder / "orders.py").write_text(BARE)
    done = ran(sys.executable, "-c", LOADED, cwd=folder, environment=unmeasured())
    return frozenset(done.stderr.split())


@pytest.mark.parametrize("name", UNWANTED)
def test_one_plain_file_is_checked_without(name: str, loaded: frozenset[str]) -> None:
    assert "rulekit.rules.errors.bare_except" in loaded
    assert name not in loaded


def test_one_plain_file_needs_so_many_modules_at_most(loaded: frozenset[str]) -> None:
    own = [name for name in loaded if name.startswith("rulekit.")]
    assert len(own) <= MOST
