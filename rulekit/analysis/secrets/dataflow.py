"""Strings that reach the name of a secret through a variable, a parameter, or what a function returns."""

import ast
from collections.abc import Iterator, Sequence

from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.secrets.secret_names import secrecy
from rulekit.analysis.secrets.targets import Named, Place
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.source import Source


def named_by_ways(source: Source, words: frozenset[str]) -> Iterator[Named]:
    """Yield the values whose name only another place tells."""
    for keyword in [one for one in source.nodes(ast.keyword) if one.arg in words]:
        if isinstance(keyword.value, ast.Name) and secrecy(keyword.arg or "") and not secrecy(keyword.value.id):
            yield from ((value, keyword.arg or "", Place.ITEM, False) for value in _kept(source, keyword.value))
    functions: Sequence[Function] = source.nodes(*FUNCTIONS)
    for function in functions:
        if function.name in words and secrecy(function.name):
            yield from _given_back(function)
        parameters = [*function.args.posonlyargs, *function.args.args]
        for parameter in [one for one in parameters if one.arg in words and secrecy(one.arg)]:
            yield from _handed_over(source, function, parameter)


def _kept(source: Source, name: ast.Name) -> Iterator[ast.expr]:
    """Yield the one value that a variable of a plain name has."""
    binders = names(source).binders(name)
    if len(binders) == 1 and not isinstance(binders[0], ast.arg):
        yield from values_at(source, name) or ()


def _given_back(function: Function) -> Iterator[Named]:
    for node in own_nodes(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value, function.name, Place.ITEM, False


def _handed_over(source: Source, function: Function, parameter: ast.arg) -> Iterator[Named]:
    for call in callers(source, function):
        given = argument_for(source, call, parameter)
        if given is not None and not any(keyword.value is given for keyword in call.keywords):
            yield given, parameter.arg, Place.ITEM, False
