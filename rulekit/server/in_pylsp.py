"""Findings where pylsp serves: JupyterLab asks one server for each language, and that may be the other one."""

from typing import Any

from pylsp import hookimpl

from rulekit.server.pylsp_answers import diagnostics_in, hover_at


@hookimpl  # type: ignore[untyped-decorator, unused-ignore]
def pylsp_lint(document: Any) -> list[dict[str, Any]]:
    """Tell what is found in a document."""
    return diagnostics_in(document.uri, document.source)


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator, unused-ignore]
def pylsp_hover(document: Any, position: dict[str, int]) -> dict[str, Any] | None:
    """Tell of the findings at a place; where there is none, others have their say."""
    return hover_at(document.uri, document.source, position)
