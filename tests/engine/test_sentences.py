"""The sentences of the guide, as a team has decided them."""

import pytest

from rulekit.engine.catalog import catalog
from rulekit.engine.sentences import decisions_of, places_told, sentence_of
from rulekit.engine.settings import Settings


@pytest.mark.parametrize(
    ("table", "name", "sentence"),
    [
        ({"long-function": {"max-lines": 40}}, "long-function", "Maximum function length should be 40 lines."),
        ({"manual-commit": {"contexts": ["unit_of_work"]}}, "manual-commit", "Always use the `unit_of_work` context"),
        (
            {"missing-timestamps": {"created": "born", "updated": "created_at"}},
            "missing-timestamps",
            "All database models must have `born` and `created_at` timestamp fields.",
        ),
    ],
)
def test_values_that_are_set_stand_in_the_sentence(table: dict[str, object], name: str, sentence: str) -> None:
    rule = catalog()[name]
    assert sentence_of(rule, Settings.of(table).options_of(rule)).startswith(sentence)
    assert list(decisions_of(rule, Settings.of(table))) == []


def test_without_settings_every_sentence_is_that_of_the_guide_and_nothing_else_is_decided() -> None:
    assert [
        rule.code for rule in catalog() if {sentence_of(rule), sentence_of(rule, rule.options())} != {rule.guide}
    ] == []
    assert [line for rule in catalog() for line in decisions_of(rule, Settings())] == []


def test_the_places_of_values_hold_them() -> None:
    told = {
        (rule.name, name): rule.guide[slice(*place)] for rule in catalog() for name, place in places_told(rule).items()
    }
    assert told == {
        ("long-function", "max_lines"): "30",
        ("manual-commit", "contexts"): "`db_session`",
        ("missing-timestamps", "created"): "`created_at`",
        ("missing-timestamps", "updated"): "`updated_at`",
    }


def test_what_no_word_of_the_sentence_says_is_told_beside_it() -> None:
    table = {"severity": {"RK105": "error"}, "magic-number": {"allow": [7]}, "per-file-ignores": {"a/*": ["general"]}}
    assert list(decisions_of(catalog()["magic-number"], Settings.of(table))) == [
        "Set here: `allow = [7]`.",
        "Here it counts as an error.",
        "Does not hold in `a/*`.",
    ]
