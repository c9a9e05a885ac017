"""Checking and fixing files."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rulekit.engine.discovery import find_files
from rulekit.engine.files import Document, absolute, read_document, write_document
from rulekit.engine.fixing import Fixed
from rulekit.engine.overrides import Given, settings_in
from rulekit.engine.repair import fix_document
from rulekit.engine.run import Outcome, check_document
from rulekit.engine.settings import Settings, find_settings
from rulekit.engine.why import reasons
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Finding

if TYPE_CHECKING:  # loading it brings threads, which a browser does not have
    from concurrent.futures import Executor

CHUNK = 16


@dataclass(frozen=True)
class Report:
    """What a run found: findings by file and place, the files checked, what went wrong, and what was skipped."""

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    problems: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def check_paths(
    paths: Iterable[str | os.PathLike[str]] | os.PathLike[str],
    executor: "Executor | None" = None,
    settings: Given = None,
) -> Report:
    """Check files and folders, each by the settings nearest to it unless `settings` are given.

    A path alone is taken for a list of one. Any `concurrent.futures.Executor` can share the work.

    Raises:
        UnreadableError: a path does not exist.
        SettingsError: a settings file is wrong.
    """
    files = tuple(find_files([paths] if isinstance(paths, (str, os.PathLike)) else paths, settings))
    return gather(files, outcomes(files, executor, settings))


def outcomes(
    files: Iterable[str], executor: "Executor | None" = None, settings: Given = None
) -> Iterator[Outcome | str]:
    """Check files one after another, or shared out; a file that cannot be read gives a line that says so."""
    if executor is None:
        yield from (check_file(file, settings) for file in files)
        return
    chunks = [executor.submit(_check_files, chunk, settings) for chunk in _chunked(files)]
    for chunk in chunks:
        yield from chunk.result()


def check_file(path: str, settings: Given = None) -> Outcome | str:
    """Check one file; where it cannot be read, the answer is the line that says so."""
    try:
        return check_document(read_document(path), settings_for(path, settings))
    except UnreadableError as error:
        return str(error)


def fix_file(
    path: str, settings: Given = None, *, unsafe: bool = False, write: bool = True
) -> tuple[Document, Fixed] | str:
    """Fix one file and, unless told otherwise, write it; where that cannot be done, the answer says so."""
    try:
        document = read_document(path)
        fixed = fix_document(document, settings_for(path, settings), unsafe=unsafe)
        if write and fixed.text != document.text:
            write_document(document, fixed.text)
    except UnreadableError as error:
        return str(error)
    return document, fixed


def settings_now(path: str) -> Settings:
    """Give the settings that hold for a file or folder now: in a long run the settings file may have changed.

    Raises:
        SettingsError: the settings file is wrong.
    """
    find_settings.cache_clear()
    return settings_for(path)


def settings_for(path: str, settings: Given = None) -> Settings:
    """Give the settings that hold for a file or folder: those given, or the nearest with the changes given.

    Raises:
        SettingsError: the settings file is wrong.
    """
    here = Path(path)
    return settings_in(here.resolve() if here.is_dir() else absolute(here).parent, settings)


def why(path: str, line: int, rule: str, cell: int | None = None) -> list[str]:
    """Say why a rule does or does not report a line of a file.

    Raises:
        UnreadableError: the file cannot be read.
        UnknownRuleError: there is no such rule.
    """
    return list(reasons(read_document(path), settings_for(path), line, rule, cell))


def gather(files: tuple[str, ...], found: Iterable[Outcome | str]) -> Report:
    """Put the outcomes of files together."""
    findings: list[Finding] = []
    checked: list[str] = []
    problems: list[str] = []
    skipped: list[str] = []
    for file, outcome in zip(files, found, strict=True):
        if isinstance(outcome, str):
            problems.append(outcome)
        elif outcome.skipped:
            skipped.append(f"{file}: {outcome.skipped}")
        else:
            checked.append(file)
            findings += outcome.findings
            problems += map(str, outcome.crashes)
    return Report(tuple(findings), tuple(checked), tuple(problems), tuple(skipped))


def _check_files(files: tuple[str, ...], settings: Given) -> list[Outcome | str]:
    return [check_file(file, settings) for file in files]


def _chunked(files: Iterable[str]) -> Iterator[tuple[str, ...]]:
    files = tuple(files)
    return (files[at : at + CHUNK] for at in range(0, len(files), CHUNK))
