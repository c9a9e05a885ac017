"""The panels of the explorer that are read."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from rulekit import api
from rulekit.engine.catalog import catalog
from rulekit.jupyter.card_html import CODE
from rulekit.model.rule import Example, Rule
from rulekit.report.highlighting import JUPYTER, highlighted
from rulekit.report.markdown_html import rendered
from rulekit.report.rule_panels import configure_text, examples_of, found_text, marked_code, source_text, why_text

_READ = "max-width:60em;line-height:1.5;overflow-wrap:anywhere"
_MARKED = 'style="background:rgba(198,40,40,.10);border-left:3px solid var(--jp-error-color1,#c62828);padding-left:4px"'
_SIGN = 'style="color:var(--jp-content-font-color2,#5f5f5f)"'


class Panel:
    """A part of the explorer about one rule; it is made anew when it is looked at, not before."""

    def __init__(self) -> None:
        self.rule: Rule | None = None
        self.shown: Rule | None = None
        self.box = widgets.VBox(layout={"display": "none", "min_width": "0"})

    def show(self, *, wanted: bool) -> None:
        """Show the panel, or hide it."""
        if wanted and self.rule is not None and self.rule is not self.shown:
            self.shown = self.rule
            self.fill(self.rule)
        self.box.layout.display = "" if wanted else "none"

    def fill(self, rule: Rule) -> None:
        """Make the content for a rule."""
        raise NotImplementedError


class ReadPanel(Panel):
    """A panel that holds a text."""

    def __init__(self) -> None:
        super().__init__()
        self.text = widgets.HTML()
        self.box.children = (self.text,)

    def fill(self, rule: Rule) -> None:
        """Write the text."""
        self.text.value = f'<div style="{_READ}">{self.written(rule)}</div>'

    def written(self, rule: Rule) -> str:
        """Give the text as HTML."""
        raise NotImplementedError


class WhyPanel(ReadPanel):
    """Why the rule is there, what to do instead, when to break it, and the way to related rules."""

    def __init__(self, open_rule: Callable[[str], None]) -> None:
        super().__init__()
        self.open_rule = open_rule
        self.links: dict[str, Any] = {}
        self.related = widgets.HBox(layout={"flex_flow": "row wrap"})
        self.box.children = (self.text, self.related)

    def fill(self, rule: Rule) -> None:
        """Write the explanation, and offer to open each related rule."""
        super().fill(rule)
        self.related.children = tuple(map(self._link, catalog().related(rule)))

    def written(self, rule: Rule) -> str:
        """Give the explanation."""
        return rendered(why_text(rule, catalog().related(rule)), deeper=1)

    def _link(self, rule: Rule) -> Any:
        if rule.code not in self.links:
            link = widgets.Button(description=f"Open {rule.code} {rule.name}", layout={"width": "auto"})
            link.on_click(lambda _: self.open_rule(rule.code))
            self.links[rule.code] = link
        return self.links[rule.code]


class ConfigurePanel(ReadPanel):
    """How a project sets, silences and leaves out the rule."""

    def written(self, rule: Rule) -> str:
        """Give the pieces to copy."""
        return rendered(configure_text(rule), deeper=1)


class FoundPanel(ReadPanel):
    """How the check works, where it is silent, and its own code."""

    def written(self, rule: Rule) -> str:
        """Give the limits, the exemptions, the source, and the cases that prove it."""
        source = f'<pre style="{CODE}">{highlighted(source_text(rule), JUPYTER)}</pre>'
        parts = {"The check's own code": source, "The cases that prove it": rendered(api.cases_of(rule), deeper=2)}
        folded = "".join(
            f"<details><summary>{title}</summary>{html}</details>" for title, html in parts.items() if html
        )
        return rendered(found_text(rule), deeper=1) + folded


class ExamplesPanel(Panel):
    """Bad and good code, each to be tried."""

    def __init__(self, try_code: Callable[[str], None]) -> None:
        super().__init__()
        self.try_code = try_code

    def fill(self, rule: Rule) -> None:
        """Show the pairs."""
        self.box.children = tuple(part for pair in examples_of(rule) for part in self._pair(*pair))

    def _pair(self, example: Example, tempting: bool) -> Sequence[Any]:
        path = "" if example.path == "orders.py" else f" <code>{escape(example.path)}</code>"
        opening = "Tempting, but this is still found" if tempting else "Instead of"
        bad = marked_code(example, JUPYTER, _MARKED, _SIGN)
        html = f"<h3>{escape(example.title)}{path}</h3><div>{opening}:</div><pre style='{CODE}'>{bad}</pre>"
        good = f"<div>Write:</div><pre style='{CODE}'>{highlighted(example.good, JUPYTER)}</pre>"
        return (
            widgets.HTML(f'<div style="{_READ}">{html}</div>'),
            self._button("Open this in Try it", example.shown),
            widgets.HTML(f'<div style="{_READ}">{good}</div>'),
            self._button("Open the good code in Try it", example.good),
        )

    def _button(self, label: str, code: str) -> Any:
        button = widgets.Button(description=label, layout={"width": "auto", "align_self": "flex-start"})
        button.on_click(lambda _: self.try_code(code))
        return button
