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

    def __init__(self, captured: pytest.CaptureFixture[str], person: Typed) -> None:
        self.typed = person.lines
        self._captured = captured
        self._out, self._err = "", ""

    @property
    def text(self) -> str:
        """All that was printed."""
        self._read()
        return self._out

    @property
    def lines(self) -> list[str]:
        """The printed lines."""
        return self.text.splitlines()

    @property
    def errors(self) -> str:
        """All that went to standard error."""
        self._read()
        return self._err

    def _read(self) -> None:
        out, err = self._captured.readouterr()
        self._out += out
        self._err += err


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Iterator[Output]:
    """Hear what is printed, and type on the keyboard."""
    with pytest.MonkeyPatch.context() as patch:
        person = Typed()
        patch.setattr(sys, "stdin", person)
        yield Output(capsys, person)
