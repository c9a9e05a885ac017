"""Transactions that are ended by hand, and sessions that no `with` closes."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.flow.calls import calls_by_word, calls_to, other_words
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.naming import name_words
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import attributes_by_word
from rulekit.known.database import (
    CONNECTION_TYPES,
    CONNECTION_WORDS,
    CURSOR_TYPES,
    DATABASE_MODULES,
    DEPENDENCIES,
    LIBRARIES,
    OTHER_SESSIONS,
    OWN_FACTORIES,
    SESSION_CONTEXTS,
    SESSION_FACTORIES,
    SESSION_TYPES,
    SESSION_WORDS,
    TRANSACTION_FUNCTIONS,
    TRANSACTION_TYPES,
    USED_LIKE_DATABASE,
)
from rulekit.model.late import dataclass, regex

ENDINGS = frozenset({"commit", "rollback"})
TYPES = SESSION_TYPES | CONNECTION_TYPES | CURSOR_TYPES | TRANSACTION_TYPES
_CALLBACK_TAKERS = frozenset("register to_thread run_in_executor submit callback call_soon addCleanup partial".split())
_ADVANCING = ("next", "anext")
_SESSION_MAKERS = ("Session", "AsyncSession", "sessionmaker", "async_sessionmaker", "scoped_session")
_SPEAKS_OF_DATABASES = "(?i:connect|cursor|commit|rollback|session|transaction|execute)"
_ENDING_STATEMENT = regex(r"\s*(commit|rollback|end)(\s+(work|transaction))?\s*;?\s*", re.IGNORECASE)
# Classes of a project that wrap a session: `SessionLocal()`, `ShopDatabase()`.
_CLIENT_CLASS = regex(r"\w*(Session|Database|Connection)(Local|Maker|Factory|Dep)?")


@dataclass(frozen=True)
class Ending:
    """A place that ends a transaction: `word` says how, `receiver` whose."""

    node: ast.expr
    word: str
    receiver: ast.expr | None


@links_cells(says=_SPEAKS_OF_DATABASES, hears=_SPEAKS_OF_DATABASES)
@question
def endings(source: Source) -> tuple[Ending, ...]:
    """Where are transactions of a database ended by hand?"""
    called, renamed = calls_by_word(source), other_words(source)
    is_called = any(word in called or word in renamed for word in ENDINGS)
    # A method that is handed on counts where something stands that calls it later.
    if not is_called and _CALLBACK_TAKERS.isdisjoint(called):
        return tuple(_endings_in_sql(source))
    by_word = attributes_by_word(source)
    attributes = sorted((node for word in ENDINGS for node in by_word.get(word, ())), key=lambda node: node.lineno)
    ended = [Ending(node, node.attr, node.value) for node in attributes if _ends(source, node)]
    # `commit()` after `from pony.orm import commit`.
    functions = [call.func for word in sorted(ENDINGS) for call in calls_by_word(source).get(word, ())]
    plain = [function for function in functions if isinstance(function, ast.Name)]
    ended += [Ending(name, name.id, None) for name in plain if names(source).resolve(name) in TRANSACTION_FUNCTIONS]
    return (*ended, *_endings_in_sql(source))


def _ends(source: Source, attribute: ast.Attribute) -> bool:
    """Tell whether `x.commit` belongs to a database."""
    parent = source.parents[attribute]
    if isinstance(parent, ast.Attribute) or attribute.ctx.__class__ is not ast.Load:
        return False
    kind = type_of(source, attribute.value)
    if kind in TYPES or names(source).resolve(attribute) in TRANSACTION_FUNCTIONS:
        return True
    takes_arguments = isinstance(parent, ast.Call) and parent.func is attribute and (parent.args or parent.keywords)
    return not takes_arguments and is_database(source, attribute.value, kind)


def _endings_in_sql(source: Source) -> Iterator[Ending]:
    """Yield calls such as `cursor.execute("COMMIT")`."""
    for word in ("execute", "exec_driver_sql"):
        for call in calls_by_word(source).get(word, ()):
            first = call.args[0] if call.args else None
            text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
            statement = _ENDING_STATEMENT.fullmatch(text)
            if statement and isinstance(call.func, ast.Attribute):
                yield Ending(call, statement[1].lower(), call.func.value)


def is_database(source: Source, receiver: ast.expr, kind: str | None) -> bool:
    """Tell by its type, its name and its use whether a value talks to a database."""
    if kind is not None:
        root = kind.partition(".")[0]
        if root in OTHER_SESSIONS:
            return False
        last = kind.removesuffix(".__call__").rpartition(".")[2]
        return root in LIBRARIES or bool(_CLIENT_CLASS.fullmatch(last))
    word = _last_word(receiver)
    words = set(name_words(word)) | {word.lower().strip("_")}
    root = (names(source).resolve(receiver) or "").partition(".")[0]
    if root in OTHER_SESSIONS:
        return False
    # `with db_session() as transaction` gives a session whatever its name is.
    binders = names(source).binders(receiver) if isinstance(receiver, ast.Name) else ()
    items = (item for binder in binders if isinstance(item := source.parents.get(binder), ast.withitem))
    if words & SESSION_WORDS or any(called_name(item.context_expr) in SESSION_CONTEXTS for item in items):
        return True
    if not words & CONNECTION_WORDS or uses_database(source):
        return bool(words & CONNECTION_WORDS)
    used = (call.func for method in USED_LIKE_DATABASE for call in calls_by_word(source).get(method, ()))
    written = ast.unparse(receiver)
    return any(isinstance(function, ast.Attribute) and ast.unparse(function.value) == written for function in used)


@question
def uses_database(source: Source) -> bool:
    """Does the file, or the kernel it runs in, import something that talks to a database?"""
    imported = (imported_name.target for imported_name in names(source).imports.values())
    return any(target.partition(".")[0] in LIBRARIES for target in (*imported, *source.parsed.facts.values()))


def openings(source: Source) -> Iterator[tuple[ast.Call, ast.Name]]:
    """Yield calls that make a session of a database, with the name that keeps it."""
    by_word = calls_by_word(source)
    own = [call for word in OWN_FACTORIES for call in by_word.get(word, ()) if not call.args]
    own += [call for call in by_word.get("Session", ()) if _is_session_of_project(source, call)]
    own += [call for word in DEPENDENCIES for call in by_word.get(word, ()) if _is_advanced(source, call)]
    makes = any(word in by_word for word in _SESSION_MAKERS)
    typed = [call for call, _ in calls_to(source, SESSION_FACTORIES)] if makes else []
    for call in dict.fromkeys((*own, *typed)):
        parent = source.parents[call]
        while isinstance(parent, ast.Await) or _is_advanced(source, call, parent):
            parent = source.parents[parent]
        target = parent.targets[0] if isinstance(parent, ast.Assign) else getattr(parent, "target", None)
        if isinstance(parent, (ast.Assign, ast.AnnAssign)) and isinstance(target, ast.Name):
            yield call, target


def _is_advanced(source: Source, call: ast.Call, parent: ast.AST | None = None) -> bool:
    """Recognise `next(get_db())`."""
    around = parent or source.parents[call]
    return isinstance(around, ast.Call) and call in around.args and called_name(around) in _ADVANCING


def _is_session_of_project(source: Source, call: ast.Call) -> bool:
    """Recognise a `Session` that the file imports from a module about databases."""
    path, _, word = (names(source).resolve(call.func) or "").rpartition(".")
    return word == "Session" and not DATABASE_MODULES.isdisjoint(path.split("."))


def is_local(source: Source, name: ast.Name) -> bool:
    """Tell whether a session stays where it was made: no `with`, nobody else keeps it or ends its transaction."""
    function = enclosing_function(source, name)
    uses = [use for use in source.nodes(ast.Name) if use.id == name.id and isinstance(use.ctx, ast.Load)]
    return all(_keeps_local(source, use) for use in uses if enclosing_function(source, use) is function)


def _keeps_local(source: Source, use: ast.Name) -> bool:
    parent = source.parents[use]
    if isinstance(parent, ast.Attribute):
        return parent.attr not in ENDINGS
    for around in source.ancestors(use):
        if isinstance(around, (ast.Return, ast.Yield, ast.YieldFrom, ast.withitem, ast.Lambda)):
            return False
        if isinstance(around, (ast.Assign, ast.AnnAssign)):
            targets = around.targets if isinstance(around, ast.Assign) else [around.target]
            return all(isinstance(target, ast.Name) for target in targets) and around.value is not use
        if isinstance(around, ast.stmt):
            break
    return True


def _last_word(expression: ast.expr) -> str:
    """Return the last word that names a value: `db` of `app.db`, `get_db()` and `context["db"]`."""
    if isinstance(expression, ast.Call):
        return _last_word(expression.func)
    if isinstance(expression, ast.Subscript):
        key = expression.slice
        return str(key.value) if isinstance(key, ast.Constant) else ""
    return last_name(expression)
