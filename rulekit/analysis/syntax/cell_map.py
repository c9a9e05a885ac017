"""From the lines of a notebook's joined code back to its cells."""

from bisect import bisect_right

from rulekit.analysis.syntax.lines import split_lines
from rulekit.model.finding import Span
from rulekit.model.late import dataclass
from rulekit.notebook.document import Notebook, NotebookCell


@dataclass(frozen=True)
class CellMap:
    """Which cell each line of the joined code belongs to: `offsets` holds the lines before the first of each cell."""

    notebook: Notebook
    cells: tuple[NotebookCell, ...]
    offsets: tuple[int, ...]

    def locate(self, span: Span) -> Span:
        """Turn a span of the joined code into a span of one cell."""
        at = max(bisect_right(self.offsets, span.line - 1) - 1, 0)
        offset, cell = self.offsets[at], self.cells[at]
        return Span(span.line - offset, span.column, span.end_line - offset, span.end_column, cell.cell)

    @property
    def is_module(self) -> bool:
        """Whether the notebook is stored as a module, whose lines count through all cells."""
        return bool(self.notebook.first_lines)

    def as_written(self, span: Span) -> Span:
        """Turn a span of a cell into one of the file, where the notebook is stored as a module."""
        if not self.is_module or span.cell is None:
            return span
        before = self.notebook.first_lines[span.cell.position] - 1
        return Span(span.line + before, span.column, span.end_line + before, span.end_column)

    def lines_of(self, span: Span) -> list[str]:
        """Return the lines of the cell that a located span lies in, as its author wrote them."""
        return split_lines(self.notebook.cells[span.cell.position].text) if span.cell else []

    def physical_line(self, span: Span) -> int:
        """Tell the line of the notebook's JSON text on which a located span begins."""
        return self.notebook.physical_line(span.cell, span.line) if span.cell else span.line
