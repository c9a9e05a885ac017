"""How much a run says: the worst first, and of rules that find much only how often, unless somebody asks."""

from pathlib import Path

import pytest

from tests.conftest import Command
from tests.shop import project

UNTYPED = "".join(f"def ship{number}(order):\n    return order\n\n\n" for number in range(6))
CAREFUL = "try:\n    ship()\nexcept:\n    pass\n"


@pytest.fixture
def shop(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": UNTYPED, "shelves.py": UNTYPED + CAREFUL})


@pytest.mark.usefixtures("shop")
def test_findings_of_bulk_rules_are_counted_by_file(command: Command) -> None:
    lines = command("check", "orders.py", "shelves.py").out.splitlines()

    assert "orders.py: 6 missing-type-hints (RK101), 6 missing-docstring (RK102)" in lines
    assert [line for line in lines if line.startswith(("orders.py:1", "orders.py:5"))] == []
    assert any(line.startswith("shelves.py:27:") and "RK301" in line for line in lines), lines


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("asking", [("--select", "RK101"), ("--select", "RK1"), ("--select", "general"), ("--all",)])
def test_who_asks_gets_every_finding(command: Command, asking: tuple[str, ...]) -> None:
    lines = command("check", "orders.py", *asking).out.splitlines()
    assert len([line for line in lines if line.startswith("orders.py:") and "RK101" in line]) == 6


def test_a_few_findings_are_listed(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": UNTYPED[: len(UNTYPED) // 6]})
    assert "orders.py:1:5: RK101" in command("check", "orders.py").out


@pytest.mark.usefixtures("shop")
def test_every_line_of_a_format_for_programs_stays(command: Command) -> None:
    assert command("check", "orders.py", "--output-format", "concise").out.count("RK101 no type") == 6


@pytest.mark.parametrize(("layout", "files"), [("full", ["b.py", "a.py"]), ("concise", ["a.py", "b.py"])])
def test_errors_come_first_where_a_person_reads(
    command: Command, tmp_path: Path, layout: str, files: list[str]
) -> None:
    project(tmp_path, {"a.py": "import os\n", "b.py": CAREFUL})
    lines = command("check", "a.py", "b.py", "--output-format", layout).out.splitlines()
    told = [line.partition(":")[0] for line in lines if line.startswith(("a.py:", "b.py:"))]
    assert list(dict.fromkeys(told)) == files


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("word", ["error", "warning", "warnings", "advice", "ERROR"])
def test_a_severity_is_no_choice_of_rules(command: Command, word: str) -> None:
    done = command("check", ".", "--select", word)
    assert (done.status, "is a severity and chooses no rules" in done.err) == (2, True)
    assert "--fail-level" in done.err


@pytest.mark.usefixtures("shop")
def test_errors_is_a_section_and_no_severity(command: Command) -> None:
    assert "RK301" in command("check", ".", "--select", "errors").out
    done = command("check", ".", "--fail-level", "errors")
    assert (done.status, "write `error` for the severity" in done.err) == (2, True)


@pytest.mark.parametrize(("level", "status"), [("error", 0), ("warning", 1), ("advice", 1)])
def test_the_level_decides_what_fails(command: Command, tmp_path: Path, level: str, status: int) -> None:
    project(tmp_path, {"orders.py": "def ship(order):\n    return order\n"})
    assert command("check", ".", "--fail-level", level).status == status


def test_much_advice_of_one_rule_in_one_file_is_counted_too(command: Command, tmp_path: Path) -> None:
    lines = "".join(f'    logging.info("step {number}")\n' for number in range(12))
    project(tmp_path, {"shop/steps.py": f"import logging\n\n\ndef book():\n{lines}"})
    done = command("check", "--advice", "--ignore", "RK1,RK6", ".")
    assert "./shop/steps.py: 12 library-logging-setup (RK202)" in done.out
    assert "step 3" not in done.out
    assert "step 3" in command("check", "--advice", "--select", "RK202", ".").out
