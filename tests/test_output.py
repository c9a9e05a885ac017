"""What findings look like, to people and to programs."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rulekit.model.finding import Cell, Edit, Finding, Fix, Severity, Span, Step
from rulekit.report import machine, summary, text
from rulekit.report.styled import Line, plain, visible
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, project, records

MESSAGE = "`announce` is loud: call `note`"
STEERING = 'NAME = "\x1b[31m\u202egnp.\u2066 \x9b1m \x07"\n'
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def finding(span: Span = Span(1, 1, 1, 2), **changes: Any) -> Finding:
    """Make a finding up."""
    given = {"path": "orders.py", "code": "RK190", "name": "loud-call", "message": "loud: be calm"} | changes
    return Finding(severity=given.pop("severity", Severity.WARNING), span=span, **given)


def shown(lines: list[Line]) -> list[str]:
    return [plain(line) for line in lines]


def test_a_record_has_the_fields_that_programs_rely_on(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop/orders.py": "\nif open:\n    announce(1)\n"})
    place = {"line": 3, "column": 5, "end_line": 3, "end_column": 13}
    expected = {
        "path": "shop/orders.py",
        **place,
        "end_column": 16,
        "code": "RK190",
        "name": "loud-call",
        "severity": "warning",
        "message": MESSAGE,
        "cell": None,
        "cell_id": None,
        "cell_index": None,
        "execution_count": None,
        "physical_line": 3,
        "fix": {"title": "call `note`", "safe": True, "edits": [{**place, "cell": None, "text": "note"}]},
        "steps": [],
    }
    assert records(in_workshop("check", "shop", "--output-format", "json-lines")) == [expected]
    assert json.loads(in_workshop("check", "shop", "--output-format", "json").out) == [expected]


def test_a_record_of_a_notebook_names_the_cell_and_the_line_of_the_file(command: Command, tmp_path: Path) -> None:
    notebook = notebook_of(CLEAN, "\n" + BARE)
    project(tmp_path, {"day.ipynb": notebook})
    (record,) = records(command("check", "day.ipynb", "--output-format", "json-lines"))
    physical = next(n for n, line in enumerate(notebook.splitlines(), 1) if '"except:\\n"' in line)
    wanted = ("path", "line", "column", "end_line", "end_column", "cell", "cell_id", "cell_index", "physical_line")
    assert [record[key] for key in wanted] == ["day.ipynb", 4, 1, 4, 7, 2, "cell-2", 1, physical]


def test_columns_count_characters_whatever_their_bytes(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": 'if "é𝒳中":\n\ttry: load("é𝒳中")\n\texcept: stop()\n'})
    (record,) = records(command("check", "orders.py", "--output-format", "json-lines"))
    assert (record["line"], record["column"], record["end_column"]) == (3, 2, 8)


def test_a_record_holds_the_fix_and_the_steps_with_their_cells() -> None:
    here, there = Cell(2, 3, "b"), Cell(1, 0, "a")
    made = finding(
        Span(4, 1, 4, 9, here),
        fix=Fix("call `note`", (Edit(Span(4, 1, 4, 5, here), "note"),), safe=False),
        steps=(Step(Span(7, 2, 7, 6, there), "it comes from here"),),
    )
    values = machine.as_values(made)
    edit = {"line": 4, "column": 1, "end_line": 4, "end_column": 5, "cell": 2, "text": "note"}
    assert values["fix"] == {"title": "call `note`", "safe": False, "edits": [edit]}
    step = {"line": 7, "column": 2, "end_line": 7, "end_column": 6, "cell": 1, "message": "it comes from here"}
    assert values["steps"] == [step]


def test_programs_get_advice_without_asking(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "shelf = [1, 2, 3, 4]\n"})
    assert [r["severity"] for r in records(in_workshop("orders.py", "--output-format", "json-lines"))] == ["advice"]


def test_no_findings_are_an_empty_list_to_programs(command: Command) -> None:
    assert command("check", "--output-format", "json").out == "[]\n"
    assert command("check", "--output-format", "json-lines").out == ""


@pytest.mark.parametrize("layout", ["concise", "full"])
def test_every_finding_begins_a_line_with_its_place(in_workshop: Command, tmp_path: Path, layout: str) -> None:
    project(tmp_path, {"orders.py": " \\\n  announce(1)\n", "day.ipynb": notebook_of("", "\nannounce(2)\n")})
    lines = in_workshop("check", "orders.py", "day.ipynb", "--output-format", layout).out.splitlines()
    assert [line for line in lines if ": RK" in line] == [
        f"orders.py:2:3: RK190 [*] {MESSAGE}",
        f"day.ipynb:cell_2:2:1: RK190 [*] {MESSAGE}",
    ]


def test_the_full_format_shows_the_code_the_span_and_how_to_go_on(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "\nannounce( 1)  # once\n"})
    assert in_workshop("check", "orders.py").out.splitlines() == [
        f"orders.py:2:1: RK190 [*] {MESSAGE}",
        "  |",
        "2 | announce( 1)  # once",
        "  | ^^^^^^^^^^^^",
        "  = fix with --fix: call `note`",
        "  = warning loud-call, explained by `rulekit explain RK190`",
        "",
        "1 finding in 1 of 1 file: 1 warning",
        "1 can be mended with --fix",
    ]


def test_the_full_format_names_steps_and_the_fix(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": notebook_of("made = 1\n", "ship_old(made)\n")})
    assert in_workshop("day.ipynb").out.splitlines() == [
        "day.ipynb:cell_2:1:1: RK191 `ship_old` loses parcels: call `ship`",
        "  |",
        "1 | ship_old(made)",
        "  | ^^^^^^^^^^^^^^",
        "  = line cell_1:1: the order is made",
        "  = line cell_2:1: the order is made",
        "  = fix with --fix --unsafe-fixes: call `ship`",
        "  = error risky-call, explained by `rulekit explain RK191`",
        "",
        "1 finding in 1 of 1 file: 1 error",
        "1 more with --fix --unsafe-fixes",
    ]


FRAMES = {
    "a tab before it": ("\tstop()", 2, 8, "    stop()", "    ^^^^^^"),
    "wide characters before it": ("'中文', stop()", 7, 13, "'中文', stop()", "        ^^^^^^"),
    "a combining accent before it": ("'e\u0301', stop()", 7, 13, "'e\u0301', stop()", "     ^^^^^^"),
    "a control character before it": ("'\x1b', stop()", 6, 12, r"'\x1b', stop()", "        ^^^^^^"),
    "nothing after it": ("stop(", 6, 7, "stop(", "     ^"),
    "an empty line": ("", 1, 2, "", "^"),
}


@pytest.mark.parametrize(("code", "start", "end", "line", "marks"), FRAMES.values(), ids=FRAMES)
def test_the_mark_stands_beneath_the_span(code: str, start: int, end: int, line: str, marks: str) -> None:
    made = finding(Span(1, start, 1, end), excerpt=(code,))
    assert shown(list(text.frame(made)))[1:] == [f"1 | {line}", f"  | {marks}"]


@pytest.mark.parametrize("start", [1, 60, 2_000_000, 4_999_990], ids=["begin", "left", "middle", "end"])
def test_a_very_long_line_is_cut_down_to_what_is_around_the_span(start: int) -> None:
    code = "a" * (start - 1) + "stop()" + "b" * (5_000_000 - start)
    _, line, marks = shown(list(text.frame(finding(Span(1, start, 1, start + 6), excerpt=(code,)))))
    at = marks.index("^")
    assert (line[at : at + 6], marks.count("^"), len(line) < 200) == ("stop()", 6, True)


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
        ("café 𝒳 中", "café 𝒳 中"),
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
    with subprocess.Popen(command, cwd=cwd, stdout=child, stderr=child, env=kept | environment) as running:
        os.close(child)
        got = b""
        try:
            while block := os.read(parent, 4096):
                got += block
        except OSError:  # Linux says so when the other end is closed
            running.wait(60)
    os.close(parent)
    return got.decode()


@pytest.mark.parametrize("arguments", [["check"], ["check", "--diff"], ["explain", "RK301"]], ids=" ".join)
def test_a_pipe_gets_no_colour_even_where_colour_is_forced(tmp_path: Path, arguments: list[str]) -> None:
    project(tmp_path, {"orders.py": BARE})
    command = [sys.executable, "-m", "rulekit", *arguments]
    environment = os.environ | {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env=environment)
    assert b"\x1b" not in done.stdout + done.stderr


def test_a_terminal_gets_colour_but_no_control_characters_of_the_code(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": STEERING + BARE})
    got = on_terminal("check", "--select", "RK301", cwd=tmp_path, TERM="xterm-256color")
    assert "\x1b[1;31mRK301\x1b[0m" in got
    assert CONTROL.findall(re.sub(r"\x1b\[[\d;]*m|\r\n", "", got)) == []


def test_a_dumb_terminal_gets_plain_text(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    assert "\x1b" not in on_terminal("check", "--select", "RK301", cwd=tmp_path, TERM="dumb")


def test_a_terminal_that_knows_ascii_only_gets_the_rest_spelled_out(tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE.replace("except:", "except:  # Bücher")})
    got = on_terminal("check", "--select", "RK301", cwd=tmp_path, TERM="dumb", PYTHONIOENCODING="ascii")
    assert r"except:  # B\xfccher" in got


def test_a_few_findings_need_no_overview() -> None:
    findings = [finding(Span(line, 1, line, 2)) for line in range(summary.MANY)]
    assert shown(list(summary.summary(findings, 0, 3))) == ["12 findings in 1 of 3 files: 12 warnings"]


def test_many_findings_are_summed_up_in_at_most_ten_lines() -> None:
    rules = [f"RK{number}" for number in range(101, 109)]
    findings = [
        finding(path=f"orders_{n % 3}.py", code=code, name=f"rule-{code}")
        for code in rules
        for n in range(int(code[-1]))
    ]
    fix = Fix("mend it", ())
    findings += [finding(code="RK301", name="bare-except", severity=Severity.ERROR, fix=fix)]
    lines = shown(list(summary.summary(findings, 1, 9)))
    assert lines == [
        "     8  RK108  rule-RK108  mostly in orders_0.py (3), orders_1.py (3), orders_2.py (2)",
        "     7  RK107  rule-RK107  mostly in orders_0.py (3), orders_1.py (2), orders_2.py (2)",
        "     6  RK106  rule-RK106  mostly in orders_0.py (2), orders_1.py (2), orders_2.py (2)",
        "     5  RK105  rule-RK105  mostly in orders_0.py (2), orders_1.py (2), orders_2.py (1)",
        "     4  RK104  rule-RK104  mostly in orders_0.py (2), orders_1.py (1), orders_2.py (1)",
        "     7  of 4 other rules",
        "Start with bare-except: `rulekit explain RK301`, then `rulekit check --select RK301`.",
        "37 findings in 4 of 9 files: 1 error, 36 warnings (+ 1 advice, --advice shows it)",
        "1 can be mended with --fix",
    ]


def test_statistics_count_the_findings_of_each_rule(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "announce(1)\nannounce(2)\nship_old(3)\nshelf = [1, 2, 3, 4]\n"})
    done = in_workshop("orders.py", "--statistics")
    assert done.out.splitlines() == ["     2  RK190  [*]  loud-call", "     1  RK191       risky-call"]
    assert done.status == 1


ADVICE = {
    "hidden but counted": ([], 0, "All clean: 1 file checked (+ 1 advice, --advice shows it)"),
    "shown on request": (["--advice"], 0, "1 finding in 1 of 1 file: 1 advice"),
    "counting where one is strict": (["--strict"], 1, "1 finding in 1 of 1 file: 1 advice"),
    "strict but allowed": (["--strict", "--exit-zero"], 0, "1 finding in 1 of 1 file: 1 advice"),
}


@pytest.mark.parametrize(("arguments", "status", "last"), ADVICE.values(), ids=ADVICE)
def test_advice_is(in_workshop: Command, tmp_path: Path, arguments: list[str], status: int, last: str) -> None:
    project(tmp_path, {"orders.py": "shelf = [1, 2, 3, 4]\n"})
    done = in_workshop("orders.py", "--output-format", "concise", *arguments)
    assert (done.status, done.out.splitlines()[-1]) == (status, last)


def test_a_check_that_fails_is_named_with_its_file_and_the_run_goes_on(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "weigh(1)\nannounce(2)\n", "stock.py": "announce(3)\n"})
    done = in_workshop("orders.py", "stock.py", "--output-format", "concise")
    failed = r"rulekit: orders.py: RK193 failed (ScaleError: the scale\nis \x1b[31mred): please report this"
    assert done.err == failed + ", with the file if you can\n"
    assert (done.status, done.places) == (2, ["orders.py:2:1", "stock.py:1:1"])


@pytest.mark.parametrize("arguments", [["--fix"], ["--diff"], ["--exit-zero"], ["why"]], ids=" ".join)
def test_a_check_that_fails_is_told_of_by_every_way_to_run_it(
    in_workshop: Command, tmp_path: Path, arguments: list[str]
) -> None:
    project(tmp_path, {"orders.py": "weigh(1)\n"})
    done = in_workshop(*(["why", "orders.py:1", "RK193"] if arguments == ["why"] else ["orders.py", *arguments]))
    assert (done.status, done.err.startswith("rulekit: orders.py: RK193 failed")) == (2, True)


def test_a_check_that_fails_in_another_process_is_told_of_too(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {f"orders_{number:03}.py": "weigh(1)\n" for number in range(101)})
    done = in_workshop(".")
    assert (done.status, done.err.count("RK193 failed"), len(done.err.splitlines())) == (2, 101, 101)


def test_notebooks_in_other_languages_are_skipped_and_counted(command: Command, tmp_path: Path) -> None:
    other = notebook_of(BARE).replace(
        '"metadata": {},\n "nbformat"', '"metadata": {"kernelspec": {"language": "R"}},\n "nbformat"'
    )
    project(tmp_path, {"day.ipynb": other, "orders.py": CLEAN})
    for arguments in ([], ["--fix"]):
        done = command("check", ".", *arguments)
        assert done == (0, "All clean: 1 file checked\n", "Skipped 1 notebook in another language.\n")
