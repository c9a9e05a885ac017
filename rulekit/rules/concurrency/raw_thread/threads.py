"""Threads that are started by hand, and pools that nobody closes."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.threads.spawns import loop_around
from rulekit.known.threads import LOW_LEVEL, PLAIN_THREAD, POOLS, SPAWNERS

_BY_HAND = frozenset({PLAIN_THREAD, *LOW_LEVEL})


@dataclass(frozen=True)
class RawThread:
    """A call that makes a thread by `spawner`: what it runs, as it is written, and whether it is one of several."""

    call: ast.Call
    spawner: str
    target: str
    is_in_loop: bool
    is_beside_others: bool


@question
def raw_threads(source: Source) -> tuple[RawThread, ...]:
    """Which calls make a thread by hand?"""
    threads = list(calls_to(source, _BY_HAND))
    starters = Counter(enclosing_function(source, call) for call, _ in threads)
    raw: list[RawThread] = []
    for call, spawner in threads:
        function = argument(source, call, *SPAWNERS[spawner])
        target = ast.unparse(function) if isinstance(function, (ast.Name, ast.Attribute)) else "work"
        is_beside_others = starters[enclosing_function(source, call)] > 1
        raw.append(RawThread(call, spawner, target, loop_around(source, call) is not None, is_beside_others))
    return tuple(raw)


def is_service(source: Source, call: ast.Call) -> bool:
    """Tell whether a thread serves as long as the program runs: it is a daemon, or what it runs is an endless loop."""
    if constant(source, argument(source, call, "daemon")) is True or _becomes_daemon(source, call):
        return True
    function = argument(source, call, "target", 1)
    behind = functions_behind(source, function) if function is not None else ()
    return any(isinstance(node, ast.While) for function in behind for node in own_nodes(function))


def _becomes_daemon(source: Source, call: ast.Call) -> bool:
    """Recognise `watcher.daemon = True` and `watcher.setDaemon(True)` for what a call makes."""
    statement = source.parents.get(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if target is None:
        return False
    word = ast.unparse(target)
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr in {"daemon", "setDaemon"} and ast.unparse(attribute.value) == word:
            return True
    return False


def open_pools(source: Source) -> Iterator[ast.Call]:
    """Yield the calls that make a pool of workers for a name of a function, where nothing closes it."""
    if "Executor" not in vocabulary(source) and "Pool" not in vocabulary(source):
        return
    closed = closed_names(source)
    for call, _ in calls_to(source, POOLS):
        statement = source.parents.get(call)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Name) and enclosing_function(source, call) and target.id not in closed:
            if not _escapes(source, target):
                yield call
        elif isinstance(statement, ast.Attribute) and statement.attr in {"submit", "map", "apply", "apply_async"}:
            yield call


@question
def closed_names(source: Source) -> frozenset[str]:
    """Which names are closed somewhere, by a method or by `with`?"""
    closed: set[str] = set()
    for word in ("shutdown", "close", "terminate", "join"):
        for call in calls_by_word(source).get(word, ()):
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                closed.add(call.func.value.id)
    for item in source.nodes(ast.withitem):
        closed |= {node.id for node in walk(item.context_expr) if isinstance(node, ast.Name)}
    return frozenset(closed)


def _escapes(source: Source, name: ast.Name) -> bool:
    """Tell whether a pool is handed to somebody else: returned, given as an argument, or kept in something."""
    known = names(source)
    holding_scope = known.binding_scope(name.id, known.scope_of(name))
    others = (
        use
        for scope in source.index.scopes
        for use in scope.names
        if use.id == name.id and use is not name and known.binding_scope(use.id, scope) is holding_scope
    )
    return any(not isinstance(source.parents.get(use), ast.Attribute) for use in others)
