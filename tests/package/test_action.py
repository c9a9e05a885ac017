"""`action.yml`: its commands run in a shell, as GitHub runs them, with the rulekit of this environment."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from rulekit.cli.init import hook
from rulekit.cli.origin import read_origin
from tests.shop import BARE, CLEAN, REPOSITORY, Done, project
from tests.waiting import ran

ACTION: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]
_EXPRESSION = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")


def blocks_of(name: str) -> list[Any]:
    """Read the blocks of YAML in a document."""
    text = (REPOSITORY / name).read_text("utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


def check(folder: Path, **inputs: str) -> Done:
    """Run the last step; what the step before it installs is this environment."""
    given = {name: inputs.get(name, told.get("default", "")) for name, told in ACTION["inputs"].items()}
    (folder / "temporary").mkdir()
    (folder / "temporary" / "rulekit").symlink_to(sys.prefix)
    told = {name: _EXPRESSION.sub(lambda found: given[found[1]], value) for name, value in STEPS[-1]["env"].items()}
    environment = {**os.environ, "RUNNER_TEMP": str(folder / "temporary"), **told}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[-1]["run"]]
    done = ran(*command, cwd=folder / "shop", environment=environment)
    return Done(done.returncode, done.stdout, done.stderr)


def test_the_step_of_the_documents_runs(tmp_path: Path) -> None:
    steps = [step for block in blocks_of("docs/ci.md") if isinstance(block, list) for step in block]
    step = next(step for step in steps if step.get("uses", "").startswith("tools/rulekit@"))
    assert set(step["with"]) <= set(ACTION["inputs"])
    project(tmp_path / "shop", {"shop/shop.py": BARE, "tests/test_shop.py": CLEAN, "tools/shop.py": BARE})
    done = check(tmp_path, **step["with"])
    annotations = [line for line in done.out.splitlines() if line.startswith("::")]
    assert [line.partition(",")[0] for line in annotations] == ["::error file=shop/shop.py"]
    assert done.status == 1


@pytest.mark.parametrize("document", ["README.md", "docs/ci.md"])
def test_the_hooks_of_the_documents_are_those_that_are_written(document: str) -> None:
    shown = next(block for block in blocks_of(document) if "repos" in block)
    repository = shown["repos"][0]
    assert yaml.safe_load(hook(read_origin(f"git+{repository['repo']}@{repository['rev']}"))) == shown
    offered = {one["id"] for one in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {one["id"] for one in repository["hooks"]} <= offered


def test_no_input_stands_in_a_command() -> None:
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []
    assert {step.get("shell", "bash") for step in STEPS if "run" in step} == {"bash"}


@pytest.mark.parametrize("step", [step for step in STEPS if "run" in step], ids=lambda step: step["name"])
def test_each_command_is_one_for_bash(step: dict[str, Any]) -> None:
    done = ran("bash", "-n", "-c", step["run"])
    assert (done.returncode, done.stderr) == (0, "")


def test_a_finding_fails_and_clean_code_does_not(tmp_path: Path) -> None:
    project(tmp_path / "shop", {"shop.py": BARE})
    done = check(tmp_path)
    assert done.status == 1
    assert "RK301" in done.out


def test_arguments_are_words_and_run_nothing(tmp_path: Path) -> None:
    project(tmp_path / "shop", {"a/shop.py": CLEAN, "b/shop.py": BARE})
    done = check(tmp_path, arguments="a b --ignore RK301 --exclude $(touch,harm);touch")
    assert not (tmp_path / "shop" / "harm").exists()
    assert "RK301" not in done.out
    assert done.status == 0, done.err
