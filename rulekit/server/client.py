"""What the client can, and what it is told."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from rulekit.engine.baseline import FILE
from rulekit.engine.settings_files import FILES

_WATCHED: Final = (*FILES, FILE, ".gitignore", "setup.cfg", "setup.py")


class Client:
    """The client of a server, by what it says that it can."""

    def __init__(self, server: LanguageServer) -> None:
        """Ask for nothing before the client has said what it can."""
        self._server = server

    def _can(self, *path: str) -> Any:
        """Follow a path into what the client can."""
        found: Any = self._server.client_capabilities
        for name in path:
            found = getattr(found, name, None)
        return found

    @property
    def pulls(self) -> bool:
        """Whether it asks for diagnostics, and again when it is told that others changed."""
        return bool(
            self._can("text_document", "diagnostic") and self._can("workspace", "diagnostics", "refresh_support")
        )

    @property
    def resolves_edits(self) -> bool:
        """Whether it asks for the edit of an action when somebody chooses it."""
        return "edit" in (self._can("text_document", "code_action", "resolve_support", "properties") or ())

    @property
    def compares_versions(self) -> bool:
        """Whether it takes edits for a version of a document, and refuses them where that has gone by."""
        return bool(self._can("workspace", "workspace_edit", "document_changes"))

    @property
    def shows_documents(self) -> bool:
        """Whether it opens a document where it is told."""
        return bool(self._can("window", "show_document", "support"))

    def tell(self, diagnostics: Mapping[str, Sequence[types.Diagnostic]], versions: Mapping[str, int | None]) -> None:
        """Send the diagnostics of texts."""
        for uri, found in diagnostics.items():
            params = types.PublishDiagnosticsParams(uri, list(found), versions.get(uri))
            self._server.text_document_publish_diagnostics(params)

    def refresh(self) -> None:
        """Let it ask for all diagnostics again."""
        self._server.workspace_diagnostic_refresh(None)

    def log(self, messages: Iterable[str]) -> None:
        """Write into the client's log."""
        for message in messages:
            self._server.window_log_message(types.LogMessageParams(types.MessageType.Warning, message))

    def show(self, uri: str, place: types.Range | None = None) -> None:
        """Open a document, at a place; a page is opened by the browser."""
        is_page = place is None
        params = types.ShowDocumentParams(uri, external=is_page, take_focus=True, selection=place)
        self._server.window_show_document(params)

    def say(self, message: str) -> None:
        """Show a message."""
        self._server.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))

    def watch_settings(self) -> None:
        """Ask to be told when settings or a baseline change, if that can be asked."""
        if not self._can("workspace", "did_change_watched_files", "dynamic_registration"):
            return
        watchers = [types.FileSystemWatcher(f"**/{name}") for name in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration("rulekit.settings", method, options)
        self._server.client_register_capability(types.RegistrationParams([registration]))
