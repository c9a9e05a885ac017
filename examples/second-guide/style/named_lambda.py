"""Never give a lambda a name; write a function.

## Why
A traceback says `<lambda>`, and there is no place for a docstring or for hints.

## Instead
Write `def`, with the same name.

## When to break it
In a notebook that is thrown away tomorrow.

## What the check sees
- error: nothing.
- warning: a lambda that is assigned to a name.
- advice: nothing.
- not seen: a lambda that is put into a dictionary.
"""

import ast
from collections.abc import Iterator

from rulekit.rule import Example, Finding, Rule, Section, Severity, Source

RULE = Rule(
    code="GS103",
    name="named-lambda",
    section=Section("GS1", "modules", "Modules"),
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "How much water",
            bad="""
                litres = lambda area: area * 3  # <- GS103
            """,
            good="""
                def litres(area):
                    return area * 3
            """,
        ),
    ),
)


@RULE.check
def named(statement: ast.Assign, source: Source) -> Iterator[Finding]:
    """Find lambdas that get a name."""
    if isinstance(statement.value, ast.Lambda):
        yield RULE.at(source, statement, "a lambda gets a name: write a function")
