"""The panel in which code is tried: findings as one types, what the rule sees but does not report, and the fixes."""

import tomllib
from dataclasses import replace
from html import escape

import ipywidgets as widgets

from rulekit import api
from rulekit.engine.rule_options import build_options
from rulekit.engine.settings import Settings
from rulekit.jupyter.card_html import BOX, html_card, with_inline_code
from rulekit.jupyter.cell_report import CellReport
from rulekit.jupyter.explorer_panels import Panel
from rulekit.model.errors import RulekitError
from rulekit.model.role import ROLES
from rulekit.model.rule import Rule
from rulekit.report.rule_page import option_rows
from rulekit.report.styled import visible

_WIDE = {"width": "auto", "max_width": "60em"}
_FEWEST_LINES = 10
_NUMBERED = "rulekit-numbered"
_NUMBERS = "rulekit-numbers"
# Numbers and lines have one height, and no line wraps.
_STYLE = (
    f"<style>.{_NUMBERS}, .{_NUMBERED} textarea {{ font-family: var(--jp-code-font-family,monospace);"
    " font-size: 13px !important; line-height: 18px !important; padding-top: 5px !important }"
    f" .{_NUMBERS} {{ margin: 0; padding-top: 6px !important; text-align: right; min-width: 2em; background: none;"
    f" color: var(--jp-content-font-color2,#5f5f5f) }} .{_NUMBERED} textarea {{ white-space: pre; overflow-x: auto }}"
    f" .{_NUMBERED} label {{ position: absolute; width: 1px; height: 1px;"
    " overflow: hidden; clip-path: inset(50%) }}</style>"
)


class TryPanel(Panel):
    """A field for code, and what the guide says of it."""

    def __init__(self) -> None:
        super().__init__()
        self.code = widgets.Textarea(description="Code", layout={"flex": "1 1 20em", "width": "auto"})
        self.code.add_class(_NUMBERED)
        self.numbers = widgets.HTML()
        self.role = widgets.ToggleButtons(
            options=[role for role in ROLES if role != "stub"],
            style={"button_width": "auto"},
            tooltips=["judged as"] * 4,
        )
        self.everything = widgets.Checkbox(description="by all rules", indent=False)
        self.options = widgets.Textarea(description="Options", layout=_WIDE)
        self.apply = widgets.Button(description="Apply the safe fixes", layout={"width": "auto"})
        self.answer = widgets.HTML()
        self.apply.on_click(lambda _: self._apply())
        for field in (self.code, self.role, self.everything, self.options):
            field.observe(lambda _: self._judge(), "value")
        choices = widgets.HBox([self.role, self.everything, self.apply], layout={"flex_flow": "row wrap"})
        field = widgets.HBox([self.numbers, self.code], layout=_WIDE)
        self.code.observe(lambda _: self._number(), "value")
        self._number()
        self.box.children = (widgets.HTML(_STYLE), field, choices, self.options, self.answer)

    def fill(self, rule: Rule) -> None:
        """Begin with the rule's first example, and its options as they are by default."""
        rows = option_rows(rule)
        self.options.layout.display = "" if rows else "none"
        self.options.rows = max(len(rows), 2)
        self.options.value = "\n".join(rows)
        self.code.value = rule.examples[0].shown
        self._judge()

    @property
    def settings(self) -> Settings:
        """The settings by which the code is judged.

        Raises:
            RulekitError: the options are wrong.
        """
        rule = self.shown
        if rule is None:
            return api.as_written()
        try:
            table = tomllib.loads(self.options.value)
        except tomllib.TOMLDecodeError as error:
            raise RulekitError(f"options: {error}") from error
        options = {rule.name: build_options(rule, table, "options")}
        return replace(api.as_written(), select=("ALL",) if self.everything.value else (rule.code,), options=options)

    def _number(self) -> None:
        """Number the lines; the field grows with them, so that each number stays beside its line."""
        self.code.rows = max(self.code.value.count("\n") + 2, _FEWEST_LINES)
        numbers = "\n".join(map(str, range(1, self.code.rows + 1)))
        self.numbers.value = f'<pre aria-hidden="true" class="{_NUMBERS}">{numbers}</pre>'

    def _judge(self) -> None:
        if self.shown is None:
            return
        try:
            report = api.report_on(self.code.value, None, self.role.value, self.settings)
            silent = [
                sight
                for sight in api.sights(self.code.value, self.shown.code, self.role.value, self.settings)
                if not sight.is_reported
            ]
        except RulekitError as error:
            self.answer.value = f'<div style="{BOX}">{escape(visible(str(error)))}</div>'
            return
        self.apply.disabled = not any(finding.fix and finding.fix.safe for finding in report.findings)
        text, unjudged = self.code.value, report.unjudged
        card = html_card(CellReport(report.findings, advice=True, text=text, unjudged=unjudged, secrets=report.secrets))
        rows = "".join(
            f"<li>line {finding.span.line}: {with_inline_code(finding.message)}<br>{with_inline_code(reason)}</li>"
            for finding, reason in silent
        )
        self.answer.value = card + (f'<div style="{BOX}">Seen as well:<ul>{rows}</ul></div>' if rows else "")

    def _apply(self) -> None:
        self.code.value = api.fix(self.code.value, None, self.role.value, self.settings).text
