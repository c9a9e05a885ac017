"""Never use bare `except:` clauses. Always catch specific exceptions.

## Why
A bare `except:` catches everything: the error you thought of, the typo in the next line, and the `KeyboardInterrupt`
of somebody who wants the program to stop.
The night an import job runs on an empty table for six hours, the log says nothing, because the one `NameError` that
mattered was caught together with the missing file.

## Instead
Name the exceptions that the statements in the `try` are documented to raise, and keep the `try` short, so that only
those statements can raise them.
`except (OSError, ValueError):` is fine; so are two handlers that do different things.

## When to break it
At the outermost edge of a program - `main`, a worker's loop, a request handler - somebody must catch what nobody
foresaw. Write `except Exception:` there, log it with `logger.exception()`, and go on or stop.

## What the check sees
- error: `except:`, `except BaseException:` and `contextlib.suppress(Exception)`, unless the handler raises again.
- warning: `except Exception:` that neither raises again, hands the exception on, nor logs it at the edge of a program.
- advice: a bare `except:` that raises again; write `except BaseException:` to say that you mean it.
- not seen: whether the type that you do name is narrow enough.
"""

import ast
from collections.abc import Iterator

from rulekit.analysis.source import Source
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

RULE = Rule(
    code="RK301",
    name="bare-except",
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
        ),
    ),
    references=("https://docs.python.org/3/tutorial/errors.html#handling-exceptions",),
    equivalents={"ruff": ("E722", "BLE001"), "pylint": ("W0702", "W0718"), "flake8": ("E722", "B001")},
)


@RULE.check
def bare_handler(handler: ast.ExceptHandler, source: Source) -> Iterator[Finding]:
    """Find handlers that name no exception."""
    if handler.type is None:
        yield RULE.at(source, handler, "bare `except` hides every error: name the exceptions you expect")
