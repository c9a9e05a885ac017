"""Loggers of other libraries: they are loggers, and what is advised works there."""

import pytest

from rulekit.model.finding import Fix
from tests.marked import findings_of

HEADS = {
    "twisted": "from twisted.logger import Logger\n\nlog = Logger()\n",
    "structlog": "import structlog\n\nlog = structlog.get_logger()\n",
    "loguru": "from loguru import logger as log\n",
    "logbook": 'from logbook import Logger\n\nlog = Logger("shop")\n',
    "absl": "from absl import logging as log\n",
    "logging": "import logging\n\nlog = logging.getLogger(__name__)\n",
}
ALL = frozenset(HEADS)


def told_by(line: str, rule: str = "RK203") -> dict[str, str]:
    """Return what a rule says of a line, by the library whose logger writes it."""
    found = {library: findings_of(rule, f"{head}\n\ndef book(order):\n    {line}\n") for library, head in HEADS.items()}
    return {library: one.message for library, findings in found.items() for one in findings}


@pytest.mark.parametrize(
    ("line", "libraries"),
    [
        ('log.warn("late")', ALL - {"twisted", "structlog", "logbook"}),
        ('log.log(20, "order")', ALL - {"twisted", "absl", "logbook"}),
        ('log.exception("not sent")', ALL - {"twisted"}),
        ('log.info("failed to send")', ALL - {"twisted"}),
        ('log.debug("ERROR: no order")', ALL),
    ],
)
def test_a_finding_is_true_of_the_library(line: str, libraries: frozenset[str]) -> None:
    assert set(told_by(line)) == libraries


def test_what_is_no_method_is_not_called_old() -> None:
    assert told_by('log.warn("late")')["loguru"] == "a logger of loguru has no `warn`: call `warning()`"


def test_no_logger_is_made_by_a_module_that_makes_none() -> None:
    text = 'from absl import logging\n\n\ndef book(order):\n    print(order)\n    logging.info("booked")\n'
    (finding,) = findings_of("RK201", text)
    assert finding.fix is None
    (finding,) = findings_of("RK201", text.replace("from absl ", ""))
    assert isinstance(finding.fix, Fix)
