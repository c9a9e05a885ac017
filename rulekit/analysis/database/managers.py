"""Code that manages transactions and connections for others: context managers, fixtures, migrations."""

import ast

from rulekit.analysis.names.functions import decorators, enclosing_function, own_nodes, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.index import FUNCTIONS, Function, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.pytest_model import is_fixture

_TOOLS = ("alembic.context", "alembic.op", "alembic.operations", "peewee_migrate", "yoyo")
_DJANGO = "django.db.migrations"
_WORDS = ("alembic", "migrations", "peewee_migrate", "yoyo")
MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_BORDERS = frozenset({"__enter__", "__exit__", "__aenter__", "__aexit__"})
# `@app.teardown_request` and the like end the transaction of every request in one place, as the guide asks.
_HOOKS = ("teardown_", "after_request", "after_app_request", "middleware")


@links_cells(says="Migration", hears=r"\b(?:def|class)\b|commit|rollback|execute")
@question
def is_migration(source: Source) -> bool:
    """Does the file change tables by means of a tool for it?

    Django's is a class; a view that asks which migrations have run imports from the same package.
    """
    if not any(word in vocabulary(source) for word in _WORDS):
        return False
    targets = [imported.target for imported in names(source).imports.values()]
    if any(target.startswith(_DJANGO) for target in targets):
        bases = [last_name(base) for definition in source.nodes(ast.ClassDef) for base in definition.bases]
        return "Migration" in bases
    return any(target == tool or target.startswith(f"{tool}.") for target in targets for tool in _TOOLS)


def manages_for_others(source: Source, node: ast.AST) -> bool:
    """Tell whether a node stands in a context manager, in a generator that a framework runs around its user."""
    function = enclosing_function(source, node)
    while function is not None:
        owner_class = owner(source, function)
        members = owner_class.body if owner_class is not None else []
        if any(isinstance(member, FUNCTIONS) and member.name in _BORDERS for member in members):
            return True
        if is_fixture(source, function) or _is_managing(source, function):
            return True
        function = enclosing_function(source, function)
    return False


@question_per
def _is_managing(source: Source, function: Function) -> bool:
    """Is a generator made a context manager, or does it yield once, as dependencies of a web framework do?"""
    yields = [node for node in own_nodes(function) if isinstance(node, (ast.Yield, ast.YieldFrom))]
    if yields and not MANAGERS.isdisjoint(decorators(source, function)):
        return True
    loops = [node for node in own_nodes(function) if isinstance(node, (ast.For, ast.AsyncFor, ast.While))]
    return len(yields) == 1 and not any(part is yields[0] for loop in loops for part in walk(loop))


def wraps_a_function(source: Source, node: ast.AST) -> bool:
    """Tell whether a node stands in a function that calls the one handed to the function around it."""
    inner = enclosing_function(source, node)
    outer = enclosing_function(source, inner) if inner is not None else None
    if inner is None or outer is None:
        return False
    parameters = {argument.arg for argument in (*outer.args.posonlyargs, *outer.args.args)}
    called = (part.func for part in own_nodes(inner) if isinstance(part, ast.Call))
    return any(isinstance(function, ast.Name) and function.id in parameters for function in called)


def is_hook(source: Source, node: ast.AST) -> bool:
    """Tell whether a framework runs the function around every request."""
    function = enclosing_function(source, node)
    if function is None:
        return False
    return any(name.rpartition(".")[2].startswith(_HOOKS) for name in decorators(source, function))


def has_name_of(source: Source, node: ast.AST, words: frozenset[str]) -> bool:
    """Tell whether the function around a node has one of these names."""
    function = enclosing_function(source, node)
    return function is not None and function.name.strip("_") in words
