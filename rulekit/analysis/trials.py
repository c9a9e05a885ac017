"""Functions that raise, and what the tests of other files try of them."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rulekit.analysis.calling import calls_by_word
from rulekit.analysis.index import FUNCTIONS, walk
from rulekit.analysis.neighbours import Neighbours, Offer
from rulekit.analysis.project import Member, Project
from rulekit.analysis.scopes import BUILTINS, names
from rulekit.analysis.source import Source
from rulekit.analysis.testfunctions import test_around, test_set
from rulekit.analysis.untried import is_looked_at, may_be_tested, raised_by
from rulekit.known.testing import EXPECTING
from rulekit.model.finding import Span

Raisers = tuple[Mapping[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class Trials:
    """What the tests of a file try: imported functions whose results they use, by qualified name, with the first test.

    `others` are names that are used in any other way, `errors` the last words of the errors that tests expect.
    """

    used: Mapping[str, Span]
    others: frozenset[str]
    errors: frozenset[str]


@dataclass(frozen=True)
class UntriedElsewhere:
    """A function that raises an error which no test of the project expects; `span` is the first test that calls it."""

    name: str
    error: str
    span: Span


def raisers(source: Source) -> Raisers:
    """Question: which functions at the top of a module raise which error by themselves, and what does it import?"""
    imported = {one.name: one.target for one in source.ask(names).imports.values()}
    if source.role != "production":
        return {}, imported
    functions = [one for one in source.tree.body if isinstance(one, FUNCTIONS) and may_be_tested(one)]
    return {one.name: error for one in functions if (error := raised_by(one))}, imported


def trials(source: Source) -> Trials:
    """Question: which imported functions do the tests of this file try, and which errors do they expect?"""
    used: dict[str, Span] = {}
    others: set[str] = set()
    if source.role != "test" or not source.ask(test_set):
        return Trials(used, frozenset(), frozenset())
    known = source.ask(names)
    for node in source.nodes(ast.Name, ast.Attribute):
        parent = source.parents.get(node)
        target = None if isinstance(parent, ast.Attribute) else known.resolve(node)
        if target is None or target.startswith("builtins."):
            continue
        test = test_around(source, node)
        is_tried = isinstance(parent, ast.Call) and parent.func is node and is_looked_at(source, parent)
        if is_tried and test is not None:
            used[target] = min(source.span(test), used.get(target, source.span(test)))
        else:
            others.add(target)
    return Trials(used, frozenset(others), frozenset(_expected(source)))


def untried_elsewhere(project: Project) -> Iterator[tuple[Member, UntriedElsewhere]]:
    """Give the functions whose results tests use, while no test expects the error that they raise."""
    if not project.whole:
        return
    found = [(member, one) for member, one in project.collected(trials) if one.used]
    errors = frozenset[str]().union(*(one.errors for _, one in found)) - BUILTINS
    together = Neighbours(Offer(member, own, imports) for member, (own, imports) in project.collected(raisers))
    known = [(member, one) for member, one in found if member.module in together.offers]
    spared = {together.find(member.module, name) for member, one in known for name in one.others}
    spared |= {
        home
        for member, one in known
        for name in one.used
        if (home := together.find(member.module, name)) and home[1] in one.errors
    }
    told: set[tuple[str, str]] = set()
    for member, one in known:
        for name, span in one.used.items():
            home = together.find(member.module, name)
            short = name.rpartition(".")[2]
            if home is not None and home not in spared and home[1] not in errors and (home[0], short) not in told:
                told.add((home[0], short))
                yield member, UntriedElsewhere(short, home[1], span)


def _expected(source: Source) -> Iterator[str]:
    for word in EXPECTING:
        for call in source.ask(calls_by_word).get(word, ()):
            for node in (part for one in call.args for part in walk(one)):
                yield getattr(node, "attr", getattr(node, "id", ""))
