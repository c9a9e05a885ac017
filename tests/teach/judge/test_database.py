"""The databases of an exercise are real, and the seam sees what was run, kept, and left open in them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, NullPool, Pool, QueuePool, StaticPool, create_engine, event, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, scoped_session, sessionmaker
from sqlalchemy.orm.exc import DetachedInstanceError

from rulekit.teach.judge.seams import database as seam
from rulekit.teach.judge.seams.database import Database

database = seam.database
INSERT = "INSERT INTO orders VALUES (?)"


class Base(DeclarativeBase):
    """The base of the models."""


class Order(Base):
    """What a customer ordered."""

    __tablename__ = "orders"
    number: Mapped[str] = mapped_column(primary_key=True)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def shop(_folder: None, database: Database) -> Database:
    """Give a database with an empty table."""
    database.run("CREATE TABLE orders (number VARCHAR PRIMARY KEY NOT NULL)")
    return database


def engine(**options: Any) -> Engine:
    return create_engine("sqlite:///shop.db", **options)  # noqa: RK603 - that it is the real library is the point


def opened() -> sqlite3.Connection:
    return sqlite3.connect("shop.db")  # noqa: RK603 - that it is the real library is the point


def write(connection: sqlite3.Connection) -> None:
    connection.execute(INSERT, ("A-1",))


def sqlite_left_open() -> None:
    with sqlite3.connect("shop.db") as connection:
        write(connection)


def sqlite_left_open_in_dbapi2() -> None:
    sqlite3.dbapi2.connect("shop.db").execute(INSERT, ("A-1",))


def sqlite_left_open_by_its_class() -> None:
    write(sqlite3.Connection("shop.db"))


def sqlite_left_open_by_a_factory() -> None:
    class Mine(sqlite3.Connection):
        pass

    with sqlite3.connect("shop.db", 5.0, 0, None, True, Mine) as connection:
        assert isinstance(connection, Mine)
        write(connection)


def sqlite_left_open_in_a_thread() -> None:
    thread = Thread(target=sqlite_left_open)
    thread.start()
    thread.join()


def sqlite_closed_by_hand() -> None:
    connection = sqlite3.connect("shop.db")
    write(connection)
    connection.commit()
    connection.close()


def sqlite_closed_twice() -> None:
    connection = sqlite3.connect("shop.db")
    connection.close()
    connection.close()


def sqlite_closed_without_commit() -> None:
    with closing(sqlite3.connect("shop.db")) as connection:
        write(connection)


def sqlite_closing() -> None:
    with closing(sqlite3.connect("shop.db")) as connection, connection:
        write(connection)


def sqlite_exit_stack() -> None:
    with ExitStack() as stack:
        connection = stack.enter_context(closing(sqlite3.connect("shop.db")))
        write(stack.enter_context(connection))


def sqlite_autocommit() -> None:
    with closing(sqlite3.connect("shop.db", isolation_level=None)) as connection:
        connection.executemany(INSERT, [("A-1",), ("A-2",)])


def sqlite_script() -> None:
    with closing(sqlite3.connect("shop.db")) as connection:
        connection.executescript("BEGIN; INSERT INTO orders VALUES ('A-1'); INSERT INTO orders VALUES ('A-2'); COMMIT")


def sqlite_generator() -> None:
    @contextmanager
    def opened() -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect("shop.db")) as connection, connection:
            yield connection

    with opened() as connection:
        write(connection)


def sqlite_generator_that_closes_on_good_days() -> None:
    @contextmanager
    def opened() -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect("shop.db")
        yield connection
        connection.close()

    with suppress(KeyError), opened():
        raise KeyError


def sqlite_in_memory() -> None:
    sqlite3.connect(":memory:").execute("CREATE TABLE orders (number)")


def alchemy_begin() -> None:
    with engine().begin() as connection:
        connection.execute(insert(Order).values(number="A-1"))


def alchemy_connect() -> None:
    with engine().connect() as connection:
        connection.execute(text("INSERT INTO orders VALUES (:number)"), {"number": "A-1"})
        connection.commit()


def alchemy_connect_without_commit() -> None:
    with engine().connect() as connection:
        connection.execute(insert(Order).values(number="A-1"))


def alchemy_left_open() -> None:
    engine().connect().execute(select(Order.number))


def alchemy_left_open_in_a_chain() -> None:
    assert engine().connect().scalars(select(Order.number)).all() == []


def alchemy_without_a_pool() -> None:
    with engine(poolclass=NullPool).begin() as connection:
        connection.execute(insert(Order).values(number="A-1"))


def alchemy_left_open_without_a_pool() -> None:
    engine(poolclass=NullPool).connect()


def alchemy_static_pool() -> None:
    made = engine(poolclass=StaticPool)
    with made.connect(), made.begin() as connection:
        connection.execute(insert(Order).values(number="A-1"))


def alchemy_two_left_open_of_a_static_pool() -> None:
    made = engine(poolclass=StaticPool)
    made.connect()
    made.connect()
    with made.connect():
        pass


def alchemy_raw() -> None:
    with closing(engine().raw_connection()) as connection:
        connection.cursor().execute(INSERT, ("A-1",))
        connection.commit()


def alchemy_raw_left_open() -> None:
    engine().raw_connection()


def alchemy_detached_left_open() -> None:
    connection = engine().connect()
    connection.detach()


def alchemy_detached() -> None:
    with engine().connect() as connection:
        connection.detach()


def alchemy_invalidated() -> None:
    with engine().connect() as connection:
        connection.invalidate()


def alchemy_own_creator() -> None:
    with create_engine("sqlite://", creator=lambda: sqlite3.connect("shop.db")).begin() as connection:
        connection.execute(insert(Order).values(number="A-1"))


def alchemy_autocommit() -> None:
    with engine(isolation_level="AUTOCOMMIT").connect() as connection:
        for number in ("A-1", "A-2"):
            connection.execute(insert(Order).values(number=number))


def alchemy_disposed() -> None:
    made = engine()
    with made.connect():
        pass
    made.dispose()


def session_begin() -> None:
    with Session(engine()) as session, session.begin():
        session.add_all([Order(number="A-1"), Order(number="A-2")])


def session_maker_begin() -> None:
    with sessionmaker(engine()).begin() as session:
        session.add(Order(number="A-1"))


def session_without_commit() -> None:
    with sessionmaker(engine())() as session:
        session.add(Order(number="A-1"))
        session.flush()


def session_two_commits() -> None:
    with Session(engine()) as session:
        for number in ("A-1", "A-2"):
            session.add(Order(number=number))
            session.commit()


def session_nested() -> None:
    with Session(engine()) as session, session.begin():
        session.connection().exec_driver_sql("BEGIN")
        with session.begin_nested():
            session.add(Order(number="A-1"))
        session.add(Order(number="A-2"))


def session_left_open() -> None:
    Session(engine()).add(Order(number="A-1"))


def session_left_open_after_a_flush() -> None:
    session = Session(engine())
    session.add(Order(number="A-1"))
    session.flush()


def session_left_open_after_a_savepoint() -> None:
    session = Session(engine())
    with session.begin_nested():
        session.add(Order(number="A-1"))


def session_closed_by_hand() -> None:
    session = Session(engine())
    session.add(Order(number="A-1"))
    session.commit()
    session.close()


def session_rolled_back() -> None:
    session = Session(engine())
    session.add(Order(number="A-1"))
    session.flush()
    session.rollback()


def session_scoped() -> None:
    session = scoped_session(sessionmaker(engine()))
    session.add(Order(number="A-1"))
    session.commit()
    session.remove()


def session_bound_to_a_connection() -> None:
    with engine().begin() as connection, Session(connection) as session:
        session.add(Order(number="A-1"))
        session.flush()


WAYS: list[tuple[Callable[[], None], int, int]] = [
    (sqlite_left_open, 1, 1),
    (sqlite_left_open_in_dbapi2, 1, 0),
    (sqlite_left_open_by_its_class, 1, 0),
    (sqlite_left_open_by_a_factory, 1, 1),
    (sqlite_left_open_in_a_thread, 1, 1),
    (sqlite_closed_by_hand, 0, 1),
    (sqlite_closed_twice, 0, 0),
    (sqlite_closed_without_commit, 0, 0),
    (sqlite_closing, 0, 1),
    (sqlite_exit_stack, 0, 1),
    (sqlite_autocommit, 0, 2),
    (sqlite_script, 0, 1),
    (sqlite_generator, 0, 1),
    (sqlite_generator_that_closes_on_good_days, 1, 0),
    (sqlite_in_memory, 1, 0),
    (alchemy_begin, 0, 1),
    (alchemy_connect, 0, 1),
    (alchemy_connect_without_commit, 0, 0),
    (alchemy_left_open, 1, 0),
    (alchemy_left_open_in_a_chain, 1, 0),
    (alchemy_without_a_pool, 0, 1),
    (alchemy_left_open_without_a_pool, 1, 0),
    (alchemy_static_pool, 0, 1),
    (alchemy_two_left_open_of_a_static_pool, 2, 0),
    (alchemy_raw, 0, 1),
    (alchemy_raw_left_open, 1, 0),
    (alchemy_detached_left_open, 1, 0),
    (alchemy_detached, 0, 0),
    (alchemy_invalidated, 0, 0),
    (alchemy_own_creator, 0, 1),
    (alchemy_autocommit, 0, 2),
    (alchemy_disposed, 0, 0),
    (session_begin, 0, 1),
    (session_maker_begin, 0, 1),
    (session_without_commit, 0, 0),
    (session_two_commits, 0, 2),
    (session_nested, 0, 1),
    (session_left_open, 1, 0),
    (session_left_open_after_a_flush, 1, 0),
    (session_left_open_after_a_savepoint, 1, 1),  # the driver of SQLite begins nothing before a savepoint
    (session_closed_by_hand, 0, 1),
    (session_rolled_back, 0, 0),
    (session_scoped, 0, 1),
    (session_bound_to_a_connection, 0, 1),
]
CLOSING_WAYS = [way for way, still_open, commits in WAYS if commits and not still_open]


@pytest.mark.parametrize(("way", "still_open", "commits"), WAYS)
def test_what_stays_open_and_what_was_committed_is_counted(
    shop: Database, way: Callable[[], None], still_open: int, commits: int
) -> None:
    way()
    assert (shop.still_open, shop.commits, shop.late_reads) == (still_open, commits, 0)


@pytest.mark.parametrize("way", CLOSING_WAYS)
def test_a_failing_statement_surfaces_as_an_error_of_the_library(shop: Database, way: Callable[[], None]) -> None:
    with shop.failing("insert  into Orders"), pytest.raises((sqlite3.OperationalError, OperationalError), match="disk"):
        way()
    assert shop.commits == 0
    assert shop.table("orders") == []


@pytest.mark.parametrize("way", CLOSING_WAYS)
def test_what_failed_works_again_afterwards(shop: Database, way: Callable[[], None]) -> None:
    with shop.failing("INSERT"), suppress(sqlite3.OperationalError, OperationalError):
        way()
    way()
    assert shop.table("orders")[0] == {"number": "A-1"}


def test_a_session_that_failed_is_open_until_it_is_closed(shop: Database) -> None:
    session = Session(engine())
    session.add(Order(number="A-1"))
    with shop.failing('INSERT INTO "orders"'), pytest.raises(OperationalError):
        session.commit()
    session.close()
    assert shop.still_open == 0


def test_statements_are_written_down_as_the_library_was_given_them(shop: Database) -> None:
    with closing(opened()) as connection:
        assert connection.execute("SELECT number FROM orders WHERE number = ?", ("A-1",)).fetchone() is None
        connection.cursor().executemany(INSERT, iter([("A-1",), ("A-2",)]))
    assert shop.statements == ["SELECT number FROM orders WHERE number = ?", INSERT]
    assert shop.opened == 1


def test_a_cursor_of_ones_own_is_heard(shop: Database) -> None:
    class Mine(sqlite3.Cursor):
        pass

    with closing(opened()) as connection:
        assert isinstance(connection.cursor(Mine).execute("SELECT 1"), Mine)
        assert sqlite3.Cursor(connection).execute("SELECT 2").fetchone() == (2,)
    assert shop.statements == ["SELECT 1", "SELECT 2"]


def test_what_the_check_does_counts_for_nothing(shop: Database) -> None:
    shop.fill("prices", {"article": "tea", "cents": 420}, {"article": "coffee", "cents": 390})
    shop.run("UPDATE prices SET cents = ? WHERE article = ?", (450, "tea"))
    shop.fill("stock", {"article": "tea"}, path="stock.db")
    assert shop.table("prices") == [{"article": "tea", "cents": 450}, {"article": "coffee", "cents": 390}]
    assert shop.table("stock", path="stock.db") == [{"article": "tea"}]
    assert (shop.statements, shop.opened, shop.commits, shop.still_open) == ([], 0, 0, 0)


def test_rows_come_in_the_order_in_which_they_were_written(shop: Database) -> None:
    for number in ("A-2", "A-1"):
        shop.run(INSERT, (number,))
    assert [row["number"] for row in shop.table("orders")] == ["A-2", "A-1"]


def test_a_table_that_is_missing_is_named(shop: Database) -> None:
    with pytest.raises(AssertionError, match=r"`shop\.db` has no table `returns`"):
        shop.table("returns")


def test_a_transaction_that_has_not_ended_is_told_to_whoever_writes(shop: Database) -> None:
    connection = opened()
    write(connection)
    with pytest.raises(AssertionError, match="a transaction of the code has not ended"):
        shop.run(INSERT, ("A-2",))
    assert shop.table("orders") == []


def test_an_answer_is_told_soon_that_a_database_is_locked(shop: Database) -> None:
    connection = opened()
    write(connection)
    with pytest.raises(OperationalError, match="database is locked"):
        session_begin()
    assert shop.commits == 0


def test_what_is_no_database_is_told_when_it_is_used(database: Database) -> None:
    Path("shop.db").write_text("no database, and long enough to be looked at" * 9, "utf-8")
    connection = opened()
    with pytest.raises(sqlite3.DatabaseError, match="file is not a database"):
        connection.execute("SELECT 1 FROM orders")
    assert database.opened == 1


@pytest.mark.parametrize("pool", [QueuePool, StaticPool])
def test_rows_of_a_connection_that_was_given_back_come_too_late(shop: Database, pool: type[Pool]) -> None:
    shop.run(INSERT, ("A-1",))
    made = engine(poolclass=pool)
    with Session(made) as session:
        assert session.scalars(select(Order.number)).all() == ["A-1"]
        assert shop.late_reads == 0
        rows = session.scalars(select(Order.number))
    assert list(rows) == ["A-1"]
    assert shop.late_reads > 0
    with made.connect() as connection:
        before = shop.late_reads
        assert connection.scalars(select(Order.number)).all() == ["A-1"]
    assert shop.late_reads == before


def test_objects_of_a_closed_session_that_were_expired_are_detached(shop: Database) -> None:
    with sessionmaker(engine()).begin() as session:
        order = Order(number="A-1")
        session.add(order)
    with pytest.raises(DetachedInstanceError):
        str(order.number)
    assert shop.still_open == 0


def test_what_an_answer_made_listen_listens_no_more_when_the_check_is_over(tmp_path: Path) -> None:
    flushed: list[Session] = []
    with seam.heard_in(tmp_path):
        event.listens_for(Session, "before_flush")(lambda session, *_: flushed.append(session))
        event.listen(Session, "before_flush", lambda session, *_: flushed.append(session))
        Base.metadata.create_all(engine())
        session_begin()
    assert len(flushed) == 2
    Path("shop.db").unlink()
    Base.metadata.create_all(engine())
    session_begin()
    assert len(flushed) == 2


def test_nothing_is_heard_when_the_check_is_over(tmp_path: Path) -> None:
    real = (sqlite3.connect, sqlite3.Connection, sqlite3.Cursor, sqlite3.dbapi2.connect)
    with seam.heard_in(tmp_path) as heard:
        left = [opened(), engine().connect()]
        assert heard.still_open == len(left)
    assert (sqlite3.connect, sqlite3.Connection, sqlite3.Cursor, sqlite3.dbapi2.connect) == real
    alchemy_left_open_without_a_pool()
    assert (heard.opened, heard.still_open) == (2, 0)
