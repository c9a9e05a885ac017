"""The door to the judge: a request is answered in a process of its own, or in this one where there is no other."""

import importlib.util
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

from rulekit.teach.judge.child import Judge, JudgeError
from rulekit.teach.judge.fork import Line
from rulekit.teach.judge.request import Request
from rulekit.teach.judge.seams import NO_PROCESSES

EXTRA = "rulekit-style[teach]"


def ask(request: Request) -> list[Line]:
    """Give what came of a request.

    Raises:
        JudgeError: it could not be judged.
        KeyboardInterrupt: the learner does not want to wait.
    """
    if importlib.util.find_spec("pytest") is None:
        raise JudgeError(f"`pytest` is not installed, which runs the checks: install `{EXTRA}`")
    return _judge().ask(request) if has_processes() else _here(request)


def close() -> None:
    """End the process that judges; the next request starts another."""
    _judge().end()


def has_processes() -> bool:
    """Tell whether answers can be judged in processes of their own here."""
    return sys.platform not in NO_PROCESSES and hasattr(os, "fork") and bool(sys.executable)


@cache
def _judge() -> Judge:
    return Judge()


def _here(request: Request) -> list[Line]:
    from rulekit.teach.judge.in_process import unchanged
    from rulekit.teach.judge.work import do_work

    with tempfile.TemporaryDirectory(prefix="judged-", ignore_cleanup_errors=True) as folder:
        home = Path(folder).resolve()
        try:
            with unchanged(home):
                return do_work(request, home, can_fork=False)
        except RuntimeError as error:
            raise JudgeError(str(error)) from error
