"""The connections of the standard library reach the prepared network too."""

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


def test_a_default_timeout_of_sockets_counts_for_urlopen(network: Network) -> None:
    network.is_silent()
    urlopen = library(network, "urllib.request").urlopen
    with pytest.raises(WaitsForEver):
        urlopen(BANK)
    library(network, "socket").setdefaulttimeout(5)
    with pytest.raises(TimeoutError):
        urlopen(BANK)


def test_a_silent_server_accepts_a_connection_and_never_answers(network: Network) -> None:
    network.is_silent("tcp://till.example.com:9")
    connection = library(network, "socket").create_connection(("till.example.com", 9))
    connection.sendall(b"total?")
    with pytest.raises(WaitsForEver):
        connection.recv(100)
    connection.settimeout(2)
    with pytest.raises(TimeoutError):
        connection.recv(100)
    assert [call.method for call in network.calls] == ["CONNECT", "RECV", "RECV"]


def test_a_socket_gives_the_prepared_bytes_in_pieces(network: Network) -> None:
    network.answers("tcp://till.example.com:9", text="12.50")
    with library(network, "socket").create_connection(("till.example.com", 9), timeout=1) as connection:
        assert [connection.recv(3), connection.recv(3), connection.recv(3)] == [b"12.", b"50", b""]
    assert network.open_sessions == 0


def test_a_connection_of_http_client_waits_for_its_response(network: Network) -> None:
    network.answers("https://bank.example.com/rates", text="rates", headers={"X-Day": "1"})
    connection = library(network, "http.client").HTTPSConnection("bank.example.com", timeout=4)
    connection.request("GET", "/rates")
    response = connection.getresponse()
    assert (response.status, response.reason, response.getheader("x-day"), response.read()) == (
        200,
        "OK",
        "1",
        b"rates",
    )
    assert (network.last.url, network.last.timeout, network.open_sessions) == (BANK, 4, 1)
    connection.close()
    network.is_silent()
    silent = library(network, "http.client").HTTPConnection("till.example.com", 8080)
    silent.request("GET", "/")
    with pytest.raises(WaitsForEver, match="till"):
        silent.getresponse()


def test_letters_are_written_down(network: Network) -> None:
    with library(network, "smtplib").SMTP("mail.example.com", 25, timeout=5) as server:
        server.starttls()
        server.login("shop", "")
        server.sendmail("shop@example.com", ["ada@example.com"], "Thank you")
    assert [call.method for call in network.calls] == ["CONNECT", "MAIL"]
    assert network.last.data == ("shop@example.com", ["ada@example.com"], "Thank you")
    assert (network.last.url, network.last.has_timeout, network.open_sessions) == (
        "smtp://mail.example.com:25",
        True,
        0,
    )
    network.is_down("smtp://*")
    with pytest.raises(OSError, match="refused"):
        library(network, "smtplib").SMTP("other.example.com")
