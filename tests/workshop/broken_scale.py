"""Scales are checked by a check that fails.

## Why
To see what happens then.

## Instead
Mend the check.

## When to break it
Here.

## What the check sees
- error: nothing.
- warning: nothing.
- advice: nothing.
- not seen: everything.
"""

import ast
from collections.abc import Iterator

from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Rule
from rulekit.model.section import Section

RULE = Rule(
    code="RK193",
    name="broken-scale",
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(),
)


class ScaleError(Exception):
    """An error that cannot be sent from one process to another."""

    def __init__(self, text: str, weight: int) -> None:
        super().__init__(text)
        self.weight = weight


@RULE.check
def weighed(call: ast.Call) -> Iterator[Finding]:
    """Fail where `weigh` is called."""
    if isinstance(call.func, ast.Name) and call.func.id == "weigh":
        raise ScaleError("the scale\nis \x1b[31mred", 1)
    yield from ()
