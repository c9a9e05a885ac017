"""`rulekit practice --tests`: an answer is passed only when the learner's own tests of its file still pass."""

import json
import sys
from pathlib import Path

import pytest

from rulekit.cli.main import main
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.judging import judge_answer
from rulekit.teach.practice.notebook import read_practice
from rulekit.teach.practice.own_tests import OwnTests
from rulekit.teach.practice.verdicts import judged_by
from rulekit.teach.verdict import Outcome, Verdict
from tests.repositories import committed
from tests.shop import project

STOCK = '''\
"""The stock."""

import json

SHELF = "tea"


class Stock:
    """What lies on the shelf."""

{methods}
    def pieces(self, path: str) -> int:
        """Count the pieces."""
        try:
            with open(path, encoding="utf-8") as file:
                return int(json.load(file)[SHELF])
        except:
            return 0
'''
METHOD = (
    '    def day_{number}(self) -> int:\n        """Count."""\n        total = len("shop")\n        return total\n\n'
)
FILES = {
    "shop/__init__.py": "",
    "shop/stock.py": STOCK.format(methods="".join(METHOD.format(number=number) for number in "abcdefgh")),
    "tests/test_shelf.py": """\
from pathlib import Path

from shop.stock import Stock


def test_pieces(tmp_path):
    shelf = tmp_path / "shelf.json"
    shelf.write_text('{"tea": 3}')
    assert Stock().pieces(str(shelf)) == 3


def test_nothing_is_there():
    Path("ran.txt").write_text("here")
    assert Stock().pieces("nowhere.json") == 0
""",
    "tests/test_other.py": "def test_other():\n    assert False\n",
    "pyproject.toml": "",
}
RIGHT = ("except:", "except FileNotFoundError:")
WRONG = ("except:", "except json.JSONDecodeError:")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with a bare handler, and tests that see what it is for."""
    return project(tmp_path / "shop", FILES)


def item_of(shop: Path, *, tests: bool = True) -> Exercise:
    """Give the item that asks to mend the handler."""
    target = shop.parent / "practice.ipynb"
    target.unlink(missing_ok=True)
    words = ["practice", str(shop / "shop"), "--rules", "RK301", "--output-file", str(target)]
    assert main([*words, "--tests"] if tests else words) == 0
    return next(one for one in read_practice(target, tests=tests) if one.kind is Kind.FIX)


def answered(shop: Path, *changes: tuple[str, str]) -> Verdict:
    """Judge an answer, which is the code with some changes."""
    item = item_of(shop)
    answer = item.starter
    for old, new in changes:
        assert old in answer
        answer = answer.replace(old, new)
    return judge_answer(item, answer)


def test_an_answer_with_which_the_tests_pass_is_passed(shop: Path) -> None:
    verdict = answered(shop, RIGHT)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.message == "the finding is gone, no other came, and its tests still pass: `tests/test_shelf.py`"


def test_an_answer_that_breaks_a_test_is_not_passed_though_the_finding_is_gone(shop: Path) -> None:
    verdict = answered(shop, WRONG)
    assert verdict.outcome is Outcome.BEHAVIOUR
    assert verdict.message.startswith(
        "a test passes no more: `tests/test_shelf.py::test_nothing_is_there`: FileNotFoundError"
    )
    assert verdict.why == "the finding is gone, no other came"


def test_without_the_option_the_same_answer_is_passed_and_nothing_runs(shop: Path) -> None:
    item = item_of(shop, tests=False)
    assert judge_answer(item, item.starter.replace(*WRONG)).outcome is Outcome.PASSED
    assert item.origin is not None
    assert not item.origin.root


def test_the_notebook_says_that_tests_will_run_where_the_learner_runs_it(shop: Path) -> None:
    item_of(shop)
    cells = json.loads((shop.parent / "practice.ipynb").read_text("utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells]
    assert texts[1].endswith('\n%exercise from "practice.ipynb" --tests')
    assert "your own tests of its file" in texts[0]
    assert str(shop) not in (shop.parent / "practice.ipynb").read_text("utf-8")


def test_no_file_of_the_learner_is_touched(shop: Path) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    assert answered(shop, RIGHT).outcome.is_pass
    assert {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()} == before


def test_what_an_answer_brings_along_comes_along(shop: Path) -> None:
    helped = '\n\ndef no_pieces() -> int:\n    """Count nothing."""\n    return 0\n'
    beside = '    def nothing(self) -> int:\n        """Count nothing."""\n        return no_pieces()\n\n    def pieces'
    changes = (
        RIGHT,
        ("return 0", "return self.nothing()"),
        ("    def pieces", beside),
        ("\n\n\nclass", f"{helped}\n\nclass"),
    )
    assert answered(shop, *changes).message.startswith("the finding is gone, no other came, and its tests still pass")


def test_what_git_ignores_and_modules_need_is_in_the_copy(shop: Path) -> None:
    project(shop, {".gitignore": "version.py\nstale\n", "shop/version.py": "NUMBER = 1\n", "stale/test_stock.py": "!"})
    needing = FILES["shop/stock.py"].replace("import json", "import json\n\nfrom shop.version import NUMBER")
    project(shop, {"shop/stock.py": needing})
    committed(shop)
    assert answered(shop, RIGHT).outcome is Outcome.PASSED


def test_tests_in_a_layout_with_src_see_the_answer(tmp_path: Path) -> None:
    moved = {name.replace("shop/", "src/shop/", 1): text for name, text in FILES.items()}
    there = project(tmp_path / "shop", moved)
    (there / "shop").symlink_to("src/shop")
    assert [answered(there, one).outcome for one in (RIGHT, WRONG)] == [Outcome.PASSED, Outcome.BEHAVIOUR]


def test_tests_that_failed_before_say_nothing(shop: Path) -> None:
    project(
        shop, {"tests/test_shelf.py": "import shop.stock\n\n\ndef test_pieces():\n    assert shop.stock.SHELF == 1\n"}
    )
    verdict = answered(shop, RIGHT)
    assert verdict.outcome is Outcome.NOT_JUDGED
    assert verdict.message.startswith(
        "the tests failed before your change already: `tests/test_shelf.py::test_pieces`: AssertionError"
    )


def test_one_that_failed_before_takes_nothing_from_the_others(shop: Path) -> None:
    project(shop, {"tests/test_shelf.py": FILES["tests/test_shelf.py"] + "\n\ndef test_old():\n    assert False\n"})
    assert answered(shop, RIGHT).message.endswith("still pass: `tests/test_shelf.py`; 1 failed before your change too")
    assert answered(shop, WRONG).outcome is Outcome.BEHAVIOUR


NOT_FOUND = {
    "no tests": ({"tests/test_shelf.py": "x = 1\n"}, "no tests of `shop/stock.py` were found"),
    "none that runs": ({"tests/test_shelf.py": "import shop.stock\n"}, "there is no test in `tests/test_shelf.py`"),
    "not run": (
        {"tests/test_stock.py": "def test_it():\n    pass\n", "tests/test_shelf.py": ""},
        "the tests in `tests/test_stock.py` pass, but they do not run your `shop/stock.py`",
    ),
    "broken setup": ({"pytest.ini": "[pytest]\naddopts = --no-such-option\n"}, "pytest ended with 4: "),
    "no import": ({"tests/test_shelf.py": "import shop.stock, no_such_till\n"}, "the tests failed before your change"),
    "changed since": ({"shop/stock.py": "x = 1\n"}, "`stock.py` has changed since these items were written"),
}


@pytest.mark.parametrize(("files", "message"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_where_tests_can_say_nothing_it_is_said_why(shop: Path, files: dict[str, str], message: str) -> None:
    item = item_of(shop)
    project(shop, files)
    verdict = judge_answer(item, item.starter.replace(*RIGHT))
    assert (verdict.outcome, verdict.message[: len(message)]) == (Outcome.NOT_JUDGED, message)


def test_tests_that_do_not_end_are_ended_with_all_that_they_started(shop: Path) -> None:
    project(shop, {"tests/test_shelf.py": "import shop.stock, threading\nthreading.Event().wait()\n"})
    verdict = judged_by(OwnTests(shop / "shop" / "stock.py", seconds=1), FILES["shop/stock.py"])
    assert verdict == (
        Outcome.NOT_JUDGED,
        "the tests in `tests/test_shelf.py` did not end within 1 seconds: nor did they before your change",
    )


def test_the_interpreter_is_that_of_the_project(shop: Path) -> None:
    tests = OwnTests(shop / "shop" / "stock.py")
    assert tests.python == sys.executable
    inside = shop / ".venv" / "bin" / "python"
    inside.parent.mkdir(parents=True)
    inside.write_text('#!/bin/sh\necho "No module named pytest" >&2\nexit 1\n', "utf-8")
    inside.chmod(0o755)
    verdict = answered(shop, RIGHT)
    assert verdict.outcome is Outcome.NOT_JUDGED
    assert verdict.message == f"pytest is not installed for {inside}: install it there"
