"""What a notebook adds to Python is named in an answer, and lines are those of the cell."""

from pathlib import Path

import pytest

from rulekit.teach.catalog import library
from rulekit.teach.classroom import Classroom
from rulekit.teach.judging import judge_answer
from rulekit.teach.verdict import Outcome

GOOD = library()["unused-import.fix"]
COMMANDS = {
    "!pip install shop": "is a command of the notebook",
    "%timeit read_orders('')": "is a command of the notebook",
    "read_orders?": "is a command of the notebook",
    "%%checkstyle": "is a magic of the notebook",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_notebook_is_named(command: str) -> None:
    verdict = judge_answer(GOOD, f"{command}\n{GOOD.solution}")

    assert verdict.outcome is Outcome.SYNTAX
    assert verdict.message.startswith(f"`{command}` {COMMANDS[command]}")
    assert verdict.where == f"line 1: {command}"


@pytest.mark.parametrize("line", ["await read_orders('')", "return 3", "break"])
def test_what_no_module_may_hold_is_no_python(line: str) -> None:
    verdict = judge_answer(GOOD, f"{GOOD.solution}\n{line}\n")

    assert verdict.outcome is Outcome.SYNTAX
    assert verdict.where.endswith(line)


def test_lines_are_those_of_the_cell(tmp_path: Path) -> None:
    answer = f"{GOOD.solution}\nread_orders(\n"
    classroom = Classroom(library(), tmp_path)
    last = len(answer.splitlines())

    assert classroom.answer(GOOD.id, answer).where == f"line {last}: read_orders("
    assert classroom.answer(GOOD.id, answer, above=1).where == f"line {last + 1}: read_orders("
