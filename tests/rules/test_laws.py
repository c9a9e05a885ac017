"""Each of our rules keeps every law: those that `rulekit test` holds the rules of a team's own to."""

import pytest

from rulekit.engine.catalog import catalog
from rulekit.laws.laws import LAWS, breaches
from rulekit.model.rule import Rule
from tests.rules.cases import PROOFS


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("rule", catalog())
def test_a_rule_keeps_the_law(rule: Rule, law: str) -> None:
    assert breaches(LAWS[law], PROOFS[rule.code]) == ()
