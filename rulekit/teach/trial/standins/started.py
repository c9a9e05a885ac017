"""A program that an answer started, and how it ends."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rulekit.teach.trial.standins.shell import programs_of_line, programs_of_words
from rulekit.teach.trial.standins.waiting import WaitsForEver


@dataclass
class Started:
    """One start of a program.

    `command` is what was given; `words` what the first program gets; `commands` the words of every program that is
    started, those of a shell's line and behind `sh -c` too; `how` the function, such as `subprocess.run`.
    """

    command: object
    words: list[str]
    shell: bool
    commands: list[list[str]]
    how: str
    check: bool = False
    timeout: float | None = None
    cwd: str | None = None
    env: Mapping[str, str] | None = None
    input: object = None
    is_broken: bool = False
    is_done: bool = False
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def programs(self) -> list[str]:
        """The names of the programs, in the order in which they are written."""
        return [words[0] for words in self.commands]

    @property
    def program(self) -> str:
        """The name of the first program."""
        return self.words[0] if self.words else ""

    def wait_for_ever(self) -> WaitsForEver:
        """Give the error of waiting without a timeout for a program that hangs."""
        return WaitsForEver(f"`{self.how}` waits for ever: `{self.program}` hangs, and no timeout is set")


@dataclass(frozen=True)
class Ending:
    """How a program ends: what it wrote, and its status; or it hangs, or there is none of its name."""

    stdout: bytes = b""
    stderr: bytes = b""
    status: int = 0
    hangs: bool = False
    is_missing: bool = False


Start = Callable[[Started], Ending]


def started_by(how: str, command: object, shell: bool, options: Mapping[str, object]) -> Started:
    """Describe the start of a program from the arguments of the function that starts it."""
    words = words_of(command)
    is_broken = False
    try:
        commands = programs_of_line(words[0]) if shell and words else programs_of_words(words)
    except ValueError:
        commands, is_broken = [], True
    first = commands[0] if shell and commands else words
    env, cwd = options.get("env"), options.get("cwd")
    started = Started(command, first, shell, commands, how, is_broken=is_broken, options=dict(options))
    started.env = {str(name): str(value) for name, value in env.items()} if isinstance(env, Mapping) else None
    started.cwd = str(cwd) if cwd is not None else None
    return started


def words_of(command: object) -> list[str]:
    """Give the words of a command: a text is one word, a list has several."""
    if isinstance(command, bytes):
        return [command.decode()]
    if isinstance(command, str) or not isinstance(command, Sequence):
        return [_word(command)]
    return [_word(word) for word in command]


def _word(word: object) -> str:
    if isinstance(word, bytes):
        return word.decode()
    if isinstance(word, str):
        return word
    if isinstance(word, os.PathLike) or hasattr(word, "__fspath__"):
        return str(word)
    raise TypeError(f"expected str, bytes or os.PathLike object, not {type(word).__name__}")
