"""One editor with its server for the tests that only open what is their own."""

from collections.abc import Iterator

import pytest

from tests.server.editor import Editor, editing


@pytest.fixture(scope="session")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Start an editor that knows little: it is told diagnostics, and gets edits at once."""
    with editing(tmp_path_factory.mktemp("project")) as started:
        yield started
