"""Small modules of tests behave in an answer as under plain pytest, test by test."""

import pytest

from tests.teach.judge.real_runs import Went, blocks_of, judged, plainly

MODULES = blocks_of("real_pytest.md")
ENOUGH = 60


@pytest.fixture(scope="module")
def in_reality(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Went]:
    return plainly(MODULES, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def in_answers() -> dict[str, Went]:
    return judged(MODULES)


def test_there_are_enough_of_them() -> None:
    assert len(MODULES) >= ENOUGH


@pytest.mark.parametrize("name", MODULES)
def test_it_goes_as_in_reality(name: str, in_reality: dict[str, Went], in_answers: dict[str, Went]) -> None:
    assert in_answers[name] == in_reality[name]
