"""Facts about SQL in Python: what takes it, what quotes it, and how drivers write placeholders."""

from collections.abc import Mapping
from typing import Final

# Functions and classes that take SQL, or a piece of it, with the name and the position of the parameter.
_SINKS = """
awswrangler.athena.read_sql_query sql 0
awswrangler.redshift.read_sql_query sql 0
dask.dataframe.read_sql_query sql 0
django.db.models.expressions.RawSQL sql 0
duckdb.execute query 0
duckdb.query query 0
duckdb.sql query 0
geopandas.GeoDataFrame.from_postgis sql 0
geopandas.read_postgis sql 0
pandas.io.sql.read_sql sql 0
pandas.io.sql.read_sql_query sql 0
pandas.read_sql sql 0
pandas.read_sql_query sql 0
pandasql.sqldf query 0
peewee.SQL sql 0
polars.read_database query 0
polars.read_database_uri query 0
polars.sql query 0
psycopg.sql.SQL obj 0
psycopg2.extras.execute_batch sql 1
psycopg2.extras.execute_values sql 1
psycopg2.sql.SQL string 0
sqlalchemy.DDL statement 0
sqlalchemy.literal_column text 0
sqlalchemy.schema.DDL statement 0
sqlalchemy.sql.expression.literal_column text 0
sqlalchemy.sql.expression.text text 0
sqlalchemy.sql.literal_column text 0
sqlalchemy.sql.text text 0
sqlalchemy.text text 0
sqlmodel.text text 0
"""
_rows: Final = tuple(line.split() for line in _SINKS.strip().splitlines())
SINKS: Final[Mapping[str, tuple[str, int]]] = {target: (name, int(position)) for target, name, position in _rows}

# Methods that take SQL and hardly anything else; then those that take other texts as well, most of the time.
EXECUTE_METHODS: Final = frozenset(
    """
    execute executemany executescript execute_async execute_non_query execute_row execute_scalar execute_string mogrify
    copy_expert exec_driver_sql
    """.split()
)
QUERY_METHODS: Final = frozenset(
    """
    RawSQL exec exec_sql exec_query execute_query execute_sql fetch fetch_all fetch_df fetch_one fetch_val fetchall
    fetchone fetchrow fetchval from_statement iterate prepare query query_and_wait raw raw_query read_sql
    read_sql_query run run_query run_sql scalar scalars select_sql sql sql_query sqldf stream text DDL
    literal_column execute_many execute_write execute_read get_records get_first get_pandas_df
    """.split()
)
STATEMENT_KEYWORDS: Final = (
    *("sql", "query", "statement", "operation", "stmt", "command", "query_string", "sql_query", "raw_query", "q"),
    *("text", "sqltext", "clause", "raw_sql", "sql_statement", "expression"),
)
# The parameters of Django's `extra` that take pieces of SQL in lists and dictionaries, with their positions.
FRAGMENT_PARAMETERS: Final[Mapping[str, int]] = {"select": 0, "where": 1, "tables": 3, "order_by": 4}
# Methods of SQLAlchemy's queries, for which a text is a piece of SQL, and what begins such a query.
PIECE_METHODS: Final = ("filter", "where", "having", "order_by", "group_by", "distinct")
PIECE_LIBRARIES: Final = frozenset({"sqlalchemy", "flask_sqlalchemy", "sqlmodel"})
QUERY_BEGINNINGS: Final = frozenset({"query", "select"})

# Programs that run the statement behind one of their options: `hive -e "SELECT ..."`.
CLIENTS: Final = frozenset(
    "beeline bq clickhouse-client duckdb hive impala-shell mariadb mysql presto psql snowsql spark-sql sqlcmd sqlite3"
    " sqlplus trino".split()
)

# What connections, cursors and sessions are called, as a whole or by their first or last word; what gives one.
RECEIVER_NAMES: Final = frozenset(
    """
    c con conn connection cnx cr crsr cur curs cursor database db dbc dbh dbcur engine op session sess sql sqlite
    transaction tx txn schema_editor pool
    """.split()
)
CONNECTION_MAKERS: Final = frozenset(
    "cursor connect connection get_cursor get_connection get_conn execution_options get_db".split()
)

# One of these stands in every statement, so that texts without them need not be evaluated.
STATEMENT_WORDS: Final = ("select", " into ", "delete from", "update ", " table", "pragma", "drop ", "truncate")

# How the drivers write a placeholder.
_PLACEHOLDERS = """
MySQLdb %s
aiomysql %s
aiosqlite ?
duckdb ?
mariadb ?
mysql %s
psycopg %s
psycopg2 %s
pymysql %s
pyodbc ?
sqlite3 ?
"""
PLACEHOLDERS: Final[Mapping[str, str]] = dict(line.split() for line in _PLACEHOLDERS.strip().splitlines())
