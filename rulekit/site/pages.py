"""The pages besides those of the rules."""

import inspect
import json
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple, get_type_hints

from rulekit.api.searching import vocabulary
from rulekit.engine.catalog import catalog
from rulekit.engine.rule_options import describe
from rulekit.engine.sentences import guide_of
from rulekit.engine.settings import DESCRIPTIONS, KEYS, Settings
from rulekit.known.shipped import shipped
from rulekit.model.finding import Severity
from rulekit.model.rule import Rule
from rulekit.report.markdown_html import rendered
from rulekit.report.rule_page import option_rows
from rulekit.report.summary import count
from rulekit.site.frame import CLASSES, framed
from rulekit.site.rule_page import kind_of, page_of, rendered_line

_USES = re.compile(r"^## Uses\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
# Documents that say how to use it; pictures and the other documents are no part of the site.
DOCUMENTS = ("command-line", "settings", "guide-page", "old-code", "ci", "notebooks", "library")
_PICTURE = re.compile(r"^!\[.*\)\n", re.MULTILINE)
_DOCUMENT = re.compile(r"\[([^]]*)\]\((?!\w+:)[^)#]*?([\w-]+)\.md\)")
_TABLES = {
    "per-file-ignores": "a table of patterns, each a list of rules",
    "severity": "a table of rules or checks, each with a severity",
}


class Command(NamedTuple):
    """A command, what it is for, and its help."""

    name: str
    summary: str
    help: str


def index_page() -> str:
    """Write the explorer: all rules in their sections, which a script narrows down; without it, all are there."""
    sections = "".join(
        f'<section class="group"><h2>{section.title}</h2><ul class="rules">'
        f"{''.join(_row(rule) for rule in catalog().section(section.name))}</ul></section>"
        for section in catalog().sections
    )
    body = f"<h1>{count(len(catalog()), 'rule')}</h1>{_form()}{sections}"
    script = '<script src="explore.js" defer></script>\n'
    return framed("index.html", "rulekit: a style guide that checks itself", body, script)


def usage_page(commands: Iterable[Command]) -> str:
    """Write what to do in which place, and every command with its options."""
    told = _USES.search(shipped("README.md").read_text("utf-8"))
    uses = _in_site(told[1]) if told else ""
    body = f"<h1>Usage</h1>{uses}<h2>Commands</h2>{''.join(map(_command, commands))}"
    return framed("usage.html", "Usage, rulekit", body)


def document_page(name: str) -> str:
    """Write one of the documents."""
    text = shipped(f"docs/{name}.md").read_text("utf-8")
    title = text.partition("\n")[0].removeprefix("# ")
    return framed(f"{name}.html", f"{title}, rulekit", _in_site(text))


def _in_site(text: str) -> str:
    """Write a document as HTML; what it links to and the site does not hold is only named."""
    return rendered(_DOCUMENT.sub(_link, _PICTURE.sub("", text)), CLASSES)


def _link(link: re.Match[str]) -> str:
    words, name = link.groups()
    if name == "README":
        return f"[{words}](usage.html)"
    return f"[{words}]({name}.html)" if name in DOCUMENTS else f"`{words}`"


def configuration_page() -> str:
    """Write every setting and every option of a rule, with its type and default."""
    rows = "".join(_setting(key, told) for key, told in DESCRIPTIONS.items())
    intro = (
        "<p>In <code>pyproject.toml</code>, in the table <code>[tool.rulekit]</code>, or in a "
        "<code>rulekit.toml</code> of its own; found from each file upward. "
        "<code>rulekit check --show-settings</code> shows what holds.</p>"
    )
    options = "".join(_options(rule) for rule in catalog())
    head = "<tr><th>key</th><th>value</th><th>default</th><th>what it does</th></tr>"
    body = f"<h1>Configuration</h1>{intro}{_table(head, rows)}<h2>Options of rules</h2>{options}"
    return framed("configuration.html", "Configuration, rulekit", body)


def changelog_page() -> str:
    """Write the changes."""
    text = shipped("CHANGELOG.md").read_text("utf-8")
    return framed("changelog.html", "Changelog, rulekit", rendered(text, CLASSES))


def _row(rule: Rule) -> str:
    names, told, explained = (" ".join(sorted(words)) for words in vocabulary(rule))
    return (
        f'<li data-words="{names} {told}" data-explained="{explained}" '
        f'data-section="{rule.section.name}" data-severity="{rule.severity.value}" '
        f'data-fixable="{"yes" if rule.fixable else "no"}"><a href="{page_of(rule)}">{rule.code} {rule.name}</a> '
        f"{kind_of(rule)}<div>{rendered_line(guide_of(rule))}</div></li>"
    )


def _form() -> str:
    sections = [(section.name, section.title) for section in catalog().sections]
    severities = [(one.value, one.value) for one in Severity]
    menus = _menu("section", "Section", sections) + _menu("severity", "Severity", severities)
    menus += _menu("fixable", "Fix", [("yes", "with a fix")])
    return (
        '<form id="explore" role="search" hidden><label>Search <input name="words" type="search" autocomplete="off" '
        f'placeholder="sql injection, S608 ..."></label>{menus}</form>'
        '<p id="counted" role="status"></p>'
    )


def _menu(name: str, title: str, options: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f'<option value="{value}">{text}</option>' for value, text in options)
    return f'<label>{title} <select name="{name}"><option value="">all</option>{rows}</select></label>'


def _command(command: Command) -> str:
    title = f'<h3 id="{command.name}">rulekit {command.name}</h3>'
    return f"{title}<p>{escape(command.summary)}</p><pre>{escape(command.help)}</pre>"


def _setting(key: str, told: str) -> str:
    default = getattr(Settings(), key.replace("-", "_"))
    kind = _TABLES.get(key) or describe(KEYS[key])
    written = json.dumps(list(default) if isinstance(default, tuple) else default)
    cells = (f"<code>{key}</code>", kind, f"<code>{escape(written)}</code>", rendered_line(told))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _options(rule: Rule) -> str:
    rows = option_rows(rule)
    if not rows:
        return ""
    hints = get_type_hints(rule.options)
    kinds = "".join(f"<li><code>{name.replace('_', '-')}</code>: {describe(hint)}</li>" for name, hint in hints.items())
    told = rendered(inspect.getdoc(rule.options) or "", CLASSES)
    title = f'<h3><a href="{page_of(rule)}">{rule.code} {rule.name}</a></h3>'
    table = "\n".join([f"[tool.rulekit.{rule.name}]", *rows])
    return f"{title}{told}<ul>{kinds}</ul><pre>{escape(table)}</pre>"


def _table(head: str, rows: str) -> str:
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def pages(commands: Iterable[Command]) -> Iterator[tuple[str, str]]:
    """Give the pages that are not about one rule, each with its path."""
    yield "index.html", index_page()
    yield "usage.html", usage_page(commands)
    yield "configuration.html", configuration_page()
    yield "changelog.html", changelog_page()
    yield from ((f"{name}.html", document_page(name)) for name in DOCUMENTS)
