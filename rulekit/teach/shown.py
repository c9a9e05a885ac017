"""A file that is shown to a learner, and what is to be said of its lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rulekit.model.finding import Finding


@dataclass(frozen=True)
class Shown:
    """A file that is shown, and what the rules find in it.

    An author may say what happens in it, what harms on a line and why another line does not.
    """

    text: str
    path: str
    findings: tuple[Finding, ...]
    title: str = ""
    words: str = ""
    harms: Mapping[int, str] = field(default_factory=dict)
    clean: Mapping[int, str] = field(default_factory=dict)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of what is found."""
        return frozenset(finding.code for finding in self.findings)
