"""What a run says of itself: counts, advice, checks that failed, and what was skipped."""

from pathlib import Path

import pytest

from rulekit.model.finding import Fix, Severity, Span
from rulekit.report import summary
from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, finding, project, shown


def test_a_few_findings_need_no_overview() -> None:
    findings = [finding(Span(line, 1, line, 2)) for line in range(summary.MANY)]
    assert shown(list(summary.summary(findings, summary.Totals(0, 3)))) == ["12 findings in 1 of 3 files: 12 warnings"]


def test_many_findings_are_summed_up_in_at_most_ten_lines() -> None:
    rules = [f"RK{number}" for number in range(101, 109)]
    findings = [
        finding(path=f"orders_{n % 3}.py", code=code, name=f"rule-{code}")
        for code in rules
        for n in range(int(code[-1]))
    ]
    fix = Fix("mend it", ())
    findings += [finding(code="RK301", name="bare-except", severity=Severity.ERROR, fix=fix)]
    lines = shown(list(summary.summary(findings, summary.Totals(1, 9))))
    assert lines == [
        "     8  RK108  rule-RK108  mostly in orders_0.py (3), orders_1.py (3), orders_2.py (2)",
        "     7  RK107  rule-RK107  mostly in orders_0.py (3), orders_1.py (2), orders_2.py (2)",
        "     6  RK106  rule-RK106  mostly in orders_0.py (2), orders_1.py (2), orders_2.py (2)",
        "     5  RK105  rule-RK105  mostly in orders_0.py (2), orders_1.py (2), orders_2.py (1)",
        "     4  RK104  rule-RK104  mostly in orders_0.py (2), orders_1.py (1), orders_2.py (1)",
        "     7  of 4 other rules",
        "Start with bare-except: `rulekit explain RK301`, then `rulekit check --select RK301`.",
        "37 findings in 4 of 9 files: 1 error, 36 warnings (+ 1 advice, --advice shows it)",
        "1 can be fixed with --fix",
    ]


def test_statistics_count_the_findings_of_each_rule(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "announce(1)\nannounce(2)\nship_old(3)\nshelf = [1, 2, 3, 4]\n"})
    done = in_workshop("orders.py", "--statistics")
    assert done.out.splitlines() == ["     2  RK190  [*]  loud-call", "     1  RK191       risky-call"]
    assert done.status == 1


ADVICE = {
    "hidden but counted": ([], 0, "All clean: 1 file checked (+ 1 advice, --advice shows it)"),
    "shown on request": (["--advice"], 0, "1 finding in 1 of 1 file: 1 advice"),
    "counting where one is strict": (["--strict"], 1, "1 finding in 1 of 1 file: 1 advice"),
    "strict but allowed": (["--strict", "--exit-zero"], 0, "1 finding in 1 of 1 file: 1 advice"),
}


@pytest.mark.parametrize(("arguments", "status", "last"), ADVICE.values(), ids=ADVICE)
def test_advice_is(in_workshop: Command, tmp_path: Path, arguments: list[str], status: int, last: str) -> None:
    project(tmp_path, {"orders.py": "shelf = [1, 2, 3, 4]\n"})
    done = in_workshop("orders.py", "--output-format", "concise", *arguments)
    assert (done.status, done.out.splitlines()[-1]) == (status, last)


def test_a_check_that_fails_is_named_with_its_file_and_the_run_goes_on(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "weigh(1)\nannounce(2)\n", "stock.py": "announce(3)\n"})
    done = in_workshop("orders.py", "stock.py", "--output-format", "concise")
    failed = r"rulekit: orders.py: RK193 failed (ScaleError: the scale\nis \x1b[31mred): please report this"
    assert done.err == failed + ", with the file if you can\n"
    assert (done.status, done.places) == (2, ["orders.py:2:1", "stock.py:1:1"])


@pytest.mark.parametrize("arguments", [["--fix"], ["--diff"], ["--exit-zero"], ["why"]], ids=" ".join)
def test_a_check_that_fails_is_told_of_by_every_way_to_run_it(
    in_workshop: Command, tmp_path: Path, arguments: list[str]
) -> None:
    project(tmp_path, {"orders.py": "weigh(1)\n"})
    done = in_workshop(*(["why", "orders.py:1", "RK193"] if arguments == ["why"] else ["orders.py", *arguments]))
    assert (done.status, done.err.startswith("rulekit: orders.py: RK193 failed")) == (2, True)


def test_notebooks_in_other_languages_are_skipped_and_counted(command: Command, tmp_path: Path) -> None:
    other = notebook_of(BARE).replace(
        '"metadata": {},\n "nbformat"', '"metadata": {"kernelspec": {"language": "R"}},\n "nbformat"'
    )
    project(tmp_path, {"day.ipynb": other, "orders.py": CLEAN})
    for arguments in ([], ["--fix"]):
        done = command("check", ".", *arguments)
        assert done == (
            0,
            "No findings: 1 file checked, 1 skipped\n",
            "Skipped 1 file: a notebook in another language.\n",
        )
