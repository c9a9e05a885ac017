"""What findings look like, to people and to programs."""

import json
from pathlib import Path

import pytest

from rulekit.model.finding import Cell, Edit, Fix, Span, Step
from rulekit.report import json_values, text
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, finding, project, records, shown

MESSAGE = "`announce` is loud: call `note`"

# Those of `str.splitlines`, and of JavaScript.
ENDS_OF_LINES = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def test_a_record_has_the_fields_that_programs_rely_on(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop/orders.py": "\nif open:\n    announce(1)\n"})
    place = {"line": 3, "column": 5, "end_line": 3, "end_column": 13}
    expected: dict[str, object] = {
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


def test_a_name_that_holds_what_ends_lines_somewhere_ends_no_record(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {f"tea{end}cup.py": BARE for end in ENDS_OF_LINES})
    lines = command("check", ".", "--select", "RK301", "--output-format", "json-lines").out.splitlines()
    assert sorted(json.loads(line)["path"] for line in lines) == sorted(f"tea{end}cup.py" for end in ENDS_OF_LINES)


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
    values = json_values.as_values(made)
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
    project(tmp_path, {"orders.py": "if open:\n  announce(1)\n", "day.ipynb": notebook_of("", "\nannounce(2)\n")})
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
        "1 can be fixed with --fix",
    ]


def test_the_full_format_names_steps_and_the_fix(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": notebook_of("made = 1\n", "ship_old(made)\n")})
    assert in_workshop("day.ipynb").out.splitlines() == [
        "day.ipynb:cell_2:1:1: RK191 `ship_old` loses parcels: call `ship`",
        "  |",
        "1 | ship_old(made)",
        "  | ^^^^^^^^^^^^^^",
        "  = lines cell_1:1, cell_2:1: the order is made",
        "  = fix with --fix --unsafe-fixes: call `ship`",
        "  = error risky-call, explained by `rulekit explain RK191`",
        "",
        "1 finding in 1 of 1 file: 1 error",
        "1 can be fixed with --fix --unsafe-fixes",
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
