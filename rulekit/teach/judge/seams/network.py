import pytest


@pytest.fixture
def network() -> None: ...
