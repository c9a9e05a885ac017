"""`nbqa rulekit`: the same findings on the same lines as `rulekit check`, through the real nbqa."""

import json
import os
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.marked import notebook_of
from tests.waiting import ran

BARE = "try:\n    load()\nexcept:\n    stop()"
ODD_BLANKS = f"price = 1\n{BARE}\n\n\n\n\n\n{BARE}"
CELLS: dict[str, tuple[str, ...]] = {
    "plain": (BARE,),
    "odd blank lines": ("def ship(order):\n    return order\ndef pay(order):\n    return order\n" + ODD_BLANKS, BARE),
    "magics": ("%matplotlib inline\n!ls\n" + BARE, "%%time\n" + BARE, "!echo {price}\n" + BARE),
    "broken cell": ("def ship(:\n    pass", BARE),
    "checkstyle": (f"%%checkstyle\n{BARE}", f"%%exercise bare-except.fix\n{BARE}"),
    "checkstyle with options": (f"%%checkstyle --select RK102\n{BARE}", f"%%checkstyle --expect RK301\n{BARE}"),
    "no code": (),
    "semicolons": ("price = 1;\n" + BARE + ";", "load();"),
    "empty cells": ("", BARE, "   \n"),
    "späte Aufträge": (BARE,),
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder of notebooks, some of them in folders below."""
    for name, cells in CELLS.items():
        (tmp_path / f"{name}.ipynb").write_text(notebook_of(*cells), "utf-8")
    tagged = json.loads(notebook_of(BARE, BARE, BARE))
    tagged["cells"][0]["metadata"]["tags"] = ["rulekit-skip"]
    tagged["cells"][1]["metadata"]["tags"] = ["rulekit-expect-RK301"]
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "tagged.ipynb").write_text(json.dumps(tagged), "utf-8")
    return tmp_path


def run(*words: str, cwd: Path) -> CompletedProcess[str]:
    """Run a module of this environment."""
    return ran(sys.executable, "-m", *words, cwd=cwd, environment={**os.environ, "PYTHONWARNINGS": ""})


def places(output: str) -> set[tuple[Any, ...]]:
    """Read the findings of `json-lines` output."""
    rows = [json.loads(line) for line in output.splitlines()]
    return {(Path(r["path"]).as_posix(), r["cell"], r["line"], r["column"], r["code"], r["message"]) for r in rows}


def test_both_doors_give_the_same_findings(shop: Path) -> None:
    through = run("nbqa", "rulekit", ".", "--output-format=json-lines", cwd=shop)
    direct = run("rulekit", "check", ".", "--output-format=json-lines", cwd=shop)

    assert places(through.stdout) == places(direct.stdout)
    assert through.returncode == direct.returncode == 1
    assert {path for path, *_ in places(direct.stdout)} >= {"plain.ipynb", "späte Aufträge.ipynb", "below/tagged.ipynb"}


def test_a_name_beyond_ascii_is_that_of_the_notebook_in_one_array_too(shop: Path) -> None:
    through = run("nbqa", "rulekit", "späte Aufträge.ipynb", "--output-format=json", cwd=shop)

    assert {row["path"] for row in json.loads(through.stdout)} == {"späte Aufträge.ipynb"}


def test_text_has_the_true_lines_from_another_folder_and_in_both_spellings(shop: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    through = run(
        "nbqa", "rulekit check", str(shop / "odd blank lines.ipynb"), "--output-format=concise", "--select=RK301",
        cwd=elsewhere,
    )  # fmt: skip

    found = [line for line in through.stdout.splitlines() if "RK301" in line]
    lines = [line.partition(": RK301")[0].rpartition(".ipynb:")[2] for line in found]
    assert lines == ["cell_1:8:1", "cell_1:17:1", "cell_2:3:1"]


def test_nbformat_3_is_read_by_ours_even_where_nbqa_refuses_it(shop: Path) -> None:
    old = {
        "metadata": {"name": "old"},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": [{"cell_type": "code", "input": BARE, "language": "python", "outputs": []}]}],
    }
    (shop / "old.ipynb").write_text(json.dumps(old), "utf-8")

    direct = run("rulekit", "old.ipynb", "--output-format=concise", cwd=shop)

    assert direct.stdout.startswith("old.ipynb:cell_1:3:1: RK301")


def test_fixing_through_nbqa_is_refused_with_the_command_that_works(shop: Path) -> None:
    before = (shop / "plain.ipynb").read_bytes()
    (shop / "twice.ipynb").write_text(notebook_of("import json\nimport json\njson.dumps(1)"), "utf-8")
    text = (shop / "twice.ipynb").read_bytes()

    through = run("nbqa", "rulekit check", "plain.ipynb", "twice.ipynb", "--fix", cwd=shop)

    assert "run `rulekit check --fix twice.ipynb`" in through.stderr
    assert through.returncode == 2
    assert ((shop / "plain.ipynb").read_bytes(), (shop / "twice.ipynb").read_bytes()) == (before, text)


LOST = {
    "a merge conflict": '{"cells": [\n<<<<<<< HEAD\n',
    "a file without cells": '{"metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "an empty file": "",
}


@pytest.fixture
def lost(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A folder with a module that a fix would change, and a notebook that nbqa leaves out."""
    (tmp_path / "lost.ipynb").write_text(request.param, "utf-8")
    (tmp_path / "orders.py").write_text(f"import os\n\n{BARE}\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST, indirect=True)
@pytest.mark.parametrize("tool", ["rulekit", "rulekit check"])
def test_nothing_is_mended_where_nbqa_loses_the_only_notebook(lost: Path, tool: str) -> None:
    before = {file.name: file.read_bytes() for file in lost.iterdir()}

    through = run("nbqa", tool, "lost.ipynb", "--fix", cwd=lost)

    assert "no path" in through.stderr
    assert (through.returncode, through.stdout) == (123, "")
    assert {file.name: file.read_bytes() for file in lost.iterdir()} == before


@pytest.mark.parametrize("lost", [LOST["a merge conflict"]], indirect=True)
@pytest.mark.parametrize("tool", ["rulekit", "rulekit check"])
def test_nothing_else_is_judged_where_nbqa_loses_the_only_notebook(lost: Path, tool: str) -> None:
    through = run("nbqa", tool, "lost.ipynb", "--output-format=concise", cwd=lost)

    assert "no path" in through.stderr
    assert (through.returncode, through.stdout) == (123, "")


def test_both_doors_hide_what_is_known(shop: Path) -> None:
    (shop / "broken cell.ipynb").unlink()
    run("rulekit", "baseline", "write", cwd=shop)
    for door in (("nbqa", "rulekit"), ("rulekit", "check")):
        done = run(*door, ".", "--output-format=json-lines", cwd=shop)
        assert (done.stdout, done.returncode) == ("", 0)
