"""What the kernel knows of the notebook, and the judgement of a cell in its light."""

from dataclasses import dataclass, field

from rulekit import api
from rulekit.jupyter.facts import kernel_facts
from rulekit.model.finding import Finding


@dataclass
class Session:
    """The cells of one kernel in the order in which they first ran, each with its latest text."""

    cells: dict[str, str] = field(default_factory=dict)
    spoken: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    marked: dict[str, tuple[str, str]] = field(default_factory=dict)
    everyday: bool = False

    def check(self, key: str, text: str, namespace: dict[str, object]) -> tuple[Finding, ...]:
        """Judge the cell that just ran; what earlier cells and the kernel define is known."""
        self.cells[key] = text
        texts = list(self.cells.values())
        at = list(self.cells).index(key)
        return api.check_cell(texts, at, api.settings_for("."), kernel_facts(namespace))

    def news(self, key: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Keep what was not said of this cell before."""
        known = self.spoken.get(key, frozenset())
        self.spoken[key] = frozenset((finding.code, finding.message) for finding in findings)
        return tuple(finding for finding in findings if (finding.code, finding.message) not in known)

    def fixed(self, key: str, text: str) -> str:
        """Give the text of a cell with the safe fixes of its findings."""
        texts = list({**self.cells, key: text}.values())
        return api.fix_cell(texts, list({**self.cells, key: text}).index(key), api.settings_for("."))
