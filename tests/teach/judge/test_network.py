"""Real libraries on the prepared network: what they ask, what they are answered, and how long they wait."""

import asyncio
import gc
import http.client
import json
import os
import selectors
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import aiohttp
import httpx
import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from rulekit.teach.judge.offline import offline
from rulekit.teach.judge.seams import network as seam
from rulekit.teach.judge.seams.network import network_in
from rulekit.teach.judge.seams.traffic import Traffic
from rulekit.teach.judge.waiting import WaitsForEver

PRICES = "https://merchant.example/prices"
PLAIN = "http://merchant.example/prices"
Get = Callable[[str, float | None], str]


def by_requests(url: str, timeout: float | None) -> str:
    return requests.get(url, timeout=timeout).text


def by_a_session(url: str, timeout: float | None) -> str:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, timeout=timeout).text


def by_httpx(url: str, timeout: float | None) -> str:
    return httpx.get(url, timeout=timeout).text


def by_httpx_in_asyncio(url: str, timeout: float | None) -> str:
    async def get() -> str:
        async with httpx.AsyncClient(timeout=timeout) as client:
            return (await client.get(url)).text

    return asyncio.run(get())


def by_aiohttp(url: str, timeout: float | None) -> str:
    async def get() -> str:
        patience = aiohttp.ClientTimeout(total=timeout)
        async with aiohttp.ClientSession(timeout=patience) as session, session.get(url) as reply:
            return await reply.text()

    return asyncio.run(get())


def by_urllib(url: str, timeout: float | None) -> str:
    with urllib.request.urlopen(url, timeout=timeout) as reply:  # noqa: S310 - it leads to the loopback
        return str(reply.read().decode())


def by_http_client(url: str, timeout: float | None) -> str:
    scheme, _, place = url.partition("://")
    host, _, path = place.partition("/")
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(host, timeout=timeout)
    try:
        connection.request("GET", f"/{path}")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def by_a_socket(url: str, timeout: float | None) -> str:
    host, _, path = url.removeprefix("http://").partition("/")
    with socket.create_connection((host, 80), timeout=timeout) as one:
        one.sendall(f"GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        return b"".join(iter(lambda: one.recv(4096), b"")).rpartition(b"\r\n\r\n")[2].decode()


SECURE: list[Get] = [
    by_requests,
    by_a_session,
    by_httpx,
    by_httpx_in_asyncio,
    by_aiohttp,
    by_urllib,
    by_http_client,
]
LATE = (requests.ReadTimeout, httpx.ReadTimeout, TimeoutError)
UNREACHABLE = (
    requests.ConnectionError,
    httpx.ConnectError,
    aiohttp.ClientConnectorError,
    urllib.error.URLError,
    OSError,
)


@pytest.fixture(params=SECURE, ids=lambda get: get.__name__)
def get(request: pytest.FixtureRequest) -> Get:
    """One library after the other."""
    library: Get = request.param
    return library


@pytest.mark.parametrize("url", [PRICES, PLAIN, f"{PLAIN.replace('example', 'example:8080')}"])
def test_a_library_asks_and_is_answered(network: Traffic, get: Get, url: str) -> None:
    network.answers(url, json={"cents": 470})
    assert json.loads(get(f"{url}?tea=green+tea&size=", 4)) == {"cents": 470}
    call = network.last
    assert (call.method, call.url, call.params) == ("GET", url, {"tea": "green tea", "size": ""})
    assert call.has_timeout
    assert [call.timeout, call.connect_timeout] == pytest.approx([4, 4], abs=1)


def test_a_raw_socket_reaches_the_server_too(network: Traffic) -> None:
    network.answers(PLAIN, text="470")
    assert by_a_socket(PLAIN, 7) == "470"
    assert (network.last.url, network.last.timeout) == (PLAIN, 7)


@pytest.mark.parametrize("url", [PRICES, PLAIN])
def test_on_a_silent_server_a_timeout_ends_in_the_library_s_own_error(network: Traffic, get: Get, url: str) -> None:
    network.is_silent(url)
    begun, truly = time.monotonic(), time.process_time()
    with pytest.raises(LATE):
        get(url, 600)
    assert network.waited == pytest.approx(600, abs=10)
    assert time.monotonic() - begun >= 600
    assert time.process_time() - truly < 60


# The loop ends in the middle of a call: its transport is left to the garbage collector, to warn in another test.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_without_a_timeout_a_silent_server_is_told(tmp_path: Path, get: Get) -> None:
    with network_in(tmp_path) as network:
        network.is_silent(PRICES)
        with pytest.raises(WaitsForEver, match=f"the call to {PRICES} waits for ever when nobody answers: no timeout"):
            get(PRICES, None)
    assert len(network.waits) == 1
    gc.collect()


def test_a_raw_socket_waits_as_well(tmp_path: Path) -> None:
    with network_in(tmp_path) as network:
        network.is_silent()
        with pytest.raises(TimeoutError):
            by_a_socket(PLAIN, 5)
        with pytest.raises(WaitsForEver):
            by_a_socket(PLAIN, None)


def test_a_default_timeout_of_all_sockets_counts(network: Traffic) -> None:
    network.is_silent()
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(8)
    try:
        with pytest.raises(TimeoutError), urllib.request.urlopen(PRICES):
            pass
    finally:
        socket.setdefaulttimeout(before)
    assert (network.last.timeout, network.last.has_timeout) == (8, True)


@pytest.mark.parametrize(
    ("timeout", "known", "has_timeout"),
    [
        ((3, 6), (3, 6), True),
        ((3, None), (3, None), False),
        ((None, 6), (None, 6), False),
        (None, (None, None), False),
        (2.5, (2.5, 2.5), True),
    ],
)
def test_both_timeouts_of_requests_are_known(
    network: Traffic, timeout: object, known: tuple[float | None, float | None], has_timeout: bool
) -> None:
    requests.get(PRICES, timeout=timeout)  # type: ignore[arg-type]
    call = network.last
    assert (call.connect_timeout, call.timeout) == known
    assert call.has_timeout is has_timeout
    assert call.patience == max(one or float("inf") for one in known)


def test_httpx_has_a_timeout_of_its_own(network: Traffic) -> None:
    network.is_silent()
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(PRICES)
    assert network.last.timeout == 5


def test_asyncio_s_own_timeouts_are_timeouts(network: Traffic) -> None:
    network.is_silent(f"{PRICES}/oolong")

    async def ask(client: httpx.AsyncClient, tea: str) -> str:
        try:
            async with asyncio.timeout(9):
                return (await client.get(f"{PRICES}/{tea}")).text
        except TimeoutError:
            return "late"

    async def both() -> tuple[str, str]:
        async with httpx.AsyncClient(timeout=None) as client:  # noqa: S113 - it is given around the call
            return await asyncio.gather(ask(client, "oolong"), ask(client, "sencha"))

    assert list(asyncio.run(both())) == ["late", "{}"]
    assert network.waited == pytest.approx(9, abs=1)


def test_waits_side_by_side_take_as_long_as_the_longest_and_those_in_a_row_their_sum(network: Traffic) -> None:
    network.is_silent()

    def late(timeout: float) -> None:
        with suppress(requests.Timeout):
            requests.get(PRICES, timeout=timeout)

    network.gathers(3)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(late, [100, 200, 300]))
    assert network.waited == pytest.approx(300, abs=10)
    late(100)
    assert network.waited == pytest.approx(400, abs=10)


def test_who_catches_everything_reads_in_the_end_that_it_waits_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    checks = tmp_path / "test_wait.py"
    checks.write_text(
        "import requests\n\n\ndef test_wait(network):\n    network.is_silent()\n    try:\n"
        "        requests.get('http://merchant.example')\n    except BaseException:\n        pass\n"
    )
    seen = Seen()
    pytest.main(["-q", "--config-file", os.devnull, "--rootdir", str(tmp_path), str(checks)], plugins=[seen, seam])
    assert seen.errors == [("teardown", "the call to http://merchant.example/ waits for ever when nobody answers")]


class Seen:
    """The errors of a run of pytest."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, str]] = []

    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> None:
        """Keep an error."""
        if call.excinfo:
            self.errors.append((call.when, str(call.excinfo.value).partition(": no timeout")[0]))


def test_where_nobody_is_the_library_s_own_error_comes(network: Traffic, get: Get) -> None:
    network.is_down(PRICES)
    with pytest.raises(UNREACHABLE):
        get(PRICES, 7)
    assert network.connections
    assert not network.calls


def test_one_page_of_a_server_may_be_down(network: Traffic, get: Get) -> None:
    network.answers(f"{PRICES}/sencha", text="450")
    network.is_down(f"{PRICES}/oolong")
    with pytest.raises((requests.ConnectionError, httpx.TransportError, aiohttp.ClientConnectionError, OSError)):
        get(f"{PRICES}/oolong", 7)
    assert get(f"{PRICES}/sencha", 7) == "450"


def test_offline_no_name_has_an_address(get: Get) -> None:
    with offline():
        with pytest.raises(UNREACHABLE):
            get(PRICES, 7)
        with pytest.raises(socket.gaierror):
            socket.gethostbyname("merchant.example")
        with pytest.raises(OSError, match="unreachable"):
            socket.create_connection(("93.184.216.34", 80), timeout=7)


def test_a_prepared_network_is_there_on_a_train_too(tmp_path: Path, get: Get) -> None:
    with offline(), network_in(tmp_path):
        assert get(PRICES, 7) == "{}"


@pytest.fixture
def own_server() -> Iterator[int]:
    """A server of the answer's own, on this machine, that says hello once."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            with listening.accept()[0] as one:
                one.sendall(b"hello")

        thread = threading.Thread(target=greet)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(60)


@pytest.mark.parametrize("is_online", [True, False])
def test_this_machine_itself_is_reached_as_ever(tmp_path: Path, own_server: int, *, is_online: bool) -> None:
    where = network_in(tmp_path) if is_online else offline()
    with where, socket.create_connection(("localhost", own_server), timeout=60) as one:
        assert one.recv(5) == b"hello"


@pytest.mark.usefixtures("network")
def test_what_speaks_no_http_is_not_there() -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("mail.example", 25), timeout=7)
    with socket.socket() as one:
        assert one.connect_ex(("mail.example", 25)) == ConnectionRefusedError(111, "").errno


def test_answers_are_used_up_one_by_one_and_the_last_stays(network: Traffic, get: Get) -> None:
    network.answers(PRICES, text="one")
    network.answers(PRICES, text="two")
    assert [get(PRICES, 7) for _ in range(3)] == ["one", "two", "two"]
    assert len(network.calls_to("*merchant*")) == 3


@pytest.mark.parametrize(
    ("url", "asked", "came"),
    [
        ("*", PRICES, "it"),
        ("https://merchant.example", "https://merchant.example/", "it"),
        ("https://merchant.example/*", PRICES, "it"),
        (PRICES, f"{PRICES}?tea=oolong", "it"),
        (f"{PRICES}?tea=oolong", f"{PRICES}?tea=oolong", "it"),
        (f"{PRICES}?tea=oolong", f"{PRICES}?tea=sencha", "{}"),
        (f"{PRICES}/green tea", f"{PRICES}/green%20tea", "it"),
        (f"{PRICES}?tea=green tea", f"{PRICES}?tea=green+tea", "it"),
        (f"{PRICES}?tea=green tea", f"{PRICES}?tea=green%20tea", "it"),
        ("http://*", PRICES, "{}"),
        ("https://merchant.example:8443/prices", "https://merchant.example:8443/prices", "it"),
    ],
)
def test_an_answer_is_prepared_for_an_address(network: Traffic, url: str, asked: str, came: str) -> None:
    network.answers(url, text="it")
    assert by_requests(asked, 7) == came


def test_the_longest_fitting_address_counts(network: Traffic) -> None:
    network.is_down()
    network.answers(f"{PRICES}/*", text="the place")
    network.answers(f"{PRICES}/oolong", text="the page")
    assert [by_requests(f"{PRICES}/{tea}", 7) for tea in ("oolong", "sencha")] == ["the page", "the place"]


@pytest.mark.parametrize("status", [200, 201, 204, 304, 400, 404, 500, 503])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_and_status_works(network: Traffic, method: str, status: int) -> None:
    network.answers(PRICES, status=status, json={"cents": 470}, headers={"X-Shop": "tea"})
    reply = requests.request(method, PRICES, json={"order": "A-1"}, timeout=7)
    assert (reply.status_code, reply.headers["X-Shop"], network.last.json) == (status, "tea", {"order": "A-1"})
    assert bool(reply.content) == (method != "HEAD" and status not in {204, 304})


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({"json": {"a": 1}}, b'{"a": 1}'),
        ({"data": json.dumps({"a": 1})}, b'{"a": 1}'),
        ({"data": {"a": 1}}, b"a=1"),
        ({"data": iter([b'{"a"', b": 1}"])}, b'{"a": 1}'),
        ({}, b""),
    ],
)
def test_a_body_arrives_whichever_way_it_is_sent(network: Traffic, given: dict[str, object], body: bytes) -> None:
    requests.post(PRICES, timeout=7, headers={"X-Api-Key": "k"}, **given)  # type: ignore[arg-type]
    call = network.last
    assert b"".join(call.body.split()) == b"".join(body.split())
    assert call.json == ({"a": 1} if b"{" in body else None)
    assert (call.headers["x-api-key"], "X-API-KEY" in call.headers) == ("k", True)


def test_a_redirect_leads_on(network: Traffic, get: Get) -> None:
    network.answers("https://old.example/*", status=302, headers={"Location": PRICES})
    network.answers(PRICES, text="470")
    does_not_follow = {by_httpx, by_httpx_in_asyncio, by_http_client}
    assert get("https://old.example/prices", 7) == ("{}" if get in does_not_follow else "470")
    assert len(network.calls) == (1 if get in does_not_follow else 2)


def test_a_session_asks_twice_on_one_connection(network: Traffic) -> None:
    with requests.Session() as session:
        session.get(PRICES, timeout=7)
        session.get(PRICES, timeout=8)
    assert [call.timeout for call in network.calls] == [7, 8]
    assert len(network.connections) == 1


def test_an_adapter_tries_again(network: Traffic) -> None:
    network.answers(PRICES, status=503)
    network.is_silent(PRICES)
    network.is_down(PRICES)
    network.answers(PRICES, text="470")
    with requests.Session() as session:
        session.mount("https://", HTTPAdapter(max_retries=Retry(3, status_forcelist=[503])))
        assert session.get(PRICES, timeout=7).text == "470"
    assert (len(network.calls), len(network.connections)) == (3, 3)


def test_a_stream_is_read_in_parts(network: Traffic) -> None:
    network.answers(PRICES, text="oolong\nsencha\n" * 50_000)
    with requests.get(PRICES, stream=True, timeout=7) as reply:
        assert sum(1 for _ in reply.iter_lines()) == 100_000
    with httpx.stream("GET", PRICES, timeout=7) as parts:
        assert sum(1 for _ in parts.iter_lines()) == 100_000


@pytest.mark.usefixtures("network")
def test_certificates_are_checked_against_the_host() -> None:
    context = ssl.create_default_context()
    with (
        socket.create_connection(("thief.example", 443), timeout=7) as one,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        context.wrap_socket(one, server_hostname="merchant.example")
    assert requests.get(PRICES, timeout=7, verify=True).ok


def test_who_is_reached_counts_and_not_whom_a_header_names(network: Traffic) -> None:
    requests.get("https://swift.example@thief.example/x", headers={"Host": "swift.example"}, timeout=7)
    assert network.last.url == "https://thief.example/x"


@pytest.mark.parametrize(("workers", "most"), [(1, 1), (3, 3), (8, 8), (60, 60)])
def test_threads_side_by_side_are_told_from_a_loop(network: Traffic, workers: int, most: int) -> None:
    network.gathers(60)
    with ThreadPoolExecutor(workers) as pool:
        assert list(pool.map(lambda tea: by_requests(f"{PRICES}/{tea}", 7), range(60))) == ["{}"] * 60
    assert network.most_at_once == most


def test_tasks_side_by_side_are_told_from_a_loop(network: Traffic) -> None:
    async def ask(client: httpx.AsyncClient) -> int:
        return (await client.get(PRICES)).status_code

    async def together() -> list[int]:
        async with httpx.AsyncClient(timeout=7) as client:
            return await asyncio.gather(*(ask(client) for _ in range(5)))

    async def in_a_row() -> list[int]:
        async with httpx.AsyncClient(timeout=7) as client:
            return [await ask(client) for _ in range(5)]

    network.gathers(5)
    assert asyncio.run(in_a_row()) == [HTTPStatus.OK] * 5
    assert network.most_at_once == 1
    network.gathers(5)
    assert asyncio.run(together()) == [HTTPStatus.OK] * 5
    assert network.most_at_once == 5


def test_proxies_of_the_environment_do_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, get: Get) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    with network_in(tmp_path) as network:
        assert get(PRICES, 7) == "{}"
    assert network.last.url == PRICES


def test_nothing_is_left_when_it_ends(tmp_path: Path) -> None:
    def known() -> list[object]:
        names = [vars(socket.socket), vars(ssl.SSLContext), vars(ssl.SSLSocket), vars(selectors.DefaultSelector)]
        own = [socket.getaddrinfo, socket.gethostbyname, time.time, time.monotonic, time.perf_counter]
        return [*(dict(one) for one in names), *own, threading.stack_size(), set(threading.enumerate())]

    before = known()
    with network_in(tmp_path) as network, requests.Session() as session:
        network.answers(PRICES)
        session.get(PRICES, timeout=7)
        assert known() != before
    assert known() == before


def test_a_client_that_never_closes_holds_nothing_up(tmp_path: Path) -> None:
    with network_in(tmp_path) as network:
        network.is_silent(f"{PLAIN}/silent")
        clients = [socket.create_connection(("merchant.example", 80), timeout=7) for _ in range(3)]
        clients[0].sendall(b"GET /prices/silent HTTP/1.1\r\nHost: merchant.example\r\n\r\n")
        with pytest.raises(TimeoutError):
            clients[0].recv(1)
        clients[1].sendall(b"GET /pri")
    assert not [one for one in threading.enumerate() if one is not threading.current_thread() and not one.daemon]
    for client in clients:
        client.close()


def test_it_works_in_a_fork(tmp_path: Path) -> None:
    child = os.fork()
    if not child:
        status = 1
        try:
            with network_in(tmp_path) as network:
                network.is_silent(f"{PRICES}/oolong")
                with suppress(requests.Timeout):
                    by_requests(f"{PRICES}/oolong", 7)
                status = 0 if by_requests(PRICES, 7) == "{}" else 2
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
