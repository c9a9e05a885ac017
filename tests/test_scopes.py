"""Names mean what the language says: scopes and bindings agree with `symtable`, and names lead to libraries."""

import ast
import symtable
import sys

import pytest

from rulekit.analysis.index import COMPREHENSIONS, Scope
from rulekit.analysis.scopes import Names, calls, names
from rulekit.analysis.source import Source
from tests.stdlib import NAMES, source_of

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
FORMS = {
    "global past an enclosing function": """
def open_shop():
    till = 1
    def count():
        global till
        def report():
            return till
        return till
    return count, till
""",
    "a walrus in a comprehension, at home elsewhere": """
def open_shop():
    count = 0
    global total
    [total := n for n in range(3)]
    def close():
        nonlocal count
        return [count := n for n in range(3)]
    return [[last := m for m in n] for n in close()], last
""",
    "a class hides its names from its methods": """
class Order:
    tax = 1
    rates = [tax for _ in range(3)]
    key = lambda self: tax
    def total(self):
        return tax
    class Line:
        own = tax
""",
    "declarations in classes": """
class Order:
    global till
    till = 1
    def total(self):
        return till
def open_shop():
    till = 2
    class Counter:
        global till
        def total(self):
            return till
    class Drawer:
        nonlocal till
        till = 3
        def total(self):
            return till
""",
    "everything that binds": """
def ship(order):
    match order:
        case {"a": a, **rest}:
            return a, rest
        case [first, *others]:
            return first, others
        case str() as text:
            return text
    try:
        pass
    except ValueError as error:
        print(error)
    with open("x") as (left, [right]):
        pass
    for i, *j in []:
        pass
    async def later():
        async for row in i:
            pass
        async with row as held:
            pass
    import os.path, sys as system
    from shop import stock as goods
    del gone
    weight: int
    height: int = 3
    (width): int = 3
""",
    "nonlocal names that an import, a function, a class, a handler or a pattern binds": """
def open_shop():
    def close():
        nonlocal json, Order, ship, error, code
        import json
        class Order: pass
        def ship(): pass
        error = code = 1
    import json
    class Order: pass
    def ship(): pass
    try: pass
    except KeyError as error: pass
    match 1:
        case code: pass
    def reopen():
        def again():
            nonlocal json
            return json
        return again
""",
    "comprehensions in comprehensions": """
x = [[y for y in x] for x in [x for x in x]]
s = {y: z for y, z in (lambda q: q)(s) for w in y if w for w in w}
g = (i for i in range(3) if any(i for i in [i]))
""",
    "walruses around a definition": """
@(made := print)
def ship(a: (hint := int) = (default := 3), *rest: a) -> (result := a):
    return a
class Order((base := object), metaclass=(meta := type)): pass
""",
    "global in a function of a function that has a parameter of that name": """
def open_shop():
    global till
    def count(till):
        def reset():
            global till
            till = 2
        return till
    till = 1
""",
}


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

    The compiler lists what comprehensions bind in the scope around too; type parameters have a scope of their own there.
    """
    inner = [s for s in source.index.scopes if isinstance(s.node, COMPREHENSIONS) and around(s) is around(scope)]
    bindings = source.ask(names).bindings
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
    known = source.ask(names)
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
    home = known.home(name, scope)
    if symbol.is_global() or scope is known.module:
        return home in (known.module, None)
    if symbol.is_free():
        return home not in (known.module, scope, None)
    return home is scope if symbol.is_local() else True


@pytest.mark.parametrize("name", NAMES)
def test_scopes_and_bindings_of_a_real_module_agree_with_symtable(name: str) -> None:
    assert disagreements(source_of(name)) == []


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_scopes_and_bindings_of_every_form_agree_with_symtable(text: str) -> None:
    assert disagreements(Source(text)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_evaluated_in_the_scope_that_lists_it(name: str) -> None:
    source = source_of(name)
    scope_of = source.ask(names).scope_of

    assert [n.id for scope in source.index.scopes for n in scope.names if scope_of(n) is not scope] == []


RESOLVED = {
    "an import": ("import os\nwhich(os.system)", "os.system"),
    "an import of a submodule": ("import os.path\nwhich(os.path.join)", "os.path.join"),
    "an import of two submodules": ("import os.path, os\nwhich(os.path.join)", "os.path.join"),
    "an import under another name": ("import numpy.random as r\nwhich(r.choice)", "numpy.random.choice"),
    "a name from a module": ("from subprocess import run\nwhich(run)", "subprocess.run"),
    "a name from a module under another name": ("from subprocess import run as go\nwhich(go)", "subprocess.run"),
    "a name from the package around": ("from .. import stock\nwhich(stock.count)", "..stock.count"),
    "a name from a module beside": ("from .stock import count\nwhich(count)", ".stock.count"),
    "a name of the language": ("which(print)", "builtins.print"),
    "a name of the language that a function hides": ("def f():\n    print = 1\nwhich(print)", "builtins.print"),
    "a name of the language that is hidden": ("def print(): pass\nwhich(print)", None),
    "an unknown name": ("which(stock.count)", None),
    "a call's result": ("import os\nwhich(os.popen('ls').read)", None),
    "another name for an import": ("import os\nrun = os.system\nwhich(run)", "os.system"),
    "a chain of names": ("from os import system\na = system\nb = c = a\nwhich(c)", "os.system"),
    "a name bound by a walrus": ("import os\n(run := os.system)\nwhich(run)", "os.system"),
    "a name with a hint": ("import os\nrun: object = os.system\nwhich(run)", "os.system"),
    "a name bound twice": ("import os\nrun = os.system\nrun = 1\nwhich(run)", None),
    "a name that is its own value": ("run = run\nwhich(run)", None),
    "two names that are each other": ("a = b\nb = a\nwhich(a)", None),
    "a fallback import": (
        "try:\n    import json\nexcept ImportError:\n    import simplejson as json\nwhich(json.loads)",
        "json.loads",
    ),
    "an import that is overwritten": ("import json\njson = None\nwhich(json.loads)", None),
    "an import that a function overwrites": (
        "import json\ndef f():\n    global json\n    json = None\nwhich(json.loads)",
        None,
    ),
    "a parameter of the name of an import": ("import os\ndef f(os):\n    which(os.system)", None),
    "a loop variable of the name of an import": ("import os\nfor os in []:\n    which(os.system)", None),
    "an import seen from a function": ("import os\ndef f():\n    which(os.system)", "os.system"),
    "an import in the function": ("def f():\n    import os\n    which(os.system)", "os.system"),
    "an import in another function": ("def f():\n    import os\nwhich(os.system)", None),
    "an import in a class": ("class A:\n    import os\n    which(os.system)", "os.system"),
    "an import in a class, from a method": (
        "class A:\n    import os\n    def f(self):\n        which(os.system)",
        None,
    ),
    "an import by global": ("def f():\n    global os\n    import os\nwhich(os.system)", "os.system"),
    "an import past a function's own name": (
        "import os\ndef f(os):\n    def g():\n        global os\n        which(os.system)",
        "os.system",
    ),
    "an import by nonlocal": (
        "def f():\n    os = None\n    def g():\n        nonlocal os\n        import os\n    which(os.system)",
        None,
    ),
    "what a comprehension loops over first": ("import os\n[os for os in which(os.environ)]", "os.environ"),
    "a loop variable of a comprehension": ("import os\n[which(os.system) for os in []]", None),
    "a walrus in a comprehension": ("import os\n[run := os.system for _ in []]\nwhich(run)", "os.system"),
    "a lambda's parameter": ("import os\nlambda os: which(os.system)", None),
    "a lambda's default": ("import os\nlambda os=which(os.system): os", "os.system"),
    "a decorator": ("import os\n@which(os.system)\ndef f(os): pass", "os.system"),
    "a base of a class": ("import os\nclass A(which(os.system)):\n    os = 1", "os.system"),
    "an annotation": ("import os\ndef f(os: which(os.system)): pass", "os.system"),
}


@pytest.mark.parametrize(("text", "target"), RESOLVED.values(), ids=RESOLVED)
def test_a_name_leads_to_what_it_stands_for(text: str, target: str | None) -> None:
    source = Source(text)
    asked = [call.args[0] for call in source.nodes(ast.Call) if getattr(call.func, "id", "") == "which"]

    assert [source.ask(names).resolve(expression) for expression in asked] == [target]


def test_calls_are_listed_by_what_they_call() -> None:
    source = Source(
        "from subprocess import run as go\nimport subprocess\ngo(1)\nsubprocess.run(2)\nprint(3)\nship(4)\n"
    )
    found = {target: [call.lineno for call in listed] for target, listed in source.ask(calls).items()}

    assert found == {"subprocess.run": [3, 4], "builtins.print": [5]}


def test_asking_where_a_name_lives_binds_nothing() -> None:
    known = Source("def ship():\n    global till\n    return till\n").ask(names)
    before = {scope: dict(bound) for scope, bound in known.bindings.items()}
    homes = {known.home("till", scope) for scope in known.bindings}

    assert (homes, {scope: dict(bound) for scope, bound in known.bindings.items()}) == ({None}, before)
