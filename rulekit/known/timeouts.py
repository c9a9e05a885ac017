"""What waits for others: calls that may wait for ever, and how each is told when to give up."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Wait(NamedTuple):
    """How a call is told when to give up: the keyword, its position, and what it waits for.

    `kind` is network, store (a database), join, or other; a `limited` call gives up by itself unless it is told not to.
    """

    keyword: str
    position: int | None
    kind: str
    limited: bool = False


_TABLE = """
concurrent.futures.Future.exception timeout 0 other
concurrent.futures.Future.result timeout 0 other
ftplib.FTP timeout 4 network
ftplib.FTP.connect timeout 2 network
ftplib.FTP_TLS timeout - network
http.client.HTTPConnection timeout 2 network
http.client.HTTPSConnection timeout - network
httpx.AsyncClient timeout - network limited
httpx.AsyncClient.delete timeout - network limited
httpx.AsyncClient.get timeout - network limited
httpx.AsyncClient.post timeout - network limited
httpx.AsyncClient.put timeout - network limited
httpx.AsyncClient.request timeout - network limited
httpx.Client timeout - network limited
httpx.Client.delete timeout - network limited
httpx.Client.get timeout - network limited
httpx.Client.head timeout - network limited
httpx.Client.patch timeout - network limited
httpx.Client.post timeout - network limited
httpx.Client.put timeout - network limited
httpx.Client.request timeout - network limited
httpx.delete timeout - network limited
httpx.get timeout - network limited
httpx.head timeout - network limited
httpx.options timeout - network limited
httpx.patch timeout - network limited
httpx.post timeout - network limited
httpx.put timeout - network limited
httpx.request timeout - network limited
httpx.stream timeout - network limited
aiohttp.ClientSession timeout - network limited
aiohttp.ClientSession.delete timeout - network limited
aiohttp.ClientSession.get timeout - network limited
aiohttp.ClientSession.post timeout - network limited
aiohttp.ClientSession.put timeout - network limited
aiohttp.ClientSession.request timeout - network limited
aiohttp.request timeout - network limited
imaplib.IMAP4 timeout 2 network
imaplib.IMAP4_SSL timeout - network
multiprocessing.Process.join timeout 0 join
multiprocessing.Queue.get timeout 1 other
multiprocessing.pool.AsyncResult.get timeout 0 other
multiprocessing.pool.AsyncResult.wait timeout 0 other
nntplib.NNTP timeout - network
paramiko.SSHClient.connect timeout - network
paramiko.SSHClient.exec_command timeout 2 network
paramiko.client.SSHClient.connect timeout - network
paramiko.client.SSHClient.exec_command timeout 2 network
poplib.POP3 timeout 2 network
poplib.POP3_SSL timeout - network
psycopg.AsyncConnection.connect connect_timeout - store
psycopg.connect connect_timeout - store
psycopg2.connect connect_timeout - store
pymysql.connect connect_timeout - network limited
queue.LifoQueue.get timeout 1 other
queue.PriorityQueue.get timeout 1 other
queue.Queue.get timeout 1 other
queue.SimpleQueue.get timeout 1 other
redis.Redis socket_timeout - store
redis.StrictRedis socket_timeout - store
redis.asyncio.Redis socket_timeout - store
redis.asyncio.from_url socket_timeout - store
redis.client.Redis socket_timeout - store
redis.from_url socket_timeout - store
requests.Session.delete timeout - network
requests.Session.get timeout - network
requests.Session.head timeout - network
requests.Session.options timeout - network
requests.Session.patch timeout - network
requests.Session.post timeout - network
requests.Session.put timeout - network
requests.Session.request timeout - network
requests.Session.send timeout - network
requests.delete timeout - network
requests.get timeout - network
requests.head timeout - network
requests.options timeout - network
requests.patch timeout - network
requests.post timeout - network
requests.put timeout - network
requests.request timeout - network
smtplib.LMTP timeout - network
smtplib.SMTP timeout 3 network
smtplib.SMTP.connect timeout - network limited
smtplib.SMTP_SSL timeout - network
socket.create_connection timeout 1 network
socket.socket.connect - - network
subprocess.Popen.communicate timeout 1 other
subprocess.Popen.wait timeout 0 other
subprocess.call timeout - other
subprocess.check_call timeout - other
subprocess.check_output timeout - other
subprocess.run timeout - other
telnetlib.Telnet timeout 2 network
threading.Barrier.wait timeout 0 other
threading.Condition.wait timeout 0 other
threading.Event.wait timeout 0 other
threading.Thread.join timeout 0 join
threading.Timer.join timeout 0 join
urllib.request.OpenerDirector.open timeout 2 network
urllib.request.urlopen timeout 2 network
urllib.request.urlretrieve - - network
urllib3.PoolManager.request timeout - network
urllib3.PoolManager.urlopen timeout - network
urllib3.ProxyManager.request timeout - network
urllib3.request timeout - network
websocket.create_connection timeout 1 network
"""


def _wait(words: list[str]) -> Wait:
    position = int(words[1]) if words[1].isdecimal() else None
    return Wait(words[0], position, words[2], "limited" in words)


WAITS: Final[Mapping[str, Wait]] = {line.split()[0]: _wait(line.split()[1:]) for line in _TABLE.strip().splitlines()}
_ALSO_FROM: Final = {"psycopg": frozenset({"psycopg_pool"})}
PACKAGES: Final[Mapping[str, frozenset[str]]] = {
    package: frozenset(target for target in WAITS if target.partition(".")[0] == home)
    for home in sorted({target.partition(".")[0] for target in WAITS})
    for package in {home} | _ALSO_FROM.get(home, frozenset())
}
THREAD_BASES: Final = frozenset({"threading.Thread", "multiprocessing.Process", "threading.Timer"})
PLAIN_ADAPTERS: Final = frozenset({"requests.adapters.HTTPAdapter", "requests.HTTPAdapter"})
# What `socket.setdefaulttimeout` does not reach: these hand `None` to each socket that they make.
WITHOUT_DEFAULT: Final = ("requests.",)


class TimeoutObject(NamedTuple):
    """An object that holds timeouts: the one for all, with its position, and that for each piece that is read.

    Where it `adds_nothing`, the first only stands in for those that are not given.
    """

    whole: str
    position: int | None
    read: str
    adds_nothing: bool = False


TIMEOUT_OBJECTS: Final[Mapping[str, TimeoutObject]] = {
    "aiohttp.ClientTimeout": TimeoutObject("total", 0, "sock_read"),
    "httpx.Timeout": TimeoutObject("timeout", 0, "read", adds_nothing=True),
    "urllib3.Timeout": TimeoutObject("total", 0, "read"),
    "urllib3.util.Timeout": TimeoutObject("total", 0, "read"),
    "urllib3.util.timeout.Timeout": TimeoutObject("total", 0, "read"),
}
CONNECT_LATER: Final = ("ftplib.", "smtplib.")

# What ends all that a green thread waits for within, and what ends only what is awaited.
GREEN_DEADLINES: Final = frozenset(
    "eventlet.Timeout eventlet.timeout.Timeout gevent.Timeout gevent.timeout.Timeout".split()
)
DEADLINES: Final = GREEN_DEADLINES | frozenset(
    "anyio.fail_after anyio.move_on_after async_timeout.timeout asyncio.timeout asyncio.timeout_at trio.fail_after"
    " trio.move_on_after".split()
)
