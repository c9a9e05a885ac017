"""What the cases of `print` cannot say: how bad it is inside a handler."""

from functools import partial

import pytest

from rulekit.model.finding import Severity
from tests.marked import findings_of

findings = partial(findings_of, "RK201")

HANDLERS = {
    "a missing package": ("import psutil", "ModuleNotFoundError", Severity.ADVICE),
    "a missing key": ("book(orders[number])", "KeyError", Severity.ADVICE),
    "a text that is no number": ("book(int(text))", "ValueError", Severity.ADVICE),
    "a failure of the world": ("book(order)", "OSError", Severity.ERROR),
    "an answer and a failure": ("book(order)", "(KeyError, OSError)", Severity.ERROR),
    "everything": ("book(order)", "Exception", Severity.ERROR),
}


@pytest.mark.parametrize(("attempt", "types", "severity"), HANDLERS.values(), ids=HANDLERS)
def test_print_in_the_handler_of(attempt: str, types: str, severity: Severity) -> None:
    text = f"try:\n    {attempt}\nexcept {types}:\n    print('no order')\n"
    assert [finding.severity for finding in findings(text)] == [severity]


def test_a_function_that_is_there_to_print_is_only_advised() -> None:
    text = "def safe_print(text):\n    try:\n        send(text)\n    except OSError:\n        print(text)\n"
    assert [finding.severity for finding in findings(text)] == [Severity.ADVICE]


def test_a_class_that_is_there_to_print_is_only_advised() -> None:
    text = "class PrintListener:\n    def on_order(self, order):\n        print(order)\n"
    assert [finding.severity for finding in findings(text)] == [Severity.ADVICE]


STREAMS = {
    "file=sys.stdout": "info",
    "file=sys.__stdout__": "info",
    "file=stdout": "info",
    "file=None": "info",
    "file=sys.stderr": "warning",
    "file=sys.__stderr__": "warning",
    "file=stderr": "warning",
}


@pytest.mark.parametrize(("stream", "level"), STREAMS.items())
def test_only_what_goes_to_the_stream_of_errors_becomes_a_warning(stream: str, level: str) -> None:
    (finding,) = findings(f"import sys\nfrom sys import stderr, stdout\n\nprint('low', {stream})\n")
    assert finding.fix is not None
    assert finding.fix.title == f"Log it by `logger.{level}()`"


FAILING = """
def book():
    try:
        stop()
    except OSError as error:
        if {}:
            print(1)
"""
WEIGHTS = {
    "a switch of the environment": ('if os.environ.get("TRACE"):\n    def book():\n        print("run")\n', "advice"),
    "a switch under a name": (
        'TRACE = os.getenv("TRACE")\n\n\ndef book():\n    if TRACE:\n        print(1)\n',
        "advice",
    ),
    "a switch of what the function is handed to": (
        'TRACE = os.getenv("TRACE")\n\n\ndef told(order):\n    print(order)\n\n\nif TRACE:\n    watch(told)\n',
        "advice",
    ),
    "a switch of one of two uses": (
        'TRACE = os.getenv("TRACE")\n\n\ndef told(order):\n    print(order)\n\n\nif TRACE:\n    watch(told)\ntold(1)\n',
        "warning",
    ),
    "an error that is logged beside it": (
        f"import logging\n{FAILING.replace('if {}:', 'logging.error(2)').replace('    print(1)', 'print(1)')}",
        "warning",
    ),
    "a function that prints by its name": ("def printtab(row):\n    print(row)\n", "advice"),
    "a function about printers": ("def printer_of(row):\n    print(row)\n", "warning"),
    "another question": ("def book(trace):\n    if trace:\n        print(os.environ)\n", "warning"),
    "an error that is looked at": (
        FAILING.format("error.errno == 3"),
        "warning",
    ),
    "an error that is not": (
        FAILING.format("os.name == 'nt'"),
        "error",
    ),
}


@pytest.mark.parametrize(("text", "severity"), WEIGHTS.values(), ids=WEIGHTS)
def test_a_print_is_weighed_by_what_it_stands_under(text: str, severity: str) -> None:
    (finding,) = findings(f"import os\n\n{text}")
    assert finding.severity.value == severity
