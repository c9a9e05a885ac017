"""Edits of fixtures that end by their `yield`, and of tests that make folders by themselves."""

import ast

from rulekit.analysis.edits.add_import import NOTHING, Needed
from rulekit.analysis.edits.remove_import import import_removal, lost_name
from rulekit.analysis.names.functions import enclosing_function, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function, parameters
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import test_set
from rulekit.model.finding import Edit, Effect, Fix, NameUse, Span
from rulekit.rules.testing.manual_setup.finalizers import whole_line

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
        lost = _without_import(source, hint)
        edits += [Edit(source.extent(hint), source.segment(source.extent(inner))), *lost.edits]
    return Fix("Return the value: nothing follows the `yield`", tuple(edits), names=lost.names)


def _yielded(hint: ast.expr) -> ast.expr | None:
    """Give `Order` of `Iterator[Order]` or `Generator[Order, None, None]`."""
    if not isinstance(hint, ast.Subscript):
        return None
    outer = last_name(hint.value)
    inner = hint.slice.elts[0] if isinstance(hint.slice, ast.Tuple) and hint.slice.elts else hint.slice
    return inner if outer in _YIELDS else None


def _without_import(source: Source, hint: ast.expr) -> Needed:
    """Delete the import that only this hint used."""
    name = hint.value if isinstance(hint, ast.Subscript) else hint
    if not isinstance(name, ast.Name) or sum(other.id == name.id for other in source.nodes(ast.Name)) > 1:
        return NOTHING
    alias = names(source).single_binder(name)
    if not isinstance(alias, ast.alias) or name.id in _texts_of(source):
        return NOTHING
    statement = names(source).imports[alias].statement
    edit = import_removal(source, statement, alias)
    return Needed((edit,), (lost_name(source, alias),)) if edit is not None else NOTHING


def _texts_of(source: Source) -> str:
    return " ".join(constant.value for constant in source.nodes(ast.Constant) if isinstance(constant.value, str))


def tmp_path_instead(source: Source, call: ast.Call) -> Fix | None:
    """Ask for `tmp_path` in place of `tempfile.mkdtemp()` in a plain test function."""
    test = enclosing_function(source, call)
    if test is None or test not in test_set(source) or call.args or call.keywords:
        return None
    taken = {one.arg for one in parameters(test.args)} | {
        one.id for one in own_nodes(test) if isinstance(one, ast.Name)
    }
    home, arguments = owner(source, test), test.args
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
    lost, asked = _unused_module(source, call), NameUse("tmp_path", Effect.BINDS, source.extent(test))
    edits = (Edit(place, text), Edit(source.extent(call), "str(tmp_path)"), *lost.edits)
    return Fix("Ask for `tmp_path`, which pytest deletes", edits, safe=False, names=(*lost.names, asked))


def _unused_module(source: Source, call: ast.Call) -> Needed:
    """Delete the import of `tempfile` that only this call used."""
    root = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    return _without_import(source, root)


def ends_by_yield(fixture: Function) -> bool:
    """Tell whether a fixture has one `yield` and nothing after it."""
    last = fixture.body[-1]
    if len(fixture.decorator_list) > 1 or not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Yield):
        return False
    return sum(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(fixture)) == 1
