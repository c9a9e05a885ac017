"""The language server: which message of the client goes where."""

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from rulekit import __version__
from rulekit.server.actions import EXPLAIN, GIVE_REASON, KINDS
from rulekit.server.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

_NOTEBOOKS: Final = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithNotebook(kind) for kind in ("jupyter-notebook", "interactive")]
)
_PULLING: Final = types.DiagnosticOptions(True, False, identifier="rulekit")
_ACTIONS: Final = types.CodeActionOptions(code_action_kinds=[*KINDS], resolve_provider=True)


def serve_stdio() -> None:
    """Serve a client on the standard streams until it is done."""
    server, session = build_server()
    try:
        server.start_io()
    finally:
        session.end()


def serve_tcp(host: str, port: int) -> None:
    """Serve one client that connects."""
    server, session = build_server()
    try:
        server.start_tcp(host, port)
    finally:
        session.end()


def build_server() -> tuple[LanguageServer, Session]:
    """Build a server with all that it answers."""
    server = LanguageServer("rulekit", __version__, notebook_document_sync=_NOTEBOOKS)
    session = Session(server)
    handlers: dict[str, Callable[..., Any]] = {
        types.INITIALIZE: session.begin,
        types.INITIALIZED: session.watch,
        types.TEXT_DOCUMENT_DID_OPEN: session.opened,
        types.TEXT_DOCUMENT_DID_CHANGE: session.changed,
        types.TEXT_DOCUMENT_DID_CLOSE: session.closed,
        types.NOTEBOOK_DOCUMENT_DID_OPEN: session.notebook_opened,
        types.NOTEBOOK_DOCUMENT_DID_CHANGE: session.notebook_changed,
        types.NOTEBOOK_DOCUMENT_DID_CLOSE: session.notebook_closed,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: session.surroundings_changed,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION: session.surroundings_changed,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: session.surroundings_changed,
        types.TEXT_DOCUMENT_DID_SAVE: session.saved,
        types.TEXT_DOCUMENT_DIAGNOSTIC: session.pulled,
        types.TEXT_DOCUMENT_HOVER: session.hover,
        types.TEXT_DOCUMENT_CODE_ACTION: session.actions,
        types.CODE_ACTION_RESOLVE: session.resolved,
    }
    options = {types.TEXT_DOCUMENT_DIAGNOSTIC: _PULLING, types.TEXT_DOCUMENT_CODE_ACTION: _ACTIONS}
    for method, handler in handlers.items():
        # A method of an object takes no marks, which pygls leaves on what it calls.
        server.feature(method, options.get(method))(partial(handler))
    server.command(EXPLAIN)(partial(session.explain))
    server.command(GIVE_REASON)(partial(session.give_reason))
    return server, session
