"""What a module offers to others, and what its functions use: the half of a project that tests are about."""

import ast
import re
from dataclasses import dataclass

from rulekit.analysis.names.class_hierarchy import Heritage, heritage
from rulekit.analysis.names.functions import enclosing_function, functions, is_overload, is_stub, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.visibility import is_public, is_special
from rulekit.analysis.project.roles import in_entry_scope
from rulekit.analysis.syntax.docstrings import docstring_of
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Span

_PLAIN_DECORATORS = frozenset(
    "builtins.staticmethod builtins.classmethod builtins.property abc.abstractmethod contextlib.contextmanager"
    " contextlib.asynccontextmanager functools.cache functools.cached_property functools.lru_cache"
    " functools.singledispatch functools.total_ordering functools.wraps typing.final typing.no_type_check"
    " typing.override typing_extensions.override typing_extensions.deprecated warnings.deprecated".split()
)
_MIGRATION = re.compile(r"(^|[/\\])(\w*migrations|alembic|versions)[/\\]")


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
    if source.role != "production" or source.cells is not None or _is_migration(source):
        return ()
    return tuple(
        _offer(source, function)
        for function in functions(source)
        if enclosing_function(source, function) is None and not is_special(function.name)
    )


@question
def callback_words(source: Source) -> frozenset[str]:
    """Which words does the code hand to something that may call them: `path("orders", views.orders)`?"""
    if source.role == "test":
        return frozenset()
    arguments = (
        value for call in source.nodes(ast.Call) for value in (*call.args, *(one.value for one in call.keywords))
    )
    return frozenset(
        value.attr if isinstance(value, ast.Attribute) else value.id
        for value in arguments
        if isinstance(value, (ast.Attribute, ast.Name))
    )


def _offer(source: Source, function: Function) -> OfferedFunction:
    home = owner(source, function)
    return OfferedFunction(
        source.span(function),
        function.name,
        home.name if home else "",
        is_public(source, function) and not _needs_no_test(source, function),
        _used_by(source, function),
        range(max(function.body[0].lineno, function.lineno + 1), (function.end_lineno or 0) + 1),
        _doubt_about(source, function),
        ">>>" in (docstring_of(function) or ""),
    )


def _needs_no_test(source: Source, function: Function) -> bool:
    """Leave out what only declares, and where a program starts."""
    return is_stub(function) or is_overload(source, function) or in_entry_scope(source, function)


def _used_by(source: Source, function: Function) -> frozenset[str]:
    """Give the last words of everything that a body reads: what it may call."""
    words: set[str] = set()
    for node in own_nodes(function):
        if isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.Name):
            resolved = names(source).resolve(node) if names(source).binding_scopes.get(node.id) else None
            words |= {node.id, (resolved or node.id).rpartition(".")[2]}
    return frozenset(words)


def _doubt_about(source: Source, function: Function) -> str:
    resolve = names(source).resolve
    for decorator in function.decorator_list:
        bare = decorator.func if isinstance(decorator, ast.Call) else decorator
        if resolve(bare) not in _PLAIN_DECORATORS:
            return "a decorator hands it to a framework"
        if resolve(bare) in {"builtins.property", "functools.cached_property"}:
            return "it is a property"
    if [parameter.arg for parameter in function.args.args[:2] if parameter.arg not in {"self", "cls"}][:1] == [
        "request"
    ]:
        return "a web framework calls it"
    unknown = owner(source, function) is not None and heritage(source, function) is not Heritage.NEW
    return "a base class may call it" if unknown else ""


def _is_migration(source: Source) -> bool:
    return source.path is not None and bool(_MIGRATION.search(source.path))
