"""Progress: kept, shared by two kernels, never lost to a broken file or a folder that cannot be written."""

import json
import os
import sys
from pathlib import Path

import pytest

from rulekit.teach import progress_file
from rulekit.teach.progress import FOLDER, HELD, NAME, UNWRITABLE, Progress
from rulekit.teach.progress_file import LARGEST, LOCK, Record
from rulekit.teach.resume import ResumeCodeError, as_code, from_code
from rulekit.teach.verdict import Outcome

IDS = [f"rule-{number}.fix" for number in range(120)]


def test_progress_is_there_after_a_restart(tmp_path: Path) -> None:
    before = Progress(tmp_path)
    before.record("bare-except.fix", Outcome.STYLE, wrong=2)
    before.record("bare-except.fix", Outcome.PASSED)

    assert Progress(tmp_path).of("bare-except.fix") == Record(passed=True, attempts=2, wrong=2)


def test_a_cell_that_was_only_run_and_our_own_faults_do_not_count(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.NOT_ATTEMPTED)
    progress.record("bare-except.fix", Outcome.CHECKER_ERROR)

    assert progress.of("bare-except.fix") == Record()


def test_attempts_after_the_pass_do_not_count(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.PASSED)
    progress.record("bare-except.fix", Outcome.STYLE)

    assert progress.of("bare-except.fix") == Record(passed=True, attempts=1)


def test_a_solution_that_is_looked_at_is_marked_unless_the_exercise_is_passed(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.show("bare-except.fix")
    progress.record("generic-raise.fix", Outcome.PASSED)
    progress.show("generic-raise.fix")

    assert progress.of("bare-except.fix").shown
    assert not progress.of("generic-raise.fix").shown


def test_two_kernels_lose_no_pass(tmp_path: Path) -> None:
    first, second = Progress(tmp_path), Progress(tmp_path)
    first.record("bare-except.fix", Outcome.PASSED)
    second.record("generic-raise.fix", Outcome.PASSED)
    first.record("unsafe-sql.fix", Outcome.STYLE)

    both = Progress(tmp_path).records
    assert [name for name, record in both.items() if record.passed] == ["bare-except.fix", "generic-raise.fix"]


def test_tries_that_are_reset_are_forgotten_and_a_pass_stays(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.STYLE)
    progress.record("unsafe-sql.fix", Outcome.PASSED)
    for name in ("bare-except.fix", "unsafe-sql.fix"):
        progress.reset(name)

    assert Progress(tmp_path).of("bare-except.fix") == Record()
    assert Progress(tmp_path).of("unsafe-sql.fix").passed


def test_what_one_kernel_resets_stays_forgotten_in_another(tmp_path: Path) -> None:
    first, second = Progress(tmp_path), Progress(tmp_path)
    first.record("bare-except.fix", Outcome.STYLE)
    second.record("unsafe-sql.fix", Outcome.PASSED)
    first.reset("bare-except.fix")
    second.record("generic-raise.fix", Outcome.PASSED)

    assert sorted(Progress(tmp_path).records) == ["generic-raise.fix", "unsafe-sql.fix"]


def test_one_kernel_sees_what_another_has_written(tmp_path: Path) -> None:
    first, second = Progress(tmp_path), Progress(tmp_path)
    first.record("bare-except.fix", Outcome.STYLE)
    second.record("bare-except.fix", Outcome.PASSED)
    first.refresh()

    assert first.of("bare-except.fix") == Record(passed=True, attempts=2)


BAD = {
    "nothing": "",
    "half a file": "{",
    "a list": "[]",
    "no exercises": '{"schema": 1}',
    "exercises in a list": '{"schema": 1, "exercises": ["a"]}',
    "a word in place of a record": '{"schema": 1, "exercises": {"a": "y"}}',
    "a field more": '{"schema": 1, "exercises": {"a": {"b": 1}}}',
    "attempts that are nothing": '{"schema": 1, "exercises": {"a": {"attempts": null}}}',
    "attempts that are a word": '{"schema": 1, "exercises": {"a": {"attempts": "y"}}}',
    "attempts that are a fraction": '{"schema": 1, "exercises": {"a": {"attempts": 1.5}}}',
    "a pass that is a number": '{"schema": 1, "exercises": {"a": {"passed": 1}}}',
    "lists without end": "[" * 100_000,
    "a number without end": '{"schema": 1, "exercises": {"a": {"attempts": ' + "9" * 10_000 + "}}}",
    "more than anybody writes": " " * (LARGEST + 1),
    "half a character": "\ud800",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_bad_file_is_put_aside_and_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / FOLDER / NAME
    path.parent.mkdir()
    path.write_text(text, "utf-8", "surrogatepass")

    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.PASSED)

    assert ["put aside as progress.bad.json" in said for said in progress.told()] == [True]
    assert path.with_name("progress.bad.json").read_text("utf-8", "surrogatepass") == text
    assert json.loads(path.read_text("utf-8"))["exercises"]["bare-except.fix"]["passed"] is True


def test_a_second_bad_file_leaves_the_first_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / NAME
    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.PASSED)
    for text in ("first", "second"):
        path.write_text(text, "utf-8")
        progress.record("bare-except.fix", Outcome.PASSED)

    kept = {file.name: file.read_text("utf-8") for file in path.parent.glob("*.bad*")}
    assert kept == {"progress.bad.json": "first", "progress.bad-2.json": "second"}


def test_a_file_that_goes_bad_costs_nothing_that_was_read_before(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.PASSED)
    progress.path.write_text("bad", "utf-8")
    progress.record("generic-raise.fix", Outcome.STYLE)

    assert Progress(tmp_path).records == {
        "bare-except.fix": Record(passed=True, attempts=1),
        "generic-raise.fix": Record(attempts=1),
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe has a name on POSIX only")
def test_a_pipe_in_place_of_the_file_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    os.mkfifo(tmp_path / FOLDER / NAME)
    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.PASSED)

    assert Progress(tmp_path).of("bare-except.fix").passed


def test_a_kernel_that_holds_the_lock_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(progress_file, "PATIENCE", 0.05)
    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.STYLE)
    with (tmp_path / FOLDER / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        progress.record("bare-except.fix", Outcome.PASSED)
        assert list(progress.told()) == [HELD]
        assert progress.of("bare-except.fix") == Record(passed=True, attempts=2)
        assert not Progress(tmp_path).of("bare-except.fix").passed

    progress.show("unsafe-sql.fix")
    assert Progress(tmp_path).records == {
        "bare-except.fix": Record(passed=True, attempts=2),
        "unsafe-sql.fix": Record(shown=True),
    }


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.PASSED)
    progress.path.chmod(0)
    progress.record("generic-raise.fix", Outcome.PASSED)
    progress.path.chmod(0o600)

    assert list(progress.told()) == [UNWRITABLE]
    assert list(Progress(tmp_path).records) == ["bare-except.fix"]


def test_a_file_of_a_later_rulekit_is_kept(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / NAME
    path.parent.mkdir()
    path.write_text('{"schema": 2, "exercises": {}}', "utf-8")

    assert Progress(tmp_path).told()
    assert path.with_name("progress.bad.json").exists()


def test_where_nothing_can_be_written_progress_stays_in_memory_and_that_is_said_once(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file in the way", "utf-8")
    progress = Progress(tmp_path)
    progress.record("bare-except.fix", Outcome.PASSED)
    progress.record("generic-raise.fix", Outcome.PASSED)

    assert list(progress.told()) == [UNWRITABLE]
    assert progress.of("bare-except.fix").passed


def test_progress_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RULEKIT_PROGRESS", "off")
    Progress(tmp_path).record("bare-except.fix", Outcome.PASSED)

    assert list(tmp_path.iterdir()) == []


def test_a_code_carries_progress_to_another_machine() -> None:
    records = {IDS[0]: Record(passed=True, attempts=3, wrong=2), IDS[119]: Record(shown=True, attempts=1)}

    assert from_code(IDS, as_code(IDS, records)) == records


def test_a_code_is_short_at_the_beginning() -> None:
    assert len(as_code(IDS, {IDS[0]: Record(passed=True, attempts=1)})) <= len("AAAAA-AAAAA")


@pytest.mark.parametrize("damage", [lambda code: code[:-2], lambda code: "B" + code[1:], lambda _: "", lambda _: "%"])
def test_a_damaged_code_is_refused(damage: object) -> None:
    code = as_code(IDS, {IDS[3]: Record(passed=True, attempts=1)})

    with pytest.raises(ResumeCodeError, match="copy all of it"):
        from_code(IDS, damage(code))  # type: ignore[operator]


def test_a_code_of_other_exercises_is_refused() -> None:
    with pytest.raises(ResumeCodeError, match="another version"):
        from_code(IDS[1:], as_code(IDS, {IDS[3]: Record(passed=True)}))


def test_more_attempts_than_fit_are_the_most_that_fit() -> None:
    assert from_code(IDS, as_code(IDS, {IDS[0]: Record(attempts=sys.maxsize)})) == {IDS[0]: Record(attempts=7)}
