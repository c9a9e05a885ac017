"""Answers reach a prepared network and no other, and every call is written down."""

import asyncio
from types import ModuleType
from typing import Any

import pytest

from rulekit.teach.trial.recorders.network import Network
from rulekit.teach.trial.standins.waiting import WaitsForEver

BANK = "https://bank.example.com/rates"


@pytest.fixture
def network() -> Network:
    """A network on which nothing is prepared."""
    return Network()


def library(network: Network, name: str) -> Any:
    return network.modules()[name]


def test_a_call_is_recorded_with_everything_that_was_handed_over(network: Network) -> None:
    library(network, "requests").post(BANK, json={"tea": 2}, headers={"X": "1"}, timeout=3, verify=False)
    call = network.last
    assert (call.method, call.url, call.json, call.timeout, call.verify) == ("POST", BANK, {"tea": 2}, 3, False)
    assert call.headers == {"X": "1"}
    assert call.has_timeout


def test_a_call_that_nothing_was_prepared_for_is_answered(network: Network) -> None:
    response = library(network, "requests").get(BANK)
    assert (response.status_code, response.ok, response.json()) == (200, True, {})
    assert response.raise_for_status() is None


def test_answers_come_in_order_and_the_last_stays(network: Network) -> None:
    network.answers(BANK, status=503)
    network.answers(BANK, json={"EUR": 1})
    get = library(network, "requests").get
    assert [get(BANK).status_code for _ in range(3)] == [503, 200, 200]
    assert get(f"{BANK}?day=1").json() == {"EUR": 1}


def test_what_was_prepared_for_one_place_comes_before_what_holds_everywhere(network: Network) -> None:
    network.is_down()
    network.answers("https://bank.example.com/*", text="rates")
    assert library(network, "requests").get(BANK).text == "rates"


def test_a_bad_status_raises_the_error_of_the_library(network: Network) -> None:
    network.answers(status=404, text="nothing here")
    requests, httpx = library(network, "requests"), library(network, "httpx")
    with pytest.raises(requests.HTTPError, match="404 Client Error: Not Found"):
        requests.get(BANK).raise_for_status()
    with pytest.raises(httpx.HTTPStatusError, match="404") as caught:
        httpx.get(BANK).raise_for_status()
    assert caught.value.response.text == "nothing here"


def test_a_body_that_is_no_json_raises_the_error_of_the_library(network: Network) -> None:
    network.answers(text="<html>")
    requests = library(network, "requests")
    with pytest.raises(requests.JSONDecodeError):
        requests.get(BANK).json()


@pytest.mark.parametrize("timeout", [None, float("inf"), (3, None)])
def test_a_silent_server_and_no_timeout_wait_for_ever(network: Network, timeout: object) -> None:
    network.is_silent()
    with pytest.raises(WaitsForEver, match="waits for ever"):
        library(network, "requests").get(BANK, timeout=timeout)
    assert network.waits == network.calls


def test_a_silent_server_and_a_timeout_end_in_the_error_of_the_library(network: Network) -> None:
    network.is_silent()
    requests, httpx = library(network, "requests"), library(network, "httpx")
    with pytest.raises(requests.exceptions.Timeout):
        requests.get(BANK, timeout=(3, 10))
    with pytest.raises(httpx.TimeoutException):
        httpx.get(BANK)
    with pytest.raises(TimeoutError):
        library(network, "urllib.request").urlopen(BANK, timeout=2)
    assert not network.waits


def test_httpx_has_a_timeout_unless_it_is_taken_away(network: Network) -> None:
    network.is_silent()
    httpx = library(network, "httpx")
    for timeout in (None, httpx.Timeout(None), httpx.Timeout(5, read=None)):
        with pytest.raises(WaitsForEver):
            httpx.Client(timeout=timeout).get(BANK)


def test_a_server_that_is_down_raises_the_error_of_the_library(network: Network) -> None:
    network.is_down()
    requests, httpx = library(network, "requests"), library(network, "httpx")
    with pytest.raises(requests.ConnectionError):
        requests.get(BANK)
    with pytest.raises(httpx.ConnectError):
        httpx.get(BANK)
    with pytest.raises(OSError, match="Connection refused"):
        library(network, "urllib.request").urlopen(BANK)
    with pytest.raises(ConnectionRefusedError):
        library(network, "socket").create_connection(("bank.example.com", 443))


def test_a_session_hands_on_what_is_set_for_all_requests(network: Network) -> None:
    with library(network, "requests").Session() as session:
        session.headers["Authorization"] = "Bearer x"
        session.get(BANK, timeout=1)
        assert network.open_sessions == 1
    assert network.last.headers == {"Authorization": "Bearer x"}
    assert network.open_sessions == 0


def test_the_classes_of_a_library_serve_as_type_hints(network: Network) -> None:
    assert library(network, "requests").Session | None
    assert library(network, "httpx").Client | None


def test_the_awaiting_client_of_httpx_answers(network: Network) -> None:
    network.answers("https://bank.example.com/*", json={"EUR": 1})

    async def ask() -> object:
        async with library(network, "httpx").AsyncClient(base_url="https://bank.example.com", timeout=3) as client:
            return (await client.get("/rates")).json()

    assert asyncio.run(ask()) == {"EUR": 1}
    assert (network.last.url, network.last.timeout) == (BANK, 3)


def test_urlopen_reads_and_raises_as_the_standard_library(network: Network) -> None:
    import urllib.error

    network.answers(BANK, text="rates")
    network.answers(BANK, status=500)
    urlopen = library(network, "urllib.request").urlopen
    with urlopen(BANK, timeout=1) as reply:
        assert (reply.status, reply.read()) == (200, b"rates")
    with pytest.raises(urllib.error.HTTPError, match="500"):
        urlopen(BANK, timeout=1)


def test_mistakes_in_a_call_are_the_mistakes_of_the_library(network: Network) -> None:
    requests = library(network, "requests")
    with pytest.raises(TypeError, match="time_out"):
        requests.get(BANK, time_out=3)
    with pytest.raises(requests.exceptions.MissingSchema):
        requests.get("bank.example.com")


def test_the_check_may_raise_an_error_of_its_own(network: Network) -> None:
    network.fails(BANK, MemoryError())
    with pytest.raises(MemoryError):
        library(network, "requests").get(BANK)


def test_calls_are_found_by_address(network: Network) -> None:
    get = library(network, "requests").get
    get(BANK)
    get("https://parcels.example.com/")
    assert [call.url for call in network.calls_to("https://bank.*")] == [BANK]


def test_stand_ins_are_modules(network: Network) -> None:
    assert all(isinstance(module, ModuleType) for module in network.modules().values())
    assert network.builtins() == {}
