"""Who follows the pages about rules and lessons of one's own line by line sees what they say."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.shop import REPOSITORY, project

_FILE = re.compile(r"`(?P<name>[\w./-]+)`:\n\n(?P<fence>`{3,})\w+\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def said(page: str) -> Iterator[tuple[list[str], str]]:
    """Give the commands of a page, each with what it shows."""
    for block in _CONSOLE.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            yield shlex.split(line)[1:], shown


@pytest.mark.parametrize("name", ["own-rules.md", "own-lessons.md"])
def test_the_page_shows_what_its_commands_write(name: str, command: Command, tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / name).read_text("utf-8")
    project(tmp_path, {match["name"]: match["text"] for match in _FILE.finditer(page)})
    commands = [*said(page)]
    assert commands
    for words, shown in commands:
        done = command(*words)
        assert shown.strip().replace("FOLDER", str(tmp_path.resolve())) in f"{done.err}{done.out}"
