"""What an answer prints, and what a person types."""

from collections.abc import Mapping
from types import ModuleType

from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.waiting import WaitsForEver


class Stream:
    """A stream that keeps what is written."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        """Keep a text."""
        self.text += text
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Keep some texts."""
        self.text += "".join(lines)

    def flush(self) -> None:
        """Do nothing: there is no buffer."""

    def isatty(self) -> bool:
        """Nobody sits there."""
        return False


class Output:
    """`text` and `lines` of standard output, `errors` of standard error; `typed` is what a person answers."""

    def __init__(self) -> None:
        self._out, self._err = Stream(), Stream()
        self.typed: list[str] = []

    @property
    def text(self) -> str:
        """All that was printed."""
        return self._out.text

    @property
    def lines(self) -> list[str]:
        """The printed lines."""
        return self._out.text.splitlines()

    @property
    def errors(self) -> str:
        """All that went to standard error."""
        return self._err.text

    def modules(self) -> Mapping[str, ModuleType]:
        """Give `sys` with streams of its own."""
        streams = {"stdout": self._out, "stderr": self._err, "__stdout__": self._out, "__stderr__": self._err}
        return {"sys": module_of("sys", {**streams, "argv": ["answer"], "path": [], "modules": {}})}

    def builtins(self) -> Mapping[str, object]:
        """Give `print` and `input`."""
        return {"print": self._print, "input": self._input}

    def _print(
        self,
        *words: object,
        sep: str | None = " ",
        end: str | None = "\n",
        file: Stream | None = None,
        flush: bool = False,
    ) -> None:
        del flush
        blank, newline = " " if sep is None else sep, "\n" if end is None else end
        (self._out if file is None else file).write(blank.join(map(str, words)) + newline)

    def _input(self, prompt: object = "") -> str:
        self._out.write(str(prompt))
        if not self.typed:
            raise WaitsForEver("the code asks a person with `input`, and nobody is there")
        return self.typed.pop(0)
