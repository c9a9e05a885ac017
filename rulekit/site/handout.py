"""The handout of a workshop: the rules of a section on one sheet of paper, made for the browser's print command."""

import re
from html import escape

from rulekit.engine.catalog import catalog
from rulekit.engine.sentences import guide_of
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.report.highlighting import highlighted
from rulekit.report.rule_panels import why_text
from rulekit.site.frame import CLASSES
from rulekit.site.rule_page import rendered_line

_STYLE = """\
@page { size: A4; margin: 12mm; }
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 186mm; font: 9.5pt/1.35 system-ui, "DejaVu Sans", sans-serif; color: #1f2328; }
section { break-after: page; }
section:last-child { break-after: auto; }
h1 { font-size: 15pt; margin: 0 0 2mm; border-bottom: 1pt solid #57606a; }
article { break-inside: avoid; margin: 0 0 3mm; }
h2 { font-size: 10.5pt; margin: 0; }
h2 span { font-weight: 400; color: #57606a; }
p { margin: .4mm 0 1mm; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 3mm; }
pre { margin: 0; padding: 1mm 1.5mm; border-left: 1.2mm solid #1b6e3c; background: #f3f4f6; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 7.3pt/1.3 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre.bad { border-left: 1.2mm dashed #b42318; }
footer { color: #57606a; font-size: 8pt; }
.k { color: #8b1a8b; } .s { color: #9a3412; } .n { color: #0b5a3c; } .c { color: #57606a; } .d { color: #0b4f9e; }
* { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
"""
_FOOTER = (
    "<footer>Left, behind a dashed line: instead of this. Right: write this. "
    "<code>rulekit explain CODE</code> says more.</footer>"
)
_SENTENCES = 2
_MOST_LINES, _FIRST, _LAST = 14, 10, 3
_GAP = re.compile(r"\n{3,}")
_STOP = re.compile(r"(?<=[.?])\s+")


def handout() -> str:
    """Write all sheets as one page that loads nothing."""
    sheets = "".join(map(_sheet, catalog().sections))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>The guide on paper</title>\n'
        f'<link rel="icon" href="data:,">\n<style>\n{_STYLE}</style>\n</head>\n<body>\n{sheets}</body>\n</html>\n'
    )


def _sheet(section: Section) -> str:
    rules = "".join(map(_rule, catalog().section(section.name)))
    return f"<section><h1>{escape(section.title)}</h1>{rules}{_FOOTER}</section>\n"


def _rule(rule: Rule) -> str:
    example = next((one for one in rule.examples if _size(one) <= _MOST_LINES), min(rule.examples, key=_size))
    bad, good = (highlighted(_short(text), CLASSES) for text in (example.shown, example.good))
    return (
        f"<article><h2>{rule.code} {rule.name} <span>{rule.severity.value}</span></h2>"
        f"<p><strong>{rendered_line(guide_of(rule))}</strong> {rendered_line(_reason(rule))}</p>"
        f'<div class="pair"><pre class="bad">{bad}</pre><pre>{good}</pre></div></article>'
    )


def _reason(rule: Rule) -> str:
    """Give the first sentences of why the rule is there."""
    first = " ".join(why_text(rule, ()).partition("\n\n")[0].split())
    sentences = _STOP.split(first)
    most = _SENTENCES
    while " ".join(sentences[:most]).count("`") % 2:  # a stop within code ends no sentence
        most += 1
    return " ".join(sentences[:most])


def _short(text: str) -> str:
    """Give code with one empty line where there were more, and without the middle where it is long."""
    lines = _GAP.sub("\n\n", text.strip("\n")).splitlines()
    if len(lines) > _MOST_LINES:
        lines[_FIRST:-_LAST] = ["..."]
    return "\n".join(lines)


def _size(example: Example) -> int:
    """Say how many lines the longer half has; the first example that is short enough says most about its rule."""
    return max(len(example.shown.splitlines()), len(example.good.splitlines()))
