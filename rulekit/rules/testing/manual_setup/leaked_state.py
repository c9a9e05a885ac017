"""What tests change for those after them, and tests that tidy up by themselves in a `finally`."""

import ast
import re
from collections.abc import Iterator, Sequence

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, Try
from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import calls_by_word, calls_to, words_for
from rulekit.analysis.flow.reaching_definitions import LOOPS
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import Function, parameters, walk
from rulekit.analysis.syntax.last_name import called_name, first_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import ancestors_within, following, with_items
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.pytest_model import context_of, fixture_decorator, fixture_functions, test_set, tests
from rulekit.model.late import dataclass, regex

_DICTIONARIES = frozenset({"os.environ", "sys.modules", "sys.path"})
_CHANGERS = frozenset({"os.chdir", "os.putenv", "os.unsetenv", "os.umask"})
_CHANGING_METHODS = frozenset(
    {"sys.path.insert", "sys.path.append", "sys.path.extend"}
    | {f"os.environ.{word}" for word in ("update", "pop", "clear", "setdefault", "popitem", "__setitem__")}
    | {f"sys.{place}.{word}" for place in ("path", "modules") for word in ("remove", "pop", "clear", "update")}
)
_METHODS = frozenset(name.rpartition(".")[2] for name in _CHANGING_METHODS)
_SHARED = frozenset(name.rpartition(".")[2] for name in _DICTIONARIES)
_SET = {"os.environ": "setenv", "sys.modules": "setitem", "sys.path": "syspath_prepend", "os.chdir": "chdir"}
_REMOVED = {"os.environ": "delenv", "sys.modules": "delitem", "sys.path": "setattr"}
_REMOVERS = frozenset({"pop", "clear", "popitem", "remove", "unsetenv"})
# Fixtures, blocks and decorators that take changes back, by their names.
_RESTORING = regex(
    r"patch|restor|preserv|isolat|swap|overrid|sandbox|temp|environ|chdir|cwd|working|syspath|sys_path|env_?var|guard|save",
    re.IGNORECASE,
)
_TEST_DOUBLES = regex(r"(Magic|Async|Property|NonCallable)?Mock|create_autospec|partial|lambda|Fake\w*|Stub\w*")
_PATCHING = regex(r"(^|\.)patch(\.|$)")
# A fixture for a whole session or module prepares for all, on purpose.
_WIDE_SCOPE = regex(r"scope\s*=\s*['\"](session|package|module|class)")


@dataclass(frozen=True)
class LeakedChange:
    """A change that outlives the test that makes it: the node, what is changed, and the method of `monkeypatch`."""

    node: ast.AST
    what: str
    instead: str


@question
def leaked_changes(source: Source) -> tuple[LeakedChange, ...]:
    """What do tests, and fixtures that never tidy up, change for everybody after them?"""
    makers = {*tests(source), *(one for one in fixture_functions(source) if not _tidies_up(source, one))}
    first_changes: dict[tuple[Function, str], LeakedChange] = {}
    for one in _changes(source) if makers else ():
        function = enclosing_function(source, one.node)
        if function is not None and (function, one.what) not in first_changes and not _is_cleanup(source, one.node):
            leaving = [function] if function in makers else _callers_of_helper(source, function)
            if makers.issuperset(leaving) and not all(_is_kept(source, maker, one) for maker in leaving if maker):
                first_changes[function, one.what] = one
    return tuple(sorted(first_changes.values(), key=lambda one: one.node.lineno))  # type: ignore[attr-defined]


def _callers_of_helper(source: Source, function: Function) -> list[Function | None]:
    """Return who calls a helper at the top that leaves a change so: it counts as part of each of them."""
    is_plain = source.parents[function] is source.tree and not function.decorator_list
    is_helper = is_plain and not _RESTORING.search(function.name)
    return [enclosing_function(source, call) for call in callers(source, function)] if is_helper else []


@question
def cleanups_in_finally(source: Source) -> tuple[Try, ...]:
    """Which `try` statements of tests have a `finally` that only takes down what the test put up?"""
    try_statements: Sequence[Try] = source.nodes(*TRY_STATEMENTS) if test_set(source) else ()
    return tuple(one for one in try_statements if one.finalbody and _only_cleans_up(source, one))


_PATCHES = {"env": "mock.patch.dict()", "item": "mock.patch.dict()", "attr": "mock.patch.object()"}
_CLEANING = frozenset({"addCleanup", "addClassCleanup", "addModuleCleanup", "addfinalizer"})


def in_case(change: LeakedChange) -> str:
    """Name what takes a change back in a method of `unittest`, which no fixture reaches."""
    if change.what in _CHANGERS or change.instead[len("set") :] not in _PATCHES:
        return "self.addCleanup()"
    return _PATCHES[change.instead[len("set") :]]


def _is_cleanup(source: Source, node: ast.AST) -> bool:
    """Tell whether a change waits for the end of the test: `self.addCleanup(lambda: sys.modules.pop("shop"))`."""
    return any(called_name(around) in _CLEANING for around in source.ancestors(node))


def is_deleted(source: Source, call: ast.Call) -> bool:
    """Tell whether a function deletes what a call makes, however it ends: in a `finally`, or by a cleanup."""
    function, statement = enclosing_function(source, call), source.statement(call)
    if function is None:
        return False
    made = {last_name(node) for node in walk(statement) if isinstance(getattr(node, "ctx", None), ast.Store)} - {""}
    nodes = [*own_nodes(function)]
    ends: list[ast.AST] = [one for node in nodes if isinstance(node, TRY_STATEMENTS) for one in node.finalbody]
    ends += [node for node in nodes if called_name(node) in _CLEANING]
    used = {last_name(node) for end in ends for node in walk(end) if isinstance(node, (ast.Name, ast.Attribute))}
    return not made.isdisjoint(used)


def _only_cleans_up(source: Source, try_statement: Try) -> bool:
    test = enclosing_function(source, try_statement)
    if test is None or test not in test_set(source):
        return False
    if any(isinstance(around, LOOPS) for around in ancestors_within(source, try_statement, test)):
        return False
    steps: list[ast.Call] = []
    for statement in _plain(try_statement.finalbody):
        value = statement.value if isinstance(statement, ast.Expr) else None
        call = value.value if isinstance(value, ast.Await) else value
        is_step = isinstance(call, ast.Call) and _BESIDE_CLEANUP.fullmatch(called_name(call))
        if not isinstance(call, ast.Call) or not (is_step or _cleans_up(source, call)):
            return False
        steps.append(call)
    # What the test still uses behind its `finally` is not taken down there.
    later = {node.id for one in following(source, try_statement) for node in walk(one) if isinstance(node, ast.Name)}
    ended = {node.id for call in steps for node in walk(call) if isinstance(node, ast.Name)}
    return ended.isdisjoint(later) and any(_cleans_up(source, call) and _is_own(source, test, call) for call in steps)


def _plain(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of a block, those under `if`, `with` and `for` in place of these; plain values left out."""
    for statement in body:
        if isinstance(statement, (ast.If, ast.With, ast.AsyncWith, *LOOPS, *TRY_STATEMENTS)):
            orelse = [] if isinstance(statement, TRY_STATEMENTS) else getattr(statement, "orelse", [])
            yield from _plain([*statement.body, *orelse])
        elif not isinstance(statement, (ast.Assign, ast.AugAssign, ast.Delete, ast.Pass)):
            yield statement


def _cleans_up(source: Source, call: ast.Call) -> bool:
    return bool(_CLEANUP_NAMES.fullmatch(called_name(call))) or names(source).resolve(call.func) in _GONE


def _is_own(source: Source, test: Function, call: ast.Call) -> bool:
    """Tell whether a call takes down something that the test made: a local name, or what a fixed text names."""
    given = {parameter.arg for parameter in parameters(test.args)} | {"self", "cls"}
    on = _object_of(call.func.value) if isinstance(call.func, ast.Attribute) else None
    if isinstance(on, ast.Name) and not any(isinstance(one, ast.alias) for one in names(source).binders(on)):
        return on.id not in given
    handed = [getattr(_object_of(argument), "id", "") for argument in call.args]
    return given.isdisjoint(handed) and (bool(handed) or isinstance(on, ast.Name))


def _object_of(expression: ast.expr) -> ast.expr:
    """Give the name at the beginning of `server.socket().close`."""
    while isinstance(expression, (ast.Attribute, ast.Subscript, ast.Call)):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return expression


def _tidies_up(source: Source, fixture: Function) -> bool:
    """Tell whether a fixture tidies up after the tests, or is there for many of them."""
    maker = fixture_decorator(source, fixture)
    return (maker is not None and bool(_WIDE_SCOPE.search(ast.unparse(maker)))) or _goes_on(fixture)


def _changes(source: Source) -> Iterator[LeakedChange]:
    yield from _changes_by_call(source)
    statements: Sequence[ast.Assign | ast.Delete] = source.nodes(ast.Assign, ast.Delete)
    pairs: list[tuple[ast.stmt, ast.expr]] = [(one, one.target) for one in source.nodes(ast.AugAssign)]
    pairs += [(one, target) for one in statements for target in one.targets if target.__class__ is not ast.Name]
    imported = {one.name for one in names(source).imports.values()}
    for statement, target in pairs:
        root = getattr(first_name(target), "id", "")
        if target.__class__ is ast.Attribute and root not in imported and not _stands_for_module(source, target):
            continue
        if isinstance(target, (ast.Attribute, ast.Subscript)) and (what := _changed(source, statement, target)):
            is_attribute, is_set = isinstance(target, ast.Attribute), not isinstance(statement, ast.Delete)
            usual, known = ("set", _SET) if is_set else ("del", _REMOVED)
            instead = f"{usual}attr" if is_attribute else known.get(what, f"{usual}item")
            yield LeakedChange(statement, what, instead)


def _changes_by_call(source: Source) -> Iterator[LeakedChange]:
    """Find calls of `os.chdir` and the like, of methods of `os.environ`, and `setattr(shop.rates, "TAX", 7)`."""
    by_word, resolve = calls_by_word(source), names(source).resolve
    uses_system = "os" in vocabulary(source) or "sys" in vocabulary(source)
    calls = [*calls_to(source, _CHANGERS)] if uses_system else []
    bases = words_for(source, _SHARED)
    for word in sorted(words_for(source, _METHODS)) if uses_system else ():
        for call in by_word.get(word, ()):
            base = getattr(call.func, "value", None)
            is_likely = base is None or last_name(base) in bases
            if is_likely and (target := resolve(call.func)) in _CHANGING_METHODS:
                calls.append((call, target))
    for call, target in calls:
        place, _, word = target.rpartition(".")
        if place in _SET:
            yield LeakedChange(call, place, (_REMOVED if word in _REMOVERS else _SET)[place])
        elif target.endswith("env"):
            yield LeakedChange(call, "os.environ", "delenv" if word in _REMOVERS else "setenv")
        else:
            yield LeakedChange(call, target, _SET.get(target, "setattr"))
    for call in by_word.get("setattr", ()):
        if isinstance(call.func, ast.Name) and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
            what = resolve(call.args[0]) if _is_foreign(source, call.args[0]) else None
            word = str(call.args[1].value)
            if what is not None and (word.isupper() or _is_fake(call.args[-1])):
                yield LeakedChange(call, f"{what}.{word}", "setattr")


def _changed(source: Source, statement: ast.stmt, target: ast.Attribute | ast.Subscript) -> str | None:
    """Give the qualified name of what an assignment or `del` changes, if it belongs to a module."""
    known = names(source)
    if isinstance(target, ast.Subscript):
        what = known.resolve(target.value)
        shared = what and (what in _DICTIONARIES or (what.rpartition(".")[2].isupper() and _is_foreign(source, target)))
        return what if shared else None
    what = known.resolve(target) if _is_foreign(source, target) else None
    if what is None:
        return None
    words = what.split(".")
    # An attribute of an object belongs to the test; of a module, a class or in capitals it is shared by all.
    is_class = words[-2][:1].isupper() and not words[-2].isupper()
    binders = known.binders(target.value) if isinstance(target.value, ast.Name) else ()
    is_module = bool(binders) and all(isinstance(source.parents.get(binder), ast.Import) for binder in binders)
    if is_module or is_class or words[-1].isupper():
        return what
    return what if _is_fake(getattr(statement, "value", None)) else None


def _is_foreign(source: Source, target: ast.expr) -> bool:
    """Tell whether a target belongs to something imported."""
    return names(source).is_bound_by(first_name(target), ast.alias) or _stands_for_module(source, target)


def _stands_for_module(source: Source, target: ast.expr) -> bool:
    """Recognise a variable that holds an imported module: `rates = shop.rates`."""
    value = names(source).single_value(first_name(target))
    module = names(source).resolve(value) if isinstance(value, (ast.Name, ast.Attribute)) else None
    modules = (one.name for statement in source.nodes(ast.Import) for one in statement.names)
    return module is not None and module in modules


def _is_fake(value: ast.expr | None) -> bool:
    """Tell whether a value stands in for a function: a lambda, a mock."""
    made = value.func if isinstance(value, ast.Call) else value
    return isinstance(value, ast.Lambda) or bool(_TEST_DOUBLES.fullmatch(last_name(made)))


def _is_kept(source: Source, function: Function, change: LeakedChange) -> bool:
    """Tell whether something around a change takes it back: a `with`, a decorator, a fixture, a `finally`."""
    child: ast.AST = change.node
    for around in source.ancestors(change.node):
        if isinstance(around, TRY_STATEMENTS) and child in around.finalbody:
            return True
        child = around
    context, word = context_of(source, function), change.what.rpartition(".")[2]
    restoring = context.requested - {"monkeypatch", "tmp_path", "tempdir", "tmpdir"}
    if any(_RESTORING.search(name) for name in restoring):
        return True
    if any(_takes_back(source, one, word) for one in (*with_items(source, change.node), *context.marks)):
        return True
    if any(_puts_back(source, other, word) for other in context.functions if other is not function):
        return True
    # `monkeypatch` takes all changes back in the end, also this one if the test makes it by `monkeypatch` elsewhere.
    calls = (
        node for node in own_nodes(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )
    patches = (call for call in calls if getattr(call.func.value, "id", "") in {"monkeypatch", "mocker"})  # type: ignore[attr-defined]
    texts = (ast.unparse(patch) for patch in patches)
    return any(word in text or (word == "path" and "syspath" in text) for text in texts)


def _takes_back(source: Source, manager: ast.expr, word: str) -> bool:
    """Tell whether a block or decorator restores what is changed: a patch only what it names, a folder nothing."""
    called = manager.func if isinstance(manager, ast.Call) else manager
    target, text = names(source).resolve(called) or "", ast.unparse(manager)
    if target.startswith("tempfile."):
        return False
    return word in text if _PATCHING.search(ast.unparse(called)) else bool(_RESTORING.search(text))


def _puts_back(source: Source, function: Function, word: str) -> bool:
    """Tell whether a fixture, or a function that runs around a test, changes the same thing and goes on afterwards."""
    if fixture_decorator(source, function) is not None and not _goes_on(function):
        return False
    return any(getattr(node, "attr", "") == word or getattr(node, "value", "") == word for node in own_nodes(function))


def _goes_on(fixture: Function) -> bool:
    """Tell whether a fixture goes on after its `yield`, or adds a finalizer."""
    last = fixture.body[-1]
    for node in own_nodes(fixture):
        if isinstance(node, ast.Attribute) and node.attr == "addfinalizer":
            return True
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return not (isinstance(last, ast.Expr) and last.value is node)
    return False


_CLEANUP_NAMES = regex(
    r"_*((a|server_|force_)?close(_all)?|unlink|rm|rmdir|rmtree|removedirs|stop(_all|_server)?|terminate|kill|killpg"
    r"|shutdown(_\w+)?|disconnect|drop(_\w+)?|quit|clean_?up|tear_?down|dispose|rollback|uninstall|unregister|undo"
    r"|restore|delete(_\w+)?|destroy(_\w+)?|(cleanup|clean_up|teardown|tear_down|remove|reset|restore|stop|close|kill)_\w+)",
    re.IGNORECASE,
)
# Calls that may stand beside those that clean up; alone they are no cleanup.
_BESIDE_CLEANUP = regex(
    r"clear|reset|pop|remove|wait|join|cancel|release|set|discard|chdir|update|exists|debug|info|gather"
)
_GONE = frozenset({"os.remove", "os.close"})
