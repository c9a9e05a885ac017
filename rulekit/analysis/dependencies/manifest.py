"""Lists of dependencies: requirement and constraint files, pyproject.toml, environment.yml, installs in notebooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rulekit.analysis.dependencies.conda import read_environment
from rulekit.analysis.dependencies.notebook_installs import installed_by
from rulekit.analysis.dependencies.pyproject import read_pyproject
from rulekit.analysis.dependencies.requirement import Requirement, read_requirements
from rulekit.analysis.notebooks.cell_parsing import SKIP_TAG
from rulekit.analysis.syntax.cell_map import CellMap
from rulekit.analysis.syntax.lines import split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Span


@dataclass(frozen=True, eq=False)
class Manifest:
    """A list of dependencies; `kind` is requirements, constraints, pyproject, conda or notebook."""

    path: str | None
    kind: str
    lines: Sequence[str]
    requirements: tuple[Requirement, ...]
    cells: CellMap | None = None
    role: str = "production"

    def span(self, requirement: Requirement) -> Span:
        """Tell where a requirement stands."""
        return requirement.span


def read_manifest(text: str, path: str) -> Manifest:
    """Read a file that lists dependencies."""
    name, lines = PurePath(path).name.lower(), split_lines(text)
    if name.endswith(".toml"):
        return Manifest(path, "pyproject", lines, read_pyproject(text))
    if name.endswith((".yml", ".yaml")):
        return Manifest(path, "conda", lines, read_environment(text))
    kind = "constraints" if "constraints" in name else "requirements"
    return Manifest(path, kind, lines, read_requirements(text))


def installs(source: Source) -> Manifest | None:
    """Return what the cells of a notebook install."""
    cells = source.cells
    if cells is None or source.role != "notebook":
        return None
    requirements: list[Requirement] = []
    lines = list(source.lines)
    for cell, offset in zip(cells.cells, cells.offsets, strict=True):
        if SKIP_TAG not in cell.tags and (installed := tuple(installed_by(cell.text, offset))):
            requirements += installed
            written = split_lines(cell.text)
            lines[offset : offset + len(written)] = written
    return Manifest(source.path, "notebook", lines, tuple(requirements), cells, "notebook") if requirements else None
