"""Which functions of a project its tests reach: by a call, by one whose result nobody looks at, or through others."""

import ast
import enum
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.class_hierarchy import Heritage, heritage
from rulekit.analysis.names.functions import enclosing_function, functions, is_overload, is_stub, own_nodes, owner
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.names.visibility import is_public, is_special
from rulekit.analysis.project.project import Member, Project
from rulekit.analysis.project.roles import in_entry_scope
from rulekit.analysis.syntax.docstrings import docstring_of
from rulekit.analysis.syntax.index import COMPREHENSIONS, FUNCTIONS, Function, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import names_by_word, vocabulary
from rulekit.analysis.testing.pytest_model import is_test, serves_tests
from rulekit.model.finding import Span
from rulekit.model.late import dataclass, regex

_PLAIN_DECORATORS = frozenset(
    "builtins.staticmethod builtins.classmethod builtins.property abc.abstractmethod contextlib.contextmanager"
    " contextlib.asynccontextmanager functools.cache functools.cached_property functools.lru_cache"
    " functools.singledispatch functools.total_ordering functools.wraps typing.final typing.no_type_check"
    " typing.override typing_extensions.override typing_extensions.deprecated warnings.deprecated".split()
)
_MIGRATION = regex(r"(^|[/\\])(\w*migrations|alembic|versions)[/\\]")


@dataclass(frozen=True)
class OfferedFunction:
    """A function of a module: its name, its class, whether others may use it, and the words that its body uses.

    `lines` are those of its body; `doubt` says why a test may reach it in ways that the text does not show.
    """

    span: Span
    name: str
    owner: str
    public: bool
    uses: frozenset[str]
    lines: range
    doubt: str = ""
    shown: bool = False

    @property
    def title(self) -> str:
        """Its name as a reader knows it."""
        return f"{self.owner}.{self.name}" if self.owner else self.name


@question
def offered_functions(source: Source) -> tuple[OfferedFunction, ...]:
    """Which functions does a module of a project hold, for tests to call?"""
    if source.role != "production" or source.cells is not None or _MIGRATION.search(source.path or ""):
        return ()
    return tuple(
        _offer(source, function)
        for function in functions(source)
        if enclosing_function(source, function) is None
        and not is_special(function.name)
        and not serves_tests(source, function)
    )


@question
def callback_words(source: Source) -> frozenset[str]:
    """Which words does the code hand to something that may call them: `path("orders", views.orders)`?

    Decorators are called where they stand, what a table outside functions holds by whoever looks it up, and what
    begins as a name that is put together, `getattr(self, f"visit_{kind}")`, by whoever puts it together.
    """
    if source.role == "test":
        return frozenset()
    calls = source.nodes(ast.Call)
    values = [value for call in calls for value in call.args]
    values += [keyword.value for call in calls for keyword in call.keywords]
    definitions: Sequence[Function | ast.ClassDef] = source.nodes(*FUNCTIONS, ast.ClassDef)
    for definition in definitions:
        values += [one.func if isinstance(one, ast.Call) else one for one in definition.decorator_list]
    tables: Sequence[ast.Dict | ast.List | ast.Tuple] = source.nodes(ast.Dict, ast.List, ast.Tuple)
    for table in tables:
        if enclosing_function(source, table) is None:
            values += table.values if isinstance(table, ast.Dict) else table.elts
    return frozenset((*map(last_name, values), *_names_put_together(source))) - {""}


def _names_put_together(source: Source) -> Iterator[str]:
    beginnings = tuple(
        beginning
        for call in calls_by_word(source).get("getattr", ())
        if len(call.args) > 1 and (beginning := _beginning(call.args[1]))
    )
    return (function.name for function in functions(source) if beginnings and function.name.startswith(beginnings))


def _beginning(text: ast.expr) -> str:
    """Give the words that a text begins with, if it goes on with something else: of `f"visit_{kind}"` `visit_`."""
    first = text.values[0] if isinstance(text, ast.JoinedStr) and len(text.values) > 1 else None
    if isinstance(text, ast.BinOp):
        first = text.left
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _offer(source: Source, function: Function) -> OfferedFunction:
    home = owner(source, function)
    # What only declares needs no test, nor does the place where a program starts.
    needs_test = not (is_stub(function) or is_overload(source, function) or in_entry_scope(source, function))
    return OfferedFunction(
        source.span(function),
        function.name,
        home.name if home else "",
        needs_test and is_public(source, function),
        frozenset(words_read(source)[function]),
        range(max(function.body[0].lineno, function.lineno + 1), (function.end_lineno or 0) + 1),
        _doubt_about(source, function),
        ">>>" in (docstring_of(function) or ""),
    )


@question
def words_read(source: Source) -> Mapping[ast.AST, set[str]]:
    """What are the last words of everything that each body reads, and may call?"""
    known, words = names(source), defaultdict[ast.AST, set[str]](set)
    renamed = _renamed(source)
    for scope in source.index.scopes:
        around = scope
        while isinstance(around.node, COMPREHENSIONS) and around.outer is not None:
            around = around.outer
        own = {name.id: name for name in scope.names}
        resolved = [known.resolve(own[word]) for word in renamed & own.keys()]
        words[around.node].update(
            own,
            (name.rpartition(".")[2] for name in resolved if name),
            map(last_name, scope.attributes),
        )
    return words


def _renamed(source: Source) -> set[str]:
    """Find the words that may stand for something with another last word: `as`, and assigned names."""
    renamed = {one.name for one in names(source).imports.values() if one.name != one.target.rpartition(".")[2]}
    statements: Sequence[ast.Assign | ast.AnnAssign | ast.NamedExpr] = source.nodes(
        ast.Assign, ast.AnnAssign, ast.NamedExpr
    )
    for statement in statements:
        if isinstance(statement.value, (ast.Name, ast.Attribute, ast.Tuple, ast.List)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            renamed.update(name.id for target in targets for name in walk(target) if isinstance(name, ast.Name))
    return renamed


def _doubt_about(source: Source, function: Function) -> str:
    resolve = names(source).resolve
    for decorator in function.decorator_list:
        bare = decorator.func if isinstance(decorator, ast.Call) else decorator
        if resolve(bare) not in _PLAIN_DECORATORS:
            return "a decorator hands it to a framework"
        if resolve(bare) in {"builtins.property", "functools.cached_property"}:
            return "it is a property"
    if function.name.startswith("pytest_"):
        return "it is a hook of pytest"
    arguments = [parameter.arg for parameter in function.args.args[:2] if parameter.arg not in {"self", "cls"}]
    if arguments[:1] == ["request"]:
        return "a web framework calls it"
    unknown = owner(source, function) is not None and heritage(source, function) is not Heritage.NEW
    return "a base class may call it" if unknown else ""


# Narrower than what makes a test assert: `skipTest(...)` and calls of other tests look at no result.
_CHECKS = regex(
    r"_?(assert|expect|verify|check|ensure|raises|warns|fail|should|match|compare|snapshot)\w*", re.IGNORECASE
)


@dataclass(frozen=True)
class NamesUsedByTests:
    """Qualified names that tests use, and words that they use as methods; `unchecked` where nothing is asserted.

    `written` holds the names of the tests themselves.
    """

    targets: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    unchecked: frozenset[str] = frozenset()
    unchecked_methods: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()


@question
def names_used_by_tests(source: Source) -> NamesUsedByTests:
    """What do the tests of this file call or hand on?"""
    if source.cells is not None or not (source.role == "test" or _may_hold_tests(source)):
        return NamesUsedByTests()
    # By whether something is asserted there, and whether the name is known as a method only.
    used: dict[tuple[bool, bool], set[str]] = defaultdict(set)
    verdicts: dict[Function | None, bool] = {None: True}
    for name, is_method, function in _uses(source):
        if not _is_for_tests(source, function):
            continue
        if function is not None and function not in verdicts:
            nodes = [*own_nodes(function)] if is_test(source, function) else []
            asserts = any(isinstance(node, ast.Assert) or _CHECKS.match(called_name(node)) for node in nodes)
            verdicts[function] = asserts or not is_test(source, function)
        used[verdicts[function], is_method].add(name)
    order = ((True, False), (True, True), (False, False), (False, True))
    written = frozenset(function.name for function in functions(source))
    checked, methods, unchecked, unchecked_methods = (frozenset(used[kind]) for kind in order)
    return NamesUsedByTests(checked, methods, unchecked, unchecked_methods, written)


def _may_hold_tests(source: Source) -> bool:
    return source.role == "production" and ("TestCase" in vocabulary(source) or "def test_" in source.text)


def _is_for_tests(source: Source, function: Function | None) -> bool:
    """Tell whether what a function of this file uses is used by tests; outside of test files only tests are some."""
    if source.role == "test":
        return function is None or not _is_forgotten(source, function)
    return function is not None and function.name.startswith("test") and serves_tests(source, function)


def _is_forgotten(source: Source, function: Function) -> bool:
    """Tell whether a function of the test file itself, such as `_make_order`, is one that nobody calls."""
    is_helper = function.name[0] == "_" and function.name[-1] != "_" and not function.decorator_list
    return is_helper and function.name not in names_by_word(source) and owner(source, function) is None


def _uses(source: Source) -> Iterator[tuple[str, bool, Function | None]]:
    """Give the name of each thing that is read, whether it is known as a method only, and the test around it."""
    known = names(source)
    for name in source.nodes(ast.Name):
        if name.ctx.__class__ is not ast.Load or isinstance(source.parents.get(name), ast.Attribute):
            continue
        if name.id not in known.binding_scopes or any(isinstance(binder, ast.alias) for binder in known.binders(name)):
            yield known.resolve(name) or name.id, False, enclosing_function(source, name)
        elif source.role != "test":
            # Tests that stand in a module call what the module itself defines.
            home = "" if source.stem == "__init__" else f"{source.stem}."
            yield f"{home}{name.id}", False, enclosing_function(source, name)
    for attribute in source.nodes(ast.Attribute):
        if attribute.ctx.__class__ is ast.Load:
            target = known.resolve(attribute)
            yield target or attribute.attr, target is None, enclosing_function(source, attribute)


@question
def handed_on(source: Source) -> Mapping[str, str]:
    """Which names of a module come from others: qualified names by name, and by `*...` where all of one are taken?"""
    return {} if source.role == "test" else imported_names(source)


@question
def imported_names(source: Source) -> Mapping[str, str]:
    """Which names does a file import: qualified names by name, and by `*...` where all of one are taken?"""
    imports = names(source).imports.values()
    return {f"*{one.target}" if one.alias.name == "*" else one.name: one.target for one in imports}


class Reach(enum.Enum):
    """How tests reach a function."""

    TESTED = "tested"
    UNCHECKED = "called, but nothing is asserted"
    INDIRECT = "only through other functions"
    HANDED = "through whatever it is handed to"
    NEVER = "never"


def reaches(project: Project) -> Iterator[tuple[Member, OfferedFunction, Reach]]:
    """Give each public function of a project with how its tests reach it, or those of projects that import it."""
    own, takers = frozenset(member.path for member in project.members), _other_takers(project)
    answers = [answer for one, answer in project.asked(names_used_by_tests) if one.path in own | takers]
    known = [(member, function) for member, answers in project.collected(offered_functions) for function in answers]
    places = _Places(project, frozenset(function.owner for _, function in known))
    used = [
        (Reach.TESTED, *places.sorted_by_word([one.methods for one in answers], [one.targets for one in answers])),
        (
            Reach.UNCHECKED,
            *places.sorted_by_word([one.unchecked_methods for one in answers], [one.unchecked for one in answers]),
        ),
    ]
    direct: dict[int, Reach] = {}
    for member, function in known:
        name, home = function.name, f"{member.module}.{function.owner}".rstrip(".")
        ways = (reach for reach, methods, by_word in used if name in methods or _stands_at(by_word.get(name, ()), home))
        direct[id(function)] = next(ways, Reach.NEVER)
    handed = _united(words for _, words in project.collected(callback_words))
    words = _words_reached([(function, direct[id(function)] is not Reach.NEVER) for _, function in known])
    theirs = (offered for member, offered in project.asked(offered_functions) if member.path in takers)
    words |= _united(function.uses for offered in theirs for function in offered)
    for member, function in [(member, function) for member, function in known if function.public]:
        reach = direct[id(function)]
        # A line of its body that ran while the tests ran was reached through another function.
        ran = project.ran.get(str(Path(member.path).resolve()), frozenset()) if project.ran else frozenset()
        if reach is Reach.NEVER and (function.name in words or not ran.isdisjoint(function.lines)):
            reach = Reach.INDIRECT
        elif reach is Reach.NEVER and function.name in handed:
            reach = Reach.HANDED
        yield member, function, reach


def _other_takers(project: Project) -> frozenset[str]:
    """Name the files of other projects that import what only this project offers."""
    if len(project.members) == len(project.everybody):
        return frozenset()
    own = {member.path for member in project.members}
    elsewhere = {_package(member) for member in project.everybody if member.path not in own}
    packages = {_package(member) for member in project.members if member.role == "production"} - elsewhere
    packages -= sys.stdlib_module_names
    return frozenset(
        member.path
        for member, imports in project.asked(imported_names)
        if member.path not in own and any(target.partition(".")[0] in packages for target in imports.values())
    )


def _package(member: Member) -> str:
    return member.module.partition(".")[0]


def _united(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


class _Places:
    """The modules of a project by each end of their names, since a folder of the project may be the root of imports."""

    def __init__(self, project: Project, classes: frozenset[str]) -> None:
        self._classes = classes
        self._modules: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for member, imports in project.collected(handed_on):
            absolute = {name: member.absolute(target) for name, target in imports.items()}
            parts = member.module.split(".")
            for start in range(len(parts)):
                self._modules[".".join(parts[start:])].append(absolute)

    def sorted_by_word(
        self, methods: Iterable[frozenset[str]], targets: Iterable[frozenset[str]]
    ) -> tuple[frozenset[str], Mapping[str, set[str]]]:
        """Give the words of methods, and for the last word of each qualified name the places that it may stand for."""
        called, by_word = {*_united(methods)}, defaultdict[str, set[str]](set)
        for target in _united(targets):
            for name in self._origins(target.lstrip(".")):
                place, _, word = name.rpartition(".")
                by_word[word].add(place)
                if self._is_object(place):
                    called.add(word)
        return frozenset(called), by_word

    def _origins(self, name: str, depth: int = DEPTH) -> Iterator[str]:
        """Give a qualified name, and those under which the modules that hand it on have got it."""
        yield name
        parts = name.split(".")
        # A function by its name, or a method by that of its class.
        for at in range(max(len(parts) - 2, 1), len(parts)) if depth > 0 else ():
            rest = ".".join(parts[at:])
            first, dot, method = rest.partition(".")
            for imports in self._modules.get(".".join(parts[:at]), ()):
                if first in imports:
                    yield from self._origins(f"{imports[first]}{dot}{method}", depth - 1)
                for taken in (imports[word] for word in imports if word[0] == "*"):
                    yield from self._origins(f"{taken.removesuffix('.*')}.{rest}", depth - 1)

    def _is_object(self, place: str) -> bool:
        """Tell whether a place is neither module nor class, but an object that a module of the project holds."""
        module, _, last = place.rpartition(".")
        while module and module not in self._modules:
            module = module.rpartition(".")[0]
        return bool(module) and place not in self._modules and last not in self._classes


def _stands_at(places: Iterable[str], module: str) -> bool:
    """Tell whether tests may mean a module: by some part of its name, which a package that hands it on is too."""
    return any(not place or f".{place}." in f".{module}." or f".{place}".endswith(f".{module}") for place in places)


def _words_reached(known: list[tuple[OfferedFunction, bool]]) -> set[str]:
    """Give the words that tested functions use, and those that the functions behind these words use."""
    words: set[str] = set()
    waiting = [function for function, is_reached in known if is_reached]
    by_name: dict[str, list[OfferedFunction]] = defaultdict(list)
    for function, _ in known:
        by_name[function.name].append(function)
    seen = {id(function) for function in waiting}
    while waiting:
        new = waiting.pop().uses - words
        words |= new
        for word in new & by_name.keys():
            waiting += [function for function in by_name[word] if id(function) not in seen]
            seen.update(id(function) for function in by_name[word])
    return words
