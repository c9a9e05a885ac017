"""What a cell says of its own judgement holds at every door: `--as`, `--select`, `--ignore`, `--expect`."""

import json

import pytest

from rulekit.api import check
from tests.marked import notebook_of

PRINTING = "print('shipped')"
BARE = "try:\n    load()\nexcept:\n    stop()"


def codes(text: str) -> list[tuple[int, str]]:
    """Check a notebook and give cell and code of each finding."""
    return [(finding.cell.number if finding.cell else 0, finding.code) for finding in check(text, "day.ipynb")]


def test_a_cell_may_be_judged_as_production_code() -> None:
    text = notebook_of(PRINTING, f"%%checkstyle --as production\n{PRINTING}", PRINTING)

    assert codes(text) == [(2, "RK201")]


def test_names_are_known_across_cells_of_different_roles() -> None:
    text = notebook_of("import json", "%%checkstyle --as production\njson.dumps(1)")

    assert codes(text) == []


def test_the_metadata_may_make_a_whole_notebook_production_code() -> None:
    document = json.loads(notebook_of(PRINTING, f"%%checkstyle --as notebook\n{PRINTING}"))
    document["metadata"]["rulekit"] = {"as": "production"}

    assert codes(json.dumps(document)) == [(1, "RK201")]


def test_an_unknown_role_in_the_metadata_changes_nothing() -> None:
    document = json.loads(notebook_of(PRINTING))
    document["metadata"]["rulekit"] = {"as": "poetry"}

    assert codes(json.dumps(document)) == []


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("--select RK301", [(1, "RK301")]),
        ("--select errors", [(1, "RK301")]),
        ("--select RK102", []),
        ("--ignore RK301", []),
        ("--ignore bare-except,RK102", []),
        ("--select E722", [(1, "RK301")]),
        ("--expect RK301", []),
        ("--wrong", [(1, "RK002"), (1, "RK301")]),
        ("--select 'open", [(1, "RK002"), (1, "RK301")]),
    ],
)
def test_options_of_a_cell_choose_its_rules(options: str, found: list[tuple[int, str]]) -> None:
    assert codes(notebook_of(f"%%checkstyle {options}\n{BARE}")) == found


def test_the_options_of_one_cell_do_not_reach_another() -> None:
    assert codes(notebook_of(f"%%checkstyle --ignore RK301\n{BARE}", BARE)) == [(2, "RK301")]
