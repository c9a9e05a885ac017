"""Handlers: what they catch, what they report, how they swallow, and how the exception escapes them."""

import ast
import textwrap

import pytest

from rulekit.analysis.exceptions.boundaries import in_finalizer, is_boundary
from rulekit.analysis.exceptions.handlers import (
    Breadth,
    Swallow,
    breadth,
    catches_only_expected,
    caught_names,
    exits_from_finally,
    has_explaining_comment,
    has_fallback,
    is_focused,
    is_import_guard,
    keeps_traceback,
    lets_escape,
    only_cleans_up,
    reports,
    reports_exception,
    swallow_of,
    try_of,
)
from rulekit.analysis.exceptions.raised import (
    calls_raising_function,
    except_types,
    only_inspects_objects,
    runs_foreign_code,
    types_raised_in,
)
from rulekit.analysis.syntax.source import Source


def handler_in(code: str) -> tuple[Source, ast.ExceptHandler]:
    """Return a source with its first handler."""
    source = Source(textwrap.dedent(code))
    return source, source.nodes(ast.ExceptHandler)[0]


def handling(
    body: str, types: str = " Exception as error", attempt: str = "work()"
) -> tuple[Source, ast.ExceptHandler]:
    """Return a handler with this body, in a function."""
    code = f"try:\n{textwrap.indent(attempt, '    ')}\nexcept{types}:\n{textwrap.indent(body, '    ')}\n"
    return handler_in(f"import logging, sys\ndef sell(future):\n{textwrap.indent(code, '    ')}")


BREADTHS = {
    "": (Breadth.BARE, set()),
    " BaseException": (Breadth.BASE, {"BaseException"}),
    " (ValueError, Exception)": (Breadth.BROAD, {"ValueError", "Exception"}),
    " KeyError": (Breadth.NARROW, {"KeyError"}),
    " shop.StockError": (Breadth.NARROW, {"StockError"}),
}


@pytest.mark.parametrize(("types", "expected"), BREADTHS.items(), ids=BREADTHS)
def test_a_handler_is_as_broad_as_its_widest_type(types: str, expected: tuple[Breadth, set[str]]) -> None:
    source, handler = handling("pass", types)
    assert (breadth(source, handler), set(caught_names(source, handler))) == expected


def test_types_are_found_behind_a_name_and_behind_a_function() -> None:
    by_name = handler_in("ERRORS = (OSError, Exception)\ntry:\n    work()\nexcept ERRORS:\n    pass\n")
    by_call = handler_in("def errors():\n    return KeyError\ntry:\n    work()\nexcept errors():\n    pass\n")
    assert (breadth(*by_name), caught_names(*by_call)) == (Breadth.BROAD, frozenset({"KeyError"}))


# A body: whether it reports at all, reports the exception itself, and keeps the traceback.
REPORTS = {
    "logging.error('no tea')": (True, True, False),
    "logging.exception('no tea')": (True, True, True),
    "print('no tea')": (True, False, False),
    "show(error)": (True, True, False),
    "raise": (False, False, True),
    "sys.exit(1)": (False, False, False),
    "pass": (False, False, False),
}


@pytest.mark.parametrize(("body", "expected"), REPORTS.items(), ids=REPORTS)
def test_a_handler_reports(body: str, expected: tuple[bool, bool, bool]) -> None:
    source, handler = handling(body)
    reported = reports(source, handler), reports_exception(source, handler), keeps_traceback(source, handler)
    assert reported == expected


ESCAPES = {
    "future.set_exception(error)": True,
    "return error": True,
    "future.error = error": True,
    "errors.append(error)": True,
    "last = error": False,
    "last = error\nreturn last": True,
    "show_message(error)": False,
    "return str(error)": False,
    "logging.error(error)": False,
    "on_error()": True,
}


@pytest.mark.parametrize(("body", "escapes"), ESCAPES.items(), ids=ESCAPES)
def test_an_exception_escapes_a_handler(body: str, escapes: bool) -> None:
    assert lets_escape(*handling(body)) is escapes


SWALLOWS = {
    "pass": Swallow.PASSING,
    "...": Swallow.PASSING,
    "del error": Swallow.PASSING,
    "_ = error": Swallow.PASSING,
    "return": Swallow.RETURN,
    "return None": Swallow.RETURN,
    "return 0": None,
    "logging.info('no tea')": None,
}


@pytest.mark.parametrize(("body", "swallow"), SWALLOWS.items(), ids=SWALLOWS)
def test_a_handler_swallows(body: str, swallow: Swallow | None) -> None:
    assert swallow_of(*handling(body)) is swallow


@pytest.mark.parametrize(
    ("attempt", "types", "focused"),
    [
        ("del cache[key]", " KeyError", True),
        ("del cache[key]", " OSError", False),
        ("path.unlink()", " FileNotFoundError", True),
        ("path.unlink()\nwork()", " FileNotFoundError", False),
    ],
)
def test_a_try_is_focused_on_what_its_handler_catches(attempt: str, types: str, focused: bool) -> None:
    assert is_focused(*handling("pass", types, attempt)) is focused


@pytest.mark.parametrize(
    ("attempt", "fallback", "cleans_up"),
    [
        ("price = float(price)", True, False),
        ("price = float(text)", False, False),
        ("with lock:\n    price = float(price)", True, False),
        ("stream.close()", False, True),
        ("stream.close()\nwork()", False, False),
    ],
)
def test_little_is_lost_where_a_value_is_there_or_something_closes(
    attempt: str, fallback: bool, cleans_up: bool
) -> None:
    source, handler = handling("pass", " OSError", attempt)
    statement = try_of(source, handler)
    assert (has_fallback(source, statement), only_cleans_up(statement)) == (fallback, cleans_up)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (" ModuleNotFoundError", True),
        (" (KeyError, ValueError)", True),
        (" shop.OrderNotFound", True),
        (" (KeyError, OSError)", False),
        (" Exception", False),
        ("", False),
    ],
)
def test_a_handler_catches_only_what_is_an_answer(types: str, expected: bool) -> None:
    assert catches_only_expected(*handling("pass", types)) is expected


@pytest.mark.parametrize(
    ("body", "explained"),
    [
        ("pass  # the peer is gone", True),
        ("pass\n# the peer is gone", True),
        ("pass  # noqa: E722", False),
        ("pass", False),
    ],
)
def test_a_comment_explains_a_silent_handler(body: str, explained: bool) -> None:
    assert has_explaining_comment(*handling(body)) is explained


def test_a_return_and_a_break_of_an_outer_loop_leave_a_finally() -> None:
    code = "for a in b:\n    try:\n        work()\n    finally:\n        for c in a: break\n        break\n"
    leaving = list(exits_from_finally(Source(code).nodes(ast.Try)[0]))
    assert [statement.lineno for statement in leaving] == [6]


# The body of a `try`: the types it is known to raise, and how an `except` names them, if that is certain.
RAISED = {
    "number = int(text)": (("ValueError",), "ValueError"),
    "open(path)": (("OSError",), "OSError"),
    "price = prices['tea']": (("KeyError",), "KeyError"),
    "price = prices[0] / count": (("ZeroDivisionError", "IndexError"), "(ZeroDivisionError, IndexError)"),
    "text = '%s' % name": ((), None),
    "work()": ((), None),
    "a = int(b)\nwork()": (("ValueError",), None),
    "raise StockError('tea')": (("StockError",), None),
}


@pytest.mark.parametrize(("attempt", "expected"), RAISED.items(), ids=RAISED)
def test_a_try_raises(attempt: str, expected: tuple[tuple[str, ...], str | None]) -> None:
    source, handler = handling("pass", attempt=attempt)
    raised = types_raised_in(source, try_of(source, handler))
    assert (raised.types, except_types(source, raised)) == expected


@pytest.mark.parametrize(
    ("attempt", "inspects", "foreign"),
    [
        ("text = repr(value)", True, False),
        ("text = repr(values[0])", False, False),
        ("future()", False, True),
        ("exec(code)", False, True),
        ("work()", False, False),
    ],
)
def test_a_try_runs_code_that_may_raise_anything(attempt: str, inspects: bool, foreign: bool) -> None:
    source, handler = handling("pass", attempt=attempt)
    statement = try_of(source, handler)
    assert (only_inspects_objects(source, statement), runs_foreign_code(source, statement)) == (inspects, foreign)


BOUNDARIES = {
    "a function": ("def sell():\n    {}", False),
    "outside of functions": ("{}", True),
    "a loop without an end": ("def serve():\n    while True:\n        {}", True),
    "a loop that counts": ("def sell(tries):\n    while tries < 3:\n        {}", False),
    "a thread's function": ("Thread(target=serve)\ndef serve():\n    {}", True),
    "a task": ("create_task(serve())\ndef serve():\n    {}", True),
    "a method of a thread": ("class Sale(Thread):\n    def run(self):\n        {}", True),
    "a method that is called so": ("class Sale:\n    def run(self):\n        {}", False),
    "a view": ("def sell(request):\n    {}", True),
    "a route": ("@app.route('/')\ndef sell():\n    {}", True),
}


@pytest.mark.parametrize(("code", "boundary"), BOUNDARIES.values(), ids=BOUNDARIES)
def test_a_handler_stands_at_the_boundary_of_a_program(code: str, boundary: bool) -> None:
    indent = " " * (len(code.partition("{}")[0].rpartition("\n")[2]))
    attempt = f"\n{indent}".join(["try:", "    work()", "except Exception:", "    pass"])
    assert is_boundary(*handler_in(code.replace("{}", attempt))) is boundary


def test_a_function_that_runs_at_exit_is_a_finalizer() -> None:
    code = "import atexit\ndef close():\n    try:\n        work()\n    except Exception:\n        pass\n"
    assert in_finalizer(*handler_in(f"{code}atexit.register(close)\n"))
    assert not in_finalizer(*handler_in(code))


IMPORTS = {
    "import ujson": True,
    "import ujson\nloads = ujson.loads": True,
    "import ujson\nconnect()": False,
    "loads = load": False,
}


@pytest.mark.parametrize(("attempt", "expected"), IMPORTS.items(), ids=IMPORTS)
def test_imports_and_what_follows_from_them_are_guarded(attempt: str, expected: bool) -> None:
    assert is_import_guard(try_of(*handling("pass", attempt=attempt))) is expected


def test_a_function_of_the_file_that_always_raises_is_known_by_its_name() -> None:
    source = Source("def give_up():\n    raise SystemExit\n\ndef log():\n    return\n\ngive_up()\nlog()\n")
    assert [calls_raising_function(source, statement) for statement in source.tree.body[2:]] == [True, False]
