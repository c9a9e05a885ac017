"""The dependencies that `pyproject.toml` lists: of the project, of its groups, and in Poetry's tables."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rulekit.analysis.dependencies.poetry import read_poetry
from rulekit.analysis.dependencies.requirement import Requirement, read_requirement, span_between
from rulekit.analysis.dependencies.toml_places import find_text, texts
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.model.late import regex

# Tools that write the lock file by themselves, whatever they are asked; Poetry's own tables are read apart.
LOCKING_TOOLS = frozenset({"hatch", "pdm", "pixi", "uv"})

_PROJECT = regex(r"^[ \t]*\[?[ \t]*project\b", re.MULTILINE)
_KEYS = regex(r"^[^\S\n]*(?:\w[\w.-]*\.)?(optional-dependencies|dependencies)\b|^\[project\.optional", re.MULTILINE)
_GROUPS = regex(r"^[ \t]*\[?[ \t]*[\"']?dependency-groups\b", re.MULTILINE)


def read_pyproject(text: str) -> tuple[Requirement, ...]:
    """Read the dependencies of a project; those of a library may vary, because ranges are right for it."""
    import tomllib

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    project = document.get("project")
    is_locked = not LOCKING_TOOLS.isdisjoint(_table(document.get("tool")))
    is_application = isinstance(project, dict) and _is_application(document, project)
    requirements = [
        replace(requirement, may_vary=is_locked or not is_application)
        for requirement in _located(text, _project_lists(_table(project)), _first_key(text))
    ]
    # Groups are for those who work on the project, and are never published with it.
    groups = _GROUPS.search(text)
    grouped = _located(text, _lists(document.get("dependency-groups")), groups.start() if groups else 0)
    requirements += [replace(requirement, may_vary=is_locked) for requirement in grouped]
    return (*requirements, *read_poetry(text, document, is_library=_is_poetry_library(document)))


def _project_lists(project: Mapping[str, Any]) -> Iterator[str]:
    yield from texts(project.get("dependencies"))
    yield from _lists(project.get("optional-dependencies"))


def _lists(groups: object) -> Iterator[str]:
    for group in _table(groups).values():
        yield from texts(group)


def _located(text: str, listed: Iterator[str], position: int) -> Iterator[Requirement]:
    starts = line_starts(split_lines(text))
    for value in listed:
        at = find_text(text, value, position)
        if at is not None:
            position = at + len(value)
            yield read_requirement(value, span_between(starts, at, position))


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_application(document: Mapping[str, Any], project: Mapping[str, Any]) -> bool:
    """Tell an application from a library, which others install."""
    classifiers = texts(project.get("classifiers"))
    if any(classifier.startswith("Private ::") for classifier in classifiers):
        return True
    return "build-system" not in document and not classifiers and "classifiers" not in texts(project.get("dynamic"))


def _is_poetry_library(document: Mapping[str, Any]) -> bool:
    """Tell a project that Poetry publishes: it has classifiers or the keys that an index shows, and is a package."""
    poetry = _table(_table(document.get("tool")).get("poetry"))
    classifiers = texts(poetry.get("classifiers"))
    if poetry.get("package-mode") is False or any(one.startswith("Private ::") for one in classifiers):
        return False
    return bool(classifiers) or any(key in poetry for key in ("keywords", "homepage", "repository", "documentation"))


def _first_key(text: str) -> int:
    project = _PROJECT.search(text)
    start = project.start() if project else 0
    key = _KEYS.search(text, start)
    return key.start() if key else start
