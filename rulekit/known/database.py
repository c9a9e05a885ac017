"""Facts about databases: how connections are opened, what `with` does to them, sessions, and classes of models."""

from collections.abc import Mapping
from typing import Final

CLOSES: Final = "closes"
TRANSACTION: Final = "transaction"
NOT_MEANT: Final = "none"

# What opens a connection, the type that it gives, and what a `with` over such a connection does when it ends:
# close it, only end the transaction, or nothing because it knows no `with`.
_CONNECT = """
MySQLdb.connect MySQLdb.connections.Connection closes
aiomysql.connect aiomysql.Connection closes
aiopg.connect aiopg.Connection closes
aioodbc.connect aioodbc.Connection closes
aiosqlite.connect aiosqlite.Connection closes
apsw.Connection apsw.Connection transaction
asyncmy.connect asyncmy.Connection closes
asyncpg.connect asyncpg.Connection none
clickhouse_driver.connect clickhouse_driver.dbapi.Connection closes
clickhouse_driver.dbapi.connect clickhouse_driver.dbapi.Connection closes
cx_Oracle.connect cx_Oracle.Connection closes
databricks.sql.connect databricks.sql.Connection closes
duckdb.connect duckdb.DuckDBPyConnection closes
fdb.connect fdb.Connection closes
hdbcli.dbapi.connect hdbcli.dbapi.Connection closes
ibm_db_dbi.connect ibm_db_dbi.Connection none
jaydebeapi.connect jaydebeapi.Connection closes
libsql_experimental.connect libsql_experimental.Connection transaction
mariadb.connect mariadb.Connection closes
mysql.connector.connect mysql.connector.MySQLConnection closes
mysql.connector.pooling.MySQLConnectionPool.get_connection mysql.connector.MySQLConnection closes
oracledb.connect oracledb.Connection closes
oracledb.connect_async oracledb.AsyncConnection closes
pg8000.connect pg8000.dbapi.Connection closes
pg8000.dbapi.connect pg8000.dbapi.Connection closes
psycopg.AsyncConnection.connect psycopg.AsyncConnection closes
psycopg.Connection.connect psycopg.Connection closes
psycopg.connect psycopg.Connection closes
psycopg2.connect psycopg2.extensions.connection transaction
psycopg2cffi.connect psycopg2.extensions.connection transaction
phoenixdb.connect phoenixdb.Connection closes
pyhive.hive.connect pyhive.hive.Connection closes
pyhive.presto.connect pyhive.presto.Connection closes
pyhive.trino.connect pyhive.trino.Connection closes
pymssql.connect pymssql.Connection closes
pymysql.connect pymysql.Connection closes
pymysql.Connection pymysql.Connection closes
pyodbc.connect pyodbc.Connection transaction
pypyodbc.connect pypyodbc.Connection transaction
pysqlcipher3.dbapi2.connect sqlite3.Connection transaction
pysqlite2.dbapi2.connect sqlite3.Connection transaction
pysqlite3.connect sqlite3.Connection transaction
pysqlite3.dbapi2.connect sqlite3.Connection transaction
redshift_connector.connect redshift_connector.Connection closes
snowflake.connector.connect snowflake.connector.SnowflakeConnection closes
sqlalchemy.Engine.connect sqlalchemy.Connection closes
sqlalchemy.Engine.raw_connection sqlalchemy.PoolProxiedConnection none
sqlalchemy.ext.asyncio.AsyncEngine.connect sqlalchemy.ext.asyncio.AsyncConnection closes
sqlalchemy.ext.asyncio.AsyncEngine.raw_connection sqlalchemy.PoolProxiedConnection none
sqlcipher3.connect sqlite3.Connection transaction
sqlcipher3.dbapi2.connect sqlite3.Connection transaction
sqlite3.Connection sqlite3.Connection transaction
sqlite3.connect sqlite3.Connection transaction
teradatasql.connect teradatasql.TeradataConnection closes
trino.dbapi.connect trino.dbapi.Connection closes
vertica_python.connect vertica_python.Connection closes
"""

# What takes a connection out of a pool, the type that it gives, and the method of the pool that puts it back.
_POOLED = """
aiomysql.Pool.acquire aiomysql.Connection release
aiopg.Pool.acquire aiopg.Connection release
asyncpg.Pool.acquire asyncpg.Connection release
oracledb.ConnectionPool.acquire oracledb.Connection release
psycopg2.pool.PersistentConnectionPool.getconn psycopg2.extensions.connection putconn
psycopg2.pool.SimpleConnectionPool.getconn psycopg2.extensions.connection putconn
psycopg2.pool.ThreadedConnectionPool.getconn psycopg2.extensions.connection putconn
psycopg_pool.AsyncConnectionPool.getconn psycopg.AsyncConnection putconn
psycopg_pool.ConnectionPool.getconn psycopg.Connection putconn
"""

_POOLS = """
aiomysql.create_pool aiomysql.Pool
aiopg.create_pool aiopg.Pool
asyncpg.create_pool asyncpg.Pool
oracledb.create_pool oracledb.ConnectionPool
oracledb.create_pool_async oracledb.ConnectionPool
"""

_connect: Final = tuple(line.split() for line in _CONNECT.strip().splitlines())
_pooled: Final = tuple(line.split() for line in _POOLED.strip().splitlines())

CONNECTS: Final[Mapping[str, str]] = {function: made for function, made, _ in _connect}
WITH_ENDS: Final[Mapping[str, str]] = {function: ends for function, _, ends in _connect}
POOLED: Final[Mapping[str, str]] = {function: made for function, made, _ in _pooled}
PUT_BACK: Final = frozenset(method for _, _, method in _pooled)
CONNECTION_TYPES: Final = frozenset({*CONNECTS.values(), *POOLED.values()})
CURSOR_TYPES: Final = frozenset(
    {*(f"{made.rpartition('.')[0]}.Cursor" for made in CONNECTION_TYPES), "psycopg2.extensions.cursor"}
)
# What calls of these libraries give, for `known.types`.
GIVES: Final[Mapping[str, str]] = {
    **{f"{made}.cursor": f"{made.rpartition('.')[0]}.Cursor" for made in CONNECTION_TYPES},
    **CONNECTS,
    **POOLED,
    **dict(line.split() for line in _POOLS.strip().splitlines()),
    "psycopg2.extensions.connection.cursor": "psycopg2.extensions.cursor",
}

SESSION_TYPES: Final = frozenset(
    """
    flask_sqlalchemy.session.Session
    sqlalchemy.ext.asyncio.AsyncSession sqlalchemy.ext.asyncio.async_scoped_session
    sqlalchemy.orm.Session sqlalchemy.orm.scoped_session
    sqlmodel.Session sqlmodel.ext.asyncio.session.AsyncSession
    """.split()
)
SESSION_FACTORIES: Final = frozenset(
    """
    sqlalchemy.ext.asyncio.AsyncSession sqlalchemy.ext.asyncio.async_sessionmaker.__call__
    sqlalchemy.orm.Session sqlalchemy.orm.scoped_session.__call__ sqlalchemy.orm.sessionmaker.__call__
    sqlmodel.Session sqlmodel.ext.asyncio.session.AsyncSession
    """.split()
)
TRANSACTION_TYPES: Final = frozenset("sqlalchemy.Transaction sqlalchemy.orm.SessionTransaction".split())
TRANSACTION_FUNCTIONS: Final = frozenset(
    f"{module}.{word}"
    for module in ("django.db.transaction", "django.db.connection", "frappe.db", "pony.orm")
    for word in ("commit", "rollback")
)

# Packages whose import says that a file talks to a database.
LIBRARIES: Final = frozenset(
    """
    MySQLdb aiomysql aioodbc aiopg aiosqlite apsw asyncmy asyncpg clickhouse_driver cx_Oracle databricks duckdb fdb
    flask_sqlalchemy hdbcli ibm_db_dbi jaydebeapi libsql_experimental mariadb mysql oracledb peewee pg8000 phoenixdb
    psycopg psycopg2 psycopg_pool pyhive pymssql pymysql pyodbc pypyodbc pysqlcipher3 pysqlite2 pysqlite3
    redshift_connector snowflake sqlalchemy sqlcipher3 sqlite3 sqlmodel teradatasql trino vertica_python
    """.split()
)

# Words in the names of values that are sessions for sure, and of those that are connections if something else says so.
SESSION_WORDS: Final = frozenset("session sess db dbsession database sessionlocal".split())
CONNECTION_WORDS: Final = frozenset("con conn connection cnx cnxn cursor cur dbh transaction trans tx txn".split())
# Factories of sessions that files import from their own project.
OWN_FACTORIES: Final = frozenset(
    "db_session session_scope SessionLocal AsyncSessionLocal LocalSession ScopedSession DBSession SessionFactory"
    " session_factory"
    " async_session_maker async_session_factory sessionmaker_factory".split()
)
# Context managers that give a session.
SESSION_CONTEXTS: Final = frozenset("db_session session_scope get_session get_db_session async_session_scope".split())
# Generators that give a session to a web framework; a `next` takes it out of their care.
DEPENDENCIES: Final = frozenset("get_db get_session get_db_session get_async_session".split())
# Words in the path of a module from which `Session` is one of a database.
DATABASE_MODULES: Final = frozenset("database databases db engine models orm".split())
# Methods that a session or a connection has, and hardly anything else that can be committed.
USED_LIKE_DATABASE: Final = (
    "execute executemany cursor add add_all query scalars scalar flush refresh merge delete exec".split()
)
# Libraries whose sessions and connections are others.
OTHER_SESSIONS: Final = frozenset(
    """
    aiobotocore aiohttp boto3 botocore cloudscraper confluent_kafka git httpx kafka aiokafka ncclient pika pygit2
    requests requests_html tensorflow whoosh transaction svn hg mercurial dvc
    """.split()
)

ENGINE_METHODS: Final = ("connect", "raw_connection")
# Functions that use a connection and leave it open.
READERS: Final = frozenset(
    """
    builtins.bool builtins.dir builtins.getattr builtins.hasattr builtins.id builtins.isinstance builtins.len
    builtins.print builtins.repr builtins.setattr builtins.str builtins.type builtins.vars
    geopandas.read_postgis pandas.io.sql.read_sql pandas.io.sql.to_sql pandas.read_sql pandas.read_sql_query
    pandas.read_sql_table polars.read_database sqlalchemy.inspect
    """.split()
)
# Functions and methods that close what they are handed.
CLOSERS: Final = frozenset(
    "closing aclosing enter_context enter_async_context push push_async_exit callback register addCleanup finalize"
    " addfinalizer".split()
)
