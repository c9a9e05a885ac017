"""How a name that holds a connection is used: closed, handed on, or left open on some way out."""

import ast
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.calls import target_of
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.functions import enclosing_function, own_nodes, owner
from rulekit.analysis.names.scopes import DEPTH
from rulekit.analysis.syntax.index import FUNCTIONS, walk
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.syntax.vocabulary import names_by_word
from rulekit.known.database import CLOSERS, CLOSES, PUT_BACK, READERS
from rulekit.model.late import dataclass

_CLOSE = frozenset({"close", "aclose", "terminate", "dispose", "close_all"})
_CLOSING_METHODS = frozenset(
    """
    __aexit__ __del__ __exit__ aclose asyncTearDown cleanup close closeEvent close_connection close_db deinit
    disconnect dispose on_close on_stop on_unload quit release shutdown stop tearDown tearDownClass teardown
    teardown_class teardown_method
    """.split()
)
_HOLDERS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Starred, ast.IfExp, ast.BoolOp, ast.Await, ast.keyword)


@dataclass
class Uses:
    """What is done with a connection: the calls that close it, whether it is safe, and whether others get it."""

    closes: list[ast.AST] = field(default_factory=list)
    safe: bool = False
    escapes: bool = False
    transactions: bool = False

    def add(self, other: "Uses") -> None:
        """Count the uses by another name too."""
        self.closes = list(dict.fromkeys((*self.closes, *other.closes)))
        self.safe |= other.safe
        self.escapes |= other.escapes
        self.transactions |= other.transactions


@question_per
def uses_of(source: Source, binder: ast.Name, ends: str, depth: int = DEPTH) -> Uses:
    """Collect what is done with the connection that a name is bound to here, also by other names."""
    uses = Uses()
    function = enclosing_function(source, binder)
    for use in _reads_of(source, binder.id).get(binder, ()):
        if enclosing_function(source, use) is function:
            _classify(source, use, ends, uses, depth)
        else:
            parent = source.parents[use]
            uses.escapes = True
            uses.safe = uses.safe or (isinstance(parent, ast.Attribute) and parent.attr in _CLOSE)
    return uses


@question_per
def _reads_of(source: Source, word: str) -> Mapping[ast.AST, Sequence[ast.Name]]:
    """Where may each definition of a name be read?"""
    reads: dict[ast.AST, list[ast.Name]] = defaultdict(list)
    for use in names_by_word(source)[word]:
        for definition in definitions(source, use) if isinstance(use.ctx, ast.Load) else ():
            reads[definition].append(use)
    return reads


def _classify(source: Source, use: ast.Name, ends: str, uses: Uses, depth: int) -> None:
    child: ast.AST = use
    parent = source.parents[use]
    while isinstance(parent, _HOLDERS):
        child, parent = parent, source.parents[parent]
    if isinstance(parent, ast.Attribute) and child is use:
        call = source.parents[parent]
        if parent.attr in _CLOSE:
            is_called = isinstance(call, ast.Call) and call.func is parent
            uses.closes += [call] if is_called else []
            uses.safe = uses.safe or not is_called
    elif isinstance(parent, ast.withitem):
        uses.safe = uses.safe or ends == CLOSES
        uses.transactions = True
    elif isinstance(parent, ast.Call):
        word = called_name(parent)
        uses.safe = uses.safe or word in CLOSERS
        uses.closes += [parent] if word in PUT_BACK else []
        only_reads = word == "to_sql" or target_of(source, parent) in READERS or _is_only_read(source, use, parent)
        uses.escapes = uses.escapes or not (word in CLOSERS or word in PUT_BACK or only_reads)
    elif isinstance(parent, (ast.Return, ast.Yield, ast.YieldFrom, ast.Lambda)):
        uses.escapes = True
    elif isinstance(parent, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and parent.value is not None:
        targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        aliases = [target for target in targets if isinstance(target, ast.Name)]
        if child is use and depth > 0 and len(aliases) == len(targets):
            for alias in aliases:
                uses.add(uses_of(source, alias, ends, depth - 1))
        else:
            uses.escapes = True


def _is_only_read(source: Source, use: ast.Name, call: ast.Call) -> bool:
    """Tell whether a function of this file neither closes nor keeps the connection that it is handed."""
    functions = functions_behind(source, call.func)
    if len(functions) != 1 or not isinstance(functions[0], FUNCTIONS) or use not in call.args:
        return False
    function = functions[0]
    parameters = [*function.args.posonlyargs, *function.args.args]
    at = call.args.index(use) + (isinstance(call.func, ast.Attribute) and owner(source, function) is not None)
    if at >= len(parameters):
        return False
    name = parameters[at].arg
    uses = [node for node in own_nodes(function) if isinstance(node, ast.Name) and node.id == name]
    return all(
        (isinstance(parent, ast.Attribute) and parent.attr not in _CLOSE)
        or (isinstance(parent, ast.Call) and target_of(source, parent) in READERS)
        or isinstance(parent, (ast.Compare, ast.If))
        for parent in map(source.parents.__getitem__, uses)
    )


def is_kept_by_class(source: Source, target: ast.Attribute) -> bool:
    """Tell whether a class closes what its attribute holds, or may do so where nobody can look."""
    function = enclosing_function(source, target)
    owner_class = owner(source, function) if function is not None else None
    if owner_class is None or not isinstance(target.value, ast.Name) or target.value.id not in {"self", "cls"}:
        return True
    if any(not (isinstance(base, ast.Name) and base.id == "object") for base in owner_class.bases):
        return True
    given_away = _given_away(source, owner_class)
    return given_away is None or target.attr in given_away


@question_per
def _given_away(source: Source, owner_class: ast.ClassDef) -> Collection[str] | None:
    """Which attributes does a class close or hand on? Nobody knows, where it has a method that may close them."""
    attributes: set[str] = set()
    for node in walk(owner_class):
        if isinstance(node, FUNCTIONS) and node.name in _CLOSING_METHODS:
            return None
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            parent = source.parents[node]
            only_asks = isinstance(parent, (ast.Attribute, ast.Compare, ast.If, ast.UnaryOp, ast.BoolOp))
            if not only_asks or (isinstance(parent, ast.Attribute) and parent.attr in _CLOSE):
                attributes.add(node.attr)
    return attributes
