"""The modules of `sqlalchemy`."""

from types import ModuleType

from rulekit.teach.trial.standins.alchemy import errors
from rulekit.teach.trial.standins.alchemy.columns import TYPES, Column, Functions, TextSql, column
from rulekit.teach.trial.standins.alchemy.engine import Connection, Engine
from rulekit.teach.trial.standins.alchemy.makers import ScopedSession, SessionMaker
from rulekit.teach.trial.standins.alchemy.models import DeclarativeBase, Mapped, MetaData, declarative_base
from rulekit.teach.trial.standins.alchemy.selects import select
from rulekit.teach.trial.standins.alchemy.session import Session
from rulekit.teach.trial.standins.ledger import Ledger
from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.store import Store


def sqlalchemy_modules(store: Store, ledger: Ledger) -> dict[str, ModuleType]:
    """Make `sqlalchemy`, `sqlalchemy.orm` and their parts."""

    def create_engine(url: object, **_: object) -> Engine:
        return Engine(store, ledger, str(url))

    exceptions = module_of("sqlalchemy.exc", {one.__name__: one for one in errors.ERRORS})
    orm = module_of("sqlalchemy.orm", _orm())
    core: dict[str, object] = {
        **TYPES,
        "create_engine": create_engine,
        "text": TextSql,
        "select": select,
        "func": Functions(),
        "Column": column,
        "ForeignKey": lambda *_, **__: None,
        "MetaData": MetaData,
        "Engine": Engine,
        "Connection": Connection,
    }
    engine = module_of("sqlalchemy.engine", {"Engine": Engine, "Connection": Connection})
    declarative = module_of("sqlalchemy.ext.declarative", {"declarative_base": declarative_base})
    sql = module_of("sqlalchemy.sql", {"func": core["func"], "select": select, "text": TextSql})
    pool = module_of("sqlalchemy.pool", {"StaticPool": object, "NullPool": object})
    ext = module_of("sqlalchemy.ext", {"declarative": declarative})
    parts = {"exc": exceptions, "orm": orm, "engine": engine, "ext": ext, "sql": sql, "pool": pool}
    modules = {f"sqlalchemy.{name}": module for name, module in parts.items()}
    modules["sqlalchemy.ext.declarative"] = declarative
    return {"sqlalchemy": module_of("sqlalchemy", {**core, **parts}), **modules}


def _orm() -> dict[str, object]:
    return {
        "DeclarativeBase": DeclarativeBase,
        "declarative_base": declarative_base,
        "Mapped": Mapped,
        "mapped_column": column,
        "Session": Session,
        "sessionmaker": SessionMaker,
        "scoped_session": ScopedSession,
        "Column": Column,
    }
