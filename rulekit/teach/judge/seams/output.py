"""What an answer prints, and what a person types."""

import io
import sys
from collections.abc import Iterator

import pytest

from rulekit.teach.judge.waiting import WaitsForEver


class Typed(io.TextIOBase):
    """Standard input on which a person types the lines of a list, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readline(self, _: int | None = -1) -> str:  # type: ignore[override]
        """Give the next line.

        Raises:
            WaitsForEver: nobody types any more.
        """
        if not self.lines:
            raise WaitsForEver("the code asks a person with `input`, and nobody is there")
        return self.lines.pop(0) + "\n"


class Output:
    """`text` and `lines` of standard output, `errors` of standard error; `typed` is what a person answers."""

    def __init__(self, out: io.StringIO, err: io.StringIO, person: Typed) -> None:
        self.typed = person.lines
        self._out, self._err = out, err

    @property
    def text(self) -> str:
        """All that was printed."""
        return self._out.getvalue()

    @property
    def lines(self) -> list[str]:
        """The printed lines."""
        return self.text.splitlines()

    @property
    def errors(self) -> str:
        """All that went to standard error."""
        return self._err.getvalue()


@pytest.fixture
def output() -> Iterator[Output]:
    """Hear what is printed, and type on the keyboard.

    The streams are the same from the import of the answer to the end, as in a program: those of `capsys` change in
    between, and a handler that was made before would write to one that is closed.
    """
    out, err, person = io.StringIO(), io.StringIO(), Typed()
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in (("stdout", out), ("stderr", err), ("stdin", person)):
            patch.setattr(sys, name, stream)
        yield Output(out, err, person)
