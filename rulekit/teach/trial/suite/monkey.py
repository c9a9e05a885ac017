"""What the fixture `monkeypatch` gives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rulekit.teach.trial.suite.patching import Load, resolve

MISSING = object()


class MonkeyPatch:
    """What the fixture `monkeypatch` is."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._undo: list[Callable[[], object]] = []

    def setattr(self, target: Any, name: Any, value: Any = MISSING, raising: bool = True) -> None:
        """Replace an attribute; the target may be a dotted name."""
        if isinstance(target, str):
            owner, _, attribute = target.rpartition(".")
            target, name, value = resolve(self._load, owner), attribute, name if value is MISSING else value
        if raising and not hasattr(target, name):
            raise AttributeError(f"{target!r} has no attribute {name!r}")
        self._keep(target, name)
        setattr(target, name, value)

    def delattr(self, target: Any, name: Any = MISSING, raising: bool = True) -> None:
        """Take an attribute away."""
        if isinstance(target, str) and name is MISSING:
            owner, _, name = target.rpartition(".")
            target = resolve(self._load, owner)
        if not hasattr(target, name):
            if raising:
                raise AttributeError(name)
            return
        self._keep(target, name)
        delattr(target, name)

    def setitem(self, mapping: Any, name: Any, value: Any) -> None:
        """Replace an item."""
        self._keep_item(mapping, name)
        mapping[name] = value

    def delitem(self, mapping: Any, name: Any, raising: bool = True) -> None:
        """Take an item away."""
        if name not in mapping and not raising:
            return
        self._keep_item(mapping, name)
        del mapping[name]

    def setenv(self, name: str, value: object, prepend: str | None = None) -> None:
        """Set a variable of the environment."""
        environ = self._load("os").environ
        old = f"{prepend}{environ[name]}" if prepend and name in environ else ""
        self.setitem(environ, name, f"{value}{old}")

    def delenv(self, name: str, raising: bool = True) -> None:
        """Take a variable of the environment away."""
        self.delitem(self._load("os").environ, name, raising)

    def chdir(self, path: Any) -> None:
        """Go to another folder."""
        system = self._load("os")
        here = system.getcwd()
        self._undo.append(lambda: system.chdir(here))
        system.chdir(path)

    def syspath_prepend(self, _: object) -> None:
        """Do nothing: a closed world has no path."""

    @contextmanager
    def context(self) -> Iterator["MonkeyPatch"]:
        """Take back at the end of a block."""
        inner = MonkeyPatch(self._load)
        try:
            yield inner
        finally:
            inner.undo()

    def undo(self) -> None:
        """Take everything back."""
        while self._undo:
            self._undo.pop()()

    def _keep(self, target: Any, name: str) -> None:
        own = getattr(target, "__dict__", None)
        if own is None:
            old = getattr(target, name)
            self._undo.append(lambda: setattr(target, name, old))
        elif name in own:
            old = own[name]
            self._undo.append(lambda: setattr(target, name, old))
        else:
            self._undo.append(lambda: delattr(target, name) if name in vars(target) else None)

    def _keep_item(self, mapping: Any, name: Any) -> None:
        old = mapping.get(name, MISSING) if hasattr(mapping, "get") else mapping[name]
        if old is MISSING:
            self._undo.append(lambda: mapping.pop(name, None))
        else:
            self._undo.append(lambda: mapping.__setitem__(name, old))
