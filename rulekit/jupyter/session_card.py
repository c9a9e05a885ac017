"""The card while checking is on for the session: only if a run of the cell shows something new, or less than before."""

from collections import Counter
from collections.abc import Iterable

from rulekit.analysis.syntax.source import Source
from rulekit.api import Report
from rulekit.engine.suppression import silences
from rulekit.jupyter.card import Card
from rulekit.model.finding import Severity


class SessionCards:
    """What the last run of each cell showed, by the cell's key; `are_brief` where marks in the cells say the rest."""

    def __init__(self, *, are_brief: bool = False) -> None:
        self._shown: dict[str, Counter[tuple[str, str]]] = {}
        self._texts: dict[str, str] = {}
        self._trouble = ""
        self._are_brief = are_brief

    def card_of(self, key: str, text: str, report: Report) -> Card | None:
        """Give a card where something has come, or something has gone."""
        self._trouble = ""
        before, old = self._shown.get(key, Counter()), self._texts.get(key, "")
        now = Counter((f.code, f.message) for f in report.findings if f.severity is not Severity.ADVICE)
        now.update(("", problem) for problem in report.problems)
        self._shown[key], self._texts[key] = now, text
        gone = Counter(code for code, _ in (before - now).elements() if code)
        if not now - before and not gone:
            return None
        return Card(
            report.findings,
            text=text,
            unjudged=report.unjudged if gone else report.problems,
            gone=_told(gone, old, text),
            brief=self._are_brief,
            secrets=report.secrets,
        )

    def card_of_trouble(self, line: str, *, is_asked: bool) -> Card | None:
        """Give a card where no cell can be judged, whichever it is: once, or where a cell asks for it."""
        is_known, self._trouble = line == self._trouble, line
        return Card((), unjudged=(line,)) if is_asked or not is_known else None


def _told(gone: Counter[str], old: str, text: str) -> str:
    """Say what was mended, and what a comment silences since."""
    silenced = {code for code in gone if _comments_on(code, text) > _comments_on(code, old)}
    parts = {"mended": gone.keys() - silenced, "silenced": silenced}
    return ", ".join(f"{word} {_listed(codes, gone)}" for word, codes in parts.items() if codes)


def _comments_on(code: str, text: str) -> int:
    """Count the comments that silence a rule, by whichever words."""
    there = silences(Source(text))
    return sum(one.covers(code) for one in (*there.by_line.values(), *there.areas))


def _listed(codes: Iterable[str], number: Counter[str]) -> str:
    return " and ".join(f"{code} ({number[code]})" if number[code] > 1 else code for code in sorted(codes))
