"""The explorer: all rules to search, read, try and practise, in one widget that a keyboard alone can use.

Everything to choose from is a button: JupyterLab takes the arrows and letters that a menu would need for its own
commands on cells. The buttons and panels stay alive and are shown or hidden, so that the focus stays where it is.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from rulekit import api
from rulekit.engine.catalog import catalog
from rulekit.engine.sentences import guide_of
from rulekit.jupyter.card_html import SIGNS, with_inline_code
from rulekit.jupyter.explorer_panels import ConfigurePanel, ExamplesPanel, FoundPanel, Panel, WhyPanel
from rulekit.jupyter.practice_panel import PractisePanel
from rulekit.jupyter.try_panel import TryPanel
from rulekit.model.finding import Severity
from rulekit.model.rule import Rule
from rulekit.report.summary import count

ALL = "all"
_ROW = {"flex_flow": "row wrap", "align_items": "flex-start"}
_LIST = {"max_height": "360px", "overflow": "auto", "border": "1px solid var(--jp-border-color2,#e0e0e0)"}
_ENTRY = {"display": "flex", "width": "auto", "margin": "0", "justify_content": "flex-start", "flex": "0 0 auto"}
_CHOSEN = "primary"


class Explorer:
    """The widget, with its parts by name."""

    def __init__(self, rule: str = "") -> None:
        self.code = ""
        hint = "sql injection, S608, time out ..."
        self.search = widgets.Text(description="Search", placeholder=hint, layout={"width": "auto"})
        self.section = _choice("Section", [(s.name, s.name) for s in catalog().sections])
        self.severity = _choice("Severity", [(s.value, s.value) for s in Severity])
        self.only = _choice("Only", [("with a fix", "fixable"), ("not practised", "open"), ("practised", "done")])
        self.entries = {one.code: self._entry(one) for one in catalog()}
        self.rules = widgets.VBox(layout=_LIST)
        self.filtered = widgets.VBox([self.section, self.severity, self.only], layout={"display": "none"})
        self.filters = widgets.Button(tooltip="Show or hide what narrows the list", layout={"width": "auto"})
        self.counted = widgets.HTML()
        self.heading = widgets.HTML()
        self.trying = TryPanel()
        self.practising = PractisePanel(Path.cwd())
        self.panels: dict[str, Panel] = {
            "Why": WhyPanel(self.open),
            "Examples": ExamplesPanel(self.try_code),
            "Try it": self.trying,
            "Configure": ConfigurePanel(),
            "How it is found": FoundPanel(),
            "Practise": self.practising,
        }
        self.tabs = widgets.ToggleButtons(options=list(self.panels), style={"button_width": "auto"})
        self.box = self._layout()
        self._listen()
        self._list_rules()
        if rule:
            self.open(api.rules.find(rule).code)
        self._tick_later()

    def _listen(self) -> None:
        self.filters.on_click(lambda _: self._fold())
        for field in (self.search, self.section, self.severity, self.only):
            field.observe(lambda _: self._list_rules(), "value")
        self.tabs.observe(lambda _: self._show_panel(), "value")

    def open(self, code: str) -> None:
        """Show a rule."""
        for entry in {self.code, code} & set(self.entries):
            self.entries[entry].button_style = _CHOSEN if entry == code else ""
        self.code = code
        rule = catalog()[code]
        self.heading.value = (
            f"<h2 style='margin:0'>{rule.code} {rule.name}</h2><p>{with_inline_code(guide_of(rule))}</p>"
        )
        for panel in self.panels.values():
            panel.rule = rule
        self._show_panel()

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
            [self.search, self.filters, self.filtered, self.counted, self.rules],
            layout={"flex": "1 1 300px", "min_width": "0", "max_width": "100%"},
        )
        right = widgets.VBox(
            [self.heading, self.tabs, *(panel.box for panel in self.panels.values())],
            layout={"flex": "3 1 420px", "min_width": "0", "max_width": "100%", "padding": "0 0 0 16px"},
        )
        return widgets.Box([left, right], layout=_ROW)

    def _entry(self, rule: Rule) -> Any:
        entry = widgets.Button(layout=_ENTRY)
        entry.on_click(lambda _: self.open(rule.code))
        return entry

    def _list_rules(self) -> None:
        """List the rules that answer to what is asked, and open the nearest unless one of them is open."""
        found = [rule.code for rule in api.search(self.search.value) if self._is_wanted(rule)]
        self.counted.value = f"<span>{count(len(found), 'rule')}</span>"
        chosen = [field.value for field in (self.section, self.severity, self.only) if field.value != ALL]
        self.filters.description = ": ".join(filter(None, ["Filters", ", ".join(chosen)]))
        self._tick(found)
        listed = tuple(self.entries[code] for code in found)
        if listed != self.rules.children:
            self.rules.children = listed
        if not found:
            self.heading.value = "<p>No rule answers to this. Take a word away, or choose all.</p>"
        elif self.code not in found or self.search.value.strip():
            self.open(found[0])
        else:
            self.open(self.code)

    def _tick(self, codes: Iterable[str]) -> None:
        """Write beside the name of each rule how bad it is, and whether all its exercises have passed."""
        for rule in (catalog()[code] for code in codes):
            done = " ✓ practised" if self.practising.is_loaded and self.practising.is_done(rule) else ""
            told = f"{SIGNS[rule.severity]} {rule.severity.value}"
            self.entries[rule.code].description = f"{rule.code} {rule.name}  {told}{done}"

    def _tick_later(self) -> None:
        """Tick what was practised before once the explorer is there: to load all exercises takes a while."""
        if not self.practising.has_begun:
            return
        with suppress(RuntimeError):  # no loop: nobody looks on
            asyncio.get_running_loop().call_soon(self._tick_all)

    def _tick_all(self) -> None:
        self._tick([rule.code for rule in catalog() if self.practising.is_done(rule)])

    def _fold(self) -> None:
        self.filtered.layout.display = "" if self.filtered.layout.display else "none"

    def _is_wanted(self, rule: Rule) -> bool:
        if self.section.value not in {ALL, rule.section.name} or self.severity.value not in {ALL, rule.severity.value}:
            return False
        if self.only.value == "fixable":
            return rule.fixable
        wanted: str = self.only.value
        return wanted == ALL or self.practising.is_done(rule) == (wanted == "done")

    def _show_panel(self) -> None:
        """Fill the panel that is asked for, and hide the others; what was practised meanwhile is ticked."""
        self._tick([self.code] if self.code else [])
        for name, panel in self.panels.items():
            panel.show(wanted=name == self.tabs.value)


def _choice(title: str, options: list[tuple[str, str]]) -> Any:
    layout = {"width": "auto", "margin": "2px 0 6px 2px"}
    every = [(ALL, ALL), *options]
    return widgets.ToggleButtons(description=title, options=every, style={"button_width": "auto"}, layout=layout)
