"""Finalizers of fixtures: where they are added, and what a `yield` would make of them."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.edits.add_import import NOTHING, Needed
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, parameters
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.pytest_model import fixture_functions, test_set
from rulekit.model.finding import Edit, Effect, Fix, NameUse, Span

_REST = re.compile(r"[ \t]*(#[^\r\n]*)?(?P<end>\r\n|\r|\n|\Z)")
_REPEATING = (*FUNCTIONS, ast.Lambda, ast.For, ast.AsyncFor, ast.While)


@question
def finalizers(source: Source) -> tuple[tuple[ast.Attribute, Function], ...]:
    """Where do fixtures and tests ask `request` to call something at the end?"""
    added = _added(source) if "addfinalizer" in vocabulary(source) else ()
    fixtures_and_tests = {*test_set(source), *fixture_functions(source)}
    return tuple((attribute, function) for attribute, function in added if function in fixtures_and_tests)


def _added(source: Source) -> Iterator[tuple[ast.Attribute, Function]]:
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr != "addfinalizer" or not isinstance(attribute.value, ast.Name):
            continue
        for binder in names(source).binders(attribute.value):
            function = source.parents.get(source.parents[binder]) if isinstance(binder, ast.arg) else None
            if isinstance(function, FUNCTIONS) and _is_request(source, binder, attribute.value):
                yield attribute, function


def _is_request(source: Source, binder: ast.AST, name: ast.Name) -> bool:
    return getattr(binder, "arg", "") == "request" or (type_of(source, name) or "").endswith("FixtureRequest")


def is_repeated(source: Source, fixture: ast.AST, node: ast.AST) -> bool:
    """Tell whether a node runs any number of times: in a loop of a function, or in a function inside it."""
    for around in source.ancestors(node):
        if around is fixture:
            return False
        if isinstance(around, _REPEATING):
            return True
    return False


def yield_instead(source: Source, call: ast.Call) -> Fix | None:
    """Put what a finalizer calls behind a `yield`, where the two stand side by side at the end of a plain fixture."""
    fixture, statement = enclosing_function(source, call), source.parents[call]
    if fixture is None or fixture.returns is not None or not isinstance(statement, ast.Expr) or len(call.args) != 1:
        return None
    if len(fixture.body) < 2 or fixture.body[-2] is not statement or call.keywords:
        return None
    last, line, run = fixture.body[-1], whole_line(source, statement), _call_of(source, call.args[0])
    end = _REST.match(source.text, _end(source, last))
    exits = [node for node in own_nodes(fixture) if isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom))]
    if exits != [last] or line is None or run is None or end is None or fixture in test_set(source):
        return None
    start = _start(source, last)
    indent = source.text[source.starts[last.lineno - 1] : start]
    newline, lost = end["end"] or "\n", _without_request(source, fixture)
    edits = [
        *lost.edits,
        Edit(line, ""),
        Edit(source.span_of(start, start + len("return")), "yield"),
        Edit(source.span_of(end.start("end"), end.start("end")), f"{newline}{indent}{run}"),
    ]
    if indent.strip():
        return None
    return Fix("Tidy up behind a `yield`", tuple(edits), safe=False, names=lost.names)


def _call_of(source: Source, finalizer: ast.expr) -> str | None:
    """Write the call of what was handed over."""
    if isinstance(finalizer, ast.Lambda) and not parameters(finalizer.args):
        body = source.segment(source.extent(finalizer.body))
        return body if "\n" not in body and isinstance(finalizer.body, ast.Call) else None
    if isinstance(finalizer, (ast.Name, ast.Attribute)):
        return f"{source.segment(source.extent(finalizer))}()"
    return None


def _without_request(source: Source, fixture: Function) -> Needed:
    """Take `request` out of the signature where it was the only parameter and has no other use."""
    arguments = parameters(fixture.args)
    uses = [node for node in own_nodes(fixture) if isinstance(node, ast.Name) and node.id == "request"]
    if len(arguments) != 1 or arguments[0].arg != "request" or len(uses) > 1:
        return NOTHING
    lost = NameUse("request", Effect.UNBINDS, source.extent(fixture))
    return Needed((Edit(source.extent(arguments[0]), ""),), (lost,))


def whole_line(source: Source, statement: ast.stmt) -> Span | None:
    """Give the lines of a statement that shares them with nothing else."""
    start, end = _start(source, statement), _end(source, statement)
    rest = _REST.match(source.text, end)
    first = source.starts[statement.lineno - 1]
    if source.cells is not None or rest is None or rest[1] or source.text[first:start].strip() or not rest["end"]:
        return None
    return source.span_of(first, rest.end())


def _start(source: Source, node: ast.AST) -> int:
    place = source.extent(node)
    return source.offset(place.line, place.column)


def _end(source: Source, node: ast.AST) -> int:
    place = source.extent(node)
    return source.offset(place.end_line, place.end_column)
