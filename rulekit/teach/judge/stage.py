"""The child: it tries an answer by the checks of an exercise, each in a fork, and writes down what came of them.

What it is given and what it gives is JSON, by its standard input and output. This process runs nothing of the answer.
"""

import gc
import importlib
import json
import os
import signal
import site
import subprocess  # noqa: F401 - as in the shop, whose programs have long loaded it
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from rulekit.teach.judge.apart import End, apart, send
from rulekit.teach.judge.guard import MAY_NOT, Bounds, guard
from rulekit.teach.judge.limits import limit
from rulekit.teach.judge.reached import harm_of
from rulekit.teach.judge.scene import Scene
from rulekit.teach.judge.scripts import script_of
from rulekit.teach.judge.seams.harm import Harm
from rulekit.teach.judge.silent import make_heard
from rulekit.teach.trial.telling import PLAIN, Names, line_of, told_of

STOPPED = "the code does not come to an end: it was stopped"
SKIPPED = "not tried, since another check did not come to an end"
CODE, ANSWER, CHECK = "code", "answer", "<check>"
Told = Mapping[str, Any]
Makers = Mapping[str, Callable[[Scene], Any]]


def main() -> None:
    """Do what the parent asks."""
    task = json.load(sys.stdin)
    site.setquit()
    sys.dont_write_bytecode = True
    sys.path[:] = [path for path in sys.path if path != task["root"]]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.stdout.write(json.dumps(list(_judge(Path.cwd(), task))))


def _judge(folder: Path, task: Told) -> Iterator[Told]:
    for name, text in {**task["modules"], ANSWER: task["answer"]}.items():
        _write(folder / CODE, name, text)
    makers = {name: _maker(name) for name in task["seams"]}
    gc.freeze()  # what was loaded so far is looked at in no fork, which makes them quick
    is_stopped = False
    for check in task["checks"]:
        told = {"message": SKIPPED} if is_stopped else _tried(folder, task, check, makers)
        is_stopped = is_stopped or told.get("message") == STOPPED
        yield told


def _maker(name: str) -> Callable[[Scene], Any]:
    """Give what makes a seam; its libraries are loaded once, before any fork."""
    if name == "database":
        from rulekit.teach.judge.seams.database import Database

        return Database
    if name == "processes":
        from rulekit.teach.judge.seams.processes import Processes

        return Processes
    return Harm


def _write(folder: Path, name: str, text: str) -> None:
    """Put a module there."""
    path = folder.joinpath(*name.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _tried(folder: Path, task: Told, check: Told, makers: Makers) -> Told:
    end, lines = apart(partial(_try, folder, task, check, makers), task["seconds"])
    if end is End.DONE:
        return next((line["tried"] for line in reversed(lines) if "tried" in line), {"message": PLAIN[SystemExit]})
    return {"message": STOPPED if end is End.STOPPED else PLAIN[SystemExit]}


def _try(folder: Path, task: Told, check: Told, makers: Makers) -> None:
    """Be the fork of one check."""
    shop, programs = folder / check["name"], folder / f"{check['name']}.programs"
    _settle(shop, programs)
    scripts = {name: script_of(name, programs, shop) for name in task["programs"]}
    scene = Scene(shop, [], [])
    seams = {name: makers[name](scene) for name in check["wants"] if name in makers}
    sys.path.insert(0, str(folder / CODE))
    _close_doors(scene, scripts)
    send({"tried": _run(task["text"], check, seams, str(folder / CODE / f"{ANSWER}.py"))})


def _settle(shop: Path, programs: Path) -> None:
    """Take leave of the parent: a group, streams, limits and folders of its own."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    limit()
    shop.mkdir()
    programs.mkdir()
    os.environ |= {"PATH": str(programs), "BROWSER": "browser"}
    os.chdir(shop)


def _close_doors(scene: Scene, scripts: Mapping[str, str]) -> None:
    """Set up the guard, which stays, and take what is ours out of reach."""

    def tell(event: str, about: tuple[Any, ...], *, refused: bool) -> None:
        scene.records.append((event, about))
        send({"harm": harm_of(event, about) if refused else ""})

    hook = guard(Bounds(str(scene.shop), tuple(scripts), make_heard(scripts)), tell, scene.forks)
    for name in [one for one in sys.modules if one.partition(".")[0] == "rulekit"]:
        del sys.modules[name]
    sys.addaudithook(hook)


def _run(text: str, check: Told, seams: Told, path: str) -> Told:
    """Run the answer and a check, and say what went wrong, or nothing."""
    names: dict[str, Any] = {"__name__": CHECK}
    try:
        exec(compile(text, CHECK, "exec", dont_inherit=True), names)  # noqa: S102, RK505 - the exercise's own code
    except Exception as error:  # noqa: BLE001 - code of an exercise: told as our fault
        return {"message": f"{type(error).__name__}: {error}", "is_ours": True}
    try:
        known = {ANSWER: Names(vars(importlib.import_module(ANSWER))), **seams}
        names[check["name"]](**{name: known[name] for name in check["wants"]})
    except BaseException as error:  # noqa: BLE001 - whatever an answer raises is told to the learner
        line = line_of(error, path)
        if line is None and isinstance(error, AttributeError) and any(error.obj is seam for seam in seams.values()):
            return {"message": f"a child process cannot do that: {error}", "is_ours": True}
        return _told(error, line, check["sentence"])
    return {}


def _told(error: BaseException, line: int | None, sentence: str) -> Told:
    if isinstance(error, PermissionError) and str(error.strerror).startswith(MAY_NOT):
        return {"message": error.strerror, "line": line}
    if isinstance(error, ModuleNotFoundError) and line:
        return {"message": f"`{error.name}` is not part of this exercise", "line": line}
    message, is_ours = told_of(error, line, sentence)
    return {"message": message, "line": line, "is_ours": is_ours}
