"""All functions must have type hints for parameters and return values.

## Why
Without hints every reader asks the same question again: is `price` a number, a text or a `Decimal`, and what comes
back?
The shop's order intake called `total(order, "10")` for half a year.
The discount arrived as text from a form, `order.sum * discount` quietly became a very long text, and the invoices were
wrong until a customer wrote.
A type checker refuses such a call on the day it is written, but it does not look into functions without hints.

## Instead
Give each parameter a hint and say what comes back; `-> None` says that nothing does.
Where any value is welcome, write `object`.
Where you truly cannot say, write `Any`, so that the next reader knows that you thought about it.
A hint is worth most where data enters: what a form, a file or a web request hands over.

## When to break it
A script that is thrown away today needs no hints; put its folder under `per-file-ignores`.
Old code is best given hints from the outside in: set `scope = "public"` until the functions that others call are done.

## What the check sees
- error: nothing.
- warning: a function with a parameter or a return value that has no hint; one finding names all gaps.
- advice: a wrapper under `functools.wraps` without hints (a `ParamSpec` can say them); open parameters in tests.
- not seen: whether a hint is right, and lambdas, which cannot have any.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Literal

from rulekit.analysis.edits.type_hints import RETURN, SIMPLE, proposals
from rulekit.analysis.names.functions import OVERLOADS
from rulekit.analysis.names.signatures import (
    THROWAWAY,
    is_decorated,
    is_typed_by_comment,
    is_typed_constructor,
    overloaded,
    signature_end,
    untyped_parameters,
)
from rulekit.analysis.names.visibility import is_public
from rulekit.analysis.syntax.index import FUNCTIONS, Function, defaults
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import in_test_class, is_fixture, is_test
from rulekit.model.finding import Edit, Finding, Fix, Severity, Span
from rulekit.model.late import dataclass
from rulekit.model.role import EVERYWHERE
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

WRAPS = frozenset({"functools.wraps"})
UNCHECKED = frozenset({"typing.no_type_check", "typing_extensions.no_type_check"})
LONGEST_MESSAGE = 99

RULE = Rule(
    code="RK101",
    name="missing-type-hints",
    known_as=(
        "type annotation",
        "annotated",
        "typing",
        "typed signature",
        "mypy",
        "static types",
    ),
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "The price of an order",
            bad='''
                def total(order, discount=0.0):  # <- RK101
                    """Add up what a customer pays for an order."""
                    return order.sum * (1 - discount)
            ''',
            good='''
                def total(order: Order, discount: float = 0.0) -> Decimal:
                    """Add up what a customer pays for an order."""
                    return order.sum * (1 - discount)
            ''',
        ),
        Example(
            "A function that gives nothing back",
            bad='''
                def ship(order: Order):  # <- RK101
                    """Hand an order to the carrier."""
                    carrier.collect(order)
            ''',
            good='''
                def ship(order: Order) -> None:
                    """Hand an order to the carrier."""
                    carrier.collect(order)
            ''',
            fixed=True,
        ),
        Example(
            "Parameters behind a star",
            bad='''
                class Basket:
                    """What a customer has chosen so far."""

                    def add(self, *articles, gift: bool = False) -> None:  # <- RK101
                        """Put articles into the basket."""
                        self.lines.extend(articles)
            ''',
            good='''
                class Basket:
                    """What a customer has chosen so far."""

                    def add(self, *articles: Article, gift: bool = False) -> None:
                        """Put articles into the basket."""
                        self.lines.extend(articles)
            ''',
        ),
    ),
    tempting=(
        Example(
            "Half of the hints: the parameters are done, the result is still a riddle",
            bad='''
                def find_customer(number: int, orders: list[Order]):  # <- RK101
                    """Look up who placed the order of a number."""
                    return next((order.customer for order in orders if order.number == number), None)
            ''',
            good='''
                def find_customer(number: int, orders: list[Order]) -> Customer | None:
                    """Look up who placed the order of a number."""
                    return next((order.customer for order in orders if order.number == number), None)
            ''',
        ),
    ),
    related=("missing-docstring", "unconventional-name"),
    in_bulk=True,
    references=(
        "https://peps.python.org/pep-0484/",
        "https://docs.python.org/3/library/typing.html",
        "https://typing.python.org/en/latest/guides/writing_stubs.html",
    ),
    equivalents={
        "ruff": ("ANN001", "ANN002", "ANN003", "ANN201", "ANN202", "ANN204", "ANN205", "ANN206"),
        "flake8": ("ANN001", "ANN002", "ANN003", "ANN201", "ANN202", "ANN204", "ANN205", "ANN206"),
    },
    roles=EVERYWHERE,
    advice_in=frozenset({"test"}),
)


@dataclass(frozen=True)
class Options:
    """`scope` says whose functions need hints: `all`, or only those that are `public`."""

    scope: Literal["all", "public"] = "all"


@RULE.check
def open_signature(source: Source) -> Iterator[Finding]:
    """Find functions that leave a parameter or their return value without a hint."""
    functions: Sequence[Function] = source.nodes(*FUNCTIONS)
    for function in functions:
        missing = untyped_parameters(source, function)
        returns = function.returns is None and not (source.role == "test" and not missing)
        if missing or returns:
            named = [parameter for parameter in missing if parameter.arg not in THROWAWAY]
            named = named if named or returns else missing
            returns = returns and not (named and is_typed_constructor(function))
            if source.role == "test":
                hints = dict.fromkeys([*(parameter.arg for parameter in named), *[RETURN] * returns])
            else:
                hints = proposals(source, function, named, returns=returns)
            is_wrapper = bool(function.decorator_list) and is_decorated(source, function, WRAPS)
            severity = Severity.ADVICE if is_wrapper else None
            make_fix = partial(_fix, source, function, hints)
            yield RULE.at(source, function, _message(hints), severity=severity, make_fix=make_fix)


@RULE.exempt
def test_or_fixture(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """Its parameters are filled by pytest or unittest: a test, a fixture, or what is set up around them."""
    return is_test(source, function) or is_fixture(source, function)


@RULE.exempt
def typed_constructor(function: ast.FunctionDef, source: Source) -> bool:
    """An `__init__` whose parameters have hints: it can only return `None`."""
    return is_typed_constructor(function) and not untyped_parameters(source, function)


@RULE.exempt
def throwaway_parameter(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """Only parameters named `_` or `__` have no hint: they are there to be ignored."""
    returns = function.returns is not None or is_typed_constructor(function)
    return returns and all(parameter.arg in THROWAWAY for parameter in untyped_parameters(source, function))


@RULE.exempt
def behind_overloads(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """The `@overload` declarations above it have the hints that callers see."""
    signature = (source.parents[function], function.name)
    return signature in overloaded(source) and not is_decorated(source, function, OVERLOADS)


@RULE.exempt
def unchecked_on_purpose(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """`@no_type_check` stands on the function or on its class."""
    around = (function, *(node for node in source.ancestors(function) if isinstance(node, ast.ClassDef)))
    return any(node.decorator_list and is_decorated(source, node, UNCHECKED) for node in around)


@RULE.exempt
def typed_by_comment(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """A `# type: (...) -> ...` comment gives the hints."""
    return is_typed_by_comment(source, function)


@RULE.exempt
def only_the_return_in_tests(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """In test code only the return value is open."""
    tests = source.role == "test" or in_test_class(source, function)
    return tests and not untyped_parameters(source, function)


@RULE.exempt
def out_of_scope(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source, options: Options) -> bool:
    """`scope = "public"` is set and the function is private."""
    return options.scope == "public" and not is_public(source, function)


def _message(hints: Mapping[str, str | None]) -> str:
    """Name the gaps, and what the code suggests for them as far as a line holds it."""
    gaps = ["the return value" if name == RETURN else f"`{name}`" for name in hints]
    shown = [f"`-> {hint}`" if name == RETURN else f"`{name}: {hint}`" for name, hint in hints.items() if hint]
    # Each takes a character at least, so that no message holds more than this.
    for count in range(min(len(gaps), LONGEST_MESSAGE), -1, -1):
        listed = _listed(gaps[:count], len(gaps) - count)
        for many in range(min(len(shown), LONGEST_MESSAGE), -1, -1):
            text = f"no type hint for {listed}: add {_remedy(shown[:many], len(gaps))}"
            if len(text) <= LONGEST_MESSAGE:
                return text
    return "no type hints: add them"


def _listed(gaps: Sequence[str], left_out: int) -> str:
    names = [*gaps, f"{left_out} more"] if left_out else gaps
    return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]


def _remedy(shown: Sequence[str], gaps: int) -> str:
    them = "them" if gaps > 1 else "one"
    if len(shown) == gaps:
        return ", ".join(shown)
    return f"{them}, such as {', '.join(shown)}" if shown else them


def _fix(source: Source, function: Function, hints: Mapping[str, str | None]) -> Fix | None:
    """Write `-> None` where that is sure; else suggest the simple hints, which may be narrower than what is meant."""
    returned = hints.get(RETURN)
    end = signature_end(source, function) if returned in {"None", *SIMPLE} else None
    arrow = [Edit(source.span_of(end, end), f" -> {returned}")] if end else []
    if arrow and returned == "None" and not function.decorator_list:
        return Fix("add `-> None`", tuple(arrow))
    edits = [*_beside_defaults(source, function, hints), *arrow]
    return Fix("add the simple hints", tuple(edits), safe=False) if edits else None


def _beside_defaults(source: Source, function: Function, hints: Mapping[str, str | None]) -> Iterator[Edit]:
    """Turn `gift=False` into `gift: bool = False`."""
    for parameter, default in defaults(function.args):
        between = Span(*source.extent(parameter)[2:4], *source.extent(default)[:2])
        if hints.get(parameter.arg) in SIMPLE and source.segment(between).strip(" ") == "=":
            yield Edit(between, f": {hints[parameter.arg]} = ")
