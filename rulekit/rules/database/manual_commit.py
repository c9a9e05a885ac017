"""Always use the `db_session` context manager for database operations. Never commit manually.

## Why
Every `commit()` by hand is a promise that somebody also thought of the way out when things go wrong.
In the shop an order was written, then its lines, then came the commit; when the third line had no price, the exception
left the function, and the session stayed open with half an order in it.
The next request got the same session out of the pool, committed its own work, and the half order with it.
The tests never saw it, because in tests nothing fails in the middle.

## Instead
Write the end of a transaction once, in a context manager: commit when the block ends, roll back when it raises, and
always close.
```
with db_session() as session:
    session.add(order)
```
What the libraries bring is as good: `with Session.begin() as session`, `with engine.begin() as connection`, Django's
`with transaction.atomic()`, and `with connection` of `sqlite3`.
Code that gets a session from its caller neither commits nor rolls back: the one who opened it does.

## When to break it
A long import that must keep what it has done so far may commit after each thousand rows.
Say so on the line: `# noqa: RK401 - each batch is kept`.
A migration or the start of a program may have no other way.

## What the check sees
- error: nothing.
- warning: `commit` and `rollback` of sessions, connections and cursors, also handed on as a function or spoken in SQL;
  a session that is opened without a `with`.
- advice: the same in tests, and a session that a notebook opens for its other cells.
- not seen: sessions under names that say nothing, without a hint or a constructor in the same file.
"""

import ast
import sys
from collections.abc import Iterator, Sequence

from rulekit.analysis.database.managers import has_name_of, is_hook, is_migration, manages_for_others, wraps_a_function
from rulekit.analysis.database.transactions import ENDINGS, Ending, endings, is_local, openings
from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.known.database import LIBRARIES
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import dataclass
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

LONGEST_RECEIVER = 30

RULE = Rule(
    code="RK401",
    name="manual-commit",
    known_as=(
        "transaction",
        "session.commit",
        "rollback",
        "unit of work",
        "session handling",
    ),
    section=Section.DATABASE,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "Half an order",
            bad="""
                from shop.database import SessionLocal

                session = SessionLocal()
                session.add(order)
                session.add_all(order.lines)
                session.commit()  # <- RK401
                session.close()
            """,
            good="""
                from shop.database import db_session

                with db_session() as session:
                    session.add(order)
                    session.add_all(order.lines)
            """,
        ),
        Example(
            "Twice is not better",
            bad="""
                from shop.database import db_session

                with db_session() as session:
                    session.add(order)
                    session.commit()  # <- RK401
                    session.add(receipt)
            """,
            good="""
                from shop.database import db_session

                with db_session() as session:
                    session.add(order)
                    session.add(receipt)
            """,
        ),
        Example(
            "What the driver brings",
            bad="""
                import sqlite3
                from contextlib import closing

                with closing(sqlite3.connect("shop.db")) as connection:
                    connection.execute("DELETE FROM carts WHERE age > 30")
                    connection.commit()  # <- RK401
            """,
            good="""
                import sqlite3
                from contextlib import closing

                with closing(sqlite3.connect("shop.db")) as connection, connection:
                    connection.execute("DELETE FROM carts WHERE age > 30")
            """,
        ),
    ),
    tempting=(
        Example(
            "Rolling back by hand as well",
            bad="""
                try:
                    session.add(order)
                    session.commit()  # <- RK401
                except OrderError:
                    session.rollback()  # <- RK401
                    raise
            """,
            good="""
                with db_session() as session:
                    session.add(order)
            """,
        ),
    ),
    related=("unclosed-connection",),
    references=(
        "https://docs.sqlalchemy.org/en/20/orm/session_basics.html#framing-out-a-begin-commit-rollback-block",
        "https://docs.djangoproject.com/en/stable/topics/db/transactions/",
        "https://docs.python.org/3/library/sqlite3.html#sqlite3-connection-context-manager",
    ),
    advice_in=frozenset({"test"}),
)


@dataclass(frozen=True)
class Options:
    """`contexts` lists the context managers that end a transaction, the one to recommend first."""

    contexts: tuple[str, ...] = ("db_session", "session_scope", "begin", "atomic")


@RULE.check
def ending_by_hand(source: Source, options: Options) -> Iterator[Finding]:
    """Find commits and rollbacks."""
    for ending in endings(source):
        yield RULE.at(source, ending.node, _message(source, ending, options))


@RULE.check
def session_without_with(source: Source, options: Options) -> Iterator[Finding]:
    """Find sessions that are opened outside a `with`, where nothing else of them is reported."""
    for call, name in openings(source):
        if is_local(source, name):
            at_top = source.role == "notebook" and enclosing_function(source, call) is None
            context = _own_context(source, call, name.id)[0] or options.contexts[0]
            message = f"`{name.id}` is opened without `with`: write `with {context}() as {name.id}:`"
            yield RULE.at(source, call, message, severity=Severity.ADVICE if at_top else Severity.WARNING)


@RULE.exempt(ending_by_hand, session_without_with)
def context_definition(node: ast.Attribute | ast.Call | ast.Name, source: Source) -> bool:
    """It stands in what manages sessions for others: a context manager, a fixture, a dependency that yields."""
    return manages_for_others(source, node)


@RULE.exempt(ending_by_hand, session_without_with)
def wrapper(node: ast.Attribute | ast.Call | ast.Name, source: Source) -> bool:
    """It stands in a decorator around a function, or in a hook that a framework runs around requests."""
    return wraps_a_function(source, node) or is_hook(source, node)


@RULE.exempt(ending_by_hand)
def handed_on(node: ast.Attribute | ast.Call | ast.Name, source: Source) -> bool:
    """A method called `commit` or `rollback` hands on to the one below it."""
    return has_name_of(source, node, ENDINGS)


@RULE.exempt(ending_by_hand, session_without_with)
def migration(_: ast.Attribute | ast.Call | ast.Name, source: Source) -> bool:
    """The file is a migration, whose tool leaves the transaction to it."""
    return is_migration(source)


def _message(source: Source, ending: Ending, options: Options) -> str:
    receiver = ast.unparse(ending.receiver) if ending.receiver is not None else ""
    written = f"{receiver}.{ending.word}()" if receiver and len(receiver) < LONGEST_RECEIVER else f"{ending.word}()"
    around = _context_of(source, ending.node, receiver, options)
    if around:
        does = "commits at its end" if ending.word != "rollback" else "rolls back when the block raises"
        return f"`{written}` inside `{around}`, which {does}: delete it"
    own, is_around = _own_context(source, ending.node, receiver)
    if is_around:
        holder = quoted(own, LONGEST_RECEIVER, "a context manager")
        return f"`{written}` stands inside {holder}: let that end the transaction"
    return f"`{written}` ends a transaction by hand: put the block into `with {own or options.contexts[0]}()`"


def _own_context(source: Source, node: ast.AST, receiver: str) -> tuple[str, bool]:
    """Return the project's own context manager that gives such a session in this file, and whether it is around."""
    blocks: Sequence[ast.With | ast.AsyncWith] = source.nodes(ast.With, ast.AsyncWith)
    around = [block for block in blocks if block in source.ancestors(node)]
    for block in (*around, *blocks):
        for item in block.items:
            bound = ast.unparse(item.optional_vars) if item.optional_vars is not None else ""
            if receiver and bound == receiver and _is_own(source, item.context_expr):
                return called_name(item.context_expr), block in around
    return "", False


def _is_own(source: Source, context: ast.expr) -> bool:
    """Tell whether a context manager is a function of this project, and no driver's connection or session."""
    word = called_name(context)
    if not isinstance(context, ast.Call) or not word.islower() or word.startswith("connect"):
        return False
    home = (names(source).resolve(context.func) or "").partition(".")[0]
    is_imported = bool(home) and home not in LIBRARIES and home not in sys.stdlib_module_names
    return is_imported or any(isinstance(one, FUNCTIONS) for one in functions_behind(source, context.func))


def _context_of(source: Source, node: ast.AST, receiver: str, options: Options) -> str:
    """Return the name of the context manager that ends the same transaction, if there is one around."""
    blocks = (block for block in source.ancestors(node) if isinstance(block, (ast.With, ast.AsyncWith)))
    for item in (item for block in blocks for item in block.items):
        bound = ast.unparse(item.optional_vars) if item.optional_vars is not None else receiver
        if called_name(item.context_expr) in options.contexts and bound == receiver:
            return called_name(item.context_expr)
    return ""
