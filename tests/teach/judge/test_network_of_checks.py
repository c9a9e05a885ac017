"""What checks see of the network: only what they ask for is there; a call that waits for ever is told with its line."""

from textwrap import dedent

import pytest

from rulekit.teach.judge.ask import ask
from rulekit.teach.judge.fork import Line
from rulekit.teach.judge.request import Request, Work

ASKS = """
import requests


def price():
    return requests.get("https://merchant.example/prices").json()["cents"]
"""
CATCHES_ALL = """
import requests


def price():
    try:
        return requests.get("https://merchant.example/prices").json()["cents"]
    except BaseException:
        return 450
"""
SILENT = """
def test_price(answer, network):
    network.is_silent()
    assert answer.price() == 450
"""
ALONE = """
import pytest
import requests


def test_price(answer):
    with pytest.raises(requests.ConnectionError, match="resolve"):
        answer.price()
"""
HARM = """
def test_price(harm, answer):
    assert "socket.getaddrinfo" in harm.of(answer.price).harm
"""
TWO = """
def test_first(answer, network):
    network.answers(json={"cents": 1})
    assert (answer.price(), len(network.calls)) == (1, 1)


def test_second(answer, network):
    network.answers(json={"cents": 2})
    assert (answer.price(), len(network.calls)) == (2, 1)
"""


def judged(answer: str, checks: str) -> list[Line]:
    return ask(Request(Work.CHECKS, dedent(answer), checks=dedent(checks)))


def test_each_check_has_a_network_of_its_own() -> None:
    assert [line.get("message") for line in judged(ASKS, TWO)] == [None, None]


@pytest.mark.parametrize("answer", [ASKS, CATCHES_ALL])
def test_a_call_that_waits_for_ever_is_told_with_its_line(answer: str) -> None:
    (line,) = judged(answer, SILENT)
    url = "https://merchant.example/prices"
    assert line["message"] == f"the call to {url} waits for ever when nobody answers: no timeout is set"
    assert line["line"] == next(i for i, text in enumerate(answer.splitlines(), 1) if "requests.get" in text)


def test_without_a_network_a_library_raises_its_own_error() -> None:
    assert [line.get("message") for line in judged(ASKS, ALONE)] == [None]


def test_where_harm_is_looked_for_a_reach_for_the_network_is_harm() -> None:
    assert [line.get("message") for line in judged(ASKS, HARM)] == [None]


def test_a_cell_that_calls_says_what_the_library_says() -> None:
    lines = ask(Request(Work.LOOK, "import urllib.request\nurllib.request.urlopen('https://merchant.example')\n"))
    assert "Name or service not known" in next(line["error"] for line in lines if "error" in line)
