"""`# rulekit: noqa`, `# rulekit: disable=...` and what other tools have like it: which lines it is about."""

from pathlib import Path
from textwrap import indent

import pytest

from rulekit.api import check, fix
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, project

WHY = " - the till answers late"
FAULTS = f"import stock\n{BARE}"
UNUSED, UNCAUGHT = ("RK702", 2), ("RK301", 5)

FILES = {
    "everything": ("# rulekit: noqa", []),
    "everything, close together": ("#rulekit:noqa", []),
    "everything, in capitals": ("# RULEKIT: NOQA", []),
    "one rule by its code": ("# rulekit: noqa: RK702", [UNCAUGHT]),
    "one rule in lower case": ("# rulekit: noqa: rk702", [UNCAUGHT]),
    "one rule by its name": ("# rulekit: noqa: unused-import", [UNCAUGHT]),
    "one rule by its name, in other letters": ("# rulekit: noqa: Unused-Import", [UNCAUGHT]),
    "one rule by another tool's code": ("# rulekit: noqa: E722", [UNUSED]),
    "a section by the beginning of its codes": ("# rulekit: noqa: RK3", [UNUSED]),
    "several rules": ("# rulekit: noqa: RK702,bare-except", []),
    "several rules without commas": ("# rulekit: noqa: RK702 RK301", []),
    "one rule, disabled": ("# rulekit: disable=RK702", [UNCAUGHT]),
    "several rules, disabled": ("# rulekit: disable=bare-except,RK702", []),
    "several rules, disabled, wide apart": ("# rulekit: disable = bare-except, RK702", []),
    "everything, disabled": ("# rulekit: disable=all", []),
    "one code of ruff, disabled": ("# ruff: disable[F401]", [UNCAUGHT]),
    "our code, disabled for ruff": ("# ruff: disable[RK702]", [UNCAUGHT]),
    "one name of pylint, disabled": ("# pylint: disable=unused-import", [UNCAUGHT]),
    "one of our names, disabled for pylint": ("# pylint: disable=RK702", [UNCAUGHT]),
}


@pytest.mark.parametrize(("comment", "left"), FILES.values(), ids=FILES)
def test_a_file_is_silenced_from_its_top_by(comment: str, left: list[tuple[str, int]]) -> None:
    found = check(f"{comment}{WHY}\n{FAULTS}")
    assert [(one.code, one.span.line) for one in found] == left


def test_a_file_is_silenced_from_any_line_of_its_own_by_noqa_alone() -> None:
    assert check(f"{FAULTS}# rulekit: noqa{WHY}\n") == ()
    assert len(check(f"{FAULTS}# rulekit: disable=all{WHY}\n")) == len(("RK702", "RK301"))


BODY = indent(BARE, "    ")
OFF = "# rulekit: disable=bare-except" + WHY
ON = "# rulekit: enable=bare-except"
BLOCKS = {
    "the rest of a function": f"def load():\n    x = 1\n    {OFF}\n{BODY}",
    "not what stands above it": f"def load():\n{BODY}    {OFF}\n    x = 1\n",
    "not what follows the function": f"def load():\n    {OFF}\n    return 1\n\n\n{BARE}",
    "not another case": f"match late:\n    case 1:\n        {OFF}\n        x = 1\n    case 2:\n{indent(BODY, '    ')}",
    "not what is done at last": f"try:\n    {OFF}\n    x = 1\nfinally:\n{BODY}",
    "the rest of a branch behind another": f"if late:\n    x = 1\nelif early:\n    {OFF}\n{BODY}",
    "the rest of a branch": f"if late:\n    {OFF}\n{BODY}else:\n    x = 1\n",
    "not the other branch": f"if late:\n    {OFF}\n    x = 1\nelse:\n{BODY}",
    "not what is enabled again": f"{OFF}\nx = 1\n{ON}\n{BARE}",
    "not what is enabled again by its code": f"{OFF}\nx = 1\n# rulekit: enable=RK301\n{BARE}",
    "not what is enabled again with all": f"{OFF}\nx = 1\n# rulekit: enable=all\n{BARE}",
    "what stays when another is enabled": f"{OFF}\nx = 1\n# rulekit: enable=magic-number\n{BARE}",
    "not one of a section that is enabled again": f"# rulekit: disable=RK3{WHY}\nx = 1\n{ON}\n{BARE}",
    "the others of a section": f"# rulekit: disable=RK3{WHY}\nx = 1\n# rulekit: enable=RK304\n{BARE}",
    "what comes before it is enabled": f"{OFF}\n{BARE}{ON}\n",
    "a statement from its head": f"def load():  {OFF}\n{BODY}",
    "its line": BARE.replace("except:", f"except:  {OFF}"),
    "not more than its line": f"x = 1  {OFF}\n{BARE}",
    "the next line": BARE.replace("except:", f"# rulekit: disable-next=RK301{WHY}\nexcept:"),
    "not the line after the next": BARE.replace("    load()", f"    # rulekit: disable-next=RK301{WHY}\n    load()"),
    "the rest of a block, for ruff": f"def load():\n    x = 1\n    # ruff: disable[E722]\n{BODY}",
    "not what is enabled again for ruff": f"# ruff: disable[E722]\nx = 1\n# ruff: enable[E722]\n{BARE}",
    "its line, for ruff": BARE.replace("except:", "except:  # ruff: ignore[E722]"),
    "the line below it, for ruff": BARE.replace("except:", "# ruff: ignore[E722]\nexcept:"),
    "not the block of its line, for ruff": f"def load():  # ruff: ignore[E722]\n{BODY}",
}


@pytest.mark.parametrize(("held", "text"), BLOCKS.items(), ids=BLOCKS)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_comment_holds_for(held: str, text: str, end: str) -> None:
    found = [one.code for one in check(text.replace("\n", end))]
    assert ("RK301" in found) is held.startswith("not "), found


LONG = "    x = 1\n" * 40
BEGUN = {
    "a function, with its head": f"def load():\n    # {{}}\n{LONG}",
    "a function with a docstring": f'def load():\n    """Load."""\n    # {{}}\n{LONG}',
    "a function in a class": f"class Till:\n    def load(self):\n        # {{}}\n{indent(LONG, '    ')}",
    "a class": f"class Till:\n    # {{}}\n    def load(self):\n{indent(LONG, '    ')}",
}


@pytest.mark.parametrize("text", BEGUN.values(), ids=BEGUN)
@pytest.mark.parametrize("words", ["rulekit: disable=long-function" + WHY, "pylint: disable=too-many-statements"])
def test_what_begins_with_a_comment_is_silenced_as_a_whole(text: str, words: str) -> None:
    assert "RK103" in [one.code for one in check(text.format("nothing"))]
    assert "RK103" not in [one.code for one in check(text.format(words))]


def test_a_comment_deeper_in_a_function_leaves_its_head_alone() -> None:
    text = f"def load():\n    x = 1\n    # rulekit: disable=long-function{WHY}\n{LONG}"
    assert "RK103" in [one.code for one in check(text)]


def test_a_comment_for_a_file_may_stand_in_any_cell() -> None:
    assert check(notebook_of(BARE, f"# rulekit: noqa: RK301{WHY}"), "day.ipynb") == ()


def test_a_list_of_requirements_is_silenced_too(command: Command, tmp_path: Path) -> None:
    lines = "attrs\n# rulekit: disable=RK701 - any will do\nrich\n# rulekit: enable=RK701\nhttpx\n"
    project(tmp_path, {"requirements.txt": lines, "constraints.txt": "# rulekit: noqa: RK701 - none\nattrs\n"})
    done = command("check", ".", "--select", "RK701", "--output-format", "concise")
    assert done.places == ["./requirements.txt:1:1", "./requirements.txt:5:1"]


def test_a_project_finding_is_silenced_by_its_block(command: Command, tmp_path: Path) -> None:
    prices = "def total(price, pieces):\n    return price * pieces\n"
    off = f"# rulekit: disable=untested-function{WHY}\n{prices}# rulekit: enable=untested-function\n"
    files = {"shop/prices.py": off + prices.replace("total", "sum_up")}
    project(tmp_path, {"pyproject.toml": "", **files, "tests/test_till.py": "def test_till():\n    assert till()\n"})
    done = command("check", "--select", "RK601", "--output-format", "concise")
    assert done.places == ["./shop/prices.py:5:5"]


def test_why_names_a_comment_for_more_than_a_line(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": f"{OFF}\n{BARE}"})
    assert "A comment for its block or file silences it." in command("why", "orders.py:4", "RK301").out


SAID = {
    "that is needed and says why": (OFF, []),
    "that is needed and says nothing more": (
        "# rulekit: disable=bare-except",
        ["RK003 the comment gives no reason: write it, `# rulekit: disable=bare-except - the till answers late`"],
    ),
    "for a file that says nothing more": (
        "# rulekit: noqa: RK301",
        ["RK003 the comment gives no reason: write it, `# rulekit: noqa: RK301 - the till answers late`"],
    ),
    "of two rules, of which one finds nothing": (
        f"# rulekit: disable=RK301,print-call{WHY}",
        ["RK002 the comment silences `print-call`, which finds nothing here: remove it"],
    ),
    "with a slip of the pen": (
        f"# rulekit: disable=RK301,bare-exept{WHY}",
        ["RK002 there is no rule `bare-exept`, did you mean `bare-except`: correct the comment or remove it"],
    ),
    "of ours in the form of ruff": (
        "# ruff: noqa: RK301",
        ["RK003 the comment gives no reason: write it, `# ruff: noqa: RK301 - the till answers late`"],
    ),
    "of ours in the form of pylint": (f"# pylint: disable=RK301{WHY}", []),
    "of other tools": ("# ruff: noqa: E722", []),
}


@pytest.mark.parametrize(("comment", "said"), SAID.values(), ids=SAID)
def test_of_a_comment_it_is_said(comment: str, said: list[str]) -> None:
    assert [f"{one.code} {one.message}" for one in check(f"{comment}\n{BARE}")] == said


WRONG = {
    "a word that names no rule": ("# rulekit: noqa: generated", "there is no rule `generated`"),
    "a verb with a slip of the pen": ("# rulekit: disabel=RK301", "`# rulekit: disabel` means nothing"),
    "no equals sign": ("# rulekit: disable RK301", "`# rulekit: disable` means nothing"),
    "nothing behind the sign": ("# rulekit: disable=", "`# rulekit: disable=` names no rule"),
    "nothing behind the colon": ("# rulekit: noqa:", "`# rulekit: noqa:` names no rule"),
}


@pytest.mark.parametrize(("comment", "message"), WRONG.values(), ids=WRONG)
def test_a_comment_that_silences_nothing_is_warned_of(comment: str, message: str) -> None:
    said = [one for one in check(f"{comment}\n{BARE}") if one.code == "RK002"]
    assert [(one.span.line, one.severity.value, one.message.startswith(message)) for one in said] == [
        (1, "warning", True)
    ]


def test_behind_code_a_comment_for_a_file_is_warned_of_and_means_nothing() -> None:
    found = check(BARE.replace("except:", f"except:  # rulekit: noqa{WHY}"))
    assert {one.code for one in found} == {"RK301", "RK002"}


def test_a_comment_about_comments_silences_what_is_said_of_them() -> None:
    noted = BARE.replace("except:", "except:  # noqa: RK301")
    assert [one.code for one in check(noted)] == ["RK003"]
    assert check(f"# rulekit: noqa: RK003{WHY}\n{noted}") == ()


@pytest.mark.parametrize("text", [f'"""\n{OFF}\n"""\n{BARE}', f"x = '{OFF}'\n{BARE}"])
def test_text_is_no_comment(text: str) -> None:
    assert "RK301" in [one.code for one in check(text)]


def test_a_fix_leaves_alone_what_a_block_keeps() -> None:
    text = f"# rulekit: disable=unused-import{WHY}\nimport os\n# rulekit: enable=unused-import\n"
    assert fix(text).text == text
