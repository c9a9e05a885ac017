"""Checking and fixing one cell of a running notebook, in the light of the cells that ran before."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rulekit.analysis.notebooks.cell_parsing import NOTHING, notebook_sources
from rulekit.api.runs import Report
from rulekit.engine.catalog import catalog, knowing
from rulekit.engine.cell_options import chosen_codes, options_of
from rulekit.engine.check_document import check_notebook, notebook_subjects
from rulekit.engine.files import Document
from rulekit.engine.fixing import Fixed, Fixer, compatible_fixes, edits_of, fix_rounds
from rulekit.engine.project_rules import needs_project
from rulekit.engine.rewriting import rewrite_cell
from rulekit.engine.settings import Settings
from rulekit.engine.why import Asked, reasons_in
from rulekit.model.finding import Cell, Edit, Finding, Fix, Span
from rulekit.notebook.document import Notebook, NotebookCell
from rulekit.notebook.magics import MOST_KEPT, translate

NO_PYTHON = "The cell holds no Python."
NO_RULE = "No rule is left to judge it: select some, or ignore fewer."
HERE = Document("", "", behind="cell.ipynb")


def check_cell(texts: Sequence[str], at: int, settings: Settings, facts: Mapping[str, str] | None = None) -> Report:
    """Judge one cell of a notebook that is being written; more cells may follow, and the kernel knows `facts`.

    What the cell expects is reported like all else, and what it expects in vain too.
    """
    # Nobody knows what links cells in the eyes of a team's own rules, so then all cells are judged.
    known = replace(NOTHING, facts=facts or {}, partial=True, asked=None if settings.own else at)
    outcome = check_notebook(as_notebook(texts), HERE, settings, known)
    with knowing(settings):
        unseen = tuple(_unseen(_cell(texts[at], at), settings))
    findings = tuple(finding for finding in outcome.findings if finding.cell and finding.cell.position == at)
    skipped = (NO_PYTHON,) if translate(texts[at]).opaque else unseen
    problems = (*map(str, outcome.crashes), *filter(None, [outcome.unread]), *settings.own.problems)
    return Report(findings, (), problems, skipped, secrets=outcome.secrets)


def _unseen(cell: NotebookCell, settings: Settings) -> Iterator[str]:
    """Say which rules that were chosen by name see more than one cell, and whether none is left to judge it."""
    options = options_of(cell)
    codes = settings.selected & chosen_codes(options)
    rules = [rule for rule in catalog() if rule.code in codes]
    if not rules:
        yield NO_RULE
    for rule in rules if "ALL" not in (options.select or settings.select) else ():
        if needs_project(rule):
            yield f"{rule.code} {rule.name} judges whole projects: rulekit check FOLDER does."
        elif rule.code in judged_whole():
            yield f"{rule.code} {rule.name} judges whole notebooks: %checkstyle notebook does."


def fix_cell(texts: Sequence[str], at: int, settings: Settings) -> Fixed:
    """Apply the safe fixes of one cell to its text; fixes that reach into other cells are left out."""

    def check(text: str) -> tuple[Finding, ...]:
        found = check_cell([*texts[:at], text, *texts[at + 1 :]], at, settings).findings
        return tuple(f if f.fix and all(is_here(edit) for edit in f.fix.edits) else f._replace(fix=None) for f in found)

    def is_here(edit: Edit) -> bool:
        return edit.span.cell is not None and edit.span.cell.position == at

    def broken(text: str) -> int:
        return len(notebook_sources(as_notebook([text]))[0].broken)

    return fix_rounds(texts[at], Fixer(check, rewrite_cell, broken))


def fixed_cell(text: str, findings: Iterable[Finding]) -> str:
    """Give the text of a cell, or of a module, with the fixes of its findings, as far as they stay within it."""
    staying = [f for f in findings if f.fix and all(edit.span.cell == f.cell for edit in f.fix.edits)]
    return rewrite_cell(text, edits_of(compatible_fixes(staying, unsafe=True)))


def silenced(texts: Sequence[str], at: int, finding: Finding, reason: str, settings: Settings) -> Finding | None:
    """Give a finding with a fix that silences it by a comment with the reason, if that changes nothing else."""
    before = check_cell(texts, at, settings).findings
    comment = f"  # noqa: {finding.code} - {' '.join(reason.split())}"
    lines = texts[at].splitlines()
    for number in dict.fromkeys((finding.span.line, finding.span.end_line)):
        end = len(lines[number - 1].rstrip()) + 1
        place = Span(number, end, number, len(lines[number - 1]) + 1, finding.cell)
        fix = Fix(f"Silence {finding.code} here", (Edit(place, comment),))
        after = fixed_cell(texts[at], [finding._replace(fix=fix)])
        found = check_cell([*texts[:at], after, *texts[at + 1 :]], at, settings).findings
        if _shape(after) == _shape(texts[at]) and _gone(finding, before, found):
            return finding._replace(fix=fix)
    return None


def _shape(text: str) -> list[str]:
    """Tell what a cell does, apart from comments and places."""
    return [ast.dump(source.tree) for source in notebook_sources(as_notebook([text]))]


def _gone(finding: Finding, before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    """Tell whether fewer such findings are left, and none has come."""
    old, new = (Counter((one.code, one.message) for one in found) for found in (before, after))
    return new < old and new[finding.code, finding.message] < old[finding.code, finding.message]


def why_cell(texts: Sequence[str], asked: Asked, settings: Settings, facts: Mapping[str, str]) -> list[str]:
    """Say why a rule does or does not report a line of a cell; the cells count from 1.

    Raises:
        UnknownRuleError: there is no such rule.
    """
    known = replace(NOTHING, facts=facts or {}, partial=True)
    subjects = notebook_subjects(as_notebook(texts), HERE.origin, known)
    with knowing(settings):
        return list(reasons_in(subjects, HERE.path, settings, asked))


def judged_whole() -> tuple[str, ...]:
    """Give the codes of the rules that a single cell does not show in full."""
    return tuple(rule.code for rule in catalog() if any(check.whole for check in rule.checks))


def as_notebook(texts: Sequence[str]) -> Notebook:
    """Make a notebook of the texts of code cells."""
    return Notebook("", tuple(_cell(text, number) for number, text in enumerate(texts)), {})


@lru_cache(MOST_KEPT)
def _cell(text: str, number: int) -> NotebookCell:
    return NotebookCell("code", text, Cell(number + 1, number))
