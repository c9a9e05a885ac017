"""What can be done about a finding from within an editor, and what pointing at it says."""

from collections.abc import Iterator

import pytest
from lsprotocol import types

from rulekit.engine.cache.store import VARIABLE
from tests.server.editor import Editor, at, editing

BARE = "try:\n    load()\nexcept:\n    stop()\n"
IMPORTS = 'print("\N{GRINNING FACE}")\n\n\ndef load() -> None:\n    """Load."""\n    import os\n    import re\n'
SKILLED = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        code_action=types.CodeActionClientCapabilities(
            data_support=True, resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        )
    ),
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)
    ),
    window=types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=True)),
)


@pytest.fixture(scope="module")
def skilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Start an editor that asks for edits when somebody chooses them, and shows documents where it is told."""
    keeping = {VARIABLE: str(tmp_path_factory.mktemp("kept"))}
    with editing(tmp_path_factory.mktemp("skilled"), SKILLED, environment=keeping) as started:
        yield started


def titled(actions: list[types.CodeAction], start: str) -> types.CodeAction:
    return next(one for one in actions if one.title.startswith(start))


def applied(text: str, edits: list[types.TextEdit]) -> str:
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        start, end = edit.range.start, edit.range.end
        before = "".join(lines[: start.line]) + "".join(lines[start.line : start.line + 1])[: start.character]
        after = "".join(lines[end.line : end.line + 1])[end.character :] + "".join(lines[end.line + 1 :])
        lines = (before + edit.new_text + after).splitlines(keepends=True)
    return "".join(lines)


def edits_in(action: types.CodeAction, uri: str) -> list[types.TextEdit]:
    assert action.edit
    if action.edit.changes:
        return list(action.edit.changes[uri])
    [changed] = action.edit.document_changes or ()
    assert isinstance(changed, types.TextDocumentEdit)
    assert (changed.text_document.uri, changed.text_document.version) == (uri, 1)
    return [edit for edit in changed.edits if isinstance(edit, types.TextEdit)]


def test_a_safe_fix_is_what_the_client_may_choose_by_itself(editor: Editor) -> None:
    uri = editor.open("fix.py", IMPORTS)
    action = titled(editor.actions(uri, at(5, 12)), "Delete the import of `os`")
    assert (action.kind, action.is_preferred) == (types.CodeActionKind.QuickFix, True)
    assert [one.code for one in action.diagnostics or ()] == ["RK702"]
    assert applied(IMPORTS, edits_in(action, uri)) == IMPORTS.replace("    import os\n", "")


def test_an_unsafe_fix_says_so(editor: Editor) -> None:
    uri = editor.open("unsafe.py", "import os\n")
    action = titled(editor.actions(uri, at(0, 8)), "Delete the import of `os`")
    assert "unsafe" in action.title
    assert not action.is_preferred


def test_all_that_is_safe_is_fixed_at_once(editor: Editor, skilled: Editor) -> None:
    for one in (editor, skilled):
        uri = one.open("all.py", IMPORTS)
        [action] = one.actions(uri, at(0, 0), ["source.fixAll"])
        assert action.kind == "source.fixAll.rulekit"
        resolved = action if action.edit else one.ask(types.CODE_ACTION_RESOLVE, action)
        after = applied(IMPORTS, edits_in(resolved, uri))
        assert "import" not in after
        assert 'print("\N{GRINNING FACE}")' in after


def test_who_asks_for_quick_fixes_gets_no_other_action(editor: Editor) -> None:
    uri = editor.open("only.py", IMPORTS)
    kinds = {one.kind for one in editor.actions(uri, at(5, 12), ["quickfix"])}
    assert kinds == {types.CodeActionKind.QuickFix}
    assert editor.actions(uri, at(5, 12), ["refactor"]) == []


def test_a_comment_silences_a_finding_and_leaves_room_for_the_reason(skilled: Editor) -> None:
    uri = skilled.open("silence.py", BARE)
    offered = titled(skilled.actions(uri, at(2, 2)), "Silence RK301")
    assert offered.edit is None

    action = skilled.ask(types.CODE_ACTION_RESOLVE, offered)
    after = applied(BARE, edits_in(action, uri))
    assert after.splitlines()[2] == "except:  # noqa: RK301 - "

    command = action.command
    skilled.ask(types.WORKSPACE_EXECUTE_COMMAND, types.ExecuteCommandParams(command.command, command.arguments))
    [shown] = skilled.until(lambda: [one for one in skilled.shown if one.uri == uri])
    assert (shown.take_focus, shown.selection) == (True, at(2, len("except:  # noqa: RK301 - ")))


def test_an_action_on_a_text_that_has_changed_since_makes_no_edit(skilled: Editor) -> None:
    uri = skilled.open("gone.py", BARE)
    offered = titled(skilled.actions(uri, at(2, 2)), "Silence RK301")
    skilled.change(uri, 2, types.TextDocumentContentChangeWholeDocument("total = 1\n"))
    assert skilled.ask(types.CODE_ACTION_RESOLVE, offered).edit is None


def test_explaining_opens_the_page_of_the_rule(skilled: Editor) -> None:
    uri = skilled.open("explain.py", BARE)
    command = titled(skilled.actions(uri, at(2, 2)), "Explain RK301").command
    assert command
    page = skilled.ask(types.WORKSPACE_EXECUTE_COMMAND, types.ExecuteCommandParams(command.command, command.arguments))
    assert page.startswith("# RK301 bare-except")
    skilled.until(lambda: any(one.uri.endswith("pages/rules/bare-except.html") for one in skilled.shown))


def test_without_a_page_the_sentence_is_said(editor: Editor) -> None:
    params = types.ExecuteCommandParams("rulekit.explain", ["RK301"])
    editor.ask(types.WORKSPACE_EXECUTE_COMMAND, params)
    editor.until(lambda: any("Never use bare `except:` clauses" in one for one in editor.said))


def test_pointing_at_a_finding_tells_what_why_and_what_instead(editor: Editor) -> None:
    uri = editor.open("hover.py", BARE)
    hover = editor.hover(uri, types.Position(2, 3))
    assert hover
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.kind == types.MarkupKind.Markdown
    told = hover.contents.value
    assert told.startswith("**RK301 bare-except** (error): bare `except` hides every error")
    assert "> Never use bare `except:` clauses." in told
    assert "**Why.**" in told
    assert "**Instead.**" in told
    assert hover.range == types.Range(types.Position(2, 0), types.Position(2, 6))
    assert editor.hover(uri, types.Position(0, 1)) is None
