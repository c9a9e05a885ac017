"""The dependencies that `pyproject.toml` gives an application."""

import re
import tomllib
from typing import Any

from rulekit.analysis.dependencies.requirement import Requirement, read_requirement, span_between
from rulekit.analysis.syntax.lines import line_starts, split_lines

LOCKING_TOOLS = frozenset({"hatch", "pdm", "pixi", "poetry", "uv"})

_PROJECT = re.compile(r"^[ \t]*\[?[ \t]*project\b", re.MULTILINE)
_KEYS = re.compile(
    r"^[^\S\n]*(?:\w[\w.-]*\.)?(optional-dependencies|dependencies)\b|^\[project\.optional", re.MULTILINE
)


def read_pyproject(text: str) -> tuple[Requirement, ...]:
    """Read the dependencies of an application; a library gives none, because ranges are right for it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return ()
    project = document.get("project")
    if not isinstance(project, dict) or not _is_application(document, project):
        return ()
    starts, requirements, position = line_starts(split_lines(text)), [], _first_key(text)
    groups = project.get("optional-dependencies")
    listed = [project.get("dependencies"), *(groups.values() if isinstance(groups, dict) else ())]
    for value in (text for group in listed for text in _texts(group)):
        at = _find(text, value, position)
        if at is not None:
            position = at + len(value)
            requirements.append(read_requirement(value, span_between(starts, at, position)))
    return tuple(requirements)


def _is_application(document: dict[str, Any], project: dict[str, Any]) -> bool:
    """Tell an application from a library, which others install; where a tool locks the versions, pins are needless."""
    tools = document.get("tool")
    if isinstance(tools, dict) and not LOCKING_TOOLS.isdisjoint(tools):
        return False
    classifiers = _texts(project.get("classifiers"))
    if any(classifier.startswith("Private ::") for classifier in classifiers):
        return True
    return "build-system" not in document and not classifiers and "classifiers" not in _texts(project.get("dynamic"))


def _texts(listed: object) -> list[str]:
    return [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []


def _first_key(text: str) -> int:
    project = _PROJECT.search(text)
    start = project.start() if project else 0
    key = _KEYS.search(text, start)
    return key.start() if key else start


def _find(text: str, value: str, position: int) -> int | None:
    """Find a string as it is written, after a position or, where the order of the tables differs, anywhere."""
    for start in (position, 0):
        for quote in ('"', "'"):
            at = text.find(f"{quote}{value}{quote}", start)
            if at >= 0:
                return at + 1
    return None
