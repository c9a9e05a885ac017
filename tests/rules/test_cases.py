"""The edge cases of each rule: literate Markdown in `tests/cases/<section>/<rule>.md`, which `test_laws.py` proves."""

import pytest

from rulekit.api import titles_of_cases
from rulekit.engine.catalog import catalog
from rulekit.laws.marked_code import marks
from rulekit.model.rule import Rule
from tests.rules.cases import FOLDER, PROOFS


def test_every_case_file_belongs_to_a_rule() -> None:
    assert {*FOLDER.rglob("*.md")} == {proof.cases_file for proof in PROOFS.values()}


@pytest.mark.parametrize("rule", catalog())
def test_readers_are_told_of_every_case_and_whether_something_is_found(rule: Rule) -> None:
    told = dict(titles_of_cases(rule))
    proven = PROOFS[rule.code].cases

    assert set(told) == {case.title for case in proven}
    assert {title for title, found in told.items() if found} == {case.title for case in proven if marks(case.code)}
