"""The words of an `%exercise` line, and what it shows of what was done: progress, lists, and what a class has done."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from IPython.core.error import UsageError

from rulekit.jupyter.verdict_card import Sheet
from rulekit.model.errors import SettingsError
from rulekit.report.markdown import fenced

if TYPE_CHECKING:
    from rulekit.teach.class_page import ClassPage
    from rulekit.teach.classroom import Classroom

EXPORT, IMPORT, TRY = "--export", "--import", "try"


def progress_sheets(classroom: "Classroom", words: Sequence[str], latest: str) -> Iterator[Sheet]:
    """Give what was done as a code, or take a code, and tell what was done."""
    if EXPORT in words:
        yield Sheet(fenced(classroom.export(), "text"))
        return
    if IMPORT in words:
        count = classroom.take(" ".join(word for word in words if word != IMPORT))
        yield Sheet(f"Taken over: {count} {'exercise' if count == 1 else 'exercises'}.\n")
        words = ()
    yield Sheet(fenced(classroom.summary(" ".join(words), latest), "text"))


def listing_sheet(classroom: "Classroom", words: Sequence[str]) -> Sheet:
    """List exercises.

    Raises:
        UsageError: nothing is called so.
    """
    rows = classroom.listing(" ".join(words))
    if not rows:
        raise UsageError(f"%exercise list {' '.join(words)}: name a section or rule, such as `errors` or `RK301`")
    return Sheet(fenced(rows, "text"))


def report_page(words: Sequence[str]) -> "ClassPage":
    """Tell what a class has done.

    Raises:
        UsageError: no file is named, or several.
    """
    from rulekit.teach.class_page import class_page

    if len(words) != 1:
        raise UsageError("%exercise report: name the file with the progress codes of the class, one a line")
    return class_page(Path(words[0]))


def words_of(line: str) -> list[str]:
    """Divide a line into words; an expression to try stays as it is written.

    Raises:
        SettingsError: a quotation mark is missing.
    """
    action, _, rest = line.strip().partition(" ")
    try:
        return [action, rest.strip()] if action == TRY else shlex.split(line)
    except ValueError as error:
        raise SettingsError(f"%exercise {line}: {error}") from error
