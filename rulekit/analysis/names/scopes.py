"""What a name means: who binds it, in which scope, and which library it stands for."""

import ast
import builtins
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from rulekit.analysis.syntax.index import COMPREHENSIONS, FUNCTIONS, Function, Scope
from rulekit.analysis.syntax.source import Source, question

BUILTINS = frozenset(dir(builtins))
DEPTH = 8

Bindings = dict[str, list[ast.AST]]


class Import(NamedTuple):
    """What an import binds: the name, the qualified name it stands for, and its piece of the statement."""

    name: str
    target: str
    alias: ast.alias
    statement: ast.Import | ast.ImportFrom


class Names:
    """The scopes of a source, and questions about names in them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._scopes = {scope.node: scope for scope in source.index.scopes}
        self.module = self._scopes[source.tree]
        self.bindings: dict[Scope, Bindings] = {scope: defaultdict(list) for scope in source.index.scopes}
        self._bind_names()
        self._bind_nodes()
        self._rehomed = self._move_declared()
        self.binding_scopes: dict[str, list[Scope]] = defaultdict(list)
        for scope, bound in self.bindings.items():
            for name in bound:
                self.binding_scopes[name].append(scope)

    def scope_of(self, node: ast.AST) -> Scope:
        """Find the scope in which a node is evaluated."""
        if node.__class__ is ast.Name:
            return self._scopes_of_names.get(node, self.module)
        parents, child, grandchild = self._source.parents, node, node
        while (parent := parents.get(child)) is not None:
            if parent in self._scopes and _is_inside(parent, child, grandchild):
                return self._scopes[parent]
            child, grandchild = parent, child
        return self.module

    def binding_scope(self, name: str, scope: Scope) -> Scope | None:
        """Find the scope that binds a name, seen from another; nothing means a builtin or an unknown name."""
        scopes = self.binding_scopes.get(name, ())
        if not scopes or (len(scopes) == 1 and scopes[0] is self.module):
            return scopes[0] if scopes else None
        seen: Scope | None = scope
        while seen is not None:
            if seen is scope or not isinstance(seen.node, ast.ClassDef):
                if declared := self._rehomed.get((seen, name)):
                    return declared
                if self.bindings[seen].get(name):
                    return seen
            seen = seen.outer
        return None

    def binders(self, name: ast.Name) -> Sequence[ast.AST]:
        """Return the nodes that bind the name that is read or written here."""
        binding_scope = self.binding_scope(name.id, self.scope_of(name)) if name.id in self.binding_scopes else None
        return self.bindings[binding_scope][name.id] if binding_scope else ()

    def is_bound_by(self, expression: ast.AST | None, *kinds: type[ast.AST]) -> bool:
        """Tell whether an expression is a name, and nodes of these types alone bind it."""
        binders = self.binders(expression) if isinstance(expression, ast.Name) else ()
        return bool(binders) and all(isinstance(binder, kinds) for binder in binders)

    def single_binder(self, expression: ast.AST | None) -> ast.AST | None:
        """Return the only node that binds a name; nothing for other expressions, and where several bind it."""
        binders = self.binders(expression) if isinstance(expression, ast.Name) else ()
        return binders[0] if len(binders) == 1 else None

    def single_value(self, expression: ast.AST | None) -> ast.expr | None:
        """Return the expression that a name is bound to by a plain assignment, if nothing else binds it."""
        binder = self.single_binder(expression)
        return self.value(binder) if binder is not None else None

    def resolve(self, expression: ast.AST | None, depth: int = DEPTH) -> str | None:
        """Return the qualified name that an expression stands for.

        `run` after `from subprocess import run` is `subprocess.run`; names of the language begin with `builtins.`.
        """
        if isinstance(expression, ast.Name):
            return self._resolve_name(expression, depth)
        if isinstance(expression, ast.Attribute) and depth > 0:
            base = self.resolve(expression.value, depth - 1)
            return f"{base}.{expression.attr}" if base else None
        return None

    def _resolve_name(self, name: ast.Name, depth: int) -> str | None:
        if name.id not in self.binding_scopes:
            fact = self._source.parsed.facts.get(name.id)
            # What is neither bound nor built in comes out of the only `from library import *`.
            stars = (
                {one.target for one in self.imports.values() if one.name == "*"} if "*" in self.binding_scopes else ()
            )
            starred = next(iter(stars)).replace("*", name.id) if len(stars) == 1 else None
            return fact or (f"builtins.{name.id}" if name.id in BUILTINS else starred)
        binders = self.binders(name)
        if not binders:
            return f"builtins.{name.id}" if name.id in BUILTINS else None
        if all(isinstance(binder, ast.alias) for binder in binders):
            return self.imports[binders[0]].target
        if len(binders) == 1 and depth > 0 and isinstance(binders[0], ast.Name) and (value := self.value(binders[0])):
            return self.resolve(value, depth - 1)
        return None

    def value(self, binder: ast.AST) -> ast.expr | None:
        """Return the expression that a plain assignment binds to a name; of `a, b = 1, 2` the part that is meant."""
        parent = self._source.parents.get(binder)
        if isinstance(parent, ast.Assign) and binder in parent.targets:
            return parent.value
        if isinstance(parent, (ast.AnnAssign, ast.NamedExpr)) and parent.target is binder:
            return parent.value
        if isinstance(parent, (ast.Tuple, ast.List)):
            row = getattr(self._source.parents[parent], "value", None)
            items = row.elts if isinstance(row, (ast.Tuple, ast.List)) else []
            has_star = any(isinstance(item, ast.Starred) for item in (*items, *parent.elts))
            is_parallel = isinstance(self._source.parents[parent], ast.Assign) and len(items) == len(parent.elts)
            return items[[*parent.elts].index(binder)] if is_parallel and not has_star else None  # type: ignore[arg-type]
        return None

    @cached_property
    def _scopes_of_names(self) -> Mapping[ast.AST, Scope]:
        return {name: scope for scope in self._source.index.scopes for name in scope.names}

    @cached_property
    def imports(self) -> Mapping[ast.AST, Import]:
        """What each alias of each import statement binds."""
        imports: dict[ast.AST, Import] = {}
        for plain in self._source.nodes(ast.Import):
            for alias in plain.names:
                name = alias.asname or alias.name.partition(".")[0]
                imports[alias] = Import(name, alias.name if alias.asname else name, alias, plain)
        for origin in self._source.nodes(ast.ImportFrom):
            module = "." * origin.level + (origin.module or "")
            for alias in origin.names:
                target = f"{module}{'' if module.endswith('.') else '.'}{alias.name}"
                imports[alias] = Import(alias.asname or alias.name, target, alias, origin)
        return imports

    def _bind_names(self) -> None:
        """Bind every name that is written (`x = ...`, `for x in`, `with ... as x`, `x += 1`, `del x`)."""
        parents = self._source.parents
        for scope, bound in self.bindings.items():
            if not scope.bound:
                continue
            function = scope  # `:=` in a comprehension binds in the function around it
            while isinstance(function.node, COMPREHENSIONS) and function.outer is not None:
                function = function.outer
            around = self.bindings[function]
            for name in scope.bound:
                (around if parents[name].__class__ is ast.NamedExpr else bound)[name.id].append(name)

    def _bind_nodes(self) -> None:
        """Bind what statements bind by other means than a name node."""
        for alias, imported in self.imports.items():
            self.bindings[self.scope_of(imported.statement)][imported.name].append(alias)
        definitions: Sequence[Function | ast.ClassDef] = self._source.nodes(*FUNCTIONS, ast.ClassDef)
        for definition in definitions:
            around = self._scopes[definition].outer or self.module
            self.bindings[around][definition.name].append(definition)
        for kind in (ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping):
            for binder in self._source.nodes(kind):
                if name := getattr(binder, "rest" if kind is ast.MatchMapping else "name", None):
                    self.bindings[self.scope_of(binder)][name].append(binder)
        for parameter in self._source.nodes(ast.arg):
            function = self._source.parents[self._source.parents[parameter]]
            self.bindings[self._scopes[function]][parameter.arg].append(parameter)

    def _move_declared(self) -> dict[tuple[Scope, str], Scope]:
        """Move what `global` and `nonlocal` declare to the scope that holds the name, the outer functions first."""
        declared: dict[Scope, list[tuple[str, bool]]] = defaultdict(list)
        statements: Sequence[ast.Global | ast.Nonlocal] = self._source.nodes(ast.Global, ast.Nonlocal)
        for statement in statements:
            is_global = isinstance(statement, ast.Global)
            declared[self.scope_of(statement)] += ((name, is_global) for name in statement.names)
        scopes: dict[tuple[Scope, str], Scope] = {}
        for scope in self.bindings if declared else ():
            for name, is_global in declared.get(scope, ()):
                binding_scope = self.module if is_global else self._enclosing_function(scope, name, scopes)
                scopes[scope, name] = binding_scope
                if binding_scope is not scope and (moved := self.bindings[scope].pop(name, ())):
                    self.bindings[binding_scope][name] += moved
        return scopes

    def _enclosing_function(self, scope: Scope, name: str, scopes: Mapping[tuple[Scope, str], Scope]) -> Scope:
        outer = scope.outer
        while outer is not None:
            binding_scope = scopes.get((outer, name), outer)
            if isinstance(outer.node, (*FUNCTIONS, ast.Lambda)) and self.bindings[binding_scope].get(name):
                return binding_scope
            outer = outer.outer
        return scope


@question
def names(source: Source) -> Names:
    """What do the names of this source mean?"""
    return Names(source)


@question
def calls(source: Source) -> Mapping[str, Sequence[ast.Call]]:
    """Which calls go to which qualified name?"""
    resolve, calls_by_target = names(source).resolve, defaultdict(list)
    for call in source.nodes(ast.Call):
        if target := resolve(call.func):
            calls_by_target[target].append(call)
    return calls_by_target


def _is_inside(scope_node: ast.AST, child: ast.AST, grandchild: ast.AST) -> bool:
    """Tell whether a part of a scope's node is evaluated in that scope.

    Decorators, bases, defaults and what a comprehension loops over first are evaluated around it.
    """
    if isinstance(scope_node, (*FUNCTIONS, ast.ClassDef)):
        return isinstance(child, ast.stmt)
    if isinstance(scope_node, ast.Lambda):
        return child is scope_node.body
    if isinstance(scope_node, COMPREHENSIONS):
        return child is not scope_node.generators[0] or grandchild is not scope_node.generators[0].iter
    return True
