"""Prove every exercise where this file runs: that is Pyodide, under node. Its last value is the exit status."""

import sys

from rulekit.cli.main import main
from rulekit.teach.judging import judge_answer
from rulekit.teach.library import library

refused = [one.id for one in library().values() if not judge_answer(one, one.solution).outcome.is_pass]
print(f"{sys.platform}: {len(library())} exercises, solutions refused: {refused}")  # noqa: T201, RK201 - read by a test
main(["teach", "check"]) or len(refused)
