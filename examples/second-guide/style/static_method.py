"""Never write a static method; write a function of the module.

## Why
A static method needs nothing of its class, and who wants to use it must import all of it.

## Instead
Move it out of the class, as a function beside it.

## When to break it
Where a framework asks for one.

## What the check sees
- error: nothing.
- warning: a method below `@staticmethod`.
- advice: nothing.
- not seen: `staticmethod` that is called as a function.
"""

import ast
from collections.abc import Iterator

from rulekit.rule import Example, Finding, Rule, Section, Severity, Source

RULE = Rule(
    code="GS102",
    name="static-method",
    section=Section("GS1", "modules", "Modules"),
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A method that needs no bed",
            bad="""
                class Bed:
                    @staticmethod
                    def litres(area):  # <- GS102
                        return area * 3
            """,
            good="""
                class Bed:
                    area = 2


                def litres(area):
                    return area * 3
            """,
        ),
    ),
)


@RULE.check
def static(function: ast.FunctionDef, source: Source) -> Iterator[Finding]:
    """Find methods that are decorated as static."""
    if any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in function.decorator_list):
        yield RULE.at(source, function, f"`{function.name}` is a static method: make it a function of the module")
