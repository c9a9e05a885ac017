"""A warm parent of judging processes: it loads all libraries once, and forks for each request.

Requests and replies are lines of JSON, on its standard input and output. It runs nothing of an answer itself.
"""

import gc
import json
import os
import shutil
import signal
import site
import subprocess  # noqa: F401 - as in the shop, whose programs have long loaded it
import sys
import tempfile
from pathlib import Path

from rulekit.teach.judge import seams
from rulekit.teach.judge.fork import Line, in_fork, report
from rulekit.teach.judge.request import Request
from rulekit.teach.judge.work import do_work

LONGEST, PROCESSOR = 90.0, 60.0


def main() -> None:
    """Answer requests until there are no more."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    site.setquit()
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    seams.loaded()
    seams.for_tests()
    gc.freeze()  # what was loaded so far is looked at in no fork, which makes them quick
    for line in sys.stdin:
        replies.write(json.dumps(_reply(line, replies.fileno())) + "\n")
        replies.flush()


def _reply(line: str, replies: int) -> Line:
    folder = Path(tempfile.mkdtemp(prefix="judged-")).resolve()
    try:
        end, lines = in_fork(lambda: _work(line, folder, replies), LONGEST, PROCESSOR, is_gentle=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    told = next((one["lines"] for one in lines if "lines" in one), None)
    if told is None:
        fault = next((one["fault"] for one in lines if "fault" in one), f"the process that judges it {end.value}")
        return {"fault": fault}
    return {"lines": told}


def _work(line: str, folder: Path, replies: int) -> None:
    """Be the process of one verdict, which does not reply by itself."""
    os.close(replies)
    os.dup2(1, 2)
    os.environ |= {"HOME": str(folder), "TMPDIR": str(folder)}
    tempfile.tempdir = None
    try:
        report({"lines": do_work(Request.from_json(line), folder, can_fork=True)})
    except Exception as error:  # noqa: BLE001 - a fault of ours, which the learner is told as such
        report({"fault": f"{type(error).__name__}: {error}"})
