"""Modules of the project that offer functions for logging, and calls of `warn` that are calls of those."""

import ast
from collections.abc import Iterator

from rulekit.analysis.logs.loggers import log_calls
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Member, Neighbours, Offer, Project, offer
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.model.finding import Span
from rulekit.model.late import dataclass

_OLD = "warn"


@dataclass(frozen=True)
class WarnCall:
    """A call of `logger.warn`, and the qualified name of what it calls."""

    name: str
    span: Span


@question
def warn_calls(source: Source) -> tuple[WarnCall, ...]:
    """Which calls of `warn` go to an imported name?"""
    calls = [log_call.call for log_call in log_calls(source) if log_call.method == _OLD]
    named = [(names(source).resolve(call.func), call) for call in calls]
    return tuple(WarnCall(name, source.span(call)) for name, call in named if name)


@question
def own_warn(source: Source) -> Offer[bool]:
    """Does the module bind `warn` at its top, so that `log.warn` is a function of its own?"""
    if _OLD not in vocabulary(source):
        return Offer({}, {})
    binders = names(source).bindings[names(source).module].get(_OLD, ())
    is_own = any(not isinstance(binder, ast.alias) for binder in binders)
    return offer(source, {_OLD: True} if is_own else {})


def calls_of_own_warn(project: Project) -> Iterator[tuple[Member, WarnCall]]:
    """Yield the calls of `warn` that reach a function, or another name, of a module of the project."""
    modules = Neighbours(project.collected(own_warn))
    for member, calls in project.collected(warn_calls):
        for call in calls if member.module in modules.offers else ():
            if modules.find(member.module, call.name):
                yield member, call
