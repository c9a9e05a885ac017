"""The catalog: every rule that is known, ours and those of a team's own; ours are found by walking `rulekit.rules`."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from typing import Protocol

from rulekit.engine.engine_rules import OWN_RULES
from rulekit.known.check_names import BANDIT, PYLINT
from rulekit.model.errors import RuleDefinitionError, SettingsError, UnknownRuleError
from rulekit.model.finding import Severity
from rulekit.model.late import regex
from rulekit.model.rule import Rule
from rulekit.model.section import GUIDE, Section

_FOREIGN = regex(r"[A-Z]+[0-9]{3,}")
SEVERITIES = frozenset(severity.value for severity in Severity)


class Catalog:
    """Rules in the order of their codes, looked up by code, by name, or by another tool's code.

    `missing` says which rules of a team's own are not there: a word that names no rule may mean one of these.
    """

    def __init__(self, found: Iterable[Rule], missing: tuple[str, ...] = ()) -> None:
        self.missing = missing
        self._meant: dict[str, frozenset[str]] = {}
        self._rules = tuple(sorted(found, key=lambda rule: rule.code))
        self._by_key: dict[str, Rule] = {}
        for rule in (*self._rules, *OWN_RULES):
            for key in (rule.code, rule.name):
                if key in self._by_key:
                    raise RuleDefinitionError(f"two rules are called `{key}`: choose another code or name")
                self._by_key[key] = rule

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __getitem__(self, key: str) -> Rule:
        rule = self._found(key)
        if rule is None:
            lost = f"; {self.missing[0]}" if self.missing else ""
            raise UnknownRuleError(f"unknown rule `{key}`{self.hint(key)}: `rulekit rules` lists all{lost}")
        return rule

    def _found(self, key: str) -> Rule | None:
        return self._by_key.get(key) or self._by_key.get(key.upper()) or self._by_key.get(key.lower())

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that have rules: those of the guide in its order, then others by prefix."""
        found = {rule.section for rule in self._rules}
        return tuple(sorted(found, key=lambda s: (GUIDE.index(s) if s in GUIDE else len(GUIDE), s.prefix)))

    def section(self, name: str) -> tuple[Rule, ...]:
        """Give the rules of a section, named by its folder (`errors`) or its prefix (`RK3`)."""
        word = name.lower()
        return tuple(rule for rule in self._rules if word in {rule.section.name, rule.section.prefix.lower()})

    def select(self, selector: str) -> frozenset[str]:
        """Give the codes of the rules that a person may mean.

        Raises:
            UnknownRuleError: nothing is called so.
        """
        return frozenset(rule.code for rule in self.find(selector))

    def meant_by(self, word: str) -> frozenset[str]:
        """Give the codes of the rules that a word means; none for a word that means none."""
        if word not in self._meant:
            try:
                self._meant[word] = self.select(word)
            except UnknownRuleError:
                self._meant[word] = frozenset()
        return self._meant[word]

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """The letters with which codes begin."""
        return frozenset(_letters(rule.code) for rule in (*self._rules, *OWN_RULES))

    def equivalent_to(self, code: str) -> tuple[Rule, ...]:
        """Give the rules that another tool knows by this code or name."""
        known = PYLINT.get(code.lower()) or BANDIT.get(code.lower()) or code
        return self._foreign.get(known.upper(), ())

    def codes_of(self, tool: str) -> frozenset[str]:
        """Give the codes of another tool that are equivalent to one of the rules."""
        return frozenset(code for rule in self._rules for code in rule.equivalents.get(tool, ()))

    def find(self, key: str) -> tuple[Rule, ...]:
        """Give the rules that a word may mean: a section, a code or its beginning, a name, another tool's code, `ALL`.

        Raises:
            UnknownRuleError: nothing is called so.
        """
        everything = (*self._rules, *OWN_RULES)
        start = key.upper()
        if start == "ALL":
            return everything
        if key.lower().removesuffix("s") in SEVERITIES and not self.section(key):
            raise UnknownRuleError(f"`{key}` is a severity and chooses no rules: {_instead_of(key)}")
        begun = tuple(one for one in everything if one.code.startswith(start) and _letters(start) == _letters(one.code))
        own = self._found(key)
        return self.section(key) or ((own,) if own else self.equivalent_to(key)) or begun or (self[key],)

    def related(self, rule: Rule) -> tuple[Rule, ...]:
        """Give the rules that either side calls related."""
        keys = {rule.code, rule.name}
        return tuple(
            other for other in self._rules if {other.code, other.name} & set(rule.related) or keys & set(other.related)
        )

    def above(self, code: str) -> frozenset[str]:
        """Give the codes of the rules that a rule leaves a thing to which both see."""
        return self._above.get(code, frozenset())

    @cached_property
    def heard(self) -> frozenset[str]:
        """The codes of the rules to which others leave things."""
        return frozenset().union(*self._above.values())

    @cached_property
    def _above(self) -> Mapping[str, frozenset[str]]:
        return {rule.code: frozenset(self[key].code for key in rule.yields_to if key in self) for rule in self._rules}

    @cached_property
    def _foreign(self) -> Mapping[str, tuple[Rule, ...]]:
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in (*self._rules, *OWN_RULES):
            for code in {code for codes in rule.equivalents.values() for code in codes}:
                found[code] = (*found.get(code, ()), rule)
        return found

    def hint(self, key: str) -> str:
        """Ask whether a word that names no rule was meant for the name of one, if it is close to any.

        What is spelled as a code of another tool is meant for the rule that is equivalent, if there is one.
        """
        if rules := self.equivalent_to(key):
            return f", did you mean {' or '.join(f'`{rule.name}`' for rule in rules)}"
        if _FOREIGN.fullmatch(key) and not key.upper().startswith(OWN_RULES[0].code[:2]):
            return ", and none is equivalent to a check of that code"
        import difflib

        close = difflib.get_close_matches(key.lower(), [k.lower() for k in self._by_key], n=1)
        return f", did you mean `{self[close[0]].name}`" if close else ""


def _instead_of(severity: str) -> str:
    """Say what somebody may want who selects a severity."""
    level = severity.lower().removesuffix("s")
    section = "the section Error Handling is `errors`, and " if level == Severity.ERROR.value else ""
    return f"{section}`rulekit check --fail-level {level}` fails for findings of that severity or worse"


def _letters(code: str) -> str:
    return code.rstrip("0123456789")


@cache
def shipped() -> Catalog:
    """Import each of our rules and collect its `RULE`."""
    return Catalog(map(_rule_in, _homes()))


class Knowing(Protocol):
    """What knows rules: settings, or the rules of a team's own. They are loaded when somebody asks for them."""

    @property
    def catalog(self) -> Catalog:
        """The rules."""
        ...


_in_force: ContextVar[Knowing | None] = ContextVar("_in_force", default=None)
_of_run: list[Knowing] = []


def catalog() -> Catalog:
    """Give the rules that are known here: to the settings by which something is judged, else to the run that began."""
    known = _in_force.get() or (_of_run[0] if _of_run else None)
    return known.catalog if known else shipped()


@contextmanager
def knowing(known: Knowing) -> Iterator[None]:
    """Let the rules that some settings know be those that are known."""
    token = _in_force.set(known)
    try:
        yield
    finally:
        _in_force.reset(token)


def begin_run(known: Knowing) -> None:
    """Let these rules be known until the next run begins: one run, one catalog."""
    _of_run[:] = [known]


def _homes() -> Iterator[str]:
    """Name the modules that hold the rules: one that grew is a package, whose module `rule` holds it."""
    package = importlib.import_module("rulekit.rules")
    for section in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for home in pkgutil.iter_modules(importlib.import_module(section.name).__path__, f"{section.name}."):
            yield f"{home.name}.rule" if home.ispkg else home.name


def _rule_in(module: str) -> Rule:
    rule = getattr(importlib.import_module(module), "RULE", None)
    if not isinstance(rule, Rule):
        raise RuleDefinitionError(f"{module}: a rule module must define `RULE = Rule(...)`")
    return rule


def refuse_unknown(selectors: Iterable[str], where: str) -> None:
    """Refuse words that name no rule, unless rules are missing that they may name.

    Raises:
        SettingsError: one of them names none; the message says `where` it stands.
    """
    for selector in selectors:
        if selector == "ALL":  # the rules need not be there to know that
            continue
        try:
            catalog().find(selector)
        except UnknownRuleError as error:
            if not catalog().missing:
                raise SettingsError(f"{where}: {error}") from error
