"""Forward taint: where a value goes, through operations, calls, names and functions, to names that tell its purpose."""

import ast
import enum
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import definitions, values_at
from rulekit.analysis.names.functions import enclosing_function, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import COMPREHENSIONS, Function, parameters, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import words_in
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import attributes_by_word, names_by_word
from rulekit.known.randomness import (
    CANCELLING,
    FUNCTIONS_ON,
    GENERIC_METHODS,
    GRAVE,
    GRAVE_ENDINGS,
    GRAVE_PAIRS,
    KEEPING,
    LETTERS,
    LIGHT,
    LIGHT_ENDING,
    LIGHT_PAIRS,
    METHODS_ON,
    POSITIONS,
    SETTERS,
    TAILS,
    VALUES_ON,
)
from rulekit.model.late import dataclass

LONGEST = 60
# A value that has passed so many names is nobody's any more, for all we know.
DEEPEST = 120
LOOPS = (ast.For, ast.AsyncFor, ast.While)
_LAZY = frozenset({"default", "default_factory", "factory", "server_default", "onupdate"})
_FIELDS = frozenset("Column Field field mapped_column LazyAttribute LazyFunction".split())


class Purpose(enum.IntEnum):
    """What a guessed value opens: nothing, a small door, or the shop."""

    NONE = 0
    LIGHT = 1
    GRAVE = 2


@lru_cache(maxsize=4096)
def purpose(name: str) -> Purpose:
    """Weigh a name by its last words: `reset_token` and `otp` are grave, `token_count` is nothing."""
    words = words_in(name) if len(name) <= LONGEST and name.isascii() else []
    while len(words) > 1 and (words[-1] in TAILS or words[-1].isdigit()):
        words.pop()
    if not words or not CANCELLING.isdisjoint(words):
        return Purpose.NONE
    last = words[-1]
    pair = f"{words[-2]} {last}" if len(words) > 1 else ""
    long = f"{words[-3]}_{pair}" if len(words) > 2 else ""
    if last in GRAVE or last.endswith(GRAVE_ENDINGS) or pair in GRAVE_PAIRS or long in GRAVE_PAIRS:
        return Purpose.GRAVE
    is_light = last in LIGHT or last.endswith(LIGHT_ENDING)
    return Purpose.LIGHT if is_light or pair in LIGHT_PAIRS or long in LIGHT_PAIRS else Purpose.NONE


def is_alone(source: Source, call: ast.Call) -> bool:
    """Tell whether a value is drawn once, rather than again and again for a longer text."""
    statement = source.statement(call)
    calls = [node for node in walk(statement) if isinstance(node, ast.Call)]
    is_added = isinstance(statement, ast.AugAssign) or any(last_name(node.func) in KEEPING for node in calls)
    repeating = (*COMPREHENSIONS, *LOOPS) if is_added else COMPREHENSIONS
    if any(isinstance(around, repeating) for around in source.ancestors(call)):
        return False
    return sum(ast.dump(node.func) == ast.dump(call.func) for node in calls) == 1


def has_letters(source: Source, population: ast.expr) -> bool:
    """Tell whether letters, digits or whole numbers are picked from."""
    value = constant(source, population)
    if isinstance(value, (str, bytes)) or any(LETTERS.search(word) for word in words_of_names(population)):
        return True
    if isinstance(population, ast.Call):
        return "range" in words_of_names(population) or any(has_letters(source, part) for part in population.args)
    values = values_at(source, population) if isinstance(population, ast.Name) else ()
    words = [word for kept in values for word in words_of_names(kept)]
    is_text = any(isinstance(constant(source, kept), (str, bytes)) for kept in values)
    return is_text or any(LETTERS.search(word) or word == "range" for word in words)


def words_of_names(expression: ast.expr) -> list[str]:
    """Return all names and attributes of an expression."""
    return [last_name(node) for node in walk(expression) if isinstance(node, (ast.Name, ast.Attribute))]


@dataclass(frozen=True)
class Arrival:
    """A place where a value gets a name with a purpose; `path` holds the places that it passed."""

    word: str
    node: ast.AST
    purpose: Purpose
    path: tuple[ast.AST, ...] = ()


class ForwardTaint:
    """Follows a value forwards; every place is gone through once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: set[ast.AST] = set()
        self._path: tuple[ast.AST, ...] = ()

    def from_(self, node: ast.AST) -> Iterator[Arrival]:
        """Give the places that the value of an expression reaches."""
        parents = self._source.parents
        while node not in self._seen and len(self._path) < DEEPEST and (parent := parents.get(node)) is not None:
            self._seen.add(node)
            if type(parent) not in _WHOLES:
                step = _STEPS.get(type(parent))
                yield from step(self, node, parent) if step is not None else ()
                return
            node = parent

    def arrive(self, word: str, node: ast.AST) -> Iterator[Arrival]:
        """The value is called by a name; nothing follows from a name without a purpose."""
        found = purpose(word)
        if found is not Purpose.NONE:
            yield Arrival(word, node, found, self._path)

    def _arrive_at_part(self, whole: ast.expr, part: str, node: ast.AST) -> Iterator[Arrival]:
        """The value becomes a part of something: `customer.password`, `session["id"]`."""
        yield from list(self.arrive(part, node)) or self.arrive(f"{last_name(whole)}_{part}", node)

    def bind(self, target: ast.AST) -> Iterator[Arrival]:
        """The value is bound to a name, an attribute or a key; a plain name is followed to its uses."""
        if isinstance(target, ast.Name):
            yield from list(self.arrive(target.id, target)) or self._uses(target)
        elif isinstance(target, ast.Attribute):
            yield from self._arrive_at_part(target.value, target.attr, target)
        elif isinstance(target, ast.Subscript):
            key = target.slice
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield from self._arrive_at_part(target.value, key.value, target)
            elif isinstance(target.value, ast.Name):
                yield from self._uses(target.value)

    def _uses(self, name: ast.Name) -> Iterator[Arrival]:
        known = names(self._source)
        home = known.binding_scope(name.id, known.scope_of(name))
        before, self._path = self._path, (*self._path, name)
        for use in names_by_word(self._source).get(name.id, ()) if home is not None else ():
            if use is not name and use.ctx.__class__ is ast.Load:
                binders = definitions(self._source, use)
                is_changed = name.ctx.__class__ is ast.Load and known.binding_scope(use.id, known.scope_of(use)) is home
                if name in binders or is_changed:
                    yield from self.from_(use)
        self._path = before

    def assigned(self, node: ast.AST, statement: ast.Assign) -> Iterator[Arrival]:
        """Follow an assignment to its targets."""
        for target in statement.targets if node is statement.value else ():
            yield from self.bind(target)

    def annotated(self, node: ast.AST, statement: ast.AnnAssign | ast.AugAssign | ast.NamedExpr) -> Iterator[Arrival]:
        """Follow `x: str = ...`, `x += ...` and `(x := ...)`."""
        if node is statement.value:
            yield from self.bind(statement.target)
            if isinstance(statement, ast.NamedExpr):
                yield from self.from_(statement)

    def returned(self, node: ast.AST, _: ast.AST) -> Iterator[Arrival]:
        """Follow a result: the function's own name tells its purpose, or its calls do."""
        function = enclosing_function(self._source, node)
        if function is None:
            return
        home = owner(self._source, function)
        word = home.name if home is not None and function.name.strip("_") in GENERIC_METHODS else function.name
        yield from list(self.arrive(word, function)) or self._results(function)

    def _results(self, function: Function) -> Iterator[Arrival]:
        """Follow the calls of a function of this file, and where it is handed over as a default."""
        before, self._path = self._path, (*self._path, function)
        uses: list[ast.expr] = []
        if owner(self._source, function) is not None:
            methods = attributes_by_word(self._source).get(function.name, ())
            uses += [use for use in methods if isinstance(use.value, ast.Name) and use.value.id in {"self", "cls"}]
        else:
            same_names = names_by_word(self._source).get(function.name, ())
            uses += [name for name in same_names if function in names(self._source).binders(name)]
        for use in uses:
            parent = self._source.parents[use]
            is_called = isinstance(parent, ast.Call) and parent.func is use
            yield from self.from_(parent if is_called else use)
        self._path = before

    def given(self, node: ast.AST, call: ast.Call) -> Iterator[Arrival]:
        """Follow an argument: into what the call gives, or into a parameter with a purpose."""
        function = call.func
        if node is function:
            return
        place = call.args.index(node) if node in call.args else -1
        target = names(self._source).resolve(function) or ""
        if target in POSITIONS and POSITIONS[target][0] == place:
            yield from self.arrive(POSITIONS[target][2], call)
        elif target in FUNCTIONS_ON:
            yield from self.from_(call)
        elif own := functions_behind(self._source, function):
            for called in own:
                for parameter in parameters(called.args):
                    if argument_for(self._source, call, parameter) is node:
                        yield from self.arrive(parameter.arg, call)
                yield from self._told_by(getattr(called, "name", ""), call)
        elif isinstance(function, ast.Attribute):
            yield from self._given_to_method(function, call, place)
        elif isinstance(function, ast.Name):
            yield from self._told_by(function.id, call)

    def _given_to_method(self, function: ast.Attribute, call: ast.Call, place: int) -> Iterator[Arrival]:
        if function.attr in {"join", "format", "replace"}:
            yield from self.from_(call)
        elif function.attr in KEEPING and isinstance(function.value, (ast.Name, ast.Attribute)):
            yield from self.bind(function.value)
        elif function.attr == "shuffle":
            return
        elif function.attr in {"set_cookie", "setattr", "setdefault", "set", "setex", "putenv"} and place > 0:
            key = call.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield from self.arrive(key.value, call)
        else:
            yield from self._told_by(function.attr, call)

    def _told_by(self, word: str, call: ast.Call) -> Iterator[Arrival]:
        """A function such as `set_password` tells the purpose of what it is given."""
        if match := SETTERS.fullmatch(word):
            yield from self.arrive(match["what"], call)

    def keyword(self, node: ast.AST, keyword: ast.keyword) -> Iterator[Arrival]:
        """Follow a keyword argument: its name tells the purpose, or it is the default of a field."""
        call = self._source.parents[keyword]
        if not isinstance(call, ast.Call) or node is not keyword.value:
            return
        if keyword.arg in _LAZY:
            yield from self.from_(call)
        elif keyword.arg is not None:
            target = names(self._source).resolve(call.func) or ""
            position = POSITIONS.get(target)
            word = position[2] if position and position[1] == keyword.arg else keyword.arg
            yield from self.arrive(word, call)

    def attribute(self, node: ast.AST, attribute: ast.Attribute) -> Iterator[Arrival]:
        """Follow a method that gives the same in another form, as in `.hex()`, and `uuid1().hex`."""
        call = self._source.parents.get(attribute)
        if node is not attribute.value:
            return
        if isinstance(call, ast.Call) and call.func is attribute:
            if attribute.attr in METHODS_ON:
                yield from self.from_(call)
        elif attribute.attr in VALUES_ON:
            yield from self.from_(attribute)

    def item(self, node: ast.AST, subscript: ast.Subscript) -> Iterator[Arrival]:
        """Follow a slice, and a letter that is taken from an alphabet at a drawn place."""
        is_read = subscript.ctx.__class__ is ast.Load
        if is_read and (node is subscript.value or has_letters(self._source, subscript.value)):
            yield from self.from_(subscript)

    def listed(self, node: ast.AST, display: ast.Dict) -> Iterator[Arrival]:
        """Follow a value in a dictionary: its key tells the purpose."""
        for key, value in zip(display.keys, display.values, strict=True):
            if value is node and isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield from self.arrive(key.value, value)

    def looped(self, node: ast.AST, loop: ast.For | ast.comprehension) -> Iterator[Arrival]:
        """Follow the items of an iterable."""
        if node is loop.iter and isinstance(loop.target, ast.Name):
            yield from self.bind(loop.target)

    def made(self, node: ast.AST, comprehension: ast.ListComp) -> Iterator[Arrival]:
        """Follow what a comprehension makes."""
        if node is comprehension.elt:
            yield from self.from_(comprehension)

    def chosen(self, node: ast.AST, choice: ast.IfExp) -> Iterator[Arrival]:
        """Follow the two ends of a choice, not its condition."""
        if node is not choice.test:
            yield from self.from_(choice)

    def shuffled(self, call: ast.Call) -> Iterator[Arrival]:
        """Follow a list that is shuffled in place."""
        if call.args and isinstance(call.args[0], ast.Name):
            yield from self._uses(call.args[0])


# The whole holds the part; a sum of thousands of texts is as deep as it is long.
_WHOLES: Final = frozenset(
    (ast.BinOp, ast.BoolOp, ast.JoinedStr, ast.FormattedValue, ast.List, ast.Tuple, ast.Set, ast.Starred, ast.Await)
) | {ast.Lambda}
_STEPS: Final[Mapping[type, Callable[[ForwardTaint, Any, Any], Iterator[Arrival]]]] = {
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp), ForwardTaint.made),
    **dict.fromkeys((ast.AnnAssign, ast.AugAssign, ast.NamedExpr), ForwardTaint.annotated),
    **dict.fromkeys((ast.For, ast.comprehension), ForwardTaint.looped),
    **dict.fromkeys((ast.Return, ast.Yield), ForwardTaint.returned),
    ast.Assign: ForwardTaint.assigned,
    ast.Attribute: ForwardTaint.attribute,
    ast.Call: ForwardTaint.given,
    ast.Dict: ForwardTaint.listed,
    ast.IfExp: ForwardTaint.chosen,
    ast.Subscript: ForwardTaint.item,
    ast.keyword: ForwardTaint.keyword,
}
