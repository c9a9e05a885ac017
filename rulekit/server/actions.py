"""What can be done about a finding: its fix, a comment with a reason, an explanation; and all safe fixes at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from lsprotocol import types

from rulekit.model.finding import Finding
from rulekit.notebook.languages import mapping
from rulekit.server.changes import Changes, changes_of, changes_to
from rulekit.server.diagnostics import Placed
from rulekit.server.documents import Shown
from rulekit.server.judgements import Judged
from rulekit.server.reasons import without_blank

FIX_ALL: Final = "source.fixAll.rulekit"
EXPLAIN: Final = "rulekit.explain"
GIVE_REASON: Final = "rulekit.giveReason"
KINDS: Final = (types.CodeActionKind.QuickFix, FIX_ALL)

Edits = Callable[[Changes, Shown], types.WorkspaceEdit]


def at_place(found: Iterable[Placed], place: types.Range) -> list[Placed]:
    """Choose the findings that touch a place."""
    return [(finding, told) for finding, told in found if _touch(told.range, place)]


def _touch(one: types.Range, other: types.Range) -> bool:
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def offered(
    found: Sequence[Placed], judged: Judged, context: types.CodeActionContext, edit: Edits
) -> Iterator[types.CodeAction]:
    """Offer what can be done about findings, what is safe before what is not."""
    if judged.shown.retold:
        return
    quick = _wants(context, types.CodeActionKind.QuickFix.value)
    if quick:
        yield from sorted(_fixes(found, judged, edit), key=lambda action: not action.is_preferred)
    if _wants(context, FIX_ALL):
        yield from _fix_all(judged)
    if quick:
        yield from _silences(found, judged)
        yield from _explanations(found)


def _wants(context: types.CodeActionContext, kind: str) -> bool:
    """Tell whether the client asks for a kind of action: it may name a part of it, or none."""
    return context.only is None or any(kind == one or kind.startswith(f"{one}.") for one in map(_word, context.only))


def _word(kind: str | types.CodeActionKind) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _fixes(found: Iterable[Placed], judged: Judged, edit: Edits) -> Iterator[types.CodeAction]:
    """Give the fixes of findings: the safe ones are what the client may choose by itself."""
    for finding, told in found:
        fix = finding.fix
        if fix and fix.public_edits:
            title = f"{fix.title} ({finding.code})" if fix.safe else f"{fix.title} ({finding.code}, unsafe)"
            action = types.CodeAction(title, types.CodeActionKind.QuickFix, diagnostics=[told], is_preferred=fix.safe)
            action.edit = edit(changes_of(fix.public_edits, judged.shown), judged.shown)
            yield action


def _silences(found: Iterable[Placed], judged: Judged) -> Iterator[types.CodeAction]:
    """Offer a comment for each finding; which one it is is written down, and made when somebody chooses it."""
    for finding, told in found:
        at = judged.verdict.findings.index(finding)
        asked = {"do": "silence", "uri": judged.shown.uri, "state": judged.shown.state, "at": at}
        title = f"Silence {finding.code} here, with a reason"
        yield types.CodeAction(title, types.CodeActionKind.QuickFix, diagnostics=[told], data=asked)


def _explanations(found: Iterable[Placed]) -> Iterator[types.CodeAction]:
    """Offer the page of each rule."""
    for finding in {finding.code: finding for finding, _ in found}.values():
        title = f"Explain {finding.code} {finding.name}"
        yield types.CodeAction(
            title, types.CodeActionKind.QuickFix, command=types.Command(title, EXPLAIN, arguments=[finding.code])
        )


def _fix_all(judged: Judged) -> Iterator[types.CodeAction]:
    """Offer all safe fixes of a document, if there is one."""
    if any(finding.fix and finding.fix.safe for finding in judged.verdict.findings):
        asked = {"do": "fix", "uri": judged.shown.uri, "state": judged.shown.state}
        yield types.CodeAction("Fix all that is safe to fix", FIX_ALL, data=asked)


def finding_of(asked: Mapping[str, Any], judged: Judged) -> Finding | None:
    """Give the finding of this version that an action was offered for; one for all findings names none."""
    at = asked.get("at")
    return judged.verdict.findings[at] if isinstance(at, int) else None


def completed(action: types.CodeAction, judged: Judged, text: str, edit: Edits, *, shows: bool) -> types.CodeAction:
    """Give an action with what leads to a text; where a reason is to be written the cursor goes, if that can be."""
    changes = changes_to(text, judged.shown)
    finding = finding_of(mapping(action.data), judged)
    blank = finding and without_blank(changes, judged.shown.part_of(finding.cell).places.encoding)
    action.edit = edit(changes, judged.shown)
    if blank and shows:
        action.command = types.Command("Give the reason", GIVE_REASON, arguments=[*blank])
    return action
