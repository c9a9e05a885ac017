"""A program that an answer started."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from rulekit.teach.judge.seams.shell_line import programs_of_line, programs_of_words


@dataclass(frozen=True)
class Started:
    """One start of a program by `how`, such as `os.system`: the command as it was given, and the first program's words.

    `commands` holds the words of every program that is started, those of a shell's line and behind `sh -c` too; it is
    empty for a line that `is_broken`, which no shell takes.
    """

    how: str
    command: object
    words: list[str]
    shell: bool
    commands: list[list[str]]
    is_broken: bool = False

    @property
    def programs(self) -> list[str]:
        """The names of the programs, in the order in which they are written."""
        return [words[0] for words in self.commands]


def started_by(how: str, command: object, *, by_shell: bool) -> Started:
    """Describe the start of a program from the command that was given."""
    words = words_of(command)
    try:
        commands = programs_of_line(words[0]) if by_shell and words else programs_of_words(words)
    except ValueError:
        return Started(how, command, words, by_shell, [], is_broken=True)
    return Started(how, command, commands[0] if by_shell and commands else words, by_shell, commands)


def words_of(command: object) -> list[str]:
    """Give the words of a command: a text is one word, a list has several."""
    if isinstance(command, (str, bytes, os.PathLike)) or not isinstance(command, Sequence):
        return [os.fsdecode(command)]  # type: ignore[arg-type]
    return [os.fsdecode(word) for word in command]
