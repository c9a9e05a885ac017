"""Lists of dependencies: requirement and constraint files, pyproject.toml, environment.yml, installs in notebooks."""

from collections.abc import Sequence
from dataclasses import dataclass

from rulekit.analysis.cellmap import CellMap
from rulekit.analysis.source import Source
from rulekit.model.finding import Span


@dataclass(frozen=True)
class Requirement:
    """One dependency as it is written, and where."""

    text: str
    span: Span


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
    return Manifest(path, "requirements", text.splitlines(), ())


def installs(source: Source) -> Manifest | None:
    """Give what the cells of a notebook install."""
    return None
