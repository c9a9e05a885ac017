"""Orders are noted, not announced.

## Why
The whole shop hears it.

## Instead
Write `note(order)`.

## When to break it
On the last day of the sale.

## What the check sees
- error: nothing.
- warning: every call of `announce`.
- advice: nothing.
- not seen: calls under another name.
"""

import ast
from collections.abc import Iterator

from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Finding, Fix, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

RULE = Rule(
    code="RK190",
    name="loud-call",
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(Example("An order", bad="announce(order)  # <- RK190", good="note(order)"),),
    equivalents={"ruff": ("Z190",)},
)


@RULE.check
def announced(call: ast.Call, source: Source) -> Iterator[Finding]:
    """Find calls of `announce`."""
    if isinstance(call.func, ast.Name) and call.func.id == "announce":
        fix = Fix("call `note`", (Edit(source.span(call.func), "note"),))
        yield RULE.at(source, call, "`announce` is loud: call `note`", fix=fix)
