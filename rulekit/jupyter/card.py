"""What a cell's check shows: one result that terminals, notebooks and programs each read in their own form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rulekit.jupyter.card_html import BOX, FIRST, html_card, with_inline_code
from rulekit.jupyter.cell_report import CellReport
from rulekit.jupyter.exercise_links import practice_for
from rulekit.model.finding import Finding
from rulekit.report import json_values
from rulekit.report.markdown import fenced, sentence
from rulekit.report.styled import plain, visible
from rulekit.report.text import frame

MIME = "application/vnd.rulekit.report+json"


class Card(CellReport):
    """The report on a cell, or on a notebook, as front ends show it."""

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": repr(self),
            "text/markdown": self._markdown(),
            "text/html": html_card(self),
            MIME: {"findings": [json_values.as_values(f) for f in self.findings], "notes": list(self.remarks)},
        }

    def _lines(self) -> Iterator[str]:
        yield self.headline
        groups = [] if self.brief else list(self.groups())
        for group in groups[:FIRST]:
            first = group[0]
            yield f"{self.place(group)}: {first.code} {visible(first.message)}"
            yield from ("  " + plain(line) for line in frame(first))
            yield from ("  " + step for step in self.path_of(first))
        yield from self._rest(groups)
        if self.difference:
            yield visible_lines(self.difference)
        yield from self.remarks

    def _rest(self, groups: Sequence[tuple[Finding, ...]]) -> Iterator[str]:
        if len(groups) > FIRST:
            yield f"... and {sum(map(len, groups[FIRST:]))} more"
        if groups:
            code = groups[0][0].code
            yield f"Why: %rule {code}"
            if practice := practice_for(code):
                yield f"Practise: %exercise show {practice}"

    def _markdown(self) -> str:
        parts = [f"**{self.headline}**"]
        groups = [] if self.brief else list(self.groups())
        parts += [
            "\n".join(
                [
                    f"- {self.place(group)}: **{group[0].code}** {sentence(group[0].message)}",
                    *(f"  1. {sentence(step)}" for step in self.path_of(group[0])),
                ]
            )
            for group in groups[:FIRST]
        ]
        parts += map(sentence, self._rest(groups))
        if self.difference:
            parts.append(fenced(visible_lines(self.difference), "diff"))
        return "\n\n".join([*parts, *map(sentence, self.remarks)])


@dataclass(frozen=True)
class Reasons:
    """Why a rule says something of a line, or nothing."""

    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(map(visible, self.lines))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        rows = "".join(f"<div>{'&emsp;' * line.startswith(' ')}{with_inline_code(line)}</div>" for line in self.lines)
        return {"text/plain": repr(self), "text/html": f'<div style="{BOX}">{rows}</div>'}


def visible_lines(text: str) -> str:
    """Spell out control characters, line by line."""
    return "\n".join(visible(line) for line in text.splitlines())
