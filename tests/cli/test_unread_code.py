"""Code that this Python cannot read is told of once, and nothing is called clean over it."""

import json
import sys
from pathlib import Path

import pytest

import rulekit
from rulekit.engine.settings import Settings
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, one_line, project, records

NEXT = f"3.{sys.version_info.minor + 1}"
GRAMMAR = f"3.{sys.version_info.minor}"
ASKS = f"this project asks for {NEXT}, rulekit runs in {GRAMMAR}: run it in Python {NEXT}"
NEWER = "lazy import json\n"
DECLARED = f'[project]\nname = "shop"\nrequires-python = ">={NEXT}"\n'


def test_files_that_are_newer_than_the_interpreter_are_one_line(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": DECLARED, "a.py": NEWER, "b/c.py": NEWER, "d.py": BARE, "e.py": CLEAN})

    done = command("check", ".", "--output-format", "concise")

    assert one_line(done.err) == f"rulekit: {ASKS}: 2 files not read, ./a.py first"
    assert (done.status, done.places) == (2, ["./d.py:3:1"])
    assert "1 finding in 1 of 3 files: 1 error, and 1 problem" in done.out


SINCE = {
    "type X = int\n": 12,
    "type Pair[T: int] = tuple[T, T]\n": 12,
    "def first[T: (int, str)](row: list[T]) -> T:\n    return row[0]\n": 12,
    "class Shelf[T, *Ts, **P](Base[T]):\n    async def take[S](self): ...\n": 12,
    'total = f"{prices["tea"]}"\n': 12,
    "total = f'{x:{'>'}{width}}' f\"\"\"{\n    {'a': f'{'b'}'}['a']  # x\n}\"\"\"\n": 12,
    "class Shelf[T = int]: ...\n": 13,
    "try:\n    pay()\nexcept ValueError, shop.KeyError:\n    stop()\n": 14,
    "try:\n    pay()\nexcept* A, B :\n    stop()\n": 14,
    "page = t'{price}' + rT\"{{{x}\"\n": 14,
    "if now:\n    lazy from json import loads\n": 15,
    "rows = [*row for row in rows]\nall = {**one for one in rows}\n": 15,
}
NOT_READ = [text for text, since in SINCE.items() if since > sys.version_info.minor]


@pytest.mark.parametrize("text", NOT_READ)
def test_what_a_newer_grammar_brought_is_not_called_broken(command: Command, tmp_path: Path, text: str) -> None:
    project(tmp_path, {"pyproject.toml": DECLARED, "a.py": text, "day.ipynb": notebook_of("total = 1", text)})

    done = command("check", ".", "--select", "RK001")

    assert one_line(done.err) == f"rulekit: {ASKS}: 2 files not read, ./a.py first"
    assert (done.status, done.places) == (2, [])


BROKEN = [
    "total = (",
    "total = t'{price}' +\n",
    "def first[T](row: list[T] -> T:\n    return row\n",
    "type = = int\n",
    "lazy import\n",
    "print 'tea'\n",
    "total = f'{prices[\n",
    "total = f'prices\nstop()'\n",
    "try:\n    pay()\nexcept ValueError, e as error:\n    stop()\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_no_python_reads_is_named_whatever_the_project_asks_for(
    command: Command, tmp_path: Path, text: str
) -> None:
    project(tmp_path, {"pyproject.toml": DECLARED, "a.py": text, "day.ipynb": notebook_of(NEWER, text)})

    done = command("check", ".", "--select", "RK001", "--output-format", "concise")

    assert {place.rpartition(":")[0].rpartition(":")[0] for place in done.places} == {"./a.py", "./day.ipynb:cell_2"}
    assert one_line(done.err) == f"rulekit: {ASKS}: 1 file not read, ./day.ipynb first"


def test_of_a_python_that_nobody_knows_yet_anything_may_be_right(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": DECLARED.replace(NEXT, "3.30"), "a.py": "total = price ?? 1\n"})
    assert "1 file not read" in command("check", ".").err


@pytest.mark.parametrize("output_format", ["json", "json-lines"])
def test_programs_are_told_too(command: Command, tmp_path: Path, output_format: str) -> None:
    project(tmp_path, {"pyproject.toml": DECLARED, "a.py": NEWER, "b.py": b"\0"})

    done = command("check", ".", "--output-format", output_format)

    told = json.loads(done.out) if output_format == "json" else records(done)
    assert [(one["path"], one["code"], one["name"], one["severity"]) for one in told] == [
        ("b.py", None, "not-judged", "error"),
        ("-", None, "not-judged", "error"),
    ]
    assert (done.status, told[1]["message"]) == (2, f"{ASKS}: 1 file not read, ./a.py first")


def test_a_notebook_is_judged_as_far_as_it_is_read(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": DECLARED, "day.ipynb": notebook_of(NEWER, BARE, NEWER)})

    done = command("check", ".", "--output-format", "concise")

    assert one_line(done.err) == f"rulekit: {ASKS}: 1 file not read, ./day.ipynb first"
    assert done.places == ["./day.ipynb:cell_2:3:1"]


def test_the_library_warns_of_it() -> None:
    with pytest.warns(rulekit.UnjudgedWarning, match=f"a.py: not read: {ASKS}"):
        assert rulekit.check(NEWER, "a.py", settings=Settings(target_version=NEXT)) == ()


@pytest.mark.parametrize("version", [GRAMMAR, "3.9"])
def test_where_the_interpreter_is_new_enough_the_line_is_named(command: Command, tmp_path: Path, version: str) -> None:
    project(tmp_path, {"pyproject.toml": DECLARED.replace(NEXT, version), "a.py": NEWER})
    assert "./a.py:1:" in command("check", ".").out


def test_what_does_not_parse_is_not_clean_where_that_rule_is_left_out(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"a.py": NEWER, "b.py": CLEAN, "day.ipynb": notebook_of(NEWER, "total = 1")})

    done = command("check", ".", "--ignore", "RK001")

    assert (done.status, done.out) == (0, "No findings: 1 file checked, 2 skipped\n")
    assert one_line(done.err) == "Skipped 2 files: it does not parse, and the settings leave RK001 out."


OLD = ("print 'price'", "try:\n    pay()\nexcept Error, error:\n    stop()", "import json\nmode = 0777", BARE)
PYTHON_2 = {"kernelspec": {"name": "python2", "language": "python", "display_name": "Python 2"}}
NOTEBOOKS = {
    "by its metadata: one line for all": (OLD, PYTHON_2, [(1, 1, "RK001")]),
    "by its cells: one line for those": (OLD, {}, [(1, 1, "RK001"), (4, 3, "RK301")]),
    "by its metadata, though all parses": ((BARE,), PYTHON_2, [(1, 3, "RK301")]),
    "not by one old cell": ((*OLD[:1], "total = (", BARE), {}, [(1, 1, "RK001"), (2, 1, "RK001"), (3, 3, "RK301")]),
    "not by broken cells": (("total = (", "price = )"), {}, [(1, 1, "RK001"), (2, 1, "RK001")]),
}


@pytest.mark.parametrize(("cells", "metadata", "told"), NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_a_notebook_in_python_2_is_told_in_one_line(
    cells: tuple[str, ...], metadata: dict[str, object], told: list[tuple[int, int, str]]
) -> None:
    text = json.dumps(json.loads(notebook_of(*cells)) | {"metadata": metadata})
    found = [one for one in rulekit.check(text, "day.ipynb") if one.code in {"RK001", "RK301"} and one.cell]
    assert [(one.cell and one.cell.number, one.span.line, one.code) for one in found] == told


def test_the_line_says_how_many_cells_are_old() -> None:
    text = json.dumps(json.loads(notebook_of(*OLD)) | {"metadata": PYTHON_2})
    assert [one.message for one in rulekit.check(text, "day.ipynb")] == [
        f"written for Python 2, 3 cells are not valid in Python {GRAMMAR}: convert the notebook or exclude it"
    ]


PRINTING = "def announce(price):\n    print(price)\n"


@pytest.mark.parametrize("folder", ["tests", "scripts"])
def test_the_folder_that_was_named_is_the_root_where_nothing_marks_one(
    command: Command, tmp_path: Path, folder: str
) -> None:
    project(tmp_path / "shop", {f"{folder}/helpers.py": PRINTING, "orders.py": PRINTING})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    for cwd, path in ((tmp_path, "shop"), (elsewhere, str(tmp_path / "shop")), (tmp_path / "shop", ".")):
        done = command("check", path, "--select", "RK201", "--output-format", "concise", cwd=cwd)
        assert [Path(place).name for place in done.places] == ["orders.py:2:5"]
    alone = command("check", f"{folder}/helpers.py", "--select", "RK201", cwd=tmp_path / "shop")
    assert alone.status == 0


def test_a_folder_around_the_one_that_was_named_says_nothing(command: Command, tmp_path: Path) -> None:
    project(tmp_path / "tests" / "shop", {"orders.py": PRINTING})
    assert command("check", str(tmp_path / "tests" / "shop"), "--select", "RK201").status == 1
