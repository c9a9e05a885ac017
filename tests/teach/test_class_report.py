"""`rulekit teach report`: what pasted progress codes tell an instructor."""

from pathlib import Path

import pytest

from rulekit.cli.main import main
from rulekit.teach.catalog import library
from rulekit.teach.class_codes import read_codes
from rulekit.teach.class_page import class_page
from rulekit.teach.class_report import ClassReport, Row, class_report, report_text
from rulekit.teach.classroom import Classroom, met_wrong
from rulekit.teach.judging import judge_answer
from rulekit.teach.progress_file import Record
from rulekit.teach.resume import as_code

IDS = list(library())
FIX, JUDGE = library()["bare-except.fix"], library()["bare-except.judge"]
PASSED = Record(passed=True, attempts=1)


def code(**records: Record) -> str:
    return as_code(IDS, {name.replace("_", "-").replace("-fix", ".fix"): one for name, one in records.items()})


def reported(*lines: str) -> ClassReport:
    return class_report(read_codes("\n".join(lines), IDS), library().values())


def row(report: ClassReport, name: str = FIX.id) -> Row:
    return next(one for one in report.rows if one.exercise.id == name)


def test_a_row_counts_who_passed_who_looked_and_who_is_still_at_it() -> None:
    report = reported(
        f"1 {code(bare_except_fix=PASSED)}",
        f"2 {code(bare_except_fix=Record(passed=True, attempts=4))}",
        f"3 {code(bare_except_fix=Record(shown=True, attempts=3))}",
        f"4 {code(bare_except_fix=Record(attempts=2))}",
        f"5 {code(generic_raise_fix=PASSED)}",
    )

    assert report.learners == 5
    assert [one.exercise.id for one in report.rows] == ["bare-except.fix", "generic-raise.fix"]
    assert (row(report).learners, row(report).passed, row(report).seen, row(report).open) == (4, 2, 1, 1)
    assert row(report).tries == 2.5


def test_the_wrong_answer_that_most_met_is_told_in_its_authors_words() -> None:
    met = [code(bare_except_fix=Record(attempts=tries, wrong=wrong)) for tries, wrong in ((1, 3), (2, 1), (3, 3))]
    found = row(reported(*met))

    assert (found.met, found.wrong, found.code) == (2, "One name too few", FIX.wrong[2].code)


def test_a_wrong_option_is_told_by_its_text() -> None:
    report = reported(as_code(IDS, {JUDGE.id: Record(attempts=1, wrong=3)}))

    assert row(report, JUDGE.id).wrong == JUDGE.options[2].text


def test_a_number_that_no_wrong_answer_has_is_left_out() -> None:
    assert row(reported(as_code(IDS, {JUDGE.id: Record(attempts=1, wrong=9)})), JUDGE.id).met == 0


def test_talked_about_is_where_most_stumbled() -> None:
    failed, met = Record(attempts=3), Record(passed=True, attempts=3, wrong=1)
    report = reported(
        f"1 {code(bare_except_fix=failed, generic_raise_fix=met, unsafe_sql_fix=PASSED)}",
        f"2 {code(bare_except_fix=failed, generic_raise_fix=PASSED, unsafe_sql_fix=PASSED)}",
    )

    assert [one.exercise.id for one in report.talk_about()] == ["bare-except.fix", "generic-raise.fix"]


ONE, OTHER = code(bare_except_fix=PASSED), code(bare_except_fix=Record(attempts=2))


@pytest.mark.parametrize(
    ("lines", "learners", "said"),
    [
        (["", f"  {ONE.lower()}  ", ""], 1, []),
        ([f"[10:31] Ana: `{ONE}`", f"> {OTHER}"], 2, []),
        (["It was a fine day, thanks", ONE], 1, [(1, "no code stands here")]),
        ([ONE, "", ONE], 1, [(3, "the same code as in line 1, counted once")]),
        ([f"Ana: {ONE}", f"Ben: {ONE}"], 2, []),
        ([f"Ana: {ONE}", f"Ana: {OTHER}"], 1, [(2, "a later code of the learner of line 1")]),
        ([ONE[:-3], OTHER], 1, [(1, "cut off or mistyped")]),
        ([f"Ana: {ONE[:24]}", f"Ben: {OTHER}"], 1, [(1, "cut off or mistyped")]),
        ([as_code(IDS[1:], {IDS[3]: PASSED})], 0, [(1, "another version of rulekit")]),
        ([f"Ana: {ONE[:6]}", ONE[6:], OTHER], 2, []),
        ([ONE[:6]], 0, [(1, "no code stands here")]),
    ],
)
def test_odd_lines_are_said_with_their_numbers_and_the_others_count(
    lines: list[str], learners: int, said: list[tuple[int, str]]
) -> None:
    report = reported(*lines)

    assert report.learners == learners
    assert [number for number, _ in report.said] == [number for number, _ in said]
    assert all(words in told for (_, words), (_, told) in zip(said, report.said, strict=True))


def test_the_command_prints_a_table_with_a_plot_and_writes_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes, page = tmp_path / "codes.txt", tmp_path / "class.html"
    codes.write_text(f"a {ONE}\nb {OTHER}\nrubbish\n", "utf-8")

    assert main(["teach", "report", str(codes), "--html", str(page)]) == 0

    told = capsys.readouterr().out
    assert told.startswith("2 learners, 1 exercise, 1 line to look at\nline 3: no code stands here")
    assert "bare-except.fix  2         ##########..........  1       1.5" in told
    html = page.read_text("utf-8")
    assert "1 of 2 passed" in html
    assert "src=" not in html
    assert "http" not in html


def test_a_file_that_is_no_text_is_told_line_by_line(tmp_path: Path) -> None:
    codes = tmp_path / "codes.txt"
    codes.write_bytes(b"\xff\xfe\x00\x1b[31m\n" + ONE.encode() + b"\n")

    assert class_page(codes).report.learners == 1
    assert "\x1b" not in repr(class_page(codes))


@pytest.mark.parametrize("options", [[], ["--html", "nowhere/class.html"]])
def test_what_cannot_be_read_or_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if options:
        Path("codes.txt").write_text(ONE, "utf-8")

    assert main(["teach", "report", "codes.txt", *options]) == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_a_class_that_has_not_begun_is_told_so() -> None:
    assert list(report_text(reported(as_code(IDS, {}))))[1:] == ["no learner has answered an exercise yet"]


def test_what_a_learner_answered_arrives_in_the_report(tmp_path: Path) -> None:
    learner = Classroom(library(), tmp_path)
    learner.answer(JUDGE.id, "a")
    learner.answer(FIX.id, FIX.wrong[3].code)
    report = reported(learner.export())

    assert row(report, JUDGE.id).wrong == JUDGE.options[0].text
    assert row(report).wrong == "A short `try`, and still a net that is too wide"


def test_an_answer_that_fails_like_a_declared_one_counts_as_it() -> None:
    answer = FIX.wrong[2].code.replace("put_aside", "left").replace("pieces", "number")
    verdict = judge_answer(FIX, answer)

    assert "is not there" in verdict.message
    assert met_wrong(FIX, answer, verdict) == 3
