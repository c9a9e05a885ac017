"""What changes state that outlives a function's call: assignments, in-place operators, methods of containers."""

import ast
import enum
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from rulekit.analysis.flow.arguments import arguments_passed, returned_values
from rulekit.analysis.flow.call_graph import runnable_around
from rulekit.analysis.flow.calls import calls_by_word, calls_to, other_words
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.threads.shared_state import MAKING, StateKey, container_made, container_type, key_of, own_key
from rulekit.analysis.threads.spawns import object_class
from rulekit.known.threads import MUTATING_FUNCTIONS, MUTATORS
from rulekit.model.late import dataclass

_ASSIGNMENTS = frozenset({ast.Assign, ast.AnnAssign})


@question
def candidates(source: Source) -> list[ast.AST]:
    """Which statements and calls may change something that is shared by its name?"""
    words, roots = container_words(source), root_words(source)
    declared = {name for statement in source.nodes(ast.Global) for name in statement.names}
    pairs = _assigned_targets(source, declared)
    nodes = list(dict.fromkeys(node for node, target in pairs if _is_chosen(target, words, roots, declared)))
    for word in MUTATORS if words else ():
        calls = calls_by_word(source).get(word, ())
        nodes += (
            call for call in calls if isinstance(call.func, ast.Attribute) and last_word(call.func.value) in words
        )
    nodes += [call for call, method in bound_mutators(source) if last_word(method.value) in words]
    return nodes + [call for call, place in fillings(source) if last_word(place) in words]


@question
def fillings(source: Source) -> tuple[tuple[ast.Call, ast.expr], ...]:
    """Which calls fill a container by way of a function of this file, and which one?

    In `keep(orders, order)` the function fills its parameter, in `orders_of_today().append(order)` it gives it back.
    """
    pairs: list[tuple[ast.Call, ast.expr]] = []
    by_word = calls_by_word(source)
    for word in sorted(MUTATORS & by_word.keys()):
        for call in by_word[word]:
            base = call.func.value if isinstance(call.func, ast.Attribute) else None
            if isinstance(base, ast.Call):
                pairs += ((call, place) for place in returned_values(source, base) if isinstance(place, ast.Name))
            parameter = names(source).single_binder(base)
            if isinstance(parameter, ast.arg):
                passed = arguments_passed(source, parameter)
                pairs += ((call, place) for call, place in passed if isinstance(place, ast.Name))
    return tuple(pairs)


@question
def bound_mutators(source: Source) -> tuple[tuple[ast.Call, ast.Attribute], ...]:
    """Which calls go to a method of a container by another name, as in `add = orders.append`?"""
    known, calls = names(source), []
    others = other_words(source)
    for alias in MUTATORS.union(*(others[word] for word in MUTATORS & others.keys())):
        for call in calls_by_word(source).get(alias, ()):
            method = known.single_value(call.func)
            if isinstance(method, ast.Attribute) and method.attr in MUTATORS:
                calls.append((call, method))
    return tuple(calls)


def _assigned_targets(source: Source, declared: AbstractSet[str]) -> list[tuple[ast.AST, ast.expr]]:
    """Return what is assigned or deleted, each with its statement, but for single names that are not declared."""
    statements: Sequence[Any] = source.nodes(ast.Assign, ast.Delete)
    if not declared:
        statements = [
            statement
            for statement in statements
            if statement.targets[0].__class__ is not ast.Name or len(statement.targets) > 1
        ]
    steps: Sequence[ast.AugAssign | ast.AnnAssign] = source.nodes(ast.AugAssign, ast.AnnAssign)
    pairs: list[tuple[ast.AST, ast.expr]] = [
        (statement, target) for statement in statements for target in statement.targets
    ]
    return pairs + [
        (statement, statement.target) for statement in steps if declared or statement.target.__class__ is not ast.Name
    ]


def _is_chosen(target: ast.expr, words: AbstractSet[str], roots: AbstractSet[str], declared: AbstractSet[str]) -> bool:
    kind = target.__class__
    if kind is ast.Name:
        return bool(declared) and target.id in declared  # type: ignore[attr-defined]
    if kind is ast.Attribute:
        return first_word(target) in roots
    if kind is ast.Subscript:
        return bool(words) and last_word(target) in words
    return any(_is_chosen(part, words, roots, declared) for part in getattr(target, "elts", ()))


@question
def container_words(source: Source) -> frozenset[str]:
    """Which names do containers have that a module or a class body holds, and other names for them?"""
    words: set[str] = set()
    bodies = [source.tree.body, *(definition.body for definition in source.nodes(ast.ClassDef))]
    likely: list[Any] = [statement for body in bodies for statement in body if statement.__class__ in _ASSIGNMENTS]
    for target, value in _assigned_pairs(likely):
        is_place = isinstance(target, (ast.Name, ast.Attribute))
        if is_place and value.__class__ in MAKING and container_made(source, value):
            words.add(last_word(target))
    for assignment in source.nodes(ast.Assign) if words else ():
        if assignment.value.__class__ in {ast.Name, ast.Attribute} and last_word(assignment.value) in words:
            words |= {target.id for target in assignment.targets if isinstance(target, ast.Name)}
    return frozenset(words)


def _assigned_pairs(statements: Sequence[Any]) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what assignments bind, with what they bind to it; `a, b = [], {}` binds two things."""
    for statement in statements:
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                yield from zip(target.elts, statement.value.elts, strict=False)
            elif statement.value is not None:
                yield target, statement.value


@question
def root_words(source: Source) -> frozenset[str]:
    """Which names stand for modules, functions, classes and objects whose attributes the process shares?"""
    imports = names(source).imports.values()
    imported = {
        imported_name.name
        for imported_name in imports
        if isinstance(imported_name.statement, ast.Import) or imported_name.name.islower()
    }
    top = {statement.name for statement in source.tree.body if isinstance(statement, (*FUNCTIONS, ast.ClassDef))}
    calls = [
        statement
        for statement in source.tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
    ]
    objects = {target.id for statement in calls for target in statement.targets if isinstance(target, ast.Name)}
    return frozenset(imported | top | objects | {"cls"})


def last_word(expression: ast.expr) -> str:
    """Return the last name of `shop.orders[0]`: `orders`."""
    while isinstance(expression, ast.Subscript):
        expression = expression.value
    return last_name(expression)


def first_word(expression: ast.expr) -> str:
    """Return the first name of `shop.orders`: `shop`."""
    while isinstance(expression, (ast.Attribute, ast.Subscript)):
        expression = expression.value
    return getattr(expression, "id", "")


# What these return comes from their arguments alone, so that `x = max(x, y)` updates `x`.
_DERIVING_CALLS = frozenset(
    f"builtins.{name}" for name in "abs dict float int list max min round set sorted sum tuple".split()
)


class Kind(enum.Enum):
    """How a state changes: assigned anew, updated from what it was (read, then written), or mutated in place."""

    ASSIGN = "assign"
    UPDATE = "update"
    MUTATE = "mutate"


@dataclass(frozen=True)
class Mutation:
    """A statement or call that changes a state; `place` is the expression that names the state."""

    node: ast.AugAssign | ast.Assign | ast.AnnAssign | ast.Delete | ast.Call
    key: StateKey
    kind: Kind
    place: ast.expr
    index: ast.expr | None = None


@question
def mutations(source: Source) -> tuple[Mutation, ...]:
    """What changes which state, in the order of the text?"""
    in_any_order = [change for node in _candidate_nodes(source) for change in mutations_of(source, node)]
    return tuple(sorted(in_any_order, key=lambda change: (change.node.lineno, change.node.col_offset)))


def _candidate_nodes(source: Source) -> Iterator[ast.AST]:
    """Yield the statements and calls that may change more than a function's own names."""
    by_word = calls_by_word(source)
    for word in MUTATORS:
        yield from by_word.get(word, ())
    yield from mutating_calls(source)
    declared = declared_names(source)
    kinds = (ast.AugAssign, ast.Assign, ast.AnnAssign, ast.Delete)
    for node in (node for kind in kinds for node in source.index.nodes.get(kind, ())):
        target = node.targets[0] if isinstance(node, (ast.Assign, ast.Delete)) else node.target  # type: ignore[attr-defined]
        if target.__class__ is not ast.Name or target.id in declared or len(getattr(node, "targets", ())) > 1:
            yield node


def declared_names(source: Source) -> frozenset[str]:
    """Return the names that functions declare as `global` or `nonlocal`."""
    statements: Sequence[ast.Global | ast.Nonlocal] = source.nodes(ast.Global, ast.Nonlocal)
    return frozenset(name for statement in statements for name in statement.names)


def mutations_of(source: Source, node: ast.AST) -> Iterator[Mutation]:
    """Yield the changes that one statement or call makes; plain assignments to a function's own names are none."""
    if isinstance(node, ast.Call):
        yield from _mutation_by_call(source, node)
    elif isinstance(node, (ast.Assign, ast.Delete)):
        for target in node.targets:
            for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else (target,):
                yield from _mutation_by_assignment(source, node, part)
    elif isinstance(node, ast.AugAssign) or (isinstance(node, ast.AnnAssign) and node.value is not None):
        yield from _mutation_by_assignment(source, node, node.target)


def _mutation_by_call(source: Source, call: ast.Call) -> Iterator[Mutation]:
    place: ast.expr | None = None
    method = dict(bound_mutators(source)).get(call, call.func)
    if isinstance(method, ast.Attribute) and method.attr in MUTATORS:
        place = method.value
    elif call.args and call in mutating_calls(source):
        place = call.args[0]
    place = dict(fillings(source)).get(call, place)
    place, index = _without_index(place)
    key = key_of(source, place) if place is not None else None
    if place is None or key is None or (isinstance(place, ast.Attribute) and belongs_to_thread(source, place)):
        return
    if container_type(source, key):
        yield Mutation(call, key, Kind.MUTATE, place, index)


@question
def mutating_calls(source: Source) -> frozenset[ast.Call]:
    """Which calls change their first argument, such as `heapq.heappush(orders, order)`?"""
    return frozenset(call for call, _ in calls_to(source, MUTATING_FUNCTIONS))


def _mutation_by_assignment(
    source: Source, node: ast.AugAssign | ast.Assign | ast.AnnAssign | ast.Delete, target: ast.expr | None
) -> Iterator[Mutation]:
    target, index = _without_index(target)
    if not isinstance(target, (ast.Name, ast.Attribute)):
        return
    bare = isinstance(target, ast.Name) and index is None
    key = own_key(source, target) if isinstance(target, ast.Name) and bare else key_of(source, target)
    if key is None or (bare and key[0] is runnable_around(source, target)):
        return
    if index is not None and not container_type(source, key):
        return
    if isinstance(target, ast.Attribute) and belongs_to_thread(source, target):
        return
    updates = isinstance(node, ast.AugAssign) or is_update(source, node, key, index)
    yield Mutation(node, key, Kind.UPDATE if updates else Kind.ASSIGN if index is None else Kind.MUTATE, target, index)


def _without_index(place: ast.expr | None) -> tuple[ast.expr | None, ast.expr | None]:
    """Split `counts[name]` into what holds the items and which item is meant."""
    index: ast.expr | None = None
    while isinstance(place, ast.Subscript):
        index, place = place.slice, place.value
    return place, index


def is_update(source: Source, node: ast.AST, key: StateKey, index: ast.expr | None) -> bool:
    """Tell whether what is assigned is computed from what was there: `x = x + 1`, `old = x` and then `x = old + 1`."""
    value = getattr(node, "value", None)
    if not isinstance(value, ast.BinOp | ast.Call | ast.Subscript | ast.Name | ast.List | ast.Dict):
        return False
    if isinstance(value, ast.Call) and names(source).resolve(value.func) not in _DERIVING_CALLS:
        return False
    return reads(source, value, key, index) or any(
        reads(source, part, key, index)
        for part in made_from(source, value)
        if isinstance(part, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp)) or index is not None
    )


def made_from(source: Source, expression: ast.expr) -> Iterator[ast.expr]:
    """Yield what the function itself put into the variables that an expression reads."""
    around = runnable_around(source, expression)
    for name in walk(expression) if around is not None else ():
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load):
            for definition in definitions(source, name):
                value = names(source).value(definition)
                if value is not None and runnable_around(source, definition) is around:
                    yield value


def belongs_to_thread(source: Source, attribute: ast.Attribute) -> bool:
    """Recognise attributes of `threading.local`, of which each thread has its own."""
    if "local" not in vocabulary(source):
        return False
    owner_class = object_class(source, attribute.value)
    bases = owner_class.bases if owner_class is not None else ()
    kinds = {names(source).resolve(base) for base in bases} | {type_of(source, attribute.value)}
    return "threading.local" in kinds


def reads(source: Source, expression: ast.AST, key: StateKey, index: ast.expr | None = None) -> bool:
    """Tell whether an expression reads a state, or the same item of it."""
    word = key[1].rpartition(".")[2]
    for node in walk(expression):
        named = last_name(node) == word and isinstance(node, (ast.Name, ast.Attribute))
        if named and key_of(source, node) == key and (index is None or is_same_item(source, node, index)):  # type: ignore[arg-type]
            return isinstance(node.ctx, ast.Load)  # type: ignore[attr-defined]
    return False


def is_same_item(source: Source, node: ast.AST, index: ast.expr) -> bool:
    """Recognise `counts[name]` and `counts.get(name)`."""
    parent = source.parents.get(node)
    if isinstance(parent, ast.Subscript):
        return ast.dump(parent.slice) == ast.dump(index)
    call = source.parents.get(parent) if isinstance(parent, ast.Attribute) and parent.attr == "get" else None
    return isinstance(call, ast.Call) and bool(call.args) and ast.dump(call.args[0]) == ast.dump(index)
