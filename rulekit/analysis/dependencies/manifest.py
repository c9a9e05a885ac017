"""Lists of dependencies: requirement and constraint files, pyproject.toml, environment.yml, installs in notebooks."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from rulekit.analysis.dependencies.conda import read_environment
from rulekit.analysis.dependencies.notebook_installs import installed_by
from rulekit.analysis.dependencies.pyproject import read_pyproject
from rulekit.analysis.dependencies.requirement import (
    Pin,
    Requirement,
    included_files,
    read_requirements,
    same_name,
)
from rulekit.analysis.dependencies.script_block import read_script_block
from rulekit.analysis.notebooks.cell_parsing import SKIP_TAG
from rulekit.analysis.syntax.cell_map import CellMap
from rulekit.analysis.syntax.lines import split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Span
from rulekit.model.late import dataclass

# Gives the text of a file by its path from the file at hand, or nothing where there is none.
Beside = Callable[[str], str | None]

# Constraint files name each other, and a lock file of a workspace lies in a folder above.
_DEPTH = 3
_FULL_LIST = "requirements.txt"
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "pixi.lock")
# `requirements-apt-get.txt` and the like are lists for another installer than pip.
_OTHER_INSTALLERS = frozenset(
    "apt aptitude deb debian dnf yum rpm apk alpine pacman brew homebrew snap choco conda npm yarn gem cran galaxy"
    " ansible system".split()
)


@dataclass(frozen=True, eq=False)
class Manifest:
    """A list of dependencies; `kind` is requirements, constraints, pyproject, script, conda or notebook."""

    path: str | None
    kind: str
    lines: Sequence[str]
    requirements: tuple[Requirement, ...]
    cells: CellMap | None = None
    role: str = "production"

    def span(self, requirement: Requirement) -> Span:
        """Tell where a requirement stands."""
        return requirement.span


def read_manifest(text: str, path: str, beside: Beside = lambda _: None) -> Manifest:
    """Read a file that lists dependencies, and what the files beside it say of their versions."""
    name, lines = PurePath(path).name.lower(), split_lines(text)
    if name.endswith(".toml"):
        requirements = read_pyproject(text)
        locks = (f"{'../' * up}{lock}" for up in range(_DEPTH) for lock in _LOCKS) if requirements else ()
        return Manifest(path, "pyproject", lines, _varying(requirements, any(map(beside, locks))))
    if name.endswith((".yml", ".yaml")):
        return Manifest(path, "conda", lines, read_environment(text))
    kind = "constraints" if "constraints" in name else "requirements"
    if not _OTHER_INSTALLERS.isdisjoint(re.split(r"[\W_]+", name)):
        return Manifest(path, kind, lines, ())
    requirements = _varying(read_requirements(text), locked=_is_pinned_in_full(name, text, beside))
    return Manifest(path, kind, lines, tuple(_constrained(requirements, text, beside)))


def _is_pinned_in_full(name: str, text: str, beside: Beside) -> bool:
    """Tell whether `requirements.txt` pins all names of a list beside it, such as `base_requirements.txt`."""
    full = beside(_FULL_LIST) if name != _FULL_LIST else None
    pinned = {same_name(one.name) for one in read_requirements(full or "") if one.pin is Pin.EXACT}
    return bool(pinned) and pinned.issuperset(same_name(one.name) for one in read_requirements(text))


def script_dependencies(source: Source, beside: Beside = lambda _: None) -> Manifest | None:
    """Return what the `# /// script` block of a module asks for; uv locks it in a file of the module's name."""
    requirements = read_script_block(source.text) if "# /// script" in source.text else ()
    if not requirements or source.path is None:
        return None
    locked = beside(f"{PurePath(source.path).name}.lock") is not None
    return Manifest(source.path, "script", source.lines, _varying(requirements, locked), role=source.role)


def _varying(requirements: tuple[Requirement, ...], locked: bool) -> tuple[Requirement, ...]:
    return tuple(replace(one, may_vary=True) for one in requirements) if locked else requirements


def _constrained(requirements: tuple[Requirement, ...], text: str, beside: Beside) -> Iterator[Requirement]:
    """Read what constraint files pin; where one of them cannot be read, it may pin any name."""
    files = [beside(name) for name in included_files(text, constraints_only=True)]
    pinned = {same_name(one.name) for file in files if file is not None for one in _pins(file, beside)}
    for one in requirements:
        if one.name and same_name(one.name) in pinned and one.pin in {Pin.NONE, Pin.RANGE}:
            yield replace(one, pin=Pin.EXACT)
        else:
            yield replace(one, constrained=None in files)


def _pins(text: str, beside: Beside, depth: int = _DEPTH) -> Iterator[Requirement]:
    yield from (one for one in read_requirements(text) if one.pin in {Pin.EXACT, Pin.TEXT})
    for name in included_files(text) if depth > 0 else ():
        yield from _pins(beside(name) or "", beside, depth - 1)


def installs(source: Source) -> Manifest | None:
    """Return what the cells of a notebook install."""
    cells = source.cells
    if cells is None or source.role != "notebook":
        return None
    requirements: list[Requirement] = []
    lines = list(source.lines)
    for cell, offset in zip(cells.cells, cells.offsets, strict=True):
        if SKIP_TAG not in cell.tags and not cell.is_foreign and (installed := tuple(installed_by(cell.text, offset))):
            requirements += installed
            written = split_lines(cell.text)
            lines[offset : offset + len(written)] = written
    return Manifest(source.path, "notebook", lines, tuple(requirements), cells, "notebook") if requirements else None
