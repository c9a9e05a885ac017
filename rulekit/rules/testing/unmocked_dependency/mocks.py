"""What a test replaces, by patches, mocks, libraries and fixtures; mocks that are misspelled or answer to any name."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.flow.calls import calls_by_word, calls_to
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function, parameters
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import with_items
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.assertions import functions_by_name
from rulekit.analysis.testing.pytest_model import (
    TestContext,
    fixture_functions,
    fixtures,
    holds_tests,
    test_around,
    test_set,
)
from rulekit.known.external import OUTSIDE, PATCHERS, STANDING_IN
from rulekit.known.testing import MOCK_ASSERTIONS, MOCK_LOOKALIKES, MOCKS
from rulekit.model.late import dataclass, regex

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
    # `@patch(...)` fills the first parameters.
    patches = sum(isinstance(mark, ast.Call) and patched(source, mark) is not None for mark in context.marks)
    arguments = [one.arg for one in parameters(context.functions[0].args) if one.arg not in {"self", "cls"}]
    asked = context.requested - PATCHERS - fixtures(source).keys() - set(arguments[:patches])
    if any(STANDING_IN.search(name) for name in asked):
        return True
    if any(_is_stand_in(source, one) for one in (*context.marks, *with_items(source, call))):
        return True
    calls = [node for function in context.functions for node in own_nodes(function) if isinstance(node, ast.Call)]
    for node in calls:
        # `responses.add(...)` and `Stubber(client)` turn a library on.
        name = names(source).resolve(node.func) or ""
        if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "self":
            name = node.func.attr
        if name.partition(".")[0] not in _MOCKING and name not in OUTSIDE and STANDING_IN.search(name):
            return True
    return False


def _is_stand_in(source: Source, expression: ast.expr) -> bool:
    """Recognise `@responses.activate`, `with vcr.use_cassette(...)`; patches are looked at one by one."""
    bare = expression.func if isinstance(expression, ast.Call) else expression
    name = names(source).resolve(bare) or ast.unparse(bare)
    if name.partition(".")[0] in _MOCKING | PATCHERS or called_name(expression) in _BY_NAME | _BY_OBJECT:
        return False
    return bool(STANDING_IN.search(name))


_LIKE = regex(r"_*a[sert]{2,6}_*(\w+_)?(called|calls?|awaited|awaits?)(_\w+)?")
# `called_once` is a property of the matchers of requests-mock.
_OF_MATCHERS = frozenset({"called_once"})
_ASKED = (ast.Expr, ast.Assert, ast.Await, ast.UnaryOp, ast.BoolOp, ast.Compare)
_SPECS = frozenset({"spec", "spec_set", "autospec", "wraps", "name"})
_SET = frozenset("return_value side_effect call_args call_args_list call_count called mock_calls method_calls".split())


@dataclass(frozen=True)
class Misspelled:
    """A word that looks like an assertion of a mock and is none, or is one that nobody calls; and what is meant."""

    node: ast.Attribute
    meant: str
    is_called: bool


@question
def misspelled_assertions(source: Source) -> tuple[Misspelled, ...]:
    """Which words of tests look like an assertion about a mock, and assert nothing?"""
    words = vocabulary(source).split("\n") if holds_tests(source) else ()
    meant = {word: _meant(word) for word in words if "call" in word or "await" in word}
    likely = {word for word, name in meant.items() if word in MOCK_ASSERTIONS or name}
    if "requests_mock" in vocabulary(source):
        likely -= _OF_MATCHERS
    misspelled: list[Misspelled] = []
    for attribute in source.nodes(ast.Attribute) if likely else ():
        word = attribute.attr
        if word not in likely or attribute.ctx.__class__ is not ast.Load:
            continue
        if word in MOCK_ASSERTIONS:
            is_wrong = isinstance(source.parents.get(attribute), (ast.Expr, ast.Assert))
        else:
            is_wrong = _is_mock_like(source, attribute)
        if is_wrong and (source.role == "test" or test_around(source, attribute) is not None):
            misspelled.append(Misspelled(attribute, meant[word] or word, word not in MOCK_ASSERTIONS))
    return tuple(misspelled)


def _meant(word: str) -> str | None:
    """Give the assertion that a word was meant to be."""
    if word in MOCK_LOOKALIKES:
        return MOCK_LOOKALIKES[word]
    if not _LIKE.fullmatch(word):
        return None
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(MOCK_ASSERTIONS), n=1)
    return close[0] if close else None


def _is_mock_like(source: Source, attribute: ast.Attribute) -> bool:
    """Tell whether something that may be a mock is asked, and the answer is dropped or asserted."""
    base = attribute.value
    if isinstance(base, ast.Name) and (base.id in {"self", "cls"} or names(source).resolve(base)):
        return False
    parent = source.parents.get(attribute)
    if isinstance(parent, ast.Call) and parent.func is attribute:
        parent = source.parents.get(parent)
    return isinstance(parent, _ASKED) and attribute.attr not in functions_by_name(source)


def mocks_without_spec(source: Source) -> Iterator[tuple[ast.Assign, str]]:
    """Give mocks without a specification that tests use as objects with methods, and the class that each stands for."""
    around = {*test_set(source), *fixture_functions(source)} if "Mock" in vocabulary(source) else ()
    for call, _ in calls_to(source, MOCKS) if around else ():
        statement, function = source.parents.get(call), enclosing_function(source, call)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        has_spec = bool(call.args) or any(keyword.arg is None or keyword.arg in _SPECS for keyword in call.keywords)
        if not isinstance(statement, ast.Assign) or not isinstance(target, ast.Name) or has_spec:
            continue
        if function in around and function is not None and not _SET.issuperset(_methods_of(function, target.id)):
            yield statement, _class_for(source, target.id)


def _methods_of(function: Function, name: str) -> Iterator[str]:
    """Give the methods that a test sets up or asserts on a mock: `client.get.return_value = ...`."""
    for node in own_nodes(function):
        if isinstance(node, ast.Attribute) and (node.attr in _SET or node.attr in MOCK_ASSERTIONS):
            base = node.value
            if isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name) and base.value.id == name:
                yield base.attr


def _class_for(source: Source, name: str) -> str:
    """Give an imported class whose name the mock bears: `StockBook` for `stock_book` or `book`."""
    word = name.replace("_", "").lower().removeprefix("mock").removeprefix("fake").removesuffix("mock")
    imported = [one.name for one in names(source).imports.values() if one.name[:1].isupper()]
    alike = [one for one in imported if word and one.lower().endswith(word)]
    return alike[0] if alike else ""
