"""Never check arguments with `assert`; raise an error that says what is wrong.

## Why
With `python -O` every assertion is gone, and the check with it.

## Instead
Raise `ValueError`, with the value in its text.

## When to break it
In tests, which are made of assertions.

## What the check sees
- error: nothing.
- warning: an `assert` in production code and scripts.
- advice: nothing.
- not seen: assertions that a function of another module makes.
"""

import ast
from collections.abc import Iterator

from rulekit.rule import Example, Finding, Rule, Section, Severity, Source

RULE = Rule(
    code="GS201",
    name="assert-as-check",
    section=Section("GS2", "promises", "Promises"),
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A negative area",
            bad="""
                def litres(area):
                    assert area > 0  # <- GS201
                    return area * 3
            """,
            good="""
                def litres(area):
                    if area <= 0:
                        raise ValueError(area)
                    return area * 3
            """,
        ),
    ),
)


@RULE.check
def asserted(statement: ast.Assert, source: Source) -> Iterator[Finding]:
    """Find assertions outside of tests."""
    if source.role != "test":
        yield RULE.at(source, statement, "`assert` is gone under `python -O`: raise an error that says what is wrong")
