"""Answers start prepared programs and no others, and every start is written down."""

import asyncio
import subprocess
from typing import Any

import pytest

from rulekit.teach.trial.recorders.processes import Processes
from rulekit.teach.trial.standins.shell import programs_of_line
from rulekit.teach.trial.standins.waiting import WaitsForEver

AS_LINE = True


@pytest.fixture
def processes() -> Processes:
    """Programs of which none is prepared."""
    return Processes()


def library(processes: Processes, name: str = "subprocess") -> Any:
    return processes.modules()[name]


def test_a_list_reaches_the_program_word_by_word(processes: Processes) -> None:
    library(processes).run(["lp", "x; rm -r notes.pdf"], shell=False, check=True, timeout=9)
    start = processes.last
    assert start.words == ["lp", "x; rm -r notes.pdf"]
    assert (start.shell, start.check, start.timeout, start.how) == (False, True, 9, "subprocess.run")
    assert processes.programs == ["lp"]
    assert not processes.shells


def test_a_shell_starts_every_program_of_its_line(processes: Processes) -> None:
    library(processes).run("lp x; rm -r notes.pdf", shell=AS_LINE)
    assert processes.last.command == "lp x; rm -r notes.pdf"
    assert processes.last.words == ["lp", "x"]
    assert processes.programs == ["lp", "rm"]
    assert processes.shells == processes.started


@pytest.mark.parametrize(
    ("line", "programs"),
    [
        ("cat a | sort | uniq", ["cat", "sort", "uniq"]),
        ("make && make install || echo no", ["make", "make", "echo"]),
        ("lp $(ls *.pdf)", ["lp", "ls"]),
        ('lp "$(rm -r notes)"', ["lp", "rm"]),
        ("lp `rm -r notes`", ["lp", "rm"]),
        ("lp '$(rm)' ';rm'", ["lp"]),
        ("lp \\$x 'a b'", ["lp"]),
        ("A=1 lp x > out.txt 2>&1 &", ["lp"]),
        ("lp a\nrm b", ["lp", "rm"]),
        ("sh -c 'lp a; rm b'", ["sh", "lp", "rm"]),
        ("if true; then rm x; fi", ["true", "rm", "fi"]),
        ("echo $((1+2))", ["echo"]),
        ("lp it\\'s.pdf; rm x", ["lp", "rm"]),
        ("lp ${x:-$(rm -r notes)}", ["lp", "rm"]),
        ("lp #; rm x\nls", ["lp", "ls"]),
        ("lp a#; rm x", ["lp", "rm"]),
        ("lp \\; rm x", ["lp"]),
        ("lp ';' rm \"&\" x", ["lp"]),
        ("lp a\\\nrm", ["lp"]),
        ("", []),
    ],
)
def test_the_programs_of_a_shell_line(line: str, programs: list[str]) -> None:
    assert [words[0] for words in programs_of_line(line)][: len(programs)] == programs


def test_words_keep_what_the_shell_would_replace() -> None:
    assert programs_of_line("lp a$(date).pdf") == [["lp", "a$(date).pdf"], ["date"]]


def test_a_shell_behind_a_list_is_seen(processes: Processes) -> None:
    library(processes).run(["bash", "-c", "lp x; rm y"])
    assert processes.programs == ["bash", "lp", "rm"]
    assert processes.shells


def test_a_line_without_a_shell_is_a_program_that_is_not_there(processes: Processes) -> None:
    with pytest.raises(FileNotFoundError):
        library(processes).run("lp order.pdf")
    assert processes.last.words == ["lp order.pdf"]


def test_an_open_quote_is_an_error_of_the_shell(processes: Processes) -> None:
    done = library(processes).run("lp O'Brien.pdf", shell=AS_LINE, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Unterminated" in done.stderr


def test_outputs_and_statuses_are_prepared_by_program(processes: Processes) -> None:
    processes.answers(stdout="anything")
    processes.answers("lpstat", stdout="ready\n")
    processes.fails("lpstat", status=3, stderr="paper\n")
    run = library(processes).run
    assert run(["lpstat"], capture_output=True, text=True).stdout == "ready\n"
    assert run(["/usr/bin/lpstat"], capture_output=True).stderr == b"paper\n"
    assert run(["ls"], capture_output=True).stdout == b"anything"
    with pytest.raises(subprocess.CalledProcessError, match="status 3"):
        run(["lpstat"], check=True)
    with pytest.raises(subprocess.CalledProcessError):
        library(processes).check_output(["lpstat"])
    assert library(processes).call(["lpstat"]) == 3


def test_what_is_not_captured_does_not_come_back(processes: Processes) -> None:
    processes.answers(stdout="ready")
    assert library(processes).run(["lpstat"]).stdout is None
    assert library(processes).getoutput("lpstat") == "ready"
    assert processes.last.shell


def test_a_program_that_is_not_there_is_told_as_in_the_real_world(processes: Processes) -> None:
    processes.is_missing("lp")
    with pytest.raises(FileNotFoundError):
        library(processes).run(["lp"])
    assert library(processes).run("lp", shell=AS_LINE).returncode == 127


def test_a_program_that_hangs_needs_a_timeout(processes: Processes) -> None:
    processes.hangs("lp")
    with pytest.raises(subprocess.TimeoutExpired):
        library(processes).run(["lp"], timeout=5)
    with pytest.raises(WaitsForEver, match="`lp` hangs"):
        library(processes).run(["lp"])


def test_a_program_can_be_talked_to(processes: Processes) -> None:
    processes.answers("sort", stdout="a\nb\n")
    with library(processes).Popen(["sort"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert processes.running
        assert program.communicate("b\na\n", timeout=3) == ("a\nb\n", None)
    assert (processes.last.input, processes.last.timeout, program.returncode) == ("b\na\n", 3, 0)
    assert not processes.running


def test_a_program_that_nobody_waits_for_is_still_running(processes: Processes) -> None:
    processes.hangs("backup")
    program = library(processes).Popen(["backup"])
    assert program.poll() is None
    assert processes.running == processes.started
    program.kill()
    assert program.wait() == -9


def test_the_functions_of_os_are_shells(processes: Processes) -> None:
    processes.fails("gzip", status=2)
    assert library(processes, "os").system("gzip a; ls") == 512
    assert library(processes, "os").popen("ls").read() == ""
    assert processes.programs == ["gzip", "ls", "ls"]
    assert [one.how for one in processes.shells] == ["os.system", "os.popen"]


def test_a_program_that_replaces_ours_ends_it(processes: Processes) -> None:
    with pytest.raises(SystemExit):
        library(processes, "os").execvp("lp", ["lp", "a.pdf"])
    library(processes, "os").spawnlp(0, "lp", "lp", "b.pdf")
    assert [one.words for one in processes.started] == [["lp", "a.pdf"], ["lp", "b.pdf"]]


def test_asyncio_starts_programs_too(processes: Processes) -> None:
    processes.answers("lpstat", stdout="ready")
    functions = library(processes, "asyncio")

    async def ask() -> tuple[bytes, int]:
        program = await functions.create_subprocess_exec("lpstat", "-o", stdout=subprocess.PIPE)
        written, _ = await program.communicate()
        other = await functions.create_subprocess_shell("lpstat | sort")
        return written, await other.wait()

    assert asyncio.run(ask()) == (b"ready", 0)
    assert processes.programs == ["lpstat", "lpstat", "sort"]
    assert [one.shell for one in processes.started] == [False, True]


def test_output_goes_into_a_file_that_is_handed_over(processes: Processes) -> None:
    import io

    processes.answers(stdout="ready", stderr="!")
    target = io.StringIO()
    library(processes).run(["lpstat"], stdout=target, stderr=subprocess.STDOUT)
    assert target.getvalue() == "ready!"


def test_words_that_are_no_text_are_refused(processes: Processes) -> None:
    with pytest.raises(TypeError, match="not int"):
        library(processes).run(["lp", 3])
    with pytest.raises(TypeError, match="shel"):
        library(processes).run(["lp"], shel=False)
