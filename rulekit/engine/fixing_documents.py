"""Fixing a file's text: a module as a whole, a notebook cell by cell."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from rulekit.analysis.syntax.source import Source
from rulekit.engine.anchors import without_known
from rulekit.engine.check_document import check_document, subjects_in
from rulekit.engine.files import Document
from rulekit.engine.fix_consent import needing_consent
from rulekit.engine.fixing import Fixed, Fixer, fix_rounds
from rulekit.engine.rewriting import rewrite_text, rewritten_cells
from rulekit.engine.settings import Settings
from rulekit.model.finding import Edit, Finding
from rulekit.model.late import dataclass
from rulekit.notebook.document import read_notebook
from rulekit.notebook.json_writing import replace_sources

if TYPE_CHECKING:
    from rulekit.engine.outcome import Outcome


@dataclass(frozen=True)
class Review:
    """What others make of a file's findings: `judge` changes or drops each, and what is `hidden` stays as it is."""

    judge: Callable[[Finding], Finding | None] = needing_consent
    hidden: Collection[Finding] = ()


BY_ITSELF = Review()


def fix_document(
    document: Document,
    settings: Settings,
    role: str | None = None,
    *,
    unsafe: bool = False,
    review: Review = BY_ITSELF,
) -> Fixed:
    """Apply the fixes of a file's findings to its text; nothing is written.

    `review` says what the project makes of a finding; a file alone knows of no other file.

    Raises:
        UnreadableError: it should be a notebook and is none.
    """
    outcomes: list[Outcome] = []

    def check(text: str) -> tuple[Finding, ...]:
        outcomes.append(check_document(replace(document, text=text, apart=True), settings, role))
        found = outcomes[-1].findings
        left = (seen for one in found if (seen := review.judge(one))) if document.is_importable else found
        return tuple(without_known(left, review.hidden) if review.hidden else left)

    def broken(text: str) -> int:
        subjects = subjects_in(replace(document, text=text), role)
        return sum(len(subject.broken) for subject in subjects if isinstance(subject, Source))

    fixer = Fixer(check, _rewrite_notebook if document.is_notebook else rewrite_text, broken)
    fixed = fix_rounds(document.text, fixer, unsafe=unsafe)
    problems = dict.fromkeys(str(crash) for outcome in outcomes for crash in outcome.crashes)
    return replace(fixed, problems=tuple(problems), skipped=outcomes[0].skipped)


def _rewrite_notebook(text: str, edits: list[Edit]) -> str:
    notebook = read_notebook(text, "notebook")
    return replace_sources(notebook, rewritten_cells(notebook, edits))
