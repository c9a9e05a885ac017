"""The rules as a person meets them: look one up, read it, try it on a piece of code."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rulekit.api.runs import as_written
from rulekit.api.texts import findings_of, report_of
from rulekit.engine.catalog import catalog
from rulekit.engine.files import Document
from rulekit.engine.fixing import Fixed
from rulekit.engine.fixing_documents import fix_document
from rulekit.engine.in_force import in_force
from rulekit.engine.sentences import guide_of
from rulekit.engine.settings import Settings
from rulekit.model.errors import UnknownRuleError
from rulekit.model.finding import Finding
from rulekit.model.late import dataclass, regex
from rulekit.model.rule import Example, Rule
from rulekit.report.markdown_html import rendered
from rulekit.report.rule_page import markdown_page

_FOLD = "## When to break it"
_MORE = "When to break it, what the check sees, examples, options"
_WHY = regex(r"^## Why\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class LiveRule:
    """A rule that can be read and tried."""

    rule: Rule

    @property
    def code(self) -> str:
        """The code, such as RK301."""
        return self.rule.code

    @property
    def name(self) -> str:
        """The name, such as bare-except."""
        return self.rule.name

    @property
    def guide(self) -> str:
        """The sentence of the guide."""
        return guide_of(self.rule)

    @property
    def why(self) -> str:
        """What goes wrong where the rule is broken, as Markdown."""
        match = _WHY.search(self.rule.body)
        return match[1].strip() if match else ""

    @property
    def examples(self) -> tuple[Example, ...]:
        """Pairs of bad and good code."""
        return self.rule.examples

    @property
    def options(self) -> Any:
        """The settings with their defaults."""
        return self.rule.options()

    def check(self, text: str, path: str | None = None) -> tuple[Finding, ...]:
        """Check a text by this rule alone; what is not judged is told by an `UnjudgedWarning`."""
        return findings_of(report_of(Document(path or "", text, apart=True), self._alone))

    def fix(self, text: str, path: str | None = None, *, unsafe: bool = False) -> Fixed:
        """Apply this rule's fixes to a text."""
        return fix_document(Document(path or "", text, apart=True), self._alone, unsafe=unsafe)

    @property
    def _alone(self) -> Settings:
        return replace(as_written(), select=(self.rule.code,))

    def __repr__(self) -> str:
        return self._repr_markdown_()

    def _repr_markdown_(self) -> str:
        return markdown_page(self.rule, catalog().related(self.rule), in_force().options_of(self.rule))

    def _repr_html_(self) -> str:
        first, _, rest = self._repr_markdown_().partition(_FOLD)
        folded = f"<details><summary>{_MORE}</summary>{rendered(_FOLD + rest, deeper=2)}</details>" if rest else ""
        return rendered(first, deeper=2) + folded


class Rules:
    """All rules in the guide's order.

    >>> rules["bare-except"].code
    'RK301'
    >>> rules["RK301"].name
    'bare-except'
    >>> "RK301" in [rule.code for rule in rules.section("errors")]
    True
    """

    def __init__(self) -> None:
        self.__name__ = "rulekit.rules"  # by this name the import system finds the folder's modules

    def __iter__(self) -> Iterator[LiveRule]:
        return map(LiveRule, catalog())

    def __len__(self) -> int:
        return len(catalog())

    def __getitem__(self, key: str) -> LiveRule:
        return LiveRule(catalog()[key])

    def find(self, key: str) -> LiveRule:
        """Look a rule up as a person may name it: by code, by name, or by another tool's code.

        Raises:
            UnknownRuleError: nothing is called so.
        """
        return LiveRule(catalog().find(key)[0])

    def __contains__(self, key: object) -> bool:
        return key in catalog()

    def section(self, name: str) -> tuple[LiveRule, ...]:
        """Give the rules of a section, by its name (`errors`) or the prefix of its codes (`RK3`).

        Raises:
            UnknownRuleError: there is no such section.
        """
        found = catalog().section(name)
        if not found:
            sections = ", ".join(section.name for section in catalog().sections)
            raise UnknownRuleError(f"unknown section `{name}`: use one of {sections}")
        return tuple(map(LiveRule, found))

    def __repr__(self) -> str:
        return "\n".join(f"{rule.code} {rule.name}" for rule in catalog())


rules = Rules()
