"""Cells that are bad on purpose: what they expect must appear, exactly, and is then no finding."""

import re
from collections import Counter

from rulekit.analysis.cellmap import CellMap
from rulekit.engine.catalog import catalog
from rulekit.engine.own import UNMET_EXPECTATION
from rulekit.model.finding import Finding, Span
from rulekit.notebook.document import NotebookCell

EXPECT_TAG = "rulekit-expect-"
_OPTION = re.compile(r"^[ \t]*%%checkstyle\b[^\n]*?--expect[= ]+([\w,-]+)", re.MULTILINE)


def expected_codes(cell: NotebookCell) -> tuple[str, ...]:
    """Read what a cell expects, from its tags and from `%%checkstyle --expect`."""
    asked = [part for tag in cell.tags if tag.startswith(EXPECT_TAG) for part in [tag.removeprefix(EXPECT_TAG)]]
    asked += [key for match in _OPTION.findall(cell.text) for key in match.split(",") if key]
    known = catalog()
    return tuple(known[key].code if key in known else key for key in asked)


def meet_expectations(cells: CellMap, findings: list[Finding]) -> list[Finding]:
    """Take out the findings that their cells expect, and report expectations that are not met."""
    left = list(findings)
    for cell in cells.cells:
        for code in Counter(expected_codes(cell)):
            met = [f for f in left if f.code == code and f.span.cell == cell.cell]
            if met:
                left = [finding for finding in left if finding not in met]
            else:
                left.append(_unmet(cells, cell, code))
    return left


def _unmet(cells: CellMap, cell: NotebookCell, code: str) -> Finding:
    span = Span(1, 1, 1, 2, cell.cell)
    return Finding(
        code=UNMET_EXPECTATION.code,
        name=UNMET_EXPECTATION.name,
        severity=UNMET_EXPECTATION.severity,
        span=span,
        message=f"the cell expects `{code}`, which is not found in it: mend the cell or correct what it expects",
        physical_line=cells.physical_line(span),
    )
