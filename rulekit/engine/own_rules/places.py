"""What tells a team's own rules from ours, and the lines of their files in which an error arose."""

from collections.abc import Iterator
from types import TracebackType

OUR_PREFIX = "RK"


def places(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    """Give the files and lines through which an error went, the outermost first."""
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
