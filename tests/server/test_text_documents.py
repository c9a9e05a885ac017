"""Texts while they are typed: the findings of the last version, at true places, whatever stands there."""

from lsprotocol import types

from tests.server.editor import Editor, typed

BARE = "try:\n    load()\nexcept:\n    stop()\n"


def codes(found: list[types.Diagnostic]) -> list[object]:
    return [one.code for one in found]


def test_a_text_that_is_opened_is_judged(editor: Editor) -> None:
    [found] = editor.diagnostics(editor.open("opened.py", BARE))
    assert (found.code, found.source, found.severity) == ("RK301", "rulekit", types.DiagnosticSeverity.Error)
    assert found.range == types.Range(types.Position(2, 0), types.Position(2, 6))
    assert found.message == "bare `except` hides every error: name the errors you expect"


def test_what_is_typed_is_judged_again_and_only_as_it_is_in_the_end(editor: Editor) -> None:
    uri = editor.open("typed.py", BARE)
    assert codes(editor.diagnostics(uri)) == ["RK301"]
    for version, letter in enumerate("ValueError", 2):
        editor.change(uri, version, typed(2, version + 4, f" {letter}" if version == 2 else letter))
    assert editor.diagnostics(uri, 11) == []


def test_several_changes_of_one_version_are_applied_one_after_another(editor: Editor) -> None:
    uri = editor.open("several.py", "")
    editor.change(uri, 2, typed(0, 0, "stop()\n"), typed(0, 0, "except:\n    "), typed(0, 0, "try:\n    load()\n"))
    assert codes(editor.diagnostics(uri, 2)) == ["RK301"]


def test_a_text_may_be_replaced_as_a_whole(editor: Editor) -> None:
    uri = editor.open("replaced.py", "total = 1\n")
    editor.change(uri, 2, types.TextDocumentContentChangeWholeDocument(BARE))
    assert codes(editor.diagnostics(uri, 2)) == ["RK301"]


def test_a_text_that_is_closed_has_no_findings_any_more(editor: Editor) -> None:
    uri = editor.open("closed.py", BARE)
    assert editor.diagnostics(uri)
    editor.close(uri)
    editor.until(lambda: [one for one in editor.told if one.uri == uri and one.version is None and not one.diagnostics])


def test_places_count_as_the_client_counts(editor: Editor) -> None:
    uri = editor.open("smile.py", 'print("\N{GRINNING FACE}\N{GRINNING FACE}"); import os\n')
    [unused] = [one for one in editor.diagnostics(uri) if one.code == "RK702"]
    assert editor.capabilities.position_encoding == types.PositionEncodingKind.Utf16
    assert (unused.range.start.character, unused.range.end.character) == (22, 24)

    editor.change(uri, 2, typed(0, 22, "re, os"), typed(0, 28, ", os", (0, 30)))
    found = [one for one in editor.diagnostics(uri, 2) if one.code == "RK702"]
    assert {one.message.partition(" is")[0] for one in found} >= {"`re`"}


def test_only_line_breaks_end_a_line(editor: Editor) -> None:
    uri = editor.open("feed.py", 'text = "\x0b\u2028\x85"\n\x0c\ntry:\r\n    load()\rexcept:\n    stop()\n')
    [found] = [one for one in editor.diagnostics(uri) if one.code == "RK301"]
    assert found.range.start.line == 4

    editor.change(uri, 2, typed(4, 6, " ValueError"))
    assert "RK301" not in codes(editor.diagnostics(uri, 2))


def test_an_unused_import_is_shown_as_unnecessary(editor: Editor) -> None:
    [found] = editor.diagnostics(editor.open("unused.py", "import os\n"))
    assert found.tags == (types.DiagnosticTag.Unnecessary,)


def test_a_list_of_dependencies_is_judged_too(editor: Editor) -> None:
    assert codes(editor.diagnostics(editor.open("requirements.txt", "requests\n", "pip-requirements"))) == ["RK701"]


def test_steps_lead_to_where_a_value_comes_from(editor: Editor) -> None:
    code = """\
def find(name, connection):
    query = f"SELECT * FROM orders WHERE name = {name}"
    connection.execute(query)
"""
    uri = editor.open("steps.py", code)
    [found] = [one for one in editor.diagnostics(uri) if one.code == "RK402"]
    assert [(step.location.uri, step.location.range.start.line) for step in found.related_information or ()]
    assert all(step.location.uri == uri for step in found.related_information or ())


def test_code_that_is_half_typed_never_ends_the_server(editor: Editor) -> None:
    uri = editor.open("half.py", "")
    text = 'async def sell(box: "Box", *, count=1):\n    match box:\n        case [a, *_]: f"{box!r:{count}}"\n'
    for length in range(1, len(text)):
        editor.change(uri, length + 1, types.TextDocumentContentChangeWholeDocument(text[:length]))
    editor.change(uri, len(text) + 1, types.TextDocumentContentChangeWholeDocument("(" * 5000))
    editor.change(uri, len(text) + 2, types.TextDocumentContentChangeWholeDocument("\0\ud83d\n" + BARE))
    editor.diagnostics(uri, len(text) + 2)
    editor.change(uri, len(text) + 3, types.TextDocumentContentChangeWholeDocument(BARE))
    assert codes(editor.diagnostics(uri, len(text) + 3)) == ["RK301"]


def test_a_secret_is_masked_in_all_that_is_told(editor: Editor) -> None:
    secret = "hunter2-" + "Zx81Qq" * 3
    uri = editor.open("secret.py", f'password = "{secret}"\nimport os  # {secret}\n')
    told = editor.diagnostics(uri)
    assert "RK502" in codes(told)
    hover = editor.hover(uri, told[0].range.start)
    assert secret not in repr((told, hover))


def test_what_is_open_stays_so_when_another_page_greets_the_same_server(editor: Editor) -> None:
    uri = editor.open("first.py", BARE)
    assert codes(editor.diagnostics(uri)) == ["RK301"]
    editor.greet()
    editor.change(uri, 2, typed(2, 6, " ValueError"))
    assert editor.diagnostics(uri, 2) == []
    assert [one for one in editor.said if uri in one] == []
