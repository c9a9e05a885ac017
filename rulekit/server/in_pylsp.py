"""Findings where pylsp serves: JupyterLab asks one server for each language, and that may be the other one."""

from typing import Any

from pluggy import HookimplMarker

from rulekit import api
from rulekit.server.actions import EXPLAIN
from rulekit.server.pylsp_answers import actions_at, diagnostics_in, hover_at, opened

# The one of pylsp, made anew: so this can be imported where pylsp is not.
hookimpl = HookimplMarker("pylsp")


@hookimpl
def pylsp_lint(document: Any) -> list[dict[str, Any]]:
    """Tell what is found in a document."""
    return diagnostics_in(document.uri, document.source)


@hookimpl(tryfirst=True)
def pylsp_hover(document: Any, position: dict[str, int]) -> dict[str, Any] | None:
    """Tell of the findings at a place; where there is none, others have their say."""
    return hover_at(document.uri, document.source, position)


@hookimpl
def pylsp_code_actions(workspace: Any, document: Any, range: Any, context: Any) -> list[dict[str, Any]]:  # noqa: A002 - named by pylsp
    """Offer what can be done at a place of a text, or of a cell of a notebook."""
    return actions_at(document.uri, opened(document, workspace), range, context)


@hookimpl
def pylsp_commands() -> list[str]:
    """Name what can be called: the explanation of a rule."""
    return [EXPLAIN]


@hookimpl
def pylsp_execute_command(command: str, arguments: list[str]) -> str | None:
    """Give the page of a rule as Markdown."""
    return repr(api.rules[arguments[0]]) if command == EXPLAIN else None
