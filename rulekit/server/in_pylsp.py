"""Findings where pylsp serves: JupyterLab asks one server for each language, and that may be the other one."""

from typing import Any

from pluggy import HookimplMarker

from rulekit.server.pylsp_answers import diagnostics_in, hover_at

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
