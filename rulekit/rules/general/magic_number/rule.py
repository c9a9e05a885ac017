"""Avoid magic numbers; use named constants instead.

## Why
A bare number says how much, but not of what, and not who decided it.
`if pieces > 37` may be the size of a parcel, a wish of the carrier or a typing error; nobody dares to touch it.
In the shop the number 49 stood in four places, for orders that are delivered free of charge.
When the limit became 59, three of them were changed.
For a week the basket promised what the invoice then charged.

## Instead
Give the number a name that says what it means: `FREE_DELIVERY = 49`, at the top of the module.
Use the name in all places, so that there is one line to change.
Some numbers have names already: `HTTPStatus.NOT_FOUND`, `math.pi`, `timedelta(days=1)`.
A name for a name's sake helps nobody: `THIRTY_SEVEN = 37` is as silent as before.

## When to break it
Numbers that everybody reads at a glance stay: 0, 1, 2, a half, and 100 where something becomes percent.
Put others that your trade knows by heart into `allow`, such as 7 in a calendar.
In tests numbers are examples, and in a notebook's cells they are data.

## What the check sees
- error: nothing.
- warning: a number without a name in two places or more, told at the first; small and round ones only beside the
  same thing.
- advice: a number without a name that stands in one place.
- not seen: whether a name says what the number means, and named arguments, whose name says it.
"""

import ast
from collections.abc import Iterator
from typing import Final

from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.naming import is_constant_name
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import dataclass
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.general.magic_number.exemptions import Reason, reasons
from rulekit.rules.general.magic_number.fix import constant_fix
from rulekit.rules.general.magic_number.literals import (
    Number,
    Use,
    constant_for,
    meaning,
    numbers_in_use,
    proposed_name,
    written,
)

LONGEST_NUMBER = 24

RULE = Rule(
    code="RK105",
    name="magic-number",
    known_as=(
        "literal number",
        "unnamed constant",
        "hard-coded number",
        "numeric literal",
    ),
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A limit that stands in two places",
            bad='''
                def is_free_of_charge(order: Order) -> bool:
                    """Tell whether delivery costs nothing."""
                    return order.total >= 49  # <- RK105


                def missing_to_free_delivery(order: Order) -> Decimal:
                    """Tell for how much more a customer must order."""
                    return max(49 - order.total, Decimal(0))
            ''',
            good='''
                TOTAL_LIMIT = 49


                def is_free_of_charge(order: Order) -> bool:
                    """Tell whether delivery costs nothing."""
                    return order.total >= TOTAL_LIMIT


                def missing_to_free_delivery(order: Order) -> Decimal:
                    """Tell for how much more a customer must order."""
                    return max(TOTAL_LIMIT - order.total, Decimal(0))
            ''',
            fixed=True,
            asks=True,
        ),
        Example(
            "A number that has a name already",
            bad="""
                answer = shop.fetch(number)
                if answer.status_code == 404:  # <- RK105
                    raise UnknownOrderError(number)
            """,
            good="""
                answer = shop.fetch(number)
                if answer.status_code == HTTPStatus.NOT_FOUND:
                    raise UnknownOrderError(number)
            """,
        ),
        Example(
            "Seconds that are a day",
            bad='''
                def is_late(order: Order, now: float) -> bool:
                    """Tell whether an order has waited for more than a day."""
                    return now - order.taken_in > 86400  # <- RK105
            ''',
            good='''
                A_DAY = timedelta(days=1).total_seconds()


                def is_late(order: Order, now: float) -> bool:
                    """Tell whether an order has waited for more than a day."""
                    return now - order.taken_in > A_DAY
            ''',
        ),
    ),
    tempting=(
        Example(
            "A name for one place only: the other one is forgotten when the limit moves",
            bad='''
                PARCEL_SIZE = 37


                def parcels_for(pieces: int) -> int:
                    """Tell how many parcels an order fills."""
                    return -(-pieces // PARCEL_SIZE)


                def fits(pieces: int) -> bool:
                    """Tell whether an order goes into one parcel."""
                    return pieces <= 37  # <- RK105
            ''',
            good='''
                PARCEL_SIZE = 37


                def parcels_for(pieces: int) -> int:
                    """Tell how many parcels an order fills."""
                    return -(-pieces // PARCEL_SIZE)


                def fits(pieces: int) -> bool:
                    """Tell whether an order goes into one parcel."""
                    return pieces <= PARCEL_SIZE
            ''',
        ),
    ),
    related=("unconventional-name",),
    in_bulk=True,
    references=(
        "https://refactoring.com/catalog/replaceMagicLiteral.html",
        "https://docs.python.org/3/library/http.html#http.HTTPStatus",
        "https://docs.python.org/3/library/datetime.html#timedelta-objects",
    ),
    equivalents={
        "ruff": ("PLR2004",),
        "pylint": ("R2004",),
        "flake8": ("WPS432",),
    },
    roles=frozenset({"production", "script", "notebook"}),
)


@dataclass(frozen=True)
class Options:
    """`allow` lists further numbers that are clear to everybody who reads this code."""

    allow: tuple[float, ...] = ()


@RULE.check
def bare_number(source: Source, options: Options) -> Iterator[Finding]:
    """Find numbers in calculations, comparisons, arguments and results."""
    numbers = [number for number in numbers_in_use(source) if abs(number.value) not in options.allow]
    excused = reasons(source)
    same: dict[tuple[object, ...], list[Number]] = {}
    for number in numbers:
        if number.node not in excused:
            same.setdefault(number.key, []).append(number)
    fixes = {key: constant_fix(source, places) for key, places in same.items()}
    for number in numbers:
        if number.node in excused:
            yield RULE.at(source, number.node, f"the number is {excused[number.node].value}")
            continue
        places = len(same[number.key])
        severity = None if places > 1 else Severity.ADVICE
        message = _message(source, number, places)
        yield RULE.at(source, number.node, message, severity=severity, fix=fixes[number.key], group=number.key)


# Each reason for which a number needs no name is an exemption: how it is called, and what its page says.
EXEMPTIONS: Final = {
    Reason.NAMED: ("named_at_top", "It is part of an assignment to a name in a module or a class."),
    Reason.CELL: ("data_of_a_cell", "It stands at the top level of a notebook's cell, where numbers are data."),
    Reason.CONSTANTS: (
        "calculated_from_numbers",
        "A calculation with numbers only, which shows how it is made: `24 * 60 * 60`.",
    ),
    Reason.EVERYDAY: (
        "everyday_arithmetic",
        "Percent, decimal digits, squares, cubes, powers of two and ten, shifts by whole bytes, or something repeated.",
    ),
    Reason.HINT: ("type_hint", "It is part of a type hint: `Literal[3]`."),
    Reason.FIRST: ("first_numbers", "A `range` that counts to ten at most."),
    Reason.DIGITS: (
        "digits_and_widths",
        'Digits and widths of text: `round(price, 3)`, `text.rjust(8)`, `text[:5] == "help_"`.',
    ),
    Reason.SHAPE: (
        "shape_of_arrays",
        "Dimensions of arrays, and how many parts something has: `x.reshape(3, 4)`, `len(parts) == 3`.",
    ),
    Reason.VERSION: ("version", "It is compared with a version."),
    Reason.EXIT: ("exit_code", "An exit code: `sys.exit(3)`, or what `main` gives back."),
    Reason.CALL: (
        "self_explaining_call",
        "The call says what it is: a seed, a date, a level of the stack, the length of a database column.",
    ),
    Reason.ROW: (
        "row_of_table",
        "An argument of a call that is a row of a table: an item of a list or a dict, or one of several such calls.",
    ),
    Reason.STAND_IN: ("stand_in", "The stand-in for a magic that nbqa leaves behind: `hash(0x1A2B3C4D)`."),
    Reason.TEST: ("example_in_test", "It is part of a test, where numbers are examples."),
}


def _exempt(reason: Reason, name: str, sentence: str) -> None:
    def exempted(node: ast.Constant | ast.UnaryOp, source: Source) -> bool:
        return reasons(source).get(node) is reason

    exempted.__name__, exempted.__doc__ = name, sentence
    RULE.exempt(exempted)


for reason, (name, sentence) in EXEMPTIONS.items():
    _exempt(reason, name, sentence)


def _message(source: Source, number: Number, places: int) -> str:
    text = written(source, number)
    shown = f"`{text}`" if len(text) <= LONGEST_NUMBER else "the number"
    if known := meaning(number, text):
        return f"{shown} {known}"
    if named := constant_for(source, number):
        return f"{shown} is `{named}` here: write that, if it means the same"
    name = proposed_name(number)
    is_free = is_constant_name(name) and name not in names(source).binding_scopes
    such = f", such as `{name}`" if is_free else ""
    if number.use is Use.DURATION:
        return f"{shown} {number.partner} of what: make the whole `timedelta` a named constant"
    if places > 1:
        return f"{shown} stands in {places} places: give it one name{such}"
    return f"{shown} does not say what it means: give it a name{such}"
