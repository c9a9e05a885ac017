"""The explorer: all rules to search, read, try and practise, in one widget that a keyboard alone can use.

The lists are rebuilt only when what they hold changes, and the panels stay alive and are shown or hidden, so that
the focus stays where it is.
"""

from pathlib import Path
from typing import Any

import ipywidgets as widgets

from rulekit import api
from rulekit.engine.catalog import catalog
from rulekit.jupyter.cardpage import ticked
from rulekit.jupyter.panels import ConfigurePanel, ExamplesPanel, FoundPanel, Panel, WhyPanel
from rulekit.jupyter.practising import PractisePanel
from rulekit.jupyter.tryit import TryPanel
from rulekit.model.finding import Severity
from rulekit.model.rule import Rule
from rulekit.report.summary import count

ALL = "all"
_ROWS = 12
_WRAP = widgets.Layout(flex_flow="row wrap", align_items="flex-start")


class Explorer:
    """The widget, with its parts by name."""

    def __init__(self, rule: str = "") -> None:
        self.search = widgets.Text(description="Search", placeholder="sql injection, S608, time out ...")
        self.section = _menu("Section", [(s.title, s.name) for s in catalog().sections])
        self.severity = _menu("Severity", [(s.value, s.value) for s in Severity])
        self.only = _menu("Only", [("with a fix", "fixable"), ("not practised yet", "open"), ("practised", "done")])
        self.rules = widgets.Select(description="Rules", rows=_ROWS)
        self.counted = widgets.HTML()
        self.heading = widgets.HTML()
        self.trying = TryPanel()
        self.practising = PractisePanel(Path.cwd())
        self.panels: dict[str, Panel] = {
            "Why": WhyPanel(),
            "Examples": ExamplesPanel(self.try_code),
            "Try it": self.trying,
            "Configure": ConfigurePanel(),
            "How it is found": FoundPanel(),
            "Practise": self.practising,
        }
        self.tabs = widgets.ToggleButtons(options=list(self.panels), style={"button_width": "auto"})
        self.box = self._layout()
        self._list_rules()
        for field in (self.search, self.section, self.severity, self.only):
            field.observe(lambda _: self._list_rules(), "value")
        self.rules.observe(lambda _: self._show_rule(), "value")
        self.tabs.observe(lambda _: self._show_panel(), "value")
        if rule:
            self.rules.value = api.rules.find(rule).code
        self._show_rule()

    def try_code(self, code: str) -> None:
        """Put code into the panel in which it can be tried, and go there."""
        self.tabs.value = "Try it"
        self.trying.code.value = code
        self.trying.code.focus()

    def __repr__(self) -> str:
        return f"The explorer of {count(len(catalog()), 'rule')}; it is shown in a notebook."

    def _repr_mimebundle_(self, **given: Any) -> dict[str, Any]:
        return {**self.box._repr_mimebundle_(**given), "text/plain": repr(self)}

    def _layout(self) -> Any:
        left = widgets.VBox(
            [self.search, self.section, self.severity, self.only, self.rules, self.counted],
            layout=widgets.Layout(flex="1 1 300px", min_width="0", max_width="100%"),
        )
        right = widgets.VBox(
            [self.heading, self.tabs, *(panel.box for panel in self.panels.values())],
            layout=widgets.Layout(flex="3 1 420px", min_width="0", max_width="100%", padding="0 0 0 16px"),
        )
        for field in (self.search, self.section, self.severity, self.only, self.rules):
            field.layout.width = "auto"
        return widgets.Box([left, right], layout=_WRAP)

    def _list_rules(self) -> None:
        """Show the rules that answer to what is asked; the one that is open stays open while it is among them."""
        found = [rule for rule in api.search(self.search.value) if self._is_wanted(rule)]
        options = [(f"{rule.code} {rule.name}", rule.code) for rule in found]
        self.counted.value = f"<span>{count(len(found), 'rule')}</span>"
        if tuple(options) != tuple(self.rules.options):
            opened = self.rules.value
            self.rules.options = options
            stays = opened in {rule.code for rule in found} and not self.search.value.strip()
            self.rules.value = opened if stays else next((rule.code for rule in found), None)

    def _is_wanted(self, rule: Rule) -> bool:
        if self.section.value not in {ALL, rule.section.name} or self.severity.value not in {ALL, rule.severity.value}:
            return False
        if self.only.value == "fixable":
            return rule.fixable
        wanted: str = self.only.value
        return wanted == ALL or self.practising.is_done(rule) == (wanted == "done")

    def _show_rule(self) -> None:
        if self.rules.value is None:
            self.heading.value = "<p>No rule answers to this. Take a word away, or choose all sections.</p>"
            return
        rule = catalog()[self.rules.value]
        self.heading.value = f"<h2 style='margin:0'>{rule.code} {rule.name}</h2><p>{ticked(rule.guide)}</p>"
        for panel in self.panels.values():
            panel.rule = rule
        self._show_panel()

    def _show_panel(self) -> None:
        """Fill the panel that is asked for, and hide the others."""
        for name, panel in self.panels.items():
            panel.show(wanted=name == self.tabs.value)


def _menu(title: str, options: list[tuple[str, str]]) -> Any:
    return widgets.Dropdown(description=title, options=[(ALL, ALL), *options])
