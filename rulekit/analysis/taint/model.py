"""What is known of a place where input enters the code."""

import ast
import enum
from dataclasses import dataclass


class Channel(enum.Enum):
    """By which way input comes; the value says it in words."""

    NETWORK = "comes from the network"
    PERSON = "comes from a person"
    COMMAND_LINE = "comes from the command line"
    ENVIRONMENT = "comes from the environment"


@dataclass(frozen=True)
class Entry:
    """A place where input enters; without a channel it is checked while it enters (`type=int`)."""

    node: ast.AST
    channel: Channel | None

    @property
    def what(self) -> str:
        """Where the value comes from, in words."""
        return self.channel.value if self.channel else "is checked where it enters"
