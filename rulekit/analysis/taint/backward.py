"""Where a value comes from: from a person or the network, from the caller, out of the code, or nobody can tell."""

import ast
import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rulekit.analysis.flow.arguments import argument_for, arguments_passed, returned_values
from rulekit.analysis.flow.call_graph import class_around
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import attribute_values
from rulekit.analysis.names.scopes import names
from rulekit.analysis.sanitizers.calls import is_cleaning
from rulekit.analysis.sanitizers.guards import is_looked_at
from rulekit.analysis.syntax.index import children
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.taint.model import Channel, Entry
from rulekit.analysis.taint.sources import input_at, parameter_entry
from rulekit.known.inputs import HANDING_METHODS, HANDING_ON
from rulekit.known.sanitizers import CLEANING

__all__ = ["Channel", "Kind", "Origin", "input_of", "origins"]

OWN_NAMES = frozenset({"__name__", "__qualname__", "__module__"})
LONGEST_WAY = 40
MOST_CALLS = 3
LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)
_NUMBER_SIGNS = frozenset("dbnoxXeEfFgG%")


class Kind(enum.Enum):
    """Who decides what a value is.

    `CLEANED` stands for what a conversion or a check has made harmless: `int(text)`, `shlex.quote(text)`.
    """

    INPUT = enum.auto()
    PARAMETER = enum.auto()
    CONSTANT = enum.auto()
    CLEANED = enum.auto()
    UNKNOWN = enum.auto()


@dataclass(frozen=True)
class Origin:
    """One place where a value comes from.

    `what` says it in words ("comes from a person"); input has a `channel`.
    `way` holds the definitions that the value passes on its way, from the origin to the use.
    """

    kind: Kind
    node: ast.AST
    what: str = field(default="", compare=False)
    channel: Channel | None = None
    way: tuple[ast.AST, ...] = field(default=(), compare=False)


def origins(source: Source, expression: ast.expr) -> frozenset[Origin]:
    """Tell where the value of an expression comes from; each origin once."""
    search = _Search(source)
    search.visit(expression, ())
    return frozenset(search.found)


def input_of(source: Source, expression: ast.expr) -> Origin | None:
    """Give the first origin in the text that is input, if there is one."""
    found = [one for one in origins(source, expression) if one.kind is Kind.INPUT]
    return min(found, key=lambda one: (one.node.lineno, one.node.col_offset), default=None)  # type: ignore[attr-defined]


class _Search:
    """Walks from an expression back to where its parts come from; every part is looked at once.

    `inside` holds the calls through which it came into the functions that it is in.
    """

    def __init__(self, source: Source, seen: set[ast.AST] | None = None, inside: tuple[ast.Call, ...] = ()) -> None:
        self.source = source
        self.found: list[Origin] = []
        self._seen: set[ast.AST] = set() if seen is None else seen
        self._inside = inside

    def visit(self, expression: ast.AST, way: tuple[ast.AST, ...]) -> None:
        """Look at one expression; `way` holds the definitions between it and the use."""
        if expression in self._seen or len(way) > LONGEST_WAY:
            return
        self._seen.add(expression)
        entry = input_at(self.source, expression)
        if entry is not None:
            self._enter(entry, way)
        elif handler := _KINDS.get(type(expression)):
            handler(self, expression, way)
        else:
            self.note(Kind.UNKNOWN, expression, way)

    def note(self, kind: Kind, node: ast.AST, way: Sequence[ast.AST]) -> None:
        """Put down an origin that is no input."""
        self.found.append(Origin(kind, node, _WORDS[kind], None, tuple(way)))

    def all(self, expressions: Sequence[ast.AST | None], way: tuple[ast.AST, ...]) -> None:
        """Look at several expressions whose values come together."""
        for expression in expressions:
            if expression is not None:
                self.visit(expression, way)

    def _enter(self, entry: Entry, way: tuple[ast.AST, ...]) -> None:
        kind = Kind.CLEANED if entry.channel is None else Kind.INPUT
        self.found.append(Origin(kind, entry.node, entry.what, entry.channel, way))

    def name(self, name: ast.Name, way: tuple[ast.AST, ...]) -> None:
        """Follow a name to its definitions."""
        found = definitions(self.source, name)
        for definition in found:
            self._definition(definition, (definition, *way))
        if not found:
            self.note(Kind.UNKNOWN, name, way)

    def _definition(self, definition: ast.AST, way: tuple[ast.AST, ...]) -> None:
        if definition in self._seen:
            return
        self._seen.add(definition)
        if isinstance(definition, ast.arg):
            self._parameter(definition, way)
            return
        kept = names(self.source).value(definition) or _bound_part(self.source, definition)
        if kept is not None:
            self.visit(kept, way)
        elif isinstance(definition, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self.note(Kind.CONSTANT, definition, way)
        else:
            self.note(Kind.UNKNOWN, definition, way)

    def _parameter(self, parameter: ast.arg, way: tuple[ast.AST, ...]) -> None:
        entry = parameter_entry(self.source, parameter)
        if entry is not None:
            self._enter(entry, way)
        elif parameter.arg in {"self", "cls"}:
            self.note(Kind.UNKNOWN, parameter, way)
        elif self._inside and (given := argument_for(self.source, self._inside[-1], parameter)) is not None:
            self._step_out(given, way)
        else:
            self.note(Kind.PARAMETER, parameter, way)
            calls = arguments_passed(self.source, parameter)
            unchecked = [value for call, value in calls if not is_looked_at(self.source, value, call)]
            self._look_for_input(_Search(self.source, self._seen), unchecked, way)

    def _step_out(self, given: ast.expr, way: tuple[ast.AST, ...]) -> None:
        """Go on with an argument of the call through which the search came in."""
        outer = _Search(self.source, None, self._inside[:-1])
        outer.visit(given, way)
        self.found += outer.found

    def attribute(self, attribute: ast.Attribute, way: tuple[ast.AST, ...]) -> None:
        """Follow `self.name` to what the methods put there, and any other attribute to its object."""
        base = attribute.value
        if attribute.attr in OWN_NAMES:
            self.note(Kind.CONSTANT, attribute, way)
            return
        if not isinstance(base, ast.Name) or base.id not in {"self", "cls"}:
            self.visit(base, way)
            return
        home = class_around(self.source, attribute)
        values = attribute_values(self.source).get((home, attribute.attr), ()) if home else ()
        self.all(values, way)
        if not values:
            self.note(Kind.UNKNOWN, attribute, way)

    def call(self, call: ast.Call, way: tuple[ast.AST, ...]) -> None:
        """Follow what a call hands on, and tell what it cleans."""
        target = names(self.source).resolve(call.func)
        word = last_name(call.func)
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        if target in HANDING_ON:
            self.all(given, way)
        elif target == "builtins.getattr" and call.args:
            self.visit(call.args[0], way)
        elif target in {"builtins.map", "functools.reduce"}:
            self._mapped(call, way)
        elif is_cleaning(self.source, call):
            self.note(Kind.CLEANED, call, way)
        elif self._step_in(call, way):
            return
        elif isinstance(call.func, ast.Attribute) and (target is None or word in HANDING_METHODS):
            self._method(call.func, given if word in HANDING_METHODS else [], way)
        else:
            self.note(Kind.UNKNOWN, call, way)

    def _step_in(self, call: ast.Call, way: tuple[ast.AST, ...]) -> bool:
        """Look for input in what the functions of this file behind a call give back; tell whether there is some."""
        if len(self._inside) == MOST_CALLS:
            return False
        inner = _Search(self.source, None, (*self._inside, call))
        given = [value for value in returned_values(self.source, call) if not self._is_checked_before(value)]
        return self._look_for_input(inner, given, (call, *way))

    def _is_checked_before(self, value: ast.expr) -> bool:
        """Tell whether a function looks at a value before it returns it, which makes it harmless for its caller."""
        statement = self.source.parents[value]
        return isinstance(statement, ast.Return) and is_looked_at(self.source, value, statement)

    def _look_for_input(self, other: "_Search", expressions: Sequence[ast.expr], way: tuple[ast.AST, ...]) -> bool:
        """Take over the input that another search finds, and nothing else; tell whether there is some."""
        other.all(expressions, way)
        entered = [one for one in other.found if one.kind is Kind.INPUT]
        self.found += entered
        return bool(entered)

    def _mapped(self, call: ast.Call, way: tuple[ast.AST, ...]) -> None:
        function = names(self.source).resolve(call.args[0]) if call.args else None
        if function in CLEANING:
            self.note(Kind.CLEANED, call, way)
        else:
            self.all(call.args[1:], way)

    def _method(self, function: ast.Attribute, given: Sequence[ast.expr], way: tuple[ast.AST, ...]) -> None:
        """Follow the object of a method: what text, paths and containers give is theirs, of others only input counts.

        A table that stands in the code gives its own values, whatever key it is asked for.
        """
        inner = _Search(self.source, self._seen, self._inside)
        inner.visit(function.value, way)
        if function.attr in HANDING_METHODS:
            self.found += inner.found
            is_table = function.attr in {"get", "pop", "setdefault"}
            self.all(given[1:] if is_table else given, way)
            return
        entered = [one for one in inner.found if one.kind is Kind.INPUT]
        self.found += entered
        if not entered:
            self.note(Kind.UNKNOWN, function, way)

    def field(self, part: ast.FormattedValue, way: tuple[ast.AST, ...]) -> None:
        """Follow a value in an f-string, unless its format lets numbers through only."""
        last = part.format_spec.values[-1:] if isinstance(part.format_spec, ast.JoinedStr) else []
        text = last[0].value if last and isinstance(last[0], ast.Constant) else ""
        if isinstance(text, str) and text[-1:] in _NUMBER_SIGNS and text:
            self.note(Kind.CLEANED, part, way)
        else:
            self.visit(part.value, way)


def _bound_part(source: Source, definition: ast.AST) -> ast.AST | None:
    """Give what `a, b = ...`, `for x in ...`, `with ... as f` and `x += ...` bind to a name, as far as it is told."""
    parent = source.parents.get(definition)
    if isinstance(parent, ast.AugAssign):
        return parent.value
    if isinstance(parent, LOOPS):
        return parent.iter
    if isinstance(parent, ast.withitem):
        return parent.context_expr
    if isinstance(parent, ast.Starred):
        return _bound_part(source, parent)
    if isinstance(parent, (ast.Tuple, ast.List)) and isinstance(definition, ast.expr):
        return _unpacked(source, parent, parent.elts.index(definition))
    return parent.subject if isinstance(parent, ast.Match) else None


def _unpacked(source: Source, target: ast.Tuple | ast.List, place: int) -> ast.AST | None:
    """Give the part of a row that goes to one of several names, or the whole where it cannot be taken apart."""
    whole = names(source).value(target) or _bound_part(source, target)
    if isinstance(whole, (ast.Tuple, ast.List)) and isinstance(source.parents.get(target), ast.Assign):
        has_star = any(isinstance(one, ast.Starred) for one in (*whole.elts, *target.elts))
        return whole if has_star or place >= len(whole.elts) else whole.elts[place]
    if isinstance(whole, ast.Call) and isinstance(whole.func, ast.Name) and whole.args:
        if whole.func.id == "enumerate":
            return whole.args[0] if place else None
        if whole.func.id == "zip" and place < len(whole.args):
            return whole.args[place]
    return whole


def _made(search: _Search, made: ast.ListComp, way: tuple[ast.AST, ...]) -> None:
    search.visit(made.elt, way)


def _fixed(search: _Search, node: ast.AST, way: tuple[ast.AST, ...]) -> None:
    search.note(Kind.CONSTANT, node, way)


def _truth(search: _Search, node: ast.AST, way: tuple[ast.AST, ...]) -> None:
    search.note(Kind.CLEANED, node, way)


def _parts(search: _Search, node: ast.AST, way: tuple[ast.AST, ...]) -> None:
    """Look at all that stands in an operation or a display."""
    found = [child for child in children(node) if isinstance(child, ast.expr)]
    if found:
        search.all(found, way)
    else:
        search.note(Kind.CONSTANT, node, way)


def _inner(search: _Search, node: Any, way: tuple[ast.AST, ...]) -> None:
    search.visit(node.value, way)


def _either(search: _Search, choice: ast.IfExp, way: tuple[ast.AST, ...]) -> None:
    search.all([choice.body, choice.orelse], way)


_WORDS: Final[Mapping[Kind, str]] = {
    Kind.PARAMETER: "comes from the caller",
    Kind.CONSTANT: "stands in the code",
    Kind.CLEANED: "is made harmless",
    Kind.UNKNOWN: "comes from elsewhere",
}
_KINDS: Final[Mapping[type, Callable[[_Search, Any, tuple[ast.AST, ...]], None]]] = {
    **dict.fromkeys((ast.BinOp, ast.BoolOp, ast.JoinedStr, ast.Dict, ast.List, ast.Tuple, ast.Set), _parts),
    **dict.fromkeys((ast.Await, ast.Starred, ast.NamedExpr, ast.Subscript, ast.YieldFrom), _inner),
    **dict.fromkeys((ast.Constant, ast.Lambda), _fixed),
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp), _made),
    ast.Attribute: _Search.attribute,
    ast.Call: _Search.call,
    ast.Compare: _truth,
    ast.DictComp: lambda search, made, way: search.all([made.key, made.value], way),
    ast.FormattedValue: _Search.field,
    ast.IfExp: _either,
    ast.Name: _Search.name,
    ast.UnaryOp: lambda search, node, way: search.visit(node.operand, way),
}
