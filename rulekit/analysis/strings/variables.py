"""Texts that go by a name: variables, attributes, entries of tables, and what functions of the same file return."""

import ast
from collections.abc import Iterable, Iterator

from rulekit.analysis.flow.arguments import argument_for, default_of
from rulekit.analysis.flow.call_graph import class_around, class_named, functions_behind
from rulekit.analysis.flow.reaching_definitions import definitions, values_at
from rulekit.analysis.flow.type_inference import attribute_values
from rulekit.analysis.names.functions import class_values, enclosing_function, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.sanitizers.calls import is_quoting
from rulekit.analysis.strings.evaluator import Evaluator
from rulekit.analysis.strings.joins import items_of
from rulekit.analysis.strings.text_variants import (
    MOST_TEXTS,
    Interpolation,
    Part,
    Text,
    Texts,
    concatenated,
    interpolated,
)
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import attributes_by_word, names_by_word

_SAME_ENTRIES = frozenset("types.MappingProxyType builtins.dict collections.OrderedDict builtins.tuple".split())
LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)


def variable(evaluator: Evaluator, name: ast.Name) -> Texts:
    """Evaluate a variable: what its definitions leave, with what `+=` adds to them."""
    texts: Texts = ()
    for definition in definitions(evaluator.source, name):
        parent = evaluator.source.parents.get(definition)
        if isinstance(parent, ast.AugAssign):
            if not isinstance(parent.op, ast.Add):
                return ()
            texts = concatenated([texts or interpolated(name), evaluator.texts(parent.value)])
        else:
            texts = (*texts, *(_defined(evaluator, definition) or interpolated(name)))
    return texts


def _defined(evaluator: Evaluator, definition: ast.AST) -> Texts:
    """Return the texts that a definition gives its name, as far as literals decide them."""
    value = names(evaluator.source).value(definition)
    if value is not None:
        texts = evaluator.texts(value)
        return texts if any(text.has_literal or not text.parts for text in texts) else ()
    if isinstance(definition, ast.arg):
        return _parameter(evaluator, definition)
    parent = evaluator.source.parents.get(definition)
    if isinstance(parent, ast.Tuple):
        return _unpacked(evaluator, parent, parent.elts.index(definition))  # type: ignore[arg-type]
    if isinstance(parent, LOOPS):
        return _if_literal(text for item in items_of(evaluator, parent.iter) or () for text in item)
    return ()


def _if_literal(texts: Iterable[Text]) -> Texts:
    """Return texts if none has an interpolation: of a table, one entry that varies makes all of it unknown."""
    known = tuple(texts)
    return () if any(text.is_dynamic for text in known) else known


def _unpacked(evaluator: Evaluator, target: ast.Tuple, position: int) -> Texts:
    """Evaluate a variable of `for name, title in (("a", "b"), ...)`, and of `name, title = "a", "b"`."""
    parent = evaluator.source.parents.get(target)
    rows: list[ast.expr] = []
    match parent:
        case (
            ast.For(iter=ast.Call(func=ast.Attribute(value=table, attr="items"), args=[]))
            | ast.comprehension(iter=ast.Call(func=ast.Attribute(value=table, attr="items"), args=[]))
        ) if position == 0:
            return _if_literal(text for key in items_of(evaluator, table) or () for text in key)
    if isinstance(parent, LOOPS):
        rows = [*_entries(evaluator.source, parent.iter)]
    elif isinstance(parent, ast.Assign):
        rows = [parent.value]
    parts = [row.elts[position] for row in rows if isinstance(row, (ast.Tuple, ast.List)) and len(row.elts) > position]
    return _if_literal(text for part in parts for text in evaluator.texts(part)) if len(parts) == len(rows) else ()


def _parameter(evaluator: Evaluator, parameter: ast.arg) -> Texts:
    """Evaluate a parameter of a private function that is only called with literals."""
    source = evaluator.source
    function = source.parents[source.parents[parameter]]
    # Only this file calls a private or nested function; a decorator may hand it to others.
    if not isinstance(function, FUNCTIONS) or function.decorator_list or function.name.startswith("__"):
        return ()
    if not function.name.startswith("_") and enclosing_function(source, function) is None:
        return ()

    def argument_texts(_: Evaluator, call: ast.Call) -> Texts:
        argument = argument_for(source, call, parameter) or default_of(source, parameter)
        return evaluator.texts(argument) if argument is not None else ()

    by_word = names_by_word if owner(source, function) is None else attributes_by_word
    texts: list[Text] = []
    for use in by_word(source).get(function.name, ()):
        call = source.parents[use]
        # Nobody sees the calls of a function that is used in another way.
        if not isinstance(call, ast.Call) or call.func is not use:
            return ()
        texts += evaluator.step(argument_texts, call) or interpolated(call)
    return _if_literal(texts)


def attribute(evaluator: Evaluator, attribute: ast.Attribute) -> Texts:
    """Evaluate `self.TABLE`, `Order.TABLE` and members of an enumeration, if only literals are ever put there.

    An attribute that is set once may have interpolations.
    """
    base = attribute.value
    if attribute.attr in {"value", "name"} and isinstance(base, ast.Attribute):
        return _if_literal(evaluator.texts(base))
    source, home = evaluator.source, None
    if isinstance(base, ast.Name):
        home = class_around(source, attribute) if base.id in {"self", "cls"} else class_named(source, base)
    if home is None:
        return ()
    values = [*class_values(source, home, attribute.attr), *attribute_values(source).get((home, attribute.attr), ())]
    texts = [text for value in values for text in evaluator.texts(value)]
    return tuple(texts) if len(values) == 1 and texts[0].has_literal else _if_literal(texts)


def entry(evaluator: Evaluator, subscript: ast.Subscript) -> Texts:
    """Evaluate `COLUMNS[key]`, if the table is a literal."""
    entries = _entries(evaluator.source, subscript.value)
    return _if_literal(text for entry in entries for text in evaluator.texts(entry))


def dictionary_get(evaluator: Evaluator, call: ast.Call, receiver: ast.expr) -> Texts:
    """Evaluate `COLUMNS.get(key, "name")`."""
    entries = [*_entries(evaluator.source, receiver)]
    values = (*entries, *call.args[1:]) if entries else ()
    return _if_literal(text for value in values for text in evaluator.texts(value))


def _entries(source: Source, container: ast.expr) -> Iterator[ast.expr]:
    for display in values_at(source, container):
        match display:
            case ast.Dict(values=values) | ast.List(elts=values) | ast.Tuple(elts=values) | ast.Set(elts=values):
                yield from values
            case ast.Call(args=[inner], keywords=[]) if names(source).resolve(display.func) in _SAME_ENTRIES:
                yield from _entries(source, inner)
            case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
                yield from (keyword.value for keyword in keywords)
            case ast.Attribute(value=ast.Name() as base, attr=word):
                home = class_around(source, display) if base.id in {"self", "cls"} else class_named(source, base)
                for value in class_values(source, home, word) if home is not None else ():
                    yield from _entries(source, value)


def returned(evaluator: Evaluator, call: ast.Call) -> Texts:
    """Evaluate what a function or method of the same file returns, its parameters replaced by the arguments.

    A function that quotes by its name stays an interpolation, which is known to be harmless.
    """
    match functions_behind(evaluator.source, call.func):
        case (ast.Lambda(body=body),):
            values = [body]
        case (ast.FunctionDef() | ast.AsyncFunctionDef() as function,) if not is_quoting(evaluator.source, call):
            nodes = [*own_nodes(function)]
            if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in nodes):
                return ()
            values = [node.value for node in nodes if isinstance(node, ast.Return) and node.value is not None]
        case _:
            return ()
    texts = [text for value in values[:MOST_TEXTS] for text in evaluator.texts(value)]
    return tuple(
        filled
        for text in texts
        for filled in concatenated([_with_argument(evaluator, part, call) for part in text.parts])
    )


def _with_argument(evaluator: Evaluator, part: Part, call: ast.Call) -> Texts:
    """Return a part of a returned text, with the argument in place of a parameter of the function that is called."""
    source = evaluator.source
    name = part.expression if isinstance(part, Interpolation) else None
    reaching = definitions(source, name) if isinstance(name, ast.Name) else ()
    parameter = reaching[0] if len(reaching) == 1 else None
    if isinstance(part, str) or not isinstance(parameter, ast.arg):
        return (Text((part,)),)
    is_own = source.parents[source.parents[parameter]] in functions_behind(source, call.func)
    argument = argument_for(source, call, parameter) or default_of(source, parameter)
    if argument is None or not is_own:
        return (Text((part,)),)
    texts = evaluator.texts(argument)
    if any(text.is_dynamic for text in texts):
        return (Text((Interpolation(argument, part.is_number, part.builder),)),)
    return texts
