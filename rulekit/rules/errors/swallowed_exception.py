"""Do not silently swallow exceptions with `pass` inside except blocks.

## Why
`pass` says that an error does not matter, and says it to nobody.
The customer asks where the receipt is; the mail server had refused it for three weeks, and each time the order was
marked as done.
What makes it worse is what does not run: the statements after the one that failed are skipped as well, and the code
below goes on as if they had run.
`continue`, `...` and a `return` in a `finally` do the same with other words.

## Instead
Do what the caller would want: use another value, try again, tell the user, count it.
If there is nothing to do, log it: `logger.exception()` for what should not happen, `logger.debug()` for what may.
An error that you expect and that really means nothing deserves `contextlib.suppress(FileNotFoundError)` around the one
statement that raises it.

## When to break it
Signals such as `StopIteration` or `queue.Empty` are no errors, and the end of a wait needs no log line.
Where one statement asks for what may be missing, such as `cache.pop(key)` with `KeyError`, the `except` is the answer.
Elsewhere silence a line with its reason: `# noqa: RK304 - the mail is only a courtesy`.

## What the check sees
- error: a handler of everything that does nothing, `contextlib.suppress(Exception)`, and `return`, `break` or
  `continue` in a `finally`.
- warning: a handler of named exceptions that does nothing: `pass`, `...`, a bare text, `continue`, `del error`.
- advice: a handler that only returns nothing, or whose `pass` only carries a comment; a named error of a call that
  tidies up, or of an assignment to what has a value already.
- not seen: handlers that put a value in place of the error.
"""

import ast
from collections.abc import Iterator

from rulekit.analysis.exceptions.boundaries import in_finalizer
from rulekit.analysis.exceptions.handlers import (
    Breadth,
    Swallow,
    breadth,
    broad_suppressions,
    caught_names,
    exits_from_finally,
    has_explaining_comment,
    has_fallback,
    is_focused,
    only_cleans_up,
    swallow_of,
    try_of,
)
from rulekit.analysis.flow.control_flow import Way, ways_out
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import following
from rulekit.known.expected_exceptions import IMPORT_ERRORS, SIGNALS
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

# A tuple of five types would leave no room in the message for what to do.
LONGEST_TYPE = 30


RULE = Rule(
    code="RK304",
    name="swallowed-exception",
    known_as=(
        "silent failure",
        "ignored exception",
        "except pass",
        "suppressed error",
        "empty handler",
    ),
    section=Section.ERRORS,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A receipt that was never sent",
            bad="""
                try:
                    send_receipt(order)
                except SMTPException:  # <- RK304
                    pass
            """,
            good="""
                try:
                    send_receipt(order)
                except SMTPException:
                    logger.exception("the receipt of order %s was not sent", order.number)
            """,
        ),
        Example(
            "Lines that vanish from an import",
            bad="""
                for line in lines:
                    try:
                        orders.append(read_order(line))
                    except OrderError:  # <- RK304
                        continue
            """,
            good="""
                for line in lines:
                    try:
                        orders.append(read_order(line))
                    except OrderError:
                        rejected.append(line)
                        logger.exception("this line is no order: %s", line)
            """,
        ),
        Example(
            "A `finally` that forgets",
            bad="""
                for order in orders:
                    try:
                        ship(order)
                    finally:
                        release(order)
                        continue  # <- RK304
            """,
            good="""
                for order in orders:
                    try:
                        ship(order)
                    finally:
                        release(order)
            """,
        ),
    ),
    tempting=(
        Example(
            "Another word for `pass`",
            bad="""
                try:
                    book(order)
                except StockError as error:  # <- RK304
                    _ = error
            """,
            good="""
                try:
                    book(order)
                except StockError:
                    logger.exception("order %s could not be booked", order.number)
                    waiting.append(order)
            """,
        ),
    ),
    related=("bare-except", "missing-traceback"),
    references=(
        "https://docs.python.org/3/library/contextlib.html#contextlib.suppress",
        "https://peps.python.org/pep-0020/",
        "https://peps.python.org/pep-0765/",
    ),
    equivalents={
        "ruff": ("S110", "S112", "B012"),
        "pylint": ("W0150",),
        "bandit": ("B110", "B112"),
        "flake8": ("B012",),
    },
)


@RULE.check
def silent_handler(handler: ast.ExceptHandler, source: Source) -> Iterator[Finding]:
    """Find handlers that do nothing."""
    swallow = swallow_of(source, handler)
    if swallow is None:
        return
    severity = Severity.WARNING if breadth(source, handler) is Breadth.NARROW else Severity.ERROR
    if swallow is Swallow.RETURN or has_explaining_comment(source, handler) or _is_harmless(source, handler):
        severity = Severity.ADVICE
    yield RULE.at(source, handler, _message(source, handler, swallow), severity=severity)


def _is_harmless(source: Source, handler: ast.ExceptHandler) -> bool:
    """Tell whether a named error loses little: while cleaning up, or where a value or another way is there already."""
    statement = try_of(source, handler)
    if breadth(source, handler) is not Breadth.NARROW:
        return False
    # `try: return cached()` fails over to what stands below it.
    goes_on = len(statement.body) == 1 or _is_next(source, statement, ast.Return)
    may_return = goes_on and Way.RETURN in ways_out(statement.body)
    return may_return or only_cleans_up(statement) or has_fallback(source, statement)


def _is_next(source: Source, statement: ast.stmt, kind: type[ast.stmt]) -> bool:
    return isinstance(next(iter(following(source, statement)), None), kind)


def _short_head(caught: ast.expr | None) -> str:
    """Write an `except` with as many whole names as a message holds."""
    listed = caught.elts if isinstance(caught, ast.Tuple) else []
    shown = last_name(listed[0] if listed else caught)
    if not shown or len(shown) > LONGEST_TYPE - len("(, ...)"):
        return "except ..."
    return f"except ({shown}, ...)" if listed else f"except {shown}"


def _message(source: Source, handler: ast.ExceptHandler, swallow: Swallow) -> str:
    types = f" {ast.unparse(handler.type)}" if handler.type is not None else ""
    head = f"except{types}" if len(types) <= LONGEST_TYPE else _short_head(handler.type)
    skipped = len(try_of(source, handler).body) - 1
    lost = f" and skips {skipped} more statement{'s' * (skipped > 1)}" if skipped else ""
    if swallow is Swallow.PASSING and has_explaining_comment(source, handler):
        return f"`{head}` only comments on the error{lost}: say it in a log line"
    return f"`{head}: {swallow.value}` hides the error{lost}: handle it or log it"


@RULE.check
def broad_suppress(source: Source) -> Iterator[Finding]:
    """Find `contextlib.suppress` of everything."""
    for call, _ in broad_suppressions(source):
        message = "`suppress` of everything swallows bugs in silence: suppress the one error you expect"
        yield RULE.at(source, call, message, severity=Severity.ERROR)


@RULE.check
def exit_from_finally(statement: ast.Try | ast.TryStar, source: Source) -> Iterator[Finding]:
    """Find statements that leave a `finally` before the exception can go on."""
    for leaving in exits_from_finally(statement) if statement.finalbody else ():
        word = type(leaving).__name__.lower()
        message = f"`{word}` in `finally` swallows every exception: move it behind the `try` statement"
        yield RULE.at(source, leaving, message, severity=Severity.ERROR)


@RULE.exempt(silent_handler)
def else_follows(handler: ast.ExceptHandler, source: Source) -> bool:
    """The `try` has an `else`, so that the handler only says that there is nothing more to do."""
    return bool(try_of(source, handler).orelse)


@RULE.exempt(silent_handler)
def signal(handler: ast.ExceptHandler, source: Source) -> bool:
    """Only signals are caught, such as `StopIteration`, `queue.Empty` or `asyncio.CancelledError`."""
    return handler.type is not None and caught_names(source, handler) <= SIGNALS


@RULE.exempt(silent_handler)
def optional_import(handler: ast.ExceptHandler, source: Source) -> bool:
    """An import that may fail is guarded by `ImportError`."""
    return handler.type is not None and caught_names(source, handler) <= IMPORT_ERRORS


@RULE.exempt(silent_handler)
def callers_choice(handler: ast.ExceptHandler, source: Source) -> bool:
    """The caller names the exceptions: they are a parameter of the function."""
    if not isinstance(handler.type, ast.Name):
        return False
    binders = names(source).binders(handler.type)
    return bool(binders) and all(isinstance(binder, ast.arg) for binder in binders)


@RULE.exempt(silent_handler, broad_suppress)
def runs_at_end(node: ast.ExceptHandler | ast.Call, source: Source) -> bool:
    """It stands in `__del__`, or in a function that runs when the program ends, where nobody can log any more."""
    return in_finalizer(source, node)


@RULE.exempt(silent_handler)
def focused(handler: ast.ExceptHandler, source: Source) -> bool:
    """One statement asks for what may be missing, and just that is caught: `del cache[key]` with `KeyError`."""
    return is_focused(source, handler)


@RULE.exempt(silent_handler)
def way_on(handler: ast.ExceptHandler, source: Source) -> bool:
    """A named error leads on: the `try` ends by `return` or `break`, or the next statement raises another error."""
    if breadth(source, handler) is not Breadth.NARROW:
        return False
    statement = try_of(source, handler)
    return Way.THROUGH not in ways_out(statement.body) or _is_next(source, statement, ast.Raise)
