import pytest


@pytest.fixture
def database() -> None: ...
