"""What the cases of numbers cannot say: severities, the names that are proposed, and fixes."""

from functools import partial

import pytest

from rulekit.api import fix
from rulekit.model.finding import Severity
from rulekit.rules.general.magic_number import rule as magic_number
from tests.marked import findings_of

findings = partial(findings_of, "RK105")


def test_numbers_can_be_allowed() -> None:
    text = "def fits(a):\n    return -7 < a < 37\n"
    assert len(findings(text)) == len(("-7", "37"))
    assert len(findings(text, magic_number.Options(allow=(7,)))) == 1


def test_a_number_in_two_places_is_a_warning_and_a_single_one_advice() -> None:
    once = "def fits(a):\n    return a > 37\n"
    twice = once + "\n\ndef lacks(a):\n    return 37 - a\n"
    assert [finding.severity for finding in findings(once)] == [Severity.ADVICE]
    assert [finding.severity for finding in findings(twice)] == [Severity.WARNING]


def test_a_small_number_beside_different_things_is_advice() -> None:
    text = "def fits(a, b):\n    return a > 3 or b > 3\n"
    assert {finding.severity for finding in findings(text)} == {Severity.ADVICE}
    again = "def fits(a):\n    return a > 3\n\n\ndef lacks(a):\n    return a < 3\n"
    assert {finding.severity for finding in findings(again)} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("answer.status_code == 404", "write `HTTPStatus.NOT_FOUND`"),
        ("seconds > 86400", "write `timedelta(days=1)`"),
        ("3.1416 * radius", "looks like `math.pi`: write that"),
        ("path.chmod(0o644)", "write it with the names of `stat`"),
        ("weight > 37", "such as `WEIGHT_LIMIT`"),
    ],
)
def test_a_number_with_a_name_is_called_by_it(expression: str, says: str) -> None:
    found = findings(f"def tell(answer, seconds, radius, path, weight):\n    return {expression}\n")
    assert [says in finding.message for finding in found] == [True]


def test_a_library_name_that_is_imported_is_offered() -> None:
    text = "import math\n\n\ndef area(radius):\n    return 3.14159 * radius\n"
    assert "return math.pi * radius" in fix(text, "orders.py", unsafe=True).text


def test_a_constant_is_written_below_the_imports() -> None:
    head = '"""Orders."""\n\nimport math\n\n\ndef fits(weight: float = math.inf) -> bool:\n'
    text = head + "    return math.ceil(weight) > 37.5\n"
    assert fix(text, "orders.py", unsafe=True).text == text
    text = text.replace("math.ceil(weight)", "weight")
    assert "import math\n\nWEIGHT_LIMIT = 37.5\n\n\ndef fits" in fix(text, "orders.py", unsafe=True).text


def test_a_number_is_told_once_with_all_its_places() -> None:
    text = "def fits(a):\n    return a > 37\n\n\ndef lacks(a):\n    return (37 - a, a * 37)\n"
    (finding,) = findings(text)
    assert finding.message == "`37` stands in 3 places: give it one name"
    assert [(finding.span.line, *(step.span.line for step in finding.steps))] == [(2, 6, 6)]


def test_a_place_that_a_comment_silences_is_no_place() -> None:
    text = "def fits(a):\n    return a > 37  # noqa: RK105 - a size\n\n\ndef lacks(a):\n    return 37 - a\n"
    assert [(finding.span.line, finding.steps) for finding in findings(text)] == [(6, ())]


def test_a_number_that_has_a_name_is_called_by_that() -> None:
    text = "PARCEL_SIZE = 37\n\n\ndef fits(pieces):\n    return pieces <= 37\n"
    assert [one.message for one in findings(text)] == ["`37` is `PARCEL_SIZE` here: write that, if it means the same"]


def test_no_name_is_proposed_that_means_something_already() -> None:
    text = "WEIGHT_LIMIT = 5\n\n\ndef fits(weight):\n    return weight > 37\n"
    assert ["WEIGHT_LIMIT" in one.message for one in findings(text)] == [False]
