"""What a run would have found before a change: files that did not change say what they say now."""

from contextlib import suppress
from dataclasses import replace

from rulekit.api.cached import Judge, answers
from rulekit.api.files import check_text, gather
from rulekit.api.runs import Run
from rulekit.engine.cache.store import Store
from rulekit.engine.changes import Changes
from rulekit.engine.file_discovery import is_found
from rulekit.engine.files import Document, read_document
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Finding


def findings_before(run: Run, changes: Changes, judge: Judge, store: Store | None) -> tuple[Finding, ...]:
    """Judge the project of a run as it was: by the settings of today, with what was deleted, without what is new.

    Of a notebook that was broken nothing is known.
    """
    there = frozenset(map(changes.name_of, run.files))
    before = {
        document.path: document
        for name, document in changes.documents_before()
        if name in there or (changes.is_gone(name) and is_found(document.path, run.folders, run.settings))
    }
    same = tuple(file for file in run.files if changes.is_unchanged(file))
    unchanged = run._replace(search=replace(run.search, files=same))
    found = answers(unchanged, judge, store)
    for path, document in before.items():
        with suppress(UnreadableError):
            found[path] = check_text(document, run)
    whole = run._replace(search=replace(run.search, files=tuple(found)))

    def read(path: str) -> Document:
        return before[path] if path in before else read_document(path)

    return gather(whole, found.values(), read).findings
