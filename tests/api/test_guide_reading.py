"""A team's own page is read: which rule each sentence asks for, with which values."""

import pytest

from rulekit.api.guide_reading import read_guide
from rulekit.known.shipped import shipped
from tests.api.guide_sentences import SENTENCES


def meant(page: str) -> list[str]:
    return [one.rule.name if one.rule else "" for one in read_guide(page)]


def test_most_sentences_of_other_teams_are_understood() -> None:
    right = [sentence for sentence, rule in SENTENCES if meant(f"- {sentence}") == [rule]]
    assert len(right) >= len(SENTENCES) * 0.87


def test_what_is_sure_is_hardly_ever_wrong() -> None:
    readings = [(one, rule) for sentence, rule in SENTENCES for one in read_guide(f"- {sentence}") if one.is_sure]
    wrong = [one.sentence for one, rule in readings if one.rule and one.rule.name != rule]
    assert len(readings) > len(SENTENCES) / 3
    assert len(wrong) <= 2, wrong


def test_every_sentence_of_our_own_guide_means_its_rule() -> None:
    readings = read_guide(shipped("rulekit/guide.md").read_text("utf-8"))
    assert [(one.sentence, one.is_sure) for one in readings if one.rule] == [
        (one.rule.guide, True) for one in readings if one.rule
    ]
    assert len(readings) == 32


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("A function is no longer than 25 lines.", {"max-lines": 25}),
        ("Functions have at most 40 code lines.", {"max-lines": 40}),
        ("Functions have at most 30 lines.", {}),
        ("Functions take at most 5 arguments and have docstrings with type hints.", {}),
        (
            "All models have `inserted_on` and `changed_on` timestamps.",
            {"created": "inserted_on", "updated": "changed_on"},
        ),
    ],
)
def test_values_that_a_sentence_names_are_read(sentence: str, values: dict[str, object]) -> None:
    assert {key: value for one in read_guide(f"* {sentence}") for key, value in one.values.items()} == values


def test_codes_of_rulekit_and_of_other_tools_decide() -> None:
    page = "- No lambdas here (S608).\n- **RK103** long-function: Forty lines.\n- Nothing like ZZ999."
    assert meant(page) == ["unsafe-sql", "long-function", ""]


def test_lists_are_read_whole_and_prose_where_it_asks_for_something() -> None:
    page = """\
# Never use eval

We like Python. Never use eval on user input.

1. Pin all
   requirements.
   - No unused imports.

```python
# - Use a timeout for network calls.
```
"""
    assert [(one.line, one.rule and one.rule.name) for one in read_guide(page)] == [
        (3, "dynamic-code"),
        (5, "unpinned-requirement"),
        (7, "unused-import"),
    ]


def test_prose_above_any_heading_is_read_too() -> None:
    assert [
        (one.line, one.rule and one.rule.name) for one in read_guide("Never use eval on user input.\n\n# End\n")
    ] == [(1, "dynamic-code")]


@pytest.mark.parametrize("page", ["", "\n", "# Title", "```\n- Never use eval.\n```\n", "<!-- - Never use eval. -->"])
def test_a_page_without_a_sentence_gives_nothing(page: str) -> None:
    assert read_guide(page) == []
