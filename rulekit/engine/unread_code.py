"""Code that this Python cannot read: what is said of it once, and not for every cell or file."""

import sys
from collections.abc import Iterable, Sequence

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.source import Broken, Source
from rulekit.engine.engine_rules import SYNTAX_ERROR
from rulekit.engine.judge import GRAMMAR
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding
from rulekit.notebook.document import Notebook

NO_RULE = "no rule is left to judge it"
IGNORED = "it does not parse, and the settings leave RK001 out"
# What Python 3 says of `print x`, `exec x`, `except E, e:` and `0777`, which were right in Python 2.
_PYTHON_2 = ("Missing parentheses in call to", "multiple exception types must be", "leading zeros in decimal integer")
# One cell may quote old code; a notebook of which several cells are old was written so.
_SEVERAL = 2


def newer_python(subjects: Iterable[Source | Manifest], settings: Settings) -> str:
    """Say so where code does not parse and its project asks for a Python that is newer than this one."""
    if settings.target <= sys.version_info.minor or not any(map(_broken, subjects)):
        return ""
    return f"this project asks for {settings.target_version}, rulekit runs in {GRAMMAR}"


def ignored(subjects: Iterable[Source | Manifest], codes: frozenset[str]) -> str:
    """Say so where no rule judges, and where code does not parse and no finding tells of it."""
    if not codes:
        return NO_RULE
    return IGNORED if SYNTAX_ERROR.code not in codes and any(map(_broken, subjects)) else ""


def without_syntax_errors(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what is told of the whole project."""
    return [finding for finding in findings if finding.code != SYNTAX_ERROR.code]


def told_once(notebook: Notebook, source: Source | Manifest, findings: Sequence[Finding]) -> list[Finding]:
    """Tell of a notebook in Python 2 in one line; by its metadata nothing else of it can be judged."""
    broken = [finding for finding in findings if finding.code == SYNTAX_ERROR.code and finding.cell]
    is_old = notebook.is_python_2 or (isinstance(source, Source) and _is_python_2(source.broken))
    if not broken or not is_old:
        return [*findings]
    cells = len({finding.cell for finding in broken})
    number = f"{cells} cells are" if cells > 1 else "1 cell is"
    message = f"written for Python 2, {number} not valid in Python {GRAMMAR}: convert the notebook or exclude it"
    first = min(broken, key=lambda one: (one.cell.number if one.cell else 0, one.span.line))
    others = [] if notebook.is_python_2 else without_syntax_errors(findings)
    return [*others, first._replace(message=message)]


def _broken(subject: Source | Manifest) -> bool:
    return isinstance(subject, Source) and bool(subject.broken)


def _is_python_2(broken: Sequence[Broken]) -> bool:
    old = sum(one.message.startswith(_PYTHON_2) for one in broken)
    return old >= max(_SEVERAL, len(broken) / 2)
