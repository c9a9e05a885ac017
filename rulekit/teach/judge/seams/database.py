"""Databases of an exercise: real ones of SQLite, in files of the shop."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing

from rulekit.teach.judge.scene import Scene


class Database:
    """`fill` puts rows into a table, which is made where it is missing."""

    def __init__(self, scene: Scene) -> None:
        self._shop = scene.shop

    def fill(self, table: str, *rows: Mapping[str, object], path: str) -> None:
        """Put rows into a table of the database in a file."""
        with closing(sqlite3.connect(self._shop / path)) as connection, connection:
            connection.execute("PRAGMA synchronous = OFF")
            for row in rows:
                names = ", ".join(f'"{name}"' for name in row)  # noqa: RK402 - the check's own names
                marks = ", ".join("?" for _ in row)
                made = f'CREATE TABLE IF NOT EXISTS "{table}" ({names})'  # noqa: RK402 - the check's own names
                connection.execute(made)
                connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))  # noqa: S608
