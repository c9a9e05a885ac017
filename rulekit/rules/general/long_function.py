"""Maximum function length should be 30 lines. If longer, refactor into smaller functions.

## Why
Nobody holds eighty lines in mind at once.
In a long function a name that is set at the top means something else at the bottom, and the reader scrolls to find out
what.
The shop's `take_in` read an order, checked it, worked out the price and wrote it to the book, in one piece.
When the price was wrong there was no way to try the price alone: every test needed a file, a customer and a book.
The discount was then repaired in one of three places that looked alike, and nobody saw the other two.

## Instead
Look for the run of lines over which you would write a comment, such as "work out the price".
Make it a function with that name; what it reads becomes a parameter, what it leaves behind becomes the result.
The long function then reads like a list of contents.
A long table moves out of the function and becomes a constant.

## When to break it
A single table or a dispatcher with one line for each case is long and still easy to read; it is only advice here.
Where splitting would tear one calculation into pieces that make no sense alone, keep it whole and say why in a
`# noqa: RK103 - reason`.

## What the check sees
- error: nothing.
- warning: a function with more than 30 lines of code in its body; docstrings, comments and blank lines do not count.
- advice: a long body that is one table of values, or one choice with a line for each case.
- not seen: a function that is short and still does two things.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import Literal

from rulekit.analysis.edits.extract_function import Extraction, propose_extraction
from rulekit.analysis.syntax.index import FUNCTIONS, Function, walk
from rulekit.analysis.syntax.line_counts import Length, length, most_code
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Finding, Severity, Step
from rulekit.model.late import dataclass
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

RULE = Rule(
    code="RK103",
    name="long-function",
    known_as=(
        "function size",
        "too long",
        "complexity",
        "length of a function",
        "god function",
        "too many statements",
    ),
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "An order is read, checked, priced and booked in one go",
            bad='''
                def take_in(path: Path, book: Book) -> Order:  # <- RK103
                    """Read an order from a file and book it."""
                    text = path.read_text("utf-8")
                    data = json.loads(text)
                    order = Order(data["number"])
                    order.customer = book.customer(data["customer"])
                    order.address = data.get("address", order.customer.address)
                    for entry in data["lines"]:
                        article = book.article(entry["article"])
                        if article is None:
                            raise UnknownArticleError(entry["article"])
                        if entry["pieces"] > article.stock:
                            raise OutOfStockError(article)
                        order.add(article, entry["pieces"])
                    if not order.lines:
                        raise EmptyOrderError(order.number)
                    total = Decimal(0)
                    for line in order.lines:
                        price = line.article.price
                        if line.article.on_sale:
                            price = line.article.sale_price
                        if order.customer.is_trader:
                            price -= price * TRADE_DISCOUNT
                        total += price * line.pieces
                    if total < FREE_DELIVERY:
                        total += book.delivery_charge(order.address)
                    order.total = total
                    order.taken_in = book.today()
                    for line in order.lines:
                        line.article.stock -= line.pieces
                    book.enter(order)
                    book.notify(order.customer, order)
                    book.close_day_if_due()
                    return order
            ''',
            good='''
                def take_in(path: Path, book: Book) -> Order:
                    """Read an order from a file and book it."""
                    order = read_order(path, book)
                    order.total = price_of(order) + book.delivery_charge(order)
                    order.taken_in = book.today()
                    book.enter(order)
                    book.notify(order.customer, order)
                    book.close_day_if_due()
                    return order
            ''',
        ),
        Example(
            "A table of charges is data: as a constant it needs no function",
            bad='''
                def charges() -> dict[str, str]:  # <- RK103
                    """Say what delivery to each country costs."""
                    return {
                        "AT": "4.90",
                        "BE": "4.90",
                        "BG": "9.90",
                        "CY": "14.90",
                        "CZ": "6.90",
                        "DE": "2.90",
                        "DK": "6.90",
                        "EE": "9.90",
                        "ES": "9.90",
                        "FI": "9.90",
                        "FR": "4.90",
                        "GR": "9.90",
                        "HR": "9.90",
                        "HU": "9.90",
                        "IE": "9.90",
                        "IT": "6.90",
                        "LT": "9.90",
                        "LU": "4.90",
                        "LV": "9.90",
                        "MT": "14.90",
                        "NL": "4.90",
                        "NO": "9.90",
                        "PL": "6.90",
                        "PT": "9.90",
                        "RO": "9.90",
                        "SE": "9.90",
                        "SI": "6.90",
                        "SK": "6.90",
                        "CH": "9.90",
                    }
            ''',
            good="""
                CHARGES = {
                    "AT": "4.90",
                    "BE": "4.90",
                    "BG": "9.90",
                }
            """,
        ),
    ),
    tempting=(
        Example(
            "Inner functions: each is short, and the outer one is as long as before",
            bad='''
                def report(orders: list[Order]) -> str:  # <- RK103
                    """Write the report of a day."""

                    def head() -> list[str]:
                        lines = [TITLE]
                        lines.append(RULER)
                        lines.append(f"{len(orders)} orders")
                        if not orders:
                            lines.append("A quiet day.")
                        if any(order.is_open for order in orders):
                            lines.append("Some orders are still open.")
                        lines.append(RULER)
                        return lines

                    def rows() -> list[str]:
                        lines = []
                        for order in orders:
                            text = f"{order.number} {order.customer} {order.total}"
                            if order.is_open:
                                text += " (open)"
                            if order.is_gift:
                                text += " (gift)"
                            if order.returned:
                                text += " (returned)"
                            lines.append(text)
                        return lines

                    def foot() -> list[str]:
                        total = sum(order.total for order in orders)
                        returned = sum(order.total for order in orders if order.returned)
                        lines = [RULER]
                        lines.append(f"total {total}")
                        lines.append(f"returned {returned}")
                        lines.append(f"left {total - returned}")
                        lines.append(RULER)
                        return lines

                    return "\\n".join(head() + rows() + foot())
            ''',
            good='''
                def report(orders: list[Order]) -> str:
                    """Write the report of a day."""
                    return "\\n".join(head(orders) + rows(orders) + foot(orders))
            ''',
        ),
    ),
    related=("missing-docstring",),
    in_bulk=True,
    references=(
        "https://docs.python.org/3/tutorial/controlflow.html#defining-functions",
        "https://refactoring.com/catalog/extractFunction.html",
        "https://google.github.io/styleguide/pyguide.html#318-function-length",
    ),
    equivalents={
        "ruff": ("PLR0915",),
        "pylint": ("R0915",),
        "flake8": ("CFQ001",),
    },
)


@dataclass(frozen=True)
class Options:
    """`max-lines` is the longest body that passes; `count` says which lines count: those with `code`, or all of them.

    With `physical`, docstrings, comments and blank lines count too.
    """

    max_lines: int = 30
    count: Literal["code", "physical"] = "code"


@RULE.check
def long_body(source: Source, options: Options) -> Iterator[Finding]:
    """Find functions whose body is longer than the limit."""
    limit = options.max_lines
    functions: Sequence[Function] = source.nodes(*FUNCTIONS)
    for function in functions:
        if (function.end_lineno or 0) - function.body[0].lineno < limit:
            continue
        if options.count == "code" and most_code(source, function) <= limit:
            continue
        measured = length(source, function)
        if getattr(measured, options.count) > limit:
            simple = _is_table(function) or _is_dispatcher(function)
            extraction = None if simple else propose_extraction(source, function, limit)
            severity = Severity.ADVICE if simple else None
            advice = _advice(source, function, extraction)
            finding = RULE.at(source, function, _message(measured, options, advice), severity=severity)
            yield finding._replace(steps=tuple(_steps(source, extraction)))


def _message(measured: Length, options: Options, advice: str) -> str:
    return f"{measured.code} code lines ({measured.physical} physical, limit {options.max_lines}): {advice}"


def _advice(source: Source, function: Function, extraction: Extraction | None) -> str:
    """Tell how to shorten it: which lines could move, as the reader counts them."""
    if _is_table(function):
        return "make the table a constant outside"
    if extraction is None:
        return "split it into smaller functions"
    span = source.extent(extraction.first)
    start = source.cells.locate(span).line if source.cells else span.line
    last = (extraction.last.end_lineno or span.line) - span.line + start
    return f"make lines {start}-{last} a function"


def _steps(source: Source, extraction: Extraction | None) -> Iterator[Step]:
    """Show what the new function would take and give back."""
    if extraction is None:
        return
    takes = f"takes {_listed(extraction.parameters)}" if extraction.parameters else "takes nothing"
    gives = f"gives back {_listed(extraction.returned)}" if extraction.returned else "gives nothing back"
    yield Step(
        source.extent(extraction.first), f"a function of {extraction.lines} code lines from here {takes} and {gives}"
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


MOST_OTHERS = 3

_DISPLAYS = (ast.Dict, ast.List, ast.Tuple, ast.Set)
_PLAIN = (ast.Constant, ast.Name, ast.Attribute, ast.UnaryOp, ast.unaryop, ast.expr_context)
_SIMPLE = (ast.Return, ast.Raise, ast.Expr, ast.Assign, ast.AugAssign, ast.Pass)


def _is_table(function: Function) -> bool:
    """Recognise a body that returns one table of values, with a name in between or not."""
    body = _without_docstring(function)
    if not 1 <= len(body) <= 2 or not isinstance(body[-1], (ast.Return, ast.Assign, ast.AnnAssign)):
        return False
    if len(body) > 1 and not (isinstance(body[-1], ast.Return) and isinstance(body[-1].value, ast.Name)):
        return False
    value = getattr(body[0], "value", None)
    return isinstance(value, _DISPLAYS) and all(isinstance(node, (*_DISPLAYS, *_PLAIN)) for node in walk(value))


def _is_dispatcher(function: Function) -> bool:
    """Recognise a body that is one choice between cases of one line each; simple statements may follow."""
    body = _without_docstring(function)
    choices = [statement for statement in body if isinstance(statement, (ast.If, ast.Match))]
    others = [statement for statement in body if statement not in choices]
    if (
        len(choices) != 1
        or len(others) > MOST_OTHERS
        or not all(isinstance(statement, _SIMPLE) and _is_one_line(statement) for statement in others)
    ):
        return False
    return all(len(arm) == 1 and isinstance(arm[0], _SIMPLE) and _is_one_line(arm[0]) for arm in _arms(choices[0]))


def _arms(choice: ast.stmt) -> list[list[ast.stmt]]:
    if isinstance(choice, ast.Match):
        return [case.body for case in choice.cases]
    arms: list[list[ast.stmt]] = []
    while isinstance(choice, ast.If):
        arms.append(choice.body)
        if len(choice.orelse) != 1 or not isinstance(choice.orelse[0], ast.If):
            return [*arms, choice.orelse] if choice.orelse else arms
        choice = choice.orelse[0]
    return arms


def _without_docstring(function: Function) -> list[ast.stmt]:
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return function.body[documented:]


def _is_one_line(statement: ast.stmt) -> bool:
    return statement.end_lineno == statement.lineno
