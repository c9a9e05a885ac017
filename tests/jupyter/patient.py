"""A plugin for nbval, which gives an output up after five seconds: here it has as long as all else."""

from typing import Any

from tests.waiting import PATIENCE


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Let each cell wait."""
    for cell in items:
        cell.output_timeout = PATIENCE
