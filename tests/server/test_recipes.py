"""The configuration for each editor starts a server that answers."""

import json
import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest
from lsprotocol import types

from tests.server.editor import Editor
from tests.shop import REPOSITORY

EDITORS = REPOSITORY / "editors"


def text_of(name: str) -> str:
    return (EDITORS / name).read_text("utf-8")


def in_vscode() -> list[str]:
    settings = json.loads(text_of("vscode/settings.json"))
    return [settings["glspc.server.command"], *settings["glspc.server.commandArguments"]]


def in_neovim() -> list[str]:
    found = re.search(r"cmd = \{(.*?)\}", text_of("neovim/rulekit.lua"))
    assert found
    return re.findall(r'"([^"]+)"', found[1])


def in_helix() -> list[str]:
    table = tomllib.loads(text_of("helix/languages.toml"))
    assert table["language"][0]["language-servers"] == ["rulekit"]
    server = table["language-server"]["rulekit"]
    return [server["command"], *server["args"]]


def in_pycharm() -> list[str]:
    return shlex.split(json.loads(text_of("pycharm/template.json"))["programArgs"]["default"])


@pytest.mark.parametrize("recipe", [in_vscode, in_neovim, in_helix, in_pycharm])
def test_the_command_of_each_editor_starts_the_server(recipe: object) -> None:
    assert callable(recipe)
    assert recipe() == ["rulekit", "server"]


def test_that_command_answers(tmp_path: Path) -> None:
    command = (str(Path(sys.executable).with_name("rulekit")), "server")
    editor = Editor(tmp_path).start(command)
    assert editor.capabilities.hover_provider
    assert isinstance(editor.capabilities.code_action_provider, types.CodeActionOptions)
    editor.end()
