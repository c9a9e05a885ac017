"""Tests that a learner wrote, run by the real pytest: a session of its own for each variant of the given modules."""

import sys
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest.main import Session, _main
from _pytest.runner import runtestprotocol

from rulekit.teach.judge.entered import Entered
from rulekit.teach.judge.fork import End, Line, report
from rulekit.teach.judge.leftovers import Leftovers
from rulekit.teach.judge.outcomes import ENDED, told_of, traces_of
from rulekit.teach.judge.run import Run
from rulekit.teach.judge.workspace import Workspace

UNTRUE = (AssertionError, pytest.fail.Exception)
INTERRUPTED = "the tests end before all of them have run"
UNLOOKED = "calls no function of the shop, and so it sees no fault of one"
UNEXPECTED = "fails with it, but not where something is asserted or expected"
MOST_ENDLESS = 2


@dataclass(frozen=True)
class Variant:
    """Modules in a folder to run the tests with: backwards, each alone, or without some of them."""

    name: str
    folder: Path
    is_backwards: bool = False
    is_alone: bool = False
    without: frozenset[str] = frozenset()


class Suite:
    """Runs the tests with each variant; `ran` gets what each session reports.

    A test that ends or stops a session of the given modules is its problem; a mutant is shown to the others again.
    """

    def __init__(self, tests: Path, run: Run, variants: Iterable[Variant], ran: dict[str, list[Line]]) -> None:
        self._tests = tests
        self._run = run
        self._variants = variants
        self._ran = ran

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> int:
        """Run a session for each variant, in place of the only one."""
        config._do_configure()  # noqa: SLF001 - as `pytest` does for its one session
        for variant in self._variants:
            self._ran[variant.name] = self._all(config, variant)
        return 0

    def _all(self, config: pytest.Config, variant: Variant) -> list[Line]:
        end, lines = self._run.isolated(partial(self._session, config, variant))
        if end is End.DONE:
            return lines
        last = next((line["begins"] for line in reversed(lines) if "begins" in line), "")
        about = {"test": last} if last else {}
        lines = [*lines, {**about, "message": ENDED[end]}]
        if not last or len(variant.without) == MOST_ENDLESS:
            return lines
        return [*lines, *self._all(config, replace(variant, without=variant.without | {last}))]

    def _session(self, config: pytest.Config, variant: Variant) -> None:
        sys.path.insert(0, str(variant.folder))
        with self._run.workspace(has_network=True) as workspace:
            plugin = _Session(self._tests, list(self._run.request.modules), variant, workspace)
            config.pluginmanager.register(plugin)
            session = Session.from_config(config)
            try:
                config.hook.pytest_sessionstart(session=session)
                _main(config, session)
            except (Session.Interrupted, Session.Failed):
                pass  # the tests cannot be loaded, which is reported where it is met
            except (KeyboardInterrupt, SystemExit, pytest.exit.Exception):
                report({"message": INTERRUPTED})
            config.hook.pytest_sessionfinish(session=session, exitstatus=pytest.ExitCode.OK)
            plugin.report_leftovers()


class _Session:
    """Hears what happens in one session."""

    def __init__(self, tests: Path, modules: Sequence[str], variant: Variant, workspace: Workspace) -> None:
        self._tests = tests
        self._variant = variant
        self._workspace = workspace
        self._leftovers = Leftovers(modules)
        self._entered = Entered(variant.folder)
        self._entering: set[object] = set()
        self._is_loaded_by_calls = False
        sys.meta_path.insert(0, self._leftovers)

    def report_leftovers(self) -> None:
        """Report what the tests have left behind so far."""
        report({"left": self._leftovers.found()})

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Notice whether a function of the shop runs while the tests are loaded."""
        with self._entered.listening():
            came = yield
        self._is_loaded_by_calls = self._entered.is_so
        return came

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the tests into their order; of a table of cases two run alone, since all may be too many for the time."""
        items[:] = [item for item in items if _name(item) not in self._variant.without]
        if self._variant.is_alone:
            items[:] = _ends(items)
        if self._variant.is_backwards:
            items.reverse()

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Run a test alone where that is wanted."""
        self._entered.is_so = False
        report({"begins": _name(item)})
        if not self._variant.is_alone:
            return None
        end, lines = self._workspace.apart(partial(_run_alone, item))
        ended = [] if end is End.DONE else [{"test": _name(item), "message": ENDED[end]}]
        for line in (*lines, *ended):
            report(line)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """Notice which fixtures call a function of the shop, since other tests may use what came of it."""
        with self._entered.listening():
            try:
                return (yield)
            finally:
                if self._entered.is_so:
                    self._entering.add(fixturedef)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        """Notice whether a test calls a function of the shop."""
        with self._entered.listening():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        """Notice whether what tidies up calls one."""
        with self._entered.listening():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Report a test that ran, what failed in words, and whether it has seen a fault; then what is left."""
        made = yield
        if made.failed:
            report({"test": _name(item), "when": made.when, **self._told(item, call.excinfo)})
        elif made.when == "call" and made.passed:
            report({"test": _name(item), "printed": made.capstdout})
        if made.when == "teardown" and (self._variant.is_alone or not _has_wider(item)):
            self.report_leftovers()
        return made

    def pytest_exception_interact(self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]) -> None:
        """Hear that the tests cannot be loaded."""
        if isinstance(node, pytest.Collector) and call.excinfo is not None:
            error = call.excinfo.value.__cause__ or call.excinfo.value
            told = told_of(error, self._tests, "")
            words = told["message"] if "lacks" in told else f"the tests cannot be loaded: {_shown(error)}"
            report({**told, "message": words, "is_ours": False})

    def _told(self, item: pytest.Item, caught: pytest.ExceptionInfo[BaseException] | None) -> Line:
        if caught is None:
            return {"message": "it was expected to fail"}
        errors = _leaves(caught.value)
        is_inside = any(self._is_inside(one) for one in errors)
        is_untrue = any(isinstance(one, UNTRUE) for one in errors)
        has_called = is_inside or self._is_loaded_by_calls or self._entered.is_so or not self._uncalling(item)
        sees = (is_untrue and has_called) or is_inside
        text = str(errors[0]).strip().partition("\n")[0]
        words = text if text and isinstance(errors[0], UNTRUE) else _shown(errors[0])
        why = UNLOOKED if is_untrue else UNEXPECTED
        line = told_of(caught.value, self._tests, "").get("line")
        return {"line": line, "message": words, "sees": sees, **({} if sees else {"why": why})}

    def _is_inside(self, error: BaseException) -> bool:
        """Tell whether an error came out of a function of the shop."""
        is_function = self._entered.is_function
        return not isinstance(error, ImportError) and any(is_function(one.tb_frame) for one in traces_of(error))

    def _uncalling(self, item: pytest.Item) -> bool:
        """Tell whether none of a test's fixtures calls a function of the shop."""
        return self._entering.isdisjoint(_fixtures(item))


def _leaves(error: BaseException) -> list[BaseException]:
    """Give the errors of a group, however deep, or the one that is none."""
    if isinstance(error, BaseExceptionGroup):
        return [leaf for one in error.exceptions for leaf in _leaves(one)]
    return [error]


def _fixtures(item: pytest.Item) -> list[pytest.FixtureDef[Any]]:
    asked: Any = getattr(item, "_fixtureinfo", None)
    return [one for some in asked.name2fixturedefs.values() for one in some] if asked else []


def _has_wider(item: pytest.Item) -> bool:
    """Tell whether a test uses what lives longer than it does."""
    return any(one.scope != "function" for one in _fixtures(item))


def _name(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[2].replace("::", ".")


def _ends(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Take the first and the last case of each test."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(_name(item).partition("[")[0], []).append(item)
    return [one for some in cases.values() for one in dict.fromkeys((some[0], some[-1]))]


def _run_alone(item: pytest.Item) -> None:
    runtestprotocol(item, log=False)


def _shown(error: BaseException) -> str:
    text = str(error).strip().partition("\n")[0]
    return f"`{type(error).__name__}: {text}`"
