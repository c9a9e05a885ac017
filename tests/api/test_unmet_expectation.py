"""An expectation that is not met is a finding like any other, at every door, and no excerpt ever ends a run."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import rulekit
from rulekit.api import gather, outcomes, plan
from rulekit.cli.learn import copy_lessons
from rulekit.engine.outcome import Outcome
from rulekit.model.finding import Finding
from tests.cli.test_projects import MARK, PRICES
from tests.conftest import Command
from tests.engine.test_expected_findings import tagged
from tests.marked import notebook_of
from tests.shop import BARE, project, records
from tests.waiting import PATIENCE

CONNECT = 'def connect(password: str = "kq7-Tulpe-31") -> bool:\n    open_till(password)\n    return True\n'
UNMET = "the cell expects `RK301`, which is not found in it: correct the cell or what it expects"
WAYS = {
    "a tag": tagged(("total = 1", []), ("price = 2", ["rulekit-expect-RK301"])),
    "an option": notebook_of("total = 1", "%%checkstyle --expect RK301\nprice = 2"),
    "an option below another magic": notebook_of("total = 1", "%%time\n%%checkstyle --expect=bare-except\nprice = 2"),
    "an empty cell": tagged(("total = 1", []), ("", ["rulekit-expect-RK301"])),
    "a cell in another language": tagged(("total = 1", []), ("%%html\n<b>", ["rulekit-expect-RK301"])),
}
FIRST_LINES: dict[str, list[str]] = {
    "a tag": ["price = 2"],
    "an option": ["%%checkstyle --expect RK301\n"],
    "an option below another magic": ["%%time\n"],
    "an empty cell": [],
    "a cell in another language": ["%%html\n"],
}
each_way = pytest.mark.parametrize("way", WAYS)


def told(findings: tuple[Finding, ...]) -> list[tuple[str | None, str, int, int, str, list[str]]]:
    """Give all that a reader is told of findings in notebooks."""
    return [(f.path, f.code, f.cell.number, f.span.line, f.message, list(f.excerpt)) for f in findings if f.cell]


@each_way
def test_the_library_gives_it_with_path_and_excerpt(tmp_path: Path, way: str) -> None:
    file = project(tmp_path, {"day.ipynb": WAYS[way]}) / "day.ipynb"
    seen = ["RK002", 2, 1, UNMET, FIRST_LINES[way]]

    assert told(rulekit.check(WAYS[way], "day.ipynb")) == [("day.ipynb", *seen)]
    assert told(rulekit.check_paths([file]).findings) == [(str(file), *seen)]
    assert told(rulekit.check_paths([tmp_path]).findings) == [(str(file), *seen)]


FORMATS: dict[str, tuple[list[str], Callable[[str], bool]]] = {
    "full": ([], lambda out: f"day.ipynb:cell_2:1:1: RK002 {UNMET}\n" in out),
    "concise": (["--output-format=concise"], lambda out: f"day.ipynb:cell_2:1:1: RK002 {UNMET}\n" in out),
    "json": (["--output-format=json"], lambda out: [one["message"] for one in json.loads(out)] == [UNMET]),
    "json-lines": (["--output-format=json-lines"], lambda out: json.loads(out)["message"] == UNMET),
    "statistics": (["--statistics"], lambda out: out.split() == ["1", "RK002", "unused-suppression"]),
}  # fmt: skip


@each_way
@pytest.mark.parametrize("form", FORMATS)
def test_the_command_shows_it_in_every_form_and_from_standard_input(
    command: Command, tmp_path: Path, way: str, form: str
) -> None:
    project(tmp_path, {"day.ipynb": WAYS[way]})
    options, is_told = FORMATS[form]

    for paths, stdin in (["."], b""), (["--stdin-filename", "day.ipynb"], WAYS[way].encode()):
        done = command("check", *paths, *options, stdin=stdin)
        assert is_told(done.out)
        assert (done.status, done.err) == (1, "")


def test_the_other_files_of_the_run_are_reported_as_well(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": WAYS["a tag"], "orders.py": BARE})

    done = command("check", ".", "--output-format", "concise")

    assert (done.status, done.places, done.err) == (1, ["./day.ipynb:cell_2:1:1", "./orders.py:3:1"], "")


def test_a_secret_on_the_line_that_is_shown_stays_hidden(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": tagged(('password = "kq7-Tulpe-31"', ["rulekit-expect-RK301"]))})

    out = command("check", ".").out

    assert "RK002" in out
    assert "Tulpe" not in out


def test_mending_the_cell_that_a_lesson_shows_is_told_in_the_lesson(command: Command, tmp_path: Path) -> None:
    copy_lessons(tmp_path)
    lesson = tmp_path / "00_start_here.ipynb"
    document = json.loads(lesson.read_text("utf-8"))
    at = next(
        n for n, cell in enumerate(document["cells"]) if "rulekit-expect-RK301" in cell["metadata"].get("tags", [])
    )
    document["cells"][at]["source"] = "price = 2"
    lesson.write_text(json.dumps(document), "utf-8")

    found = [
        one for one in records(command("check", ".", "--output-format", "json-lines")) if one["severity"] != "advice"
    ]

    assert [(one["path"], one["cell_index"], one["code"]) for one in found] == [("00_start_here.ipynb", at, "RK002")]


def test_an_expectation_is_not_called_unmet_where_the_time_was_over_first(command: Command, tmp_path: Path) -> None:
    settings = "[tool.rulekit]\ntime-limit = 1e-300\n"
    project(tmp_path, {"pyproject.toml": settings, "day.ipynb": tagged((BARE * 1_000, ["rulekit-expect-RK301"]))})

    done = command("check", "day.ipynb")

    assert done.out == "No findings, but 1 problem: 1 file checked\n"
    assert done.status == 2


def spoiled(run: rulekit.api.Run, file: Path, after: str | None) -> Iterator[Outcome | str]:
    """Check files, and then let one vanish or change before its project is judged."""
    yield from outcomes(run)
    if after is None:
        file.unlink()
    else:
        file.write_text(after, "utf-8")


SPOILED = {
    "vanishes": (None, ()),
    "becomes another": (f'API_KEY = "kq7"\n{PRICES}', ()),
    "becomes unreadable": ("\0", ()),
    "becomes empty": ("", ()),
    "stays as it is": (PRICES, ("def total(price, pieces):\n",)),
}


@pytest.mark.parametrize(("after", "excerpt"), SPOILED.values(), ids=SPOILED)
def test_a_file_that_changes_during_the_run_ends_nothing_and_shows_no_line_that_was_not_judged(
    tmp_path: Path, after: str | None, excerpt: tuple[str, ...]
) -> None:
    file = project(tmp_path, {**MARK, "shop/prices.py": PRICES, "shop/till.py": BARE}) / "shop/prices.py"
    run = plan([tmp_path])

    report = gather(run, spoiled(run, file, after))

    assert {finding.code for finding in report.findings} >= {"RK301", "RK601"}
    assert [finding.excerpt for finding in report.findings if finding.code == "RK601"] == [excerpt]
    assert report.problems == ()


def test_a_secret_beside_an_untested_function_stays_hidden(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/till.py": CONNECT})

    out = command("check", ".").out

    assert "RK601" in out
    assert "Tulpe" not in out


def test_only_a_rule_that_has_the_source_at_hand_makes_a_finding() -> None:
    package = Path(rulekit.__file__).parent
    makers = [
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    ]

    assert makers == ["model/rule.py"]


@pytest.mark.parametrize("way", ["a tag", "an option"])
def test_nbqa_tells_it_as_the_command_does(tmp_path: Path, way: str) -> None:
    project(tmp_path, {"day.ipynb": WAYS[way]})
    words = ["nbqa", "rulekit", "day.ipynb", "--output-format=concise"]

    through = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        shell=False,
    )

    assert through.stdout.splitlines()[0] == f"day.ipynb:cell_2:1:1: RK002 {UNMET}"
    assert through.returncode == 1
