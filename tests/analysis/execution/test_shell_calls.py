"""Commands, what of them is not fixed, and who starts them."""

import ast

import pytest

from rulekit.analysis.execution.shell_calls import Truth, handed_on, loose_parts, script_calls
from rulekit.analysis.syntax.source import Source

LOOSE = {
    '"ls -l"': [],
    'f"ls {folder}"': ["folder"],
    'f"ls {shlex.quote(folder)}"': [],
    'f"head -n {int(lines)}"': [],
    '["ls", *options, folder]': ["options", "folder"],
}
HANDED_ON = {
    "a function with a shell": ("import os\npool.submit(os.system, command)", [("os.system", Truth.YES)]),
    "a runner with a shell": (
        "from functools import partial\nfrom subprocess import run\npartial(run, shell=True)",
        [("subprocess.run", Truth.YES)],
    ),
    "a runner without one": ("import subprocess\npool.submit(subprocess.run, words)", []),
}


@pytest.mark.parametrize(("command", "expected"), LOOSE.items(), ids=LOOSE)
def test_parts_of_a_command_are_loose(command: str, expected: list[str]) -> None:
    source = Source(f"import shlex\n{command}\n")
    (statement,) = source.nodes(ast.Expr)
    assert [ast.unparse(part) for part in loose_parts(source, statement.value)] == expected


@pytest.mark.parametrize(("text", "expected"), HANDED_ON.values(), ids=HANDED_ON)
def test_what_starts_programs_is_handed_on(text: str, expected: list[tuple[str, Truth]]) -> None:
    assert [(name, shell) for _, name, shell in handed_on(Source(text))] == expected


def test_a_shell_is_started_with_a_script() -> None:
    source = Source(
        'import subprocess\nsubprocess.run(["/bin/sh", "-c", command, "shop"])\nsubprocess.run(["ls", "-c"])'
    )
    assert [(script.shell, ast.unparse(script.text)) for _, script in script_calls(source)] == [("sh", "command")]
