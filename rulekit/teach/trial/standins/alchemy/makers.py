"""What makes sessions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rulekit.teach.trial.standins.alchemy.engine import Engine
from rulekit.teach.trial.standins.alchemy.session import Session


class SessionMaker:
    """A factory of sessions that are all set up alike."""

    def __init__(self, bind: Engine | None = None, **options: Any) -> None:
        self.options = {"bind": bind, **options}

    def __class_getitem__(cls, _: object) -> type["SessionMaker"]:
        return cls

    def configure(self, **options: Any) -> None:
        """Change what all sessions get."""
        self.options.update(options)

    def __call__(self, **options: Any) -> Session:
        """Open a session."""
        told = {**self.options, **options}
        made: Session = told.pop("class_", Session)(told.pop("bind"), **told)
        return made

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a session, commit at the end of the block, and close in any case."""
        with self() as session, session.begin():
            yield session


class ScopedSession:
    """One session for everybody, until it is removed."""

    def __init__(self, factory: Callable[[], Session]) -> None:
        self._factory = factory
        self._session: Session | None = None

    def __call__(self) -> Session:
        """Give the session, which is opened when it is first wanted."""
        self._session = self._session or self._factory()
        return self._session

    def __getattr__(self, name: str) -> Any:
        return getattr(self(), name)

    def remove(self) -> None:
        """Close the session."""
        if self._session is not None:
            self._session.close()
        self._session = None
