"""What the cases of secrets cannot say: how sure a finding is."""

import pytest

from rulekit.model.finding import Severity
from tests.marked import check_as

LOGIN = 'client.post("/login", json={"username": "shop", "password": "tulip"})\n'
URL = 'engine = create_engine("postgresql://shop:{opens}@{host}/orders")\n'


def severities(text: str, path: str = "shop/orders.py") -> list[Severity]:
    return [finding.severity for finding in check_as(text, path) if finding.code == "RK502"]


def test_a_word_in_an_example_is_advice() -> None:
    assert severities(LOGIN, "shop/orders.py") == [Severity.WARNING]
    assert severities(LOGIN, "examples/orders.py") == [Severity.ADVICE]
    assert severities(URL.format(opens="secret", host="db.shop.local"), "demo/orders.py") == [Severity.ADVICE]


def test_what_somebody_has_drawn_is_an_error_in_an_example_too() -> None:
    assert severities('API_KEY = "q7Rk2vXw9TzLm4Pn8BsD"\n', "examples/orders.py") == [Severity.ERROR]
    assert severities(URL.format(opens="kq7-Tulpe-31", host="db"), "examples/orders.py") == [Severity.ERROR]


@pytest.mark.parametrize("host", ["localhost", "localhost:5432", "127.0.0.1", "[::1]:5432"])
def test_a_password_that_says_the_user_again_on_the_own_machine_is_advice(host: str) -> None:
    assert severities(URL.format(opens="shop", host=host)) == [Severity.ADVICE]
    assert severities(URL.format(opens="tulip", host=host)) == [Severity.ERROR]


@pytest.mark.parametrize("host", ["db.shop.local", "localhost.shop.org", "10.0.0.7"])
def test_a_password_that_says_the_user_again_elsewhere_is_an_error(host: str) -> None:
    assert severities(URL.format(opens="shop", host=host)) == [Severity.ERROR]
