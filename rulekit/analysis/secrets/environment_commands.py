"""Secrets that lines of a notebook give to variables of the environment: `%env API_KEY=...`, `!export API_KEY=...`."""

import re
from typing import NamedTuple

from rulekit.analysis.notebooks.cell_parsing import CommandLine, command_lines
from rulekit.analysis.secrets.known_formats import known_secret
from rulekit.analysis.secrets.likelihood import Likelihood, likelihood
from rulekit.analysis.secrets.secret_names import secrecy
from rulekit.analysis.syntax.source import Source, question

_COMMAND = re.compile(
    r"(?:%(?:set_)?env\s+(?P<name>\w+)(?:\s*=\s*|\s+)|!\s*(?:export|set|setx)\s+(?P<other>\w+)[= ])(?P<text>.+)",
    re.DOTALL,
)


class CommandSecret(NamedTuple):
    """A line of a notebook, the variable that it sets, and the secret."""

    line: CommandLine
    name: str
    text: str


@question
def command_secrets(source: Source) -> tuple[CommandSecret, ...]:
    """Which secrets do lines of the notebook give to variables of the environment?"""
    found: list[CommandSecret] = []
    for line in command_lines(source):
        if match := _COMMAND.match(line.text):
            name, text = match["name"] or match["other"], match["text"].strip().strip("\"'")
            if known_secret(text) or (secrecy(name) and likelihood(text, name) >= Likelihood.MIXED):
                found.append(CommandSecret(line, name, text))
    return tuple(found)
