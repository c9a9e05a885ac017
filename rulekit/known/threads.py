"""What runs functions in other threads, what guards shared state, and what may be shared as it is."""

from collections.abc import Mapping
from typing import Final

from rulekit.model.late import regex

_SPAWNERS = """
_thread.start_new function 0
_thread.start_new_thread function 0
anyio.to_thread.run_sync func 0
apscheduler.schedulers.background.BackgroundScheduler.add_job func 0
asyncio.to_thread func 0
concurrent.futures.Executor.map fn 0
concurrent.futures.Executor.submit fn 0
concurrent.futures.Future.add_done_callback fn 0
concurrent.futures.ThreadPoolExecutor.map fn 0
concurrent.futures.ThreadPoolExecutor.submit fn 0
fastapi.concurrency.run_in_threadpool func 0
multiprocessing.dummy.Process target 1
multiprocessing.pool.ThreadPool.apply_async func 0
multiprocessing.pool.ThreadPool.imap func 0
multiprocessing.pool.ThreadPool.imap_unordered func 0
multiprocessing.pool.ThreadPool.map func 0
multiprocessing.pool.ThreadPool.map_async func 0
multiprocessing.pool.ThreadPool.starmap func 0
multiprocessing.pool.ThreadPool.starmap_async func 0
starlette.concurrency.run_in_threadpool func 0
threading.Thread target 1
threading.Timer function 1
trio.to_thread.run_sync func 0
"""
SPAWNERS: Final[Mapping[str, tuple[str, int]]] = {
    line.split()[0]: (line.split()[1], int(line.split()[2])) for line in _SPAWNERS.strip().splitlines()
}
# What runs functions in other processes, by which arguments: the work, and what each worker begins with.
PROCESS_SPAWNERS: Final[Mapping[str, tuple[tuple[str, int], ...]]] = {
    "concurrent.futures.ProcessPoolExecutor": (("initializer", 2),),
    "concurrent.futures.ProcessPoolExecutor.map": (("fn", 0),),
    "concurrent.futures.ProcessPoolExecutor.submit": (("fn", 0),),
    "multiprocessing.Process": (("target", 1),),
    **dict.fromkeys(("multiprocessing.Pool", "multiprocessing.pool.Pool"), (("initializer", 1),)),
    **{
        f"{pool}.{method}": (("func", 0),)
        for pool in ("multiprocessing.Pool", "multiprocessing.pool.Pool")
        for method in "apply apply_async map map_async imap imap_unordered starmap starmap_async".split()
    },
}
RUN_IN_EXECUTOR: Final = "run_in_executor"
PROCESS_POOL: Final = "concurrent.futures.ProcessPoolExecutor"
PACKED: Final = frozenset(
    "_thread.start_new _thread.start_new_thread threading.Thread threading.Timer"
    " multiprocessing.pool.ThreadPool.apply_async".split()
)
SPREADING: Final = frozenset("map map_async imap imap_unordered starmap starmap_async".split())

THREAD_CLASSES: Final = frozenset(
    "threading.Thread threading.Timer threading._Timer multiprocessing.dummy.Process multiprocessing.dummy.DummyProcess"
    " PyQt5.QtCore.QThread PyQt6.QtCore.QThread PySide2.QtCore.QThread PySide6.QtCore.QThread".split()
)
HANDLER_CLASSES: Final = frozenset(
    "socketserver.BaseRequestHandler socketserver.StreamRequestHandler socketserver.DatagramRequestHandler"
    " http.server.BaseHTTPRequestHandler http.server.SimpleHTTPRequestHandler".split()
)
THREADED_SERVERS: Final = frozenset("ThreadingHTTPServer ThreadingTCPServer ThreadingUDPServer ThreadingMixIn".split())
THREAD_MODULES: Final = frozenset(
    "threading _thread concurrent.futures multiprocessing.dummy multiprocessing.pool.ThreadPool".split()
)

LOCKS: Final = frozenset(
    "threading.Lock threading.RLock threading.Condition threading.Semaphore threading.BoundedSemaphore"
    " _thread.allocate_lock multiprocessing.Lock multiprocessing.RLock multiprocessing.Condition asyncio.Lock".split()
)
QUEUES: Final = frozenset("queue.Queue queue.LifoQueue queue.PriorityQueue".split())

CONTAINERS: Final = frozenset(
    "builtins.list builtins.dict builtins.set builtins.bytearray collections.defaultdict collections.OrderedDict"
    " collections.Counter collections.deque weakref.WeakValueDictionary weakref.WeakKeyDictionary weakref.WeakSet"
    " array.array".split()
)
ENDED_BY_CHANGES: Final = frozenset(
    "builtins.dict builtins.set collections.defaultdict collections.OrderedDict collections.Counter"
    " collections.deque".split()
)
MUTATORS: Final = frozenset(
    "add append appendleft clear difference_update discard extend extendleft insert intersection_update pop popitem"
    " popleft remove reverse rotate setdefault sort subtract symmetric_difference_update update".split()
)
MUTATING_FUNCTIONS: Final = frozenset(
    "heapq.heappush heapq.heappop heapq.heapify heapq.heappushpop heapq.heapreplace bisect.insort bisect.insort_left"
    " bisect.insort_right random.shuffle".split()
)
QUEUE_LIKE: Final = frozenset("append appendleft pop popleft".split())
WEB_MODULES: Final = ("flask", "fastapi", "django", "bottle", "starlette")
WEB_DECORATOR: Final = regex(r"(.*\.)?(route|api_route|api_view|(get|post|put|patch|delete)|(before|after)_request)")

PLAIN_THREAD: Final = "threading.Thread"
LOW_LEVEL: Final = frozenset({"_thread.start_new", "_thread.start_new_thread"})
POOLS: Final = frozenset(
    "concurrent.futures.ThreadPoolExecutor concurrent.futures.ProcessPoolExecutor"
    " concurrent.futures.thread.ThreadPoolExecutor concurrent.futures.process.ProcessPoolExecutor"
    " multiprocessing.pool.ThreadPool".split()
)
