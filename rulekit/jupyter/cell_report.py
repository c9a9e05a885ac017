"""What a card tells in any form: findings in order of harm, those with the same message as one group, a headline."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rulekit.analysis.secrets.written_secrets import NO_SECRETS, Secrets
from rulekit.api import fixed_cell
from rulekit.jupyter.cell_difference import PREVIEW_CONTEXT, difference_of
from rulekit.model.finding import Finding, Severity
from rulekit.report.styled import visible
from rulekit.report.summary import count


@dataclass(frozen=True)
class CellReport:
    """The findings of one cell, or of a notebook; `notes` are sentences about the check itself.

    `text` is the cell's own text, by which the card can show what a fix would change; `unjudged` says what was not
    judged, `done` what has become of other findings, and `gone` how those of the last run went. `secrets` are texts of
    the notebook that must not be shown. A card about the whole of a `notebook` knows its name. A `brief` one stands
    beside marks in the cell that say what is wrong.
    """

    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    difference: str = ""
    advice: bool = False
    whole: bool = False
    text: str = ""
    unjudged: tuple[str, ...] = ()
    done: str = ""
    gone: str = ""
    notebook: str = ""
    brief: bool = False
    secrets: Secrets = field(default=NO_SECRETS, repr=False)

    @property
    def is_clean(self) -> bool:
        """Whether everything was judged, and nothing is to be shown."""
        return not self.shown and not self.unjudged

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is written below the findings."""
        return (*map(visible, self.unjudged), *self.notes)

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings in order of harm; advice only where it was asked for."""
        return self._by_harm(f for f in self.findings if self.advice or f.severity is not Severity.ADVICE)

    @property
    def folded(self) -> tuple[Finding, ...]:
        """The findings that wait to be asked for: advice, unless it is shown."""
        return () if self.advice else self._by_harm(f for f in self.findings if f.severity is Severity.ADVICE)

    def _by_harm(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(sorted(findings, key=lambda f: (f.severity.harm, f.code, f.cell or (0,), f.span)))

    @property
    def headline(self) -> str:
        """The first line: how many are left, of which kind, what was done with others, and whether all was judged."""
        found = self.shown
        kinds = [count(n, s.value) for s in Severity if (n := sum(f.severity is s for f in found))]
        number = f"{self.gone}, {len(found)} left" if self.gone else count(len(found), "finding")
        counts = f"{number}: {', '.join(kinds)}" if found else f"{self.gone}. " * bool(self.gone) + "Clean"
        counts = counts if found or self.is_clean else self.gone
        line = "; ".join(filter(None, [counts, self.done, "not everything was judged" if self.unjudged else ""]))
        return f"{line[:1].upper()}{line[1:]}{f' (+ {len(self.folded)} advice)' if self.folded else ''}"

    def groups(self) -> Iterator[tuple[Finding, ...]]:
        """Give the findings to show, those that say the same of several lines together."""
        yield from self.grouped(self.shown)

    def grouped(self, findings: Iterable[Finding]) -> Iterator[tuple[Finding, ...]]:
        """Put those of the findings together that say the same of several lines."""
        groups = groupby(findings, key=lambda f: (f.severity.harm, f.code, f.message))
        yield from (tuple(group) for _, group in groups)

    def preview(self, finding: Finding) -> str:
        """Give what the fix of a finding would change, as a unified difference; nothing for what is in other cells."""
        return self.difference_to(fixed_cell(self.text, [finding])) if self.text else ""

    def difference_to(self, after: str) -> str:
        """Give the rows in which the cell and another text of it differ."""
        return difference_of(self.text, after, self.secrets, PREVIEW_CONTEXT)

    def place(self, group: Sequence[Finding]) -> str:
        """Name the lines of a group, and their cells where the card is about a whole notebook."""
        if self.whole:
            return ", ".join(f"cell {f.cell.number if f.cell else 1} line {f.span.line}" for f in group)
        lines = [str(line) for line in dict.fromkeys(f.span.line for f in group)]
        return f"line{'s' * (len(lines) > 1)} {', '.join(lines)}"

    def path_of(self, finding: Finding) -> Iterator[str]:
        """Tell from where to where a value goes, one station a line."""
        for step in finding.steps:
            cell = step.span.cell
            is_here = cell is None or (cell == finding.cell and not self.whole)
            place = "" if is_here or cell is None else f"cell {cell.number} "
            yield f"{place}line {step.span.line}: {visible(step.message)}"
