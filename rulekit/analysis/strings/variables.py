"""Texts that go by a name: variables, attributes, entries of tables, and what functions of the same file return."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.flow.call_graph import class_named
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.reaching_definitions import definitions, values_at
from rulekit.analysis.flow.type_inference import attribute_values
from rulekit.analysis.names.functions import class_values, enclosing_function, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.evaluator import Reading, hole
from rulekit.analysis.strings.joins import items_of
from rulekit.analysis.strings.parts import MOST, Hole, Part, Text, Texts, chained, text_from
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import attributes_by_word, names_by_word
from rulekit.known.sanitizers import QUOTING

SELF = frozenset({"self", "cls"})
LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)
FUNCTION_TYPES = (ast.FunctionDef, ast.AsyncFunctionDef)


def named(reading: Reading, name: ast.Name) -> Texts:
    """Read a variable: what its definitions leave, with what `+=` adds to them."""
    found: Texts = ()
    for definition in definitions(reading.source, name):
        parent = reading.source.parents.get(definition)
        if isinstance(parent, ast.AugAssign):
            if not isinstance(parent.op, ast.Add):
                return ()
            found = chained([found or hole(name), reading.read(parent.value)])
        else:
            found = (*found, *_defined(reading, name, definition))
    return found


def _defined(reading: Reading, name: ast.Name, definition: ast.AST) -> Texts:
    value = names(reading.source).value(definition)
    if value is not None:
        texts = reading.read(value)
        return texts if any(text.is_written or not text.parts for text in texts) else hole(name)
    if isinstance(definition, ast.arg):
        return _handed_in(reading, definition) or hole(name)
    parent = reading.source.parents.get(definition)
    if isinstance(parent, ast.Tuple):
        return _unpacked(reading, parent, parent.elts.index(definition)) or hole(name)  # type: ignore[arg-type]
    if isinstance(parent, LOOPS):
        return _fixed([text for item in items_of(reading, parent.iter) or () for text in item]) or hole(name)
    return hole(name)


def _unpacked(reading: Reading, target: ast.Tuple, place: int) -> Texts:
    """Read a variable of `for name, title in (("a", "b"), ...)`, and of `name, title = "a", "b"`."""
    parent = reading.source.parents.get(target)
    rows: list[ast.expr] = []
    if isinstance(parent, LOOPS):
        rows = [*_entries(reading.source, parent.iter)]
    elif isinstance(parent, ast.Assign):
        rows = [parent.value]
    if not rows or not all(isinstance(row, (ast.Tuple, ast.List)) and len(row.elts) > place for row in rows):
        return ()
    return _fixed([text for row in rows for text in reading.read(row.elts[place])])  # type: ignore[attr-defined]


def _fixed(texts: list[Text]) -> Texts:
    """Give texts if all of them stand in the code."""
    return tuple(texts) if texts and not any(text.is_dynamic for text in texts) else ()


def _handed_in(reading: Reading, parameter: ast.arg) -> Texts:
    """Read a parameter of a private function that is only called with texts that stand in the code."""
    source = reading.source
    function = source.parents[source.parents[parameter]]
    if not isinstance(function, FUNCTION_TYPES) or not _is_private(source, function):
        return ()
    calls = _calls_of(source, function)
    if not calls:
        return ()
    found = [reading.go(lambda _, one: _argument_texts(reading, function, one, parameter), call) for call in calls]
    return _fixed([text for texts in found for text in texts or hole(calls[0])])


def _argument_texts(reading: Reading, function: Function, call: ast.Call, parameter: ast.arg) -> Texts:
    given = bound_arguments(function, call).get(parameter.arg)
    return reading.read(given) if given is not None else hole(call)


def _is_private(source: Source, function: Function) -> bool:
    if function.name.startswith("__") or function.decorator_list:
        return False
    is_nested = enclosing_function(source, function) is not None
    return is_nested or function.name.startswith("_")


def _calls_of(source: Source, function: Function) -> list[ast.Call] | None:
    """Give all calls of a function by its name; nothing if it is used in another way."""
    if function.name not in calls_by_word(source):
        return None
    uses: Sequence[ast.expr] = names_by_word(source).get(function.name, ())
    if owner(source, function) is not None:
        uses = attributes_by_word(source).get(function.name, ())
    found: list[ast.Call] = []
    for use in uses:
        call = source.parents[use]
        if not isinstance(call, ast.Call) or call.func is not use:
            return None
        found.append(call)
    return found


def attribute(reading: Reading, attribute: ast.Attribute) -> Texts:
    """Read `self.TABLE`, `Order.TABLE` and members of an enumeration, if only texts are ever put there.

    An attribute that is set once may have holes.
    """
    if attribute.attr in {"value", "name"} and isinstance(attribute.value, ast.Attribute):
        return _fixed([*reading.read(attribute.value)])
    values = _attribute_values(reading.source, attribute)
    texts = [text for value in values for text in reading.read(value)]
    return tuple(texts) if len(values) == 1 and texts[0].is_written else _fixed(texts)


def _attribute_values(source: Source, attribute: ast.Attribute) -> list[ast.expr]:
    home = _class_of(source, attribute)
    if home is None:
        return []
    put = attribute_values(source).get((home, attribute.attr), ())
    return [*class_values(home, attribute.attr), *put]


def _class_of(source: Source, attribute: ast.Attribute) -> ast.ClassDef | None:
    base = attribute.value
    if not isinstance(base, ast.Name):
        return None
    if base.id in SELF:
        return next((one for one in source.ancestors(attribute) if isinstance(one, ast.ClassDef)), None)
    return class_named(source, base)


def item(reading: Reading, subscript: ast.Subscript) -> Texts:
    """Read `COLUMNS[key]`, if the table stands in the code."""
    return _fixed([text for entry in _entries(reading.source, subscript.value) for text in reading.read(entry)])


def got(reading: Reading, call: ast.Call, receiver: ast.expr) -> Texts:
    """Read `COLUMNS.get(key, "name")`."""
    entries = [*_entries(reading.source, receiver)]
    return _fixed([text for entry in (*entries, *call.args[1:]) for text in reading.read(entry)]) if entries else ()


def _entries(source: Source, container: ast.expr) -> Iterator[ast.expr]:
    for display in values_at(source, container):
        if isinstance(display, ast.Dict):
            yield from display.values
        elif isinstance(display, (ast.List, ast.Tuple, ast.Set)):
            yield from display.elts


def result(reading: Reading, call: ast.Call) -> Texts:
    """Read what a function or method of the same file returns, its parameters replaced by the arguments."""
    function = called_function(reading.source, call)
    if function is None or QUOTING.search(getattr(function, "name", "")):
        return ()
    returned = _returned(function)[:MOST]
    given = bound_arguments(function, call)
    found = [text for value in returned for text in reading.read(value)]
    return tuple(one for text in found for one in chained([_filled(reading, part, given) for part in text.parts]))


def _returned(function: Function | ast.Lambda) -> list[ast.expr]:
    """Give the expressions that a function returns; a generator returns nothing of interest."""
    if isinstance(function, ast.Lambda):
        return [function.body]
    body = [*own_nodes(function)]
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in body):
        return []
    return [node.value for node in body if isinstance(node, ast.Return) and node.value is not None]


def _filled(reading: Reading, part: Part, given: Mapping[str, ast.expr]) -> Texts:
    """Put an argument in place of a hole that a parameter fills."""
    if isinstance(part, str):
        return (text_from([part]),)
    name = part.expression
    if not isinstance(name, ast.Name) or name.id not in given:
        return (Text((part,)),)
    if not all(isinstance(one, ast.arg) for one in definitions(reading.source, name)):
        return (Text((part,)),)
    texts = reading.read(given[name.id])
    if any(text.is_dynamic for text in texts):
        return (Text((Hole(given[name.id], part.is_number, part.within),)),)
    return texts


def called_function(source: Source, call: ast.Call) -> Function | ast.Lambda | None:
    """Find the function or method of the same file that a call goes to."""
    if isinstance(call.func, ast.Name):
        value = names(source).single_value(call.func) or names(source).single_binder(call.func)
        return value if isinstance(value, (*FUNCTION_TYPES, ast.Lambda)) else None
    if isinstance(call.func, ast.Attribute) and (home := _class_of(source, call.func)):
        word = call.func.attr
        return next((one for one in home.body if isinstance(one, FUNCTION_TYPES) and one.name == word), None)
    return None


def bound_arguments(function: Function | ast.Lambda, call: ast.Call) -> Mapping[str, ast.expr]:
    """Tell which expression each parameter of a function gets in a call, its default if none."""
    plain = [*function.args.posonlyargs, *function.args.args]
    found = dict(zip([one.arg for one in plain[::-1]], function.args.defaults[::-1], strict=False))
    pairs = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    found |= {one.arg: default for one, default in pairs if default is not None}
    if isinstance(call.func, ast.Attribute) and plain and plain[0].arg in SELF:
        plain = plain[1:]
    if not any(isinstance(one, ast.Starred) for one in call.args):
        found |= dict(zip([one.arg for one in plain], call.args, strict=False))
    return found | {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
