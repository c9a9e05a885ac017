"""What one file gave. Who only shows what is known loads nothing that judges."""

from dataclasses import field
from typing import TYPE_CHECKING

from rulekit.model.finding import Finding
from rulekit.model.late import dataclass

if TYPE_CHECKING:
    from rulekit.analysis.secrets.written_secrets import Secrets
    from rulekit.engine.crashes import Crash
    from rulekit.engine.project_rules import Collected


@dataclass(frozen=True)
class Outcome:
    """What one file gave: findings in the order of the file, checks that failed, and whether it was skipped.

    `unread` says why code of it could not be read, where its project is told of that instead of its lines.
    `collected` holds what it adds to its project, where that was asked for; `secrets` are the texts that must not be
    shown of a file that has findings, or that its project knows of. `key` names what decided all that, but for what
    was read of other files, which `beside` tells.
    """

    path: str | None
    findings: tuple[Finding, ...] = ()
    crashes: "tuple[Crash, ...]" = ()
    skipped: str = ""
    collected: "tuple[Collected, ...]" = ()
    secrets: "Secrets" = field(default=frozenset(), repr=False)
    unread: str = ""
    key: str = field(default="", compare=False)
    beside: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def may_be_kept(self) -> bool:
        """Whether the answer may be written down: all rules gave theirs, and it tells no secret."""
        told = any(one.fix and one.fix.shown is not None for one in self.findings)
        return bool(self.key) and not (self.crashes or self.secrets or told)
