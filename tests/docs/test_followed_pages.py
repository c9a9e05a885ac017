"""Who follows the pages about rules and lessons of one's own line by line sees what they say."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.repositories import committed
from tests.shop import REPOSITORY, process, project

_FILE = re.compile(r"`(?P<name>[\w./-]+)`:\n\n(?P<fence>`{3,})\w+\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
COUNTED = ("pyproject.toml", "style/*.py", "style/cases/*.md", "lessons/*/*.md")
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def said(page: str) -> Iterator[tuple[list[str], str]]:
    """Give the commands of a page, each with what it shows."""
    for block in _CONSOLE.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            yield shlex.split(line)[1:], shown


def follow(page: str, command: Command, folder: Path) -> None:
    """Run the commands of a page in a folder: each line that it shows is there."""
    commands = [*said(page)]
    assert commands
    for words, shown in commands:
        # What runs kernels has loops and sockets, which end with their process.
        run = process if words[:2] == ["teach", "build"] else command
        done = run(*words, cwd=folder)
        for line in shown.strip().splitlines():
            assert line.replace("FOLDER", str(folder.resolve())) in f"{done.err}{done.out}"


@pytest.mark.parametrize("name", ["own-rules.md", "own-lessons.md"])
def test_the_page_shows_what_its_commands_write(name: str, command: Command, tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / name).read_text("utf-8")
    follow(page, command, project(tmp_path, {match["name"]: match["text"] for match in _FILE.finditer(page)}))


RATE = """\
import requests


def rate(coin: str) -> str:
    \"\"\"Ask for a rate.\"\"\"
    answer = requests.get(f"https://bank.example/{coin}")
    answer.raise_for_status()
    return answer.text
"""
LATE = """

def {name}(path: str) -> str:
    \"\"\"Read it.\"\"\"
    with open(path) as file:
        text = file.read()
    return eval(text)
"""


def test_the_page_about_practice_shows_what_its_commands_write(command: Command, tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "practice.md").read_text("utf-8")
    files = {"till/rates.py": RATE, "shop/orders.py": LATE.format(name="order") + LATE.format(name="stock")}
    committed(project(tmp_path, {**files, "shop/tea.py": LATE.format(name="tea")}))
    committed(project(tmp_path, {"till/rates.py": RATE.replace('{coin}")', '{coin}", timeout=10)')}))
    follow(page, command, tmp_path)


def test_the_second_guide_is_what_its_readme_says(command: Command, tmp_path: Path) -> None:
    folder = shutil.copytree(REPOSITORY / "examples" / "second-guide", tmp_path / "garden")
    follow((folder / "README.md").read_text("utf-8"), command, folder)
    assert "40 lines" in (folder / "site" / "rules" / "long-function.html").read_text("utf-8")
    assert "Here it is 40 lines." in (folder / "class" / "01_garden.ipynb").read_text("utf-8")
    counted = [len(file.read_text("utf-8").splitlines()) for place in COUNTED for file in folder.glob(place)]
    assert f"All of it is {sum(counted)} lines" in (folder / "README.md").read_text("utf-8")
