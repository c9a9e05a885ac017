"""Tests that a learner wrote: they pass on the given modules, alone and in another order, and see the mutants."""

import sys
from collections.abc import Generator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from rulekit.teach.judge import seams
from rulekit.teach.judge.fork import End, Line, report
from rulekit.teach.judge.hollow import hollow_tests
from rulekit.teach.judge.outcomes import ENDED, told_of, traces_of
from rulekit.teach.judge.plugin import arguments, run_pytest
from rulekit.teach.judge.run import Run
from rulekit.teach.judge.workspace import Isolation

TESTS = "test_answer"
PASSES = "The tests pass on the shop's own code."
ASSERTS = "Every test asserts something."
ALONE = "Each test passes alone, and in another order."
TIDIES = "What a test opens is closed again, also when the test fails."
NOT_YET = "first the tests must pass on the shop's own code"
NO_TEST = "there is no test that runs: write functions whose names begin with `test_`"
UNTRUE = (AssertionError, pytest.fail.Exception)


class Suite:
    """Runs tests in an order, or each alone, and reports how each went; `modules` are those of the exercise."""

    def __init__(
        self, tests: Path, modules: Sequence[str], *, backwards: bool = False, alone: Isolation | None = None
    ) -> None:
        self._tests = tests
        self._modules = modules
        self._backwards = backwards
        self._alone = alone

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the tests into their order."""
        if self._backwards:
            items.reverse()

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Run a test alone where that is wanted."""
        if self._alone is None:
            return None
        end, lines = self._alone(partial(_run_alone, item))
        ended = [] if end is End.DONE else [{"test": item.name, "message": ENDED[end]}]
        for line in (*lines, *ended):
            report(line)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Report a test that ran, what failed in words, and whether it has seen a fault; then what is left open."""
        made = yield
        told = self._told(call.excinfo.value if call.excinfo else None) if made.failed else {}
        if told or (made.when == "call" and made.passed):
            report({"test": item.name, "when": made.when, **told})
        if made.when == "teardown":
            report({"left": self._left_open()})
        return made

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Hear that the tests cannot be loaded."""
        if report.failed:
            _report_unloaded(str(report.longrepr), self._tests)

    def _told(self, error: BaseException | None) -> Line:
        if error is None:
            return {"message": "it was expected to fail"}
        inside = any(Path(one.tb_frame.f_code.co_filename).stem in self._modules for one in traces_of(error))
        sees = isinstance(error, UNTRUE) or (inside and not isinstance(error, ImportError))
        text = str(error).strip().partition("\n")[0]
        words = text if sees and text and isinstance(error, UNTRUE) else f"`{type(error).__name__}: {text}`"
        return {"line": told_of(error, self._tests, "").get("line"), "message": words, "sees": sees}

    def _left_open(self) -> list[str]:
        """Name what the modules of the exercise say is still open."""
        asked = (getattr(sys.modules.get(name), "left_open", list) for name in self._modules)
        return [str(one) for ask in asked for one in ask()]


def _run_alone(item: pytest.Item) -> None:
    runtestprotocol(item, log=False)


def run_tests(run: Run) -> list[Line]:
    """Give a line for each thing that is wanted of the tests, and for each mutant."""
    given = run.request.modules
    first = _ran(run, "given", given)
    problem = _problem(first)
    lines = [_line("passes", PASSES, problem), _asserts(run.request.answer)]
    if problem:
        rest = [("tidies_up", TIDIES), ("alone", ALONE), *_sentences(run)]
        return [*lines, *(_line(name, sentence, {"message": NOT_YET}) for name, sentence in rest)]
    left = [(line, "when the tests are through") for line in first if line.get("left")]
    told = []
    for (name, sentence), mutant in zip(_sentences(run), run.request.mutants, strict=True):
        ran = _ran(run, name, {**given, mutant.module: mutant.text})
        left += [(line, "when a test fails") for line in ran if line.get("left")]
        seen = list(dict.fromkeys(one["test"] for one in ran if one.get("sees")))
        problem = (
            None if seen else {"message": f"none of your tests sees this fault in `{mutant.module}`: {mutant.fault}"}
        )
        told.append({**_line(name, sentence, problem), "fault": mutant.fault, "seen": seen})
    message = (
        f"{left[0][0]['left'][0]} is still open {left[0][1]}: close it behind the `yield` of a fixture" if left else ""
    )
    tidied = _line("tidies_up", TIDIES, {"message": message} if left else None)
    return [*lines, tidied, _line("alone", ALONE, _alone(run)), *told]


def _sentences(run: Run) -> list[tuple[str, str]]:
    mutants = enumerate(run.request.mutants, 1)
    return [(f"mutant_{number}", f"A test sees this fault: {mutant.fault}.") for number, mutant in mutants]


def _line(name: str, sentence: str, problem: Line | None) -> Line:
    return {"name": name, "sentence": sentence, **(problem or {})}


def _asserts(tests: str) -> Line:
    hollow = hollow_tests(tests)
    if not hollow:
        return _line("asserts", ASSERTS, None)
    name, line = hollow[0]
    return _line(
        "asserts", ASSERTS, {"message": f"`{name}` asserts nothing: it passes whatever the code does", "line": line}
    )


def _alone(run: Run) -> Line | None:
    """Say which test needs the others."""
    backwards = _problem(_ran(run, "backwards", run.request.modules, backwards=True), "in another order")
    return backwards or _problem(_ran(run, "alone", run.request.modules, alone=True), "when it runs alone")


def _problem(ran: list[Line], when: str = "on the shop's own code") -> Line | None:
    """Say what is wrong with tests that should all pass."""
    wrong = next((line for line in ran if "message" in line), None)
    if wrong is None:
        return None if any("test" in line for line in ran) else {"message": NO_TEST}
    if "test" not in wrong:
        return wrong
    tidying = " while it tidies up" if wrong.get("when") == "teardown" else ""
    return {"message": f"`{wrong['test']}` fails {when}{tidying}: {wrong['message']}", "line": wrong.get("line")}


def _ran(
    run: Run, name: str, modules: Mapping[str, str], *, backwards: bool = False, alone: bool = False
) -> list[Line]:
    """Run the tests in a folder of its own, in which these modules are."""
    folder = run.folder / name
    run.write(folder, {**modules, TESTS: run.request.answer})
    tests = folder / f"{TESTS}.py"
    words = arguments(root=folder, temporary=run.temporary, is_plain=False)

    def work() -> None:
        sys.path.insert(0, str(folder))
        with run.workspace(has_network=True) as workspace:
            suite = Suite(tests, list(modules), backwards=backwards, alone=workspace.apart if alone else None)
            run_pytest([*words, str(tests)], suite, *seams.for_tests())

    end, lines = run.isolated(work)
    return lines if end is End.DONE else [*lines, {"message": ENDED[end]}]


def _report_unloaded(text: str, tests: Path) -> None:
    """Report the last line of what pytest says, and the line of the tests that it is about."""
    shown = [line for line in text.splitlines() if line.startswith("E ")]
    last = shown[-1].removeprefix("E").strip() if shown else text.strip().rpartition("\n")[2]
    places = [line for line in text.splitlines() if line.startswith(f"{tests.name}:")]
    number = places[-1].split(":")[1] if places else ""
    line = int(number) if number.isdecimal() else None
    report({"message": f"the tests cannot be loaded: `{last}`", "line": line})
