"""Cells that are bad on purpose: what they expect must appear, exactly, and is then no finding."""

from collections.abc import Set as AbstractSet

from rulekit.analysis.cellmap import CellMap
from rulekit.analysis.manifest import Manifest
from rulekit.analysis.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.own import UNUSED_SUPPRESSION
from rulekit.model.finding import Finding, Span
from rulekit.notebook.document import NotebookCell
from rulekit.notebook.options import cell_options

EXPECT_TAG = "rulekit-expect-"


def expected_codes(cell: NotebookCell) -> tuple[str, ...]:
    """Read what a cell expects, from its tags and from `%%checkstyle --expect`."""
    asked = [part for tag in cell.tags if tag.startswith(EXPECT_TAG) for part in [tag.removeprefix(EXPECT_TAG)]]
    options = cell_options(cell.text)
    asked += options.expect if options else ()
    known = catalog()
    return tuple(known[key].code if key in known else key for key in asked)


def meet_expectations(cells: CellMap, findings: list[Finding], codes: AbstractSet[str]) -> list[Finding]:
    """Take out the findings that their cells expect, and report expectations that are not met.

    Of a rule that is not among the `codes` of this run nothing can be expected.
    """
    left_out = {rule.code for rule in catalog()} - codes
    left = list(findings)
    for cell in cells.cells:
        for code in dict.fromkeys(expected_codes(cell)):
            if code in left_out:
                continue
            met = [f for f in left if f.code == code and f.span.cell == cell.cell]
            if met:
                left = [finding for finding in left if finding not in met]
            elif UNUSED_SUPPRESSION.code in codes:
                left.append(_unmet(cells, cell, code))
    return left


def expected_by(subject: Source | Manifest, finding: Finding) -> str | None:
    """Say so where the cell of a finding expects it."""
    cell = finding.cell
    if cell is None or subject.cells is None:
        return None
    expected = expected_codes(subject.cells.notebook.cells[cell.position])
    return "Its cell expects it." if finding.code in expected else None


def _unmet(cells: CellMap, cell: NotebookCell, code: str) -> Finding:
    span = Span(1, 1, 1, 2, cell.cell)
    return Finding(
        code=UNUSED_SUPPRESSION.code,
        name=UNUSED_SUPPRESSION.name,
        severity=UNUSED_SUPPRESSION.severity,
        span=span,
        message=f"the cell expects `{code}`, which is not found in it: mend the cell or correct what it expects",
        physical_line=cells.physical_line(span),
    )
