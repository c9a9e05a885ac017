"""The stand-in of `sqlalchemy` keeps rows, ends transactions and stamps rows as the real one does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rulekit.teach.trial.recorders.database import Database


@dataclass
class Clock:
    """A clock that the test moves."""

    moment: datetime = field(default=datetime(2026, 5, 1, 8, tzinfo=UTC))

    def now(self) -> datetime:
        """Tell the time."""
        return self.moment

    def go_on(self) -> None:
        """Let an hour pass."""
        self.moment += timedelta(hours=1)


@dataclass
class Shop:
    """A shop with a model of prices."""

    clock: Clock
    database: Database
    library: Any
    orm: Any
    engine: Any
    price: Any


@pytest.fixture
def shop() -> Shop:
    """A shop whose tables are made."""
    clock = Clock()
    database = Database(clock.now)
    modules = database.modules()
    library: Any = modules["sqlalchemy"]
    orm: Any = modules["sqlalchemy.orm"]

    class Base(orm.DeclarativeBase):  # type: ignore[misc]
        created_at: orm.Mapped[datetime] = orm.mapped_column(server_default=library.func.now())
        updated_at: orm.Mapped[datetime] = orm.mapped_column(
            server_default=library.func.now(), onupdate=library.func.now()
        )

    class Price(Base):
        __tablename__ = "prices"
        id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
        article: orm.Mapped[str]
        cents: orm.Mapped[int] = orm.mapped_column(default=100)
        note: orm.Mapped[str | None]

    engine = library.create_engine("sqlite:///shop.db")
    Base.metadata.create_all(engine)
    return Shop(clock, database, library, orm, engine, Price)


@pytest.fixture
def session(shop: Shop) -> Iterator[Any]:
    """An open session."""
    with shop.orm.Session(shop.engine) as opened:
        yield opened


def test_an_object_becomes_a_row_with_its_defaults(shop: Shop, session: Any) -> None:
    tea = shop.price(article="tea")
    session.add(tea)
    session.commit()
    moment = "2026-05-01 08:00:00"
    expected = {"id": 1, "article": "tea", "cents": 100, "note": None, "created_at": moment, "updated_at": moment}
    assert shop.database.table("prices") == [expected]
    assert (tea.id, tea.created_at) == (1, datetime(2026, 5, 1, 8))  # noqa: DTZ001 - SQLite keeps no zone


def test_a_change_moves_one_time_and_not_the_other(shop: Shop, session: Any) -> None:
    tea = shop.price(article="tea")
    session.add(tea)
    session.commit()
    shop.clock.go_on()
    tea.cents = 120
    assert session.dirty == [tea]
    session.commit()
    assert tea.updated_at - tea.created_at == timedelta(hours=1)
    assert shop.database.rows("SELECT cents FROM prices") == [(120,)]
    session.commit()
    assert tea.updated_at - tea.created_at == timedelta(hours=1)


def test_functions_serve_as_defaults(shop: Shop) -> None:
    orm, library = shop.orm, shop.library
    base = orm.declarative_base()

    class Order(base):  # type: ignore[misc, valid-type]
        __tablename__ = "orders"
        number = library.Column(library.String(8), primary_key=True)
        created = library.Column(library.DateTime(timezone=True), default=shop.clock.now, onupdate=lambda _: None)
        is_paid = library.Column(library.Boolean, default=False)

    base.metadata.create_all(shop.engine)
    with orm.Session(shop.engine) as session:
        order = Order(number="A1")
        session.add(order)
        session.flush()
        assert order.created == shop.clock.moment
        assert order.is_paid is False


def test_a_block_commits_once_or_rolls_back(shop: Shop) -> None:
    make = shop.orm.sessionmaker(bind=shop.engine)
    with make.begin() as session:
        session.add(shop.price(article="tea"))
    with pytest.raises(ValueError, match="price"), make.begin() as session:
        fail_after(session, shop.price(article="jam"))
    database = shop.database
    assert (database.commits, database.rollbacks, database.by_hand, database.still_open) == (1, 1, [], 0)
    assert [row["article"] for row in database.table("prices")] == ["tea"]


def fail_after(session: Any, row: Any) -> None:
    session.add(row)
    session.flush()
    raise ValueError("no price")


def test_a_commit_by_hand_inside_a_block_is_written_down(shop: Shop) -> None:
    with shop.orm.Session(shop.engine) as session, session.begin():
        session.add(shop.price(article="tea"))
        session.commit()
        session.add(shop.price(article="jam"))
    assert shop.database.commits == 2
    assert len(shop.database.by_hand) == 1


def test_a_session_that_nobody_closes_is_counted(shop: Shop) -> None:
    session = shop.orm.Session(shop.engine)
    session.add(shop.price(article="tea"))
    session.flush()
    assert shop.database.still_open == 1
    assert shop.database.table("prices") == []
    session.close()
    assert shop.database.still_open == 0
    assert shop.database.rollbacks == 1


def test_rolling_back_takes_everything_back(shop: Shop, session: Any) -> None:
    tea = shop.price(article="tea")
    session.add(tea)
    session.commit()
    tea.cents = 1
    session.add(shop.price(article="jam"))
    session.flush()
    session.rollback()
    assert tea.cents == 100
    assert len(session.query(shop.price).all()) == 1


def test_a_failed_flush_asks_for_a_rollback(shop: Shop, session: Any) -> None:
    exceptions: Any = shop.library.exc
    shop.database.fails("insert into prices")
    session.add(shop.price(article="tea"))
    with pytest.raises(exceptions.OperationalError):
        session.commit()
    with pytest.raises(exceptions.PendingRollbackError):
        session.commit()
    session.rollback()
    session.commit()
    assert shop.database.table("prices") == []


def test_rows_are_found_again(shop: Shop, session: Any) -> None:
    price, select = shop.price, shop.library.select
    session.add_all([price(article="tea", cents=450), price(article="jam", cents=300)])
    found = session.scalars(select(price).where(price.cents > 400, price.article.in_(["tea", "jam"]))).all()
    assert [one.article for one in found] == ["tea"]
    assert session.get(price, 2).article == "jam"
    assert session.get(price, 9) is None
    assert session.execute(select(price.article).order_by(price.cents.desc())).all() == [("tea",), ("jam",)]
    assert session.scalar(select(shop.library.func.count()).select_from(price)) == 2
    assert session.query(price).filter_by(article="jam").one().cents == 300


def test_sql_by_hand_must_be_called_text(shop: Shop, session: Any) -> None:
    session.add(shop.price(article="tea"))
    text = shop.library.text("SELECT article FROM prices WHERE article = :name")
    assert session.execute(text, {"name": "tea"}).scalar_one() == "tea"
    assert shop.database.last.parameters == {"name": "tea"}
    with pytest.raises(shop.library.exc.ArgumentError, match="text"):
        session.execute("SELECT 1")


def test_a_row_goes(shop: Shop, session: Any) -> None:
    tea = shop.price(article="tea")
    session.add(tea)
    session.flush()
    session.delete(tea)
    session.commit()
    assert shop.database.table("prices") == []


def test_an_engine_commits_its_block(shop: Shop) -> None:
    with shop.engine.begin() as connection:
        connection.execute(shop.library.text("INSERT INTO prices (article, cents) VALUES (:name, 1)"), {"name": "tea"})
    with shop.engine.connect() as connection:
        connection.execute(shop.library.text("DELETE FROM prices"))
    rows = shop.database.table("prices")
    assert [(row["article"], row["created_at"]) for row in rows] == [("tea", "2026-05-01 08:00:00")]


def test_a_broken_promise_is_an_error_of_the_library(shop: Shop, session: Any) -> None:
    session.add(shop.price(article=None))
    with pytest.raises(shop.library.exc.IntegrityError):
        session.flush()


def test_a_model_without_a_primary_key_is_refused(shop: Shop) -> None:
    with pytest.raises(shop.library.exc.ArgumentError, match="primary key"):
        type("Line", (shop.orm.declarative_base(),), {"__tablename__": "lines"})


def test_an_unknown_attribute_is_refused(shop: Shop) -> None:
    with pytest.raises(TypeError, match="pice"):
        shop.price(pice=3)
