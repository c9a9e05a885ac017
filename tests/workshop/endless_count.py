"""Stock is counted to its end.

## Why
To see what happens to a check that does not end, or takes all there is.

## Instead
Count once.

## When to break it
Here.

## What the check sees
- error: nothing.
- warning: nothing.
- advice: nothing.
- not seen: everything.
"""

import ast
import itertools
import os
import re
from collections.abc import Callable, Iterator

from rulekit.analysis.project.project import Project
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Rule
from rulekit.model.section import Section


def stocks(source: Source) -> tuple[str, ...]:
    """Give what is counted here; nobody comes to the end of `count_the_file`."""
    called = tuple(call.func.id for call in source.nodes(ast.Call) if isinstance(call.func, ast.Name))
    if "count_the_file" in called:
        _count()
    return called


RULE = Rule(
    code="RK195",
    name="endless-count",
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(),
    collects=(stocks,),
)


def _count() -> None:
    for _ in itertools.count():
        pass


def _dive() -> None:
    _dive()


def _search() -> None:
    re.fullmatch("(a+)+", "a" * 80 + "b")


def _hoard() -> None:
    bytearray(1 << 60)


def _count_aloud() -> None:
    os.write(2, b"counting\n")
    _count()


TROUBLE: dict[str, Callable[[], None]] = {
    "count": _count,
    "count_aloud": _count_aloud,
    "search": _search,
    "dive": _dive,
    "hoard": _hoard,
}


@RULE.check
def counted(call: ast.Call) -> Iterator[Finding]:
    """Get into the trouble that is called."""
    if isinstance(call.func, ast.Name) and call.func.id in TROUBLE:
        TROUBLE[call.func.id]()
    yield from ()


@RULE.check
def counted_together(project: Project) -> Iterator[Finding]:
    """Count without end where a file calls `count_the_project`."""
    if any("count_the_project" in called for _, called in project.collected(stocks)):
        _count()
    yield from ()
