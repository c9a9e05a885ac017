"""The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit as git commits.

pre-commit would install each hook from an index of packages; here the hooks are those of the file in everything but
that: `language: system` takes the rulekit of this environment, so that no test needs a network.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import yaml

from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, REPOSITORY, project
from tests.waiting import ran

HOOKS: list[dict[str, Any]] = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
BIN = Path(sys.executable).parent
UNUSED = "import os\n\n\ndef pay() -> None:\n    import json\n"


class Repository:
    """A real repository with hooks, which keeps all that git and pre-commit know to itself."""

    def __init__(self, folder: Path, ids: Sequence[str]) -> None:
        self.folder = folder / "shop"
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "COV"))},
            "HOME": str(folder),
            "PRE_COMMIT_HOME": str(folder / "pre-commit"),
            "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
            "RULEKIT_CACHE_DIR": "",
        }
        hooks = [{**hook, "language": "system"} for hook in HOOKS if hook["id"] in ids]
        text = yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]})
        project(self.folder, {".pre-commit-config.yaml": text})
        for words in (
            ["init", "--quiet"],
            ["config", "user.name", "A clerk"],
            ["config", "user.email", "clerk@shop.example"],
        ):
            assert self.run("git", *words).returncode == 0
        assert self.run(BIN / "pre-commit", "install").returncode == 0

    def run(self, *command: str | Path) -> CompletedProcess[str]:
        """Run a program in the repository."""
        return ran(*command, cwd=self.folder, environment=self.environment)

    def commit(self) -> CompletedProcess[str]:
        """Commit all there is."""
        assert self.run("git", "add", ".").returncode == 0
        return self.run("git", "commit", "--message", "Sell tea")


def test_pre_commit_reads_the_file() -> None:
    done = ran(BIN / "pre-commit", "validate-manifest", ".pre-commit-hooks.yaml", cwd=REPOSITORY)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_commit_with_a_finding_is_refused_and_one_without_goes_through(tmp_path: Path) -> None:
    shop = Repository(tmp_path, ["rulekit"])
    project(shop.folder, {"shop.py": BARE, "day.ipynb": notebook_of(BARE), "notes.txt": "except:\n"})
    done = shop.commit()
    assert done.returncode == 1
    assert "shop.py:3:1: RK301" in done.stderr
    assert "day.ipynb:cell_1:3:1: RK301" in done.stderr

    project(shop.folder, {"shop.py": CLEAN, "day.ipynb": notebook_of("# Tea")})
    assert shop.commit().returncode == 0
    assert shop.run("git", "log", "--format=%s").stdout == "Sell tea\n"


def test_the_settings_of_the_repository_hold_for_named_files(tmp_path: Path) -> None:
    shop = Repository(tmp_path, ["rulekit"])
    settings = '[tool.rulekit]\nexclude = ["old"]\nper-file-ignores = {"tools/*" = ["errors"]}\n'
    project(shop.folder, {"pyproject.toml": settings, "old/shop.py": BARE, "tools/shop.py": BARE})
    done = shop.commit()
    assert done.returncode == 0, done.stderr


def test_the_fixing_hook_mends_and_pre_commit_shows_that_it_did(tmp_path: Path) -> None:
    shop = Repository(tmp_path, ["rulekit-fix"])
    project(shop.folder, {"pyproject.toml": '[tool.rulekit]\nselect = ["RK702"]\n', "shop.py": UNUSED})
    done = shop.commit()
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stderr
    assert "import json" not in (shop.folder / "shop.py").read_text("utf-8")


def test_the_hook_for_notebooks_leaves_modules_alone(tmp_path: Path) -> None:
    shop = Repository(tmp_path, ["rulekit-notebooks"])
    project(shop.folder, {"shop.py": BARE})
    done = shop.commit()
    assert done.returncode == 0
    assert "no files to check" in done.stderr
    project(shop.folder, {"day.ipynb": notebook_of(BARE)})
    done = shop.commit()
    assert done.returncode == 1
    assert "RK301" in done.stderr
    assert "shop.py" not in done.stderr


def test_the_hook_for_the_project_sees_what_needs_all_files(tmp_path: Path) -> None:
    shop = Repository(tmp_path, ["rulekit-project"])
    project(shop.folder, {"shop.py": '"""Tea."""\n\n\ndef price() -> int:\n    """Give the price."""\n    return 3\n'})
    project(shop.folder, {"pyproject.toml": '[tool.rulekit]\nselect = ["untested-function"]\n'})
    done = shop.commit()
    assert done.returncode == 1
    assert "RK601" in done.stderr


def test_the_hook_for_the_guide_s_page_keeps_it_as_the_settings_are(tmp_path: Path) -> None:
    shop = Repository(tmp_path, ["rulekit-guide"])
    project(shop.folder, {"pyproject.toml": "[tool.rulekit.long-function]\nmax-lines = 40\n"})
    assert shop.run(BIN / "rulekit", "guide", "--write", "STYLE_GUIDE.md").returncode == 0
    assert shop.commit().returncode == 0
    project(shop.folder, {"pyproject.toml": "[tool.rulekit.long-function]\nmax-lines = 50\n"})
    done = shop.commit()
    assert done.returncode == 1
    assert 'the page says "40", the settings say "50"' in done.stderr


@pytest.mark.parametrize("hook", [hook for hook in HOOKS if hook["id"] != "rulekit-guide"], ids=lambda hook: hook["id"])
def test_a_hook_runs_once_for_all_files(hook: dict[str, Any], tmp_path: Path) -> None:
    shop = Repository(tmp_path, [hook["id"]])
    project(shop.folder, {f"day_{number}.ipynb": notebook_of(BARE) for number in range(9)})
    done = shop.commit()
    assert done.returncode == 1
    assert done.stderr.count(" of 9 files: ") == 1
