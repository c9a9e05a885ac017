"""Avoid global mutable state in multi-threaded code.

## Why
A list in the module belongs to everybody who can import it.
Each thread that changes it changes it for all others, at a moment that nobody chose.
In a shop with one till the dictionary `basket` at the top of the module was a convenient place for the customer's
articles; on the day the shop went online, two customers at a time paid for each other's tea.
It hides as well: in a list in the class body, in a default such as `items=[]`, in an attribute that one module sets on
another.

## Instead
Give the state an owner: an object that is made once, kept by whoever needs it and handed to the functions that use it.
What must be one for all threads gets a lock beside it, and functions that hold the lock for every change.
What each thread or task needs for itself belongs in `threading.local()` or a `contextvars.ContextVar`.
What does not change becomes a tuple, a `frozenset` or a `MappingProxyType`, and says so.

## When to break it
Tables that are filled while modules are imported, by decorators for example, and only read afterwards do no harm.
A memo that at worst is computed twice may stay, with its reason: `# noqa: RK804 - computed twice at worst`.

## What the check sees
- error: nothing.
- warning: in a file that uses threads, or in a web application's request handlers: a global, a container in a class
  body, a default, an attribute of a function or of an imported module that a function changes without a lock.
- advice: the same in files that show no sign of threads.
- not seen: changes that other modules make, and objects of classes that are kept in a global.
"""

import ast
import sys
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.flow.call_graph import functions_behind, runnable_around
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.threads.held_locks import is_guarded
from rulekit.analysis.threads.mutations import Kind, Mutation
from rulekit.analysis.threads.spawns import thread_paths
from rulekit.model.finding import Finding, Severity, Step
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.concurrency.mutable_global.global_state import (
    SharedState,
    run_in_processes,
    runs_at_import,
    serves_requests,
    shared_states,
    states_by_node,
    uses_threads,
)

INTERPRETER = frozenset({"sys", "builtins", "warnings"})
SETTING_UP = frozenset({"init", "initialize", "setup", "set_up", "startup"})
LONGEST_NAME = 25

RULE = Rule(
    code="RK804",
    name="mutable-global",
    known_as=(
        "global variable",
        "module-level state",
        "global statement",
        "singleton",
        "shared dictionary",
    ),
    section=Section.CONCURRENCY,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A list that belongs to everybody",
            bad="""
                from concurrent.futures import ThreadPoolExecutor

                receipts: list[str] = []  # <- RK804


                def clear() -> None:
                    \"\"\"Forget the receipts of yesterday.\"\"\"
                    receipts.clear()


                with ThreadPoolExecutor() as pool:
                    pool.map(print_order, orders)
            """,
            good="""
                from concurrent.futures import ThreadPoolExecutor
                from threading import Lock

                receipts: list[str] = []
                receipts_lock = Lock()


                def clear() -> None:
                    \"\"\"Forget the receipts of yesterday.\"\"\"
                    with receipts_lock:
                        receipts.clear()


                with ThreadPoolExecutor() as pool:
                    pool.map(print_order, orders)
            """,
        ),
        Example(
            "The basket of all customers",
            bad="""
                from concurrent.futures import ThreadPoolExecutor


                class Basket:
                    \"\"\"What a customer wants to buy.\"\"\"

                    articles = []  # <- RK804

                    def add(self, article: str) -> None:
                        \"\"\"Put an article into the basket.\"\"\"
                        self.articles.append(article)


                with ThreadPoolExecutor() as pool:
                    pool.map(serve, customers)
            """,
            good="""
                from concurrent.futures import ThreadPoolExecutor


                class Basket:
                    \"\"\"What a customer wants to buy.\"\"\"

                    def __init__(self) -> None:
                        self.articles: list[str] = []

                    def add(self, article: str) -> None:
                        \"\"\"Put an article into the basket.\"\"\"
                        self.articles.append(article)


                with ThreadPoolExecutor() as pool:
                    pool.map(serve, customers)
            """,
        ),
    ),
    tempting=(
        Example(
            "Hidden in an attribute of the function",
            bad="""
                from concurrent.futures import ThreadPoolExecutor


                def next_number() -> int:
                    \"\"\"Give the number of the next order.\"\"\"
                    next_number.last += 1
                    return next_number.last


                next_number.last = 0  # <- RK804
                with ThreadPoolExecutor() as pool:
                    pool.map(serve, customers)
            """,
            good="""
                import itertools
                from concurrent.futures import ThreadPoolExecutor

                order_numbers = itertools.count(start=1)


                def next_number() -> int:
                    \"\"\"Give the number of the next order.\"\"\"
                    return next(order_numbers)


                with ThreadPoolExecutor() as pool:
                    pool.map(serve, customers)
            """,
        ),
    ),
    related=("unguarded-state",),
    yields_to=("RK801",),
    references=(
        "https://docs.python.org/3/library/threading.html#thread-local-data",
        "https://docs.python.org/3/library/contextvars.html",
        "https://docs.python.org/3/library/types.html#types.MappingProxyType",
        "https://docs.python.org/3/faq/programming.html#why-are-default-values-shared-between-objects",
    ),
    equivalents={
        "ruff": ("PLW0603", "B006", "RUF012"),
        "pylint": ("W0603", "W0102"),
        "flake8": ("B006", "WPS407", "WPS420"),
    },
    advice_in=frozenset({"test"}),
)


@RULE.check
def changed_state(source: Source) -> Iterator[Finding]:
    """Find state of the whole process that functions change."""
    for state in shared_states(source):
        threaded = _is_threaded(source, state)
        yield RULE.at(
            source,
            state.node,
            partial(_message, source, state),
            severity=Severity.WARNING if threaded else Severity.ADVICE,
            steps=tuple(Step(source.span(change.node), "changed here") for change in state.changes),
        )


@RULE.exempt
def guarded(node: ast.Name | ast.Attribute | ast.List | ast.Dict | ast.Set | ast.Call, source: Source) -> bool:
    """Every function that changes it holds a lock."""
    return all(is_guarded(source, change.node) for change in states_by_node(source)[node].changes)


@RULE.exempt
def filled_at_import(node: ast.Name | ast.Attribute, source: Source) -> bool:
    """It is changed only while modules are imported: by decorators, or by functions called at the top of the module."""
    changes = states_by_node(source)[node].changes
    return all(runs_at_import(source, runnable_around(source, change.node)) for change in changes)


@RULE.exempt
def of_each_process(node: ast.Name | ast.Attribute, source: Source) -> bool:
    """Only functions that worker processes run change it, and each process has one of its own."""
    changes = states_by_node(source)[node].changes
    return all(runnable_around(source, change.node) in run_in_processes(source) for change in changes)


@RULE.exempt
def set_up(node: ast.Name | ast.Attribute, source: Source) -> bool:
    """It only gets its value in a function such as `setup` or `initialize`, which runs before there are threads."""
    changes = states_by_node(source)[node].changes
    functions = {getattr(runnable_around(source, change.node), "name", "").strip("_") for change in changes}
    return functions <= SETTING_UP and all(change.kind is Kind.ASSIGN for change in changes)


@RULE.exempt
def quiet_file(node: ast.Name | ast.Attribute | ast.List | ast.Dict | ast.Set | ast.Call, source: Source) -> bool:
    """It stands in a test or a notebook, and no thread or request of that file changes it."""
    state = states_by_node(source)[node]
    if source.role == "test":
        return not uses_threads(source)
    reached_or_served = (_is_reached(source, change) or serves_requests(source, change) for change in state.changes)
    return source.role == "notebook" and not any(reached_or_served)


@RULE.exempt
def interpreter(node: ast.Attribute, source: Source) -> bool:
    """It is a stream or a hook of the interpreter, such as `sys.stdout`, and no thread changes it."""
    changes = states_by_node(source)[node].changes
    module = names(source).resolve(node.value)
    return module in INTERPRETER and not any(_is_reached(source, change) for change in changes)


@RULE.exempt
def patch(node: ast.Attribute, source: Source) -> bool:
    """It is a function of the standard library, or one that is replaced by a function of this file: a patch."""
    module = (names(source).resolve(node.value) or "").partition(".")[0]
    values = [getattr(change.node, "value", None) for change in states_by_node(source)[node].changes]
    if module in sys.stdlib_module_names:
        return all(isinstance(value, (ast.Name, ast.Attribute, ast.Lambda)) for value in values)
    return bool(module) and all(isinstance(value, ast.expr) and functions_behind(source, value) for value in values)


def _is_threaded(source: Source, state: SharedState) -> bool:
    # All coroutines run in the thread of their loop, whatever other threads the file starts.
    functions = [runnable_around(source, change.node) for change in state.changes]
    if uses_threads(source) and not all(isinstance(function, ast.AsyncFunctionDef) for function in functions):
        return True
    return any(serves_requests(source, change) for change in state.changes)


def _is_reached(source: Source, change: Mutation) -> bool:
    return runnable_around(source, change.node) in thread_paths(source)


def _message(source: Source, state: SharedState) -> str:
    holder, name = state.key
    name = f"{holder.name}.{name}" if isinstance(holder, ast.ClassDef) else name
    functions = [runnable_around(source, change.node) for change in state.changes]
    who = list(dict.fromkeys(getattr(function, "name", "a lambda") for function in functions))
    more = f" and {len(who) - 1} more" if len(who) > 1 else ""
    verb = "change" if more else "changes"
    changer, shared = quoted(who[0], LONGEST_NAME, "a function"), quoted(name, LONGEST_NAME, "state here")
    return f"{changer}{more} {verb} the shared {shared}: guard it by a lock or hand it over"
