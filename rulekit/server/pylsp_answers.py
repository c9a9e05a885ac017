"""What is found in a text that another server keeps, as that server sends it."""

from functools import lru_cache
from typing import Any, Final

from lsprotocol import converters, types

from rulekit.server.actions import at_place
from rulekit.server.diagnostics import placed, unjudged
from rulekit.server.documents import OpenDocuments
from rulekit.server.hovers import hover_text
from rulekit.server.judgements import Judged
from rulekit.server.judging import Verdict, judge
from rulekit.server.rule_pages import RulePages

# jupyter-lsp writes what is not saved into this folder, beside which the notebook lies.
_WRITTEN: Final = "/.virtual_documents/"
_KEPT: Final = 8


def diagnostics_in(uri: str, text: str) -> list[dict[str, Any]]:
    """Give the diagnostics of a text, as plain values."""
    judged = _judged(uri, text)
    if judged is None:
        return []
    found = [told for some in placed(judged, RulePages().of).values() for _, told in some]
    unstructure = converters.get_converter().unstructure
    return [unstructure(one, types.Diagnostic) for one in (*found, *unjudged(judged))]


def hover_at(uri: str, text: str, position: dict[str, int]) -> dict[str, Any] | None:
    """Tell of the findings at a place, as plain values; nothing where there is none."""
    judged = _judged(uri, text)
    place = types.Position(position["line"], position["character"])
    some = [one for found in placed(judged, RulePages().of).values() for one in found] if judged else []
    findings = [finding for finding, _ in at_place(some, types.Range(place, place))]
    return {"contents": {"kind": "markdown", "value": hover_text(findings)}} if findings else None


@lru_cache(_KEPT)
def _judged(uri: str, text: str) -> Judged | None:
    """Judge a text; pointing at it asks for the same again."""
    documents = OpenDocuments()
    own = uri.replace(_WRITTEN, "/")
    documents.open_text(types.TextDocumentItem(uri=own, language_id="python", version=0, text=text))
    shown = documents.shown(own)
    verdict: Verdict | None = judge(shown.document) if shown else None
    return Judged(shown, verdict) if shown and verdict else None
