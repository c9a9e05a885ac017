"""What the compiler itself says of scopes and names, held against ours."""

import ast
import symtable
import sys

from rulekit.analysis.names.scopes import Names, names
from rulekit.analysis.syntax.index import COMPREHENSIONS, Scope
from rulekit.analysis.syntax.source import Source

Key = tuple[str, int]
UNNAMED: dict[type, str] = {
    ast.Lambda: "lambda",
    ast.ListComp: "listcomp",
    ast.SetComp: "setcomp",
    ast.DictComp: "dictcomp",
    ast.GeneratorExp: "genexpr",
}
# From 3.12 on the compiler has no scope for most comprehensions.
INLINES = sys.version_info >= (3, 12)
TYPE_PARAMETERS = [getattr(ast, name) for name in ("TypeVar", "ParamSpec", "TypeVarTuple") if hasattr(ast, name)]
LEFT_OUT = set(UNNAMED.values()) - {"lambda"} if INLINES else set()


def tables(text: str) -> dict[Key, list[symtable.SymbolTable]]:
    """Give the scopes as the compiler sees them, by name and line."""
    found: dict[Key, list[symtable.SymbolTable]] = {}
    waiting = [symtable.symtable(text, "shop.py", "exec")]
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        if table.get_type() in {"module", "function", "class"} and table.get_name() not in LEFT_OUT:
            found.setdefault((table.get_name(), table.get_lineno()), []).append(table)
    return found


def scopes(source: Source) -> dict[Key, list[Scope]]:
    found: dict[Key, list[Scope]] = {}
    for scope in source.index.scopes:
        node = scope.node
        name = UNNAMED.get(type(node)) or str(getattr(node, "name", "top"))
        if name not in LEFT_OUT:
            found.setdefault((name, getattr(node, "lineno", 0)), []).append(scope)
    return found


def pairs(source: Source) -> list[tuple[symtable.SymbolTable, Scope]]:
    """Put the two views of each scope together; several of one name on one line cannot be told apart."""
    theirs, ours = tables(source.text), scopes(source)
    assert {key: len(held) for key, held in theirs.items()} == {key: len(held) for key, held in ours.items()}
    return [(held[0], ours[key][0]) for key, held in theirs.items() if len(held) == 1]


def unsure(source: Source, scope: Scope) -> set[str]:
    """Give the names that the two views place differently from 3.12 on.

    The compiler lists what comprehensions bind in the scope around too, and type parameters in a scope of their own.
    """
    inner = [s for s in source.index.scopes if isinstance(s.node, COMPREHENSIONS) and around(s) is around(scope)]
    bindings = names(source).bindings
    typed = [parameter for kind in TYPE_PARAMETERS for parameter in source.index.nodes.get(kind, ())]
    found = {str(getattr(parameter, "name", "")) for parameter in typed} | {"__type_params__"}
    return found | {name for s in inner for name in bindings[s]} if INLINES else set()


def around(scope: Scope | None) -> Scope | None:
    """Give the scope of a comprehension's function, class or module."""
    while scope is not None and isinstance(scope.node, COMPREHENSIONS):
        scope = scope.outer
    return scope


def mangled(name: str, scope: Scope | None) -> str:
    """Spell a private name as the compiler does."""
    while scope is not None and not isinstance(scope.node, ast.ClassDef):
        scope = scope.outer
    private = name.startswith("__") and not name.endswith("__")
    return (
        f"_{scope.node.name.lstrip('_')}{name}" if private and scope and isinstance(scope.node, ast.ClassDef) else name
    )


def bound_by_symtable(table: symtable.SymbolTable) -> set[str]:
    bound = (
        s for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_parameter() or s.is_namespace()
    )
    return {symbol.get_name() for symbol in bound if symbol.is_local()} - {".0"}


def disagreements(source: Source) -> list[str]:
    """Say where the two views differ.

    What only functions bind, by `global`, is bound in our module too: `symtable` tells that in the function alone.
    """
    known = names(source)
    found: list[str] = []
    for table, scope in pairs(source):
        ours = {mangled(name, scope) for name, binders in known.bindings[scope].items() if binders} - {"*"}
        theirs = bound_by_symtable(table)
        if scope is known.module:
            theirs |= {name for node in source.nodes(ast.Global) for name in node.names} & ours
        aside = unsure(source, scope)
        if differing := (ours ^ theirs) - aside:
            found.append(f"{table.get_name()} binds {sorted(differing)}")
        symbols = [symbol for symbol in table.get_symbols() if symbol.get_name() not in aside]
        found += (f"{table.get_name()}: {s.get_name()}" for s in symbols if not agrees(known, s, scope))
    return found


def agrees(known: Names, symbol: symtable.Symbol, scope: Scope) -> bool:
    """Tell whether a name has its home where the compiler says: here, further out, or in the module."""
    name = symbol.get_name()
    if name.startswith(("_", ".")):
        return True
    home = known.binding_scope(name, scope)
    if symbol.is_global() or scope is known.module:
        return home in (known.module, None)
    if symbol.is_free():
        return home not in (known.module, scope, None)
    return home is scope if symbol.is_local() else True
