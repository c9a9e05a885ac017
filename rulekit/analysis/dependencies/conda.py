"""What conda installs: `environment.yml`, and how conda writes versions."""

import re

from rulekit.analysis.dependencies.requirement import Pin, Requirement, read_requirement, span_between
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.model.finding import Span
from rulekit.model.late import dataclass, regex

# `=1.26.4` with three numbers names one release, `=1.26` a series of them.
FULL_VERSION = 3

_ITEM = regex(r"(?P<indent>\s*)-\s+(?P<quote>[\"']?)(?P<text>.*?)(?P=quote)\s*(?:(?:^|\s)#.*)?$")
# `dependencies: [numpy, {pip: [flask]}]`: lists between brackets, which may go over several lines.
_OPENING = regex(r"""\s*(?:-\s+)?(?:["']?(?P<key>dependencies|pip)["']?\s*:\s*(?=\[)|(?<=\s)(?=\{))""")
_FLOW = regex(
    r"""\s+|\#.*|,|(?P<open>[\[{])|(?P<close>[\]}])|(?P<pip>["']?pip["']?\s*:)"""
    r"""|(?P<quote>["'])(?P<quoted>.*?)(?P=quote)|(?P<plain>(?:(?!\s\#)[^\[\]{},\r\n])+)"""
)
_SPEC = regex(r"(?:\S+::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<versions>.*)$")


@dataclass
class _Place:
    """Where in the file the reader is: outside, in `dependencies`, or in the list under `pip`."""

    inside: bool = False
    pip_indent: int | None = None


def read_environment(text: str) -> tuple[Requirement, ...]:
    """Read the dependencies of an `environment.yml`, those of pip too."""
    lines = split_lines(text)
    starts = line_starts(lines)
    requirements: list[Requirement] = []
    place = _Place()
    done = 0
    for number, line in enumerate(lines):
        if starts[number] < done:
            continue
        opening = _OPENING.match(line)
        if opening and (place.inside or line.lstrip("\"'").startswith("dependencies")):
            listed, done = _read_flow(text, starts, starts[number] + opening.end(), opening["key"] == "pip")
            requirements += listed
            continue
        item = _ITEM.match(line.rstrip("\r\n"))
        if item is None:
            if line.strip() and not line[0].isspace() and not line.startswith("#"):
                place = _Place(inside=line.lstrip("\"'").startswith("dependencies"))
        elif place.inside and (requirement := _read_item(item, place, starts, starts[number])):
            requirements.append(requirement)
    return tuple(requirements)


def _read_item(item: re.Match[str], place: _Place, starts: list[int], line_start: int) -> Requirement | None:
    text, indent = item["text"].strip(), len(item["indent"])
    span = span_between(starts, line_start + item.start("text"), line_start + item.start("text") + len(text))
    if text == "pip:":
        place.pip_indent = indent
        return None
    if place.pip_indent is not None and indent > place.pip_indent:
        return None if text.startswith("-") else read_requirement(text, span)
    place.pip_indent = None
    return read_conda(text, span) if text else None


def _read_flow(text: str, starts: list[int], at: int, is_pip: bool) -> tuple[list[Requirement], int]:
    """Return the items of a list between brackets, and the position behind it; what follows `pip:` is pip's."""
    requirements: list[Requirement] = []
    depth, pip_depth = 0, 0 if is_pip else None
    while token := _FLOW.match(text, at):
        at = token.end()
        if token["pip"]:
            pip_depth = depth
        depth += bool(token["open"]) - bool(token["close"])
        if pip_depth is not None and token["close"] and depth <= pip_depth:
            pip_depth = None
        if token["close"] and depth == 0:
            break
        kind = "quoted" if token["quoted"] else "plain"
        written = (token[kind] or "").rstrip()
        if written and not written.startswith("-"):
            span = span_between(starts, token.start(kind), token.start(kind) + len(written))
            requirements.append((read_conda if pip_depth is None else read_requirement)(written, span))
    return requirements, at


def read_conda(text: str, span: Span) -> Requirement:
    """Read a requirement as conda writes it: `numpy=1.26` is a series, `numpy==1.26.4` one version."""
    spec = _SPEC.match(text)
    if spec is None or re.search(r"[{}$\[/:]", text.replace("::", "")):
        return Requirement(text, span)
    return Requirement(text, span, spec["name"], _pin_of(spec["versions"].strip()))


def _pin_of(versions: str) -> Pin:
    if not versions or versions == "*":
        return Pin.NONE
    if versions.startswith("==") or versions[0].isalnum():
        return Pin.RANGE if re.search(r"[*,|<>]", versions) else Pin.EXACT
    if not versions.startswith("=") or re.search(r"[*,|<>]", versions):
        return Pin.RANGE
    version, _, build = versions[1:].partition("=")
    parts = version.count(".") + 1
    if build or parts >= FULL_VERSION:
        return Pin.EXACT
    return Pin.SERIES if parts > 1 else Pin.RANGE
