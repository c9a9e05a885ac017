"""The one door: command line, notebooks and other programs ask here, and get the same answer."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from rulekit.engine.catalog import catalog
from rulekit.engine.discovery import find_files
from rulekit.engine.files import Document, read_document
from rulekit.engine.fixing import Fixed
from rulekit.engine.judge import Crash
from rulekit.engine.repair import fix_document
from rulekit.engine.run import Outcome, check_document
from rulekit.engine.settings import Settings, find_settings
from rulekit.model.errors import RulekitError, UnreadableError
from rulekit.model.finding import Finding

CHUNK = 16


@dataclass(frozen=True)
class Report:
    """What a run found: findings by file and place, the files checked, what went wrong, and what was skipped."""

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    problems: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def check(text: str, path: str | None = None, role: str | None = None) -> tuple[Finding, ...]:
    """Check a text by the guide as it is written; a path that ends in `.ipynb` makes it a notebook.

    Raises:
        UnreadableError: it should be a notebook and is none.

    >>> [finding.code for finding in check("try:\\n    load()\\nexcept:\\n    stop()\\n")]
    ['RK301']
    """
    return check_document(Document(path or "", text), Settings(), role).findings


def fix(text: str, path: str | None = None, role: str | None = None, *, unsafe: bool = False) -> Fixed:
    """Apply the safe fixes to a text, the unsafe ones too on request.

    Raises:
        UnreadableError: it should be a notebook and is none.
    """
    return fix_document(Document(path or "", text), Settings(), role, unsafe=unsafe)


def check_paths(paths: Iterable[str], executor: Executor | None = None, settings: Settings | None = None) -> Report:
    """Check files and folders, each by the settings nearest to it unless `settings` are given.

    Any `concurrent.futures.Executor` can share the work.

    Raises:
        UnreadableError: a path does not exist.
        SettingsError: a settings file is wrong.
    """
    files = tuple(find_files(paths, settings))
    return gather(files, outcomes(files, executor, settings))


def outcomes(
    files: Iterable[str], executor: Executor | None = None, settings: Settings | None = None
) -> Iterator[Outcome | str]:
    """Check files one after another, or shared out; a file that cannot be read gives a line that says so."""
    if executor is None:
        yield from (check_file(file, settings) for file in files)
        return
    chunks = [executor.submit(_check_files, chunk, settings) for chunk in _chunked(files)]
    for chunk in chunks:
        yield from chunk.result()


def check_file(path: str, settings: Settings | None = None) -> Outcome | str:
    """Check one file; where it cannot be read, the answer is the line that says so."""
    try:
        held = settings or find_settings(Path(path).absolute().parent)
        return check_document(read_document(path), held)
    except UnreadableError as error:
        return str(error)


def gather(files: tuple[str, ...], found: Iterable[Outcome | str]) -> Report:
    """Put the outcomes of files together."""
    findings: list[Finding] = []
    problems: list[str] = []
    skipped: list[str] = []
    for outcome in found:
        if isinstance(outcome, str):
            problems.append(outcome)
            continue
        findings += outcome.findings
        problems += map(str, outcome.crashes)
        if outcome.skipped:
            skipped.append(f"{outcome.path}: {outcome.skipped}")
    return Report(tuple(findings), files, tuple(problems), tuple(skipped))


def _check_files(files: tuple[str, ...], settings: Settings | None) -> list[Outcome | str]:
    return [check_file(file, settings) for file in files]


def _chunked(files: Iterable[str]) -> Iterator[tuple[str, ...]]:
    files = tuple(files)
    return (files[at : at + CHUNK] for at in range(0, len(files), CHUNK))
