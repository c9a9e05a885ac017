"""Orders are shipped by the new service.

## Why
The old one loses parcels.

## Instead
Write `ship(order)`.

## When to break it
Never.

## What the check sees
- error: every call of `ship_old`.
- warning: nothing.
- advice: nothing.
- not seen: calls under another name.
"""

import ast
from collections.abc import Iterator

from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Finding, Fix, Severity, Step
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

RULE = Rule(
    code="RK191",
    name="risky-call",
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(Example("An order", bad="ship_old(order)  # <- RK191", good="ship(order)"),),
)


@RULE.check
def shipped(call: ast.Call, source: Source) -> Iterator[Finding]:
    """Find calls of `ship_old`, and say where the order was made."""
    if isinstance(call.func, ast.Name) and call.func.id == "ship_old":
        fix = Fix("call `ship`", (Edit(source.span(call.func), "ship"),), safe=False)
        found = RULE.at(source, call, "`ship_old` loses parcels: call `ship`", fix=fix)
        steps = [Step(source.span(name), "the order is made") for name in source.nodes(ast.Name) if name.id == "made"]
        yield found._replace(steps=tuple(steps))
