"""Every example of every rule is true: bad code is found where it says, good code is clean, fixes fix."""

import pytest

from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.fixing_documents import fix_document
from rulekit.engine.settings import Settings
from rulekit.model.rule import Example, Rule
from tests.marked import found

EXAMPLES = [(rule, example) for rule in catalog() for example in (*rule.examples, *rule.tempting)]
each_example = pytest.mark.parametrize(("rule", "example"), EXAMPLES)


@each_example
def test_bad_code_is_found_on_its_marked_lines_and_by_no_other_rule(rule: Rule, example: Example) -> None:
    assert found(example.shown, example.path) == example.marks
    assert rule.code in {code for _, code in example.marks}


@each_example
def test_good_code_is_clean_under_all_rules(rule: Rule, example: Example) -> None:
    assert found(example.good, example.path) == frozenset(), rule.code


@pytest.mark.parametrize(("rule", "example"), [(rule, one) for rule, one in EXAMPLES if one.fixed])
def test_the_declared_fix_turns_bad_into_good_and_asks_if_it_says_so(rule: Rule, example: Example) -> None:
    alone = Document(example.path, example.shown, apart=True)
    assert rule.code in {finding.code for finding in fix_document(alone, Settings(), unsafe=True).applied}
    assert fix_document(alone, Settings(), unsafe=True).text == example.good
    assert (fix_document(alone, Settings()).text != example.good) is example.asks


@pytest.mark.parametrize("rule", [*catalog()])
def test_a_rule_judges_texts_that_have_no_path(rule: Rule) -> None:
    for example in (*rule.examples, *rule.tempting):
        for role in ("production", "test", "script"):
            assert check_document(Document("", example.shown), Settings(), role).crashes == ()
