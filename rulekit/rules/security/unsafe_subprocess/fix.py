"""The fix that turns a fixed command for a shell into a list of words without one."""

import ast
import shlex

from rulekit.analysis.flow.calls import argument
from rulekit.analysis.syntax.source import Source
from rulekit.known.processes import BUILT_INTO_SHELLS
from rulekit.model.finding import Edit, Fix
from rulekit.model.late import regex

_FOR_SHELLS = regex(r"[|&;<>()$`\\*?\[\]{}#~!%^\r\n]")


def list_instead(source: Source, call: ast.Call) -> Fix | None:
    """Offer `["ls", "-l"], shell=False` in place of `"ls -l", shell=True`, where a shell adds nothing."""
    command = argument(source, call, "args", 0)
    switch = next((keyword.value for keyword in call.keywords if keyword.arg == "shell"), None)
    if not isinstance(switch, ast.Constant) or not switch.value:
        return None
    if any(keyword.arg in {None, "executable"} for keyword in call.keywords):
        return None
    off = Edit(source.extent(switch), "False")
    if isinstance(command, ast.List):
        return Fix("Start the program itself, without a shell", (off,), safe=False)
    if not isinstance(command, ast.Constant) or not isinstance(command.value, str):
        return None
    words = _words(command.value)
    if not words or command not in [*call.args, *(keyword.value for keyword in call.keywords)]:
        return None
    written = ", ".join(f'"{word}"' for word in words)
    return Fix("Pass a list of words without a shell", (Edit(source.extent(command), f"[{written}]"), off), safe=False)


def _words(command: str) -> list[str]:
    """Split a command into its words; none where a shell does more with it than that."""
    if _FOR_SHELLS.search(command):
        return []
    try:
        words = shlex.split(command)
    except ValueError:
        return []
    is_plain = all('"' not in word and word.isprintable() for word in words)
    return words if words and is_plain and "=" not in words[0] and words[0] not in BUILT_INTO_SHELLS else []
