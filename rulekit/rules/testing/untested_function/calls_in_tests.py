"""What tests call: the other half of a project. A name in a text, an import alone, or a patched name is no call."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.names.functions import enclosing_function, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import names_by_word
from rulekit.analysis.testing.discovery import is_test

_CHECKS = re.compile(
    r"_?(assert|expect|verify|check|ensure|raises|warns|fail|should|match|compare|snapshot)\w*", re.IGNORECASE
)


@dataclass(frozen=True)
class NamesUsedByTests:
    """Qualified names that tests use, and words that they use as methods; `unchecked` where nothing is asserted."""

    targets: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    unchecked: frozenset[str] = frozenset()
    unchecked_methods: frozenset[str] = frozenset()


@question
def names_used_by_tests(source: Source) -> NamesUsedByTests:
    """What do the tests of this file call or hand on?"""
    if source.role != "test" or source.cells is not None:
        return NamesUsedByTests()
    targets: dict[bool, set[str]] = {True: set(), False: set()}
    methods: dict[bool, set[str]] = {True: set(), False: set()}
    verdicts: dict[Function | None, bool] = {None: True}
    for name, is_method, function in _uses(source):
        if function is not None and _is_forgotten(source, function):
            continue
        if function not in verdicts:
            verdicts[function] = function is None or not is_test(source, function) or _checks(function)
        (methods if is_method else targets)[verdicts[function]].add(name)
    return NamesUsedByTests(
        *(frozenset(part) for part in (targets[True], methods[True], targets[False], methods[False]))
    )


def _is_forgotten(source: Source, function: Function) -> bool:
    """Tell whether a function of the test file itself, such as `_make_order`, is one that nobody calls."""
    is_helper = function.name[0] == "_" and function.name[-1] != "_" and not function.decorator_list
    return is_helper and function.name not in names_by_word(source) and owner(source, function) is None


def _uses(source: Source) -> Iterator[tuple[str, bool, Function | None]]:
    """Give the name of each thing that is read, whether it is known as a method only, and the test around it."""
    known = names(source)
    for name in source.nodes(ast.Name):
        if name.ctx.__class__ is not ast.Load or isinstance(source.parents.get(name), ast.Attribute):
            continue
        if name.id not in known.binding_scopes or any(isinstance(binder, ast.alias) for binder in known.binders(name)):
            yield known.resolve(name) or name.id, False, enclosing_function(source, name)
    for attribute in source.nodes(ast.Attribute):
        if attribute.ctx.__class__ is ast.Load:
            target = known.resolve(attribute)
            yield target or attribute.attr, target is None, enclosing_function(source, attribute)


def _checks(function: Function) -> bool:
    """Tell whether a test looks at a result: an `assert`, a call that is named like one, or `with raises(...)`."""
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and bool(_CHECKS.match(called_name(node))))
        for node in own_nodes(function)
    )
