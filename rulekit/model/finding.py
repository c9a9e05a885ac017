"""Findings: what a check saw, where, how severe it is, and how it can be fixed. Values only."""

import enum
from typing import TYPE_CHECKING, NamedTuple

from rulekit.model.late import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


class Severity(enum.Enum):
    """How much a finding weighs: a likely bug, a broken rule, or a hint beyond the rule's letter."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    def __init__(self, _: str) -> None:
        # The place in order of harm, 0 is the worst; asked so often that it is not counted each time.
        self.harm = len(type(self).__members__)


class Cell(NamedTuple):
    """The notebook cell that a span lies in; `number` counts code cells from 1, `position` all cells from 0."""

    number: int
    position: int
    id: str | None = None
    execution_count: int | None = None


class Span(NamedTuple):
    """A stretch of text: lines and columns count from 1, columns in code points, the end is exclusive.

    In a notebook the lines count within `cell`.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    cell: Cell | None = None


@dataclass(frozen=True)
class Edit:
    """Replace what stands in `span` by `text`."""

    span: Span
    text: str


class Effect(enum.Enum):
    """What a fix does to a name: gives it a meaning or another one, takes its last meaning away, or relies on it."""

    BINDS = "binds"
    UNBINDS = "unbinds"
    READS = "reads"


class NameUse(NamedTuple):
    """A name that the edits of a fix are about; `scope` is the function or class around it, None the whole text."""

    name: str
    effect: Effect
    scope: Span | None = None


@dataclass(frozen=True)
class Fix:
    """Edits that belong together; a safe fix keeps what the program does.

    `names` declares what the edits bring in, take away and rely on, so that no two fixes get into each other's way.
    `shown` stand for the edits in reports where these would tell a secret: they do the same and leave it where it is,
    or are none where that cannot be.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True
    names: tuple[NameUse, ...] = ()
    shown: tuple[Edit, ...] | None = None

    @property
    def public_edits(self) -> tuple[Edit, ...]:
        """The edits that may be shown to anybody."""
        return self.edits if self.shown is None else self.shown

    def __repr__(self) -> str:
        return f"Fix(title={self.title!r}, edits={self.public_edits!r}, safe={self.safe!r}, names={self.names!r})"


@dataclass(frozen=True)
class Step:
    """One station on the way from where a value comes from to where it does harm.

    `physical_line` is the line in the file itself, where that is another than the span's.
    """

    span: Span
    message: str
    physical_line: int = 0


class Finding(NamedTuple):
    """One place where the code breaks one rule.

    `physical_line` is the line in the file itself: for a module the span's line, for a notebook the line of its JSON.
    `excerpt` holds the lines of the code from `span.line` on, as far as a reader wants to see them.
    `about` is the thing that is judged, where that is not the span itself.
    Findings with the same `group` are about one thing in several places, and are told as one.
    `anchor` is what the finding is known by when lines move: the name around it, and its code.
    `node` is the piece that was judged, `make_fix` makes the fix, `tell` the message: they are gone when the finding is
    handed out.
    """

    code: str
    name: str
    severity: Severity
    span: Span
    message: str
    path: str | None = None
    fix: Fix | None = None
    steps: tuple[Step, ...] = ()
    physical_line: int = 0
    excerpt: tuple[str, ...] = ()
    about: Span | None = None
    group: "Hashable | None" = None
    anchor: str = ""
    node: object = None
    make_fix: "Callable[[], Fix | None] | None" = None
    tell: "Callable[[], str] | None" = None

    def completed(self) -> "Finding":
        """Make the message and the fix, where that was left for later."""
        message = self.tell() if self.tell else self.message
        fix = self.make_fix() if self.make_fix else self.fix
        return self._replace(message=message, fix=fix, make_fix=None, tell=None)

    def __repr__(self) -> str:
        cell = f"cell_{self.cell.number}:" if self.cell else ""
        place = f"{self.path or '-'}:{cell}{self.span.line}:{self.span.column}"
        told = f"{place}: {self.code} {self.name} ({self.severity.value}): {self.tell() if self.tell else self.message}"
        return f"<{_in_one_line(told)}>"

    @property
    def cell(self) -> Cell | None:
        """The notebook cell it lies in."""
        return self.span.cell


def _in_one_line(text: str) -> str:
    """Spell out what does not print: names and paths of the code under check may hold it."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
