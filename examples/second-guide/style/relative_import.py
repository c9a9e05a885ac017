"""Import modules by their full names, from the root of the package.

## Why
A relative name says nothing to who finds it by a search, and it breaks when the file moves.

## Instead
Write `from garden import beds`.

## When to break it
In a package that others copy into theirs under another name.

## What the check sees
- error: nothing.
- warning: an import that begins with a dot.
- advice: nothing.
- not seen: imports by a name that is made while the program runs.
"""

import ast
from collections.abc import Iterator

from rulekit.rule import Example, Finding, Rule, Section, Severity, Source

RULE = Rule(
    code="GS101",
    name="relative-import",
    section=Section("GS1", "modules", "Modules"),
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A bed that nobody finds",
            bad="""
                from . import beds  # <- GS101

                beds.water()
            """,
            good="""
                from garden import beds

                beds.water()
            """,
        ),
    ),
)


@RULE.check
def relative(statement: ast.ImportFrom, source: Source) -> Iterator[Finding]:
    """Find imports that begin with a dot."""
    if statement.level:
        yield RULE.at(source, statement, "the import is relative: name the module from the root of the package")
