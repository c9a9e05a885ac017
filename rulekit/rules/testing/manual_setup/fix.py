"""Edits of fixtures that end by their `yield`, and of tests that make folders by themselves."""

import ast

from rulekit.analysis.edits.add_import import NOTHING, Needed
from rulekit.analysis.edits.remove_import import import_removal, lost_name
from rulekit.analysis.flow.hidden_uses import may_be_used_in_text
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, parameters
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import ancestors_within
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.pytest_model import fixture_functions, test_set
from rulekit.model.finding import Edit, Effect, Fix, NameUse, Span
from rulekit.model.late import regex

_YIELDS = frozenset("Iterator Generator Iterable AsyncIterator AsyncGenerator AsyncIterable".split())


def return_instead(source: Source, fixture: Function) -> Fix | None:
    """Let a fixture that ends by its `yield` return; its hint then names what it returns."""
    last = fixture.body[-1]
    place = source.extent(last)
    start = source.offset(place.line, place.column)
    if not source.text.startswith("yield", start) or any(isinstance(node, ast.Return) for node in own_nodes(fixture)):
        return None
    if isinstance(last, ast.Expr) and getattr(last.value, "value", None) is None:
        line = whole_line(source, last) if len(fixture.body) > 1 and fixture.returns is None else None
        return Fix("Drop the `yield`: nothing follows it", (Edit(line, ""),)) if line is not None else None
    edits = [Edit(source.span_of(start, start + len("yield")), "return")]
    hint, lost = fixture.returns, NOTHING
    if hint is not None:
        inner = _yielded(hint)
        if inner is None:
            return None
        lost = _without_import(source, hint.value if isinstance(hint, ast.Subscript) else hint)
        edits += [Edit(source.extent(hint), source.segment(source.extent(inner))), *lost.edits]
    return Fix("Return the value: nothing follows the `yield`", tuple(edits), names=lost.names)


def _yielded(hint: ast.expr) -> ast.expr | None:
    """Give `Order` of `Iterator[Order]` or `Generator[Order, None, None]`."""
    if not isinstance(hint, ast.Subscript):
        return None
    outer = last_name(hint.value)
    inner = hint.slice.elts[0] if isinstance(hint.slice, ast.Tuple) and hint.slice.elts else hint.slice
    return inner if outer in _YIELDS else None


def _without_import(source: Source, name: ast.expr) -> Needed:
    """Delete the import of a name that stands nowhere else."""
    if not isinstance(name, ast.Name) or sum(other.id == name.id for other in source.nodes(ast.Name)) > 1:
        return NOTHING
    alias = names(source).single_binder(name)
    if not isinstance(alias, ast.alias) or may_be_used_in_text(source, name.id):
        return NOTHING
    edit = import_removal(source, names(source).imports[alias].statement, alias)
    return Needed((edit,), (lost_name(source, alias),)) if edit is not None else NOTHING


def tmp_path_instead(source: Source, call: ast.Call) -> Fix | None:
    """Ask for `tmp_path` in place of `tempfile.mkdtemp()` in a plain test function."""
    test = enclosing_function(source, call)
    if test is None or test not in test_set(source) or call.args or call.keywords:
        return None
    home, arguments = owner(source, test), test.args
    taken = {one.id for one in own_nodes(test) if isinstance(one, ast.Name)} | {
        one.arg for one in parameters(arguments)
    }
    only_plain = not (arguments.vararg or arguments.kwonlyargs or arguments.kwarg or arguments.defaults)
    if (home is not None and home.bases) or "tmp_path" in taken or not only_plain or "\r" in source.text:
        return None
    if arguments.args:
        last = source.extent(arguments.args[-1])
        place, text = Span(last.end_line, last.end_column, last.end_line, last.end_column), ", tmp_path"
    else:
        name = source.span(test)
        opening = source.offset(name.end_line, name.end_column)
        if source.text[opening : opening + 2] != "()":
            return None
        place, text = source.span_of(opening + 1, opening + 1), "tmp_path"
    lost = _without_import(source, call.func.value if isinstance(call.func, ast.Attribute) else call.func)
    asked = NameUse("tmp_path", Effect.BINDS, source.extent(test))
    edits = (Edit(place, text), Edit(source.extent(call), "str(tmp_path)"), *lost.edits)
    return Fix("Ask for `tmp_path`, which pytest deletes", edits, safe=False, names=(*lost.names, asked))


def ends_by_yield(fixture: Function) -> bool:
    """Tell whether a fixture has one `yield` and nothing after it."""
    last = fixture.body[-1]
    if len(fixture.decorator_list) > 1 or not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Yield):
        return False
    return sum(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(fixture)) == 1


_REST = regex(r"[ \t]*(#[^\r\n]*)?(?P<end>\r\n|\r|\n|\Z)")
_REPEATING = (*FUNCTIONS, ast.Lambda, ast.For, ast.AsyncFor, ast.While)


@question
def finalizers(source: Source) -> tuple[tuple[ast.Attribute, Function], ...]:
    """Where do fixtures and tests ask `request` to call something at the end?"""
    fixtures_and_tests = {*test_set(source), *fixture_functions(source)}
    added: list[tuple[ast.Attribute, Function]] = []
    for attribute in source.nodes(ast.Attribute) if "addfinalizer" in vocabulary(source) else ():
        if attribute.attr != "addfinalizer" or not isinstance(attribute.value, ast.Name):
            continue
        for binder in names(source).binders(attribute.value):
            function = source.parents.get(source.parents[binder]) if isinstance(binder, ast.arg) else None
            is_hinted = (type_of(source, attribute.value) or "").endswith("FixtureRequest")
            is_request = is_hinted or getattr(binder, "arg", "") == "request"
            if isinstance(function, FUNCTIONS) and is_request and function in fixtures_and_tests:
                added.append((attribute, function))
    return tuple(added)


def is_repeated(source: Source, fixture: ast.AST, node: ast.AST) -> bool:
    """Tell whether a node runs any number of times: in a loop of a function, or in a function inside it."""
    return any(isinstance(around, _REPEATING) for around in ancestors_within(source, node, fixture))


def yield_instead(source: Source, call: ast.Call) -> Fix | None:
    """Put what a finalizer calls behind a `yield`, where the two stand side by side at the end of a plain fixture."""
    fixture, statement = enclosing_function(source, call), source.parents[call]
    if fixture is None or fixture.returns is not None or not isinstance(statement, ast.Expr) or len(call.args) != 1:
        return None
    if len(fixture.body) < 2 or fixture.body[-2] is not statement or call.keywords:
        return None
    last, line, run = fixture.body[-1], whole_line(source, statement), _call_of(source, call.args[0])
    start, end = _start(source, last), _REST.match(source.text, _end(source, last))
    indent = source.text[source.starts[last.lineno - 1] : start]
    exits = [node for node in own_nodes(fixture) if isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom))]
    if exits != [last] or line is None or run is None or end is None or fixture in test_set(source) or indent.strip():
        return None
    lost, newline = _without_request(source, fixture), end["end"] or "\n"
    edits = (
        *lost.edits,
        Edit(line, ""),
        Edit(source.span_of(start, start + len("return")), "yield"),
        Edit(source.span_of(end.start("end"), end.start("end")), f"{newline}{indent}{run}"),
    )
    return Fix("Tidy up behind a `yield`", edits, safe=False, names=lost.names)


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
