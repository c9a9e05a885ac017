"""`rulekit check --watch`: check again whenever a file changes that is checked, or that says how."""

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from rulekit import api
from rulekit.cli.extras import missing
from rulekit.cli.screen import is_coloured
from rulekit.engine.file_patterns import is_standard
from rulekit.engine.files import is_checkable
from rulekit.engine.settings_files import FILES
from rulekit.model.errors import RulekitError, SettingsError
from rulekit.report.styled import visible

_PAUSE_MILLISECONDS: Final = 100
_CLEARED: Final = "\x1b[2J\x1b[H"
_OTHERS: Final = (*FILES, ".gitignore", "setup.cfg", "setup.py")


def watch(paths: Iterable[str], run_once: Callable[[], int]) -> int:
    """Check now and after each change, until somebody interrupts it.

    Raises:
        SettingsError: the library that watches is missing, or a path is none.
    """
    try:
        import watchfiles
    except ImportError as error:
        raise missing("--watch", "watchfiles", "watch") from error
    listed = [*paths]
    api.find_files(listed)
    folders = {Path(path).resolve() if Path(path).is_dir() else Path(path).resolve().parent for path in listed}
    try:
        changes = watchfiles.watch(
            *sorted(folders),
            watch_filter=lambda _, path: _counts(path, folders),
            rust_timeout=_PAUSE_MILLISECONDS,
            yield_on_timeout=True,
            raise_interrupt=True,
        )
        # The first answer says that the watch has begun: nothing that changes during a check is missed.
        next(changes)
        _check(run_once)
        for _ in filter(None, changes):
            _check(run_once)
    except KeyboardInterrupt:
        sys.stdout.flush()
    return 0


def refuse_beside_watch(options: argparse.Namespace, paths: Iterable[str], stdin: str) -> None:
    """Refuse what makes no sense again and again.

    Raises:
        SettingsError: standard input is to be watched, or a difference, or comments are to be written.
    """
    if stdin in paths:
        raise SettingsError("--watch watches files, and standard input is none: name files or folders")
    if options.diff or options.add_noqa is not None:
        other = "--diff" if options.diff else "--add-noqa"
        raise SettingsError(f"--watch and {other} exclude each other: give one of them")


def _check(run_once: Callable[[], int]) -> None:
    """Check once; a mistake, such as in settings that are being written, ends the run and not the watch."""
    if is_coloured(sys.stdout):
        sys.stdout.write(_CLEARED)
    try:
        run_once()
    except RulekitError as error:
        sys.stderr.write(f"rulekit: {visible(str(error))}\n")
    sys.stdout.flush()
    sys.stderr.write("Watching for changes, Ctrl-C ends it.\n")
    sys.stderr.flush()


def _counts(path: str, folders: Iterable[Path]) -> bool:
    """Tell whether a file that changed may change what is found."""
    file = Path(path)
    inner = next((file.relative_to(one) for one in folders if file.is_relative_to(one)), file)
    if any(is_standard(f"{part}/") for part in inner.parts[:-1]):
        return False
    return is_checkable(path) or file.name in _OTHERS
