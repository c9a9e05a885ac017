"""An answer that may do harm is tried in a child process: a fresh Python, in an empty folder, which is thrown away."""

import ast
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulekit.teach.trial.tried import Tried

if TYPE_CHECKING:
    import subprocess

ANSWER, PREFIX = "answer", "check_"
SEAMS = frozenset({"database", "harm", "processes"})
NO_PROCESSES = frozenset({"emscripten", "wasi"})
ROOT = str(Path(__file__).resolve().parents[3])
BOOT = f"import sys; sys.path.append({ROOT!r}); from rulekit.teach.judge.stage import main; main()"
KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
SECONDS, LONGEST, GRACE = 5.0, 60.0, 1.0


def can_have_children() -> bool:
    """Tell whether a process can be started here, and can make copies of itself."""
    return sys.platform not in NO_PROCESSES and bool(sys.executable) and hasattr(os, "fork")


def seams_of(checks: str) -> frozenset[str]:
    """Give what the checks ask for beside the answer."""
    return frozenset(name for node in _checks(checks) for name in _wants(node)) - {ANSWER}


def try_in_child(
    answer: str, checks: str, modules: Mapping[str, str], programs: Sequence[str] = (), seconds: float = SECONDS
) -> tuple[Tried, ...]:
    """Try an answer by every function of `checks` whose name begins with `check_`; only `programs` may start.

    Each check may take some seconds.
    """
    named = _checks(checks)
    asked = [{"name": one.name, "wants": _wants(one), "sentence": _sentence(one)} for one in named]
    task = {
        "root": ROOT,
        "answer": answer,
        "modules": dict(modules),
        "text": checks,
        "checks": asked,
        "seams": sorted(seams_of(checks)),
        "programs": list(programs),
        "seconds": seconds,
    }
    told, fault = _asked(task)
    if fault:
        return tuple(Tried(one.name, _sentence(one), fault, is_ours=True) for one in named)
    return tuple(_tried(one, said) for one, said in zip(named, told, strict=True))


def _tried(check: ast.FunctionDef, said: Mapping[str, Any]) -> Tried:
    message, line = said.get("message"), said.get("line")
    text = message if message is None else str(message)
    return Tried(check.name, _sentence(check), text, line if isinstance(line, int) else None, bool(said.get("is_ours")))


def _checks(checks: str) -> list[ast.FunctionDef]:
    functions = (node for node in ast.parse(checks).body if isinstance(node, ast.FunctionDef))
    return [node for node in functions if node.name.startswith(PREFIX)]


def _wants(check: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in check.args.args]


def _sentence(check: ast.FunctionDef) -> str:
    return (ast.get_docstring(check) or "").partition("\n")[0]


def _asked(task: Mapping[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """Give what the child says, or why it says nothing."""
    import subprocess

    with tempfile.TemporaryDirectory(prefix="rulekit-", ignore_cleanup_errors=True) as folder:
        try:
            child = _started(os.path.realpath(folder))
        except OSError as error:
            return [], f"no process could be started to judge it: {error}"
        try:
            said, wrong = child.communicate(json.dumps(task), timeout=LONGEST)
        except subprocess.TimeoutExpired:
            return [], "the process that judges it gives no answer"
        finally:
            _end(child)
    try:
        told: list[dict[str, Any]] = json.loads(said)
    except ValueError:
        return [], wrong.strip().rpartition("\n")[2] or "the process that judges it ended early"
    return told, ""


def _started(folder: str) -> "subprocess.Popen[str]":
    import subprocess

    words = [sys.executable, "-I", "-S", "-X", "utf8", "-c", BOOT]
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - this Python, with words of our own
        words,
        shell=False,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={"HOME": folder, "PATH": "", "TMPDIR": folder, **kept},
        encoding="utf-8",
        start_new_session=True,
    )


def _end(child: "subprocess.Popen[str]") -> None:
    """End a child that is still there: asked first, since then it ends its own; then with its whole group."""
    import signal
    import subprocess

    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
