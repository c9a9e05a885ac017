"""Code that this Python cannot read: what is said of it once, and not for every cell or file."""

import sys
from collections.abc import Iterable, Iterator, Sequence

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.source import Broken, Source
from rulekit.engine.engine_rules import SYNTAX_ERROR
from rulekit.engine.judge import GRAMMAR
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding
from rulekit.notebook.document import Notebook
from rulekit.notebook.newer_grammar import NEWEST_KNOWN, is_newer

NO_RULE = "no rule is left to judge it"
IGNORED = "it does not parse, and the settings leave RK001 out"
# What Python 3 says of `print x`, `exec x`, `except E, e:` and `0777`, which were right in Python 2.
_PYTHON_2 = ("Missing parentheses in call to", "multiple exception types must be", "leading zeros in decimal integer")
# One cell may quote old code; a notebook of which several cells are old was written so.
_SEVERAL = 2


def newer_code(subjects: Iterable[Source | Manifest], settings: Settings) -> frozenset[int | None]:
    """Find code that only a newer Python reads, where the project asks for one: cells by position, or the module."""
    if settings.target <= sys.version_info.minor:
        return frozenset()
    texts = [one for subject in subjects if isinstance(subject, Source) for one in _broken_texts(subject)]
    return frozenset(at for at, text in texts if settings.target > NEWEST_KNOWN or is_newer(text))


def _broken_texts(source: Source) -> Iterator[tuple[int | None, str]]:
    cells = source.cells
    for broken in source.broken:
        cell = cells.locate(broken.span).cell if cells else None
        if cells and cell:
            yield cell.position, cells.notebook.cells[cell.position].translated.code
        else:
            yield None, source.text


def newer_python(newer: frozenset[int | None], settings: Settings) -> str:
    """Say so where there is code that only a newer Python reads."""
    asked = settings.target_version
    return f"this project asks for {asked}, rulekit runs in {GRAMMAR}: run it in Python {asked}" if newer else ""


def ignored(subjects: Iterable[Source | Manifest], codes: frozenset[str]) -> str:
    """Say so where no rule judges, and where code does not parse and no finding tells of it."""
    if not codes:
        return NO_RULE
    return IGNORED if SYNTAX_ERROR.code not in codes and any(map(_broken, subjects)) else ""


def without_newer(findings: Iterable[Finding], newer: frozenset[int | None]) -> list[Finding]:
    """Leave out what is told of the whole project."""
    return [one for one in findings if one.code != SYNTAX_ERROR.code or (one.cell and one.cell.position) not in newer]


def told_once(notebook: Notebook, source: Source | Manifest, findings: Sequence[Finding]) -> list[Finding]:
    """Tell of a notebook in Python 2 in one line; by its metadata nothing else of it can be judged.

    What Sage rewrites before it runs is a language of its own.
    """
    if notebook.is_sage:
        return _without_syntax_errors(findings)
    broken = [finding for finding in findings if finding.code == SYNTAX_ERROR.code and finding.cell]
    is_old = notebook.is_python_2 or (isinstance(source, Source) and _is_python_2(source.broken))
    if not broken or not is_old:
        return [*findings]
    cells = len({finding.cell for finding in broken})
    number = f"{cells} cells are" if cells > 1 else "1 cell is"
    message = f"written for Python 2, {number} not valid in Python {GRAMMAR}: convert the notebook or exclude it"
    first = min(broken, key=lambda one: (one.cell.number if one.cell else 0, one.span.line))
    others = [] if notebook.is_python_2 else _without_syntax_errors(findings)
    return [*others, first._replace(message=message)]


def _without_syntax_errors(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.code != SYNTAX_ERROR.code]


def _broken(subject: Source | Manifest) -> bool:
    return isinstance(subject, Source) and bool(subject.broken)


def _is_python_2(broken: Sequence[Broken]) -> bool:
    old = sum(one.message.startswith(_PYTHON_2) for one in broken)
    return old >= max(_SEVERAL, len(broken) / 2)
