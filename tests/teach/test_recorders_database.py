"""Answers get databases in memory, and everything that they do there is written down."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from rulekit.teach.trial.recorders.database import Database


@pytest.fixture
def database() -> Database:
    """A shop with two orders."""
    made = Database()
    made.fill("orders", {"article": "tea", "pieces": 2}, {"article": "coffee", "pieces": 1})
    return made


def library(database: Database, name: str = "sqlite3") -> Any:
    return database.modules()[name]


def test_what_was_filled_is_found_under_the_path_that_the_answer_opens(database: Database) -> None:
    with closing(library(database).connect("shop.db")) as connection:
        found = connection.execute("SELECT pieces FROM orders WHERE article = ?", ("tea",)).fetchone()
    assert found == (2,)
    assert database.last.sql == "SELECT pieces FROM orders WHERE article = ?"
    assert database.last.parameters == ("tea",)
    assert (database.opened, database.closed, database.still_open) == (1, 1, 0)


def test_another_path_is_another_database(database: Database) -> None:
    sqlite = library(database)
    sqlite.connect("shop.db")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        sqlite.connect("other.db").execute("SELECT * FROM orders")


def test_each_database_in_memory_is_its_own(database: Database) -> None:
    for _ in range(2):
        library(database).connect(":memory:").execute("CREATE TABLE lines (number)")


def test_with_ends_the_transaction_and_leaves_the_connection_open(database: Database) -> None:
    with library(database).connect("shop.db") as connection:
        connection.execute("DELETE FROM orders")
    assert database.table("orders") == []
    assert (database.commits, database.by_hand, database.still_open) == (1, [], 1)


def test_an_error_inside_with_rolls_back(database: Database) -> None:
    with pytest.raises(ValueError, match="price"), library(database).connect("shop.db") as connection:
        fail_after(connection)
    assert (database.commits, database.rollbacks, len(database.table("orders"))) == (0, 1, 2)


def fail_after(connection: Any) -> None:
    connection.execute("DELETE FROM orders")
    raise ValueError("no price")


def test_commits_by_hand_are_told_apart(database: Database) -> None:
    connection = library(database).connect("shop.db")
    cursor = connection.cursor()
    cursor.execute("DELETE FROM orders")
    connection.commit()
    connection.rollback()
    assert [(one.kind, one.had_changes) for one in database.by_hand] == [("commit", True), ("rollback", False)]
    assert (database.commits, database.rollbacks) == (1, 0)


def test_what_is_not_committed_is_not_seen_and_lost_with_the_connection(database: Database) -> None:
    connection = library(database).connect("shop.db")
    connection.execute("DELETE FROM orders")
    assert len(database.table("orders")) == 2
    connection.close()
    assert len(database.table("orders")) == 2


def test_a_transaction_that_is_left_open_locks_the_database(database: Database) -> None:
    sqlite = library(database)
    sqlite.connect("shop.db").execute("DELETE FROM orders")
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        sqlite.connect("shop.db").execute("DELETE FROM orders")


def test_a_commit_in_sql_counts(database: Database) -> None:
    connection = library(database).connect("shop.db", isolation_level=None)
    for sql in ("BEGIN", "DELETE FROM orders", "COMMIT"):
        connection.execute(sql)
    assert database.commits == 1


def test_the_next_statement_can_be_made_to_fail(database: Database) -> None:
    connection = library(database).connect("shop.db")
    database.fails("insert into orders")
    database.fails("delete", ValueError("no"))
    connection.execute("SELECT * FROM orders")
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        connection.execute("INSERT INTO orders VALUES ('tea', 1)")
    with pytest.raises(ValueError, match="no"):
        connection.execute("DELETE FROM orders")
    connection.execute("INSERT INTO orders VALUES ('tea', 1)")


def test_rows_have_the_form_that_the_answer_wants(database: Database) -> None:
    connection = library(database).connect("shop.db")
    connection.row_factory = sqlite3.Row
    assert [row["article"] for row in connection.execute("SELECT * FROM orders")] == ["tea", "coffee"]


def test_several_rows_and_scripts_are_written_down(database: Database) -> None:
    connection = library(database).connect("shop.db")
    connection.executemany("INSERT INTO orders VALUES (?, ?)", [("jam", 1), ("salt", 2)])
    connection.executescript("DELETE FROM orders; DELETE FROM orders;")
    assert database.statements[0].parameters == [("jam", 1), ("salt", 2)]
    assert len(database.statements) == 2


def test_sql_tells_the_time_of_the_world() -> None:
    database = Database(lambda: datetime(2026, 5, 1, 8, 30, tzinfo=UTC))
    connection = library(database).connect(":memory:")
    found = connection.execute("SELECT CURRENT_TIMESTAMP, datetime('now'), date('now', '+1 day')").fetchone()
    assert found == ("2026-05-01 08:30:00", "2026-05-01 08:30:00", "2026-05-02")


def test_the_check_may_run_its_own_sql(database: Database) -> None:
    database.script("CREATE TABLE prices (article, cents); INSERT INTO prices VALUES ('tea', 450)")
    database.run("UPDATE prices SET cents = ?", (500,))
    assert database.rows("SELECT cents FROM prices WHERE article = ?", ("tea",)) == [(500,)]
    assert database.statements == []


def test_psycopg2_takes_parameters_in_its_own_way(database: Database) -> None:
    connection = library(database, "psycopg2").connect("dbname=shop user=till")
    with connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO orders VALUES (%s, %s)", ("jam", 3))
        cursor.execute("SELECT pieces FROM orders WHERE article = %(name)s", {"name": "jam"})
        assert cursor.fetchone() == (3,)
    assert (database.commits, database.still_open, len(database.table("orders"))) == (1, 1, 3)
    connection.close()
    assert database.still_open == 0


def test_psycopg2_loses_what_nobody_committed(database: Database) -> None:
    psycopg2 = library(database, "psycopg2")
    connection = psycopg2.connect(dbname="shop")
    connection.cursor().execute("DELETE FROM orders")
    connection.close()
    assert len(database.table("orders")) == 2
    with pytest.raises(psycopg2.InterfaceError, match="closed"):
        connection.cursor()


def test_psycopg2_raises_its_own_errors(database: Database) -> None:
    psycopg2 = library(database, "psycopg2")
    database.fails()
    with pytest.raises(psycopg2.OperationalError, match="disk"):
        psycopg2.connect("").cursor().execute("SELECT 1")
