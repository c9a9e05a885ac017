"""The server on the loopback that answers for every host of the network of an exercise, with http and https."""

import contextlib
import socket
import ssl
import struct
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import trustme

from rulekit.teach.judge.seams.traffic import Call, Connection, Reply, Traffic, Trouble

LOOPBACK = "127.0.0.1"
HANDSHAKE = b"\x16"
A_MOMENT, AT_MOST = 0.01, 10
USUAL_PORTS = {"http": 80, "https": 443}
RESET = struct.pack("ii", 1, 0)
NO_BODY = frozenset({204, 304})


class Server(ThreadingHTTPServer):
    """One thread for each connection; none outlives `stop`.

    `links` holds who is meant by a connection, by the local port of the client.
    """

    daemon_threads = False
    request_queue_size = 256

    def __init__(self, traffic: Traffic, folder: Path) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.traffic = traffic
        self.links: dict[int, Connection] = {}
        self.authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = Lock()
        self._folder = folder
        self._sockets: set[socket.socket] = set()
        self._thread = Thread(target=self.serve_forever, args=(A_MOMENT,), daemon=True)
        self._thread.start()

    def server_bind(self) -> None:
        """Bind, and ask nobody for the machine's name."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def stop(self) -> None:
        """End every connection and every thread."""
        self.shutdown()
        for one in list(self._sockets):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)
        self.server_close()
        self._thread.join(AT_MOST)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer all requests of a connection."""
        link = self.links[client_address[1]]
        with self._kept(request):
            is_tls = request.recv(1, socket.MSG_PEEK) == HANDSHAKE
        if is_tls:
            request = self._context(link.host).wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        with self._kept(request), request:
            if is_tls:
                request.do_handshake()
            _Handler(request, (link, "https" if is_tls else "http"), self)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection; what is not closed yet is reset."""
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about clients that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    @contextlib.contextmanager
    def _kept(self, request: socket.socket) -> Iterator[None]:
        """Keep a socket where `stop` finds it."""
        self._sockets.add(request)
        try:
            yield
        finally:
            self._sockets.discard(request)

    def _context(self, host: str) -> ssl.SSLContext:
        """Give the certificate of a host, made once."""
        with self._lock:
            if host not in self._contexts:
                leaf, path = self.authority.issue_cert(host), self._folder / f"{host}.pem"
                leaf.private_key_and_cert_chain_pem.write_to_path(str(path))
                self._contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._contexts[host].load_cert_chain(path)
            return self._contexts[host]


class _Handler(BaseHTTPRequestHandler):
    """Reads requests, and does what is prepared for them."""

    server: Server
    client_address: Any
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def _do(self) -> None:
        link, scheme = self.client_address
        port = "" if link.port == USUAL_PORTS[scheme] else f":{link.port}"
        path, _, query = self.path.partition("?")
        url = f"{scheme}://{link.host}{port}{path}"
        prepared = self.server.traffic.arrives(Call(self.command, url, query, self.headers, self._body(), link))
        if isinstance(prepared, Reply):
            self._reply(prepared)
            return
        self.close_connection = True
        if prepared is Trouble.SILENT:
            self._until_the_client_leaves(link)
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _do  # noqa: N815 - as `http.server` asks

    def _until_the_client_leaves(self, link: Connection) -> None:
        try:
            self.rfile.read()
        finally:
            link.is_silent = False

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = list[bytes]()
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        has_body = reply.status not in NO_BODY
        if has_body:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if has_body and self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of `http.server`
        """Write nothing."""
