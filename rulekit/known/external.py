"""What tests should not touch for real: servers, databases and programs, and what stands in for them."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from rulekit.known.database import CONNECTS
from rulekit.known.processes import RUNNERS, SHELLS, STARTERS
from rulekit.model.late import regex

NETWORK: Final = "network"
DATABASE: Final = "database"
CLOUD: Final = "cloud"
PROCESS: Final = "process"


class Outside(NamedTuple):
    """What a call reaches, and the argument that says where: its keyword, its position."""

    kind: str
    keyword: str = ""
    position: int | None = None


_HTTP = "get post put patch delete head options".split()
_WEB = {
    **{f"{client}.{verb}": ("url", 0) for client in ("requests", "requests.Session", "httpx") for verb in _HTTP},
    **{f"{client}.{verb}": ("url", 0) for client in ("httpx.Client", "httpx.AsyncClient") for verb in _HTTP},
    **{f"aiohttp.ClientSession.{verb}": ("url", 0) for verb in (*_HTTP, "ws_connect")},
    **{f"{client}.{verb}": ("url", 1) for client in ("requests", "requests.Session") for verb in ("request",)},
    **{
        f"httpx{client}.{verb}": ("url", 1)
        for client in ("", ".Client", ".AsyncClient")
        for verb in ("request", "stream")
    },
    **{
        f"{client}.request": ("url", 1)
        for client in ("aiohttp", "aiohttp.ClientSession", "urllib3", "urllib3.PoolManager")
    },
    **dict.fromkeys(("urllib.request.urlopen", "urllib.request.urlretrieve"), ("url", 0)),
    **dict.fromkeys(("urllib2.urlopen", "urllib.urlopen"), ("url", 0)),
    **dict.fromkeys(("pandas.read_csv", "pandas.read_json", "pandas.read_excel"), ("filepath_or_buffer", 0)),
    **dict.fromkeys(("pandas.read_html", "pandas.read_parquet"), ("io", 0)),
    **dict.fromkeys(("wget.download", "gdown.download", "feedparser.parse", "git.Repo.clone_from"), ("url", 0)),
    **dict.fromkeys(("websockets.connect", "websocket.create_connection", "xmlrpc.client.ServerProxy"), ("uri", 0)),
    "websockets.sync.client.connect": ("uri", 0),
}
_HOSTS = {
    **dict.fromkeys((f"smtplib.{name}" for name in ("SMTP", "SMTP_SSL", "LMTP", "SMTP.connect")), ("host", 0)),
    **dict.fromkeys((f"ftplib.{name}" for name in ("FTP", "FTP_TLS", "FTP.connect")), ("host", 0)),
    **dict.fromkeys((f"imaplib.{name}" for name in ("IMAP4", "IMAP4_SSL")), ("host", 0)),
    **dict.fromkeys((f"poplib.{name}" for name in ("POP3", "POP3_SSL")), ("host", 0)),
    **dict.fromkeys((f"socket.{name}" for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex")), ("host", 0)),
    **dict.fromkeys(("socket.create_connection", "socket.socket.connect", "socket.socket.connect_ex"), ("address", 0)),
    **dict.fromkeys(("paramiko.SSHClient.connect", "paramiko.client.SSHClient.connect"), ("hostname", 0)),
    **dict.fromkeys(("telnetlib.Telnet", "nntplib.NNTP", "asyncio.open_connection"), ("host", 0)),
    **dict.fromkeys(("paramiko.Transport", "ldap3.Server", "ldap.initialize"), ("host", 0)),
}
# Objects that know their host and only connect when one of these methods is called.
_LATER: Final = frozenset(
    f"http.client.{kind}.{method}"
    for kind in ("HTTPConnection", "HTTPSConnection")
    for method in ("request", "connect")
)
_FILES: Final = tuple(
    target
    for target in CONNECTS
    if target.partition(".")[0]
    in {"sqlite3", "aiosqlite", "duckdb", "apsw", "libsql_experimental", "pysqlite2", "pysqlcipher3", "sqlcipher3"}
)
LAZY_STORES: Final = frozenset(
    """
    aioredis.from_url cassandra.cluster.Cluster clickhouse_driver.Client elasticsearch.AsyncElasticsearch
    elasticsearch.Elasticsearch influxdb.InfluxDBClient influxdb_client.InfluxDBClient kafka.KafkaConsumer
    kafka.KafkaProducer motor.motor_asyncio.AsyncIOMotorClient neo4j.GraphDatabase.driver opensearchpy.OpenSearch
    pika.BlockingConnection pymongo.MongoClient pymongo.AsyncMongoClient redis.Redis redis.StrictRedis
    redis.asyncio.Redis redis.asyncio.from_url redis.from_url
    """.split()
)
_CLOUDS: Final = frozenset(
    """
    aioboto3.client aioboto3.resource azure.storage.blob.BlobServiceClient boto3.Session.client boto3.Session.resource
    boto3.client boto3.resource boto3.session.Session.client boto3.session.Session.resource google.cloud.bigquery.Client
    google.cloud.firestore.Client google.cloud.pubsub_v1.PublisherClient google.cloud.pubsub_v1.SubscriberClient
    google.cloud.secretmanager.SecretManagerServiceClient google.cloud.storage.Client
    """.split()
)
_DOWNLOADS: Final = frozenset("nltk.download torch.hub.load datasets.load_dataset".split())

OUTSIDE: Final[Mapping[str, Outside]] = {
    **{target: Outside(NETWORK, keyword, position) for target, (keyword, position) in {**_WEB, **_HOSTS}.items()},
    **{target: Outside(NETWORK) for target in _DOWNLOADS},
    **{target: Outside(DATABASE) for target in (*CONNECTS, *LAZY_STORES) if not target.startswith("sqlalchemy.")},
    **{target: Outside(DATABASE, "database", 0) for target in _FILES},
    **{target: Outside(NETWORK, "host") for target in _LATER},
    **{
        target: Outside(DATABASE, "url", 0)
        for target in ("sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine")
    },
    **{target: Outside(CLOUD, "endpoint_url") for target in _CLOUDS},
    **{target: Outside(PROCESS, "args", 0) for target in (*RUNNERS, *SHELLS, *STARTERS)},
}
PACKAGES: Final[Mapping[str, frozenset[str]]] = {
    package: frozenset(target for target in OUTSIDE if target.partition(".")[0] == package)
    for package in sorted({target.partition(".")[0] for target in OUTSIDE})
}

# Objects that hold an address, with its position.
REQUESTS: Final[Mapping[str, int]] = {
    "httpx.Request": 1,
    "requests.Request": 1,
    "urllib.request.Request": 0,
}
MAIL_PORTS: Final = frozenset({25, 465, 587})

SLEEPS: Final = frozenset({"time.sleep", "asyncio.sleep", "trio.sleep", "anyio.sleep", "gevent.sleep"})
CLOCKS: Final = frozenset(
    {"datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "time.time", "time.monotonic"}
    | {"datetime.date.today", "django.utils.timezone.now", "pendulum.now", "arrow.now", "arrow.utcnow"}
)

# Attributes by which a test gives a client something else than the network.
MOUNTS: Final = frozenset({"mount", "sock", "_sock", "transport", "_transport", "add_handler"})
IDLE_METHODS: Final = frozenset("aclose close connection_pool get_connection_kwargs pipeline register_script".split())

# Arguments that put something else in the place of the network.
STAND_INS: Final = frozenset(
    "transport app mounts creator handlers module strategy connection_pool connection connector".split()
)

LOCAL_HOST: Final = regex(
    r"(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1?\]?|testserver|[\w-]+|.*\.(test|localhost|local|invalid|internal|mock))?"
)
URL: Final = regex(r"(?P<scheme>[a-z][a-z0-9+]*)://(?:[^/@]*@)?(?P<host>\[[^\]]*\]|[^/:?#]*)(?P<rest>.*)", re.DOTALL)
REMOTE_SCHEMES: Final = frozenset("http https ftp ftps ws wss s3 gs ldap ldaps ssh git".split())
OWN_PROGRAMS: Final = regex(r"(.*/)?(python[\d.]*|py|pytest|coverage|tox|nox)(\.exe)?")

# Fixtures, decorators and blocks that stand in for what is outside.
STANDING_IN: Final = regex(
    r"responses|requests_?mock|respx|httpx_?mock|aioresponses|httpretty|pook|mocket|moto|mock_(aws|s3|\w+)|vcr|cassette"
    r"|betamax|recorder|aws|httpserver|httpbin|pyfakefs|fakefs|freez|time_machine|travel|fakeredis|mongomock|testcontainer"
    r"|container|docker|compose|localstack|live_server|server|postgresql|mysql_|stubber|smtpd|no_?(network|socket)"
    r"|(block|disable|guard|socket)_?(network|socket|disabled)|fake|stub|dummy|mock|patch|sandbox|offline|simulat|emulat|spy",
    re.IGNORECASE,
)
PATCHERS: Final = frozenset({"mocker", "monkeypatch", "class_mocker", "module_mocker", "session_mocker"})
