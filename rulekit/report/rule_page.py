"""The page of a rule: everything its module says, as Markdown and as values."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import Any

from rulekit.engine.rule_options import key_of
from rulekit.engine.sentences import body_of, guide_of, sentence_of
from rulekit.engine.severities import check_names
from rulekit.model.role import RUNNING
from rulekit.model.rule import Example, Rule
from rulekit.report.markdown import fenced


def markdown_page(rule: Rule, related: Sequence[Rule], options: Any = None) -> str:
    """Write the page of a rule; `options` are the configured ones."""
    parts = [
        f"# {rule.code} {rule.name}",
        f"> {sentence_of(rule, options)}",
        facts(rule),
        body_of(rule),
        *_examples(rule),
    ]
    parts += [*exemption_list(rule), *_options(rule, options), *_checks(rule), *_suppression(rule)]
    parts += _links(rule, related)
    return "\n\n".join(parts) + "\n"


def page_values(rule: Rule, related: Sequence[Rule], options: Any = None) -> dict[str, Any]:
    """Give the same as values for programs."""
    held = options or rule.options()
    return {
        "code": rule.code,
        "name": rule.name,
        "section": rule.section.title,
        "guide": sentence_of(rule, held),
        "severity": rule.severity.value,
        "fixable": rule.fixable,
        "checks": list(check_names(rule)),
        "explanation": body_of(rule),
        "examples": [_example_values(example) for example in rule.examples],
        "tempting": [_example_values(example) for example in rule.tempting],
        "silent_when": [exemption.sentence for exemption in rule.exemptions],
        "options": {key_of(field.name): getattr(held, field.name) for field in dataclasses.fields(held)},
        "related": [other.code for other in related],
        "references": list(rule.references),
        "equivalents": {tool: list(codes) for tool, codes in rule.equivalents.items()},
    }


def readings(rule: Rule) -> dict[str, str]:
    """Read off the explanation what is an error, a warning, advice, and not seen."""
    _, _, seen = rule.explanation.partition("## What the check sees\n")
    found: dict[str, str] = {}
    level = ""
    for text in seen.partition("\n## ")[0].splitlines():
        if text.startswith("- ") and ":" in text:
            level, _, rest = text.removeprefix("- ").partition(": ")
            found[level] = rest.strip()
        elif level and text.strip():
            found[level] += " " + text.strip()
    return found


def facts(rule: Rule) -> str:
    """Tell in a line how much the rule weighs, and where it holds."""
    is_safe = any(example.fixed and not example.asks for example in rule.examples)
    option = "--fix" if is_safe else "--fix --unsafe-fixes"
    fix = f"Some findings can be fixed with `{option}`. " if rule.fixable else ""
    roles = f"Judged in {_listed(sorted(rule.roles))} files. " if rule.roles != RUNNING else ""
    advice = f"Advice only in {_listed(sorted(rule.advice_in))} files. " if rule.advice_in else ""
    return f"*{rule.section.title}*, {rule.severity.value}. {fix}{roles}{advice}".rstrip()


def _listed(words: Sequence[str]) -> str:
    return " and ".join(words) if len(words) <= 2 else f"{', '.join(words[:-1])} and {words[-1]}"


def _examples(rule: Rule) -> Iterator[str]:
    if rule.examples:
        yield "## Examples"
    for example in rule.examples:
        yield from _pair(example, "Instead of" if example.path == "orders.py" else f"In `{example.path}`, instead of")
    if rule.tempting:
        yield "## Tempting, but no better"
    for example in rule.tempting:
        yield from _pair(example, "This is still found")


def _pair(example: Example, opening: str) -> Iterator[str]:
    yield f"### {example.title}"
    yield f"{opening}:"
    yield _fenced(example.shown, example)
    yield "write:"
    yield _fenced(example.good, example)


def _fenced(code: str, example: Example) -> str:
    language = "python" if example.path.endswith((".py", ".pyi", ".ipynb")) else "text"
    return fenced(code, language)


def exemption_list(rule: Rule) -> Iterator[str]:
    """Tell where the rule is silent, as Markdown."""
    if rule.exemptions:
        yield "## Stays silent when"
        yield "\n".join(f"- {exemption.sentence}" for exemption in rule.exemptions)


def _options(rule: Rule, options: Any) -> Iterator[str]:
    if rows := option_rows(rule, options):
        yield "## Options"
        yield fenced("\n".join([f"[tool.rulekit.{rule.name}]", *rows]), "toml")


def option_rows(rule: Rule, options: Any = None) -> list[str]:
    """Write the rule's options as rows of TOML, with their defaults unless others are given."""
    held = options or rule.options()
    return [f"{key_of(field.name)} = {json.dumps(getattr(held, field.name))}" for field in dataclasses.fields(held)]


def _checks(rule: Rule) -> Iterator[str]:
    names = check_names(rule)
    if len(names) > 1:
        yield "## Checks"
        listed = ", ".join(f"`{rule.name}.{name}`" for name in names)
        yield f"For `[tool.rulekit.severity]`, one by one: {listed}."


def _suppression(rule: Rule) -> Iterator[str]:
    yield "## Suppress"
    yield (
        f"End the line with `# noqa: {rule.code} - the reason`, write `# rulekit: disable={rule.name} - the reason` "
        "on a line of its own for the rest of a block or file, or name the file in `per-file-ignores`."
    )


def _links(rule: Rule, related: Sequence[Rule]) -> Iterator[str]:
    if related:
        yield "## Related"
        yield "\n".join(f"- {other.code} {other.name}: {guide_of(other)}" for other in related)
    yield from links_elsewhere(rule)


def links_elsewhere(rule: Rule) -> Iterator[str]:
    """Tell what other tools call the rule, and where to read more, as Markdown."""
    if rule.equivalents:
        yield "## In other tools"
        yield "\n".join(f"- {tool}: {', '.join(codes)}" for tool, codes in rule.equivalents.items())
    if rule.references:
        yield "## Read more"
        yield "\n".join(f"- <{address}>" for address in rule.references)


def _example_values(example: Example) -> dict[str, Any]:
    return {
        "title": example.title,
        "path": example.path,
        "bad": example.shown,
        "good": example.good,
        "found": [{"line": line, "code": code} for line, code in sorted(example.marks)],
    }
