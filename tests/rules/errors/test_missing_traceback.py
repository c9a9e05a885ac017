"""What RK303 says of a function that logs an error for its callers."""

import pytest

from tests.marked import findings_of

CODE = """\
import logging

logger = logging.getLogger(__name__)


def {name}(error: Exception) -> None:
    logger.error("not booked: %s", error)


def book(order: str) -> None:
    try:
        send(order)
    except OSError as error:
        {name}(error)
"""


@pytest.mark.parametrize(
    ("name", "called"),
    [("tell", "`tell`"), ("tell_everybody_that_it_was_not_booked", "this function")],
)
def test_only_a_name_is_written_as_code(name: str, called: str) -> None:
    messages = [finding.message for finding in findings_of("RK303", CODE.format(name=name))]
    assert messages == [f"{called} leaves the traceback out: call `exception()` in it, or pass `exc_info`"]
