"""`rulekit --generate-shell-completion`: a script by which a shell completes commands, options and their values."""

import shutil
import sys
from pathlib import Path

import pytest

from rulekit.cli.completion import SHELLS
from rulekit.cli.main import COMMANDS
from tests.conftest import Command
from tests.shop import one_line
from tests.waiting import ran

ASK = """
source {script}
asked=$(complete -p rulekit); asked=${{asked##*-F }}; asked=${{asked%% *}}
COMP_WORDS=({words}); COMP_CWORD={at}
"$asked"
echo "${{COMPREPLY[@]}}"
"""

TYPED = {
    "a command": (["rulekit", "exp"], ["explain"]),
    "an option": (["rulekit", "check", "--extend-ex"], ["--extend-exclude"]),
    "a value": (["rulekit", "check", "--output-format", "json"], ["json", "json-lines"]),
    "a command of a command": (["rulekit", "teach", "che"], ["check"]),
}


@pytest.mark.skipif(not shutil.which("bash"), reason="this platform has no bash")
@pytest.mark.parametrize(("words", "completed"), TYPED.values(), ids=TYPED)
def test_bash_completes(command: Command, tmp_path: Path, words: list[str], completed: list[str]) -> None:
    script = tmp_path / "rulekit.bash"
    script.write_text(command("--generate-shell-completion", "bash").out, "utf-8")
    asked = ASK.format(script=script, words=" ".join(words), at=len(words) - 1)
    done = ran(shutil.which("bash") or "bash", "-c", asked)
    assert done.stdout.split() == completed, done.stderr


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_knows_all_commands(command: Command, shell: str) -> None:
    done = command(f"--generate-shell-completion={shell.upper()}")
    assert (done.status, done.err) == (0, "")
    assert [name for name in (*COMMANDS, "force-exclude") if name not in done.out] == []


@pytest.mark.parametrize("words", [(), ("tcsh",), ("bash", "zsh")])
def test_another_shell_is_refused(command: Command, words: tuple[str, ...]) -> None:
    done = command("--generate-shell-completion", *words)
    assert (done.status, "name one of bash, zsh, fish" in one_line(done.err)) == (2, True)


def test_without_its_library_it_is_said_what_to_install(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    done = command("--generate-shell-completion", "bash")
    assert (done.status, '`pip install ".[completion]"`' in one_line(done.err)) == (2, True)
