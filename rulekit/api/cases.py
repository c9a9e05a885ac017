"""The cases that prove a rule, as they are shipped: Markdown, each below a heading that says what it shows."""

import re
from collections.abc import Iterator

from rulekit.known.shipped import shipped
from rulekit.model.late import regex
from rulekit.model.rule import Rule

_HEADING = regex(r"^## ", re.MULTILINE)
_MARK = "# <- "


def cases_of(rule: Rule) -> str:
    """Give the cases of a rule, or nothing."""
    file = shipped("tests/cases") / rule.section.name / f"{rule.name.replace('-', '_')}.md"
    return file.read_text("utf-8").partition("\n")[2].strip() if file.exists() else ""


def titles_of_cases(rule: Rule) -> Iterator[tuple[str, bool]]:
    """Give what each case shows, and whether something is found there."""
    for case in _HEADING.split(cases_of(rule))[1:]:
        yield case.partition("\n")[0], _MARK in case
