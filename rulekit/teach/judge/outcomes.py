"""What a learner reads when a check fails: its own words, an end of ours, or an exception in plain words."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from rulekit.teach.judge.fork import End
from rulekit.teach.judge.guard import MAY_NOT
from rulekit.teach.judge.waiting import TooManySteps, WaitsForEver

CALLED = re.compile(r"[\w.]+\(\) (missing|takes|got)")
OURS = (NameError, SyntaxError)
ENDS = (WaitsForEver, TooManySteps)
PLAIN: Mapping[type[BaseException], str] = {
    SystemExit: "the code ends the whole program",
    RecursionError: "a function calls itself without end",
    MemoryError: "the code asks for more memory than there is",
}
ENDED: Mapping[End, str] = {
    End.STOPPED: "the code does not come to an end: it was stopped",
    End.DIED: PLAIN[SystemExit],
    End.FULL: PLAIN[MemoryError],
}


def line_of(error: BaseException, path: Path) -> int | None:
    """Give the last line of a file that an error came through; in an error of its syntax, the line of that."""
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == str(path) else None
    for trace in traces_of(error):
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
    return line


def traces_of(error: BaseException) -> list[TracebackType]:
    """Give the places that an error came through, from the outermost on."""
    found, trace = list[TracebackType](), error.__traceback__
    while trace is not None:
        found.append(trace)
        trace = trace.tb_next
    return found


def told_of(error: BaseException, answer: Path, sentence: str) -> Mapping[str, Any]:
    """Say what is wrong, in which line of the answer, and whose fault it is; the fields are those of `Tried`."""
    if isinstance(error.__cause__, ENDS):
        return told_of(error.__cause__, answer, sentence)
    line = line_of(error, answer)
    told = _quoted(error)
    plain = next((words for kind, words in PLAIN.items() if isinstance(error, kind)), "")
    if isinstance(error, ImportError) and type(error) in {ImportError, ModuleNotFoundError}:
        return {"line": line, **_unimportable(error, line)}
    if plain or isinstance(error, ENDS):
        return {"message": plain or str(error), "line": line}
    if isinstance(error, PermissionError) and str(error.strerror).startswith(MAY_NOT):
        return {"message": error.strerror, "line": line}
    return {"message": f"the code raises {told}", "line": line} if line else _outside(error, answer, sentence)


def _outside(error: BaseException, answer: Path, sentence: str) -> Mapping[str, Any]:
    """Say what is wrong with what an answer gave, where the error is raised by the check."""
    text = str(error)
    if isinstance(error, AssertionError):
        return {"message": text.strip() or sentence}
    if isinstance(error, AttributeError) and error.obj is sys.modules.get(answer.stem):
        return {"message": f"`{error.name}` is not at the top of the module: define it there"}
    if isinstance(error, TypeError) and CALLED.match(text):
        return {"message": f"it cannot be called as the shop calls it: {text}"}
    ours = isinstance(error, OURS)
    return {"message": _quoted(error) if ours else f"what came back cannot be used: {_quoted(error)}", "is_ours": ours}


def _unimportable(error: ImportError, line: int | None) -> Mapping[str, Any]:
    """Tell what the shop has not from what is not here to judge with, and that from an import of the check."""
    if error.name in sys.modules and sys.modules[error.name] is None:
        return {"message": f"`{error.name}` is not installed on the shop's machine"}
    if line is None:
        return {"message": _quoted(error), "is_ours": True}
    if type(error) is ModuleNotFoundError and error.name:
        return {"message": f"`{error.name}` is not installed where answers are judged", "lacks": error.name}
    return {"message": f"the code raises {_quoted(error)}"}


def _quoted(error: BaseException) -> str:
    text = str(error).partition("\n")[0]
    return f"`{type(error).__name__}: {text}`" if text else f"`{type(error).__name__}`"
