"""The edits of a fix as reports may show them: they do the same and leave secrets where they stand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rulekit.analysis.secrets.masking import places_of
from rulekit.analysis.secrets.written_secrets import NO_SECRETS, Secrets, secrets_of_text
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Fix, Span


def with_shown_edits(fix: Fix, lines_of: Callable[[Span], Sequence[str]], secrets: Secrets) -> Fix:
    """Add edits that may be shown to a fix whose own would tell a secret; there are none if these would too."""
    brought = NO_SECRETS.union(*(secrets_of_text(edit.text, is_code=True) for edit in fix.edits))
    secrets = secrets if brought <= secrets else secrets | brought
    if not _hold_secret(fix.edits, secrets):
        return fix
    shown = [piece for edit in fix.edits for piece in _edits_between(edit, "".join(lines_of(edit.span)), secrets)]
    return replace(fix, shown=() if _hold_secret(shown, secrets) else tuple(shown))


def _hold_secret(edits: Iterable[Edit], secrets: Secrets) -> bool:
    return any(places_of(secrets, edit.text) for edit in edits)


def _edits_between(edit: Edit, text: str, secrets: Secrets) -> Iterator[Edit]:
    """Cut an edit where it writes a secret again that stood there before."""
    source = Source(text)
    old, start = source.segment(edit.span), source.offset(edit.span.line, edit.span.column)
    done = written = 0
    for at, secret in [*places_of(secrets, old), (len(old), "")]:
        again = edit.text.find(secret, written) if secret else len(edit.text)
        if again >= 0:
            if old[done:at] != edit.text[written:again]:
                span = source.span_of(start + done, start + at)._replace(cell=edit.span.cell)
                yield Edit(span, edit.text[written:again])
            done, written = at + len(secret), again + len(secret)
