"""Names and ways out of this machine: an answer is on a train, where no name but its own has an address."""

import errno
import ipaddress
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

HERE = frozenset({"", "localhost", "::1", "0.0.0.0"})  # noqa: S104 - compared, and bound by nobody
# A block of addresses that nobody has (RFC 2544): each name gets one of it.
FIRST_ADDRESS = ipaddress.IPv4Address("198.18.0.1")
ADDRESS = re.compile(r"\d+(\.\d+){3}")
HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
PORTS = {"http": 80, "https": 443, None: 0}


@contextmanager
def offline() -> Iterator[None]:
    """Let no name but those of this machine have an address, and nothing leave it, as every library knows it."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if leaves(self, address):
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        real(self, address)  # noqa: RK803 - whoever calls sets one

    with pytest.MonkeyPatch.context() as patch:
        patch_names(patch, Names(is_online=False))
        patch.setattr(socket.socket, "connect", connect, raising=False)
        yield


class Names:
    """Each name of a host has an address, and each address its name; on a train no name has one."""

    def __init__(self, *, is_online: bool) -> None:
        self._is_online = is_online
        self._addresses: dict[str, str] = {}

    def address_of(self, host: str | bytes) -> str:
        """Give the address of a name."""
        name = (host if isinstance(host, bytes) else host.encode("idna")).decode("ascii").lower()
        if _is_address(name):
            return name
        if not self._is_online or not HOST.fullmatch(name):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self._addresses.setdefault(name.removesuffix("."), str(FIRST_ADDRESS + len(self._addresses)))

    def name_of(self, address: str) -> str:
        """Give the name that has an address, or the address."""
        return next((name for name, one in self._addresses.items() if one == address), address)


def patch_names(patch: pytest.MonkeyPatch, names: Names) -> None:
    """Resolve names by `names`, but for those of this machine."""
    real, real_by_name = socket.getaddrinfo, socket.gethostbyname

    def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:  # noqa: A002, PLR0913, PLR0917 - as in `socket`
        if is_here(host):
            return real(host, port, family, type, proto, flags)
        if family not in {socket.AF_UNSPEC, socket.AF_INET}:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        number = PORTS[port] if port in PORTS else int(port)
        kind = type or socket.SOCK_STREAM
        return [(socket.AF_INET, socket.SocketKind(kind), proto, "", (names.address_of(host), number))]

    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    patch.setattr(socket, "gethostbyname", lambda host: real_by_name(host) if is_here(host) else names.address_of(host))


def is_here(host: Any) -> bool:
    """Tell whether a name or an address is of this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    return not name or name in HERE or name.startswith("127.")


def leaves(one: socket.socket, address: Any) -> bool:
    """Tell whether a connection to an address leads out of this machine."""
    return one.family == socket.AF_INET and isinstance(address, tuple) and not is_here(address[0])


def _is_address(name: str) -> bool:
    return ADDRESS.fullmatch(name) is not None
