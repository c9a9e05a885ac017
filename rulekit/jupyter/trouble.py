"""What goes wrong in rulekit itself, or in what it was given, as one line."""

from collections.abc import Iterator
from contextlib import contextmanager

from IPython.core.error import UsageError

from rulekit.engine.crashes import ENGINE, Crash
from rulekit.model.errors import RulekitError, reason_of

STOPPED = "the check was interrupted: run the cell again to have it judged"


def trouble_line(error: BaseException) -> str:
    """Say in one line what went wrong."""
    match error:
        case RulekitError():
            line = str(error)
        case OSError():
            line = reason_of(error)
        case KeyboardInterrupt():
            line = STOPPED
        case _:
            line = str(Crash("this cell", ENGINE, f"{type(error).__name__}: {error}"))
    return " ".join(line.split())


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Show what is wrong with what a magic was given in one line, as IPython shows wrong uses.

    Raises:
        UsageError: something is wrong with it.
    """
    try:
        yield
    except (RulekitError, OSError) as error:
        raise UsageError(trouble_line(error)) from error
