"""The edge cases of each rule: literate Markdown in `tests/cases/<section>/<rule>.md`.

Where `# <- RK301` ends a line, exactly that finding must appear there; a block without marks must give no finding of
the file's rule.
"""

import pytest

from rulekit.api import titles_of_cases
from rulekit.engine.catalog import catalog
from rulekit.model.rule import Rule
from tests.marked import check_as, marks, unmarked
from tests.rules.cases import CASES, FOLDER, path_of

EACH_CASE = [pytest.param(rule, code, id=f"{rule.code}-{rule.name}-{title}") for rule, title, code in CASES]


def findings_by_line(rule: Rule, code: str) -> frozenset[tuple[int, str]]:
    """Check a block and keep what its rule says, line by line of the block."""
    return frozenset((f.span.line, f.code) for f in check_as(unmarked(code), path_of(code)) if f.code == rule.code)


@pytest.mark.parametrize(("rule", "code"), EACH_CASE)
def test_case(rule: Rule, code: str) -> None:
    assert findings_by_line(rule, code) == marks(code)


def test_every_case_file_belongs_to_a_rule_and_every_block_is_read() -> None:
    for file in sorted(FOLDER.rglob("*.md")):
        rule = catalog()[file.stem.replace("_", "-")]
        assert file.parent.name == rule.section.name
        assert file.read_text("utf-8").count("\n```\n") == sum(one is rule for one, _, _ in CASES), file


@pytest.mark.parametrize("rule", catalog())
def test_readers_are_told_of_every_case_and_whether_something_is_found(rule: Rule) -> None:
    told = dict(titles_of_cases(rule))
    proven = {title for one, title, _ in CASES if one is rule}
    finding = {title for one, title, code in CASES if one is rule and marks(code)}

    assert set(told) == proven
    assert {title for title, found in told.items() if found} == finding
