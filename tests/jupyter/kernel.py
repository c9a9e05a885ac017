"""A real kernel, and what it says when cells run in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

TIMEOUT = 60
CARD = "application/vnd.rulekit.report+json"
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
        told: list[dict[str, Any]] = []
        while True:
            heard = self.client.get_iopub_msg(timeout=TIMEOUT)
            if heard["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if heard["msg_type"] == "status" and heard["content"]["execution_state"] == "idle":
                break
            told.append({"type": heard["msg_type"], **heard["content"]})
        reply = self.client.get_shell_msg(timeout=TIMEOUT)
        while reply["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
        return [*told, {"type": "reply", **reply["content"]}]

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
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        kernel = Kernel(client)
        kernel.run("%load_ext rulekit")
        yield kernel
    finally:
        manager.shutdown_kernel()
        client.stop_channels()


def essence(messages: list[dict[str, Any]]) -> list[Message]:
    """Keep of messages what a reader sees, without counters, times and line numbers; the card left out."""
    kept: list[Message] = []
    for message in messages:
        if message["type"] in {"status", "execute_input"} or CARD in message.get("data", {}):
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
