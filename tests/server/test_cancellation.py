"""A request that the client takes back is answered as such, and harms nothing that is asked after it."""

from concurrent.futures import Future
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcRequestCancelled

from tests.server.editor import Editor, at, typed
from tests.waiting import PATIENCE

BARE = "try:\n    load()\nexcept:\n    stop()\n"
LONG = "\n\n".join(f"def load_{number}(box):\n    return box[{number}]" for number in range(1_500))


def taken_back(editor: Editor, uri: str, version: int, method: str, params: Any) -> Future[Any]:
    """Type, ask about what was typed, and take the question back, all before anything can be judged."""
    protocol = editor.client.protocol
    identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
    change = types.DidChangeTextDocumentParams(identifier, [typed(0, 0, "#\n")])

    async def send() -> Future[Any]:
        protocol.notify(types.TEXT_DOCUMENT_DID_CHANGE, change)
        answer = protocol.send_request(method, params, msg_id=f"{method}-{uri}")
        protocol.notify(types.CANCEL_REQUEST, types.CancelParams(f"{method}-{uri}"))
        return answer

    answer: Future[Any] = editor.await_(send())
    return answer


def questions(uri: str) -> dict[str, Any]:
    text = types.TextDocumentIdentifier(uri)
    return {
        types.TEXT_DOCUMENT_HOVER: types.HoverParams(text, types.Position(3, 1)),
        types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionParams(text, at(3, 1), types.CodeActionContext([])),
        types.TEXT_DOCUMENT_DIAGNOSTIC: types.DocumentDiagnosticParams(text),
    }


@pytest.mark.parametrize("method", questions(""))
def test_what_is_taken_back_is_answered_as_such_and_asked_again_it_is_answered(editor: Editor, method: str) -> None:
    uri = editor.open(f"back_{method.rpartition('/')[2]}.py", BARE)
    editor.diagnostics(uri)
    with pytest.raises(JsonRpcRequestCancelled) as raised:
        taken_back(editor, uri, 2, method, questions(uri)[method]).result(PATIENCE)
    assert raised.value.code == types.LSPErrorCodes.RequestCancelled

    assert "RK301" in repr(editor.ask(method, questions(uri)[method]))
    assert [one.code for one in editor.diagnostics(uri, 2)] == ["RK301"]


def test_what_is_taken_back_while_it_is_judged_leaves_the_next_answer_right(editor: Editor) -> None:
    long = editor.open("long.py", LONG)
    uri = editor.open("after_long.py", BARE)
    hover = types.TEXT_DOCUMENT_HOVER
    with pytest.raises(JsonRpcRequestCancelled):
        taken_back(editor, long, 2, hover, questions(long)[hover]).result(PATIENCE)
    told = editor.hover(uri, types.Position(2, 1))
    assert told
    assert "RK301" in repr(told)
    assert editor.diagnostics(long, 2)


def test_to_take_back_what_was_answered_or_never_asked_does_nothing(editor: Editor) -> None:
    uri = editor.open("answered.py", BARE)
    assert editor.hover(uri, types.Position(2, 1))
    for number in ("never", 1):
        editor.send(types.CANCEL_REQUEST, types.CancelParams(number))
    assert editor.hover(uri, types.Position(2, 1))


def test_of_many_versions_that_come_at_once_the_last_is_judged_and_hardly_another(editor: Editor) -> None:
    uri = editor.open("versions.py", BARE)
    editor.diagnostics(uri)

    async def type_all() -> None:
        for version in range(2, 42):
            identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
            change = types.DidChangeTextDocumentParams(identifier, [typed(0, 0, "#\n")])
            editor.client.protocol.notify(types.TEXT_DOCUMENT_DID_CHANGE, change)

    editor.await_(type_all())
    [found] = editor.diagnostics(uri, 41)
    assert found.range.start.line == 42
    told = [one.version or 0 for one in editor.told if one.uri == uri]
    assert told == sorted(set(told))
    assert len(told) < 20
