"""`# noqa`: what it silences, and what only looks like it."""

from pathlib import Path
from textwrap import indent

import pytest

from rulekit.analysis.syntax.comments import Comment
from rulekit.analysis.syntax.source import Source
from rulekit.api import check, fix
from rulekit.engine.judge import verdicts
from rulekit.engine.suppression import read_silence
from rulekit.model.rule import NoOptions
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, project
from tests.workshop.loud_call import RULE

COMMENTS: dict[str, tuple[str, frozenset[str] | None]] = {
    "everything": ("# noqa", None),
    "everything, in capitals": ("# NOQA", None),
    "everything, close together": ("#noqa", None),
    "everything, after another comment": ("# type: ignore # noqa", None),
    "everything, with a reason": ("# noqa - the till is slow", None),
    "one rule": ("# noqa: RK301", frozenset({"RK301"})),
    "one rule, close together": ("#noqa:RK301", frozenset({"RK301"})),
    "one rule, wide apart": ("#  noqa :  RK301", frozenset({"RK301"})),
    "one rule in lower case": ("# noqa: rk301", frozenset({"RK301"})),
    "one rule, with a reason": ("# noqa: RK301 - the till is slow", frozenset({"RK301"})),
    "one rule, with a reason after a colon": ("# noqa: RK301: the till is slow", frozenset({"RK301"})),
    "one rule, with a reason in brackets": ("# noqa: RK301 (the till is slow)", frozenset({"RK301"})),
    "one rule, with a reason at once": ("# noqa: RK301 the till is slow", frozenset({"RK301"})),
    "one rule, then another comment": ("# noqa: RK301  # pragma: no cover", frozenset({"RK301"})),
    "several rules": ("# noqa: RK301, E722,BLE001", frozenset({"RK301", "E722", "BLE001"})),
    "several rules without commas": ("# noqa: RK301 RK304 - slow", frozenset({"RK301", "RK304"})),
    "everything, in any case": ("# Noqa", None),
    "codes close together": ("# noqa:E722W291", frozenset({"E722", "W291"})),
    "a name instead of a code": ("# noqa: bare-except", frozenset({"RK301"})),
    "names and codes, with a reason": ("# noqa: Bare-Except, RK304 - slow", frozenset({"RK301", "RK304"})),
    "the beginning of codes": ("# noqa: RK3", frozenset({"RK3"})),
    "a code with a slip of the pen": ("# noqa: RK3O1", frozenset({"RK3O1"})),
    "a name with a slip of the pen": ("# noqa: bare-exept", frozenset({"bare-exept"})),
    "a name of pylint's": ("# pylint: disable=bare-except, broad-except", frozenset({"W0702", "W0718"})),
    "a name of pylint's, with the next line": ("# pylint: disable-next=eval-used", frozenset({"W0123"})),
    "a name of which we know nothing": ("# pylint: disable=too-many-ancestors", frozenset()),
    "a name of bandit's": ("# nosec: hardcoded_password_string - a sample", frozenset({"B105"})),
    "a word that is no name": ("# noqa: as the till is slow", frozenset()),
    "a colon and nothing": ("# noqa:", frozenset()),
    "a longer word": ("# noqality", frozenset()),
    "a file's comment of another tool": ("# flake8: noqa", frozenset()),
    "a text about it": ("# see the noqa comments", frozenset()),
    "nothing": ("# the till is slow", frozenset()),
}


@pytest.mark.parametrize(("comment", "codes"), COMMENTS.values(), ids=COMMENTS)
def test_a_comment_silences(comment: str, codes: frozenset[str] | None) -> None:
    silence = read_silence(Comment(1, 1, comment))
    assert (silence.codes if silence else frozenset()) == codes


HANDLERS = {
    "everything": ("# noqa", []),
    "the rule": ("# noqa: RK301 - the till is slow", []),
    "the code of another tool for the same": ("# noqa: E722", []),
    "the code of pylint for the same": ("# pylint: disable=W0702", []),
    "another rule": ("# noqa: RK304", [3]),
    "another code of pylint": ("# pylint: disable=W0611", [3]),
    "a word for bandit, which knows nothing of it": ("# nosec", [3]),
    "another tool's other code": ("# noqa: E501", [3]),
    "the name": ("# noqa: bare-except", []),
    "the beginning of its code": ("# noqa: RK3", []),
    "the name with a slip of the pen": ("# noqa: bare-exept", [3]),
    "its code with a slip of the pen": ("# noqa: RK3O1", [3]),
    "pylint's name": ("# pylint: disable=bare-except", []),
    "pylint's name for another": ("# pylint: disable=eval-used", [3]),
    "all that pylint knows": ("# pylint: disable=all", []),
    "a kind of what pylint knows": ("# pylint: disable=W", []),
}


@pytest.mark.parametrize(("comment", "lines"), HANDLERS.values(), ids=HANDLERS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old macintosh"])
def test_a_finding_is_silenced_on_its_line_by(comment: str, lines: list[int], end: str) -> None:
    text = BARE.replace("except:", f"except:  {comment}").replace("\n", end)
    assert [finding.span.line for finding in check(text) if finding.code == "RK301"] == lines


QUIET = "try:\n    load()\nexcept Exception:  {}\n    pass\n".format
NOSEC = {
    "all of its rules": ("# nosec", []),
    "one of its rules": ("# nosec B110", []),
    "one of its rules, with a reason": ("# nosec: B110 - the till is slow", []),
    "another of its rules": ("# nosec B608", [3]),
    "one of its rules, behind a comment for another tool": ("# noqa: E501  # nosec B110", []),
}


@pytest.mark.parametrize(("comment", "lines"), NOSEC.values(), ids=NOSEC)
def test_a_comment_for_bandit_silences(comment: str, lines: list[int]) -> None:
    assert [finding.span.line for finding in check(QUIET(comment)) if finding.code == "RK304"] == lines


def test_a_comment_in_a_cell_silences_its_line_alone() -> None:
    quiet = BARE.replace("except:", "except:  # noqa: RK301")
    found = check(notebook_of(quiet, BARE), "day.ipynb")
    assert [(f.span.cell and f.span.cell.number, f.span.line) for f in found if f.code == "RK301"] == [(2, 3)]


PLACES = {
    "the line itself": ("announce(1)  # noqa", 0),
    "the line before": ("# noqa\nannounce(1)", 1),
    "the line after": ("announce(1)\n# noqa", 1),
    "the first line of its statement": ("total = (  # noqa\n    announce(1)\n    + 2\n)", 0),
    "the last line of its statement": ("total = (\n    announce(1)\n    + 2\n)  # noqa", 0),
    "a line within its statement": ("total = (\n    2 +  # noqa\n    announce(1)\n    + 3\n)", 1),
    "the first line of the finding": ("print(\n    announce(  # noqa\n        1\n    )\n)", 0),
    "the last line of the finding": ("print(\n    announce(\n        1\n    )  # noqa\n)", 0),
    "the last line of a text": ('announce("""\nan order\n""")  # noqa', 0),
    "a block around it": ("if open:  # noqa\n    announce(1)", 1),
    "the end of a block around it": ("if open:\n    announce(1)\n    x = 1  # noqa", 1),
    "a class around it": ("class Shop:  # noqa\n    announce(1)", 1),
    "the condition of a block": ("if announce(1):  # noqa\n    x = 1", 0),
    "a decorator": ("@announce(1)  # noqa\ndef order(): ...", 0),
    "another statement of the line": ("announce(1); x = 1  # noqa", 0),
    "text before it": ('announce("# noqa")', 1),
    "text over several lines": ('announce("""\n# noqa\n""")', 1),
    "text that a real comment follows": ('announce("# stock")  # noqa', 0),
    "formatted text": ('announce(f"# noqa {1}")', 1),
    "a docstring": ('def order():\n    """Say # noqa"""; announce(1)', 1),
    "a line with a tab and form feed": ("\x0cannounce(1)\t# noqa", 0),
    "a line with wide characters": ("announce('🛒é')  # noqa", 0),
    "the last line, unended": ("x = 1\nannounce(1) # noqa", 0),
}


@pytest.mark.parametrize(("text", "left"), PLACES.values(), ids=PLACES)
def test_a_comment_counts_or_not_on(text: str, left: int) -> None:
    found = list(verdicts(Source(text), RULE, NoOptions()))
    assert (len(found), sum(silence is None for _, silence in found)) == (1, left)


def test_a_comment_silences_a_line_of_requirements(command: Command, tmp_path: Path) -> None:

    project(tmp_path, {"requirements.txt": "rich\nattrs  # noqa: RK701 - any will do\n"})
    done = command("check", "requirements.txt", "--select", "RK701", "--output-format", "concise")
    assert done.places == ["requirements.txt:1:1"]


UNUSED, UNCAUGHT = ("RK702", 1), ("RK301", 4)
FAULTS = f"import stock\n{BARE}"
WHOLE_FILES = {
    "all codes of ruff": ("# ruff: noqa", []),
    "all codes of flake8": ("# flake8: noqa", []),
    "all codes of pylint": ("# pylint: skip-file", []),
    "all codes, in capitals": ("# flake8: NOQA", []),
    "all codes, close together": ("#ruff:noqa", []),
    "all codes, with a reason": ("# ruff: noqa - it is generated", []),
    "all codes, behind another comment": ("# generated # ruff: noqa", []),
    "all codes, with an equals sign": ("# flake8=noqa", []),
    "one code of ruff": ("# ruff: noqa: F401", [UNCAUGHT]),
    "one code of flake8": ("# flake8: noqa: F401", [UNCAUGHT]),
    "one code, close together": ("#flake8:noqa:F401", [UNCAUGHT]),
    "one code in lower case": ("# ruff: noqa: f401", [UNCAUGHT]),
    "one code in brackets": ("# ruff: file-ignore[F401]", [UNCAUGHT]),
    "one code, with a reason": ("# ruff: noqa: F401 - for those who import it", [UNCAUGHT]),
    "several codes": ("# ruff: noqa: E501, F401,E722", []),
    "several codes without commas": ("# flake8: noqa: F401 E722", []),
    "several codes in brackets": ("# ruff: file-ignore[F401, E722]", []),
    "a code in each of two comments": ("# ruff: noqa: F401\n# flake8: noqa: E722", []),
    "our own code": ("# ruff: noqa: RK702 - for those who take it", [UNCAUGHT]),
    "our own name": ("# ruff: noqa: unused-import - for those who take it", [UNCAUGHT]),
    "a code of which we know nothing": ("# ruff: noqa: E501", [UNUSED, UNCAUGHT]),
    "a colon and nothing": ("# ruff: noqa:", [UNUSED, UNCAUGHT]),
    "a colon and a word": ("# flake8: noqa: generated", [UNUSED, UNCAUGHT]),
    "a longer word": ("# ruff: noqality", [UNUSED, UNCAUGHT]),
    "a text about it": ("# see flake8: noqa", [UNUSED, UNCAUGHT]),
    "another comment of ruff": ("# ruff: isort: off", [UNUSED, UNCAUGHT]),
    "nothing but noqa": ("# noqa", [UNUSED, UNCAUGHT]),
    "text": ('"""\n# ruff: noqa\n"""', [UNUSED, UNCAUGHT]),
}


@pytest.mark.parametrize(("comment", "left"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_a_whole_file_is_silenced_by(comment: str, left: list[tuple[str, int]]) -> None:
    assert [(one.code, one.span.line) for one in check(f"{FAULTS}{comment}\n")] == left


@pytest.mark.parametrize("comment", ["# ruff: noqa", "# flake8: noqa: F401", "# ruff: file-ignore[F401]"])
def test_behind_code_a_comment_for_a_whole_file_means_nothing(comment: str) -> None:
    assert UNUSED in [(one.code, one.span.line) for one in check(f"import stock\nprice = 1  {comment}\n")]


BLOCKS = {
    "the rest of the file": f"# pylint: disable=bare-except\n{BARE}",
    "not what stands above": f"{BARE}# pylint: disable=bare-except\n",
    "the rest of the block": f"def load():\n    # pylint: disable=bare-except\n{indent(BARE, '    ')}",
    "not what follows the block": f"def load():\n    # pylint: disable=bare-except\n    return 1\n\n\n{BARE}",
    "not what is enabled again": f"# pylint: disable=bare-except\nx = 1\n# pylint: enable=bare-except\n{BARE}",
    "what stays when another is enabled": f"# pylint: disable=W0702\nx = 1\n# pylint: enable=eval-used\n{BARE}",
    "the block of its head": f"def load():  # pylint: disable=W0702\n{indent(BARE, '    ')}",
    "not more than its line": f"x = 1  # pylint: disable=bare-except\n{BARE}",
    "the next line": BARE.replace("except:", "# pylint: disable-next=bare-except\nexcept:"),
    "not the line after the next": BARE.replace("    load()", "    # pylint: disable-next=bare-except\n    load()"),
}


@pytest.mark.parametrize(("held", "text"), BLOCKS.items(), ids=BLOCKS)
def test_what_pylint_is_told_holds_for(held: str, text: str) -> None:
    assert ("RK301" in [one.code for one in check(text)]) is held.startswith("not ")


def test_a_tool_silences_only_what_it_has_a_code_for() -> None:
    text = f"# flake8: noqa\nimport simplejson\n{BARE}show(simplejson.loads(order))\n"
    assert [one.code for one in check(text)] == ["RK703"]


def test_names_that_a_file_keeps_for_others_stay() -> None:
    text = "# flake8: noqa: F401\nfrom shop.orders import Order\n"
    assert fix(text, "shop/names.py").text == text


def test_a_comment_for_the_whole_notebook_may_stand_in_any_cell() -> None:
    found = check(notebook_of(BARE, "# ruff: noqa: E722"), "day.ipynb")
    assert [one.code for one in found] == []


def test_a_project_finding_is_silenced_in_the_whole_file(command: Command, tmp_path: Path) -> None:
    prices = "def total(price, pieces):\n    return price * pieces\n"
    files = {"shop/prices.py": prices, "shop/stock.py": f"# ruff: noqa: RK601\n{prices}"}
    project(tmp_path, {"pyproject.toml": "", **files, "tests/test_till.py": "def test_till():\n    assert till()\n"})
    done = command("check", "--select", "RK601", "--output-format", "concise")
    assert done.places == ["./shop/prices.py:1:5"]
