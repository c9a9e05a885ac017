"""Always set timeouts on network calls and thread joins.

## Why
The bank's server accepted the connection and then said nothing, for eleven hours.
Each order that came in took one more thread of the shop to wait for it, until no thread was left and the whole shop
stood still; nothing was in the log, since waiting is no error.
Most libraries wait for ever unless they are told otherwise, and so does `join()` on a thread that hangs.

## Instead
Say how long an answer is worth waiting for: `requests.get(url, timeout=10)`, `worker.join(timeout=5)`.
Then decide what happens when the time is up: try again, use the last known price, tell the customer.
After `join(timeout=5)` ask `worker.is_alive()`, since `join` returns in silence.

## When to break it
A worker that has nothing to do but wait for the next order may wait without end: `orders.get()`.
Where a library takes no timeout, `socket.setdefaulttimeout(10)` sets one for all. `requests` does not heed it: give its
session an adapter.

## What the check sees
- error: `timeout=None` on a network call, which asks it to wait for ever.
- warning: a network call without a timeout, of the standard library, `requests`, `urllib3`, `paramiko` and others, by a
  session too, which another file may have made; `join()` of a thread or process.
- advice: `join()` where the program starts; connections of databases; and what else may wait for ever: a queue, an
  event, a future, a process.
- not seen: objects whose class the file does not tell, and timeouts that other files set.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.edits.add_keyword import keyword_added
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Project
from rulekit.analysis.project.roles import in_entry_scope
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.timeouts import CONNECT_LATER, DEADLINES, GREEN_DEADLINES, WITHOUT_DEFAULT
from rulekit.model.finding import Finding, Fix, Severity
from rulekit.model.late import dataclass
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.concurrency.missing_timeout.blocking_calls import (
    Waiting,
    clients,
    does_not_block,
    endless_requests,
    endless_waits,
    has_default_timeout,
    is_done_already,
    is_made_with_timeout,
    is_near_socket,
    receiver_of,
    requests_without_timeout,
    timed_receivers,
    waits_of,
)

RULE = Rule(
    code="RK803",
    name="missing-timeout",
    known_as=(
        "hang",
        "hangs for ever",
        "deadline",
        "no timeout",
        "network call",
        "blocks",
        "requests without timeout",
    ),
    section=Section.CONCURRENCY,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A price list that never comes",
            bad="""
                import requests

                prices = requests.get("https://prices.example.com/tea").json()  # <- RK803
            """,
            good="""
                import requests

                PATIENCE = 10

                prices = requests.get("https://prices.example.com/tea", timeout=PATIENCE).json()
            """,
        ),
        Example(
            "A shop that cannot close",
            bad="""
                import threading

                worker = threading.Thread(target=watch_shelves, daemon=True)
                worker.start()
                stop_watching()
                worker.join()  # <- RK803
            """,
            good="""
                import threading

                PATIENCE = 5

                worker = threading.Thread(target=watch_shelves, daemon=True)
                worker.start()
                stop_watching()
                worker.join(timeout=PATIENCE)
                if worker.is_alive():
                    logger.warning("the shelves are still watched")
            """,
        ),
        Example(
            "The timeout that the check proposes",
            bad="""
                import urllib.request

                page = urllib.request.urlopen(address)  # <- RK803
            """,
            good="""
                import urllib.request

                page = urllib.request.urlopen(address, timeout=10)
            """,
            fixed=True,
            asks=True,
        ),
    ),
    tempting=(
        Example(
            "A timeout of nothing: it looks decided, and waits for ever",
            bad="""
                import requests

                prices = requests.get("https://prices.example.com/tea", timeout=None)  # <- RK803
            """,
            good="""
                import requests

                PATIENCE = 10

                prices = requests.get("https://prices.example.com/tea", timeout=PATIENCE)
            """,
        ),
    ),
    related=("raw-thread", "unclosed-connection"),
    references=(
        "https://requests.readthedocs.io/en/latest/user/advanced/#timeouts",
        "https://docs.python.org/3/library/threading.html#threading.Thread.join",
        "https://docs.python.org/3/library/socket.html#socket.setdefaulttimeout",
        "https://cwe.mitre.org/data/definitions/400.html",
    ),
    equivalents={"ruff": ("S113",), "pylint": ("W3101",), "bandit": ("B113",), "flake8": ("TIM100",)},
    advice_in=frozenset({"test"}),
    collects=(clients, requests_without_timeout),
)


@dataclass(frozen=True)
class Options:
    """`seconds` is the timeout that messages and fixes propose."""

    seconds: int = 10


@RULE.check
def endless_wait(source: Source, options: Options) -> Iterator[Finding]:
    """Find calls that may wait for ever."""
    for waiting in endless_waits(source):
        call, wait = waiting.call, waiting.wait
        written = f"{wait.keyword}={options.seconds}"
        make_fix = (
            partial(_timeout_added, source, call, written) if wait.keyword != "-" and not waiting.for_ever else None
        )
        yield RULE.at(source, call, _message(waiting, written), severity=_severity(source, waiting), make_fix=make_fix)


@RULE.check
def endless_wait_on_client_of_another_file(project: Project, options: Options) -> Iterator[Finding]:
    """Find calls of a session that another file makes, without a timeout."""
    for member, request, target in endless_requests(project):
        name = ".".join(target.split(".")[-2:])
        yield RULE.at(member, request, f"`{name}` may wait for ever: add `timeout={options.seconds}`")


@RULE.exempt(endless_wait)
def default_for_all(call: ast.Call, source: Source) -> bool:
    """`socket.setdefaulttimeout` gives all connections of the file a timeout, but for those of `requests`."""
    if not has_default_timeout(source):
        return False
    waits = waits_of(source).get(call, ())
    is_reached = (waiting.wait.kind in {"network", "store"} and not waiting.for_ever for waiting in waits)
    return all(is_reached) and not any(waiting.target.startswith(WITHOUT_DEFAULT) for waiting in waits)


@RULE.exempt(endless_wait)
def receiver_has_timeout(call: ast.Call, source: Source) -> bool:
    """The object has one for all that it does: `settimeout`, an adapter by `mount`, or since it was made."""
    receiver = receiver_of(call)
    return bool(receiver) and (receiver in timed_receivers(source) or is_made_with_timeout(source, call))


@RULE.exempt(endless_wait)
def deadline_around(call: ast.Call, source: Source) -> bool:
    """A deadline is set around it: `with eventlet.Timeout(5):`, and around what is awaited `asyncio.timeout(5)`."""
    ending = DEADLINES if isinstance(source.parents.get(call), ast.Await) else GREEN_DEADLINES
    for around in source.ancestors(call):
        items = around.items if isinstance(around, (ast.With, ast.AsyncWith)) else ()
        made = [item.context_expr for item in items if isinstance(item.context_expr, ast.Call)]
        deadlines = [one for one in made if names(source).resolve(one.func) in ending]
        if any(constant(source, next(iter(one.args), None)) is not None for one in deadlines):
            return True
        if isinstance(around, (*FUNCTIONS, ast.Lambda)):
            return False
    return False


@RULE.exempt(endless_wait)
def timeout_in_address(call: ast.Call, source: Source) -> bool:
    """The address that it connects to says how long: `"dbname=shop connect_timeout=5"`."""
    texts = (constant(source, argument) for argument in call.args)
    return any(isinstance(text, str) and "timeout" in text for text in texts)


@RULE.exempt(endless_wait)
def made_to_wait_elsewhere(call: ast.Call) -> bool:
    """A pool, or the caller's own transport or adapter, is handed over: that has the timeout."""
    return any(keyword.arg in {"connection_pool", "transport", "sock"} for keyword in call.keywords)


@RULE.exempt(endless_wait)
def not_waiting(call: ast.Call, source: Source) -> bool:
    """A queue or lock is told not to wait: `get(block=False)`."""
    return last_name(call.func) in {"get", "acquire"} and does_not_block(source, call, "block")


@RULE.exempt(endless_wait)
def done_already(call: ast.Call, source: Source) -> bool:
    """The future is done: it comes from `as_completed` or `wait`, or was asked by `done()`."""
    return last_name(call.func) in {"result", "exception"} and is_done_already(source, call)


@RULE.exempt(endless_wait)
def near_socket(call: ast.Call, source: Source) -> bool:
    """The socket stays on this machine or needs no answer: `AF_UNIX`, `SOCK_DGRAM`."""
    return last_name(call.func) == "connect" and is_near_socket(source, call)


@RULE.exempt(endless_wait)
def connects_later(call: ast.Call, source: Source) -> bool:
    """`FTP()` and `SMTP()` without an address do not connect yet."""
    if call.args or any(keyword.arg in {"host", None} for keyword in call.keywords):
        return False
    return any(wait.target.startswith(CONNECT_LATER) for wait in waits_of(source).get(call, ()))


def _timeout_added(source: Source, call: ast.Call, written: str) -> Fix | None:
    edit = keyword_added(source, call, written)
    return Fix(f"add `{written}`", (edit,), safe=False) if edit else None


def _severity(source: Source, waiting: Waiting) -> Severity:
    if waiting.wait.kind == "network":
        return Severity.ERROR if waiting.for_ever else Severity.WARNING
    if waiting.wait.kind == "join" and not in_entry_scope(source, waiting.call):
        return Severity.WARNING
    return Severity.ADVICE


def _message(waiting: Waiting, written: str) -> str:
    name = _short(waiting)
    if waiting.target.endswith("urlretrieve"):
        return f"`{name}` takes no timeout: read `urlopen(..., timeout=10)` and write the file"
    if waiting.wait.keyword == "-":
        return f"`{name}` may wait for ever: call `settimeout` on the socket before"
    if waiting.for_ever and not isinstance(waiting.timeout, (ast.Constant, ast.Name)):
        return f"a `None` lets `{name}` wait for ever: say how long an answer may take"
    if waiting.for_ever:
        return f"`{waiting.wait.keyword}=None` lets `{name}` wait for ever: write `{written}`"
    return f"`{name}` may wait for ever: add `{written}`"


def _short(waiting: Waiting) -> str:
    """Return what is called as people say it: `requests.get`, `Session.get`, `urlopen`."""
    package, _, rest = waiting.target.partition(".")
    module, _, word = rest.rpartition(".")
    module = module.rpartition(".")[2] or package
    # `urllib.request.urlopen` is known by its last word; a class, a package and `socket` belong to the name.
    return word if rest.count(".") and module.islower() and module != "socket" else f"{module}.{word}"
