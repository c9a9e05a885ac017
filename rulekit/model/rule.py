"""What a rule is made of: facts, examples, checks and exemptions.

A rule module holds one `RULE`; its functions join it by `@RULE.check` and `@RULE.exempt`.
What a function judges is the annotation of its first parameter; nothing else declares it.
"""

import ast
import re
import textwrap
import typing
from collections.abc import Callable, Hashable, Iterator
from dataclasses import field
from typing import NamedTuple

from rulekit.model.errors import RuleDefinitionError
from rulekit.model.finding import Finding, Fix, Severity, Span, Step
from rulekit.model.late import dataclass, regex
from rulekit.model.role import RUNNING
from rulekit.model.section import Section

MARK = regex(r"[ \t]*# <- ([A-Z]+\d+(?: [A-Z]+\d+)*)$", re.MULTILINE)

FILE = "# file: "

CheckFunction = typing.TypeVar("CheckFunction", bound=Callable[..., Iterator[Finding]])
ExemptFunction = typing.TypeVar("ExemptFunction", bound=Callable[..., bool])


class Located(typing.Protocol):
    """Anything that knows its path and the place of its parts: a source or a manifest."""

    @property
    def path(self) -> str | None:
        """Where it was read from."""
        ...

    def span(self, node: typing.Any) -> Span:
        """Tell where a part of it stands."""
        ...


class More(typing.TypedDict, total=False):
    """What a finding may say besides its place and message.

    `make_fix` makes the fix, where that is expensive: it is called if no exemption holds. `steps` lead from where a
    value comes from to where it does harm; `about` is the span of the thing that is judged, where that is not the
    finding's place.
    Findings with the same `group` are told as one: at the first place, with the others as its steps.
    """

    fix: Fix | None
    make_fix: Callable[[], Fix | None] | None
    steps: tuple[Step, ...]
    about: Span | None
    group: Hashable | None


@dataclass(frozen=True)
class NoOptions:
    """A rule without settings."""


@dataclass(frozen=True)
class Example:
    """Bad code and its good counterpart; `# <- RK301` ends each line of the bad code where a finding must appear.

    `path` decides how both are judged (a test, a notebook cell, a requirements file);
    `fixed` claims that the rule's own fixes turn the bad code into the good code, byte for byte; `asks` that they are
    not safe, so they wait until somebody asks for them.
    """

    title: str
    bad: str
    good: str
    path: str = "orders.py"
    fixed: bool = False
    asks: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "bad", textwrap.dedent(self.bad).strip("\n") + "\n")
        object.__setattr__(self, "good", textwrap.dedent(self.good).strip("\n") + "\n")

    @property
    def shown(self) -> str:
        """The bad code without its marks."""
        return MARK.sub("", self.bad)

    @property
    def marks(self) -> frozenset[tuple[int, str]]:
        """Pairs of line and code that the bad code announces."""
        lines = enumerate(self.bad.splitlines(), 1)
        return frozenset((n, code) for n, text in lines if (mark := MARK.search(text)) for code in mark[1].split())


def files_in(text: str) -> dict[str, str]:
    """Divide a text that holds the files of a project, each below a line `# file: shop/orders.py`.

    Each file keeps its lines by empty ones above it. Nothing is given for a text that does not begin with such a line.
    """
    files: dict[str, str] = {}
    path = ""
    for number, line in enumerate(text.splitlines(keepends=True) if text.startswith(FILE) else ()):
        if line.startswith(FILE):
            path = line.removeprefix(FILE).strip()
            files[path] = "\n" * number
        files[path] += line
    return files


class Judge(NamedTuple):
    """A check or an exemption: a function and what its signature says it judges.

    An exemption holds for the findings of its `checks`; of a rule with one check it need not name it.
    """

    function: Callable[..., typing.Any]
    subjects: tuple[type, ...]
    wants: tuple[str, ...]
    options: type = NoOptions
    whole: bool = False
    checks: tuple[Callable[..., typing.Any], ...] = ()

    @property
    def sentence(self) -> str:
        """The first line of its docstring."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]


@dataclass(frozen=True)
class Rule:
    """One sentence of the guide, with all that is known of it.

    `roles` names the kinds of file it is judged in (all but stubs, unless it says so), `advice_in` those where it
    only advises;
    `collects` lists the questions that each module answers for a check of the whole project,
    `collects_from_notebooks` those that notebooks answer too;
    `known_as` lists everyday words for what it is about, by which people look for it;
    `yields_to` names rules whose finding about the same thing makes one of this rule superfluous;
    `equivalents` maps other tools to their codes for the same thing; of a rule `in_bulk` a project that nobody has
    checked yet has hundreds of findings that are alike.
    """

    code: str
    name: str
    section: Section
    explanation: str
    severity: Severity
    examples: tuple[Example, ...]
    tempting: tuple[Example, ...] = ()
    related: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    equivalents: typing.Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    roles: frozenset[str] = RUNNING
    advice_in: frozenset[str] = frozenset()
    known_as: tuple[str, ...] = ()
    in_bulk: bool = False
    collects: tuple[Callable[[typing.Any], object], ...] = ()
    collects_from_notebooks: tuple[Callable[[typing.Any], object], ...] = ()
    checks: list[Judge] = field(default_factory=list, init=False, repr=False, compare=False)
    reviews: list[Judge] = field(default_factory=list, init=False, repr=False, compare=False)
    exemptions: list[Judge] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def guide(self) -> str:
        """The sentence of the guide: the first paragraph of the explanation."""
        return " ".join(self.explanation.strip().partition("\n\n")[0].split())

    @property
    def body(self) -> str:
        """The explanation below the guide's sentence, as Markdown."""
        return self.explanation.strip().partition("\n\n")[2].strip()

    @property
    def options(self) -> type:
        """The dataclass of its settings."""
        return next((j.options for j in (*self.checks, *self.exemptions) if j.options is not NoOptions), NoOptions)

    @property
    def fixable(self) -> bool:
        """Whether an example shows one of its fixes."""
        return any(example.fixed for example in self.examples)

    def check(self, function: CheckFunction) -> CheckFunction:
        """Make a function one of the rule's checks."""
        self.checks.append(_judge(function))
        return function

    def check_whole(self, function: CheckFunction) -> CheckFunction:
        """Make a function a check that must see a whole file or notebook: it does not run on a single cell."""
        self.checks.append(_judge(function)._replace(whole=True))
        return function

    def review(self, function: CheckFunction) -> CheckFunction:
        """Make a function judge again, with the whole project at hand, what a check found in one file.

        A finding at the same place as that of the check stands for it; if an exemption holds, neither is reported.
        """
        self.reviews.append(_judge(function))
        return function

    @typing.overload
    def exempt(self, function: ExemptFunction, /) -> ExemptFunction: ...

    @typing.overload
    def exempt(
        self, check: typing.Callable[..., Iterator[Finding]], /, *others: typing.Callable[..., Iterator[Finding]]
    ) -> Callable[[ExemptFunction], ExemptFunction]: ...

    def exempt(self, function: Callable[..., typing.Any], /, *others: Callable[..., typing.Any]) -> typing.Any:
        """Make a predicate one of the rule's named exemptions; its docstring is the sentence on the rule's page.

        Where the rule has several checks, `@RULE.exempt(check)` names those whose findings it is about: what excuses
        one kind of finding must not silence another at the same place.
        """
        known = [judge.function for judge in (*self.checks, *self.reviews)]
        if function in known:

            def join(predicate: ExemptFunction) -> ExemptFunction:
                self.exemptions.append(_judge(predicate)._replace(checks=(function, *others)))
                return predicate

            return join
        if len(known) > 1:
            raise RuleDefinitionError(
                f"{function.__name__}: name its checks, as in `@RULE.exempt({known[0].__name__})`"
            )
        self.exemptions.append(_judge(function))
        return function

    def at(
        self,
        place: Located,
        node: object,
        message: str | Callable[[], str],
        severity: Severity | None = None,
        **more: typing.Unpack[More],
    ) -> Finding:
        """Report a part of a source or manifest, or a span of it.

        A message that is expensive to make may be given as a function, which is called if no exemption holds.
        """
        span, judged = (node, None) if isinstance(node, Span) else (place.span(node), node)
        said, tell = (message, None) if isinstance(message, str) else ("", message)
        weight = severity or self.severity
        return Finding(self.code, self.name, weight, span, said, place.path, node=judged, tell=tell, **more)


def _judge(function: Callable[..., typing.Any]) -> Judge:
    """Read a signature: the subject first, then `source` and `options` as far as they are wanted."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    hints = function.__annotations__
    if any(isinstance(hint, str) for hint in hints.values()):
        hints = typing.get_type_hints(function)
    where = f"{function.__module__}.{function.__qualname__}"
    if not names or names[0] not in hints:
        raise RuleDefinitionError(f"{where}: annotate the first parameter with what is judged")
    if unknown := [name for name in names[1:] if name not in {"source", "options"}]:
        raise RuleDefinitionError(f"{where}: parameter `{unknown[0]}` is unknown, use `source` or `options`")
    subjects = typing.get_args(hints[names[0]]) or (hints[names[0]],)
    for subject in subjects:
        if issubclass(subject, ast.AST) and subject.__subclasses__() and not subject._fields:
            raise RuleDefinitionError(f"{where}: `{subject.__name__}` is a family, name the node types themselves")
    options = hints.get("options", NoOptions)
    if "__dataclass_fields__" not in vars(options):  # asked as `is_dataclass` does, it would be made at once
        raise RuleDefinitionError(f"{where}: `options` must be annotated with a dataclass")
    return Judge(function, subjects, names[1:], typing.cast("type", options))
