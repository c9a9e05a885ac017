"""Cells that are bad on purpose, by a tag or `--expect`: what they expect must appear, and is then no finding."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.cell_options import EXPECT_TAG, options_of
from rulekit.engine.engine_rules import UNUSED_SUPPRESSION
from rulekit.model.errors import UnknownRuleError
from rulekit.model.finding import Cell, Finding, Span
from rulekit.notebook.document import NotebookCell


class Expected(NamedTuple):
    """A rule that a cell is to show, or one of several that one word means; `top` is where the cell begins."""

    codes: frozenset[str]
    word: str
    cell: Cell
    top: Span


def expected_codes(cell: NotebookCell) -> dict[frozenset[str], str]:
    """Read what a cell expects, from its tags and from `%%checkstyle --expect`: codes, and the word that means them."""
    tags = [tag.removeprefix(EXPECT_TAG) for tag in cell.tags if tag.startswith(EXPECT_TAG)]
    return {_codes(word): word for word in (*tags, *options_of(cell).expect)}


def _codes(word: str) -> frozenset[str]:
    """Give the codes that a word means; a word that means none expects in vain."""
    try:
        return catalog().select(word)
    except UnknownRuleError:
        return frozenset({word})


def expectations(subject: Source | Manifest, codes: AbstractSet[str]) -> list[Expected]:
    """Give what the cells of a notebook expect of the rules that judge it now: of those among `codes`, and in full."""
    cells = subject.cells
    if cells is None:
        return []
    more_cells_follow = isinstance(subject, Source) and subject.is_partial
    silent = {
        rule.code
        for rule in catalog()
        if rule.code not in codes or (more_cells_follow and any(check.whole for check in rule.checks))
    }
    return [
        Expected(meant - silent, word, cell.cell, Span(offset + 1, 1, offset + 1, 2))
        for cell, offset in zip(cells.cells, cells.offsets, strict=True)
        for meant, word in expected_codes(cell).items()
        if not meant <= silent
    ]


def unexpected(findings: Iterable[Finding], expected: Iterable[Expected]) -> list[Finding]:
    """Take out the findings that their cells expect."""
    wanted = {(one.cell, code) for one in expected for code in one.codes}
    return [finding for finding in findings if (finding.cell, finding.code) not in wanted]


def unmet(subject: Source | Manifest, findings: Iterable[Finding], expected: Sequence[Expected]) -> Iterator[Finding]:
    """Report what cells expect and do not show."""
    shown = {(finding.cell, finding.code) for finding in findings}
    for one in expected:
        if not any((one.cell, code) in shown for code in one.codes):
            name = one.word if len(one.codes) > 1 else min(one.codes)
            message = f"the cell expects `{name}`, which is not found in it: correct the cell or what it expects"
            yield UNUSED_SUPPRESSION.at(subject, one.top, message)


def expected_by(subject: Source | Manifest, finding: Finding) -> str | None:
    """Say so where the cell of a finding expects it."""
    cell = finding.cell
    if cell is None or subject.cells is None:
        return None
    expected = expected_codes(subject.cells.notebook.cells[cell.position])
    return "Its cell expects it." if any(finding.code in codes for codes in expected) else None
