"""Adding settings to a pyproject.toml: what stands there stays byte for byte, the new table comes last."""

import tomllib
from typing import Any

from rulekit.model.errors import SettingsError

TABLE = "[tool.rulekit]"


def has_settings(text: str, path: str) -> bool:
    """Tell whether a pyproject.toml has settings already.

    Raises:
        SettingsError: it is not valid TOML.
    """
    try:
        tool = tomllib.loads(text).get("tool")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    return isinstance(tool, dict) and "rulekit" in tool


def with_settings(text: str, keys: str) -> str | None:
    """Give a pyproject.toml without settings with some; nothing where no table can be added, as behind `tool = {}`."""
    newline = "\r\n" if "\r\n" in text else "\n"
    apart = "" if not text else newline if text.endswith("\n") else newline * 2
    extended = text + apart + f"{TABLE}\n{keys}".replace("\n", newline)
    try:
        found = tomllib.loads(extended)
    except tomllib.TOMLDecodeError:
        return None
    return extended if _without(found) == _without(tomllib.loads(text)) else None


def _without(document: dict[str, Any]) -> dict[str, Any]:
    tool = {key: value for key, value in document.get("tool", {}).items() if key != "rulekit"}
    return {**document, "tool": tool}
