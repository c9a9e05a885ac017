"""What goes wrong in rulekit is said in one line, once, and the reply of a cell is the cell's own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jupyter.kernel import Kernel, running_kernel
from tests.waiting import PATIENCE

BARE = "try:\n    x = int('3')\nexcept:\n    x = 1\n"
GONE = "the working folder is gone: change to one that is there"
CHECKER = "get_ipython().magics_manager.registry['rulekit'].checker"
WRONG = {
    "no TOML": "[tool.rulekit\n",
    "a value of another kind": "[tool.rulekit]\nselect = 3\n",
    "an unknown rule": "[tool.rulekit]\nignore = ['nonsense']\n",
    "another encoding": "[tool.rulekit]\nselect = ['\udcff']\n",
}


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with running_kernel() as started:
        yield started


@pytest.fixture
def folder(kernel: Kernel, tmp_path: Path) -> Iterator[Path]:
    """A folder of its own in which the kernel works."""
    kernel.run(f"import os\nos.chdir({str(tmp_path)!r})")
    yield tmp_path
    kernel.run(f"os.chdir({str(Path.cwd())!r})\n%checkstyle off")


@pytest.fixture
def gone(kernel: Kernel, folder: Path) -> None:
    """A working folder that somebody has deleted."""
    place = str(folder / "gone")
    kernel.run(f"os.mkdir({place!r})\nos.chdir({place!r})\nos.rmdir({place!r})")


def write_settings(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_bytes(text.encode("utf-8", "surrogateescape"))


def said(kernel: Kernel, code: str, cell_id: str = "") -> tuple[str, list[str]]:
    """Run a cell and give the status of its reply, and all that was written or shown."""
    messages = kernel.run(code, cell_id)
    texts = [
        m.get("text") or m.get("data", {}).get("text/plain") or "\n".join(m.get("traceback", ())) for m in messages
    ]
    return messages[-1]["status"], [text for text in texts[:-1] if text]


@pytest.mark.parametrize("settings", WRONG.values(), ids=WRONG)
def test_checking_that_cannot_be_turned_on_is_off(kernel: Kernel, folder: Path, settings: str) -> None:
    write_settings(folder, settings)

    status, (told,) = said(kernel, "%checkstyle on")

    assert (status, told.count("\n")) == ("error", 1)
    assert told.startswith(f"UsageError: {folder}/pyproject.toml: ")
    assert told.endswith("; no cell is checked\n")
    assert said(kernel, "x = 41") == ("ok", [])


def test_a_wrong_choice_ends_the_checking_that_was_on(kernel: Kernel, folder: Path) -> None:
    kernel.run("%checkstyle on")
    kernel.run("%checkstyle on --select nonsense")

    assert folder.is_dir()
    assert kernel.cards(BARE, "cell-a") == []


@pytest.mark.parametrize("settings", WRONG.values(), ids=WRONG)
def test_settings_that_become_wrong_are_told_once_until_they_are_right(
    kernel: Kernel, folder: Path, settings: str
) -> None:
    kernel.run("%checkstyle on")
    write_settings(folder, settings)
    first, *others = [said(kernel, code, code) for code in ("x = 1", "y = 2", "x = 1")]
    write_settings(folder, "[tool.rulekit]\nselect = ['RK301']\n")
    (right,) = kernel.cards(BARE, settings)
    write_settings(folder, settings)
    again = said(kernel, "z = 3", "cell-c")

    status, (card,) = first
    assert (status, card.splitlines()[0], len(card.splitlines())) == ("ok", "Not everything was judged", 2)
    assert others == [("ok", [])] * 2
    assert right.startswith("1 finding")
    assert again == first


def test_a_cell_that_asks_is_answered_each_time_and_keeps_its_result(kernel: Kernel, folder: Path) -> None:
    write_settings(folder, WRONG["no TOML"])

    runs = [said(kernel, "%%checkstyle --quiet\n41", "cell-d") for _ in range(2)]

    assert [status for status, _ in runs] == ["ok", "ok"]
    assert [(shown[0], shown[1].splitlines()[0]) for _, shown in runs] == [("41", "Not everything was judged")] * 2
    assert kernel.value("_") == "41"


def test_a_cell_that_must_be_clean_fails_where_the_settings_are_wrong(kernel: Kernel, folder: Path) -> None:
    write_settings(folder, WRONG["no TOML"])

    assert kernel.run("%%checkstyle --raise\n41")[-1]["evalue"] == "Not everything was judged"


def test_a_cell_that_raises_keeps_its_own_error(kernel: Kernel) -> None:
    reply = kernel.run(f"%%checkstyle --raise\n{BARE}1 / 0")[-1]

    assert reply["ename"] == "ZeroDivisionError"


@pytest.mark.usefixtures("gone")
def test_a_working_folder_that_is_gone_is_one_line_in_the_card(kernel: Kernel) -> None:
    assert said(kernel, "%%checkstyle\nx = 1") == ("ok", [f"Not everything was judged\n{GONE}"])


@pytest.mark.usefixtures("folder")
def test_a_working_folder_that_vanishes_is_told_once(kernel: Kernel) -> None:
    kernel.run("%checkstyle on")

    leaving = said(kernel, "os.mkdir('gone')\nos.chdir('gone')\nos.rmdir('../gone')", "cell-e")

    assert leaving == ("ok", [f"Not everything was judged\n{GONE}"])
    assert said(kernel, "x = 1", "cell-f") == ("ok", [])


ASKED = ["%checkstyle on", "%checkstyle fix", "%rule RK301 --line 1", "%exercise progress", "%explore"]


@pytest.mark.usefixtures("gone")
@pytest.mark.parametrize("line", ASKED)
def test_magics_say_in_one_line_that_the_working_folder_is_gone(kernel: Kernel, line: str) -> None:
    kernel.run("%reload_ext rulekit")
    kernel.run("x = 1")

    status, (told,) = said(kernel, line)

    assert (status, told.removesuffix("; no cell is checked\n").strip()) == ("error", f"UsageError: {GONE}")


FAILING = {
    "interrupted": ("os.kill(os.getpid(), 2)\n    __import__('time').sleep(600)", "the check was interrupted: run"),
    "failing": (
        "raise RuntimeError('two\\nlines')",
        "this cell: rulekit failed (RuntimeError: two lines): please report",
    ),
}


@pytest.mark.parametrize(("act", "line"), FAILING.values(), ids=FAILING)
def test_a_check_that_is_interrupted_or_fails_is_one_line_in_the_card(kernel: Kernel, act: str, line: str) -> None:
    kernel.run(f"import os\nfrom rulekit import api\nreal = api.check_cell\ndef check(*_):\n    {act}\n")
    kernel.run("api.check_cell = check")
    status, (value, card) = said(kernel, "%%checkstyle\n41")
    kernel.run("api.check_cell = real")

    assert (status, value) == ("ok", "41")
    headline, told = card.splitlines()
    assert headline == "Not everything was judged"
    assert told.startswith(line)


def test_a_cell_that_is_interrupted_while_it_waits_is_judged_and_so_is_the_next(kernel: Kernel) -> None:
    stop = "import asyncio, os, signal\nasyncio.get_running_loop().call_later(0, os.kill, os.getpid(), signal.SIGINT)"

    messages = kernel.run(f"%%checkstyle\n{stop}\n{BARE}await asyncio.sleep(600)")

    assert not [m for m in messages if "Error in callback" in m.get("text", "")]
    assert kernel.cards("%%checkstyle\n41")[0].splitlines()[0] == "Clean"


@pytest.mark.parametrize("inner", ["'  '", "''", "'1 / 0'", "'%%time\\n3'", "'x = 3'"])
def test_a_cell_that_runs_others_is_judged_itself(kernel: Kernel, inner: str) -> None:
    assert len(kernel.cards(f"%%checkstyle\nget_ipython().run_cell({inner})\n{BARE}")) == 1


def test_a_cell_without_widgets_still_has_its_card_and_is_told_what_to_install() -> None:
    with running_kernel() as bare:
        bare.run("import sys\nsys.modules['ipywidgets'] = None")
        bare.run("%checkstyle on")
        status, shown = said(bare, BARE, "cell-a")
        asked = [said(bare, line) for line in ("%explore", "%exercise form bare-except.predict")]

    assert (status, [card.splitlines()[0] for card in shown]) == ("ok", ["1 finding: 1 error"])
    for status, (told,) in asked:
        assert (status, told.startswith("UsageError: the ")) == ("error", True)
        assert told.endswith("`%pip install ipywidgets`\n")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A plain IPython, which reads lines."""
    command = [sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor"]
    command += [f"--profile-dir={tmp_path}/profile"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True, cwd=tmp_path, shell=False
    ) as running:
        yield running


def typed(terminal: "subprocess.Popen[str]", *cells: str) -> str:
    """Type cells, each ended by blank lines, and give what was written."""
    out, _ = terminal.communicate("\n\n\n".join(["%load_ext rulekit", *cells, "exit\n"]), timeout=PATIENCE)
    return out


def test_plain_ipython_takes_the_lines_below_the_magic(terminal: "subprocess.Popen[str]") -> None:
    assert "line 4: RK301" in typed(terminal, f"%%checkstyle\n{BARE}")


def test_plain_ipython_counts_a_cell_that_is_run_twice_once(terminal: "subprocess.Popen[str]") -> None:
    cells = [BARE, BARE, f"%%checkstyle\n{BARE}", "x = 3", f"print('counted', len({CHECKER}.cells))"]

    assert "counted 2" in typed(terminal, *cells)


def test_plain_ipython_says_each_trouble_once(terminal: "subprocess.Popen[str]", tmp_path: Path) -> None:
    write_settings(tmp_path, "")
    spoil = f"open({str(tmp_path / 'pyproject.toml')!r}, 'w').write('[tool.rulekit').real"

    out = typed(terminal, "%checkstyle on", spoil, "x = 1", "x", "y = 2")

    assert out.count("not valid TOML") == out.count("Not everything was judged") == 1
    assert "Out[5]: 1" in out
    assert "Traceback" not in out
