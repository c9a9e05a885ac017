"""A real kernel, and what it says when cells run in it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from tests.waiting import PATIENCE

CARD = "application/vnd.rulekit.report+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
_UNSEEN = ("status", "execute_input", "comm_open", "comm_msg", "comm_close")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_VARYING = re.compile(r"In\[\d+\]|line \d+|\d+(\.\d+)? (ns|μs|us|ms|s)\b|^[ \->]*\d+ ", re.MULTILINE)
_TIMES = ("CPU times", "Wall time", "Compiler", "Parser")

Message = tuple[str, str]


class Kernel:
    """A running kernel with rulekit loaded."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self.client = client

    def run(self, code: str, cell_id: str = "") -> list[dict[str, Any]]:
        """Run a cell and give the contents of all messages it causes, the reply last."""
        session = self.client.session
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        message = session.msg("execute_request", content, metadata={"cellId": cell_id} if cell_id else {})
        self.client.shell_channel.send(message)
        request = message["header"]["msg_id"]
        told: list[dict[str, Any]] = []
        while not _is_end(heard := _answer(self.client.get_iopub_msg, request)):
            told.append({"type": heard["msg_type"], **heard["content"]})
        reply = _answer(self.client.get_shell_msg, request)
        return [*told, {"type": "reply", **reply["content"]}]

    def completed(self, code: str) -> list[str]:
        """Give what the kernel proposes at the end of some code."""
        reply = _answer(self.client.get_shell_msg, self.client.complete(code, len(code)))
        return list(reply["content"]["matches"])

    def value(self, code: str) -> str:
        """Run a cell and give its last value as text."""
        return next(str(m["data"]["text/plain"]) for m in self.run(code) if m["type"] == "execute_result")

    def shown(self, code: str) -> str:
        """Run a cell and give what it shows, as plain text."""
        return "\n".join(m["data"]["text/plain"] for m in self.run(code) if m["type"] == "display_data")

    def cards(self, code: str, cell_id: str = "") -> list[str]:
        """Run a cell and give the cards it shows, as plain text."""
        return [m["data"]["text/plain"] for m in self.run(code, cell_id) if CARD in m.get("data", {})]


@contextmanager
def running_kernel() -> Iterator[Kernel]:
    """Start a kernel, load rulekit, and stop it at the end."""
    manager, client = start_new_kernel(PATIENCE, "python3")
    manager.shutdown_wait_time = PATIENCE
    try:
        kernel = Kernel(client)
        kernel.run("%load_ext rulekit")
        yield kernel
    finally:
        manager.shutdown_kernel()
        client.stop_channels()


def _answer(listen: Callable[..., dict[str, Any]], request: str) -> dict[str, Any]:
    """Wait for the next message about a request; those about others, which may come late, are passed over."""
    while True:
        heard = listen(timeout=PATIENCE)
        if heard["parent_header"].get("msg_id") == request:
            return heard


def _is_end(message: dict[str, Any]) -> bool:
    return bool(message["msg_type"] == "status" and message["content"]["execution_state"] == "idle")


def essence(messages: list[dict[str, Any]]) -> list[Message]:
    """Keep of messages what a reader sees but the card and its buttons, without counters, times and line numbers."""
    kept: list[Message] = []
    for message in messages:
        if message["type"] in _UNSEEN or {CARD, WIDGET} & set(message.get("data", {})):
            continue
        seen = message.get("data") or message.get("text") or message.get("traceback") or message.get("status")
        text = "\n".join(seen) if isinstance(seen, list) else str(seen)
        if kept and kept[-1][0] == message["type"] == "stream":
            text = kept.pop()[1] + text  # a stream may arrive in any number of pieces
        kept.append((message["type"], text))
    return [(kind, _plain(text)) for kind, text in kept]


def _plain(text: str) -> str:
    lines = (line for line in _COLOUR.sub("", text).splitlines() if "checkstyle" not in line)
    return _VARYING.sub("", "\n".join(line for line in lines if not line.startswith(_TIMES)))
