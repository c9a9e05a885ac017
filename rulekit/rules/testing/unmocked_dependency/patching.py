"""What a test replaces: names that it patches, and libraries and fixtures that stand in for what is outside."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import parameters
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.testing.pytest_model import TestContext, fixtures
from rulekit.known.external import OUTSIDE, PATCHERS, STANDING_IN

ANYTHING = "?"
_BY_NAME = frozenset({"patch", "setattr", "delattr", "replace", "spy"})
_BY_OBJECT = frozenset({"object", "patch_object", "multiple", "setattr", "delattr", "spy", "stub"})
_MOCKING = frozenset({"unittest", "mock", "pytest_mock"})
# What a person types comes by `sys.stdin`, and what goes out by one of these libraries: a patch of either stands in.
_TYPED = frozenset({"builtins", "getpass"})
_GOING_OUT = frozenset({"socket", "urllib3", "http", "asyncio"})


@dataclass(frozen=True)
class Patch:
    """A call or assignment that replaces something, and the dotted name of that."""

    node: ast.AST
    target: str


def patches_in(source: Source, context: TestContext) -> Iterator[Patch]:
    """Give what a test replaces by its decorators, its body, its fixtures and the functions that run around it."""
    for mark in context.marks:
        if isinstance(mark, ast.Call) and (target := patched(source, mark)):
            yield Patch(mark, target)
    for function in context.functions:
        yield from patches_by_function(source).get(function, ())


@question
def patches_by_function(source: Source) -> Mapping[ast.AST, Sequence[Patch]]:
    """What does the body of each function replace?"""
    by_function: dict[ast.AST, list[Patch]] = defaultdict(list)
    for patch in all_patches(source):
        if (function := enclosing_function(source, patch.node)) is not None:
            by_function[function].append(patch)
    return by_function


@question
def all_patches(source: Source) -> tuple[Patch, ...]:
    """What does this source replace anywhere, by calls, decorators and assignments to attributes?"""
    by_word, resolve = calls_by_word(source), names(source).resolve
    calls = [call for word in sorted(_BY_NAME | _BY_OBJECT) for call in by_word.get(word, ())]
    patches = [Patch(call, target) for call in calls if (target := patched(source, call))]
    for statement in source.nodes(ast.Assign):
        places = [place for place in statement.targets if place.__class__ is ast.Attribute]
        patches += [Patch(statement, name) for place in places if (name := resolve(place))]
    return tuple(patches)


def patched(source: Source, call: ast.Call) -> str | None:
    """Give the dotted name that a call replaces: `patch("shop.ask")`, `monkeypatch.setattr(shop, "ask", fake)`."""
    word, first = called_name(call), call.args[0] if call.args else None
    if first is None or word not in _BY_NAME | _BY_OBJECT:
        return None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value if word in _BY_NAME or word == "multiple" else None
    second = call.args[1] if len(call.args) > 1 else None
    if word in _BY_OBJECT and isinstance(second, ast.Constant) and isinstance(second.value, str):
        return f"{names(source).resolve(first) or ast.unparse(first)}.{second.value}"
    return ANYTHING if word == "patch" or isinstance(first, ast.JoinedStr) else None


def concerns(source: Source, patch: Patch, call: ast.Call, target: str) -> bool:
    """Tell whether a patch stands in for what a call reaches; in doubt yes."""
    if patch.target == ANYTHING:
        return True
    if misses(source, patch, call, target):
        return False
    replaced, reached = patch.target.split("."), target.split(".")
    typed = replaced[-1] == "stdin" and reached[0] in _TYPED
    return typed or replaced[-1] in reached or reached[0] in replaced or replaced[0] in _GOING_OUT


def misses(source: Source, patch: Patch, call: ast.Call, target: str) -> bool:
    """Tell whether a patch replaces the name in the module it comes from, and the call uses one imported before."""
    if patch.target != target or not isinstance(call.func, ast.Name):
        return False
    binders = names(source).binders(call.func)
    imported = [binder for binder in binders if isinstance(source.parents.get(binder), ast.ImportFrom)]
    return len(imported) == len(binders) > 0 and all(
        isinstance(source.parents.get(source.parents[binder]), ast.Module) for binder in imported
    )


def is_replaced_by_library(source: Source, context: TestContext, call: ast.AST) -> bool:
    """Tell whether a library or fixture around a call takes the place of what is outside."""
    here = fixtures(source)
    asked = context.requested - PATCHERS - here.keys() - _injected(source, context)
    if any(STANDING_IN.search(name) for name in asked):
        return True
    if any(_is_stand_in(source, mark) for mark in context.marks):
        return True
    blocks = (around for around in source.ancestors(call) if isinstance(around, (ast.With, ast.AsyncWith)))
    if any(_is_stand_in(source, item.context_expr) for block in blocks for item in block.items):
        return True
    return any(_enables(source, node) for function in context.functions for node in own_nodes(function))


def _injected(source: Source, context: TestContext) -> set[str]:
    """Give the parameters that `@patch(...)` fills."""
    count = sum(isinstance(mark, ast.Call) and patched(source, mark) is not None for mark in context.marks)
    arguments = [
        parameter.arg for parameter in parameters(context.functions[0].args) if parameter.arg not in {"self", "cls"}
    ]
    return set(arguments[:count])


def _is_stand_in(source: Source, expression: ast.expr) -> bool:
    """Recognise `@responses.activate`, `with vcr.use_cassette(...)`; patches are looked at one by one."""
    bare = expression.func if isinstance(expression, ast.Call) else expression
    name = names(source).resolve(bare) or ast.unparse(bare)
    if name.partition(".")[0] in _MOCKING | PATCHERS or called_name(expression) in _BY_NAME | _BY_OBJECT:
        return False
    return bool(STANDING_IN.search(name))


def _enables(source: Source, node: ast.AST) -> bool:
    """Recognise a call of a library that stands in, such as `responses.add(...)` or `Stubber(client)`."""
    if not isinstance(node, ast.Call):
        return False
    name = names(source).resolve(node.func) or ""
    if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "self":
        name = node.func.attr
    return name.partition(".")[0] not in _MOCKING and name not in OUTSIDE and bool(STANDING_IN.search(name))
