"""`rulekit check LIST --many`: hundreds of repositories, a process and a line for each, as soon as it is judged."""

import argparse
import io
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rulekit import __version__, api
from rulekit.cli.judging import judged
from rulekit.cli.progress import end_with_parent
from rulekit.cli.screen import write_texts
from rulekit.cli.settings_options import chosen_settings
from rulekit.cli.telling import is_quiet, status_of
from rulekit.engine.catalog import catalog
from rulekit.model.errors import RulekitError, SettingsError, UnreadableError
from rulekit.model.finding import Severity
from rulekit.report.styled import IN_JSON, uncommanded, visible
from rulekit.report.summary import count

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Summary = Mapping[str, Any]

STDIN: Final = "-"
_FORMATS: Final = ("full", "json-lines")
_ALONE: Final = ("fix", "diff", "watch", "show_files", "show_settings", "statistics", "stdin_filename", "add_noqa")
_STATES: Final = ("clean", "with findings", "not judged as a whole")
_NOT_JUDGED: Final = 2
_DIGEST: Final = 6


def add_many(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument(
        "--many",
        action="store_true",
        help="PATH is a list of repositories, one a line: sum up each; with -o FILE, go on where a run stopped",
    )


def check_many(options: argparse.Namespace) -> int:
    """Sum up each repository of a list, as soon as it is judged, and give the exit status of all.

    Raises:
        SettingsError: an option does not go with many repositories, or the file is of another run.
        UnreadableError: the list cannot be read, or the file cannot be written.
    """
    _refuse_others(options)
    catalog()  # loaded once for all processes, where they begin as copies of this one
    run = _sign(options)
    repositories = _listed(options.paths[0])
    with _kept(options.output_file) as file:
        known = {one["repository"]: one for one in _resumed(file, run, options.output_file)} if file else {}
        left = [one for one in repositories if one not in known]
        states = Counter(one["status"] for name, one in known.items() if name in {*repositories})
        for summary in _in_processes(left, options):
            states[summary["status"]] += 1
            line = uncommanded(json.dumps({**summary, "run": run}), IN_JSON)
            if file:
                file.write(line.encode() + b"\n")
                file.flush()
            _tell(options, line if options.output_format == "json-lines" else _in_words(summary))
    if not is_quiet(options) and options.output_format == "full":
        write_texts([_total(states, len(repositories) - len(left))], sys.stdout)
    return 0 if options.exit_zero and max(states, default=0) < _NOT_JUDGED else max(states, default=0)


def _refuse_others(options: argparse.Namespace) -> None:
    if len(options.paths) != 1:
        raise SettingsError("--many takes one list of repositories, a path a line: name a file, or `-`")
    if options.output_format not in _FORMATS:
        raise SettingsError(f"--many has no form in {options.output_format}: it has full and json-lines")
    given = next((name for name in _ALONE if getattr(options, name) not in {None, False}), "")
    if given:
        raise SettingsError(f"--{given.replace('_', '-')} is for one repository: leave it or --many out")
    if options.baseline:
        raise SettingsError("--baseline is for one repository: each has its own, or --no-baseline tells all")


def _listed(name: str) -> Sequence[str]:
    """Read paths, one a line, each once; empty lines and those with `#` at their beginning are none."""
    try:
        raw = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise UnreadableError(f"{name}: cannot be read ({error.strerror}): name a list of repositories") from error
    lines = (line.strip() for line in os.fsdecode(raw.removeprefix(b"\xef\xbb\xbf")).split("\n"))
    return [*dict.fromkeys(line for line in lines if line and not line.startswith("#"))]


@contextmanager
def _kept(path: Path | None) -> Iterator[io.BufferedRandom | None]:
    """Open the file that summaries are added to."""
    if path is None:
        yield None
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be written ({error.strerror}): name another file") from error
    with file:
        yield file


def _resumed(file: io.BufferedRandom, run: str, path: Path) -> Iterator[Summary]:
    """Read what an earlier run has summed up; a line that it was cut off in is taken away.

    Raises:
        SettingsError: it is not the same run, or something else.
    """
    file.seek(0)
    text = file.read()
    whole = text[: text.rfind(b"\n") + 1]
    file.truncate(len(whole))
    for line in whole.splitlines():
        try:
            summary = json.loads(line)
            is_same = summary["run"] == run
        except (ValueError, KeyError, TypeError) as error:
            raise SettingsError(f"--output-file {path}: holds something else than summaries: name another") from error
        if not is_same:
            raise SettingsError(
                f"--output-file {path}: was begun by another rulekit, or with other options: name another, or delete it"
            )
        yield summary


def _in_processes(repositories: Iterable[str], options: argparse.Namespace) -> Iterator[Summary]:
    """Judge each repository in a process of its own, some at a time: whatever becomes of it, the others go on."""
    from multiprocessing import Pipe
    from multiprocessing.connection import wait

    waiting = iter(repositories)
    running: dict[Any, tuple[str, BaseProcess]] = {}
    watched, held = Pipe(duplex=False)
    with watched, held:
        while True:
            for name in waiting:
                running |= [_started(name, options, (watched, held))]
                if len(running) == (options.jobs or os.cpu_count() or 1):
                    break
            if not running:
                return
            for pipe in wait(list(running)):
                name, process = running.pop(pipe)
                yield _received(pipe, name, process)


def _started(
    name: str, options: argparse.Namespace, pipes: "tuple[Connection, Connection]"
) -> "tuple[Connection, tuple[str, BaseProcess]]":
    from multiprocessing import Pipe, Process

    mine, its = Pipe(duplex=False)
    process = Process(target=_work, args=(name, options, its, *pipes))
    process.start()
    its.close()
    return mine, (name, process)


def _received(pipe: Any, name: str, process: "BaseProcess") -> Summary:
    with pipe:
        try:
            summary: Summary = pipe.recv()
        except EOFError:
            process.join()
            return _unjudged(name, f"its process ended {_how(process.exitcode or 0)}: check it by itself")
    process.join()
    return summary


def _how(status: int) -> str:
    return f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"


def _work(
    name: str, options: argparse.Namespace, answer: "Connection", watched: "Connection", held: "Connection"
) -> None:
    """Judge a repository in this process, which draws no bar and ends when the one that began it does."""
    end_with_parent(watched, held)
    with redirect_stderr(io.StringIO()):
        try:
            answer.send(_summary(name, options))
        except RulekitError as error:
            answer.send(_unjudged(name, str(error)))


def _summary(name: str, options: argparse.Namespace) -> Summary:
    alone = argparse.Namespace(**{**vars(options), "jobs": 1})
    report = judged(alone, api.plan([name], chosen_settings(options)), [name])
    weights = Counter(finding.severity.value for finding in report.findings)
    rules = Counter(finding.code for finding in report.findings)
    return {
        "repository": name,
        "status": status_of(argparse.Namespace(**{**vars(options), "exit_zero": False}), report),
        "files": len(report.files),
        **{one.value: weights[one.value] for one in Severity},
        "hidden": len(report.hidden),
        "rules": dict(sorted(rules.items())),
        "problems": list(report.problems),
    }


def _unjudged(name: str, why: str) -> Summary:
    none = dict.fromkeys((one.value for one in Severity), 0)
    return {"repository": name, "status": _NOT_JUDGED, "files": 0, **none, "hidden": 0, "rules": {}, "problems": [why]}


def _tell(options: argparse.Namespace, line: str) -> None:
    if not options.silent:
        write_texts([line], sys.stdout)
        sys.stdout.flush()


def _in_words(summary: Summary) -> str:
    found = ", ".join(count(summary[one.value], one.value) for one in Severity if summary[one.value])
    hidden = f", {summary['hidden']:,} hidden" if summary["hidden"] else ""
    problems = summary["problems"]
    more = f"; {count(len(problems), 'problem')}, first: {visible(problems[0])}" if problems else ""
    said = f"{found or 'no findings'} in {count(summary['files'], 'file')}{hidden}" if summary["files"] else ""
    return f"{visible(summary['repository'])}: {said or 'no file was judged'}{more}"


def _total(states: Mapping[int, int], known: int) -> str:
    parts = ", ".join(f"{states[at]:,} {words}" for at, words in enumerate(_STATES) if states.get(at))
    resumed = f"; {known:,} summed up by an earlier run" if known else ""
    return f"{count(sum(states.values()), 'repository', 'repositories')}: {parts}{resumed}"


def _sign(options: argparse.Namespace) -> str:
    """Give what two runs must have in common for one to go on with the other."""
    from hashlib import blake2b

    asked = (chosen_settings(options), options.since, options.no_baseline, options.strict, options.fail_level)
    digest = blake2b(repr(asked).encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest()
    return f"{__version__} {digest}"
