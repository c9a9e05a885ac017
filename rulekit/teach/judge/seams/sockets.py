"""The client's side of the network, below every library: connections, trust, and waiting that takes no time."""

import asyncio
import errno
import selectors
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

import pytest

from rulekit.teach.judge.offline import PORTS, Names, leaves
from rulekit.teach.judge.seams.server import LOOPBACK, Server
from rulekit.teach.judge.seams.traffic import Connection

A_MOMENT = 0.05
# What is not silent answers, however slow this machine is.
AT_LEAST = 3.0
CLOCKS = ("time", "monotonic", "perf_counter")
WEB = frozenset(PORTS.values())
FIRST_FREE_PORT = 1024
_now = time.monotonic


def patch_connections(patch: pytest.MonkeyPatch, names: Names, server: Server) -> None:
    """Lead every connection to the server, which learns who was meant."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if not leaves(self, address):
            real(self, address)  # noqa: RK803 - whoever calls sets one
            return
        host, port = names.name_of(names.address_of(address[0])), address[1]
        if port < FIRST_FREE_PORT and port not in WEB:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
        link = Connection(host, port, _asked(self), is_awaited=self.gettimeout() == 0)
        server.traffic.connects(link)
        if not self.getsockname()[1]:
            self.bind((LOOPBACK, 0))
        server.links[self.getsockname()[1]] = link
        real(self, server.server_address)  # noqa: RK803 - whoever calls sets one

    def connect_ex(self: socket.socket, address: Any) -> int:
        try:
            self.connect(address)
        except OSError as error:
            return error.errno or errno.EIO
        return 0

    patch.setattr(socket.socket, "connect", connect, raising=False)
    patch.setattr(socket.socket, "connect_ex", connect_ex, raising=False)


def patch_trust(patch: pytest.MonkeyPatch, authority: str) -> None:
    """Let every context trust the authority instead of all those of the world, whose loading takes long."""

    def trusting(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrap(self: ssl.SSLContext, *given: Any, **options: Any) -> Any:
            load(self, cadata=authority)
            return real(self, *given, **options)

        return wrap

    load = ssl.SSLContext.load_verify_locations
    for name in ("wrap_socket", "wrap_bio"):
        patch.setattr(ssl.SSLContext, name, trusting(vars(ssl.SSLContext)[name]))
    for name in ("load_verify_locations", "load_default_certs", "set_default_verify_paths"):
        patch.setattr(ssl.SSLContext, name, lambda *_, **__: None, raising=False)


def patch_waiting(patch: pytest.MonkeyPatch, server: Server) -> None:
    """Let a silent server be found out at once; the clocks say that the time has passed."""
    for owner, name in ((socket.socket, "recv"), (socket.socket, "recv_into"), (ssl.SSLSocket, "read")):
        patch.setattr(owner, name, _patient(getattr(owner, name), server), raising=False)
    patch.setattr(selectors.DefaultSelector, "select", _hurried(selectors.DefaultSelector.select, server))
    for name in CLOCKS:
        patch.setattr(time, name, _ahead(vars(time)[name], server))


def _ahead(clock: Callable[[], float], server: Server) -> Callable[[], float]:
    return lambda: clock() + server.traffic.waited


def _patient(real: Callable[..., Any], server: Server) -> Callable[..., Any]:
    """Receive, and look now and then whether anybody will say something."""

    def receive(self: socket.socket, *given: Any, **options: Any) -> Any:
        link, asked = _link_of(self, server), _asked(self)
        if link is None or self.gettimeout() == 0:
            came = real(self, *given, **options)
            _note(link, asked)
            return came
        begun, ahead, waits = _now(), server.traffic.waited, self.gettimeout()
        self.settimeout(A_MOMENT)
        try:
            while True:
                try:
                    return real(self, *given, **options)
                except TimeoutError:
                    if link.is_silent and asked is None:
                        raise server.traffic.waits_for_ever(link) from None
                    if link.is_silent or (asked is not None and _now() - begun > max(asked, AT_LEAST)):
                        server.traffic.has_waited(begun + ahead + (asked or 0.0))
                        raise
        finally:
            self.settimeout(waits)
            _note(link, asked)

    return receive


def _hurried(real: Callable[..., Any], server: Server) -> Callable[..., Any]:
    """Wait for events as a loop of `asyncio` does: where only silent servers are waited for, its next timer is due."""

    def now() -> float:
        return _now() + server.traffic.waited

    def select(self: Any, timeout: float | None = None) -> Any:
        loop: Any = asyncio._get_running_loop()  # noqa: SLF001 - None where no loop runs, such as in other threads
        if loop is None or getattr(loop, "_selector", None) is not self:
            return real(self, timeout)
        traffic, due = server.traffic, None if timeout is None else now() + timeout
        while not (events := real(self, A_MOMENT if due is None else min(max(due - now(), 0), A_MOMENT))):
            silent = traffic.silence()
            if silent and due is None:
                raise traffic.waits_for_ever(silent)
            if silent and due is not None:
                traffic.has_waited(due)
            if due is not None and now() >= due:
                break
        return events

    return select


def _asked(one: socket.socket) -> float | None:
    """Give how long a socket may wait, or, where it never does, the loop that waits for it."""
    seconds = one.gettimeout()
    if seconds != 0:
        return seconds
    loop: Any = asyncio._get_running_loop()  # noqa: SLF001 - None where no loop runs
    timers = [one.when() for one in getattr(loop, "_scheduled", ()) if not one.cancelled()]
    return round(max(timers) - loop.time(), 1) if timers else None


def _note(link: Connection | None, asked: float | None) -> None:
    if link is not None and link.call is not None:
        link.call.timeout = link.timeout if asked is None and link.is_awaited else asked


def _link_of(one: Any, server: Server) -> Connection | None:
    """Give what is known of a client's connection to the server."""
    try:
        if socket.socket.getpeername(one) != server.server_address:
            return None
        return server.links.get(socket.socket.getsockname(one)[1])
    except (OSError, TypeError):
        return None
