"""Use custom exception classes for domain-specific errors.

## Why
Whoever calls your function can only tell errors apart by their classes.
`raise Exception("order is already shipped")` cannot be caught without catching every bug as well, so the caller writes
`except Exception` and soon looks for words in the text.
The shop's returns desk did that: it looked for `"already shipped"` in `str(error)`.
Then somebody made the message friendlier, and for a weekend each return was answered with "technical problem".
A class of your own is one line, it has a name that can be searched for, and it can carry the order along.

## Instead
Give the package one base class, `class ShopError(Exception)`, and derive the rest from it:
`class AlreadyShippedError(ShopError)`.
Raise the narrow one; callers who do not care catch the base.
For a wrong argument `ValueError` or `TypeError` says all there is, and needs no class of yours.

## When to break it
Signals that are meant to pass every `except Exception`, such as a shutdown, may derive from `BaseException`.
In tests a plain `Exception` stands well for "whatever goes wrong".
A script of twenty lines that only wants to stop with a message has `sys.exit("no orders today")`.

## What the check sees
- error: `raise BaseException(...)`, which most handlers let pass; an `Exception(...)` that is made and not raised.
- warning: `raise Exception(...)`, also by another name or through a variable; an `Exception(...)` that is returned or
  given to `throw` or `set_exception`; a class that derives from `BaseException` and is no signal.
- advice: an `Exception(...)` that is kept for later; `raise RuntimeError(...)` about orders rather than about the
  program; a handler that looks for words in the text of an exception; a class whose name does not say that it is one.
- not seen: whether `ValueError` and the like should have been a class of yours.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.exceptions.handlers import TRY_STATEMENTS, handler_around
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.testing.pytest_model import is_fixture, is_test
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import dataclass
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.errors.generic_raise.exception_classes import error_classes, fitting_error, new_error
from rulekit.rules.errors.generic_raise.exception_words import PLAIN_BASES, SIGNAL_NAME, TELLING_NAME, WIDEST
from rulekit.rules.errors.generic_raise.generic_raises import (
    GenericError,
    Use,
    domain_runtime_errors,
    generic_errors,
    message_tests,
)

# What is longer leaves no room in a message for what to do.
LONGEST_NAME = 30


RULE = Rule(
    code="RK302",
    name="generic-raise",
    known_as=(
        "raise Exception",
        "domain error",
        "exception class",
        "custom exception",
        "exception hierarchy",
    ),
    section=Section.ERRORS,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "An order that cannot be shipped",
            bad="""
                if order.paid is None:
                    raise Exception("order is not paid")  # <- RK302
            """,
            good="""
                class UnpaidOrderError(Exception):
                    \"\"\"An order is to be shipped before it is paid.\"\"\"


                if order.paid is None:
                    raise UnpaidOrderError(order.number)
            """,
        ),
        Example(
            "An error handed back instead of raised",
            bad="""
                refusal = Exception("out of stock")
                waiting.set_exception(Exception("no stock"))  # <- RK302
                raise refusal  # <- RK302
            """,
            good="""
                refusal = StockError("out of stock")
                waiting.set_exception(StockError("no stock"))
                raise refusal
            """,
        ),
        Example(
            "A class that nobody catches",
            bad="""
                class StockError(BaseException):  # <- RK302
                    \"\"\"An article is not in stock.\"\"\"
            """,
            good="""
                class StockError(Exception):
                    \"\"\"An article is not in stock.\"\"\"
            """,
        ),
    ),
    tempting=(
        Example(
            "Looking for words in the text",
            bad="""
                try:
                    ship(order)
                except RuntimeError as error:
                    if "already shipped" not in str(error):  # <- RK302
                        raise
                    returns.append(order)
            """,
            good="""
                try:
                    ship(order)
                except AlreadyShippedError:
                    returns.append(order)
            """,
        ),
    ),
    related=("bare-except", "missing-traceback"),
    references=(
        "https://docs.python.org/3/tutorial/errors.html#user-defined-exceptions",
        "https://docs.python.org/3/library/exceptions.html#exception-hierarchy",
        "https://peps.python.org/pep-0008/#programming-recommendations",
    ),
    equivalents={
        "ruff": ("TRY002", "N818"),
        "pylint": ("W0719",),
        "flake8": ("TRY002", "TC002", "N818", "WPS418", "WPS454"),
    },
    roles=frozenset({"production", "script", "notebook"}),
)


@dataclass(frozen=True)
class Options:
    """`telling-names`: advise to end the name of an exception class in `Error`."""

    telling_names: bool = True


@RULE.check
def generic_error(source: Source) -> Iterator[Finding]:
    """Find exceptions of the widest classes, raised or made."""
    for error in generic_errors(source):
        severity = Severity.WARNING
        if error.use is Use.DROPPED or (error.use is Use.RAISED and error.target == WIDEST):
            severity = Severity.ERROR
        elif error.use is Use.KEPT:
            severity = Severity.ADVICE
        message = partial(_message, source, _wrong(error), error.node)
        yield RULE.at(source, error.node, message, severity=severity)


def _wrong(error: GenericError) -> str:
    name = error.target.rpartition(".")[2]
    if error.use is Use.RAISED:
        return f"`raise {name}` can only be caught together with bugs"
    if error.use is Use.DROPPED:
        return f"`{name}` is made and not raised"
    return f"`{name}` tells nobody what went wrong"


def _message(source: Source, wrong: str, node: ast.AST) -> str:
    if known := fitting_error(source, node):
        return f"{wrong}: use {quoted(known, LONGEST_NAME, 'the one that this package has')}"
    name = new_error(source, node)
    return f"{wrong}: make a class, such as `{name}`" if name else f"{wrong}: make a class of your own"


def _named(definition: ast.ClassDef) -> str:
    return quoted(definition.name, LONGEST_NAME, "this class")


@RULE.check
def uncatchable_class(source: Source) -> Iterator[Finding]:
    """Find classes that pass every `except Exception`."""
    if "BaseException" not in vocabulary(source):
        return
    resolve = names(source).resolve
    for definition in source.nodes(ast.ClassDef):
        if any(resolve(base) == WIDEST for base in definition.bases):
            message = f"{_named(definition)} passes every `except Exception`: derive it from `Exception`"
            yield RULE.at(source, definition, message)


@RULE.check
def unclear_name(source: Source, options: Options) -> Iterator[Finding]:
    """Find exception classes whose names do not say what they are."""
    for definition in source.nodes(ast.ClassDef) if options.telling_names else ():
        bases = [last_name(base) for base in definition.bases]
        # A class that derives from a telling name of somebody else's, such as `Exit`, follows that.
        is_plain = any(base.endswith(PLAIN_BASES) and base != "BaseException" for base in bases)
        if is_plain and not TELLING_NAME.fullmatch(definition.name) and definition in error_classes(source):
            message = f"{_named(definition)} is an exception and does not say so: end its name in `Error`"
            yield RULE.at(source, definition, message, severity=Severity.ADVICE)


@RULE.check
def vague_runtime_error(source: Source) -> Iterator[Finding]:
    """Find `RuntimeError` where the program's subject is meant."""
    for statement in domain_runtime_errors(source):
        message = partial(_message, source, "`RuntimeError` may mean anything", statement)
        yield RULE.at(source, statement, message, severity=Severity.ADVICE)


@RULE.check
def matched_text(handler: ast.ExceptHandler, source: Source) -> Iterator[Finding]:
    """Find handlers that tell errors apart by their text."""
    first = next(message_tests(source, handler), None)
    if first is not None:
        message = "an error is recognised by its text: give it a class of its own and catch that"
        yield RULE.at(source, first, message, severity=Severity.ADVICE)


@RULE.exempt(generic_error, uncatchable_class, unclear_name, vague_runtime_error)
def in_a_test(node: ast.Raise | ast.Call | ast.Return | ast.ClassDef, source: Source) -> bool:
    """It stands in a test or in a fixture."""
    function = enclosing_function(source, node)
    return function is not None and (is_test(source, function) or is_fixture(source, function))


@RULE.exempt(uncatchable_class, unclear_name)
def signal(definition: ast.ClassDef) -> bool:
    """The name of the class is that of a signal rather than of an error, such as `StopIntake` or `Shutdown`."""
    return SIGNAL_NAME.fullmatch(definition.name) is not None


@RULE.exempt(uncatchable_class, unclear_name)
def stand_in(definition: ast.ClassDef, source: Source) -> bool:
    """The class only stands in for one that could not be imported."""
    return handler_around(source, definition) is not None


@RULE.exempt(generic_error, vague_runtime_error)
def caught_at_once(statement: ast.Raise, source: Source) -> bool:
    """It is all that a `try` does, in order to come by a traceback or a stack frame."""
    parent = source.parents[statement]
    return isinstance(parent, TRY_STATEMENTS) and parent.body == [statement] and bool(parent.handlers)
