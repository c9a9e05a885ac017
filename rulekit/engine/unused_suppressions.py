"""Comments that silence: those that silence nothing, and those that do not say why. Bare ones and peers' are let be."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.engine_rules import SUPPRESSION_WITHOUT_REASON, UNUSED_SUPPRESSION
from rulekit.engine.silencing_words import codes_meant, is_ours
from rulekit.engine.suppression import WHOLE_FILE, Silence, silences_of
from rulekit.model.finding import Edit, Finding, Fix, Severity, Span

Used = AbstractSet[tuple[int, str]]


def stale_comments(
    subject: Source | Manifest, codes: AbstractSet[str], judged: AbstractSet[str], used: Used
) -> Iterator[Finding]:
    """Report comments about our rules: `used` holds the lines and codes that silenced something.

    Of a rule that was not judged here nothing can be said.
    """
    for silence in (one for line, one in silences_of(subject).items() if line == one.line != WHOLE_FILE):
        words = sorted(word for word in silence.codes or () if is_ours(word))
        if UNUSED_SUPPRESSION.code in codes:
            yield from (_unknown(subject, silence, word) for word in words if not codes_meant(word))
            yield from (_unused(subject, silence, word) for word in words if _is_unused(silence, word, judged, used))
        if SUPPRESSION_WITHOUT_REASON.code in codes and any(map(codes_meant, words)) and not silence.has_reason:
            message = "the comment does not say why: add the reason, `# noqa: RK301 - the till answers late`"
            yield SUPPRESSION_WITHOUT_REASON.at(subject, _span(silence), message)


def _is_unused(silence: Silence, word: str, judged: AbstractSet[str], used: Used) -> bool:
    meant = codes_meant(word)
    return bool(meant) and meant <= judged and not any((silence.line, code) in used for code in meant)


def _unused(subject: Source | Manifest, silence: Silence, word: str) -> Finding:
    message = f"the comment silences `{word}`, which finds nothing here: remove it"
    removal = _removal(subject, silence)
    return UNUSED_SUPPRESSION.at(subject, _span(silence), message, severity=Severity.ADVICE, fix=removal)


def _unknown(subject: Source | Manifest, silence: Silence, word: str) -> Finding:
    message = f"there is no rule `{word}`{catalog().hint(word)}: correct the comment or remove it"
    return UNUSED_SUPPRESSION.at(subject, _span(silence), message)


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
