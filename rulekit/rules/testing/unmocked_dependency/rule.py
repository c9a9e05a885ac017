"""Mock external dependencies (APIs, databases) in unit tests.

## Why
The test of the postage asked the parcel service for a real price.
It took two seconds, failed whenever the train went through a tunnel, and turned red for good on the day on which the
service raised its prices.
On a colleague's machine a test without a fake wrote forty orders into the database of the shop.
A test that needs a server says nothing about your code when the server is down, and nobody dares to run it.

## Instead
Put a fake where your code looks the function up: `monkeypatch.setattr(shop.postage, "ask", lambda parcel: 7)`.
For HTTP there are `responses`, `respx` and `requests-mock`; `sqlite3.connect(":memory:")` is a database for one test.
Give a mock the shape of what it stands for, `Mock(spec=StockBook)`, so that a misspelled method is an error.

## When to break it
Somewhere the real thing must be tried: mark such tests, `@pytest.mark.integration`, and run them apart.
A server that the test itself starts on `localhost` is no external dependency.

## What the check sees
- error: assertions about a mock that are misspelled or never called, and so cannot fail.
- warning: calls in unit tests that reach a server, a mail host, the cloud or a lasting database; `input()`; a patch of
  a name that the test, or the module under test, imported before.
- advice: calls of functions in other files that reach a server, a database or the cloud where nothing is patched; calls
  that start programs, wait for half a second, compare with the clock, or write into the working folder; mocks of
  objects without `spec`.
- not seen: what methods of objects reach; addresses that other files or fixtures choose.
"""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.calls import target_of
from rulekit.analysis.project.project import Project
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import TestContext, in_test_case, test_set
from rulekit.known.external import CLOUD, DATABASE, NETWORK, OUTSIDE, PROCESS
from rulekit.known.testing import EXPECTS_ERROR
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.testing.unmocked_dependency.cross_module import (
    CallOfLibrary,
    calls_in_tests,
    calls_of_libraries,
    calls_of_own_library,
    external_functions,
    indirect_calls,
    prepares_all_tests,
)
from rulekit.rules.testing.unmocked_dependency.external_calls import (
    compared_clocks,
    contexts_of,
    external_calls,
    is_meant_to_reach,
    missed_patches,
    prompts,
    real_waits,
    written_files,
)
from rulekit.rules.testing.unmocked_dependency.mocks import (
    concerns,
    is_replaced_by_library,
    misspelled_assertions,
    mocks_without_spec,
    patches_in,
)

LONGEST = 30
SAYS = {
    NETWORK: "asks a real server: patch it or mark the test `integration`",
    DATABASE: "opens a real database: fake it or mark the test `integration`",
    CLOUD: "asks the real cloud: use `moto`, or mark the test `integration`",
    PROCESS: "starts a real program: patch it or mark the test `integration`",
}

RULE = Rule(
    code="RK603",
    name="unmocked-dependency",
    known_as=(
        "mock",
        "stub",
        "fake",
        "external service in a test",
        "network in tests",
        "test double",
    ),
    section=Section.TESTING,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A price that the internet must know",
            bad='''
                """Postage is looked up."""

                import requests


                def test_the_price_list_has_a_price_for_parcels():
                    """A parcel has a price."""
                    prices = requests.get("https://api.parcels.example.com/prices", timeout=5).json()  # <- RK603
                    assert prices["parcel"] == 7
            ''',
            good='''
                """Postage is looked up."""

                import responses

                from shop import postage


                @responses.activate
                def test_the_price_list_has_a_price_for_parcels():
                    """A parcel has a price."""
                    responses.get("https://api.parcels.example.com/prices", json={"parcel": 7})
                    assert postage.price("parcel") == 7
            ''',
            path="tests/test_postage.py",
        ),
        Example(
            "The database of the shop",
            bad='''
                """Orders are kept."""

                import sqlite3
                from contextlib import closing

                from shop import book_order


                def test_an_order_is_kept():
                    """One order is there afterwards."""
                    with closing(sqlite3.connect("shop.db")) as database:  # <- RK603
                        book_order(database, "tea")
                        assert database.execute("SELECT count(*) FROM orders").fetchone() == (1,)
            ''',
            good='''
                """Orders are kept."""

                import sqlite3
                from contextlib import closing

                from shop import book_order, create_tables


                def test_an_order_is_kept():
                    """One order is there afterwards."""
                    with closing(sqlite3.connect(":memory:")) as database:
                        create_tables(database)
                        book_order(database, "tea")
                        assert database.execute("SELECT count(*) FROM orders").fetchone() == (1,)
            ''',
            path="tests/test_orders.py",
        ),
        Example(
            "An assertion that a mock swallows",
            bad='''
                """Receipts are sent."""

                from unittest.mock import Mock

                from shop import Mailer, send_receipt


                def test_a_receipt_is_sent_once():
                    """One order, one mail."""
                    mailer = Mock(spec=Mailer)
                    assert send_receipt("tea", mailer)
                    assert mailer.send.called_once()  # <- RK603
            ''',
            good='''
                """Receipts are sent."""

                from unittest.mock import Mock

                from shop import Mailer, send_receipt


                def test_a_receipt_is_sent_once():
                    """One order, one mail."""
                    mailer = Mock(spec=Mailer)
                    assert send_receipt("tea", mailer)
                    mailer.send.assert_called_once()
            ''',
            path="tests/test_receipts.py",
        ),
    ),
    tempting=(
        Example(
            "A patch that comes too late",
            bad='''
                """Postage is looked up."""

                from unittest.mock import patch

                from shop.postage import ask


                @patch("shop.postage.ask", return_value=7)  # <- RK603
                def test_a_parcel_has_a_price(fake):
                    """A parcel costs seven francs."""
                    assert ask("parcel") == fake.return_value
            ''',
            good='''
                """Postage is looked up."""

                from unittest.mock import patch

                from shop import postage


                @patch("shop.postage.ask", return_value=7)
                def test_a_parcel_has_a_price(fake):
                    """A parcel costs seven francs."""
                    assert postage.ask("parcel") == fake.return_value
            ''',
            path="tests/test_postage.py",
        ),
    ),
    related=("manual-setup", "missing-timeout"),
    references=(
        "https://docs.python.org/3/library/unittest.mock.html#where-to-patch",
        "https://docs.python.org/3/library/unittest.mock.html#autospeccing",
        "https://docs.pytest.org/en/stable/how-to/monkeypatch.html",
    ),
    equivalents={"ruff": ("PGH005",), "flake8": ("TMS010", "TMS020")},
    roles=frozenset({"test", "notebook"}),
    collects=(external_functions, prepares_all_tests, calls_in_tests, calls_of_libraries),
)


@RULE.check
def external_call(source: Source) -> Iterator[Finding]:
    """Find calls in unit tests that reach servers, databases, the cloud and other programs."""
    for external in external_calls(source):
        severity = Severity.ADVICE if external.kind == PROCESS else Severity.WARNING
        target = external.target.removeprefix("builtins.")
        shown = quoted(target, LONGEST, "this call")
        yield RULE.at(source, external.call, f"{shown} {SAYS[external.kind]}", severity=severity)


@RULE.check
def real_world(source: Source) -> Iterator[Finding]:
    """Find unit tests that wait, look at the clock, ask a person or write into the working folder."""
    for call, target in real_waits(source):
        message = f"the test really waits: patch `{target}` or hand the clock over"
        yield RULE.at(source, call, message, severity=Severity.ADVICE)
    for call, target in compared_clocks(source):
        message = f"`{target.rpartition('.')[2]}` is another moment each time: freeze the clock or allow a difference"
        yield RULE.at(source, call, message, severity=Severity.ADVICE)
    for call, target in prompts(source):
        word = target.rpartition(".")[2]
        patch = "mock.patch" if in_test_case(source, call) else "monkeypatch.setattr"
        yield RULE.at(source, call, f'`{word}` waits for a person: `{patch}("{target}", ...)`')
    for call, _ in written_files(source):
        folder = "open a `TemporaryDirectory`" if in_test_case(source, call) else "ask for `tmp_path`"
        message = f"the file stays in the working folder: {folder} and write there"
        yield RULE.at(source, call, message, severity=Severity.ADVICE)


@RULE.check
def misspelled_assertion(source: Source) -> Iterator[Finding]:
    """Find assertions about mocks that assert nothing."""
    for misspelled in misspelled_assertions(source):
        if misspelled.is_called:
            shown = quoted(misspelled.node.attr, LONGEST, "this name")
            message = f"a mock answers to {shown} and asserts nothing: call `{misspelled.meant}()`"
        else:
            message = f"`{misspelled.meant}` is only named: call it"
        yield RULE.at(source, misspelled.node, message, severity=Severity.ERROR)


@RULE.check
def missed_patch(source: Source) -> Iterator[Finding]:
    """Find patches of a name that the test imported before."""
    for node, target in missed_patches(source):
        module, _, name = target.rpartition(".")
        home = quoted(module, LONGEST, "its module")
        yield RULE.at(source, node, f"`{name}` was imported before: import {home} and call it from there")


@RULE.check
def call_by_way_of_another_file(project: Project) -> Iterator[Finding]:
    """Find tests that reach outside by way of a function of another file, or patch its call where it does not look."""
    for member, indirect in indirect_calls(project):
        if indirect.missed:
            name = indirect.effect.target.rpartition(".")[2]
            home = quoted(indirect.module, LONGEST, "the module")
            there = f"`{home.strip('`')}.{name}`" if home == f"`{indirect.module}`" else "the name there"
            yield RULE.at(member, indirect, f"{home} has imported `{name}` before: patch {there}")
        else:
            called = f"{quoted(indirect.name, LONGEST, 'this function')} {SAYS[indirect.effect.kind]}"
            yield RULE.at(member, indirect, called, severity=Severity.ADVICE)


@RULE.check
def mock_without_spec(source: Source) -> Iterator[Finding]:
    """Find mocks that stand for an object and answer to any name."""
    for statement, class_name in mocks_without_spec(source):
        spec = class_name if len(class_name) <= LONGEST else ""
        message = f"this mock answers to misspelled methods too: say what it stands for, `spec={spec or '...'}`"
        yield RULE.at(source, statement, message, severity=Severity.ADVICE)


@RULE.review
def call_of_own_library(project: Project) -> Iterator[Finding]:
    """Ask whether the project is itself the library by which a test reaches outside."""
    for member, call in calls_of_own_library(project):
        yield RULE.at(member, call, f"{quoted(call.target, LONGEST, 'this call')} is the project's own")


@RULE.exempt(call_of_own_library)
def own_library(_: CallOfLibrary) -> bool:
    """It tests the library that the project itself is: the client is what must be tried."""
    return True


@RULE.exempt(external_call, real_world)
def meant_to_reach(node: ast.Call, source: Source) -> bool:
    """The test says that it reaches outside: by its name, a mark such as `integration`, or because it may skip."""
    return any(is_meant_to_reach(source, setting) for setting in contexts_of(source, node))


@RULE.exempt(external_call, real_world)
def replaced_by_library(node: ast.Call, source: Source) -> bool:
    """A library or fixture stands in for what is outside, such as `responses`, `moto`, `vcr` or `httpserver`."""
    return any(is_replaced_by_library(source, setting, node) for setting in contexts_of(source, node))


@RULE.exempt(external_call)
def refused(node: ast.Call, source: Source) -> bool:
    """A database is not even opened, as the test expects: the call stands alone where an error is expected."""
    statement = source.statement(node)
    block = source.parents.get(statement)
    if not isinstance(block, (ast.With, ast.AsyncWith)) or block.body != [statement]:
        return False
    is_expected = any(called_name(item.context_expr) in EXPECTS_ERROR for item in block.items)
    outside = OUTSIDE.get(target_of(source, node) or "")
    return is_expected and outside is not None and outside.kind == DATABASE


@RULE.exempt(external_call, real_world)
def patched(node: ast.Call, source: Source) -> bool:
    """A patch replaces what the call reaches: by a decorator, a `with` block, `mocker` or `monkeypatch`."""
    target = target_of(source, node) or ""
    inner = [
        around for around in source.ancestors(node) if isinstance(around, FUNCTIONS) and around not in test_set(source)
    ]
    settings = [*contexts_of(source, node), *(TestContext(frozenset(), (around,), ()) for around in inner)]
    return any(concerns(source, patch, node, target) for context in settings for patch in patches_in(source, context))
