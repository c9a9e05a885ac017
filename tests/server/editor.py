"""An editor: a real client of the language server, on real streams, that waits for what it is told."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Self, Union

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter

from tests.waiting import PATIENCE

PLAIN = types.ClientCapabilities(
    notebook_document=types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities())
)
COMMAND = (sys.executable, "-m", "rulekit", "server")


def _converter() -> Any:
    """Read actions that come with a command, which the library takes for commands."""
    make: Callable[[], Any] = default_converter
    made = make()

    def read(value: dict[str, Any], _: object) -> Any:
        return made.structure(value, types.Command if isinstance(value.get("command"), str) else types.CodeAction)

    made.register_structure_hook(Union[types.Command, types.CodeAction], read)  # noqa: UP007 - as the library writes it
    return made


class Editor:
    """One client and its server."""

    def __init__(self, folder: Path, capabilities: types.ClientCapabilities = PLAIN, options: Any = None) -> None:
        """Start the server, and greet it."""
        self.folder = folder
        self.told: list[types.PublishDiagnosticsParams] = []
        self.shown: list[types.ShowDocumentParams] = []
        self.said: list[str] = []
        self.logged: list[str] = []
        self.refreshed = 0
        self.watched: list[str] = []
        self._news = Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.client = LanguageClient("editor", "1", converter_factory=_converter)
        self._listen()
        self._client_can, self._options = capabilities, options
        self.capabilities = types.ServerCapabilities()

    def start(self, command: Sequence[str] = COMMAND, environment: dict[str, str] | None = None) -> Self:
        """Start a server on streams of its own, and greet it."""
        kept = {**os.environ, **(environment or {})}
        self.await_(self.client.start_io(*command, cwd=self.folder, env=kept))
        self.greet()
        return self

    def connect(self, port: int) -> Self:
        """Connect to a server that listens, and greet it."""
        self.await_(self.client.start_tcp("127.0.0.1", port))
        self.greet()
        return self

    def greet(self) -> None:
        """Say what this client can."""
        folder = types.WorkspaceFolder(self.folder.as_uri(), self.folder.name)
        params = types.InitializeParams(
            self._client_can,
            root_uri=self.folder.as_uri(),
            workspace_folders=[folder],
            initialization_options=self._options,
        )
        self.capabilities = self.ask(types.INITIALIZE, params).capabilities
        self.send(types.INITIALIZED, types.InitializedParams())

    def _listen(self) -> None:
        def heard(method: str, note: Callable[[Any], Any]) -> None:
            def hear(params: Any) -> Any:
                with self._news:
                    answer = note(params)
                    self._news.notify_all()
                return answer

            self.client.feature(method)(hear)

        heard(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, self.told.append)
        heard(types.WINDOW_SHOW_MESSAGE, lambda params: self.said.append(params.message))
        heard(types.WINDOW_LOG_MESSAGE, lambda params: self.logged.append(params.message))
        heard(types.WINDOW_SHOW_DOCUMENT, self._show)
        heard(types.WORKSPACE_DIAGNOSTIC_REFRESH, self._refresh)
        heard(types.CLIENT_REGISTER_CAPABILITY, self._register)

    def _show(self, params: types.ShowDocumentParams) -> types.ShowDocumentResult:
        self.shown.append(params)
        return types.ShowDocumentResult(success=True)

    def _refresh(self, _: object) -> None:
        self.refreshed += 1

    def _register(self, params: types.RegistrationParams) -> None:
        for one in params.registrations:
            options: Any = one.register_options
            self.watched += [watcher["globPattern"] for watcher in options["watchers"]]

    def await_(self, work: Awaitable[Any]) -> Any:
        """Wait for what runs in the client's loop."""

        async def answer() -> Any:
            return await work

        return asyncio.run_coroutine_threadsafe(answer(), self._loop).result(PATIENCE)

    def ask(self, method: str, params: Any) -> Any:
        """Send a request, and give the answer."""

        async def answer() -> Any:
            return await self.client.protocol.send_request_async(method, params)

        return self.await_(answer())

    def send(self, method: str, params: Any) -> None:
        """Send a notification."""

        async def notify() -> None:
            self.client.protocol.notify(method, params)

        self.await_(notify())

    def until(self, holds: Callable[[], Any]) -> Any:
        """Wait until something that the server tells holds, and give it."""
        with self._news:
            if not self._news.wait_for(holds, PATIENCE):
                raise AssertionError("the server did not tell it")
            return holds()

    def open(self, name: str, text: str, language: str = "python") -> str:
        """Open a text, which need not be saved."""
        uri = (self.folder / name).as_uri()
        item = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
        self.send(types.TEXT_DOCUMENT_DID_OPEN, types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, version: int, *changes: types.TextDocumentContentChangeEvent) -> None:
        """Type."""
        identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
        self.send(types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(identifier, list(changes)))

    def close(self, uri: str) -> None:
        """Close a text."""
        self.send(types.TEXT_DOCUMENT_DID_CLOSE, types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def diagnostics(self, uri: str, version: int = 1) -> list[types.Diagnostic]:
        """Wait for what is told of a version of a text, and give the last of it."""
        told = self.until(lambda: [one for one in self.told if one.uri == uri and one.version == version])
        return list(told[-1].diagnostics)

    def actions(self, uri: str, place: types.Range, only: Sequence[str] | None = None) -> list[types.CodeAction]:
        """Ask what can be done at a place."""
        context = types.CodeActionContext([], only=only)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place, context)
        return list(self.ask(types.TEXT_DOCUMENT_CODE_ACTION, params) or [])

    def hover(self, uri: str, position: types.Position) -> types.Hover | None:
        """Point at a place."""
        asked: types.Hover | None = self.ask(
            types.TEXT_DOCUMENT_HOVER, types.HoverParams(types.TextDocumentIdentifier(uri), position)
        )
        return asked

    async def _stop(self) -> None:
        stop: Callable[[], Awaitable[None]] = self.client.stop
        await stop()

    def end(self) -> None:
        """Say goodbye, and wait until the server has ended."""
        self.ask(types.SHUTDOWN, None)
        self.send(types.EXIT, None)
        self.await_(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)


def typed(
    line: int, character: int, text: str, until: tuple[int, int] | None = None
) -> types.TextDocumentContentChangePartial:
    """Put a text in place of another, or of nothing."""
    end = until or (line, character)
    place = types.Range(types.Position(line, character), types.Position(*end))
    return types.TextDocumentContentChangePartial(place, text)


def at(line: int, character: int) -> types.Range:
    """Give a place that is a point."""
    return types.Range(types.Position(line, character), types.Position(line, character))


@contextmanager
def editing(
    folder: Path,
    capabilities: types.ClientCapabilities = PLAIN,
    options: Any = None,
    environment: dict[str, str] | None = None,
) -> Iterator[Editor]:
    """Start an editor, and end it."""
    editor = Editor(folder, capabilities, options).start(environment=environment)
    try:
        yield editor
    finally:
        editor.end()
