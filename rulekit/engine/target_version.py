"""The oldest Python that a project supports, as its own files declare it; they are read, and nothing of them is run."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rulekit.known.python_versions import OLDEST
from rulekit.model.late import regex

# Which minor versions are tried against what a project declares.
NEWEST = 40
PARTS = 2
_CLAUSE = regex(r"([<>=!~^]*)\s*(\d+(?:\.\d+)*)(\.\*)?")
_KEYS = frozenset({"python_requires", "requires_python"})


@cache
def oldest_python(folder: Path) -> str:
    """Give the oldest Python of the nearest folder upward that declares one, such as `3.8`; else nothing."""
    declared = list(_declared(folder))
    if declared:
        return _oldest(declared)
    return "" if folder.parent == folder else oldest_python(folder.parent)


def python_of_script(text: str) -> int | None:
    """Give the minor version of the oldest Python that the block of a script asks for, if there is one."""
    if "# /// script" not in text:
        return None
    from rulekit.analysis.dependencies.script_block import script_block

    wanted = script_block(text).get("requires-python")
    oldest = _oldest([wanted]) if isinstance(wanted, str) else ""
    return int(oldest.rpartition(".")[2]) if oldest else None


def _declared(folder: Path) -> Iterator[str]:
    """Give what the files of a folder ask of Python; an empty text where it cannot be told."""
    for name, read in (("pyproject.toml", _in_toml), ("setup.cfg", _in_configuration), ("setup.py", _in_script)):
        text = _text(folder / name)
        for wanted in read(text) if "python" in text else ():
            yield wanted if isinstance(wanted, str) else ""


def _text(file: Path) -> str:
    """Read a file; one that is not there, or that may not be read, says nothing."""
    try:
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _in_toml(text: str) -> Iterator[object]:
    """Read a pyproject.toml: the standard's own key, and those of poetry and flit."""
    import tomllib

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    for path in ("project.requires-python", "tool.poetry.dependencies.python", "tool.flit.metadata.requires-python"):
        found: Any = document
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        if found is not None:
            yield found.get("version") if isinstance(found, dict) else found


def _in_configuration(text: str) -> Iterator[object]:
    """Read a setup.cfg: the key of setuptools, and that of pbr among the metadata."""
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    for section in ("options", "metadata"):
        values: Mapping[str, str] = parser[section] if parser.has_section(section) else {}
        yield from (value for key, value in values.items() if key.replace("-", "_") in _KEYS)


def _in_script(text: str) -> Iterator[object]:
    """Read a setup.py: `python_requires` as an argument, as a key of a dictionary, or put into one."""
    if "python_requires" not in text:
        return
    from rulekit.analysis.flow.constant_folding import constant
    from rulekit.analysis.syntax.source import Source

    source = Source(text)
    for node in ast.walk(source.tree):
        match node:
            case ast.keyword(arg="python_requires", value=value):
                yield constant(source, value)
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                yield from (constant(source, value) for key, value in pairs if _is_key(key))
            case ast.Assign(targets=[ast.Subscript(slice=key)], value=value) if _is_key(key):
                yield constant(source, value)


def _is_key(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value == "python_requires"


def _oldest(declared: list[str]) -> str:
    """Give the oldest Python 3 that one of several declarations admits; nothing where one of them cannot be told."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    found: list[int] = []
    for wanted in (part for text in declared for part in text.split("|") if part or not text):
        try:
            specifiers = SpecifierSet(",".join(_clauses(wanted)))
        except InvalidSpecifier:
            return ""
        if not specifiers:
            return ""
        found.append(next((minor for minor in range(NEWEST) if specifiers.contains(f"3.{minor}.99")), OLDEST))
    return f"3.{min(found)}" if found else ""


def _clauses(wanted: str) -> Iterator[str]:
    """Write what is asked of Python as the standard does: poetry has `^3.9`, `~3.9` and `3.9` as well."""
    for sign, version, rest in _CLAUSE.findall(wanted):
        if sign in {"^", "~"}:
            yield f">={version}"
        elif sign in {"", "=="}:
            yield f"=={version}{rest or ('.*' if version.count('.') < PARTS else '')}"
        else:
            yield f"{sign}{version}{rest if sign == '!=' else ''}"
