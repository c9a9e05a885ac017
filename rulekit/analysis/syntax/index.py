"""One walk over a tree: its nodes by type, their parents, and the names of each scope."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import field

from rulekit.model.late import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES = frozenset((*FUNCTIONS, ast.Lambda, ast.ClassDef, *COMPREHENSIONS))

_TEXT_FIELDS = frozenset(
    "arg asname attr conversion ctx id is_async kind kwd_attrs level module name op ops rest simple str type_comment"
    " type_ignores".split()
)
_FIELDS: dict[type, tuple[str, ...]] = dict.fromkeys(
    (ast.Constant, ast.Global, ast.Nonlocal, ast.alias, ast.MatchSingleton), ()
)


@dataclass(eq=False)
class Scope:
    """A module, class, function, lambda or comprehension, the names in its text, those it binds, and attributes."""

    node: ast.AST
    outer: "Scope | None"
    names: list[ast.Name] = field(default_factory=list)
    bound: list[ast.Name] = field(default_factory=list)
    attributes: list[ast.AST] = field(default_factory=list)


@dataclass(eq=False)
class Index:
    """What one walk saw."""

    nodes: dict[type, list[ast.AST]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, list[ast.Name]] = field(default_factory=lambda: defaultdict(list))
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    scopes: list[Scope] = field(default_factory=list)


Waiting = tuple[Scope, list[ast.AST]]


def index_tree(tree: ast.Module) -> Index:
    """Walk a tree once, scope by scope."""
    index = Index()
    index.nodes[ast.Module].append(tree)
    index.parents.update((child, tree) for child in tree.body)
    walk_scopes(index, [(Scope(tree, None), [*tree.body])])
    return index


def walk_scopes(index: Index, waiting: list[Waiting]) -> None:
    """Walk scopes that wait, each with its nodes, and those that are found in them: the last one first."""
    while waiting:
        walk_scope(index, *waiting.pop(), waiting)


def walk_scope(index: Index, scope: Scope, stack: list[ast.AST], waiting: list[Waiting]) -> None:
    """Walk the nodes of a scope; scopes within it wait then."""
    index.scopes.append(scope)
    stack.reverse()
    first = len(index.nodes[ast.Attribute])
    _walk_nodes(index, scope, stack, waiting)
    scope.attributes = index.nodes[ast.Attribute][first:]


def _walk_nodes(index: Index, scope: Scope, stack: list[ast.AST], waiting: list[Waiting]) -> None:
    nodes, parents, fields_of, names, by_word = index.nodes, index.parents, _FIELDS, scope.names, index.names
    take, put, name_kind, many, scope_kinds, load = stack.pop, stack.append, ast.Name, list, SCOPES, ast.Load
    while stack:
        node = take()
        kind = node.__class__
        nodes[kind].append(node)
        if kind is name_kind:
            names.append(node)  # type: ignore[arg-type]
            by_word[node.id].append(node)  # type: ignore[attr-defined,arg-type]
            if node.ctx.__class__ is not load:  # type: ignore[attr-defined]
                scope.bound.append(node)  # type: ignore[arg-type]
            continue
        if kind in scope_kinds:
            inside, outside = _divide(index, node)
            waiting.append((Scope(node, scope), inside))
            stack += outside
            continue
        for name in fields_of[kind] if kind in fields_of else node_fields(kind):
            child = getattr(node, name, None)
            if child.__class__ is many:
                if name == "keys" and None in child:  # `{**more}` is a value without a key
                    child = [key for key in child if key is not None]
                for item in child:
                    parents[item] = node
                stack += child[::-1]
            elif child is not None:
                parents[child] = node
                put(child)


def node_fields(kind: type) -> tuple[str, ...]:
    """Tell which fields of a node type hold nodes, last field first."""
    if kind not in _FIELDS:
        named = kind.__name__ == "TypeAlias"
        fields = kind._fields if issubclass(kind, ast.AST) else ()
        _FIELDS[kind] = tuple(name for name in reversed(fields) if named or name not in _TEXT_FIELDS)
    return _FIELDS[kind]


def _divide(index: Index, node: ast.AST) -> tuple[list[ast.AST], list[ast.AST]]:
    """Split the children of a scope's node into those evaluated inside it and those evaluated around it."""
    parents = index.parents
    inside: list[ast.AST] = []
    outside: list[ast.AST] = []
    if isinstance(node, (*FUNCTIONS, ast.Lambda)):
        inside = [*node.body] if isinstance(node.body, list) else [node.body]
        first = [*getattr(node, "decorator_list", ()), *getattr(node, "type_params", ())]
        last = [returns] if (returns := getattr(node, "returns", None)) else []
        parents.update((child, node) for child in (*first, *last))
        outside = [*first, *_signature(index, node), *last]
    elif isinstance(node, ast.ClassDef):
        inside = [*node.body]
        outside = [*node.decorator_list, *getattr(node, "type_params", ()), *node.bases, *node.keywords]
        parents.update((child, node) for child in outside)
    elif isinstance(node, COMPREHENSIONS):
        loop = node.generators[0]
        inside = [child for child in children(node) if child is not loop]
        index.nodes[ast.comprehension].append(loop)
        parents[loop] = node
        parents.update((part, loop) for part in (loop.iter, loop.target, *loop.ifs))
        parents.update((child, node) for child in inside)
        return [loop.target, *loop.ifs, *inside], [loop.iter]
    parents.update((child, node) for child in inside)
    return inside, outside[::-1]


def _signature(index: Index, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterator[ast.AST]:
    """Take in the parameters of a function; give their annotations and defaults, which belong to the scope around."""
    arguments = node.args
    index.nodes[ast.arguments].append(arguments)
    index.parents[arguments] = node
    for parameter in parameters(arguments):
        index.nodes[ast.arg].append(parameter)
        index.parents[parameter] = arguments
        if parameter.annotation is not None:
            index.parents[parameter.annotation] = parameter
            yield parameter.annotation
    for default in (*arguments.defaults, *arguments.kw_defaults):
        if default is not None:
            index.parents[default] = arguments
            yield default


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """Return all parameters in the order in which they are written."""
    starred = [arguments.vararg] if arguments.vararg else []
    double = [arguments.kwarg] if arguments.kwarg else []
    return [*arguments.posonlyargs, *arguments.args, *starred, *arguments.kwonlyargs, *double]


def defaults(arguments: ast.arguments) -> list[tuple[ast.arg, ast.expr]]:
    """Return each parameter that has a default, with it."""
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [*zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)]
    keyword_only = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return pairs + [(parameter, value) for parameter, value in keyword_only if value is not None]


def children(node: ast.AST) -> list[ast.AST]:
    """Return the direct children of a node in the order of its fields, without contexts and operators."""
    nodes: list[ast.AST] = []
    for name in node_fields(node.__class__)[::-1]:
        child = getattr(node, name, None)
        if child.__class__ is list:
            nodes += child if None not in child else [item for item in child if item is not None]
        elif child is not None:
            nodes.append(child)
    return nodes


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, those of the same depth together, without contexts and operators."""
    nodes = [node]
    for current in nodes:
        yield current
        nodes += children(current)
