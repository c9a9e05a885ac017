"""The card while checking is on for the session: only if a run of the cell shows something new, or less than before."""

from collections import Counter

from rulekit.api import Report
from rulekit.jupyter.card import Card
from rulekit.model.finding import Severity


class SessionCards:
    """What the last run of each cell showed, by the cell's key."""

    def __init__(self) -> None:
        self._shown: dict[str, Counter[tuple[str, str]]] = {}
        self._trouble = ""

    def card_of(self, key: str, text: str, report: Report) -> Card | None:
        """Give a card where something has come, or something is left after others have gone."""
        self._trouble = ""
        before = self._shown.get(key, Counter())
        now = Counter((f.code, f.message) for f in report.findings if f.severity is not Severity.ADVICE)
        now.update(("", problem) for problem in report.problems)
        self._shown[key] = now
        gone = sum(number for (code, _), number in (before - now).items() if code)
        if not now - before and not (now and gone):
            return None
        done = f"{gone} fixed or silenced" if gone else ""
        return Card(report.findings, text=text, unjudged=report.problems, done=done, secrets=report.secrets)

    def card_of_trouble(self, line: str, *, is_asked: bool) -> Card | None:
        """Give a card where no cell can be judged, whichever it is: once, or where a cell asks for it."""
        is_known, self._trouble = line == self._trouble, line
        return Card((), unjudged=(line,)) if is_asked or not is_known else None
