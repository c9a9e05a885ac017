"""Comments that silence in an answer: what the starter shows is mended; elsewhere an advised reason is enough."""

from rulekit.teach.catalog import library
from rulekit.teach.judging import judge_answer
from rulekit.teach.verdict import Outcome

IMPORTS = library()["unused-import.fix"]
HANDLERS = library()["swallowed-exception.fix"]
SALE = library()["magic-number.break"]


def test_a_comment_that_hides_nothing_stands_in_nobodys_way() -> None:
    named = IMPORTS.solution.replace("import io\n", "import io  # noqa: E402\n")
    reasoned = IMPORTS.solution.replace("announce, signals", "announce, signals  # noqa: RK702 - registers a listener")

    assert judge_answer(IMPORTS, named).outcome.is_pass
    assert judge_answer(IMPORTS, reasoned).outcome.is_pass


def test_what_the_starter_shows_is_mended_and_not_silenced_whatever_the_reason() -> None:
    answer = IMPORTS.solution.replace("import io\n", "import io\nimport os  # noqa: RK702 - it was there\n")
    verdict = judge_answer(IMPORTS, answer)

    assert verdict.outcome is Outcome.SUPPRESSED
    assert verdict.where == "line 3: import os  # noqa: RK702 - it was there"


def test_a_new_finding_may_be_silenced_with_a_reason_where_the_page_advises_it() -> None:
    more = (
        "\n\ndef tidy(names: list[str]) -> None:\n    for name in names:\n        try:\n            send(len(name))\n"
    )
    handler = f"{more}        except KeyError:  # noqa: RK304{{reason}}\n            pass\n"
    without, with_reason = (HANDLERS.solution + handler.format(reason=one) for one in ("", " - the mail is a courtesy"))

    assert judge_answer(HANDLERS, without).outcome is Outcome.SUPPRESSED
    assert judge_answer(HANDLERS, with_reason).outcome.is_pass


def test_an_exercise_that_breaks_one_rule_hides_no_other_one() -> None:
    bare = SALE.solution.replace("pieces: int) -> Decimal:", "pieces) -> Decimal:  # noqa: RK101 - in a hurry")

    assert judge_answer(SALE, bare).outcome is Outcome.SUPPRESSED
