"""Files that settings exclude: nobody judges them, but they may take names from modules that are judged."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from rulekit.analysis.project.project import Member, key_of, module_of
from rulekit.analysis.project.takers import takings
from rulekit.analysis.syntax.source import Source
from rulekit.engine.check_document import subjects_in
from rulekit.engine.files import read_document
from rulekit.engine.project_root import inner_path
from rulekit.model.errors import UnreadableError


def members_among(files: Iterable[str]) -> Iterator[Member]:
    """Ask files what they take from modules; one that cannot be read takes nothing that anybody could tell."""
    for file in files:
        with suppress(UnreadableError):
            subjects = list(subjects_in(read_document(file)))
            for source in (subject for subject in subjects if isinstance(subject, Source)):
                answers = {key_of(takings): takings(source)}
                yield Member(file, module_of(inner_path(file) or file), source.role, answers)
