"""What changes state that outlives a function's call: assignments, in-place operators, methods of containers."""

import ast
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulekit.analysis.flow.call_graph import runnable_around
from rulekit.analysis.flow.calls import calls_by_word, calls_to
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.threads.mutation_candidates import bound_mutators, fillings
from rulekit.analysis.threads.reachability import object_class
from rulekit.analysis.threads.shared_state import StateKey, container_type, key_of, own_key
from rulekit.known.threads import MUTATING_FUNCTIONS, MUTATORS

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
        if named and key_of(source, node) == key and (index is None or _is_same_item(source, node, index)):  # type: ignore[arg-type]
            return isinstance(node.ctx, ast.Load)  # type: ignore[attr-defined]
    return False


def _is_same_item(source: Source, node: ast.AST, index: ast.expr) -> bool:
    """Recognise `counts[name]` and `counts.get(name)`."""
    parent = source.parents.get(node)
    if isinstance(parent, ast.Subscript):
        return ast.dump(parent.slice) == ast.dump(index)
    call = source.parents.get(parent) if isinstance(parent, ast.Attribute) and parent.attr == "get" else None
    return isinstance(call, ast.Call) and bool(call.args) and ast.dump(call.args[0]) == ast.dump(index)
