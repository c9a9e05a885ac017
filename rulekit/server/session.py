"""One client and its open documents: each method answers one kind of message."""

import asyncio
import zlib
from collections import Counter
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from rulekit import api
from rulekit.engine.files import Document
from rulekit.notebook.languages import mapping
from rulekit.server import actions
from rulekit.server.changes import Changes, workspace_edit
from rulekit.server.client import Client
from rulekit.server.diagnostics import Placed, placed, unjudged
from rulekit.server.documents import OpenDocuments, Shown
from rulekit.server.hovers import hover_text
from rulekit.server.judgements import Judged, Judgements
from rulekit.server.judging import judge, mend, silence
from rulekit.server.rule_pages import RulePages, write_pages
from rulekit.server.worker import Worker, WorkerLost, ask_another

_AT_ONCE = 0.0

Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport


class Session:
    """What a client sends, and what it is answered."""

    def __init__(self, server: LanguageServer) -> None:
        """Wait for the client."""
        self._server = server
        self._client = Client(server)
        self._documents = OpenDocuments()
        self._pages = RulePages()
        self._worker = Worker()
        self._judgements = Judgements(self._documents, self._worker, self._judged)
        self._given: dict[str, list[types.Diagnostic]] = {}
        self._asked: Counter[str] = Counter()
        self._running: set[asyncio.Task[Any]] = set()

    def begin(self, params: types.InitializeParams) -> None:
        """Note how the client counts, which folder it shows, and where the pages of rules are."""
        workspace = self._server.workspace
        self._documents.encoding = str(getattr(workspace.position_encoding, "value", workspace.position_encoding))
        folders = [*workspace.folders, *([workspace.root_uri] if workspace.root_uri else [])]
        self._documents.root = Path(next(filter(None, map(to_fs_path, folders)), "."))
        site = mapping(params.initialization_options).get("rulePages")
        self._pages = RulePages(site if isinstance(site, str) else "")
        # Each page of JupyterLab greets the one server, where pygls begins anew and forgets what others have open.
        for item in self._documents.texts:
            workspace.put_text_document(item)

    def watch(self, _: types.InitializedParams) -> None:
        """Ask to hear of settings, and let the worker load what it needs before somebody waits for it."""
        self._client.watch_settings()
        self._run(self._worker.ask(lambda: (judge, Document("", ""))))
        if self._pages.wait_to_be_written():
            self._run(ask_another(write_pages, None))

    def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def end(self, *_: object) -> None:
        """Let go of all that works for the client."""
        self._worker.end()

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Judge a text that is opened."""
        self._documents.open_text(params.text_document)
        self._judgements.ask(params.text_document.uri, _AT_ONCE)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Judge a text again."""
        self._documents.change_text(params.text_document, params.content_changes)
        self._judgements.ask(params.text_document.uri)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Judge a text that is saved, as settings may have changed of which this client does not tell."""
        self._judgements.ask(self._documents.around(params.text_document.uri))

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Take back what was told of a text."""
        self._documents.close_text(params.text_document.uri)
        self._forget(params.text_document.uri, [params.text_document.uri])

    def notebook_opened(self, params: types.DidOpenNotebookDocumentParams) -> None:
        """Judge a notebook that is opened."""
        self._documents.open_notebook(params.notebook_document, params.cell_text_documents)
        self._judgements.ask(params.notebook_document.uri, _AT_ONCE)

    def notebook_changed(self, params: types.DidChangeNotebookDocumentParams) -> None:
        """Judge a notebook again, and take back what was told of cells that are gone."""
        uri = params.notebook_document.uri
        self._take_back(self._documents.change_notebook(uri, params.change))
        self._judgements.ask(uri)

    def notebook_closed(self, params: types.DidCloseNotebookDocumentParams) -> None:
        """Take back what was told of the cells of a notebook."""
        uri = params.notebook_document.uri
        self._forget(uri, self._documents.close_notebook(uri))

    def surroundings_changed(self, _: object) -> None:
        """Judge all again: settings, a baseline or the folders are others."""
        self._judgements.ask_all()

    def _forget(self, uri: str, parts: Iterable[str]) -> None:
        self._judgements.forget(uri)
        self._take_back(parts)

    def _take_back(self, parts: Iterable[str]) -> None:
        for part in parts:
            self._given.pop(part, None)
            if not self._client.pulls:
                self._client.tell({part: []}, {})

    def _judged(self, judged: Judged) -> None:
        """Tell the client what is new; one that asks by itself is told to, unless it asks just now."""
        self._client.log(judged.verdict.skipped)
        found = self._diagnostics(judged)
        if not self._client.pulls:
            self._client.tell(found, {part.uri: part.version for part in judged.shown.parts})
        elif any(told != self._given.get(uri, []) and not self._asked[uri] for uri, told in found.items()):
            self._client.refresh()

    def _diagnostics(self, judged: Judged) -> dict[str, list[types.Diagnostic]]:
        """Give what the client shows in each text; what could not be judged is told at the start of the first."""
        found = {uri: [told for _, told in some] for uri, some in self._placed(judged).items()}
        if found:
            next(iter(found.values())).extend(unjudged(judged))
        return found

    def _placed(self, judged: Judged) -> dict[str, list[Placed]]:
        return placed(judged, self._pages.of)

    async def pulled(self, params: types.DocumentDiagnosticParams) -> Report:
        """Give the diagnostics of a text as it is now, or say that they are as before."""
        uri = params.text_document.uri
        self._asked[uri] += 1
        try:
            judged = await self._judgements.current(self._documents.around(uri))
        finally:
            self._asked -= Counter([uri])
        items = self._diagnostics(judged).get(uri, []) if judged else []
        self._given[uri] = items
        name = format(zlib.crc32(repr(items).encode("utf-8", "surrogatepass")), "x")
        if params.previous_result_id == name:
            return types.RelatedUnchangedDocumentDiagnosticReport(name)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=name)

    async def _at(self, uri: str, place: types.Range) -> tuple[Judged | None, list[Placed]]:
        """Give the verdict on a document as it is now, and the findings at a place of one of its texts."""
        judged = await self._judgements.current(self._documents.around(uri))
        found = self._placed(judged).get(uri, []) if judged else []
        return judged, actions.at_place(found, place)

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Tell of the findings at a place."""
        place = types.Range(params.position, params.position)
        _, found = await self._at(params.text_document.uri, place)
        if not found:
            return None
        text = hover_text(finding for finding, _ in found)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), found[0][1].range)

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Offer what can be done at a place."""
        judged, found = await self._at(params.text_document.uri, params.range)
        if judged is None:
            return []
        offered = [*actions.offered(found, judged, params.context, self._edit)]
        if self._client.resolves_edits:
            return offered
        return [await self.resolved(action) for action in offered]

    async def resolved(self, action: types.CodeAction) -> types.CodeAction:
        """Make the edit of an action that somebody chose; where the document has changed since, it makes none."""
        asked = mapping(action.data)
        judged = self._judgements.known(str(asked.get("uri")))
        if judged is None or asked.get("state") != judged.shown.state:
            return action
        text = await self._rewritten(judged.shown, actions.finding_of(asked, judged))
        return actions.completed(action, judged, text, self._edit, shows=self._client.shows_documents)

    async def _rewritten(self, shown: Shown, finding: Any) -> str:
        """Let the worker write a text anew: with a comment for a finding, or with all that is safe to fix."""
        document = shown.document
        wanted = (silence, (document, finding)) if finding else (mend, document)
        try:
            return str(await self._worker.ask(lambda: wanted))
        except WorkerLost:
            return document.text

    def _edit(self, changes: Changes, shown: Shown) -> types.WorkspaceEdit:
        return workspace_edit(changes, shown, versioned=self._client.compares_versions)

    def explain(self, code: str) -> str:
        """Open the page of a rule, or say why it is there; give the page as Markdown."""
        rule = api.rules[code]
        page = self._pages.of(code)
        if page and self._client.shows_documents:
            self._client.show(page)
        else:
            self._client.say(f"{rule.code} {rule.name}: {rule.guide}")
        return repr(rule)

    def give_reason(self, uri: str, line: int, character: int) -> None:
        """Put the cursor where the reason of a comment is to be written."""
        place = types.Position(line, character)
        self._client.show(uri, types.Range(place, place))
