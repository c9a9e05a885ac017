"""Requirement and constraint files as pip reads them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from rulekit.analysis.dependencies.requirement import Pin, Requirement, read_requirement, span_between
from rulekit.analysis.syntax.lines import line_starts, split_lines

LOGICAL = re.compile(r"(?:\\(?:\r\n|\r|\n)|[^\r\n])+")
JOIN = re.compile(r"\\(?:\r\n|\r|\n)")

_COMMENT = re.compile(r"(^|\s)#.*", re.DOTALL)
_EDITABLE = re.compile(r"\s*(-e|--editable)[\s=]*")
_CONSTRAINT = re.compile(r"\s*(-c|--constraint)[\s=]*\S")
_OPTIONS = re.compile(r"\s--?[A-Za-z]")


def read_requirements(text: str, shift: int = 0) -> tuple[Requirement, ...]:
    """Read all requirements of a file; `shift` moves their lines down."""
    starts = line_starts(split_lines(text))
    requirements: list[Requirement] = []
    is_constrained = False
    for start, line in logical_lines(text):
        if _CONSTRAINT.match(line):
            is_constrained = True
            continue
        lead = _EDITABLE.match(line)
        begin = lead.end() if lead else len(line) - len(line.lstrip())
        options = _OPTIONS.search(line, begin)
        end = begin + len(line[begin : options.start() if options else len(line)].rstrip())
        if end > begin and line[begin] != "-":
            span = span_between(starts, start + begin, start + end, shift)
            requirement = read_requirement(line[begin:end], span)
            if "--hash" in line[end:]:
                pin = Pin.EXACT if requirement.pin is Pin.UNHASHED else requirement.pin
                requirement = replace(requirement, hashed=True, pin=pin)
            requirements.append(requirement)
    return (
        tuple(replace(requirement, constrained=True) for requirement in requirements)
        if is_constrained
        else tuple(requirements)
    )


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with what a backslash joins to it, and its position; blanks stand for what is left out."""
    for match in LOGICAL.finditer(text):
        joined = JOIN.sub(lambda join: " " * len(join[0]), match[0])
        yield match.start(), _COMMENT.sub(lambda comment: " " * len(comment[0]), joined)
