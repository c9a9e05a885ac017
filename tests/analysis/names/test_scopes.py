"""Names mean what the language says: scopes and bindings agree with `symtable`, and names lead to libraries."""

import ast

import pytest

from rulekit.analysis.names.scopes import calls, names
from rulekit.analysis.syntax.source import Source
from tests.analysis.names.compiled import disagreements
from tests.analysis.stdlib import NAMES, source_of

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


@pytest.mark.parametrize("name", NAMES)
def test_scopes_and_bindings_of_a_real_module_agree_with_symtable(name: str) -> None:
    assert disagreements(source_of(name)) == []


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_scopes_and_bindings_of_every_form_agree_with_symtable(text: str) -> None:
    assert disagreements(Source(text)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_evaluated_in_the_scope_that_lists_it(name: str) -> None:
    source = source_of(name)
    scope_of = names(source).scope_of

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

    assert [names(source).resolve(expression) for expression in asked] == [target]


def test_calls_are_listed_by_what_they_call() -> None:
    source = Source(
        "from subprocess import run as go\nimport subprocess\ngo(1)\nsubprocess.run(2)\nprint(3)\nship(4)\n"
    )
    found = {target: [call.lineno for call in listed] for target, listed in calls(source).items()}

    assert found == {"subprocess.run": [3, 4], "builtins.print": [5]}


def test_asking_where_a_name_lives_binds_nothing() -> None:
    known = names(Source("def ship():\n    global till\n    return till\n"))
    before = {scope: dict(bound) for scope, bound in known.bindings.items()}
    homes = {known.binding_scope("till", scope) for scope in known.bindings}

    assert (homes, {scope: dict(bound) for scope, bound in known.bindings.items()}) == ({None}, before)
