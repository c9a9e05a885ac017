"""What a name may hold where it is read: the definitions that can reach it, read off the order of the statements."""

import ast
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rulekit.analysis.flow.control_flow import falls_through
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import COMPREHENSIONS, Scope
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.syntax.statements import place_in_block

LOOPS = (ast.For, ast.AsyncFor, ast.While)


class _Reaching(NamedTuple):
    """Definitions that reach a point, and whether what held before the block may reach it too."""

    definitions: tuple[ast.AST, ...] = ()
    open: bool = True

    def before(self, later: "_Reaching") -> "_Reaching":
        """Put a block in front of what follows it."""
        return _Reaching((*self.definitions, *later.definitions), self.open) if later.open else later

    def beside(self, other: "_Reaching") -> "_Reaching":
        """Join two branches."""
        return _Reaching((*self.definitions, *other.definitions), self.open or other.open)


_NO_DEFINITION = _Reaching()
_UNREACHABLE = _Reaching(open=False)


@question_per
def definitions(source: Source, name: ast.Name) -> tuple[ast.AST, ...]:
    """Which nodes bind the name and may be in force where it is read, in the order of the text?

    Within the scope that binds it, branches are joined and loops are gone through once; of a scope further out all
    its binders count, since nobody can tell when the function runs.
    """
    known = names(source)
    scope = known.scope_of(name)
    binding_scope = known.binding_scope(name.id, scope)
    if binding_scope is None:
        return ()
    binders, search = _binders_of(source, (binding_scope, name.id))
    while scope is not binding_scope and isinstance(scope.node, COMPREHENSIONS) and scope.outer is not None:
        scope = scope.outer
    if search is None or scope is not binding_scope:
        return binders
    return tuple(dict.fromkeys(search.before(name)))


@question_per
def _binders_of(source: Source, key: tuple[Scope, str]) -> tuple[tuple[ast.AST, ...], "_Search | None"]:
    """Which nodes bind a name in a scope, and what searches them where their order tells?"""
    scope, name = key
    bound = names(source).bindings[scope][name]
    binders = tuple(binder for binder in bound if not _is_only_declared(source, binder))
    is_ordered = len(binders) > 1 and not _is_written_inside(source, scope, name)
    return binders, _Search(source, binders, scope.node) if is_ordered else None


def values_at(source: Source, expression: ast.expr) -> tuple[ast.expr, ...]:
    """Return what an expression may stand for here: of a name what it may hold, or nothing if a part cannot be told."""
    if not isinstance(expression, ast.Name):
        return (expression,)
    known = names(source)
    values = [known.value(definition) for definition in definitions(source, expression)]
    return tuple(value for value in values if value is not None) if None not in values else ()


def single_value_at(source: Source, expression: ast.expr) -> ast.expr | None:
    """Return the only thing that an expression can stand for here: of a name the one value that reaches it."""
    values = values_at(source, expression)
    return values[0] if len(values) == 1 else None


def _is_only_declared(source: Source, binder: ast.AST) -> bool:
    """Recognise `total: int` without a value."""
    parent = source.parents.get(binder)
    return isinstance(parent, ast.AnnAssign) and parent.value is None


def _is_written_inside(source: Source, binding_scope: Scope, name: str) -> bool:
    """Tell whether a function inside writes the name by `global` or `nonlocal`."""
    statements: Sequence[ast.Global | ast.Nonlocal] = source.nodes(ast.Global, ast.Nonlocal)
    known = names(source)
    return any(
        name in statement.names and known.binding_scope(name, known.scope_of(statement)) is binding_scope
        for statement in statements
    )


class _Search:
    """Walks from a use of a name backwards through the blocks of its scope."""

    def __init__(self, source: Source, binders: Sequence[ast.AST], binding_scope: ast.AST) -> None:
        self._source = source
        self._scope_node = binding_scope
        self._parameters = tuple(binder for binder in binders if isinstance(binder, ast.arg))
        self._binders: dict[ast.AST, list[ast.AST]] = {}
        self._holders: set[ast.AST] = set()
        self._held: dict[int, list[tuple[int, ast.stmt]]] = defaultdict(list)
        for binder in binders:
            if not isinstance(binder, ast.arg):
                self._record(binder)
        for held in self._held.values():
            held.sort()

    def _record(self, binder: ast.AST) -> None:
        """Note the statement that makes a definition, and the statements around it."""
        statement = binder
        while not isinstance(statement, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            if statement not in self._source.parents or statement is self._scope_node:
                return
            statement = self._source.parents[statement]
        self._binders.setdefault(statement, []).append(binder)
        around: ast.AST | None = statement
        while around is not None and around is not self._scope_node and around not in self._holders:
            self._holders.add(around)
            block, place = place_in_block(self._source, around)
            if block:
                self._held[id(block)].append((place, block[place]))
            around = self._source.parents.get(around)

    def before(self, use: ast.AST) -> tuple[ast.AST, ...]:
        """Return what reaches a use: first in its own statement's way, then block by block outwards."""
        reached = _NO_DEFINITION
        child, parent = use, self._source.parents.get(use)
        while parent is not None and reached.open and child is not self._scope_node:
            reached = self._before_child(child, parent).before(reached)
            child, parent = parent, self._source.parents.get(parent)
        return (*self._parameters, *reached.definitions) if reached.open else reached.definitions

    def _before_child(self, child: ast.AST, parent: ast.AST) -> _Reaching:
        """Return what a parent did before one of its children is evaluated."""
        block, place = place_in_block(self._source, child)
        if not block:
            if isinstance(parent, (ast.Try, ast.TryStar)) and child in parent.handlers:
                return self._anywhere(parent.body)
            return _NO_DEFINITION
        reached = self._through(block, place)
        head = self._head(parent)
        if isinstance(parent, LOOPS) and block is parent.body:
            head = self._anywhere(parent.body).before(head)
        elif isinstance(parent, (ast.Try, ast.TryStar)):
            head = self._before_part_of_try(parent, block)
        return head.before(reached)

    def _before_part_of_try(self, try_statement: ast.Try | ast.TryStar, block: Sequence[ast.AST]) -> _Reaching:
        if block is try_statement.orelse:
            return self._through(try_statement.body)
        if block is try_statement.finalbody:
            parts = [
                self._anywhere(try_statement.body),
                *(self._anywhere(handler.body) for handler in try_statement.handlers),
            ]
            return _Reaching(
                tuple(
                    definition
                    for part in (*parts, self._anywhere(try_statement.orelse))
                    for definition in part.definitions
                )
            )
        return _NO_DEFINITION

    def _through(self, block: Sequence[ast.stmt], end: int | None = None) -> _Reaching:
        """Return what a run through a block leaves, or one that comes to the statement at its place `end`."""
        reached = _NO_DEFINITION
        held = self._held.get(id(block), [])
        for at in range(len(held) if end is None else bisect_left(held, end, key=_place), 0, -1):
            reached = self._after(held[at - 1][1]).before(reached)
            if not reached.open:
                break
        return reached

    def _after(self, statement: ast.stmt) -> _Reaching:
        """Return what one statement leaves."""
        head = self._head(statement)
        if isinstance(statement, ast.If):
            return self._after_row(statement)
        if isinstance(statement, LOOPS):
            return _Reaching(
                (
                    *head.definitions,
                    *self._anywhere(statement.body).definitions,
                    *self._through(statement.orelse).definitions,
                )
            )
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            return head.before(self._through(statement.body))
        if isinstance(statement, (ast.Try, ast.TryStar)):
            return self._after_try(statement)
        if isinstance(statement, ast.Match):
            return self._after_match(statement)
        return _Reaching(head.definitions) if isinstance(statement, ast.AugAssign) else head

    def _after_row(self, first: ast.If) -> _Reaching:
        """Return what an `if` with its row of `elif` leaves, from its end: each stands inside the one before."""
        row = [first]
        while len(row[-1].orelse) == 1 and isinstance(row[-1].orelse[0], ast.If):
            row.append(row[-1].orelse[0])
        is_passed, reached = falls_through(row[-1].orelse), self._branch(row[-1].orelse)
        for branch in reversed(row):
            rest = reached if is_passed else _UNREACHABLE
            reached = self._head(branch).before(self._branch(branch.body).beside(rest))
            reached = reached if branch in self._holders else _NO_DEFINITION
            is_passed = is_passed or falls_through(branch.body)
        return reached

    def _head(self, statement: ast.AST) -> _Reaching:
        """Return what the head of a statement binds: a target, `as`, a walrus."""
        own = tuple(self._binders.get(statement, ()))
        return _Reaching(own, open=not own)

    def _after_try(self, try_statement: ast.Try | ast.TryStar) -> _Reaching:
        whole = self._through(try_statement.body).before(self._through(try_statement.orelse))
        paths = whole if falls_through(try_statement.orelse or try_statement.body) else _UNREACHABLE
        for handler in try_statement.handlers:
            if falls_through(handler.body):
                partly = self._anywhere(try_statement.body)
                paths = paths.beside(partly.before(self._head(handler)).before(self._through(handler.body)))
        return paths.before(self._through(try_statement.finalbody))

    def _after_match(self, match: ast.Match) -> _Reaching:
        paths = _NO_DEFINITION
        for case in match.cases:
            paths = paths.beside(self._head(case).before(self._branch(case.body)))
        return paths

    def _branch(self, block: Sequence[ast.stmt]) -> _Reaching:
        return self._through(block) if falls_through(block) else _UNREACHABLE

    def _anywhere(self, block: Sequence[ast.AST]) -> _Reaching:
        """Return every definition of a block, for where it may be left at any point."""
        held = self._held.get(id(block), ())
        return _Reaching(tuple(binder for _, statement in held for binder in self._definitions_in(statement)))

    def _definitions_in(self, statement: ast.AST) -> Iterator[ast.AST]:
        yield from self._binders.get(statement, ())
        for block in blocks_of(statement):
            for _, inner in self._held.get(id(block), ()):
                yield from self._definitions_in(inner)


def _place(held: tuple[int, ast.stmt]) -> int:
    return held[0]


def blocks_of(node: ast.AST) -> Iterator[Sequence[ast.AST]]:
    """Yield the lists of statements of a statement, and those of its handlers and cases."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            yield block
    for field in ("handlers", "cases"):
        for part in getattr(node, field, ()):
            yield part.body
