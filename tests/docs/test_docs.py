"""What the documents say is true: their commands run, and what is generated is fresh."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.repositories import committed
from tests.shop import REPOSITORY
from tests.waiting import ran

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STEP = re.compile(r"^- run: (rulekit .*)$", re.MULTILINE)
_INLINE = re.compile(r"`(rulekit [a-z][^`]*)`")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/workshop.md")
ELSEWHERE = ("rulekit new", "rulekit jupyter", "rulekit teach")  # they write to the project or the environment


def _commands() -> list[str]:
    found: list[str] = []
    for name in DOCUMENTS:
        text = (REPOSITORY / name).read_text("utf-8")
        blocks = "\n".join(_CONSOLE.findall(text))
        found += [line.removeprefix("$ ") for line in blocks.splitlines() if line.startswith("$ ")]
        found += _STEP.findall(text)
        found += _INLINE.findall(text)
    found = [command + " --no-open" if command == "rulekit learn" else command for command in found]
    return sorted({command for command in found if not command.startswith(ELSEWHERE)})


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small shop that the documents' commands speak of."""
    shutil.copytree(REPOSITORY / "examples" / "messy", tmp_path / "shop")
    shutil.copytree(REPOSITORY / "examples" / "messy", tmp_path / "examples" / "messy")
    shutil.copy(REPOSITORY / "examples" / "messy" / "orders.py", tmp_path)
    shutil.copy(REPOSITORY / "examples" / "messy" / "report.ipynb", tmp_path / "day.ipynb")
    return tmp_path


@pytest.mark.parametrize("command", _commands())
def test_every_command_in_the_documents_runs(command: str, shop: Path) -> None:
    name, *words = shlex.split(command)
    program = str(Path(sys.executable).with_name(name))
    if words[0] == "baseline":
        ran(program, "baseline", "write", cwd=shop)
    if "--since" in words:
        committed(shop)
    done = ran(program, *words, cwd=shop)

    assert done.returncode in {0, 1}, done.stderr
    assert "rulekit:" not in done.stderr


def test_both_setup_commands_are_one_line_each() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", (REPOSITORY / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)

    assert [block.count("\n") for block in blocks] == [1, 1]


def test_everything_generated_is_fresh() -> None:
    done = ran(sys.executable, "docs/refresh.py", "--check", cwd=REPOSITORY)

    assert (done.returncode, done.stdout) == (0, "")
