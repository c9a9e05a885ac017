"""Comments about rules are true: those that silence nothing are found, and those that give no reason."""

import pytest

from rulekit.api import check, fix
from rulekit.model.finding import Finding
from tests.marked import notebook_of
from tests.shop import BARE

pytestmark = [pytest.mark.RK002, pytest.mark.RK003]
WITH = BARE.replace("except:", "except:  {}").format


def _said(findings: tuple[Finding, ...]) -> list[tuple[str, int]]:
    return [(f.code, f.span.line) for f in findings if f.code in {"RK002", "RK003"}]


COMMENTS = {
    "that is needed and says why": ("# noqa: RK301 - the till is slow", []),
    "that is needed and says nothing more": ("# noqa: RK301", [("RK003", 3)]),
    "that is not needed": ("# noqa: RK304 - the till is slow", [("RK002", 3)]),
    "of which one half is needed": ("# noqa: RK301, RK304 - the till is slow", [("RK002", 3)]),
    "for a rule that does not exist": ("# noqa: RK999 - the till is slow", [("RK002", 3)]),
    "for a code with a slip of the pen": ("# noqa: RK3O1 - the till is slow", [("RK002", 3)]),
    "for a name with a slip of the pen": ("# noqa: bare-exept - the till is slow", [("RK002", 3)]),
    "by name that is needed": ("# noqa: bare-except - the till is slow", []),
    "by name that is not needed": ("# noqa: print-call - the till is slow", [("RK002", 3)]),
    "for the beginning of codes, of which one is needed": ("# noqa: RK3 - the till is slow", []),
    "for names of pylint's": ("# pylint: disable=bare-except,eval-used,too-many-ancestors", []),
    "for everything": ("# noqa", []),
    "with the code of another tool": ("# noqa: E722", []),
    "with the code of another tool that finds nothing": ("# noqa: F401", []),
    "with an empty reason": ("# noqa: RK301 - ", [("RK003", 3)]),
    "that another comment follows": ("# noqa: RK301  # pragma: no cover", [("RK003", 3)]),
}


@pytest.mark.parametrize(("comment", "said"), COMMENTS.values(), ids=COMMENTS)
def test_of_a_comment(comment: str, said: list[tuple[str, int]]) -> None:
    assert _said(check(WITH(comment))) == said


def test_an_exempted_place_needs_no_comment() -> None:
    text = "try:\n    import fast\nexcept ImportError:  # noqa: RK304 - not everybody has it\n    pass\n"
    assert _said(check(text)) == [("RK002", 3)]


def test_a_comment_in_a_role_in_which_the_rule_is_not_judged_is_let_be() -> None:
    assert _said(check("x = 1  # noqa: RK201 - the screen is the log\n", "tests/test_orders.py")) == []


def test_an_unneeded_comment_is_removed_with_its_line_kept() -> None:
    fixed = fix(f"price = count()  # noqa: RK304 - the till is slow\n{BARE}")
    assert fixed.text == f"price = count()\n{BARE}"


LEFT = {
    "two codes": "# noqa: RK304, RK201 - the till is slow",
    "another comment behind it": "# noqa: RK304  # pragma: no cover",
    "another comment before it": "# the till  # noqa: RK304 - is slow",
}


@pytest.mark.parametrize("comment", LEFT.values(), ids=LEFT)
def test_a_comment_is_left_alone_with(comment: str) -> None:
    text = f"price = count()  {comment}\n"
    assert fix(text).text == text


def test_in_a_notebook_each_comment_is_judged_once() -> None:
    found = check(notebook_of("price = count()  # noqa: RK304 - slow", "%pip install rich==14.0.0"), "day.ipynb")
    assert _said(found) == [("RK002", 1)]


def test_a_comment_in_a_list_of_requirements_is_judged_too() -> None:
    text = "rich==14.0.0  # noqa: RK701 - any will do\nattrs  # noqa: RK701\n"
    assert _said(check(text, "requirements.txt")) == [("RK002", 1), ("RK003", 2)]


def test_a_word_that_names_no_rule_is_warned_of_and_not_taken_away() -> None:
    text = WITH("# noqa: bare-exept - the till is slow")
    said = next(one for one in check(text) if one.code == "RK002")
    assert said.message == "there is no rule `bare-exept`, did you mean `bare-except`: correct the comment or remove it"
    assert (said.severity.value, said.fix) == ("warning", None)
