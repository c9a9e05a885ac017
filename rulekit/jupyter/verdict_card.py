"""A verdict and a sheet as front ends show them: plain text that is complete, and HTML that says no more."""

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from rulekit.jupyter.kept import kept
from rulekit.report.markdown_html import rendered
from rulekit.report.plain_colours import with_plain_colours
from rulekit.report.styled import visible
from rulekit.teach.verdict import Outcome, Verdict

COMMANDS = "Help: %exercise hint, %exercise solution, %exercise reset, %exercise next"
_FENCE = re.compile(r"^```.*(?:\n|\Z)", re.MULTILINE)
_BOX = (
    "border:1px solid var(--jp-border-color1,#bdbdbd);border-left-width:6px;border-radius:4px;padding:8px 12px;"
    "margin:4px 0;max-width:60em;color:var(--jp-content-font-color1,#212121);"
    "background:var(--jp-layout-color0,#ffffff);font-size:13px"
)
# JupyterLab puts the text of tables to the right.
_LEFT = ' style="text-align:left"'
_PASSED = ("✔", "Passed", "var(--jp-success-color1,#2e7d32)")
_OURS = ("●", "Our fault", "var(--jp-info-color0,#01579b)")
_WAITS = ("▷", "Not attempted yet", "var(--jp-border-color0,#757575)")
_UNJUDGED = ("○", "Not judged", "var(--jp-border-color0,#757575)")
_NOT_YET = ("▲", "Not yet", "var(--jp-warn-color0,#b45309)")
_SIGNS = {
    Outcome.PASSED: _PASSED,
    Outcome.PASSED_WITH_NOTES: _PASSED,
    Outcome.CHECKER_ERROR: _OURS,
    Outcome.NOT_ATTEMPTED: _WAITS,
    Outcome.NOT_JUDGED: _UNJUDGED,
}


@dataclass(frozen=True)
class VerdictCard:
    """A verdict with what is to be said about the folder, such as that progress cannot be written."""

    verdict: Verdict
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "\n".join([visible_lines(str(self.verdict)), *self.notes])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": kept(self.html())}

    def html(self) -> str:
        """Write the card, to be shown alone or in a widget."""
        verdict = self.verdict
        sign, word, colour = _SIGNS.get(verdict.outcome, _NOT_YET)
        counted = f" {verdict.done} of {verdict.total} checks pass." if verdict.total else ""
        full_stop = "" if verdict.title.endswith(("?", ".")) else "."
        ending = f"{full_stop}{counted}"
        head = f"<strong>{word}</strong> {escape(verdict.exercise)}: {_inline(verdict.title)}{ending}"
        rows = [f"<pre>{escape(visible_lines(verdict.shown))}</pre>"] if verdict.shown else []
        rows += [
            f'<span style="color:{colour}">{sign}</span> {head}',
            "<br>".join(map(_inline, verdict.message.splitlines())),
        ]
        if verdict.where:
            rows.append(f"<code>{escape(visible(verdict.where))}</code>")
        if verdict.why:
            required = "<strong>Required:</strong> " if verdict.is_about_requirement else ""
            rows.append(f"{required}{_inline(verdict.why)}")
        rows += [_inline(verdict.next_step)] if verdict.next_step else []
        rows += [_faults(verdict.seen)] if verdict.seen else []
        rows += [f"Note: {_inline(text)}" for text in verdict.shown_notes()]
        rows += [escape(note) for note in self.notes]
        inside = "".join(f'<div style="margin:4px 0">{row}</div>' for row in rows)
        return with_plain_colours(f'<div style="{_BOX};border-left-color:{colour}">{inside}</div>')


def _faults(seen: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """Write the table of faults and the tests that saw each."""
    rows = "".join(
        f"<tr><td{_LEFT}>{_inline(fault)}</td><td{_LEFT}>{escape(', '.join(tests)) or 'none of your tests'}</td></tr>"
        for fault, tests in seen
    )
    head = "".join(f"<th{_LEFT}>{word}</th>" for word in ("Fault", "Seen by"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


@dataclass(frozen=True)
class Sheet:
    """Markdown that a learner reads."""

    text: str

    def __repr__(self) -> str:
        return _FENCE.sub("", self.text).strip()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.html()}

    def html(self) -> str:
        """Write it as HTML."""
        return rendered(self.text)


def visible_lines(text: str) -> str:
    """Spell out control characters, line by line."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _inline(text: str) -> str:
    """Write a sentence; it may quote the answer, so that nothing in it is loaded or led to."""
    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "link", "autolink"])
    return str(parser.renderInline(visible(" ".join(text.split()))))


def html_of(shown: VerdictCard | Sheet) -> str:
    """Give what a widget shows of it."""
    return shown.html()
