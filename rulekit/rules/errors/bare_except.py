"""Never use bare `except:` clauses. Always catch specific exceptions.

## Why
A bare `except:` catches everything: the error you thought of, the typo in the next line, and the `KeyboardInterrupt`
of somebody who wants the program to stop.
`except Exception:` spares the interrupt and still takes the typo.
An order import that runs on an empty table for six hours looks like a quiet night: the one `NameError` that mattered
was caught together with the missing file.
Whoever looks for it later finds no traceback, because the handler was certain that it knew what had happened.

## Instead
Name the exceptions that the statements in the `try` are documented to raise.
Keep the `try` short, so that only those statements can raise them.
`except (OSError, ValueError):` is fine; so are two handlers that do different things.
Where you only want to tidy up, use `finally` or a `with` block, which catch nothing.

## When to break it
At the outermost edge of a program somebody must catch what nobody foresaw: in `main`, in a worker's loop, in the
handler of a web request.
Write `except Exception:` there, log it with `logger.exception()`, and go on or stop.
A handler that hands the exception itself to a future, a queue or a variable hides nothing either.

## What the check sees
- error: `except:`, `except BaseException:` and `contextlib.suppress(Exception)`, where the exception ends there.
- warning: `except Exception:` that neither raises again on every way out, nor hands the exception on, nor reports it
  at the edge of the program.
- advice: a bare `except:` that always raises again; `except BaseException:` says that you mean it.
- not seen: whether a type that you do name is narrow enough.
"""

import ast
from collections.abc import Iterator
from functools import cache, partial

from rulekit.analysis.exceptions.boundaries import in_finalizer, is_boundary
from rulekit.analysis.exceptions.handlers import (
    Breadth,
    breadth,
    broad_suppressions,
    is_import_guard,
    lets_escape,
    reports,
    reports_exception,
    try_of,
)
from rulekit.analysis.exceptions.raised import (
    RaisedTypes,
    calls_raising_function,
    except_types,
    only_inspects_objects,
    runs_foreign_code,
    types_raised_in,
)
from rulekit.analysis.flow.control_flow import always_raises
from rulekit.analysis.flow.reaching_definitions import LOOPS
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Effect, Finding, Fix, NameUse, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

RULE = Rule(
    code="RK301",
    name="bare-except",
    known_as=(
        "catch everything",
        "catch-all",
        "broad except",
        "except Exception",
        "specific exception type",
    ),
    section=Section.ERRORS,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(
        Example(
            "A number typed by a customer",
            bad="""
                try:
                    quantity = int(text)
                except:  # <- RK301
                    quantity = DEFAULT_QUANTITY
            """,
            good="""
                try:
                    quantity = int(text)
                except ValueError:
                    quantity = DEFAULT_QUANTITY
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "An order that a file may lack",
            bad="""
                for name in names:
                    try:
                        order = load(name)
                        total += order.total
                    except Exception:  # <- RK301
                        missing.append(name)
            """,
            good="""
                for name in names:
                    try:
                        order = load(name)
                    except FileNotFoundError:
                        missing.append(name)
                    else:
                        total += order.total
            """,
        ),
        Example(
            "A half-written order is taken back",
            bad="""
                try:
                    book.write(order)
                except:  # <- RK301
                    book.take_back(order)
                    raise
            """,
            good="""
                try:
                    book.write(order)
                except BaseException:
                    book.take_back(order)
                    raise
            """,
            fixed=True,
        ),
    ),
    tempting=(
        Example(
            "A longer word for the same net",
            bad="""
                try:
                    price = prices[article]
                except Exception:  # <- RK301
                    price = LIST_PRICE
            """,
            good="""
                try:
                    price = prices[article]
                except KeyError:
                    price = LIST_PRICE
            """,
        ),
    ),
    related=("swallowed-exception",),
    references=(
        "https://docs.python.org/3/tutorial/errors.html#handling-exceptions",
        "https://docs.python.org/3/library/exceptions.html#exception-hierarchy",
        "https://peps.python.org/pep-0008/#programming-recommendations",
    ),
    equivalents={
        "ruff": ("E722", "BLE001"),
        "pylint": ("W0702", "W0718"),
        "flake8": ("E722", "B001", "BLE001"),
    },
)


@RULE.check
def broad_handler(handler: ast.ExceptHandler, source: Source) -> Iterator[Finding]:
    """Find handlers that catch more than anybody can have thought of."""
    if handler.type is None and always_raises(handler.body):
        message = "bare `except` catches even an interrupt: write `except BaseException` if that is meant"
        fix = Fix("Write `except BaseException`", (_type_edit(source, handler, "BaseException"),))
        yield RULE.at(source, handler, message, severity=Severity.ADVICE, fix=fix)
        return
    width = breadth(source, handler)
    if width is Breadth.NARROW:
        return
    what = "bare `except`" if width is Breadth.BARE else f"`except {width.value}`"
    severity = Severity.WARNING if width is Breadth.BROAD else Severity.ERROR
    raised = cache(partial(types_raised_in, source, try_of(source, handler)))
    yield RULE.at(
        source,
        handler,
        lambda: f"{what} {_advice(handler, raised())}",
        severity=severity,
        make_fix=lambda: _narrow_types(source, handler, raised()),
    )


def _advice(handler: ast.ExceptHandler, raised: RaisedTypes) -> str:
    """Return what is wrong with the handler, and which types this `try` is known to raise."""
    wrong = "hides bugs too" if handler.type is not None else "hides every error"
    such = f", such as {' or '.join(f'`{name}`' for name in raised.likely)}" if raised.likely else ""
    return f"{wrong}: name the errors you expect{such}"


def _narrow_types(source: Source, handler: ast.ExceptHandler, raised: RaisedTypes) -> Fix | None:
    """Name the types that the `try` raises, where nothing else in it is likely to fail."""
    types = except_types(source, raised) if len(try_of(source, handler).handlers) == 1 else None
    if not types:
        return None
    read = tuple(NameUse(name.partition(".")[0], Effect.READS) for name in raised.types)
    return Fix(f"Catch {types}", (_type_edit(source, handler, types),), safe=False, names=read)


def _type_edit(source: Source, handler: ast.ExceptHandler, types: str) -> Edit:
    if handler.type is not None:
        return Edit(source.extent(handler.type), types)
    head = source.span(handler)
    return Edit(head._replace(line=head.end_line, column=head.end_column), f" {types}")


@RULE.check
def broad_suppress(source: Source) -> Iterator[Finding]:
    """Find `contextlib.suppress` of everything."""
    for call, width in broad_suppressions(source):
        yield RULE.at(source, call, f"`suppress({width.value})` hides every error: name the exceptions you expect")


@RULE.exempt(broad_handler)
def raises_again(handler: ast.ExceptHandler, source: Source) -> bool:
    """The handler names its type and raises on every way out, or ends the program."""
    if handler.type is None:
        return False
    return always_raises(handler.body) or calls_raising_function(source, handler.body[-1])


@RULE.exempt(broad_handler)
def looks_closer(handler: ast.ExceptHandler, source: Source) -> bool:
    """The handler raises again unless the error is an expected one, or (with `Exception`) another attempt is left."""
    if handler.type is None:
        return False
    loops = LOOPS if breadth(source, handler) is Breadth.BROAD else ()
    in_loop = any(isinstance(around, loops) for around in source.ancestors(handler))
    for choice in (node for node in own_nodes(handler) if isinstance(node, ast.If)):
        words = {node.id for node in walk(choice.test) if isinstance(node, ast.Name)}
        raises = always_raises(choice.body) or always_raises(choice.orelse)
        if raises and (in_loop or handler.name in words):
            return True
    return False


@RULE.exempt(broad_handler)
def exception_handed_on(handler: ast.ExceptHandler, source: Source) -> bool:
    """The exception itself, or its traceback, is stored, returned or given to other code."""
    return handler.type is not None and lets_escape(source, handler)


@RULE.exempt(broad_handler)
def reported_at_the_edge(handler: ast.ExceptHandler, source: Source) -> bool:
    """A handler of `Exception` at the edge of the program, such as in `main` or a worker's loop, reports the error."""
    is_broad = breadth(source, handler) is Breadth.BROAD
    return is_broad and reports_exception(source, handler) and is_boundary(source, handler)


@RULE.exempt(broad_handler)
def optional_import(handler: ast.ExceptHandler, source: Source) -> bool:
    """A handler of `Exception` guards an import and what follows from it."""
    return breadth(source, handler) is Breadth.BROAD and is_import_guard(try_of(source, handler))


@RULE.exempt(broad_handler)
def unknown_object(handler: ast.ExceptHandler, source: Source) -> bool:
    """A handler of `Exception` around `repr(...)`, `getattr(...)` and the like of an object that may be anything."""
    return breadth(source, handler) is Breadth.BROAD and only_inspects_objects(source, try_of(source, handler))


@RULE.exempt(broad_handler)
def foreign_code(handler: ast.ExceptHandler, source: Source) -> bool:
    """A handler of `Exception` around `exec(...)`, a callback or other foreign code reports the error."""
    if breadth(source, handler) is not Breadth.BROAD or not reports(source, handler):
        return False
    return runs_foreign_code(source, try_of(source, handler))


@RULE.exempt(broad_handler, broad_suppress)
def runs_at_end(node: ast.ExceptHandler | ast.Call, source: Source) -> bool:
    """`Exception` in `__del__`, or in a function that runs when the program ends."""
    if isinstance(node, ast.ExceptHandler) and breadth(source, node) is not Breadth.BROAD:
        return False
    return in_finalizer(source, node)
