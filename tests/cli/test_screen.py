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
from tests.shop import BARE, project
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


COLOUR: dict[str, tuple[dict[str, str], list[str], bool]] = {
    "nothing is asked": ({}, [], False),
    "it is forced": ({"FORCE_COLOR": "1"}, [], True),
    "it is forced on a terminal that has none": ({"FORCE_COLOR": "1", "TERM": "dumb"}, [], True),
    "it is neither forced nor refused": ({"FORCE_COLOR": "", "NO_COLOR": ""}, [], False),
    "it is forced and refused": ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
    "the option wants it": ({"NO_COLOR": "1"}, ["--color", "always"], True),
    "the option refuses it": ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
    "the option leaves it open": ({"FORCE_COLOR": "1"}, ["--color=auto"], True),
}


@pytest.mark.parametrize("case", COLOUR)
def test_a_pipe_gets_colour_where(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    environment, options, is_coloured = COLOUR[case]
    project(tmp_path, {"orders.py": BARE + "import os\n"})
    for name, value in {"TERM": "xterm-256color", "NO_COLOR": "", "FORCE_COLOR": "", **environment}.items():
        monkeypatch.setenv(name, value)
    for arguments in (["check", "orders.py"], ["check", "--diff", "--unsafe-fixes", "."], ["explain", "RK301"]):
        done = command(*arguments, *options)
        assert (done.status < 2, "\x1b[" in done.out) == (True, is_coloured)


@pytest.mark.parametrize("layout", ["json", "json-lines", "github", "gitlab", "azure", "junit", "sarif"])
def test_formats_for_programs_have_no_colour_even_where_it_is_forced(
    command: Command, tmp_path: Path, layout: str
) -> None:
    project(tmp_path, {"orders.py": BARE})
    done = command("check", "orders.py", "--select", "RK301", "--output-format", layout, "--color", "always")
    assert (done.status, "\x1b" in done.out) == (1, False)


@pytest.mark.parametrize("refusal", [{"NO_COLOR": "1"}, {}], ids=["the environment", "the option"])
def test_a_terminal_gets_no_colour_where_it_is_refused_by(tmp_path: Path, refusal: dict[str, str]) -> None:
    project(tmp_path, {"orders.py": BARE})
    options = [] if refusal else ["--color", "never"]
    got = on_terminal("check", "orders.py", *options, cwd=tmp_path, TERM="xterm-256color", **refusal)
    assert ("RK301" in got, "\x1b" in got) == (True, False)


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
