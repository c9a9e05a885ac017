"""Lines are put in order: every order that does the same is right, and the first line that cannot stand is told."""

import pytest

from rulekit.model.section import Section
from rulekit.teach.answers import judge_text
from rulekit.teach.assembling import Line, first_misfit, read_labels
from rulekit.teach.exercise import Block, Exercise, Kind
from rulekit.teach.ordering import same_order
from rulekit.teach.verdict import Outcome

BLOCKS = (
    Block("a", "except ValueError:", 0),
    Block("b", "PRICES = {}", 0),
    Block("c", "except:", None),
    Block("d", "price = float(text)", 1),
    Block("e", "try:", 0),
    Block("f", "import shop", 0),
    Block("g", "shop.ask_again(PRICES)", 1),
)
PARSONS = Exercise(
    "bare-except.parsons",
    Kind.PARSONS,
    ("RK301",),
    Section.ERRORS,
    "Done right",
    "",
    blocks=BLOCKS,
    solution="f\nb\ne\n    d\na\n    g",
)


@pytest.mark.parametrize(
    "answer",
    [
        "f\nb\ne\n    d\na\n    g",
        "b\nf\ne\n  d\na\n  g",
        "F\nB\nE\n\tD\nA\n\tG",
        "f  import shop\nb\ne:\n d\na\n g",
    ],
    ids=["as it stands", "independent lines changed", "capitals and tabs", "with the text"],
)
def test_every_order_that_does_the_same_passes(answer: str) -> None:
    assert judge_text(PARSONS, answer).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("f\nb\ne\n    d\nc\n    g", 5),
        ("f\ne\n    d\na\n    g\nb", 2),
        ("f\nb\ne\nd\na\n    g", 4),
        ("f\nb\ne\n    g\na\n    d", 4),
        ("f\nb\ne\n    d\na\n    g\nc", 7),
        ("    f\n        b", 2),
        ("a", 1),
    ],
    ids=["a line that harms", "needed before", "not indented", "too early", "one too many", "too deep", "no beginning"],
)
def test_the_first_line_that_cannot_stand_there_is_told(answer: str, number: int) -> None:
    verdict = judge_text(PARSONS, answer)

    assert verdict.outcome is Outcome.BEHAVIOUR
    assert verdict.message.startswith(f"line {number} of your answer")


def test_a_label_that_comes_twice_is_told() -> None:
    assert (
        judge_text(PARSONS, "f\nf").message == "line 2 of your answer, `f`, cannot stand there: it stands there already"
    )


def test_a_good_beginning_is_told_to_go_on() -> None:
    verdict = judge_text(PARSONS, "b\nf\ne")

    assert verdict.message == "3 of 6 lines stand right, 3 are still to come"


def test_lines_of_a_statement_that_is_open_come_before_what_is_left_outside() -> None:
    blocks = (Block("a", "LIMIT = 3", 0), Block("b", "for order in orders:", 0), Block("c", "order.check()", 1))

    begun = read_labels(blocks, "b")

    assert isinstance(begun, tuple)
    assert first_misfit(blocks, "a\nb\n    c", begun) is None
    assert first_misfit(blocks, "a\nb\n    c", (*begun, Line("a", "LIMIT = 3", 0))) == 2


def test_a_line_has_its_text_and_depth() -> None:
    assert read_labels(BLOCKS, "e\n  d") == (Line("e", "try:", 0), Line("d", "price = float(text)", 1))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import shop\nPRICE = 3\n", "PRICE = 3\nimport shop\n"),
        ("a = 1\nb = 2\n", "b = 2\na = 1\n"),
        (
            "class Tea:\n    name = field()\n    price = field()\n",
            "class Tea:\n    price = field()\n    name = field()\n",
        ),
        (
            "def book():\n    return lock\nlock = Lock()\nrun(book)\n",
            "lock = Lock()\ndef book():\n    return lock\nrun(book)\n",
        ),
        ("try:\n    ship()\nexcept OSError as error:\n    stop()\n", "try:\n    ship()\nexcept OSError:\n    stop()\n"),
    ],
    ids=["import and constant", "two constants", "declarations", "definition and lock", "a name that is not used"],
)
def test_independent_statements_may_change_places(one: str, other: str) -> None:
    assert same_order(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ship()\nbill()\n", "bill()\nship()\n"),
        ("a = 1\nb = a\n", "b = a\na = 1\n"),
        (
            "lock = Lock()\ndef book():\n    return lock\nrun(book)\n",
            "def book():\n    return lock\nrun(book)\nlock = Lock()\n",
        ),
        ('def book():\n    """Book."""\n    a = 1\n', 'def book():\n    a = 1\n    """Book."""\n'),
        ("order.price = 3\nship(order)\n", "ship(order)\norder.price = 3\n"),
        ("a = 1\n", "a = = 1\n"),
    ],
    ids=["two acts", "a name and its use", "a lock that comes late", "a docstring", "an attribute", "no Python"],
)
def test_dependent_statements_may_not(one: str, other: str) -> None:
    assert not same_order(one, other)
