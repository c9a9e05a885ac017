"""An exercise, whether it was written by an author or derived from a rule's examples: values only."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from rulekit.model.section import Section
from rulekit.teach.judge.request import Mutant


class Kind(enum.Enum):
    """What a learner does: give code, or an answer of a few letters and numbers."""

    FIX = "fix"
    WRITE = "write"
    BREAK = "break"
    EXPLOIT = "exploit"
    TESTS = "tests"
    MIX = "mix"
    JUDGE = "judge"
    REASON = "reason"
    PREDICT = "predict"
    SPOT = "spot"
    PARSONS = "parsons"

    @property
    def is_code(self) -> bool:
        """Whether the answer is code, which is run and checked."""
        return self in {Kind.FIX, Kind.WRITE, Kind.BREAK, Kind.EXPLOIT, Kind.TESTS, Kind.MIX}

    @property
    def has_options(self) -> bool:
        """Whether the answer is chosen among options."""
        return self in {Kind.JUDGE, Kind.REASON}


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from: its letter, its text, and what is said to who chose it."""

    letter: str
    text: str
    feedback: str
    is_right: bool


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer that must be rejected: how (`behaviour`, `style` ...), with which words, and where it stands.

    `title` is what its author says of it.
    """

    code: str
    outcome: str
    says: str
    line: int
    title: str = ""


@dataclass(frozen=True)
class Block:
    """A labelled line or lines of a Parsons item: how deep the lines stand, or nothing for a distractor."""

    label: str
    text: str
    depth: int | None


@dataclass(frozen=True)
class Origin:
    """Where the code of an item stands in the learner's own repository, and the rules that judge what becomes of it.

    Code that `is_past` stood there until it was mended. Where the learner's own tests shall run, `root` is the folder
    that `path` starts from.
    """

    path: str
    line: int
    end: int
    name: str
    codes: frozenset[str]
    is_past: bool = False
    root: str = ""


@dataclass(frozen=True)
class Exercise:
    """One task.

    `rules` holds codes, the first is the one that is practised; `keep` the names that the answer must define;
    `modules` the modules that the answer may import, by name, and `mutants` some of them with a fault; `file` is the
    name of an answer that is no module (`requirements.txt`), which checks see as `answer.TEXT`; `programs` are those
    that may start, `absent` packages that the shop's machine does not have; `checks` are tests of the answer, and
    `witness` shows the harm of the starter.
    `lesson` is the lesson that has it, where that is none of a section: its id then names no rule. `domain` is the
    world that its code comes from, where that is not the shop.
    `choices` are the codes to choose from, where these are not those of the section; `origin` tells where code of the
    learner's own comes from, which is read and never run.
    `expected` is what the checks of the rules find in `starter`: lines and codes, for items that ask for them;
    `findings` is what they say of each, `harms` what follows, and `clean` why lines that look like it do no harm.
    """

    id: str
    kind: Kind
    rules: tuple[str, ...]
    section: Section
    title: str
    goal: str
    minutes: int = 1
    level: int = 1
    role: str = "production"
    file: str = ""
    lesson: str = ""
    domain: str = ""
    requirements: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    starter: str = ""
    solution: str = ""
    alternates: tuple[str, ...] = ()
    wrong: tuple[WrongAnswer, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict, hash=False)
    mutants: tuple[Mutant, ...] = ()
    checks: str = ""
    witness: str = ""
    hints: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    blocks: tuple[Block, ...] = ()
    expected: tuple[tuple[int, str], ...] = ()
    findings: Mapping[tuple[int, str], str] = field(default_factory=dict, hash=False)
    harms: Mapping[tuple[int, str], str] = field(default_factory=dict, hash=False)
    clean: Mapping[int, str] = field(default_factory=dict, hash=False)
    afterwards: str = ""
    path: str | None = None
    choices: tuple[str, ...] = ()
    origin: Origin | None = None

    @property
    def home(self) -> str:
        """The lesson that it belongs to: that of its section, or another."""
        return self.lesson or self.section.name

    @property
    def is_text(self) -> bool:
        """Whether the answer is the text of a file that is no module."""
        return bool(self.file) and not self.file.endswith(".py")

    @property
    def is_harmful(self) -> bool:
        """Whether its answers and modules do harm on purpose, so that they run nowhere but before the judge."""
        return self.kind is Kind.EXPLOIT

    @property
    def is_put_together(self) -> bool:
        """Whether lines are put in order and run, so that every order that works is right."""
        return self.kind is Kind.PARSONS and bool(self.checks or self.mutants)

    @property
    def has_names(self) -> bool:
        """Whether a right answer defines names that are of use in the cells below it."""
        is_plain = not (self.is_text or self.mutants or self.is_harmful)
        return self.kind.is_code and is_plain and self.origin is None

    @property
    def is_authored(self) -> bool:
        """Whether an author wrote it."""
        return self.path is not None
