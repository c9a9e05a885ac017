"""A small shop that tests are run on."""

from textwrap import dedent

from rulekit.teach.trial.suite.running import Ran, run_tests
from tests.teach.small_world import make_ground

SHOP = """
import os
from shop.client import fetch
RATE = 8

def with_tax(cents):
    return cents + cents * RATE // 100

def price(article):
    return fetch(article)

def currency():
    return os.environ.get("CURRENCY", "EUR")
"""
CLIENT = """
def fetch(article):
    raise OSError("no network")

class Client:
    def ask(self):
        return 1
"""
MODULES = {"shop": "", "shop.client": CLIENT, "shop.prices": SHOP}


def ran(tests: str) -> list[Ran]:
    """Run tests."""
    ground = make_ground(MODULES)
    return run_tests(ground.run(dedent(tests)), ground)


def errors(tests: str) -> list[str]:
    """Run tests and give their names with what went wrong."""
    return [f"{one.name}: {one.error}" if one.error is not None else one.name for one in ran(tests)]
