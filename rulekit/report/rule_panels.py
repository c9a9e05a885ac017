"""What there is to know of a rule, in the parts that the explorer and the site show: Markdown, and pairs of code."""

import dataclasses
import inspect
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from rulekit.engine.sentences import body_of, guide_of
from rulekit.model.late import regex
from rulekit.model.rule import Example, Rule
from rulekit.report.highlighting import highlighted
from rulekit.report.rule_page import exemption_list, facts, links_elsewhere, option_rows

_SEEN = regex(r"^## What the check sees\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def why_text(rule: Rule, related: Sequence[Rule]) -> str:
    """Tell why the rule is there, what to do instead, and when to break it."""
    body = _SEEN.sub("", body_of(rule)).strip().removeprefix("## Why\n").strip()
    others = [f"- {other.code} {other.name}: {guide_of(other)}" for other in related]
    return "\n\n".join([body, *(["## Related", "\n".join(others)] if others else [])])


def found_text(rule: Rule) -> str:
    """Tell how the check finds what it finds, where it is silent, and what it does not see."""
    parts = [facts(rule), seen_text(rule), *exemption_list(rule), *links_elsewhere(rule)]
    return "\n\n".join(part for part in parts if part)


def seen_text(rule: Rule) -> str:
    """Tell what the check sees, in the words of its module."""
    match = _SEEN.search(body_of(rule))
    return match[1].strip() if match else ""


def source_text(rule: Rule) -> str:
    """Give the module of the rule: its checks as they run."""
    functions = [judge.function for judge in rule.checks]
    module = sys.modules.get(functions[0].__module__) if functions else None
    return inspect.getsource(module) if module else ""


def configure_text(rule: Rule) -> str:
    """Tell how a project sets, silences and leaves out the rule, to copy."""
    rows = option_rows(rule)
    words = (inspect.getdoc(rule.options) or "") if rows else ""
    table = (
        f"## Options\n\n{words}\n\n```toml\n[tool.rulekit.{rule.name}]\n" + "\n".join(rows) + "\n```" if rows else ""
    )
    silence = f"## Silence one line\n\n```python\n...  # noqa: {rule.code} - the reason\n```"
    files = f'## Leave it out\n\n```toml\n[tool.rulekit.per-file-ignores]\n"scripts/*" = ["{rule.name}"]\n```'
    everywhere = f'```toml\n[tool.rulekit]\nignore = ["{rule.name}"]\n```'
    parts = [table, silence, files, "or, in the whole project:", everywhere]
    return "\n\n".join(part for part in parts if part)


def examples_of(rule: Rule) -> Iterator[tuple[Example, bool]]:
    """Give the pairs of bad and good code; the second value says that the good code is only tempting."""
    yield from ((example, False) for example in rule.examples)
    yield from ((example, True) for example in rule.tempting)


def marked_code(example: Example, styles: Mapping[str, str], marked: str, sign: str) -> str:
    """Write bad code as HTML, `marked` on the lines that break a rule, each with its codes behind it.

    `sign` is the attributes of what names the codes.
    """
    codes: dict[int, list[str]] = {}
    for line, code in sorted(example.marks):
        codes.setdefault(line, []).append(code)
    rows = []
    for number, row in enumerate(highlighted(example.shown, styles).splitlines(), 1):
        label = f"  <span {sign}>← {escape(', '.join(codes[number]))}</span>" if number in codes else ""
        rows.append(f"<div {marked}>{row}{label}</div>" if label else f"<div>{row or '&nbsp;'}</div>")
    return "".join(rows)


def has_options(rule: Rule) -> bool:
    """Tell whether the rule can be set."""
    return bool(dataclasses.fields(rule.options))
