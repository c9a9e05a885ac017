"""Which cells of a session have a say in what one of them shows, so that a check costs no more in a long one.

Two cells are related where one gives what the other takes: names of the module, and members of classes by their word,
whatever they belong to. What is related to a related cell has a say too. Of all others the imports are enough, which
are looked at in any case, but for what a question says of itself (`links_cells`), what does not parse, and a comment
for the cells below.
"""

import ast
import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar, cast

from rulekit.analysis.syntax.cell_links import LINKS, PATTERNS
from rulekit.analysis.syntax.index import FUNCTIONS, Index, Scope, index_tree, parameters, walk
from rulekit.analysis.syntax.naming import snake_case
from rulekit.analysis.syntax.source import parse
from rulekit.known.secrets import SHORTEST_SECRET
from rulekit.model.late import regex
from rulekit.notebook.magics import MOST_KEPT

Node = TypeVar("Node", bound=ast.AST)
Words = frozenset[str]

NONE: Words = frozenset()
MEMBER = "."


_WORD = regex(r"[^\W\d]\w*")
_DOTTED = regex(r"[\w.:]+")
_AREA = regex(r"#\s*(?i:rulekit|ruff|flake8|pylint)\s*[:=]")
_NAMELESS = frozenset({"", MEMBER})
_CLEAR = frozenset({0, 1, 2, 0.5})
_LAST_SMALL, _STEP, _LAST_ROUND = 10, 5, 100


class Shared(NamedTuple):
    """What a cell shares with others: what it gives and takes, members of classes with a dot before them.

    `imports` are words that it imports, `binds` those that it binds otherwise, for itself too. `texts` are those it
    writes, `numbers` those that may stand for the same elsewhere, `says` and `hears` the questions by which it
    concerns others, and they it. `words` are all of its words, `loud` those that count wherever they stand.
    """

    gives: Words = NONE
    takes: Words = NONE
    imports: Words = NONE
    binds: Words = NONE
    texts: Words = NONE
    numbers: frozenset[Hashable] = frozenset()
    says: Words = NONE
    hears: Words = NONE
    words: Words = NONE
    loud: Words = NONE
    has_star: bool = False
    has_area: bool = False
    is_broken: bool = False


def related(cells: Sequence[Shared], asked: int) -> Collection[int]:
    """Tell which cells have a say in what the asked one shows."""
    own = cells[asked]
    if own.has_star or own.has_area:
        return range(len(cells))
    known = near(cells, {asked, *(at for at, cell in enumerate(cells) if cell.has_star)})
    # A better name for what is bound here is news to all who use the name.
    renamed = frozenset(map(snake_case, own.binds)) - own.binds
    hears = NONE.union(*(cells[at].hears for at in known))
    known.update(
        at
        for at, cell in enumerate(cells)
        if cell.has_area
        or cell.is_broken
        or not (
            hears.isdisjoint(cell.says)
            and own.imports.isdisjoint(cell.words)
            and renamed.isdisjoint(cell.takes)
            and own.numbers.isdisjoint(cell.numbers)
        )
    )
    return known


def near(cells: Sequence[Shared], known: Iterable[int]) -> set[int]:
    """Give the cells that some are related to, whether directly or through others."""
    found = {*known}
    left = [at for at in range(len(cells)) if at not in found]
    new: Collection[int] = found
    while new:
        gives = NONE.union(*(cells[at].gives for at in new))
        takes = NONE.union(*(cells[at].takes for at in new))
        new = [
            at for at in left if not (gives.isdisjoint(cells[at].takes) and takes.isdisjoint(cells[at].gives))
        ]
        found.update(new)
        left = [at for at in left if at not in found]
    return found


@lru_cache(MOST_KEPT)
def shared_by(text: str, code: str) -> Shared:
    """Tell what a cell shares with others, by its text and its code; what is no Python may take any of its words."""
    parsed = parse(code)
    if parsed.broken:
        parsed = parse(f"if 1:\n{code}")
    words = frozenset(_WORD.findall(text))
    says = frozenset(name for name, link in LINKS.items() if link.says.search(text))
    hears = frozenset(name for name, link in LINKS.items() if link.hears.search(text))
    index = index_tree(parsed.tree)
    gives = frozenset(_given(index)) - _NAMELESS
    imported = [*_imported(index)]
    return Shared(
        gives,
        gives.union(_taken(index), words if parsed.broken or text != code else ()) - _NAMELESS,
        frozenset(imported),
        frozenset(_bound(index)) - _NAMELESS,
        frozenset(_texts(index)),
        frozenset(_numbers(index)),
        says,
        hears,
        words,
        frozenset(word for pattern in PATTERNS for word in pattern.findall(text)),
        has_star="*" in imported,
        has_area=has_area(text),
        is_broken=bool(parsed.broken),
    )


def has_area(text: str) -> bool:
    """Tell whether a comment in a cell may concern the cells below."""
    return bool(_AREA.search(text))


def _nodes(index: Index, *kinds: type[Node]) -> Iterator[Node]:
    for kind in kinds:
        yield from cast("list[Node]", index.nodes.get(kind, []))


def _imported(index: Index) -> Iterator[str]:
    """Yield the words that a cell imports."""
    statements: Iterator[ast.Import | ast.ImportFrom] = _nodes(index, ast.Import, ast.ImportFrom)
    for statement in statements:
        yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)


def _given(index: Index) -> Iterator[str]:
    """Yield the names that a cell binds for all, and the members of its classes."""
    for scope in index.scopes:
        if (sign := _sign(scope)) is not None:
            yield from (sign + name.id for name in scope.bound)
        if scope.outer and (sign := _sign(scope.outer)) is not None:
            yield sign + getattr(scope.node, "name", "")
    for statement in _nodes(index, ast.Global):
        yield from statement.names
    yield from (node.target.id for node in _nodes(index, ast.NamedExpr) if isinstance(node.target, ast.Name))
    captures: Iterator[ast.MatchAs | ast.MatchStar] = _nodes(index, ast.MatchAs, ast.MatchStar)
    yield from (capture.name or "" for capture in captures)
    if ast.ClassDef in index.nodes:
        yield from (MEMBER + node.attr for node in _nodes(index, ast.Attribute) if not isinstance(node.ctx, ast.Load))


def _sign(scope: Scope) -> str | None:
    """Tell how names of a scope are written that others see; nothing where they are local."""
    return {ast.Module: "", ast.ClassDef: MEMBER}.get(scope.node.__class__)


def _taken(index: Index) -> Iterator[str]:
    """Yield the names that a cell reads and does not bind for itself alone, and all words of attributes and texts."""
    for scope in index.scopes:
        hidden = _hidden(scope)
        yield from (name.id for name in scope.names if name.id not in hidden)
    yield from (MEMBER + node.attr for node in _nodes(index, ast.Attribute))
    yield from (MEMBER + (keyword.arg or "") for keyword in _nodes(index, ast.keyword))
    for constant in _nodes(index, ast.Constant):
        if isinstance(constant.value, str) and _DOTTED.fullmatch(constant.value):
            yield from (sign + word for word in _WORD.findall(constant.value) for sign in ("", MEMBER))


def _hidden(scope: Scope | None) -> set[str]:
    """Give the names that are local where a scope is, to it or to a function around it."""
    hidden: set[str] = set()
    while scope is not None and _sign(scope) is None:
        hidden.update(name.id for name in scope.bound)
        if isinstance(scope.node, (*FUNCTIONS, ast.Lambda)):
            hidden.update(parameter.arg for parameter in parameters(scope.node.args))
        scope = scope.outer
    return hidden


def _bound(index: Index) -> Iterator[str]:
    """Yield all names that a cell binds, but for imports."""
    for scope in index.scopes:
        yield from (name.id for name in scope.bound)
        yield getattr(scope.node, "name", "")
    yield from (parameter.arg for parameter in _nodes(index, ast.arg))
    yield from (handler.name or "" for handler in _nodes(index, ast.ExceptHandler))


def _texts(index: Index) -> Iterator[str]:
    """Yield the texts that a cell writes, those of bytes too."""
    for constant in _nodes(index, ast.Constant):
        text = constant.value.decode("latin-1") if isinstance(constant.value, bytes) else constant.value
        if isinstance(text, str) and len(text) >= SHORTEST_SECRET:
            yield text


def _numbers(index: Index) -> Iterator[Hashable]:
    """Yield the numbers that may stand for the same in several cells: small and round ones only beside the same word."""
    for constant in _nodes(index, ast.Constant):
        value = constant.value
        if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) in _CLEAR:
            continue
        is_round = abs(value) <= _LAST_ROUND and value % _STEP == 0
        if not is_round and (abs(value) > _LAST_SMALL or value != int(value)):
            yield value
        statement: ast.AST = constant
        while not isinstance(statement, ast.stmt):
            statement = index.parents[statement]
        for part in walk(statement):
            word = getattr(part, "id", None) or getattr(part, "attr", None) or getattr(part, "value", None)
            if isinstance(word, str):
                yield value, word
