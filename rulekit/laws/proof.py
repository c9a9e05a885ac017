"""What a law looks at: a rule with all code that is written about it, and where each piece of it stands."""

from collections.abc import Iterator
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.source import Source
from rulekit.api import AS_WRITTEN
from rulekit.engine.check_document import subjects_in
from rulekit.engine.files import Document
from rulekit.engine.own_rules.own_files import CASES
from rulekit.engine.own_rules.own_rules import OwnRules
from rulekit.engine.settings import Settings
from rulekit.laws.marked_code import Case, cases_in, check_as, notebook_of, unmarked
from rulekit.model.finding import Finding
from rulekit.model.late import dataclass
from rulekit.model.rule import Rule, files_in


class Breach(NamedTuple):
    """Where a law is broken, and a sentence: what is wrong, colon, what to do."""

    file: Path
    line: int
    sentence: str


class Written(NamedTuple):
    """Code that is written about a rule: what it is called, how it is judged, and where it begins."""

    title: str
    text: str
    path: str
    file: Path
    line: int

    @property
    def is_module(self) -> bool:
        """Tell whether it is one module that parses."""
        return self.path.endswith(".py") and not files_in(self.text) and not Source(self.text).broken

    def at(self, line: int, sentence: str) -> Breach:
        """Say what is wrong on one of its lines."""
        return Breach(self.file, self.line + line - 1 if self.line else 1, f"{self.title}: {sentence}")


@dataclass(frozen=True)
class Proof:
    """A rule, its module, its cases, and the settings by which their code is judged."""

    rule: Rule
    module: Path
    cases_file: Path
    settings: Settings = AS_WRITTEN
    _found: dict[tuple[str, str], tuple[Finding, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the module."""
        return self.module.read_text("utf-8", "replace").splitlines()

    @cached_property
    def cases_text(self) -> str:
        """The Markdown of the cases; nothing where there are none."""
        return self.cases_file.read_text("utf-8", "replace") if self.cases_file.is_file() else ""

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases."""
        return cases_in(self.cases_text)

    def at(self, word: str, sentence: str) -> Breach:
        """Say what is wrong with the rule, on the first line of its module that holds a word."""
        return Breach(self.module, self.line_of(word), sentence)

    def line_of(self, word: str, start: int = 1) -> int:
        """Give the first line of the module that holds a word; the first of all where none does."""
        following = enumerate(self.lines[start - 1 :], start)
        return next((number for number, line in following if word in line), 1)

    def bad(self, title: str, text: str, path: str) -> Written:
        """Place the bad code of an example."""
        return Written(f"bad code of `{title}`", text, path, self.module, self._begin("bad=", title))

    def good(self, title: str, text: str, path: str) -> Written:
        """Place the good code of an example."""
        return Written(f"good code of `{title}`", text, path, self.module, self._begin("good=", title))

    def case(self, case: Case) -> Written:
        """Place the code of a case."""
        return Written(f"case `{case.title}`", unmarked(case.code), case.path, self.cases_file, case.line)

    def _begin(self, word: str, title: str) -> int:
        """Give the line on which an example's code begins; none where that cannot be told from the module's text."""
        place = self.line_of(word, self.line_of(title))
        opened = self.lines[place - 1].rstrip().removesuffix("\\") if self.lines else ""
        return place + opened.endswith(('"""', "'''"))

    @property
    def written(self) -> Iterator[Written]:
        """All code that is written about the rule."""
        for example in (*self.rule.examples, *self.rule.tempting):
            yield self.bad(example.title, example.shown, example.path)
            yield self.good(example.title, example.good, example.path)
        yield from map(self.case, self.cases)

    @property
    def subjects(self) -> Iterator[tuple[Written, Source | Manifest]]:
        """Give the same as what checks judge."""
        for one in self.written:
            text = notebook_of(one.text) if one.path.endswith(".ipynb") else one.text
            yield from ((one, subject) for subject in subjects_in(Document(one.path, text)))

    @property
    def alone(self) -> Settings:
        """Give settings in which only this rule holds."""
        return replace(self.settings, select=(self.rule.code,))

    def found(self, one: Written) -> tuple[Finding, ...]:
        """Check a piece of code, once for all laws."""
        key = one.text, one.path
        if key not in self._found:
            self._found[key] = check_as(*key, self.settings)
        return self._found[key]


def proofs_of(own: OwnRules) -> tuple[Proof, ...]:
    """Give what is to be proven of a team's own rules: by their defaults, beside no rules but the team's."""
    codes = tuple(rule.code for rule in own.rules)
    return tuple(
        Proof(rule, Path(place), cases_beside(Path(place)), Settings(select=(*codes, *_marked(rule)), own=own))
        for place, rule in own.homes
    )


def _marked(rule: Rule) -> tuple[str, ...]:
    """Give the codes that examples announce: bad code may break a rule of ours too, if it says so."""
    return tuple({code for example in (*rule.examples, *rule.tempting) for _, code in example.marks})


def cases_beside(module: Path) -> Path:
    """Give the file of a rule's cases, beside its module, or beside the package whose module `rule` it is."""
    home = module.parent if module.name == "rule.py" else module.with_suffix("")
    return home.parent / CASES / f"{home.name}.md"
