"""Comments that silence: those that silence nothing, and those that do not say why. Bare ones and peers' are let be."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.engine_rules import SUPPRESSION_WITHOUT_REASON, UNUSED_SUPPRESSION
from rulekit.engine.suppression import WHOLE_FILE, Silence, silences_of
from rulekit.model.finding import Edit, Finding, Fix, Severity, Span
from rulekit.model.section import GUIDE

_OURS = re.compile(rf"{GUIDE[0].prefix[:2]}\d+")
Used = AbstractSet[tuple[int, str]]


def stale_comments(
    subject: Source | Manifest, codes: AbstractSet[str], judged: AbstractSet[str], used: Used
) -> Iterator[Finding]:
    """Report comments about our rules: `used` holds the lines and codes that silenced something.

    Of a rule that was not judged here nothing can be said.
    """
    for silence in (one for line, one in silences_of(subject).items() if line != WHOLE_FILE):
        for code in sorted(silence.codes or ()):
            if UNUSED_SUPPRESSION.code in codes and _is_unused(silence, code, judged, used):
                yield UNUSED_SUPPRESSION.at(
                    subject,
                    _span(silence),
                    _message_about(code),
                    severity=Severity.ADVICE,
                    fix=_removal(subject, silence),
                )
        names_ours = any(code in catalog() for code in silence.codes or ())
        if SUPPRESSION_WITHOUT_REASON.code in codes and names_ours and not silence.has_reason:
            message = "the comment does not say why: add the reason, `# noqa: RK301 - the till answers late`"
            yield SUPPRESSION_WITHOUT_REASON.at(subject, _span(silence), message)


def _is_unused(silence: Silence, code: str, judged: AbstractSet[str], used: Used) -> bool:
    if code in catalog():
        return code in judged and (silence.line, code) not in used
    return _OURS.fullmatch(code) is not None


def _message_about(code: str) -> str:
    if code not in catalog():
        return f"there is no rule `{code}`: correct the comment or remove it"
    return f"the comment silences `{code}`, which finds nothing here: remove it"


def _span(silence: Silence) -> Span:
    return Span(silence.line, silence.column, silence.line, silence.column + len("# noqa"))


def _removal(subject: Source | Manifest, silence: Silence) -> Fix | None:
    """Remove a comment that names one code, up to the end of its line; with another comment behind it, nothing."""
    if not isinstance(subject, Source) or len(silence.codes or ()) != 1 or "#" in silence.rest:
        return None
    line = subject.lines[silence.line - 1].rstrip("\r\n")
    start = len(line[: silence.column - 1].rstrip(" \t"))
    if "#" in line[:start] or not start:
        return None
    return Fix("remove the comment", (Edit(Span(silence.line, start + 1, silence.line, len(line) + 1), ""),))
