"""Close database connections explicitly or use context managers.

## Why
A database gives out a limited number of connections, and each open one costs it memory.
The nightly report of the shop opened one for each article and closed none; on the day with the hundredth new article
the database said "too many connections" to everybody, also to the customers who wanted to pay.
Nobody had touched the report for a year.
An open SQLite connection keeps its file locked instead, and the next program waits until it gives up.

## Instead
Let a `with` close it, whatever happens in between: `with closing(sqlite3.connect(path)) as connection:`.
Look up what the `with` of your driver does: over a connection of `sqlite3`, `psycopg2` or `pyodbc` it ends the
transaction and leaves the connection open; with `psycopg`, `oracledb`, `duckdb` or SQLAlchemy it closes.
`closing` closes them all, and `with closing(sqlite3.connect(path)) as connection, connection:` does both.

## When to break it
A connection that lives as long as the program may stay open if its module or class says who closes it at the end.
A database in memory goes away with its last reference.

## What the check sees
- error: a connection that is never closed, that nobody holds (`connect(path).execute(...)`), or whose name is given to
  another one first.
- warning: `close()` on the normal way only, so that an exception or an early `return` leaves it open; a `with` that
  only ends the transaction.
- advice: connections of a module, of a notebook's cells, or of a class that never closes them; databases in memory;
  `close()` right after a `with connection` that ends the transaction; all of it in tests.
- not seen: connections that are handed to code of other files; pooled clients such as Redis; cursors.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.database.managers import manages_for_others
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.syntax.source import Source
from rulekit.known.database import CLOSES
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.database.unclosed_connection.connections import Fate, Leak, is_in_memory, leaks
from rulekit.rules.database.unclosed_connection.fix import closing_around

RULE = Rule(
    code="RK403",
    name="unclosed-connection",
    known_as=(
        "connection leak",
        "resource leak",
        "close the connection",
        "cursor left open",
        "with statement",
    ),
    section=Section.DATABASE,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(
        Example(
            "A `with` that does not close",
            bad="""
                import sqlite3

                with sqlite3.connect("shop.db") as connection:  # <- RK403
                    connection.execute("DELETE FROM carts")
            """,
            good="""
                import contextlib
                import sqlite3

                with contextlib.closing(sqlite3.connect("shop.db")) as connection, connection:
                    connection.execute("DELETE FROM carts")
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "Nobody holds it",
            bad="""
                import sqlite3

                rows = sqlite3.connect("shop.db").execute("SELECT number FROM orders").fetchall()  # <- RK403
            """,
            good="""
                import sqlite3
                from contextlib import closing

                with closing(sqlite3.connect("shop.db")) as connection:
                    rows = connection.execute("SELECT number FROM orders").fetchall()
            """,
        ),
    ),
    tempting=(
        Example(
            "Closed, unless something goes wrong",
            bad='''
                import sqlite3

                def count_orders(path: str) -> int:
                    """Count the orders of the shop."""
                    connection = sqlite3.connect(path)  # <- RK403
                    (count,) = connection.execute("SELECT count(*) FROM orders").fetchone()
                    connection.close()
                    return count
            ''',
            good='''
                import sqlite3
                from contextlib import closing

                def count_orders(path: str) -> int:
                    """Count the orders of the shop."""
                    with closing(sqlite3.connect(path)) as connection:
                        (count,) = connection.execute("SELECT count(*) FROM orders").fetchone()
                    return count
            ''',
        ),
    ),
    related=("manual-commit",),
    references=(
        "https://docs.python.org/3/library/sqlite3.html#sqlite3-connection-context-manager",
        "https://docs.python.org/3/library/contextlib.html#contextlib.closing",
        "https://www.psycopg.org/docs/connection.html",
        "https://cwe.mitre.org/data/definitions/772.html",
    ),
    equivalents={"sonar": ("S2095",)},
    advice_in=frozenset({"test"}),
)

SEVERITIES = {
    Fate.RISKY: Severity.WARNING,
    Fate.LEFT: Severity.WARNING,
    Fate.TRANSACTION: Severity.WARNING,
    Fate.IDIOM: Severity.ADVICE,
    Fate.KEPT: Severity.ADVICE,
    Fate.SHARED: Severity.ADVICE,
}
MESSAGES = {
    Fate.NEVER: "{name} is never closed: open it by {way}",
    Fate.CHAINED: "nobody holds this connection to close it: open it by {way}",
    Fate.REBOUND: "{name} gets another value in line {line} and stays open: open it by {way}",
    Fate.TRANSACTION: "this `with` ends the transaction, the connection stays open: open it by {way}",
    Fate.RISKY: "{name} stays open if line {line} raises: open it by {way}",
    Fate.IDIOM: "{name} stays open if its transaction in line {line} raises: open it by {way}",
    Fate.LEFT: "{name} stays open when line {line} leaves the function: open it by {way}",
    Fate.KEPT: "nothing closes {name}: give the class a `close` method that does",
    Fate.SHARED: "{name} stays open until the program ends: close it, or open it by {way}",
}


@RULE.check
def open_connection(source: Source) -> Iterator[Finding]:
    """Find connections that may stay open."""
    for leak in leaks(source):
        call = leak.opened.call
        severity = SEVERITIES.get(leak.fate, RULE.severity)
        if is_in_memory(source, call) or (leak.fate is Fate.REBOUND and _at_top_of_notebook(source, call)):
            severity = Severity.ADVICE
        make_fix = partial(closing_around, source, call) if leak.fate is Fate.TRANSACTION else None
        yield RULE.at(source, call, _message(source, leak), severity=severity, make_fix=make_fix)


@RULE.exempt
def opened_for_others(call: ast.Call, source: Source) -> bool:
    """It stands in a context manager or a fixture, which closes after its user."""
    return manages_for_others(source, call)


def _message(source: Source, leak: Leak) -> str:
    line = source.line_number(getattr(leak.gap, "lineno", 1))
    way = "a `with`" if leak.opened.ends == CLOSES else "`with closing(...)`"
    return MESSAGES[leak.fate].format(name=f"`{leak.name}`" if leak.name else "this connection", line=line, way=way)


def _at_top_of_notebook(source: Source, call: ast.Call) -> bool:
    return source.role == "notebook" and enclosing_function(source, call) is None
