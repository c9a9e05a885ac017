"""`--fix` and `--diff`: what they change on disk, and that nothing else changes."""

import json
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, contents, process, project, raw_process

MODULES: dict[str, bytes] = {
    "unix.py": b"announce(1)\nx = 2\n",
    "windows.py": b"announce(1)\r\nx = 2\r\n",
    "old_macintosh.py": b"announce(1)\rx = 2\r",
    "mixed_ends.py": b"x = 1\r\nannounce(1)\nx = 2\r\n",
    "unended.py": b"x = 2\nannounce(1)",
    "ended_twice.py": b"announce(1)\n\n\n",
    "byte_order_mark.py": b"\xef\xbb\xbfannounce(1)\n",
    "latin_1.py": b"# coding: latin-1\nannounce('caf\xe9')  # \xa3\n",
    "cyrillic.py": "# -*- coding: cp1251 -*-\nannounce('касса')\n".encode("cp1251"),
    "astral.py": "'🛒🛒'; announce('🛒é')  # 🛒\n".encode(),
    "tabs.py": b"if open:\n\tannounce(1)\t# once\n",
    "form_feed.py": b"x = '''\x0c\n'''\n\x0cannounce(1)\n",
    "separators.py": "x = '\u2028\x85'; announce(1)\n".encode(),
    "trailing_spaces.py": b"announce(1)   \n   \nx = 2\n",
    "twice_in_a_line.py": b"announce(announce(1)); x = announce(2)\n",
    "long_line.py": b"x = '" + b"y" * 100_000 + b"'; announce(1)\n",
    "no_name.txt.py": b"#!/usr/bin/env python\nannounce(1)\n",
}


def one_string(text: str) -> str:
    document = json.loads(text)
    for cell in document["cells"]:
        cell["source"] = "".join(cell["source"])
    return json.dumps(document, indent=1)


ORDERS = notebook_of("x = 'é🛒'\nannounce('é🛒')\n", "announce(2)", "%time announce(3)\n")
OLD = '{"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1\\n", "announce(1)"]}]}], "nbformat": 3}'
NOTEBOOKS: dict[str, bytes] = {
    "indent_1.ipynb": ORDERS.encode(),
    "indent_2.ipynb": json.dumps(json.loads(ORDERS), indent=2).encode(),
    "indent_4_raw_letters.ipynb": json.dumps(json.loads(ORDERS), indent=4, ensure_ascii=False).encode(),
    "indent_tab.ipynb": json.dumps(json.loads(ORDERS), indent="\t").encode(),
    "no_indent.ipynb": json.dumps(json.loads(ORDERS)).encode(),
    "dense.ipynb": json.dumps(json.loads(ORDERS), separators=(",", ":")).encode(),
    "windows.ipynb": ORDERS.replace("\n", "\r\n").encode(),
    "byte_order_mark.ipynb": b"\xef\xbb\xbf" + ORDERS.encode(),
    "one_string.ipynb": one_string(ORDERS).encode(),
    "old.ipynb": OLD.encode(),
    "bare.ipynb": b'{"cells": [{"cell_type": "code", "source": ["announce(1)"]}, {}]}',
}


def calm(raw: bytes) -> bytes:
    return raw.replace(b"announce(", b"note(")


@pytest.mark.parametrize("files", [MODULES, NOTEBOOKS], ids=["modules", "notebooks"])
def test_a_fix_changes_its_own_bytes_and_no_others(
    in_workshop: Command, tmp_path: Path, files: dict[str, bytes]
) -> None:
    project(tmp_path, dict(files))
    done = in_workshop("check", "--fix", ".")
    assert contents(tmp_path) == {name: calm(raw) for name, raw in files.items()}
    assert (done.status, done.out) == (0, f"All clean: {len(files)} files checked\n")
    total = sum(raw.count(b"announce(") for raw in files.values())
    assert done.err == f"Fixed {total} findings.\n"


def test_fixing_twice_changes_no_more_than_fixing_once(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": MODULES["windows.py"], "day.ipynb": NOTEBOOKS["windows.ipynb"]})
    in_workshop("check", "--fix", ".")
    once = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()}
    assert in_workshop("check", "--fix", ".") == (0, "All clean: 2 files checked\n", "")
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()} == once


UNSAFE = {
    "left without a word from you": (["--fix"], b"ship_old(1)\nnote(2)\n", 1),
    "made when you ask for it": (["--fix", "--unsafe-fixes"], b"ship(1)\nnote(2)\n", 0),
    "not made without --fix": (["--unsafe-fixes"], b"ship_old(1)\nannounce(2)\n", 1),
    "only shown with --diff": (["--diff", "--unsafe-fixes"], b"ship_old(1)\nannounce(2)\n", 1),
    "only shown with --diff beside --fix": (["--diff", "--fix"], b"ship_old(1)\nannounce(2)\n", 1),
    "not made for a rule that is left out": (["--fix", "--ignore", "RK190"], b"ship_old(1)\nannounce(2)\n", 1),
}


@pytest.mark.parametrize(("arguments", "after", "status"), UNSAFE.values(), ids=UNSAFE)
def test_a_fix_that_may_change_behaviour_is(
    in_workshop: Command, tmp_path: Path, arguments: list[str], after: bytes, status: int
) -> None:
    file = project(tmp_path, {"orders.py": "ship_old(1)\nannounce(2)\n"}) / "orders.py"
    done = in_workshop("check", "orders.py", *arguments)
    assert (file.read_bytes(), done.status) == (after, status)


def test_a_difference_is_one_that_patch_can_apply(in_workshop: Command, tmp_path: Path) -> None:
    files = {"tabs.py": MODULES["tabs.py"], "unended.py": MODULES["unended.py"]}
    project(tmp_path, dict(files))
    done = in_workshop("check", "--diff", *files)
    assert done.out.splitlines() == [
        "--- tabs.py",
        "+++ tabs.py",
        "@@ -1,2 +1,2 @@",
        " if open:",
        "-\tannounce(1)\t# once",
        "+\tnote(1)\t# once",
        "--- unended.py",
        "+++ unended.py",
        "@@ -1,2 +1,2 @@",
        " x = 2",
        "-announce(1)",
        r"\ No newline at end of file",
        "+note(1)",
        r"\ No newline at end of file",
    ]
    assert (done.status, done.err, contents(tmp_path)) == (1, "", files)


def test_a_difference_of_a_notebook_is_shown_cell_by_cell(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": notebook_of("x = 1\n", "x = 2\nannounce(1)\n")})
    assert in_workshop("check", "--diff", "day.ipynb").out.splitlines() == [
        "--- day.ipynb:cell_2",
        "+++ day.ipynb:cell_2",
        "@@ -1,2 +1,2 @@",
        " x = 2",
        "-announce(1)",
        "+note(1)",
    ]


def test_a_difference_of_nothing_is_nothing(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE, "stock.py": "ship_old(1)\n"})
    assert in_workshop("check", "--diff") == (0, "", "")


@pytest.mark.parametrize(("arguments", "status"), [([], 1), (["--exit-zero"], 0)], ids=["a change", "allowed"])
def test_a_difference_counts_as_something_to_report(in_workshop: Command, arguments: list[str], status: int) -> None:
    done = in_workshop("check", "-", "--diff", *arguments, stdin=b"announce(1)\n")
    assert (done.status, done.out.splitlines()[:2]) == (status, ["--- -", "+++ -"])


FILTERS = {
    name: (["--stdin-filename", name], raw)
    for name, raw in {**MODULES, **NOTEBOOKS}.items()
    if name in {"windows.py", "old_macintosh.py", "byte_order_mark.py", "latin_1.py", "unended.py", "windows.ipynb"}
}


@pytest.mark.parametrize(("arguments", "raw"), FILTERS.values(), ids=FILTERS)
def test_standard_input_is_fixed_to_standard_output_byte_for_byte(
    workshop: Path, tmp_path: Path, arguments: list[str], raw: bytes
) -> None:
    done = raw_process("check", "--fix", *arguments, cwd=tmp_path, stdin=raw, package=workshop)
    assert (done.stdout, done.stderr, done.returncode) == (calm(raw), b"", 0)


def test_what_is_left_after_fixing_is_reported(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "announce(1)\nship_old(2)\n", "broken.py": "announce(\n"})
    done = in_workshop("check", "--fix", ".", "--output-format", "concise")
    assert done.places == ["./broken.py:1:9", "./orders.py:2:1"]
    assert (done.status, done.err) == (1, "Fixed 1 finding.\n")


@pytest.mark.parametrize(("text", "status"), [("import os\n", 1), ("", 0)])
def test_a_run_that_fixed_something_may_fail(command: Command, tmp_path: Path, text: str, status: int) -> None:
    fixing = ("check", "--fix", "--unsafe-fixes", "--exit-non-zero-on-fix")
    project(tmp_path, {"orders.py": text})
    assert command(*fixing, "orders.py").status == status
    assert command(*fixing, "orders.py").status == 0
    given = ("-", "--stdin-filename", "orders.py")
    assert process(*fixing, *given, cwd=tmp_path, stdin=text.encode()).status == status
    assert process(*fixing, *given, "--exit-zero", cwd=tmp_path, stdin=text.encode()).status == 0
