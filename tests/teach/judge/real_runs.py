"""Small modules of tests, run plainly and as an answer: what came of each test."""

import gc
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from rulekit.teach.judge import seams
from rulekit.teach.judge.fork import Line, in_fork, report
from rulekit.teach.judge.plugin import arguments, run_pytest
from rulekit.teach.judge.request import Request, Work
from rulekit.teach.judge.run import Run
from rulekit.teach.judge.session import Suite, Variant
from tests.shop import REPOSITORY
from tests.waiting import PATIENCE

HERE = Path(__file__).parent
BLOCK = re.compile(r"^## ([^\n]+)\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = 10 * PATIENCE
GIVEN = "given"
WORDS = ("--continue-on-collection-errors", "--import-mode", "importlib")
PASSED, FAILED = "passed", "failed"
Went = dict[str, str]
TELL = """
import json, pathlib
told = pathlib.Path(__file__).with_name("told.jsonl").open("w")

def pytest_runtest_logreport(report):
    print(json.dumps([report.nodeid, report.when, report.outcome]), file=told, flush=True)

def pytest_collectreport(report):
    if report.failed:
        print(json.dumps([report.nodeid + "::", "collect", "failed"]), file=told, flush=True)
"""


def blocks_of(name: str) -> dict[str, str]:
    """Give the blocks of a table, by their headings."""
    return dict(BLOCK.findall((HERE / name).read_text("utf-8")))


def plainly(texts: Mapping[str, str], folder: Path) -> dict[str, Went]:
    """Run modules by the pytest that is installed, with all its plugins, and give how each test went."""
    files = {f"test_{number}.py": name for number, name in enumerate(texts)}
    for file, name in files.items():
        (folder / file).write_text(texts[name], "utf-8")
    (folder / "telling.py").write_text(TELL, "utf-8")
    words = [
        "-p",
        "telling",
        "--continue-on-collection-errors",
        "--import-mode",
        "importlib",
        "--rootdir",
        str(folder),
        *files,
    ]
    subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        shell=False,
        cwd=folder,
        check=False,
        timeout=SECONDS,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTEST_ADDOPTS": ""},
    )
    went: dict[str, Went] = {name: {} for name in texts}
    for line in (folder / "told.jsonl").read_text("utf-8").splitlines():
        place, when, outcome = json.loads(line)
        file, _, test = place.partition("::")
        _note(went[files[file]], test.replace("::", "."), when, outcome)
    return went


def _note(went: Went, test: str, when: str, outcome: str) -> None:
    if outcome == FAILED or (outcome == PASSED and when == "call" and went.get(test) != FAILED):
        went[test] = outcome


def judged(texts: Mapping[str, str]) -> dict[str, Went]:
    """Run modules as answers, each in a fork of a process that knows the judge and nothing else."""
    code = f"from {__name__} import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        shell=False,
        cwd=REPOSITORY,
        check=True,
        timeout=SECONDS,
        capture_output=True,
        text=True,
        input=json.dumps(dict(texts)),
    )
    told: dict[str, Went] = json.loads(done.stdout)
    return told


def main() -> None:
    """Judge what stands on standard input, and write how it went."""
    texts = json.load(sys.stdin)
    seams.loaded()
    seams.for_tests()
    gc.freeze()
    went = {}
    for name, text in texts.items():
        with tempfile.TemporaryDirectory() as folder:
            _, lines = in_fork(partial(_judge, text, Path(folder).resolve()), SECONDS, SECONDS)
        went[name] = _went(lines)
    json.dump(went, sys.stdout)


def _went(lines: Iterable[Line]) -> Went:
    went: Went = {}
    for line in lines:
        if "message" in line:
            _note(went, line.get("test", ""), line.get("when", ""), FAILED)
        elif "test" in line:
            _note(went, line["test"], "call", PASSED)
    return went


def _judge(text: str, folder: Path) -> None:
    """Run an answer as the judge does with the given modules."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    run = Run(Request(Work.TESTS, text), folder, can_fork=True)
    ran: dict[str, list[Line]] = {}
    run.write(run.code, {"test_answer": text})
    words = arguments(root=run.code, temporary=run.temporary, is_plain=False)
    suite = Suite(run.code / "test_answer.py", run, [Variant(GIVEN, run.folder)], ran)
    run_pytest([*words, str(run.code / "test_answer.py")], suite, *seams.for_tests())
    for line in ran[GIVEN]:
        report(line)
