"""Running tests one after the other."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from unittest import SkipTest

from rulekit.teach.trial.suite.collecting import Case, cases_in
from rulekit.teach.trial.suite.ground import Ground
from rulekit.teach.trial.suite.marking import Failed, Mark, Skipped
from rulekit.teach.trial.suite.preparing import Preparation


@dataclass(frozen=True)
class Ran:
    """How one test went: the error, if there was one, and whether it came while tidying up."""

    name: str
    error: BaseException | None = None
    was_skipped: bool = False
    while_tidying: bool = False


def run_tests(names: Mapping[str, Any], ground: Ground) -> list[Ran]:
    """Run all tests among the names that a module defines."""
    preparation = Preparation(names, ground)
    cases = [one for case in cases_in(names) for one in preparation.cases(case)]
    results: list[Ran] = []
    _hook(names, "setup_module")
    for place, case in enumerate(cases):
        if case.kind is not None and (place == 0 or cases[place - 1].kind is not case.kind):
            _class_hook(case.kind, "setUpClass" if case.is_unittest else "setup_class")
        results.append(_skipped(case) or _run(case, preparation, names))
        is_last = place + 1 == len(cases) or cases[place + 1].kind is not case.kind
        if is_last and case.kind is not None:
            _class_hook(case.kind, "tearDownClass" if case.is_unittest else "teardown_class")
        if is_last:
            results += _ends(case, lambda: preparation.tidy("class"))
    results += _ends(Case("the last test", run_tests), preparation.tidy_all)
    _hook(names, "teardown_module")
    return results


def _ends(case: Case, tidy: Callable[[], None]) -> list[Ran]:
    error = _error_of(tidy)
    return [] if error is None else [Ran(case.name, error, while_tidying=True)]


def _run(case: Case, preparation: Preparation, names: Mapping[str, Any]) -> Ran:
    if case.is_unittest:
        return _run_unittest(case)
    instance = case.kind() if case.kind is not None else None
    error = _error_of(lambda: _call(case, preparation, instance, names))
    tidying = _error_of(preparation.tidy)
    after = _error_of(lambda: _around(case, instance, names, "teardown"))
    ran = Ran(case.name, error or tidying or after, while_tidying=error is None)
    return _judged(case, ran)


def _call(case: Case, preparation: Preparation, instance: object, names: Mapping[str, Any]) -> None:
    _around(case, instance, names, "setup")
    arguments = preparation.arguments(case, instance)
    own = [] if instance is None else [instance]
    made = case.function(*own, **arguments)
    if inspect.iscoroutine(made):
        _finish(made)


def _finish(coroutine: Any) -> None:
    try:
        while True:
            coroutine.send(None)
    except StopIteration:
        return


def _run_unittest(case: Case) -> Ran:
    kind: Any = case.kind
    told = Told()
    kind(case.function.__name__).run(told)
    return Ran(case.name, told.error, told.was_skipped)


class Told:
    """What a `TestCase` tells of its run."""

    shouldStop = False  # noqa: N815 - `unittest` asks for this name
    failfast = False

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.was_skipped = False

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name in {"addError", "addFailure", "addSubTest"}:
            return self._failed
        if name == "addSkip":
            return self._skipped
        if name == "addUnexpectedSuccess":
            return lambda _: self._failed(None, (None, AssertionError("it was expected to fail"), None))
        if name in {"startTest", "stopTest", "addSuccess", "addExpectedFailure", "addDuration"}:
            return lambda *_: None
        raise AttributeError(name)

    def _failed(self, *told: Any) -> None:
        if told[-1] is not None:
            self.error = self.error or told[-1][1]

    def _skipped(self, *_: object) -> None:
        self.was_skipped = True


def _skipped(case: Case) -> Ran | None:
    for mark in case.marks:
        if mark.name == "skip" or (mark.name == "skipif" and any(mark.arguments)):
            return Ran(case.name, was_skipped=True)
    return None


def _judged(case: Case, ran: Ran) -> Ran:
    expected: Mark | None = next((mark for mark in case.marks if mark.name == "xfail"), None)
    if isinstance(ran.error, (Skipped, SkipTest)):
        return Ran(case.name, was_skipped=True)
    if expected is None or not all(expected.arguments):
        return ran
    if ran.error is None and expected.options.get("strict"):
        return Ran(case.name, Failed("it was expected to fail"))
    return Ran(case.name, was_skipped=True)


def _error_of(run: Callable[[], object]) -> BaseException | None:
    try:
        run()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever comes is what the test did
        return error
    return None


def _around(case: Case, instance: object, names: Mapping[str, Any], word: str) -> None:
    if instance is None:
        _hook(names, f"{word}_function", case.function)
    elif (hook := getattr(instance, f"{word}_method", None)) is not None:
        hook(*[case.function][: len(inspect.signature(hook).parameters)])


def _hook(names: Mapping[str, Any], name: str, *words: object) -> None:
    hook = names.get(name)
    if callable(hook):
        hook(*words[: len(inspect.signature(hook).parameters)])


def _class_hook(kind: type, name: str) -> None:
    hook = getattr(kind, name, None)
    if hook is not None:
        hook()
