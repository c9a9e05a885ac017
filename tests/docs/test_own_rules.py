"""Who follows `docs/own-rules.md` line by line sees what it says."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import Command
from tests.shop import REPOSITORY, project

PAGE = (REPOSITORY / "docs" / "own-rules.md").read_text("utf-8")
_FILE = re.compile(r"`(?P<name>[\w./]+)`:\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def said() -> Iterator[tuple[list[str], str]]:
    """Give the commands of the page, each with what it shows."""
    for block in _CONSOLE.findall(PAGE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            yield shlex.split(line)[1:], shown


def test_the_page_shows_what_its_commands_write(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {match["name"]: match["text"] for match in _FILE.finditer(PAGE)})
    commands = [*said()]
    assert commands
    for words, shown in commands:
        done = command(*words)
        assert shown.replace("FOLDER", str(tmp_path.resolve())) in f"{done.err}{done.out}"
