"""Lines in a log that become annotations: workflow commands of GitHub, logging commands of Azure Pipelines.

Both read commands line by line out of all that a step prints, so that what stands in a file, its name or a message must
neither end a line nor a property.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from rulekit.model.finding import Severity
from rulekit.report.account import Account, one_line, region, sentence
from rulekit.report.styled import uncommanded, visible

_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = {**_DATA, **str.maketrans({":": "%3A", ",": "%2C"})}
_AZURE_DATA: Final = str.maketrans({"%": "%AZP25", "\r": "%0D", "\n": "%0A"})
_AZURE_PROPERTY: Final = {**_AZURE_DATA, **str.maketrans({"]": "%5D", ";": "%3B"})}
_GITHUB_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
# Azure knows no third level.
_AZURE_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "warning"}

Properties = Mapping[str, object]


def write_github(account: Account) -> Iterator[str]:
    """Write a workflow command for each finding and for what was not judged, and the summary."""
    for finding in account.findings:
        place = region(finding)
        where: dict[str, object] = {"line": place.line, "endLine": place.end_line}
        if place.line == place.end_line and place.column:  # columns of several lines are refused
            where |= {"col": place.column, "endColumn": place.end_column}
        properties = {"file": account.path(finding.path), **where, "title": f"{finding.code} {finding.name}"}
        yield _github(_GITHUB_LEVELS[finding.severity], properties, sentence(finding))
    for one in account.unjudged:
        placed = {"file": account.path(one.path)} if one.path else {}
        yield _github(_GITHUB_LEVELS[one.severity], {**placed, "title": "rulekit: not judged"}, visible(one.message))
    yield from _summary(account)


def write_azure(account: Account) -> Iterator[str]:
    """Write a logging command for each finding and for what was not judged, and the summary."""
    for finding in account.findings:
        place = region(finding)
        column = {"columnnumber": place.column} if place.column else {}
        where = {"sourcepath": account.path(finding.path), "linenumber": place.line, **column}
        yield _azure(finding.severity, {**where, "code": finding.code}, f"{finding.name}: {sentence(finding)}")
    for one in account.unjudged:
        placed = {"sourcepath": account.path(one.path)} if one.path else {}
        yield _azure(one.severity, placed, f"rulekit: not judged: {visible(one.message)}")
    yield from _summary(account)


def _github(level: str, properties: Properties, message: str) -> str:
    held = ",".join(f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items())
    return f"::{level} {held}::{_escaped(message, _DATA)}\n"


def _azure(severity: Severity, properties: Properties, message: str) -> str:
    held = {"type": _AZURE_LEVELS[severity], **properties}
    listed = ";".join(f"{key}={_escaped(value, _AZURE_PROPERTY)}" for key, value in held.items())
    return f"##vso[task.logissue {listed}]{_escaped(message, _AZURE_DATA)}\n"


def _escaped(value: object, table: Mapping[int, str]) -> str:
    return one_line(str(value)).translate(table)


def _summary(account: Account) -> Iterator[str]:
    return (f"{uncommanded(text)}\n" for text in account.summary)
