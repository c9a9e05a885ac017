"""Loggers and log calls: which calls log, by what method, what they say and at which level."""

import ast

import pytest

from rulekit.analysis.logs.edits import renamed_attribute
from rulekit.analysis.logs.loggers import is_foreign_log, is_standard_logger, log_calls, made_loggers
from rulekit.analysis.logs.messages import level_of, message_text, wrapped_log_calls
from rulekit.analysis.logs.prints import printing, prints_elsewhere
from rulekit.analysis.syntax.source import Source

METHODS: dict[str, list[str]] = {
    "import logging\nlogging.info('tea')": ["info"],
    "from logging import info\ninfo('tea')": ["info"],
    "from loguru import logger\nlogger.success('tea')": ["success"],
    "def sell(log):\n    log.warning('tea')": ["warning"],
    "def sell(self):\n    self._order_logger.error('tea')": ["error"],
    "import logging\ntill = logging.getLogger('till')\ntill.error('tea')": ["error"],
    "import logging\ntill = logging.getLogger('till')\nsub = till.getChild('a')\nsub.debug('tea')": ["debug"],
    "import logging\nlog = logging.getLogger('a')\nsay = log.info\nsay('tea')": ["info"],
    "import structlog\nstructlog.get_logger().info('tea')": ["info"],
    "def sell(blog):\n    blog.info('tea')": [],
    "def sell(order):\n    order.error('tea')": [],
    "def sell(logger):\n    logger.setLevel('INFO')": [],
}


@pytest.mark.parametrize(("code", "methods"), METHODS.items(), ids=METHODS)
def test_a_call_writes_to_a_log(code: str, methods: list[str]) -> None:
    assert [log_call.method for log_call in log_calls(Source(code))] == methods


def test_loggers_that_are_made_are_known_by_their_names() -> None:
    code = "import logging\na = logging.getLogger('x')\nclass Till:\n    b = a.getChild('y')\n    c = a.copy()\n"
    assert made_loggers(Source(code)) == frozenset({"a", "b"})


# A call of `log`: its message, and the number of its level.
MESSAGES: dict[str, tuple[str, int | None]] = {
    "log.info('no tea')": ("no tea", 20),
    "log.warn('no %s', tea)": ("no %s", 30),
    "log.error(f'no {tea}')": ("no {}", 40),
    "log.exception('no ' + tea)": ("no {}", 40),
    "log.critical(_('no tea'))": ("no tea", 50),
    "log.log(10, 'no tea')": ("no tea", 10),
    "log.log(logging.ERROR, 'no tea')": ("no tea", 40),
    "log.log(level, 'no tea')": ("no tea", None),
    "log.info(msg='no tea')": ("no tea", 20),
    "log.info(', '.join(teas))": ("", 20),
    "log.info(tea)": ("", 20),
}


@pytest.mark.parametrize(("call", "expected"), MESSAGES.items(), ids=MESSAGES)
def test_a_log_call_says_something_at_a_level(call: str, expected: tuple[str, int | None]) -> None:
    source = Source(f"import logging\ndef sell(log, tea, teas, level):\n    {call}\n")
    (log_call,) = log_calls(source)
    assert (message_text(source, log_call), level_of(source, log_call)) == expected


@pytest.mark.parametrize(
    ("body", "calls", "takes_message"),
    [("log.info(text)", 1, True), ("log.info('no ' + text)", 1, False), ("log.info(text)\n    work()", 0, False)],
)
def test_a_wrapper_does_nothing_but_log(body: str, calls: int, takes_message: bool) -> None:
    wrapped = wrapped_log_calls(Source(f"def say(text):\n    {body}\nsay('tea')\n"))
    assert (len(wrapped), any(call.takes_message for call in wrapped)) == (calls, takes_message)


# A text: how many calls print, and how many of these do not print to the terminal; how often `print` is a callback.
PRINTS: dict[str, tuple[int, int, int]] = {
    "print('tea')": (1, 0, 0),
    "print('tea', file=report)": (1, 1, 0),
    "import sys\nprint('tea', file=sys.stderr)": (1, 0, 0),
    "import sys\nsys.stdout.write('tea')": (1, 0, 0),
    "import sys\nwrite = sys.stdout.write\nwrite('tea')": (1, 0, 0),
    "from pprint import pprint as show\nshow(tea)": (1, 0, 0),
    "say = print\nsay('tea')": (1, 0, 0),
    "each(print)": (0, 0, 1),
    "each(call=print)": (0, 0, 1),
    "def print(text): ...\nprint('tea')": (0, 0, 0),
    "report.write('tea')": (0, 0, 0),
}


@pytest.mark.parametrize(("code", "expected"), PRINTS.items(), ids=PRINTS)
def test_a_call_prints(code: str, expected: tuple[int, int, int]) -> None:
    source = Source(code)
    calls = printing(source).calls
    elsewhere = [call for call in calls if prints_elsewhere(source, call)]
    assert (len(calls), len(elsewhere), len(printing(source).callbacks)) == expected


def test_a_logger_is_one_of_the_standard_library_for_certain() -> None:
    source = Source("import logging\nlog = logging.getLogger()\nlog.info(1)\nlogging.info(2)\nlogger.info(3)\n")
    assert [is_standard_logger(source, call.logger) for call in log_calls(source)] == [True, True, False]


def test_a_log_of_numpy_is_no_logger() -> None:
    source = Source("import numpy\nfrom shop import logger\nlogger.log(20, x)\nnumpy.log.info(x)\n")
    assert [is_foreign_log(source, call) for call in log_calls(source)] == [False, True]


def test_an_attribute_is_renamed_outside_of_f_strings() -> None:
    source = Source('log.warn(1)\nf"{log.warn(2)}"\n')
    edits = [renamed_attribute(source, attribute, "warning") for attribute in source.nodes(ast.Attribute)]
    assert [edit and (edit.span[:4], edit.text) for edit in edits] == [((1, 5, 1, 9), "warning"), None]
