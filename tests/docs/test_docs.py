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
_TITLE = re.compile(r"^#+ (.*)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
# All but the changelog, which speaks of what was.
DOCUMENTS = {
    file.relative_to(REPOSITORY).as_posix(): file.read_text("utf-8")
    for file in [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
}
FOLLOWED = {"docs/own-rules.md", "docs/own-lessons.md", "docs/practice.md"}  # line by line, by a test of its own
ELSEWHERE = ("rulekit new", "rulekit jupyter", "rulekit teach")  # they write to the project or the environment


def _commands() -> list[str]:
    found: list[str] = []
    for text in (text for name, text in DOCUMENTS.items() if name not in FOLLOWED):
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
    (tmp_path / "HOUSE.md").write_text("- Functions have at most 40 lines.\n", "utf-8")
    (tmp_path / "repositories.txt").write_text("shop\nexamples/messy\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("command", _commands())
def test_every_command_in_the_documents_runs(command: str, shop: Path) -> None:
    name, *words = shlex.split(command)
    program = str(Path(sys.executable).with_name(name))
    if words[0] == "baseline":
        ran(program, "baseline", "write", cwd=shop)
    if words[:2] == ["guide", "--check"]:
        ran(program, "guide", "--write", words[2], cwd=shop)
    if "--since" in words:
        committed(shop)
    done = ran(program, *words, cwd=shop)

    assert done.returncode in {0, 1}, done.stderr
    assert "rulekit:" not in done.stderr


def test_no_link_is_dead() -> None:
    for name, text in DOCUMENTS.items():
        folder = REPOSITORY.joinpath(name).parent
        titles = {f"#{title.lower().replace(' ', '-')}" for title in _TITLE.findall(text)}
        links = [link for link in _LINK.findall(text) if "://" not in link and link not in titles]
        assert [link for link in links if not (folder / link).is_file()] == [], name


def test_the_readme_leads_to_every_document_and_each_leads_back() -> None:
    pages = [name for name in DOCUMENTS if name.startswith("docs/")]
    assert [name for name in pages if f"]({name})" not in DOCUMENTS["README.md"]] == []
    assert [name for name in pages if "](../README.md)" not in DOCUMENTS[name]] == []


def test_both_setup_commands_are_one_line_each() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", (REPOSITORY / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)

    assert [block.count("\n") for block in blocks] == [1, 1]


def test_everything_generated_is_fresh() -> None:
    done = ran(sys.executable, "docs/refresh.py", "--check", cwd=REPOSITORY)

    assert (done.returncode, done.stdout) == (0, "")
