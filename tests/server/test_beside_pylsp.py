"""Where pylsp serves, it tells our findings among its own."""

from pathlib import Path
from typing import Any

import pytest

from tests.server.test_lab_text import SENT

config_of = pytest.importorskip("pylsp.config.config")
workspace_of = pytest.importorskip("pylsp.workspace")


@pytest.fixture
def document(tmp_path: Path) -> tuple[Any, Any, Any]:
    """Open a notebook in pylsp as JupyterLab sends it, and give what pylsp asks, the document and where it is open."""
    root = tmp_path.as_uri()
    config = config_of.Config(root, {}, 0, {})
    workspace = workspace_of.Workspace(root, None, config)
    uri = f"{root}/.virtual_documents/day.ipynb"
    workspace.put_document(uri, SENT, version=0)
    return config.plugin_manager, workspace.get_document(uri), workspace


def ours_in(asked: Any) -> Any:
    return next(one for one in asked.get_plugins() if one.__name__ == "rulekit.server.in_pylsp")


def test_pylsp_tells_our_findings(document: tuple[Any, Any, Any]) -> None:
    asked, text, _ = document
    told = [one for one in ours_in(asked).pylsp_lint(text) if one["code"] == "RK301"]
    assert SENT.split("\n")[told[-1]["range"]["start"]["line"]] == "except:"


def test_pointing_at_a_finding_says_why(document: tuple[Any, Any, Any]) -> None:
    asked, text, _ = document
    line = SENT.split("\n").index("except:", 20)
    told = ours_in(asked).pylsp_hover(text, {"line": line, "character": 2})
    assert "Never use bare `except:` clauses" in told["contents"]["value"]
    assert ours_in(asked).pylsp_hover(text, {"line": 0, "character": 2}) is None


def test_what_can_be_done_in_a_cell_is_offered_and_explained(document: tuple[Any, Any, Any]) -> None:
    asked, text, workspace = document
    uri = f"{text.uri}?copy=1"
    cell = {"kind": 2, "document": f"{uri}#0"}
    workspace.put_notebook_document(uri, "jupyter-notebook", [cell], 1, {})
    workspace.put_cell_document(f"{uri}#0", uri, "python", "try:\n    load()\nexcept:\n    raise", 1)
    place = {"start": {"line": 2, "character": 1}, "end": {"line": 2, "character": 1}}
    found = ours_in(asked).pylsp_code_actions(workspace, workspace.get_document(f"{uri}#0"), place, {"diagnostics": []})
    assert found[0]["title"] == "Write `except BaseException` (RK301)"
    assert [*found[0]["edit"]["changes"]] == [f"{uri}#0"]

    command = found[-1]["command"]
    assert command["command"] in ours_in(asked).pylsp_commands()
    page = ours_in(asked).pylsp_execute_command(command["command"], command["arguments"])
    assert page.startswith("# RK301 bare-except")
    assert ours_in(asked).pylsp_code_actions(workspace, text, place, {"diagnostics": []}) == []
