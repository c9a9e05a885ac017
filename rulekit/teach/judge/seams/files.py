"""Which files of the shop were opened."""

from pathlib import Path

import pytest

from rulekit.teach.judge.workspace import Workspace


class Files:
    """`opened` holds the paths of the shop's files that were opened, in order, as the machine follows them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def opened(self) -> list[Path]:
        """Every file of the shop that was opened since the check began."""
        opens = [about[0] for event, about in self._workspace.events if event == "open"]
        return [Path(path).resolve() for path in opens]


@pytest.fixture
def files(workspace: Workspace) -> Files:
    """Look at the files that are opened."""
    return Files(workspace)
