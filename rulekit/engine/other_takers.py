"""Files that nobody judges as code, and that may take names from modules: excluded code, settings, documents."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from rulekit.analysis.project.project import Member, key_of, module_of
from rulekit.analysis.project.takers import takings, takings_in_text
from rulekit.analysis.syntax.source import Source
from rulekit.engine.check_document import subjects_in
from rulekit.engine.files import is_code, read_document
from rulekit.engine.project_root import inner_path
from rulekit.model.errors import UnreadableError

# What people write by hand is shorter; data is not.
LONGEST_TEXT = 1_000_000
_HEAD = 2048


def members_among(files: Iterable[str]) -> Iterator[Member]:
    """Ask files what they take from modules; one that cannot be read takes nothing that anybody could tell."""
    for file in files:
        with suppress(UnreadableError, OSError):
            yield from _code(file) if is_code(file) else _text(file)


def _code(file: str) -> Iterator[Member]:
    subjects = list(subjects_in(read_document(file)))
    for source in (subject for subject in subjects if isinstance(subject, Source)):
        yield Member(file, module_of(inner_path(file) or file), source.role, {key_of(takings): takings(source)})


def _text(file: str) -> Iterator[Member]:
    if Path(file).stat().st_size > LONGEST_TEXT:
        return
    with Path(file).open("rb") as opened:
        head = opened.read(_HEAD)
        raw = b"" if b"\0" in head else head + opened.read()
    found = takings_in_text(raw.decode("utf-8", errors="replace"))
    if found.names:
        yield Member(file, "", "text", {key_of(takings): found})
