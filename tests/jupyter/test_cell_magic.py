"""`%%checkstyle` in a real kernel: the cell does what it does without it, and then there is a card."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rulekit.api import check_paths
from rulekit.report.json_values import as_values
from tests.jupyter.kernel import CARD, Kernel, essence, running_kernel
from tests.marked import notebook_of

BARE = "try:\n    x = int('3')\nexcept:\n    x = 1\n"
CELLS = {
    "a last expression": "3 + 4",
    "top-level await": "import asyncio\nawait asyncio.sleep(0)\n'awake'",
    "an exception": "order = {}\norder['price']",
    "a time magic": "%%time\n3 + 4",
    "a capture magic": "%%capture\nprint('hidden')",
    "a shell command": "!echo shipped",
    "a syntax error": "def ship(:\n    pass",
    "printed text": "print('shipped')",
    "a trailing semicolon": "3 + 4;",
    "nothing but a comment": "# nothing yet",
    "a cell that is indented as a whole": "  number = 5\n  number",
    "an indented magic": "  %%time\n  3 + 4",
    "a magic without its sign": "pwd",
}


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    """One kernel for all tests here."""
    with running_kernel() as started:
        yield started


@pytest.fixture(scope="module")
def tidy() -> Iterator[Kernel]:
    """A kernel in which no broken cell keeps fixes of imports back."""
    with running_kernel() as started:
        yield started


@pytest.mark.parametrize("code", CELLS.values(), ids=CELLS.keys())
@pytest.mark.parametrize("blank", ["", "\n"], ids=["at the top", "below a blank line"])
def test_a_cell_says_the_same_with_and_without_the_magic(kernel: Kernel, code: str, blank: str) -> None:
    bare = kernel.run(code)
    checked = kernel.run(f"{blank}%%checkstyle\n{code}")

    assert essence(checked) == essence(bare)
    assert [CARD in message.get("data", {}) for message in checked].count(True) == 1


def test_a_check_leaves_the_signals_of_the_kernel_as_they_are(kernel: Kernel) -> None:
    kernel.run(
        "import signal\nkept = lambda: ([signal.getsignal(one) for one in signal.valid_signals()], signal.getitimer(2))"
    )
    kernel.run("before = kept()")
    kernel.run("%%checkstyle\n3 + 4")
    after = kernel.run("before == kept()")

    assert [text for message in after if (text := message.get("data", {}).get("text/plain"))] == ["True"]


def test_a_reply_that_nobody_waited_for_is_not_taken_for_that_of_a_cell(kernel: Kernel) -> None:
    kernel.client.kernel_info()
    kernel.client.comm_info()

    assert kernel.run("%%checkstyle --raise\n3 + 4")[-1]["payload"] == []


def test_the_magic_may_stand_below_another(kernel: Kernel) -> None:
    assert essence(kernel.run("%%time\n%%checkstyle\n3 + 4")) == essence(kernel.run("%%time\n3 + 4"))


def test_the_card_names_the_line_of_the_cell(kernel: Kernel) -> None:
    (card,) = kernel.cards(f"%%checkstyle\n{BARE}")

    assert card.splitlines()[0] == "1 finding: 1 error"
    assert card.splitlines()[1].startswith("line 4: RK301 ")


def test_a_cell_that_raises_is_checked_all_the_same(kernel: Kernel) -> None:
    (card,) = kernel.cards(f"%%checkstyle\n{BARE}1 / 0")

    assert "RK301" in card


def test_no_run_checks_without_running(kernel: Kernel) -> None:
    kernel.run("ran = False")

    (card,) = kernel.cards(f"%%checkstyle --no-run\nran = True\n{BARE}")

    assert "RK301" in card
    assert kernel.value("ran") == "False"


def test_raise_fails_the_cell_when_something_is_found(kernel: Kernel) -> None:
    reply = kernel.run(f"%%checkstyle --raise\n{BARE}")[-1]

    assert (reply["status"], reply["ename"]) == ("error", "StyleError")


def test_raise_lets_a_clean_cell_pass(kernel: Kernel) -> None:
    assert kernel.run("%%checkstyle --raise\n3 + 4")[-1]["status"] == "ok"


def test_quiet_says_nothing_of_a_clean_cell(kernel: Kernel) -> None:
    assert kernel.cards("%%checkstyle --quiet\n3 + 4") == []


def test_select_judges_by_some_rules_only(kernel: Kernel) -> None:
    (card,) = kernel.cards(f"%%checkstyle --select RK102\n{BARE}")

    assert card.splitlines()[0] == "Clean"


@pytest.mark.parametrize(
    "line",
    [
        "%%checkstyle --wrong\n1",
        "%%checkstyle --as poet\n1",
        "%checkstyle",
        "%checkstyle later",
        "%rule nothing",
        "%rule RK301 --line x",
        "%rule RK301 --line 99",
    ],
)
def test_a_wrong_use_is_a_usage_error_in_one_line(kernel: Kernel, line: str) -> None:
    messages = kernel.run(line)

    told = "".join(message.get("text", "") for message in messages)
    assert told.startswith("UsageError: ")
    assert told.count("\n") == 1
    assert messages[-1]["status"] == "error"


def test_fix_writes_the_cell_anew(tidy: Kernel) -> None:
    reply = tidy.run("%%checkstyle --fix\nimport csv\nimport csv\ncsv.QUOTE_ALL")[-1]

    (payload,) = reply["payload"]
    assert (payload["source"], payload["replace"]) == ("set_next_input", True)
    assert payload["text"] == "%%checkstyle --fix\nimport csv\ncsv.QUOTE_ALL"


def test_diff_shows_the_fix_and_changes_nothing(tidy: Kernel) -> None:
    messages = tidy.run("%%checkstyle --diff\nimport glob\nimport glob\nglob.escape('x')")

    assert messages[-1]["payload"] == []
    assert any("-import glob" in message.get("data", {}).get("text/plain", "") for message in messages)


def test_a_marked_fix_waits_for_its_own_cell(tidy: Kernel) -> None:
    code = "import shlex\nimport shlex\nshlex.split('a')"
    tidy.run(code, "cell-a")
    tidy.run("%checkstyle fix", "cell-b")

    other = tidy.run("3 + 4", "cell-c")[-1]
    own = tidy.run(code, "cell-a")[-1]

    assert other["payload"] == []
    assert [payload["text"] for payload in own["payload"]] == ["import shlex\nshlex.split('a')"]


def test_a_marked_fix_is_dropped_when_its_cell_has_changed(tidy: Kernel) -> None:
    tidy.run("import stat\nimport stat\nstat.S_IRUSR", "cell-d")
    tidy.run("%checkstyle fix", "cell-b")

    changed = tidy.run("import stat\nimport stat\nstat.S_IWUSR", "cell-d")[-1]

    assert changed["payload"] == []


def test_on_speaks_only_when_there_is_news(kernel: Kernel) -> None:
    kernel.run("%checkstyle on")
    try:
        first = kernel.cards(BARE, "cell-e")
        again = kernel.cards(BARE, "cell-e")
        clean = kernel.cards("3 + 4", "cell-f")
    finally:
        kernel.run("%checkstyle off")

    assert (len(first), again, clean) == (1, [], [])
    assert kernel.cards(BARE, "cell-g") == []


def test_a_rule_says_why_it_did_or_did_not_report_a_line(kernel: Kernel) -> None:
    kernel.run("try:\n    total = 1\nexcept Exception:\n    raise\ntry:\n    total = 2\nexcept:\n    pass", "cell-h")

    silent = kernel.shown("%rule RK301 --line 3")
    spoken = kernel.shown("%rule bare-except --line 7")

    assert silent.startswith("RK301 bare-except: ")
    assert "  not reported: " in silent
    assert spoken.startswith("RK301 bare-except: ")
    assert spoken.endswith("  reported")


def test_the_magics_leave_no_trace_in_the_outputs(kernel: Kernel) -> None:
    kernel.run("'before'")
    kernel.run("%rule bare-except")
    kernel.run("%checkstyle fix")

    assert kernel.value("_") == "'before'"


def test_unloading_leaves_nothing_behind(kernel: Kernel) -> None:
    shell = "get_ipython()"
    state = f"(len({shell}.input_transformers_cleanup), 'checkstyle' in {shell}.magics_manager.magics['cell'])"
    loaded = kernel.value(state)
    kernel.run("%load_ext rulekit")
    twice = kernel.value(state)
    kernel.run("%unload_ext rulekit")
    gone = kernel.value(state)
    kernel.run("%load_ext rulekit")

    assert loaded == twice
    assert (loaded.endswith("True)"), gone.endswith("False)")) == (True, True)
    assert kernel.value(state) == loaded


def test_options_and_rules_are_completed(kernel: Kernel) -> None:
    assert "--select" in kernel.completed("%%checkstyle --sel")


def test_a_name_that_a_later_cell_may_use_is_no_finding(tidy: Kernel) -> None:
    (card,) = tidy.cards("%%checkstyle\nimport calendar")

    assert card.splitlines()[0] == "Clean"


def test_rules_that_need_the_whole_notebook_are_named_once_where_a_cell_is_clean() -> None:
    with running_kernel() as kernel:
        cards = [kernel.cards(f"%%checkstyle\n{text}")[0] for text in ("eval('1')", "1", "2")]

    assert ["one cell cannot show: RK702 unused-import" in card for card in cards] == [False, True, False]


def test_what_the_kernel_knows_is_known_to_the_rules(tidy: Kernel) -> None:
    tidy.run("%unload_ext rulekit")
    tidy.run("Anything = Exception")
    tidy.run("%load_ext rulekit")

    (card,) = tidy.cards("%%checkstyle\ntry:\n    load()\nexcept Anything:\n    stop()\n")

    assert "RK301" in card


def test_the_card_says_whether_what_is_expected_is_found(kernel: Kernel) -> None:
    (card,) = kernel.cards(f"%%checkstyle --expect RK301,missing-docstring\n{BARE}")

    assert card.splitlines()[0] == "2 findings: 1 error, 1 warning"
    assert "line 1: RK002 the cell expects `RK102`, which is not found in it" in card
    assert "Expected here: RK301." in card.splitlines()


def test_checking_the_notebook_gives_what_the_command_line_gives(kernel: Kernel, tmp_path: Path) -> None:
    path = tmp_path / "day.ipynb"
    path.write_text(notebook_of(BARE, "import json", f"%%checkstyle --as production\nprint(1)\n{BARE}"), "utf-8")

    (report,) = [m["data"][CARD] for m in kernel.run(f"%checkstyle notebook {path}") if CARD in m.get("data", {})]

    assert report["findings"] == [as_values(finding) for finding in check_paths([str(path)]).findings]
    assert [finding["code"] for finding in report["findings"]] == ["RK301", "RK702", "RK201", "RK301"]


def test_settings_that_change_hold_for_the_next_cell(kernel: Kernel, tmp_path: Path) -> None:
    kernel.run(f"import os\nbefore = os.getcwd()\nos.chdir({str(tmp_path)!r})")
    try:
        (first,) = kernel.cards(f"%%checkstyle\n{BARE}")
        (tmp_path / "pyproject.toml").write_text('[tool.rulekit]\nignore = ["RK3"]\n', "utf-8")
        (second,) = kernel.cards(f"%%checkstyle\n{BARE}")
    finally:
        kernel.run("os.chdir(before)")

    assert [card.splitlines()[0] for card in (first, second)] == ["1 finding: 1 error", "Clean"]
