"""What is written down of the databases of an exercise, whichever library the answer uses."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """One piece of SQL with its parameters, and the number of the connection that it went through."""

    sql: str
    parameters: object = ()
    connection: int = 0


@dataclass(frozen=True)
class Ending:
    """The end of a transaction: `commit` or `rollback`, by hand or by a `with`, with anything in it or not."""

    kind: str
    connection: int
    by_hand: bool = True
    had_changes: bool = True


@dataclass(frozen=True)
class Failure:
    """A statement that must fail: what its SQL contains, and the error, if it is not the library's own."""

    containing: str
    error: BaseException | None


@dataclass
class Opened:
    """One connection or session that was opened."""

    number: int
    library: str
    path: str
    is_open: bool = True


class Ledger:
    """Everything that an answer did with databases, in order."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.endings: list[Ending] = []
        self.opened: list[Opened] = []
        self.failures: list[Failure] = []

    def open(self, library: str, path: str) -> Opened:
        """Write down a new connection."""
        one = Opened(len(self.opened) + 1, library, path)
        self.opened.append(one)
        return one

    def state(self, statement: Statement, usual: Callable[[str], BaseException] = sqlite3.OperationalError) -> None:
        """Write down a statement; raise when it was told to fail."""
        self.statements.append(statement)
        for failure in self.failures:
            if failure.containing.lower() in statement.sql.lower():
                self.failures.remove(failure)
                raise failure.error or usual("disk I/O error")
