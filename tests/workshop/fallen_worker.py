"""Workers stay at their desks.

## Why
To see what happens when a process ends in the middle of its work.

## Instead
Let it work.

## When to break it
Here.

## What the check sees
- error: nothing.
- warning: nothing.
- advice: nothing.
- not seen: everything.
"""

import ast
import os
from collections.abc import Iterator

from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Rule
from rulekit.model.section import Section

RULE = Rule(
    code="RK194",
    name="fallen-worker",
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(),
)


@RULE.check
def fallen(call: ast.Call) -> Iterator[Finding]:
    """End the process where `fall` is called."""
    if isinstance(call.func, ast.Name) and call.func.id == "fall":
        os._exit(1)
    yield from ()
