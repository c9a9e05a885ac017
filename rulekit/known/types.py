"""What calls of well-known libraries give: the type of their result."""

from collections.abc import Mapping
from typing import Final

_TABLE = """
aiohttp.ClientSession.get aiohttp.ClientResponse
asyncio.get_event_loop asyncio.AbstractEventLoop
concurrent.futures.Executor.submit concurrent.futures.Future
concurrent.futures.ProcessPoolExecutor.submit concurrent.futures.Future
concurrent.futures.ThreadPoolExecutor.submit concurrent.futures.Future
pathlib.Path.absolute pathlib.Path
pathlib.Path.cwd pathlib.Path
pathlib.Path.home pathlib.Path
pathlib.Path.joinpath pathlib.Path
pathlib.Path.resolve pathlib.Path
psycopg.Connection.cursor psycopg.Cursor
psycopg.connect psycopg.Connection
psycopg2.connect psycopg2.extensions.connection
psycopg2.extensions.connection.cursor psycopg2.extensions.cursor
requests.session requests.Session
sqlalchemy.create_engine sqlalchemy.Engine
sqlalchemy.Engine.begin sqlalchemy.Connection
sqlalchemy.Engine.connect sqlalchemy.Connection
sqlalchemy.ext.asyncio.async_sessionmaker.__call__ sqlalchemy.ext.asyncio.AsyncSession
sqlalchemy.ext.asyncio.create_async_engine sqlalchemy.ext.asyncio.AsyncEngine
sqlalchemy.orm.scoped_session.__call__ sqlalchemy.orm.Session
sqlalchemy.orm.sessionmaker.__call__ sqlalchemy.orm.Session
sqlalchemy.orm.sessionmaker.begin sqlalchemy.orm.Session
sqlite3.Connection.cursor sqlite3.Cursor
sqlite3.Connection.execute sqlite3.Cursor
sqlite3.connect sqlite3.Connection
subprocess.Popen subprocess.Popen
"""
RETURNS: Final[Mapping[str, str]] = dict(line.split() for line in _TABLE.strip().splitlines())

_SAME = """
requests.sessions.Session requests.Session
requests.api.get requests.get
sqlalchemy.engine.Connection sqlalchemy.Connection
sqlalchemy.engine.Engine sqlalchemy.Engine
sqlalchemy.engine.create_engine sqlalchemy.create_engine
sqlalchemy.orm.session.Session sqlalchemy.orm.Session
sqlalchemy.orm.session.sessionmaker sqlalchemy.orm.sessionmaker
"""
SAME: Final[Mapping[str, str]] = dict(line.split() for line in _SAME.strip().splitlines())
