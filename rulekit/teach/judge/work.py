"""What is done with an answer, by the kind of work that is asked for."""

import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rulekit.teach.judge.checks import CHECKS, run_checks
from rulekit.teach.judge.fork import Line
from rulekit.teach.judge.look import look_at
from rulekit.teach.judge.plugin import ANSWER
from rulekit.teach.judge.request import Request, Work
from rulekit.teach.judge.run import CASES, CODE, Run
from rulekit.teach.judge.suite import TESTS, run_tests

WORKS: Mapping[Work, Callable[[Run], list[Line]]] = {
    Work.CHECKS: run_checks,
    Work.WITNESS: run_checks,
    Work.TESTS: run_tests,
    Work.LOOK: look_at,
}

FOLDER = "/shop"


def do_work(request: Request, folder: Path, *, can_fork: bool) -> list[Line]:
    """Do what is asked for in an empty folder, and give what came of it; where that folder is, is nobody's concern."""
    with pytest.MonkeyPatch.context() as patch:
        # Where there is one process only, somebody else's modules may have the same names.
        for name in (ANSWER, CHECKS, TESTS, *request.modules):
            patch.delitem(sys.modules, name, raising=False)
        lines = json.dumps(WORKS[request.work](Run(request, folder, can_fork=can_fork)))
    lines = re.sub(rf"{re.escape(str(folder / CASES))}/\w+", FOLDER, lines.replace(f"{folder}/{CODE}/", ""))
    told: list[Line] = json.loads(lines.replace(str(folder), FOLDER))
    return told
