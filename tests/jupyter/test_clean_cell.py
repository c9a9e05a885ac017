"""In a kernel no card says "Clean" over a cell with findings, or over one that was not judged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import rulekit
from rulekit.jupyter.explorer import Explorer
from rulekit.model.rule import Rule
from tests.api.test_clean_means_judged import FAILED, IN_R, NO_TIME
from tests.jupyter.kernel import CARD, Kernel, running_kernel
from tests.marked import notebook_of

UNMENDABLE = "try:\n    x = int('3')\nexcept:\n    x = 1\n"
THREE = "import shlex\nimport shlex\nimport shlex\nimport shlex\nshlex.split('a')\n"
TWICE = "import stat\nimport stat\n"


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with running_kernel() as started:
        yield started


@pytest.fixture
def everyday(kernel: Kernel) -> Iterator[Kernel]:
    kernel.run("%checkstyle on")
    yield kernel
    kernel.run("%checkstyle off")


@pytest.fixture
def hurried(kernel: Kernel, tmp_path: Path) -> Iterator[Kernel]:
    """A kernel in a folder whose settings allow no time."""
    (tmp_path / "pyproject.toml").write_text(NO_TIME, "utf-8")
    kernel.run(f"import os\nbefore = os.getcwd()\nos.chdir({str(tmp_path)!r})")
    yield kernel
    kernel.run("os.chdir(before)")


def test_fixing_shows_the_findings_that_have_no_safe_fix(kernel: Kernel) -> None:
    kernel.run(UNMENDABLE, "cell-a")

    (card,) = kernel.cards("%checkstyle fix", "cell-b")

    assert card.splitlines()[0] == "1 finding: 1 error"
    assert "line 3: RK301" in card
    assert card.splitlines()[-1] == "There is nothing that could be fixed safely."


def test_fixing_names_what_is_found_and_what_can_be_mended(kernel: Kernel) -> None:
    kernel.run(TWICE + UNMENDABLE + "stat.S_IRUSR", "cell-a")

    (card,) = kernel.cards("%checkstyle fix", "cell-b")

    assert card.splitlines()[0] == "2 findings: 1 error, 1 warning; 1 can be fixed"
    assert "-import stat" in card


def test_a_cell_that_is_written_anew_names_what_is_found_and_what_is_mended(kernel: Kernel) -> None:
    (card,) = kernel.cards(f"%%checkstyle --fix\n{TWICE}{UNMENDABLE}stat.S_IRUSR")

    assert card.startswith("2 findings: 1 error, 1 warning; 1 fixed")


def test_fixing_a_clean_cell_may_call_it_clean(kernel: Kernel) -> None:
    kernel.run("3 + 4", "cell-a")

    assert kernel.cards("%checkstyle fix", "cell-b")[0].splitlines()[0] == "Clean"


def test_fixing_before_any_cell_has_run_is_a_mistake() -> None:
    with running_kernel() as fresh:
        messages = fresh.run("%checkstyle fix")

    assert "".join(message.get("text", "") for message in messages).startswith("UsageError: no cell with code has run")


def test_after_one_of_three_fixes_the_card_says_what_is_left(everyday: Kernel) -> None:
    (first,) = everyday.cards(THREE, "cell-c")
    (second,) = everyday.cards(THREE.replace("import shlex\n", "", 1), "cell-c")
    again = everyday.cards(THREE.replace("import shlex\n", "", 1), "cell-c")
    clean = everyday.cards("import shlex\nshlex.split('a')", "cell-c")

    assert first.splitlines()[0] == "3 findings: 3 warnings"
    assert second.splitlines()[0] == "Mended RK702, 2 left: 2 warnings"
    assert (again, [card.splitlines() for card in clean]) == ([], [["Mended RK702 (2). Clean"]])


@pytest.mark.parametrize("comment", ["# noqa: RK301 - the till", "# noqa: E722", "# rulekit: disable=bare-except - it"])
def test_what_a_comment_hides_is_silenced_and_not_mended(everyday: Kernel, comment: str) -> None:
    code = "try:\n    1\nexcept:\n    print('late')\n"
    everyday.cards(code, "cell-s")

    (card,) = everyday.cards(code.replace("except:", f"except:  {comment}"), "cell-s")
    everyday.cards(code, "cell-s")

    assert card.startswith("Silenced RK301")


def test_after_a_button_mended_one_finding_the_card_says_what_is_left(everyday: Kernel) -> None:
    code = "import requests\n\ndef word(address):\n    return eval(requests.get(address).text)\n"
    everyday.cards(code, "cell-d")
    everyday.run(
        "card = get_ipython().magics_manager.registry['rulekit'].checker.live['cell-d']\n"
        "card.verbs('RK803').fix.click()\n"
        "card.verbs('RK803').use.click()"
    )

    (card,) = everyday.cards(code, "cell-d")

    assert card.startswith("Mended RK803, ")
    assert "RK505" in card
    assert "RK803" not in card.partition("\n")[2]


def test_a_brief_card_counts_and_leaves_the_rest_to_the_marks(kernel: Kernel) -> None:
    kernel.run("%checkstyle on --brief")
    shown = kernel.run(UNMENDABLE, "cell-f")
    kernel.run("%checkstyle off")

    (html,) = [m["data"]["text/html"] for m in shown if CARD in m.get("data", {})]
    assert "1 finding: 1 error" in html
    assert "RK301" not in html


# Each its own code: what a text is already known to hold needs no time.
HURRIED = ["%%checkstyle\n3 + 5", "%%checkstyle --quiet\n3 + 6", "%%checkstyle --select RK301\n3 + 7"]


@pytest.mark.parametrize("code", HURRIED)
def test_a_cell_for_which_the_time_is_over_is_not_called_clean(hurried: Kernel, code: str) -> None:
    (card,) = hurried.cards(code)

    assert card.splitlines()[0] == "Not everything was judged"
    assert "not all rules have judged it" in card


def test_a_cell_that_must_be_clean_fails_where_it_was_not_judged(hurried: Kernel) -> None:
    reply = hurried.run("%%checkstyle --raise\n3 + 8")[-1]

    assert (reply["ename"], reply["evalue"]) == ("StyleError", "Not everything was judged")


def test_every_cell_is_told_once_that_it_was_not_judged(hurried: Kernel) -> None:
    hurried.run("%checkstyle on")
    cards = [hurried.cards("3 + 9", "cell-e") for _ in range(2)]
    hurried.run("%checkstyle off")

    assert [[card.splitlines()[0] for card in shown] for shown in cards] == [["Not everything was judged"], []]


@pytest.mark.parametrize("code", ["%%html\n<b>3</b>", "%%bash\ntrue", "%%writefile {folder}/notes.txt\nbuy tea"])
def test_a_cell_that_holds_no_python_is_not_called_clean(kernel: Kernel, tmp_path: Path, code: str) -> None:
    (card,) = kernel.cards(f"%%checkstyle\n{code.format(folder=tmp_path)}")

    assert card == "Not everything was judged\nThe cell holds no Python."


SAVED = {
    "a notebook in another language": ("day.ipynb", IN_R, "a notebook in another language"),
    "a broken notebook": ("day.ipynb", "{", "the notebook's JSON is broken"),
    "a folder without files": ("notes.txt", "", "No file was found to check"),
}


@pytest.mark.parametrize(("name", "text", "told"), SAVED.values(), ids=SAVED)
def test_a_saved_notebook_that_was_not_judged_is_not_called_clean(
    kernel: Kernel, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    path = tmp_path / name if name.endswith(".ipynb") else tmp_path

    (card,) = kernel.cards(f"%checkstyle notebook {path}")

    assert card.splitlines()[0] == "Not everything was judged"
    assert told in card


def test_a_saved_notebook_without_findings_is_called_clean(kernel: Kernel, tmp_path: Path) -> None:
    (tmp_path / "day.ipynb").write_text(notebook_of("3 + 4"), "utf-8")

    assert kernel.cards(f"%checkstyle notebook {tmp_path}/day.ipynb")[0].splitlines()[0] == "Clean"


@pytest.fixture
def explorer() -> Explorer:
    """An explorer that was opened when all rules were well."""
    made = rulekit.explore("magic-number")
    assert isinstance(made, Explorer)
    return made


def test_code_that_is_tried_is_not_called_clean_where_a_rule_fails(explorer: Explorer, failing_rule: Rule) -> None:
    explorer.tabs.value = "Try it"
    explorer.trying.everything.value = True

    explorer.trying.code.value = "try:\n    load()\nexcept ValueError:\n    raise\n"

    assert "<strong>Not everything was judged</strong>" in explorer.trying.answer.value
    assert FAILED in explorer.trying.answer.value
    assert failing_rule.code in FAILED


UNSEEN = {
    "a rule of projects": ("%%checkstyle --select RK601", "RK601 untested-function judges whole projects: "),
    "its section": ("%%checkstyle --select testing", "RK601 untested-function judges whole projects: "),
    "a rule of notebooks": ("%%checkstyle --select F401", "RK702 unused-import judges whole notebooks: "),
    "a rule that is ignored": ("%%checkstyle --select RK301 --ignore E722", "No rule is left to judge it: "),
    "all ignored": ("%%checkstyle --ignore ALL", "No rule is left to judge it: "),
}


@pytest.mark.parametrize(("line", "told"), UNSEEN.values(), ids=UNSEEN)
def test_a_cell_is_not_called_clean_by_rules_that_do_not_judge_cells(kernel: Kernel, line: str, told: str) -> None:
    (card,) = kernel.cards(f"{line}\ndef total(orders):\n    return sum(orders)")

    headline, reason, *_ = card.splitlines()
    assert headline == "Not everything was judged"
    assert reason.startswith(told)


def test_fixing_by_a_rule_that_does_not_judge_cells_is_not_called_clean(kernel: Kernel) -> None:
    kernel.run("%checkstyle on --select RK601")
    silent = kernel.cards("def total(orders):\n    return sum(orders)", "cell-f")
    (card,) = kernel.cards("%checkstyle fix", "cell-g")
    kernel.run("%checkstyle off")

    assert (silent, card.splitlines()[0]) == ([], "Not everything was judged")
