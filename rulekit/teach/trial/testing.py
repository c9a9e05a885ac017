"""Tests that a learner wrote are tried: they must pass on the shop's code, and catch each impostor."""

from collections.abc import Mapping

from rulekit.teach.trial.suite.ground import MakeGround
from rulekit.teach.trial.suite.trying import Trial, tell
from rulekit.teach.trial.tried import Tried


def try_tests_in(
    make: MakeGround, tests: str, modules: Mapping[str, str], impostors: Mapping[str, str]
) -> tuple[Tried, ...]:
    """Try tests in worlds that `make` makes from the given modules; an impostor takes the place of the first."""
    return tuple(tell(Trial(tests, modules, impostors, make)))
