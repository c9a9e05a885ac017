"""`pytest --rulekit`: one test for each rule of a team's own and each law. Without the option nothing is loaded."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from rulekit.laws.proof import Breach

HOME = "rulekit"


class BrokenLawError(Exception):
    """A rule breaks a law, or is not there; the message says where."""


class LawItem(pytest.Item):
    """One law, asked of one rule: `broken` says where it is broken."""

    def __init__(self, *, broken: Callable[[], Iterable[str]], **given: Any) -> None:
        super().__init__(**given)
        self.broken = broken

    def runtest(self) -> None:
        """Ask.

        Raises:
            BrokenLawError: the law is broken.
        """
        if found := "\n".join(self.broken()):
            raise BrokenLawError(found)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: object, **__: object) -> str:
        """Tell what is wrong, without a trace of our own."""
        return str(excinfo.value)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup(HOME, "rules of your own")
    group.addoption("--rulekit", action="store_true", help="prove the rules that the settings of rulekit name")
    group.addoption("--rulekit-trust", action="store_true", help="let these rules run, whoever wrote them: for CI")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Add the laws to the tests, before any are left out by `-k`."""
    if session.config.getoption("--rulekit"):
        items += [
            LawItem.from_parent(session, name=name, nodeid=f"{HOME}::{name}", broken=broken)
            for name, broken in _laws(session)
        ]


def _laws(session: pytest.Session) -> Iterator[tuple[str, Callable[[], Iterable[str]]]]:
    """Name each law with each rule.

    Raises:
        pytest.UsageError: the settings name no rules.
    """
    from rulekit.laws.laws import LAWS, breaches
    from rulekit.laws.own_proofs import own_proofs
    from rulekit.model.errors import RulekitError

    try:
        found = own_proofs(str(session.config.rootpath), trusting=session.config.getoption("--rulekit-trust"))
    except RulekitError as error:
        raise pytest.UsageError(f"rulekit: {error}") from error
    for proof in found.proofs:
        for name, law in LAWS.items():
            yield f"{proof.rule.code}-{proof.rule.name}-{name}", partial(_told, partial(breaches, law, proof))
    if found.problems:
        yield "all-rules-are-there", partial(tuple, found.problems)
    if found.strangers:
        yield "all-cases-are-read", partial(_told, partial(tuple, found.strangers))


def _told(ask: "Callable[[], Iterable[Breach]]") -> list[str]:
    return [f"{one.file}:{one.line}: {one.sentence}" for one in ask()]
