"""The tests lie as the package lies: by layer, the shared analyses by subject, and what one rule needs by section."""

from collections.abc import Iterator

from rulekit.engine.catalog import catalog
from tests.shop import REPOSITORY

TESTS = REPOSITORY / "tests"
PACKAGE = REPOSITORY / "rulekit"
OTHERS = {"browser", "cases", "docs", "package", "workshop"}


def folders_of(place: str) -> set[str]:
    """Tell which folders with code or texts a place in the tests has."""
    return {file.relative_to(TESTS / place).parts[0] for file in (TESTS / place).glob("*/*") if file.suffix}


def test_every_folder_of_tests_is_called_like_a_layer() -> None:
    layers = {file.parent.name for file in PACKAGE.glob("*/__init__.py")}
    assert folders_of(".") <= layers | OTHERS
    assert [*TESTS.glob("test_*.py")] == []


def test_tests_of_shared_analyses_lie_by_subject() -> None:
    assert folders_of("analysis") <= {file.parent.name for file in (PACKAGE / "analysis").glob("*/__init__.py")}
    assert [*(TESTS / "analysis").glob("test_*.py")] == []


def test_tests_of_a_single_rule_lie_in_its_section_and_begin_with_its_name() -> None:
    assert [*strangers()] == []


def strangers() -> Iterator[str]:
    names = {(rule.section.name, f"test_{rule.name.replace('-', '_')}") for rule in catalog()}
    for file in (TESTS / "rules").glob("*/test_*.py"):
        if not any(file.parent.name == section and file.stem.startswith(name) for section, name in names):
            yield file.relative_to(TESTS).as_posix()
