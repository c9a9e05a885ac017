"""The page of one rule."""

from collections.abc import Iterator
from html import escape

from rulekit import api
from rulekit.engine.catalog import catalog
from rulekit.engine.sentences import guide_of
from rulekit.model.rule import Rule
from rulekit.report.highlighting import highlighted
from rulekit.report.markdown_html import rendered
from rulekit.report.rule_panels import configure_text, examples_of, found_text, marked_code, source_text, why_text
from rulekit.site.frame import CLASSES, framed
from rulekit.teach.catalog import library

_BAD, _SIGN = 'class="bad"', 'class="sign"'
PARTS = ("Why", "Examples", "Configure", "How it is found", "Practise")


def page_of(rule: Rule) -> str:
    """Give the path of a rule's page in the site."""
    return f"rules/{rule.name}.html"


def rule_page(rule: Rule) -> str:
    """Write the page: all that the explorer shows in its tabs, one part below the other."""
    written = (
        rendered(why_text(rule, ()), CLASSES, deeper=1) + _related(rule),
        "".join(_examples(rule)),
        rendered(configure_text(rule), CLASSES, deeper=1),
        rendered(found_text(rule), CLASSES, deeper=1) + _source(rule) + _cases(rule),
        _practice(rule),
    )
    contents = "".join(f'<a href="#{_anchor(part)}">{part}</a>' for part in PARTS)
    sections = "".join(
        f'<section id="{_anchor(part)}" aria-label="{part}"><h2>{part}</h2>{html}</section>'
        for part, html in zip(PARTS, written, strict=True)
    )
    guide = rendered(guide_of(rule), CLASSES)
    body = (
        f'<h1>{rule.code} {rule.name}</h1><p>{kind_of(rule)}</p><div class="guide">{guide}</div>'
        f'<nav class="contents" aria-label="Parts">{contents}</nav>{sections}{_neighbours(rule)}'
    )
    return framed(page_of(rule), f"{rule.code} {rule.name}, rulekit", body)


def kind_of(rule: Rule) -> str:
    """Write how much a rule weighs, and whether it can be fixed."""
    fixable = ' <span class="quiet">with a fix</span>' if rule.fixable else ""
    return f'<span class="{rule.severity.value}">{rule.severity.value}</span>{fixable}'


def _anchor(part: str) -> str:
    return part.lower().replace(" ", "-")


def _related(rule: Rule) -> str:
    rows = "".join(f"<li>{_link(other)}: {rendered_line(guide_of(other))}</li>" for other in catalog().related(rule))
    return f"<h3>Related</h3><ul>{rows}</ul>" if rows else ""


def rendered_line(text: str) -> str:
    """Write a line of Markdown without a paragraph around it."""
    return rendered(text, CLASSES).removeprefix("<p>").removesuffix("</p>\n")


def _link(rule: Rule) -> str:
    return f'<a href="{rule.name}.html">{rule.code} {rule.name}</a>'


def _examples(rule: Rule) -> Iterator[str]:
    for example, tempting in examples_of(rule):
        path = "" if example.path == "orders.py" else f" <code>{escape(example.path)}</code>"
        opening = "Tempting, but this is still found" if tempting else "Instead of"
        yield f"<h3>{escape(example.title)}{path}</h3><p>{opening}:</p>"
        bad = marked_code(example, CLASSES, _BAD, _SIGN)
        yield f"<pre>{bad}</pre>"
        yield f"<p>write:</p><pre>{highlighted(example.good, CLASSES)}</pre>"


def _source(rule: Rule) -> str:
    code = escape(source_text(rule))
    return f"<details><summary>The check's own code</summary><pre>{code}</pre></details>"


def _cases(rule: Rule) -> str:
    words = {True: "found", False: "left alone"}
    rows = "".join(
        f'<li>{rendered_line(title)} <span class="quiet">{words[found]}</span></li>'
        for title, found in api.titles_of_cases(rule)
    )
    return f"<details><summary>The cases that prove it</summary><ul>{rows}</ul></details>" if rows else ""


def _practice(rule: Rule) -> str:
    rows = "".join(
        f'<li>{rendered_line(one.title)} <span class="quiet">about {one.minutes} min:</span> '
        f"<code>%exercise show {one.id}</code></li>"
        for one in library().of_rule(rule.code)
    )
    return f"<p>In a notebook, after <code>%load_ext rulekit</code>:</p><ul>{rows}</ul>"


def _neighbours(rule: Rule) -> str:
    rules = list(catalog())
    at = rules.index(rule)
    before = f"<span>Before: {_link(rules[at - 1])}</span>" if at else "<span></span>"
    after = f"<span>Next: {_link(rules[at + 1])}</span>" if at + 1 < len(rules) else ""
    return f'<nav class="neighbours" aria-label="Neighbours">{before}{after}</nav>'
