"""A comment that silences, as a value."""

from typing import Final

from rulekit.engine.silencing_words import codes_meant
from rulekit.model.late import dataclass, regex

# What stands where a reason is still to be written.
PLACEHOLDER: Final = "TODO: say why"
_WORD = regex(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Silence:
    """A comment that silences: where it begins, the codes it names (`None`: all), and the text behind them.

    One that silences more than its own line says which lines (`area`), by which `word` of it, and how it begins
    (`form`).
    """

    line: int
    column: int
    codes: frozenset[str] | None
    rest: str
    area: range | None = None
    word: str = ""
    form: str = "# noqa:"

    @property
    def has_reason(self) -> bool:
        """Whether the comment says why."""
        return bool(_WORD.search(self.rest.partition("#")[0].replace(PLACEHOLDER, "")))

    def covers(self, code: str) -> bool:
        """Tell whether findings of a rule are silenced: by its code, or by another tool's code for the same."""
        return self.codes is None or code in self.codes or any(code in codes_meant(word) for word in self.codes)
