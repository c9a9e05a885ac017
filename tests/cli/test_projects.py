"""Rules about whole projects: what a folder shows together, and what a single file cannot."""

from pathlib import Path

import pytest

import rulekit
from rulekit.api.cells import check_cell
from rulekit.engine.settings import Settings
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import one_line, project

pytestmark = pytest.mark.RK601
PRICES = "def total(price, pieces):\n    return price * pieces\n"
TESTED = "from shop.prices import total\n\n\ndef test_total():\n    assert total(2, 3) == 6\n"
OTHER = "def test_stock():\n    assert stock() == 2\n"
MARK = {"pyproject.toml": ""}
SETUP = "from setuptools import setup\n\nsetup()\n"
ONLY = ("--select", "RK601", "--output-format", "concise")
ASKED = "RK601 untested-function judges whole projects: check the folder of its project"


def test_a_folder_shows_what_its_tests_leave_out(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": PRICES, "tests/test_stock.py": OTHER})
    done = command("check", *ONLY)
    assert (done.status, done.places) == (1, ["./shop/prices.py:1:5"])


def test_a_test_anywhere_in_the_folder_counts(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": PRICES, "shop/tests/test_prices.py": TESTED})
    assert command("check", *ONLY).status == 0


def test_the_line_of_the_function_is_shown(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": PRICES})
    assert "def total(price, pieces):" in command("check", "--select", "RK601").out


def test_a_single_module_is_not_judged_and_that_is_said_once(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": PRICES, "shop/stock.py": PRICES})
    done = command("check", "shop/prices.py", "shop/stock.py", *ONLY)
    assert (done.status, done.out) == (2, "No findings, but 1 problem: 2 files checked\n")
    assert one_line(done.err) == f"rulekit: {ASKED}"


def test_among_other_rules_it_is_named_in_the_headline(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": PRICES})
    done = command("check", "shop/prices.py", "--select", "RK6")
    headline = "No findings: 1 file checked, not by RK601 untested-function: check the folder of the whole project"
    assert (done.status, done.out) == (0, f"{headline}\n")


@pytest.mark.parametrize("name", ["-", "orders.py", "day.ipynb"])
def test_a_text_alone_is_not_called_clean_by_it(command: Command, name: str) -> None:
    text = notebook_of("total = 1") if name.endswith(".ipynb") else PRICES
    done = command("check", "--stdin-filename", name, *ONLY, stdin=text.encode())
    assert (done.status, "lean" in done.out, one_line(done.err)) == (2, False, f"rulekit: {ASKED}")


def test_a_cell_and_the_library_are_not_called_clean_by_it() -> None:
    for text in (f"%%checkstyle --select RK601\n{PRICES}", f"%%checkstyle --select untested-function\n{PRICES}"):
        assert check_cell([text], 0, Settings()).unjudged[0].startswith(ASKED.partition(":")[0])
    with pytest.warns(rulekit.UnjudgedWarning, match=ASKED):
        assert rulekit.rules["RK601"].check(PRICES) == ()


def test_a_single_list_of_requirements_needs_no_word_about_projects(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "requirements.txt": "rich==14.0.0\n"})
    assert ASKED not in command("check", "requirements.txt").out


def test_a_part_of_a_project_without_its_tests_is_not_judged(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": PRICES, "tests/test_stock.py": OTHER})
    part = command("check", "shop", *ONLY)
    assert (part.status, "All clean" in part.out, "not by RK601" in part.out) == (0, False, True)
    assert command("check", "shop", "tests", *ONLY).places == ["shop/prices.py:1:5"]


def test_the_tests_of_one_project_say_nothing_of_another(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"one/setup.py": SETUP, "one/shop/prices.py": PRICES, "one/tests/test_prices.py": TESTED})
    project(tmp_path, {"two/setup.py": SETUP, "two/shop/prices.py": PRICES, "two/tests/test_stock.py": OTHER})
    assert command("check", *ONLY).places == ["./two/shop/prices.py:1:5"]


PACKAGE = {**MARK, "packages/shop/pyproject.toml": "", "packages/shop/src/shop/prices.py": PRICES}


def test_tests_beside_the_packages_of_a_repository_count(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**PACKAGE, "tests/test_prices.py": TESTED})
    assert command("check", *ONLY).status == 0


def test_a_package_of_a_repository_that_no_test_knows_is_named(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**PACKAGE, "tests/test_stock.py": OTHER})
    assert command("check", *ONLY).places == ["./packages/shop/src/shop/prices.py:1:5"]


def test_what_another_package_uses_is_only_advice(command: Command, tmp_path: Path) -> None:
    use = "from shop.prices import total\n\n\ndef _pay():\n    return total(2, 3)\n"
    project(tmp_path, {**PACKAGE, "packages/till/pyproject.toml": "", "packages/till/till.py": use})
    assert (command("check", *ONLY).status, command("check", *ONLY, "--strict").status) == (0, 1)


def test_a_package_alone_is_not_judged_where_its_tests_may_lie_beside_it(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**PACKAGE, "tests/test_prices.py": TESTED})
    done = command("check", "packages/shop", *ONLY)
    assert (done.status, "All clean" in done.out, "not by RK601" in done.out) == (0, False, True)


def test_a_package_alone_is_judged_by_its_own_tests(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**PACKAGE, "packages/shop/tests/test_stock.py": OTHER})
    assert command("check", "packages/shop", *ONLY).places == ["packages/shop/src/shop/prices.py:1:5"]


def test_an_example_with_its_own_project_needs_no_tests(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "examples/shop/pyproject.toml": "", "examples/shop/prices.py": PRICES})
    assert command("check", *ONLY).status == 0


@pytest.mark.parametrize(
    "files",
    [
        {"shop/setup.py": "PAGE = 1\n"},
        {"shop/setup.py": SETUP, "shop/__init__.py": ""},
        {"shop/setup.cfg": "", "shop/__init__.py": ""},
    ],
    ids=["a module called setup", "a subpackage that is set up with the whole", "a file of a package"],
)
def test_no_project_begins_at(command: Command, tmp_path: Path, files: dict[str, str]) -> None:
    project(tmp_path, {**MARK, **files, "shop/prices.py": PRICES, "tests/test_prices.py": TESTED})
    assert command("check", *ONLY).status == 0


SETTINGS = {
    "a file's settings": {"pyproject.toml": '[tool.rulekit]\nper-file-ignores."shop/*" = ["RK601"]\n'},
    "the project's settings": {"pyproject.toml": '[tool.rulekit]\nignore = ["untested-function"]\n'},
    "a comment": {"shop/prices.py": PRICES.replace(":\n", ":  # noqa: RK601 - the till tests it\n", 1)},
}


@pytest.mark.parametrize("files", SETTINGS.values(), ids=SETTINGS)
def test_a_finding_is_left_out_by(command: Command, tmp_path: Path, files: dict[str, str]) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": PRICES, "tests/test_stock.py": OTHER, **files})
    assert command("check", "--output-format", "concise", "--select", "RK0,RK601", "--strict").status == 0


def test_many_files_shared_between_processes_give_the_same(command: Command, tmp_path: Path) -> None:
    files = {f"shop/part{number}.py": f"def sell{number}():\n    return {number}\n" for number in range(120)}
    calls = "".join(f"    assert sell{number}() == {number}\n" for number in range(119))
    project(tmp_path, {**MARK, **files, "tests/test_all.py": f"from shop import *\n\n\ndef test_all():\n{calls}"})
    assert command("check", *ONLY).places == ["./shop/part119.py:1:5"]


def test_after_fixing_the_project_is_judged_as_well(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": f"import os\n\n\n{PRICES}"})
    done = command("check", "--fix", ".", "--select", "RK601,RK702", "--output-format", "concise")
    assert (done.status, done.places) == (1, ["./shop/prices.py:3:5"])


def test_a_file_that_is_left_out_still_says_what_it_uses(command: Command, tmp_path: Path) -> None:
    settings = '[tool.rulekit]\nper-file-ignores."shop/door.py" = ["RK601"]\n'
    door = "from shop.prices import total\n\n\ndef sell(pieces):\n    return total(2, pieces)\n"
    tests = "from shop.door import sell\n\n\ndef test_sell():\n    assert sell(2) == 4\n"
    project(tmp_path, {"pyproject.toml": settings, "shop/door.py": door, "shop/prices.py": PRICES})
    project(tmp_path, {"tests/test_door.py": tests})
    assert command("check", *ONLY).status == 0


TAKEN = {
    **MARK,
    "shop/prices.py": "import csv\nfrom math import pi\n",
    "shop/orders.py": "from shop.prices import pi\n\nprint(pi)\n",
}


def test_a_fix_leaves_what_another_file_takes(command: Command, tmp_path: Path) -> None:
    project(tmp_path, TAKEN)
    done = command("check", "--select", "RK702", "--fix", ".")
    assert (done.status, done.err) == (0, "Fixed 1 finding.\n")
    assert (tmp_path / "shop/prices.py").read_text("utf-8") == "from math import pi\n"


def test_a_difference_leaves_what_another_file_takes(command: Command, tmp_path: Path) -> None:
    project(tmp_path, TAKEN)
    done = command("check", "--select", "RK702", "--diff")
    assert [line for line in done.out.splitlines() if line.startswith("-")] == ["--- ./shop/prices.py", "-import csv"]


def test_a_comment_on_what_another_file_takes_is_not_stale(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**TAKEN, "shop/prices.py": "from math import pi  # noqa: RK702 - for orders\n"})
    assert command("check", "--select", "RK702,RK002").status == 0


def test_what_only_a_project_can_tell_is_said_of_a_line(command: Command, tmp_path: Path) -> None:
    project(tmp_path, TAKEN)
    withdrawn = "not reported: another file of the project shows that it is none"
    assert withdrawn in command("why", "shop/prices.py:2", "RK702").out
    (tmp_path / "shop" / "orders.py").unlink()
    assert command("why", "shop/prices.py:2", "RK702").out.endswith("\n  reported\n")


def test_a_rule_about_projects_says_why_it_reports_a_line(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": PRICES, "tests/test_stock.py": OTHER})
    assert command("why", "shop/prices.py:1", "RK601").out.splitlines()[1] == "  reported"
    assert "sees nothing on this line" in command("why", "shop/prices.py:2", "RK601").out
    project(tmp_path, {"tests/test_prices.py": TESTED})
    assert "sees nothing on this line" in command("why", "shop/prices.py:1", "RK601").out


def test_a_project_that_was_not_wholly_judged_gives_no_reasons(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {**MARK, "shop/prices.py": PRICES, "tests/test_prices.py": TESTED, "broken.py": b"\0"})
    done = command("why", "shop/prices.py:1", "RK601")
    assert "the project of shop/prices.py was not wholly judged" in one_line(done.err)
    assert (done.status, done.out) == (2, "")
