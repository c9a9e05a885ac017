"""The dependencies that a script names in its own `# /// script` block."""

from collections.abc import Mapping
from typing import Any

from rulekit.analysis.dependencies.requirement import Requirement, read_requirement, span_between
from rulekit.analysis.dependencies.toml_places import find_text, texts
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.model.late import regex

# As the specification of inline script metadata writes it.
_BLOCK = regex(
    r"(?m)^# /// script[^\S\n]*\r?\n(?P<content>(?:^#(?! /// script)(?: [^\r\n]*)?\r?\n)+?)^# ///[^\S\n]*\r?$"
)
_MARK = regex(r"(?m)^# ?")


def script_block(text: str) -> Mapping[str, Any]:
    """Read the block of a script as TOML; nothing where there is none, or none that can be read."""
    block = _BLOCK.search(text)
    if not block:
        return {}
    import tomllib

    try:
        return tomllib.loads(_MARK.sub("", block["content"]))
    except tomllib.TOMLDecodeError:
        return {}


def read_script_block(text: str) -> tuple[Requirement, ...]:
    """Read what the block of a script asks for."""
    block, starts = _BLOCK.search(text), line_starts(split_lines(text))
    requirements: list[Requirement] = []
    position = block.start() if block else 0
    for wanted in texts(script_block(text).get("dependencies")):
        at = find_text(text, wanted, position)
        if at is not None:
            position = at + len(wanted)
            requirements.append(read_requirement(wanted, span_between(starts, at, position)))
    return tuple(requirements)
