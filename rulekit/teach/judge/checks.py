"""The checks of an exercise, or its witness, on an answer: real tests, run by the real pytest."""

import contextlib

import pytest

from rulekit.teach.judge import seams
from rulekit.teach.judge.fork import Line
from rulekit.teach.judge.plugin import ANSWER, Checks, arguments, run_pytest
from rulekit.teach.judge.request import Work
from rulekit.teach.judge.run import Run
from rulekit.teach.judge.workspace import Workspace

CHECKS, NETWORK = "test_checks", "network"
# What an answer puts into `builtins` changes nothing in the functions of the checks.
OWN_BUILTINS = "import builtins\n__builtins__ = dict(vars(builtins))\ndel builtins\n"


def run_checks(run: Run) -> list[Line]:
    """Give a line for each check."""
    request = run.request
    run.write(run.code, {**request.modules, ANSWER: request.answer, CHECKS: OWN_BUILTINS + request.checks})
    words = arguments(
        run.code / f"{CHECKS}.py",
        root=run.code,
        temporary=run.temporary,
        is_witness=request.work is Work.WITNESS,
        has_caplog="caplog" in request.checks,
    )

    def around(item: pytest.Item) -> contextlib.AbstractContextManager[Workspace]:
        return run.workspace(item.name, has_network=NETWORK in getattr(item, "fixturenames", ()))

    checks = Checks(run.isolated, around, run.code / f"{ANSWER}.py")
    run_pytest(words, checks, *seams.loaded())
    return checks.tried
