"""The place for a reason in a comment that was just written."""

from rulekit.server.changes import Changes
from rulekit.server.judging import BLANK
from rulekit.server.positions import width


def without_blank(changes: Changes, encoding: str) -> tuple[str, int, int] | None:
    """Take the sign for the reason out of edits; give the text, line and character where it stood."""
    for uri, edits in changes.items():
        for edit in edits:
            before, sign, after = edit.new_text.partition(BLANK)
            if sign:
                edit.new_text = before + after
                line = edit.range.start.line + before.count("\n")
                return uri, line, width(before.rpartition("\n")[2], encoding)
    return None
