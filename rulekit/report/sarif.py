"""SARIF 2.1.0: what code scanning of GitHub and Azure, and viewers in editors, read.

Columns count code points. Of a notebook only lines of its JSON are told, and no replacements: those of its code are
none of its text. Paths are relative to the root of the repository, and nothing tells where that lies.
"""

import json
import os
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from rulekit.engine.catalog import catalog
from rulekit.engine.engine_rules import OWN_RULES
from rulekit.engine.in_force import in_force
from rulekit.engine.sentences import body_of, guide_of
from rulekit.model.finding import Finding, Fix, Severity, Span
from rulekit.model.late import regex
from rulekit.model.rule import Rule
from rulekit.report.account import STDIN, Account, Region, fingerprints, region, sentence
from rulekit.report.json_values import NOT_JUDGED, Unjudged
from rulekit.report.rule_page import markdown_page
from rulekit.report.styled import IN_JSON, uncommanded, visible

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT: Final = "%SRCROOT%"
LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
# GitHub sorts and filters by this word.
_GITHUB_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "recommendation"}
_FINGERPRINT: Final = "rulekit/v1"
_WEAKNESS: Final = regex(r"https://cwe\.mitre\.org/data/definitions/(\d+)\.html")

Values = dict[str, Any]


def write(account: Account, version: str) -> Iterator[str]:
    """Write the report of a run of this version."""
    rules = _rules()
    at = {rule["id"]: number for number, rule in enumerate(rules)}
    named = zip(account.findings, fingerprints(account), strict=False)
    run = {
        "tool": {"driver": {"name": "rulekit", "semanticVersion": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(account)],
        "results": [_result(account, finding, at[finding.code], name) for finding, name in named],
    }
    text = json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})
    yield uncommanded(text, IN_JSON) + "\n"


def _rules() -> tuple[Values, ...]:
    return tuple(map(_rule, (*OWN_RULES, *catalog())))


def _rule(rule: Rule) -> Values:
    page = markdown_page(rule, catalog().related(rule), in_force().options_of(rule))
    guide = guide_of(rule)
    link = {"helpUri": rule.references[0]} if rule.references else {}
    weaknesses = [f"external/cwe/cwe-{number:0>3}" for number in _WEAKNESS.findall("\n".join(rule.references))]
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.name.replace("-", " ")},
        "fullDescription": {"text": guide},
        "help": {"text": f"{guide}\n\n{body_of(rule)}", "markdown": page},
        **link,
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": [rule.section.name, *weaknesses],
            "problem.severity": _GITHUB_LEVELS[rule.severity],
            "equivalents": {tool: list(codes) for tool, codes in rule.equivalents.items()},
        },
    }


def _invocation(account: Account) -> Values:
    notes = [_notification(account, one) for one in account.unjudged]
    return {
        "executionSuccessful": not account.problems,
        "exitCode": account.status,
        "toolExecutionNotifications": notes,
        "properties": {"summary": list(account.summary), "filesChecked": len(account.files)},
    }


def _notification(account: Account, unjudged: Unjudged) -> Values:
    where = {"locations": [{"physicalLocation": _artifact(account, unjudged.path)}]} if unjudged.path else {}
    told = {"text": visible(unjudged.message)}
    return {"descriptor": {"id": NOT_JUDGED}, "level": LEVELS[unjudged.severity], "message": told, **where}


def _result(account: Account, finding: Finding, rule: int, fingerprint: str) -> Values:
    steps = [
        {"location": {**_location(account, finding.path, region(step)), "message": {"text": visible(step.message)}}}
        for step in finding.steps
    ]
    fix = _fix(account, finding)
    cell = finding.cell
    logical = {"logicalLocations": [{"name": f"cell {cell.number}", "kind": "cell"}]} if cell else {}
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": sentence(finding)},
        "locations": [{**_location(account, finding.path, region(finding)), **logical}],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
        **({"codeFlows": [{"threadFlows": [{"locations": steps}]}]} if steps else {}),
        **({"fixes": [fix]} if fix else {}),
    }


def _location(account: Account, path: str | None, place: Region) -> Values:
    return {"physicalLocation": {**_artifact(account, path), "region": _region(place)}}


def _artifact(account: Account, path: str | None) -> Values:
    """Name a file, by the bytes of its name where these are no text."""
    told = account.path(path)
    uri = quote(os.fsencode(told))
    if PurePath(told).is_absolute():
        return {"artifactLocation": {"uri": f"file://{'' if told.startswith('/') else '/'}{uri}"}}
    return {"artifactLocation": {"uri": uri, **({} if told == STDIN else {"uriBaseId": ROOT})}}


def _region(place: Region) -> Values:
    columns = {"startColumn": place.column, "endColumn": place.end_column} if place.column else {}
    return {"startLine": place.line, "endLine": place.end_line, **columns}


def _fix(account: Account, finding: Finding) -> Values | None:
    """Give the replacements of a fix, unless they would tell a secret."""
    fix = finding.fix
    if fix is None or not fix.public_edits or finding.cell:
        return None
    changes = {**_artifact(account, finding.path), "replacements": _replacements(fix)}
    return {"description": {"text": visible(fix.title)}, "artifactChanges": [changes], "properties": {"safe": fix.safe}}


def _replacements(fix: Fix) -> list[Values]:
    return [
        {"deletedRegion": _region(_whole(edit.span)), "insertedContent": {"text": edit.text}}
        for edit in fix.public_edits
    ]


def _whole(span: Span) -> Region:
    return Region(span.line, span.end_line, span.column, span.end_column)
