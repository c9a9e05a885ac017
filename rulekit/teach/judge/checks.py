"""The checks of an exercise, or its witness, on an answer: real tests, run by the real pytest."""

import ast
import contextlib

import pytest

from rulekit.teach.judge import seams
from rulekit.teach.judge.fork import Line
from rulekit.teach.judge.in_process import unchanged
from rulekit.teach.judge.plugin import ANSWER, SHOW, Checks, arguments, run_pytest
from rulekit.teach.judge.request import Work
from rulekit.teach.judge.run import Run
from rulekit.teach.judge.workspace import Workspace

CHECKS, HARM, NETWORK = "test_checks", "harm", "network"
# What an answer puts into `builtins` changes nothing in the functions of the checks.
OWN_BUILTINS = "import builtins\n__builtins__ = dict(vars(builtins))\ndel builtins\n"


def run_checks(run: Run) -> list[Line]:
    """Give a line for each check."""
    request = run.request
    if lacks := seams.missing_for(request.checks):
        return [{"name": CHECKS, "sentence": "", "message": lacks, "lacks": lacks}]
    run.write(run.code, {**request.modules, ANSWER: request.answer, CHECKS: OWN_BUILTINS + request.checks})
    file = run.code / f"{CHECKS}.py"

    def around(item: pytest.Item) -> contextlib.AbstractContextManager[Workspace]:
        wanted = getattr(item, "fixturenames", ())
        return run.workspace(has_network=NETWORK in wanted, is_offline=HARM not in wanted)

    checks = Checks(run.isolated, around, run.code / f"{ANSWER}.py", is_brief=request.is_brief)
    words = arguments(
        root=run.code,
        temporary=run.temporary,
        is_witness=request.work is Work.WITNESS,
        has_caplog="caplog" in request.checks,
    )
    if run.can_fork:
        run_pytest([*words, str(file)], checks, *seams.loaded())
        return checks.tried
    for name in _named(request.checks):
        with unchanged(run.code):
            run_pytest([*words, f"{file}::{name}"], checks, *seams.loaded())
    return checks.tried


def _named(checks: str) -> list[str]:
    """Name the checks: where all run in one process, the modules that they share are loaded anew for each."""
    functions = (node.name for node in ast.parse(checks).body if isinstance(node, ast.FunctionDef))
    return [name for name in functions if name.startswith("test_") or name == SHOW]
