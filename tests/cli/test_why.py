"""`rulekit why`: why a rule reports a line, or does not."""

import json
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import one_line, project

SHELF = "shelf = [1, 2, 3, 4]"
SEEN = "RK192 crowded-shelf: a shelf of 4 things: use two"

CASES = {
    "reported": (f"{SHELF}\n", "orders.py:1", "  reported"),
    "reported, with a column": (f"{SHELF}\n", "orders.py:1:9:", "  reported"),
    "reported on its last line": ("shelf = [\n    1, 2,\n    3, 4]\n", "orders.py:3", "  reported"),
    "exempted": (
        "store_room = [1, 2, 3, 4]\n",
        "orders.py:1",
        "  not reported: The shelf stands in the store room.",
    ),
    "silenced": (f"{SHELF}  # noqa: RK192\n", "orders.py:1", "  not reported: A `# noqa` comment silences it."),
    "not judged in this role": (
        f"{SHELF}\n",
        "tests/orders.py:1",
        "  not reported: the rule does not hold in a test file",
    ),
    "left out by the settings": (
        f"{SHELF}\n",
        "old/orders.py:1",
        "  not reported: the settings leave this rule out here",
    ),
    "reported under another setting": (
        f"{SHELF}\n",
        "strict/orders.py:1",
        "  reported",
    ),
}


@pytest.mark.parametrize(("text", "place", "reason"), CASES.values(), ids=CASES)
def test_what_a_rule_sees_is(in_workshop: Command, tmp_path: Path, text: str, place: str, reason: str) -> None:
    settings = '[tool.rulekit]\nper-file-ignores."old/*" = ["general"]\n'
    project(tmp_path, {"pyproject.toml": settings, "strict/pyproject.toml": "[tool.rulekit]\n"})
    project(tmp_path, {place.partition(":")[0]: text})
    assert in_workshop("why", place, "RK192") == (0, f"{SEEN}\n{reason}\n", "")


NOTHING = "RK192 crowded-shelf sees nothing on this line: `rulekit explain RK192` says what it looks for\n"


@pytest.mark.parametrize("place", ["orders.py:2", "orders.py:3", "empty.py:1"])
def test_a_line_without_anything_to_see_is_said_to_be_one(in_workshop: Command, tmp_path: Path, place: str) -> None:
    project(tmp_path, {"orders.py": f"{SHELF}\n\nx = [1]\n", "empty.py": ""})
    assert in_workshop("why", place, "RK192") == (0, NOTHING, "")


def test_every_finding_on_a_line_is_told(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": f"{SHELF}; store_room = [1, 2, 3, 4]\n"})
    assert in_workshop("why", "orders.py:1", "RK192").out.splitlines() == [
        SEEN,
        "  reported",
        SEEN,
        "  not reported: The shelf stands in the store room.",
    ]


def test_a_line_of_a_notebook_is_named_by_its_cell_or_by_the_line_of_the_file(
    in_workshop: Command, tmp_path: Path
) -> None:
    notebook = notebook_of("x = 1\n", f"\n{SHELF}  # noqa\n", f"{SHELF}\n")
    project(tmp_path, {"day.ipynb": notebook})
    silenced = f"{SEEN}\n  not reported: A `# noqa` comment silences it.\n"
    physical = next(n for n, line in enumerate(notebook.splitlines(), 1) if "# noqa" in line)
    assert in_workshop("why", "day.ipynb:cell_2:2", "RK192").out == silenced
    assert in_workshop("why", f"day.ipynb:{physical}", "RK192").out == silenced
    assert in_workshop("why", "day.ipynb:cell_3:1", "RK192").out == f"{SEEN}\n  reported\n"
    assert in_workshop("why", "day.ipynb:cell_2:1", "RK192").out == NOTHING


ELSEWHERE = {
    "orders.py:0": "orders.py has 3 lines: line 0 is not there",
    "orders.py:99": "orders.py has 3 lines: line 99 is not there",
    "empty.py:2": "empty.py has 1 line: line 2 is not there",
    "orders.py:cell_1:1": "orders.py has 0 code cells: cell 1 is not there",
    "day.ipynb:cell_3:1": "day.ipynb has 2 code cells: cell 3 is not there",
    "day.ipynb:cell_0:1": "day.ipynb has 2 code cells: cell 0 is not there",
    "day.ipynb:cell_2:2": "cell 2 of day.ipynb has 1 line: line 2 is not there",
    "day.ipynb:9999": "line 9999 is not there",
    "in_r.ipynb:cell_1:1": "in_r.ipynb: a notebook in another language: no rule judges it",
}


@pytest.mark.parametrize(("place", "message"), ELSEWHERE.items(), ids=ELSEWHERE)
def test_a_place_that_is_not_there_is_refused(in_workshop: Command, tmp_path: Path, place: str, message: str) -> None:
    in_r = json.loads(notebook_of("x <- 1")) | {"metadata": {"kernelspec": {"language": "R"}}}
    project(tmp_path, {"orders.py": f"{SHELF}\n\nx = [1]\n", "empty.py": "", "in_r.ipynb": json.dumps(in_r)})
    project(tmp_path, {"day.ipynb": notebook_of("x = 1", SHELF)})
    done = in_workshop("why", place, "RK192")
    assert message in one_line(done.err)
    assert (done.status, done.out) == (2, "")


def test_where_code_does_not_parse_a_rule_that_sees_nothing_says_so(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": f"{SHELF}\ndef total(:\n"})
    assert "not all of the code parses: RK001 says where" in in_workshop("why", "orders.py:1", "RK192").out


def test_a_finding_that_its_cell_expects_is_told_so(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": notebook_of(f"%%checkstyle --expect RK192\n{SHELF}\n")})
    told = in_workshop("why", "day.ipynb:cell_1:2", "RK192").out
    assert told == f"{SEEN}\n  not reported: Its cell expects it.\n"


def test_code_that_does_not_parse_is_told_so(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "x = 1\ndef total(:\n"})
    told = in_workshop("why", "orders.py:2", "syntax-error").out.splitlines()
    assert (told[0].startswith("RK001 syntax-error: not valid in Python 3."), told[1:]) == (True, ["  reported"])


def test_what_sage_rewrites_is_told_as_a_check_tells_it(in_workshop: Command, tmp_path: Path) -> None:
    notebook = json.loads(notebook_of("R.<x> = QQ[]"))
    notebook["metadata"] = {"kernelspec": {"name": "sagemath", "display_name": "SageMath 10"}}
    project(tmp_path, {"day.ipynb": json.dumps(notebook)})

    assert in_workshop("check", "day.ipynb").status == 0
    _, said, _ = in_workshop("why", "day.ipynb:cell_1:1", "RK001")
    assert "not reported: What Sage rewrites before it runs is a language of its own." in said
