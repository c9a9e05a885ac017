"""What changed since a revision: lines of files, and cells of notebooks by their code, whatever ran meanwhile."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from functools import cached_property
from pathlib import Path

from rulekit.engine.baseline import FILE, Baseline, counted, may_be_known
from rulekit.engine.files import NOTEBOOKS, Document, absolute, decode, is_checkable, read_document
from rulekit.engine.git import Repository, since
from rulekit.engine.known_findings import sort_out
from rulekit.model.errors import SettingsError, UnreadableError
from rulekit.model.finding import Finding, Severity, Span
from rulekit.model.late import dataclass
from rulekit.notebook.document import Notebook, read_notebook
from rulekit.notebook.nbqa import notebook_name


@dataclass(frozen=True)
class Lines:
    """Lines of a file that are new or changed, not merely moved, and those behind which others were deleted."""

    changed: set[int] = field(default_factory=set)
    cut: set[int] = field(default_factory=set)

    def meet(self, span: Span) -> bool:
        """Tell whether something in a span changed."""
        lines = range(span.line, span.end_line + 1)
        return not (self.changed.isdisjoint(lines) and self.cut.isdisjoint(lines[:-1]))


class Changes:
    """What changed in a working tree."""

    def __init__(self, repository: Repository) -> None:
        """Ask git what changed."""
        self._repository = repository
        self._files = repository.changed_files()
        self._tracked = repository.tracked_files()
        self._cells: dict[str, Collection[int]] = {}

    @property
    def top(self) -> Path:
        """The folder of the working tree."""
        return self._repository.top

    @property
    def there_are_any(self) -> bool:
        """Whether something changed that git knows of."""
        return bool(self._files)

    def name_of(self, path: str) -> str:
        """Name a file as git does; nothing where it lies outside of the working tree."""
        full = absolute(notebook_name(path) or path)
        return full.relative_to(self.top).as_posix() if full.is_relative_to(self.top) else ""

    def is_unchanged(self, path: str) -> bool:
        """Tell whether a file is what it was; what git does not know of is new, unless another repository does."""
        name = self.name_of(path)
        if name in self._tracked or not name:
            return name not in self._files
        return _is_elsewhere(self.top / name, self.top)

    def is_gone(self, name: str) -> bool:
        """Tell whether a file was deleted."""
        return not (self.top / name).exists()

    def documents_before(self) -> Iterator[tuple[str, Document]]:
        """Give what changed as it was, with the names that files have now; what was no text is left out."""
        for name, old in self._files.items():
            if old and is_checkable(old):
                with suppress(UnreadableError, SettingsError):
                    yield name, decode(self._repository.text_before(old), str(self.top / old))

    def hold(self, finding: Finding) -> bool:
        """Tell whether a finding, or a station on the way to it, stands where something changed."""
        path = finding.path or ""
        if self.is_unchanged(path):
            return False
        name = self.name_of(path)
        if not self._files.get(name):
            return True
        spans = (finding.span, *(step.span for step in finding.steps))
        is_in_cell = name.endswith(NOTEBOOKS) and finding.span.cell is not None
        if not (may_be_known(finding) or is_in_cell):
            return True
        if name.endswith(NOTEBOOKS):
            cells = self._changed_cells(name)
            return any(span.cell.position in cells if span.cell else bool(cells) for span in spans)
        return any(map(self._lines[name].meet, spans))

    @cached_property
    def _lines(self) -> Mapping[str, Lines]:
        found: dict[str, Lines] = defaultdict(Lines)
        for name, start, lines in self._repository.changed_lines():
            found[name].changed.update(line for line, is_new in enumerate(lines, start) if is_new)
            found[name].cut.update({start} if not lines else ())
        return found

    def _changed_cells(self, name: str) -> Collection[int]:
        """Give the positions of the cells whose code did not stand in the notebook before, or not as often."""
        if name not in self._cells:
            before = Counter(_texts(self._before(name)))
            changed = []
            for position, text in _placed(read_notebook(read_document(str(self.top / name)).text, name)):
                if before[text]:
                    before[text] -= 1
                else:
                    changed.append(position)
            self._cells[name] = changed
        return self._cells[name]

    def _before(self, name: str) -> Notebook | None:
        """Read a notebook as it was; one that was broken, or no notebook, held no cells."""
        old = self._files[name]
        try:
            return read_notebook(decode(self._repository.text_before(old), old).text, old)
        except (UnreadableError, SettingsError):
            return None


def changes_since(revision: str, folder: Path) -> Changes:
    """Find out what changed in the working tree around a folder since it parted from a revision.

    Raises:
        SettingsError: there is no git, no repository, or no such revision.
    """
    return Changes(since(revision, folder))


def unseen(
    findings: Iterable[Finding], before: Iterable[Finding], files: Iterable[str], top: Path
) -> tuple[Finding, ...]:
    """Give the findings that were not there before, wherever they have moved to, or were mere advice."""
    empty, listed, names = Baseline(top / FILE, {}), [one for one in findings if may_be_known(one)], tuple(files)
    earlier, new = tuple(before), tuple[Finding, ...]()
    for is_advice in (False, True):
        known = counted(empty, (one for one in earlier if is_advice or one.severity is not Severity.ADVICE))
        found = [one for one in listed if (one.severity is Severity.ADVICE) is is_advice]
        new += sort_out(Baseline(top / FILE, known), found, names).new
    return new


def _texts(notebook: Notebook | None) -> Iterable[str]:
    return [text for _, text in _placed(notebook)] if notebook else []


def _placed(notebook: Notebook) -> list[tuple[int, str]]:
    return [(cell.cell.position, cell.text.rstrip()) for cell in notebook.code_cells]


def _is_elsewhere(path: Path, top: Path) -> bool:
    """Tell whether a file lies in another repository within this one."""
    folders = path.parents[: len(path.relative_to(top).parts) - 1]
    return any((folder / ".git").exists() for folder in folders)
