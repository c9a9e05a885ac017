"""Backward taint: where a value comes from, the places that it passes, and who decides what it is."""

import ast
import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Final

from rulekit.analysis.flow.arguments import argument_for, arguments_passed, returned_values
from rulekit.analysis.flow.call_graph import class_around
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import attribute_values
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.sanitizers.calls import is_cleaning
from rulekit.analysis.sanitizers.guards import is_looked_at
from rulekit.analysis.syntax.format_strings import takes_only_numbers
from rulekit.analysis.syntax.index import children
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.taint.sources import Channel, Entry, input_at, parameter_entry
from rulekit.known.inputs import HANDING_METHODS, HANDING_ON
from rulekit.known.sanitizers import CLEANING
from rulekit.model.finding import Step
from rulekit.model.late import dataclass

__all__ = ["Channel", "Kind", "Origin", "farthest", "first_step", "input_of", "origins"]

OWN_NAMES = frozenset({"__name__", "__qualname__", "__module__"})
# Bounds of the search: definitions on one path, and calls that it steps into one after another.
LONGEST_PATH = 40
# Of a sum of thousands of texts, or a chain of hundreds of calls, the innermost come from elsewhere for all we know.
DEEPEST = 120
MOST_CALLS = 3


class Kind(enum.Enum):
    """Who decides what a value is, the one first over whom the program has the least power.

    `CLEANED` stands for what a conversion or a check has made harmless: `int(text)`, `shlex.quote(text)`.
    """

    INPUT = enum.auto()
    PARAMETER = enum.auto()
    UNKNOWN = enum.auto()
    CLEANED = enum.auto()
    CONSTANT = enum.auto()


@dataclass(frozen=True)
class Origin:
    """One place where a value comes from.

    `what` says it in words ("comes from a person"); input has a `channel`.
    `path` holds the definitions that the value passes, from the origin to the use.
    """

    kind: Kind
    node: ast.AST
    what: str = field(default="", compare=False)
    channel: Channel | None = None
    path: tuple[ast.AST, ...] = field(default=(), compare=False)


def origins(source: Source, expression: ast.expr) -> frozenset[Origin]:
    """Tell where the value of an expression comes from; each origin once."""
    search = _Search(source)
    search.visit(expression, ())
    return frozenset(search.origins)


def input_of(source: Source, expression: ast.expr) -> Origin | None:
    """Return the first origin in the text that is input, if there is one."""
    inputs = [origin for origin in origins(source, expression) if origin.kind is Kind.INPUT]
    return min(inputs, key=lambda origin: _position(origin.node), default=None)


def farthest(source: Source, expression: ast.expr) -> Origin:
    """Return the origin that the program has the least power over; of several the first in the text."""
    known = []
    for origin in origins(source, expression):
        node = origin.node
        # An empty container is one that is filled later, and nobody knows with what.
        is_empty = isinstance(node, ast.Dict) and not node.values
        is_empty = is_empty or (isinstance(node, (ast.List, ast.Set)) and not node.elts)
        known.append(replace(origin, kind=Kind.UNKNOWN) if is_empty and origin.kind is Kind.CONSTANT else origin)
    unknown = Origin(Kind.UNKNOWN, expression)
    return min(known, key=lambda origin: (origin.kind.value, _position(origin.node)), default=unknown)


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def first_step(source: Source, origin: Origin) -> tuple[Step, ...]:
    """Tell where a value comes in, if somebody else decides what it is."""
    is_foreign = origin.kind in {Kind.INPUT, Kind.PARAMETER}
    return (Step(source.span(origin.node), origin.what),) if is_foreign else ()


# The calls through which a search came into a function, and the call or argument at which it leaves it.
_Crossing = tuple[tuple[ast.Call, ...], ast.expr]


class _Search:
    """Walks from an expression back to where its parts come from; every part is looked at once.

    `calls` holds the calls through which it came into the functions that it is in; `depth` counts how deep it is.
    `crossed` holds what was found behind calls and behind their arguments, by the calls through which it came there:
    functions that call each other would be walked again from every one of their calls.
    """

    def __init__(
        self,
        source: Source,
        seen: set[ast.AST] | None = None,
        calls: tuple[ast.Call, ...] = (),
        depth: int = 0,
        crossed: dict[_Crossing, Sequence[Origin]] | None = None,
    ) -> None:
        self.source = source
        self._depth = depth
        self.origins: list[Origin] = []
        self._seen: set[ast.AST] = set() if seen is None else seen
        self._calls = calls
        self._crossed = {} if crossed is None else crossed

    def visit(self, expression: ast.AST, path: tuple[ast.AST, ...]) -> None:
        """Look at one expression; `path` holds the definitions between it and the use."""
        if expression in self._seen or len(path) > LONGEST_PATH:
            return
        self._seen.add(expression)
        if self._depth >= DEEPEST:
            self.note(Kind.UNKNOWN, expression, path)
            return
        self._depth += 1
        try:
            self._look_at(expression, path)
        finally:
            self._depth -= 1

    def _look_at(self, expression: ast.AST, path: tuple[ast.AST, ...]) -> None:
        entry = input_at(self.source, expression)
        if entry is not None:
            self._enter(entry, path)
        elif handler := _HANDLERS.get(type(expression)):
            handler(self, expression, path)
        else:
            self.note(Kind.UNKNOWN, expression, path)

    def note(self, kind: Kind, node: ast.AST, path: tuple[ast.AST, ...]) -> None:
        """Put down an origin that is no input."""
        self.origins.append(Origin(kind, node, _WORDS[kind], None, path))

    def visit_all(self, expressions: Sequence[ast.AST | None], path: tuple[ast.AST, ...]) -> None:
        """Look at several expressions whose values come together."""
        for expression in expressions:
            if expression is not None:
                self.visit(expression, path)

    def _enter(self, entry: Entry, path: tuple[ast.AST, ...]) -> None:
        kind = Kind.CLEANED if entry.channel is None else Kind.INPUT
        self.origins.append(Origin(kind, entry.node, entry.what, entry.channel, path))

    def name(self, name: ast.Name, path: tuple[ast.AST, ...]) -> None:
        """Follow a name to its definitions."""
        reaching = definitions(self.source, name)
        if not reaching:
            self.note(Kind.UNKNOWN, name, path)
        for definition in reaching:
            if definition in self._seen:
                continue
            self._seen.add(definition)
            longer = (definition, *path)
            if isinstance(definition, ast.arg):
                self._parameter(definition, longer)
            elif value := names(self.source).value(definition) or _bound_part(self.source, definition):
                self.visit(value, longer)
            else:
                is_defined_here = isinstance(definition, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
                self.note(Kind.CONSTANT if is_defined_here else Kind.UNKNOWN, definition, longer)

    def _parameter(self, parameter: ast.arg, path: tuple[ast.AST, ...]) -> None:
        entry = parameter_entry(self.source, parameter)
        if entry is not None:
            self._enter(entry, path)
        elif parameter.arg in {"self", "cls"}:
            self.note(Kind.UNKNOWN, parameter, path)
        elif self._calls and (given := argument_for(self.source, self._calls[-1], parameter)) is not None:
            self.origins += _after(self._in_caller(given), path)
        else:
            self.note(Kind.PARAMETER, parameter, path)
            values = [(value, call) for call, value in arguments_passed(self.source, parameter)]
            self.origins += self._input_in(self._within((), self._seen), values, path)

    def _within(self, calls: tuple[ast.Call, ...], seen: set[ast.AST] | None = None) -> "_Search":
        return _Search(self.source, seen, calls, self._depth, self._crossed)

    def _in_caller(self, given: ast.expr) -> Sequence[Origin]:
        """Go on in the caller through which the search came in; what needs itself comes from nowhere else."""
        crossing = (self._calls[:-1], given)
        if crossing not in self._crossed:
            self._crossed[crossing] = ()
            outer = self._within(self._calls[:-1])
            outer.visit(given, ())
            self._crossed[crossing] = tuple(dict.fromkeys(outer.origins))
        return self._crossed[crossing]

    def attribute(self, attribute: ast.Attribute, path: tuple[ast.AST, ...]) -> None:
        """Follow `self.name` to what the methods put there, and any other attribute to its object."""
        base = attribute.value
        if attribute.attr in OWN_NAMES:
            self.note(Kind.CONSTANT, attribute, path)
        elif not isinstance(base, ast.Name) or base.id not in {"self", "cls"}:
            self.visit(base, path)
        else:
            home = class_around(self.source, attribute)
            values = attribute_values(self.source).get((home, attribute.attr), ()) if home else ()
            self.visit_all(values, path)
            if not values:
                self.note(Kind.UNKNOWN, attribute, path)

    def call(self, call: ast.Call, path: tuple[ast.AST, ...]) -> None:
        """Follow what a call hands on, and tell what it cleans."""
        resolve = names(self.source).resolve
        target = resolve(call.func)
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        if target in HANDING_ON:
            self.visit_all(given, path)
        elif target == "builtins.getattr" and call.args:
            self.visit(call.args[0], path)
        elif target in {"builtins.map", "functools.reduce"} and not (call.args and resolve(call.args[0]) in CLEANING):
            self.visit_all(call.args[1:], path)
        elif target in {"builtins.map", "functools.reduce"} or is_cleaning(self.source, call):
            self.note(Kind.CLEANED, call, path)
        elif self._returns_input(call, path):
            return
        elif isinstance(call.func, ast.Attribute) and (target is None or last_name(call.func) in HANDING_METHODS):
            self._method(call.func, given, path)
        else:
            self.note(Kind.UNKNOWN, call, path)

    def _returns_input(self, call: ast.Call, path: tuple[ast.AST, ...]) -> bool:
        """Look for input in what the functions of this file behind a call give back; tell whether there is some."""
        if len(self._calls) == MOST_CALLS:
            return False
        crossing = (self._calls, call)
        if crossing not in self._crossed:
            self._crossed[crossing] = ()
            # A function that calls itself gives back nothing that it does not give back anyway.
            entered = {enclosing_function(self.source, inner) for inner in (*self._calls, call)[1:]}
            values = [
                (value, self.source.parents[value])
                for value in returned_values(self.source, call)
                if enclosing_function(self.source, value) not in entered
            ]
            self._crossed[crossing] = self._input_in(self._within((*self._calls, call)), values, (call,))
        inputs = _after(self._crossed[crossing], path)
        self.origins += inputs
        return bool(inputs)

    def _input_in(
        self, other: "_Search", values: Sequence[tuple[ast.expr, ast.AST]], path: tuple[ast.AST, ...]
    ) -> list[Origin]:
        """Return the input that another search finds, each once, and nothing else.

        What a function looks at before it returns it or hands it on is harmless where it arrives.
        """
        inputs: list[Origin] = []
        for value, place in values:
            known = len(other.origins)
            other.visit(value, path)
            inputs += [
                origin
                for origin in other.origins[known:]
                if origin.kind is Kind.INPUT and not self._is_looked_at(value, place, origin)
            ]
        return list(dict.fromkeys(inputs))

    def _is_looked_at(self, value: ast.expr, place: ast.AST, origin: Origin) -> bool:
        """Tell whether a guard stands before a place where a function lets a value go."""
        if not isinstance(place, (ast.Return, ast.Call)):
            return False
        home = enclosing_function(self.source, place)
        passed = [node for node in (origin.node, *origin.path) if enclosing_function(self.source, node) is home]
        made_of = {getattr(node, "id", getattr(node, "arg", "")) for node in passed}
        return is_looked_at(self.source, value, place, made_of)

    def _method(self, function: ast.Attribute, given: Sequence[ast.expr], path: tuple[ast.AST, ...]) -> None:
        """Follow the object of a method: what text, paths and containers give is theirs, of others only input counts.

        A table that stands in the code gives its own values, whatever key it is asked for.
        """
        if function.attr in HANDING_METHODS:
            self.visit(function.value, path)
            self.visit_all(given[1:] if function.attr in {"get", "pop", "setdefault"} else given, path)
            return
        inputs = self._input_in(self._within(self._calls, self._seen), [(function.value, function)], path)
        self.origins += inputs
        if not inputs:
            self.note(Kind.UNKNOWN, function, path)

    def field(self, part: ast.FormattedValue, path: tuple[ast.AST, ...]) -> None:
        """Follow a value in an f-string, unless its format lets numbers through only."""
        if takes_only_numbers(part):
            self.note(Kind.CLEANED, part, path)
        else:
            self.visit(part.value, path)

    def made(self, comprehension: ast.ListComp | ast.SetComp | ast.GeneratorExp, path: tuple[ast.AST, ...]) -> None:
        """Follow what a comprehension gives, unless its conditions sort out what comes in."""
        has_conditions = any(loop.ifs for loop in comprehension.generators)
        if has_conditions and is_looked_at(self.source, comprehension.elt, comprehension.elt):
            self.note(Kind.CLEANED, comprehension, path)
        else:
            self.visit(comprehension.elt, path)

    def parts(self, node: ast.AST, path: tuple[ast.AST, ...]) -> None:
        """Look at all that stands in an operation or a display."""
        expressions = [child for child in children(node) if isinstance(child, ast.expr)]
        # A sum of many texts is as deep as it is long, always on its left.
        while isinstance(node, ast.BinOp) and isinstance(node.left, ast.BinOp):
            node = node.left
            expressions = [node.left, node.right, *expressions[1:]]
        self.visit_all(expressions, path)
        if not expressions:
            self.note(Kind.CONSTANT, node, path)


def _after(origins_there: Sequence[Origin], path: tuple[ast.AST, ...]) -> list[Origin]:
    """Return origins of a value that passes more definitions than their own search knew."""
    return [replace(origin, path=(*origin.path, *path)) for origin in origins_there]


def _bound_part(source: Source, definition: ast.AST) -> ast.AST | None:
    """Return what `a, b = ...`, `for x in ...`, `with ... as f` and `x += ...` bind to a name, as far as it is told."""
    match source.parents.get(definition):
        case ast.AugAssign(value=bound) | ast.withitem(context_expr=bound) | ast.Match(subject=bound):
            return bound
        case ast.For(iter=bound) | ast.AsyncFor(iter=bound) | ast.comprehension(iter=bound):
            return bound
        case ast.Starred() as starred:
            return _bound_part(source, starred)
        case ast.Tuple() | ast.List() as targets:
            return _unpacked(source, targets, targets.elts.index(definition))  # type: ignore[arg-type]
    return None


def _unpacked(source: Source, target: ast.Tuple | ast.List, place: int) -> ast.AST | None:
    """Return the part of a row that goes to one of several names, or the whole where it cannot be taken apart."""
    whole = names(source).value(target) or _bound_part(source, target)
    if isinstance(whole, (ast.Tuple, ast.List)) and isinstance(source.parents.get(target), ast.Assign):
        has_star = any(isinstance(item, ast.Starred) for item in (*whole.elts, *target.elts))
        return whole if has_star or place >= len(whole.elts) else whole.elts[place]
    match whole:
        case ast.Call(func=ast.Name(id="enumerate"), args=[items, *_]):
            return items if place else None
        case ast.Call(func=ast.Name(id="zip"), args=rows) if place < len(rows):
            return rows[place]
    return whole


_WORDS: Final[Mapping[Kind, str]] = {
    Kind.PARAMETER: "comes from the caller",
    Kind.CONSTANT: "stands in the code",
    Kind.CLEANED: "is made harmless",
    Kind.UNKNOWN: "comes from elsewhere",
}
_HANDLERS: Final[Mapping[type, Callable[[_Search, Any, tuple[ast.AST, ...]], None]]] = {
    **dict.fromkeys(
        (ast.BinOp, ast.BoolOp, ast.JoinedStr, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.UnaryOp), _Search.parts
    ),
    **dict.fromkeys(
        (ast.Await, ast.Starred, ast.NamedExpr, ast.Subscript, ast.YieldFrom),
        lambda search, node, path: search.visit(node.value, path),
    ),
    **dict.fromkeys((ast.Constant, ast.Lambda), lambda search, node, path: search.note(Kind.CONSTANT, node, path)),
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp), _Search.made),
    ast.Attribute: _Search.attribute,
    ast.Call: _Search.call,
    ast.Compare: lambda search, node, path: search.note(Kind.CLEANED, node, path),
    ast.DictComp: lambda search, made, path: search.visit_all([made.key, made.value], path),
    ast.FormattedValue: _Search.field,
    ast.IfExp: lambda search, choice, path: search.visit_all([choice.body, choice.orelse], path),
    ast.Name: _Search.name,
}
