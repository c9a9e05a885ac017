"""What a terminal gets: colour, and never a control character that stood in the code."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rulekit.report.styled import visible
from tests.conftest import Command
from tests.shop import BARE, process, project
from tests.waiting import PATIENCE

STEERING = 'NAME = "\x1b[31m\u202egnp.\u2066 \x9b1m \x07"\n'
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def test_text_formats_never_pass_on_control_characters_of_the_code(command: Command, tmp_path: Path) -> None:
    project(
        tmp_path, {"orders.py": STEERING + BARE.replace("except:", "except:  # \x1b[2J \u202e"), "a\x1b[1m.py": BARE}
    )
    for arguments in (["--output-format", "full"], ["--output-format", "concise"], ["--statistics"]):
        done = command("check", ".", "--select", "RK301", *arguments)
        assert (CONTROL.findall(done.out + done.err), done.status) == ([], 1)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("a\u202eb", r"a\u202eb"),
        ("a\u2028b", r"a\u2028b"),
        ("a\tb", "a    b"),
        ("\ud800", r"\ud800"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("café 🛒 中", "café 🛒 中"),
    ],
    ids=["escape", "turn around", "line separator", "tab", "surrogate", "zero width", "letters"],
)
def test_what_could_steer_a_terminal_is_spelled_out(given: str, expected: str) -> None:
    assert visible(given) == expected


def on_terminal(*arguments: str, cwd: Path, **environment: str) -> str:
    """Run rulekit with a terminal as its output, and give what the terminal got."""
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "rulekit", *arguments]
    kept = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR", "COLORTERM"}}
    with subprocess.Popen(command, cwd=cwd, stdout=child, stderr=child, env=kept | environment, shell=False) as running:
        os.close(child)
        got = b""
        try:
            while block := os.read(parent, 4096):
                got += block
        except OSError:  # Linux says so when the other end is closed
            running.wait(PATIENCE)
    os.close(parent)
    return got.decode()


@pytest.mark.parametrize("arguments", [["check", "."], ["check", "--diff", "."], ["explain", "RK301"]], ids=" ".join)
def test_a_pipe_gets_no_colour_even_where_colour_is_forced(tmp_path: Path, arguments: list[str]) -> None:
    project(tmp_path, {"orders.py": BARE})
    done = process(*arguments, cwd=tmp_path, environment={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
    assert (done.status < 2, "\x1b" in done.out + done.err) == (True, False)


def test_a_terminal_gets_colour_but_no_control_characters_of_the_code(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": STEERING + BARE})
    got = on_terminal("check", ".", "--select", "RK301", cwd=tmp_path, TERM="xterm-256color")
    assert "\x1b[1;31mRK301\x1b[0m" in got
    assert CONTROL.findall(re.sub(r"\x1b\[[\d;]*m|\r\n", "", got)) == []


def test_a_dumb_terminal_gets_plain_text(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    assert "\x1b" not in on_terminal("check", ".", "--select", "RK301", cwd=tmp_path, TERM="dumb")


def test_a_terminal_that_knows_ascii_only_gets_the_rest_spelled_out(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE.replace("except:", "except:  # Bücher")})
    got = on_terminal("check", ".", "--select", "RK301", cwd=tmp_path, TERM="dumb", PYTHONIOENCODING="ascii")
    assert r"except:  # B\xfccher" in got
