"""The pytest plugin of the judge: the fixtures of an exercise's checks, a fork for each check, outcomes in words."""

import importlib
import inspect
import io
import os
import re
import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, redirect_stdout
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from rulekit.teach.judge.fork import End, Line, report
from rulekit.teach.judge.outcomes import ENDED, PLAIN, told_of
from rulekit.teach.judge.seams import SEAMS
from rulekit.teach.judge.workspace import Isolation, Workspace

ANSWER, SHOW, CACHE = "answer", "show", "cache"
UNUSED = ("faulthandler", "pastebin", "stepwise")
# Checks use none of these, and nothing is left behind by a check, which has a process of its own.
OF_TESTS = ("cacheprovider", "doctest", "junitxml", "threadexception", "unraisableexception")
LAST = 500
# Where an object lies in memory differs from run to run, and tells a learner nothing.
ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
FIRST = frozenset({*SEAMS, "capfd", "caplog", "capsys", "monkeypatch", "tmp_path"})
UNTRIED = "a check was not run to its end: leave pytest as it is"
SKIPPED = "not tried, since another check did not come to an end"
Around = Callable[[pytest.Item], AbstractContextManager[Workspace]]


class Checks:
    """Runs each check apart, with a workspace around it; `tried` holds what came of each, in order.

    A check whose name is `show` is a witness: what it prints is kept. In brief, the first that fails is the last.
    """

    def __init__(self, isolated: Isolation, around: Around, answer: Path, *, is_brief: bool = False) -> None:
        self.tried: list[Line] = []
        self._isolated = isolated
        self._around = around
        self._answer = answer
        self._is_brief = is_brief
        self._workspace: Workspace | None = None
        self._told: Line = {}
        self._is_through = False
        self._is_stopped = False

    @pytest.fixture
    def workspace(self) -> Workspace:
        """Give the folder of this check, and what the guard sees there."""
        if self._workspace is None:
            raise RuntimeError("a workspace is made for each check")
        return self._workspace

    @pytest.fixture
    def answer(self, request: pytest.FixtureRequest) -> ModuleType:
        """Give the answer as a module, imported when all that hears of it is there."""
        for name in FIRST.intersection(request.fixturenames):
            request.getfixturevalue(name)
        return importlib.import_module(ANSWER)

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool:
        """Run a check apart, and keep what came of it."""
        if self._is_brief and any("message" in one for one in self.tried):
            return True
        if self._is_stopped:
            self.tried.append(self._line(item, message=SKIPPED))
            return True
        end, lines = self._isolated(partial(self._run, item))
        told = next((line["tried"] for line in reversed(lines) if "tried" in line), None)
        self._is_stopped = end is End.STOPPED
        if self._is_stopped or told is None:
            told = {"message": ENDED.get(end, PLAIN[SystemExit])}
        self.tried.append(self._line(item, **told))
        return True

    def _run(self, item: pytest.Item) -> None:
        self._told, self._is_through, shown = {}, False, io.StringIO()
        sys.modules.pop(item.path.stem, None)
        if item.name == SHOW and isinstance(item, pytest.Function):
            vars(item.module)["print"] = partial(print, file=shown)
        with self._around(item) as self._workspace:
            runtestprotocol(item, log=False)
        if not self._told and not self._is_through:
            self._told = {"message": UNTRIED}
        report({"tried": {**self._told, "printed": shown.getvalue()}})

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self) -> Generator[None, object, object]:
        """See that a check was really called: an answer may have made its `runtest` do nothing."""
        came = yield
        self._is_through = True
        return came

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[Any]) -> None:
        """Put the first error of a check into words; a fixture's end may tell a truer cause than the check."""
        error = call.excinfo.value if call.excinfo else None
        if error is not None and (not self._told or call.when == "teardown"):
            self._told = dict(told_of(error, self._answer, _sentence(item)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep it when the checks themselves cannot be loaded."""
        if report.failed:
            last = str(report.longrepr).strip().rpartition("\n")[2]
            self.tried.append({"name": "checks", "message": f"they cannot be loaded: {last}", "is_ours": True})

    def _line(self, item: pytest.Item, **told: Any) -> Line:
        if isinstance(told.get("message"), str):
            told["message"] = ADDRESS.sub("", told["message"])
        return {"name": item.name, "sentence": _sentence(item), **told}


def _sentence(item: pytest.Item) -> str:
    return (inspect.getdoc(getattr(item, "obj", None)) or "").partition("\n")[0]


def arguments(
    *,
    root: Path,
    temporary: Path,
    is_witness: bool = False,
    is_plain: bool = True,
    has_caplog: bool = True,
) -> list[str]:
    """Give the words for pytest: nothing of the learner's settings counts, and nothing is written beside the tests."""
    words = ["--config-file", os.devnull, "--rootdir", str(root), "--confcutdir", str(root), "--tb", "native"]
    words += ["--basetemp", str(temporary), "--override-ini", f"cache_dir={temporary.parent / CACHE}"]
    without = (*UNUSED, *(OF_TESTS if is_plain else ()), *(() if has_caplog else ("logging",)))
    words += [word for name in without for word in ("-p", f"no:{name}")]
    words += ["--override-ini", f"python_functions={SHOW}"] if is_witness else []
    words += ["--assert", "plain", "--capture", "no"] if is_plain else []
    return words


def run_pytest(words: list[str], *plugins: object) -> None:
    """Run pytest with plugins of ours and nothing else that is installed; what it prints is for nobody.

    Raises:
        RuntimeError: pytest itself fails.
    """
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    said = io.StringIO()
    with redirect_stdout(said):
        status = pytest.main(words, plugins=list(plugins))
    if status in {pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR}:
        raise RuntimeError(f"pytest fails: {said.getvalue().strip()[-LAST:]}")
