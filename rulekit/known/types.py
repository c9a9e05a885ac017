"""What calls of well-known libraries give: the type of their result."""

from collections.abc import Mapping
from typing import Final

from rulekit.known.database import GIVES

_TABLE = """
aiohttp.ClientSession.get aiohttp.ClientResponse
asyncio.get_event_loop asyncio.AbstractEventLoop
asyncio.get_running_loop asyncio.AbstractEventLoop
asyncio.new_event_loop asyncio.AbstractEventLoop
concurrent.futures.Executor.submit concurrent.futures.Future
concurrent.futures.ProcessPoolExecutor.submit concurrent.futures.Future
concurrent.futures.ThreadPoolExecutor.submit concurrent.futures.Future
multiprocessing.dummy.Pool multiprocessing.pool.ThreadPool
logging.getLogger logging.Logger
logging.Logger.getChild logging.Logger
multiprocessing.get_logger logging.Logger
numpy.random.default_rng numpy.random.Generator
pathlib.Path.absolute pathlib.Path
pathlib.Path.cwd pathlib.Path
pathlib.Path.home pathlib.Path
pathlib.Path.joinpath pathlib.Path
pathlib.Path.resolve pathlib.Path
requests.session requests.Session
sqlalchemy.Connection.begin sqlalchemy.Transaction
sqlalchemy.create_engine sqlalchemy.Engine
sqlalchemy.Engine.begin sqlalchemy.Connection
sqlalchemy.ext.asyncio.async_sessionmaker.__call__ sqlalchemy.ext.asyncio.AsyncSession
sqlalchemy.ext.asyncio.AsyncEngine.begin sqlalchemy.ext.asyncio.AsyncConnection
sqlalchemy.ext.asyncio.create_async_engine sqlalchemy.ext.asyncio.AsyncEngine
sqlalchemy.orm.registry sqlalchemy.orm.registry
sqlalchemy.orm.scoped_session.__call__ sqlalchemy.orm.Session
sqlalchemy.orm.Session.begin sqlalchemy.orm.SessionTransaction
sqlalchemy.orm.sessionmaker.__call__ sqlalchemy.orm.Session
sqlalchemy.orm.sessionmaker.begin sqlalchemy.orm.Session
sqlite3.Connection.execute sqlite3.Cursor
subprocess.Popen subprocess.Popen
tarfile.open tarfile.TarFile
"""
RETURNS: Final[Mapping[str, str]] = {**GIVES, **dict(line.split() for line in _TABLE.strip().splitlines())}

_SAME = """
psycopg2.extensions.connect psycopg2.connect
pymysql.connections.Connection pymysql.Connection
requests.api.get requests.get
requests.sessions.Session requests.Session
sqlalchemy.engine.base.Connection sqlalchemy.Connection
sqlalchemy.engine.base.Engine sqlalchemy.Engine
sqlalchemy.engine.Connection sqlalchemy.Connection
sqlalchemy.engine.create_engine sqlalchemy.create_engine
sqlalchemy.engine.Engine sqlalchemy.Engine
sqlalchemy.ext.asyncio.engine.AsyncEngine sqlalchemy.ext.asyncio.AsyncEngine
sqlalchemy.ext.asyncio.engine.create_async_engine sqlalchemy.ext.asyncio.create_async_engine
sqlalchemy.ext.asyncio.session.AsyncSession sqlalchemy.ext.asyncio.AsyncSession
sqlalchemy.future.create_engine sqlalchemy.create_engine
sqlalchemy.future.Engine sqlalchemy.Engine
sqlalchemy.orm.scoping.scoped_session sqlalchemy.orm.scoped_session
sqlalchemy.orm.session.Session sqlalchemy.orm.Session
sqlalchemy.orm.session.sessionmaker sqlalchemy.orm.sessionmaker
sqlite3.dbapi2.connect sqlite3.connect
sqlite3.dbapi2.Connection sqlite3.Connection
sqlmodel.create_engine sqlalchemy.create_engine
"""
SAME: Final[Mapping[str, str]] = dict(line.split() for line in _SAME.strip().splitlines())
