"""Comments that silence: those that silence nothing, and those that do not say why. Bare ones and peers' are let be."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.source import Source
from rulekit.engine.catalog import catalog
from rulekit.engine.engine_rules import SUPPRESSION_WITHOUT_REASON, UNUSED_SUPPRESSION
from rulekit.engine.silence import Silence
from rulekit.engine.silencing_areas import misspoken, speaks_of_us
from rulekit.engine.silencing_words import codes_meant, is_ours
from rulekit.engine.suppression import Silences, comments_of, covering, silences_of
from rulekit.model.finding import Edit, Finding, Fix, Severity, Span

Used = AbstractSet[tuple[int, str]]


def stale_comments(
    subject: Source | Manifest, codes: AbstractSet[str], judged: AbstractSet[str], used: Used
) -> Iterator[Finding]:
    """Report comments about our rules: `used` holds the lines and codes that silenced something.

    Of a rule that was not judged here nothing can be said. What a comment for a file or a block says of these rules
    themselves holds too.
    """
    there = silences_of(subject)
    around = Silences({}, there.areas)
    for finding in _told(subject, there, judged, used):
        if finding.code in codes and not any(covering(around, (finding.span.line,), finding.code)):
            yield finding


def _told(subject: Source | Manifest, there: Silences, judged: AbstractSet[str], used: Used) -> Iterator[Finding]:
    for silence in there.by_line.values():
        yield from _of_comment(subject, silence, sorted(filter(is_ours, silence.codes or ())), judged, used)
    comments: dict[tuple[int, int], list[Silence]] = defaultdict(list)
    for silence in there.areas:
        comments[silence.line, silence.column].append(silence)
    for parts in comments.values():
        words = list(dict.fromkeys(part.word for part in parts if speaks_of_us(part)))
        yield from _of_comment(subject, parts[0], words, judged, used)
    for comment, message in misspoken(subject, comments_of(subject)):
        place = Span(comment.line, comment.column, comment.line, comment.column + len(comment.text))
        yield UNUSED_SUPPRESSION.at(subject, place, message)


def _of_comment(
    subject: Source | Manifest, silence: Silence, words: Sequence[str], judged: AbstractSet[str], used: Used
) -> Iterator[Finding]:
    yield from (_unknown(subject, silence, word) for word in words if not codes_meant(word))
    yield from (_unused(subject, silence, word) for word in words if _is_unused(silence, word, judged, used))
    if any(map(codes_meant, words)) and not silence.has_reason:
        example = f"{silence.form}{_gap(silence.form)}{'' if silence.form.endswith('noqa') else words[0]}"
        message = f"the comment gives no reason: write it, `{example} - the till answers late`"
        yield SUPPRESSION_WITHOUT_REASON.at(subject, _span(silence), message)


def _gap(form: str) -> str:
    return " " if form.endswith(":") else ""


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
    if not isinstance(subject, Source) or silence.area or len(silence.codes or ()) != 1 or "#" in silence.rest:
        return None
    line = subject.lines[silence.line - 1].rstrip("\r\n")
    start = len(line[: silence.column - 1].rstrip(" \t"))
    if "#" in line[:start] or not start:
        return None
    return Fix("remove the comment", (Edit(Span(silence.line, start + 1, silence.line, len(line) + 1), ""),))
