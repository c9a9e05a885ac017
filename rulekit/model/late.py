"""What is made when it is first needed: patterns, and the methods of dataclasses.

The rules know hundreds of patterns and kinds of values, and one file needs few of them: it may hold no log call, no
query, no notebook. Compiling a pattern or writing the methods of a dataclass takes up to half a millisecond, so making
all of them at once takes longer than judging a file.
"""

import re
from _thread import RLock  # all of `threading` is not needed, nor there in every browser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "regex"]

_USES = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")
_METHODS = ("__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__init__")
_FACTS = ("__dataclass_fields__", "__match_args__")
_ONE_AT_A_TIME = RLock()


class LatePattern:
    """A regular expression that is compiled when it is first used; from then on this holds the methods of `re`."""

    def __init__(self, text: str, flags: int = 0) -> None:
        self._written = text, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._written)
        for use in _USES:
            setattr(self, use, getattr(compiled, use))
        return getattr(compiled, name)


if TYPE_CHECKING:
    from dataclasses import dataclass
    from re import compile as regex
else:
    regex = LatePattern

    def dataclass(made: type | None = None, **options: bool) -> Any:
        """Make a dataclass whose methods are written when the first of them is called."""
        if made is None:
            return lambda given: dataclass(given, **options)
        _Unfinished(made, options)
        return made


class _Unfinished:
    """A class with stand-ins for what `dataclasses` will write."""

    def __init__(self, made: type, options: dict[str, bool]) -> None:
        self.made, self.options, self.is_finished = made, options, False
        self.stand_ins: dict[str, object] = {name: _Fact(self, name) for name in _FACTS}
        self.stand_ins |= {name: _method(self, name) for name in _METHODS if name not in vars(made)}
        for name, stand_in in self.stand_ins.items():
            setattr(made, name, stand_in)

    def finish(self) -> None:
        """Take over what `dataclasses` writes for a twin: no other thread may see the class without its methods."""
        with _ONE_AT_A_TIME:
            if not self.is_finished:
                body = {name: value for name, value in vars(self.made).items() if name not in self.stand_ins}
                self._take_over(body, _written_for_twin(self.made, body, self.options))
                self.is_finished = True

    def _take_over(self, body: dict[str, Any], written: dict[str, Any]) -> None:
        for name in [*body, *self.stand_ins]:
            if name not in written:
                delattr(self.made, name)
            elif written[name] is not body.get(name, self):
                setattr(self.made, name, written[name])


class _Fact:
    """A stand-in for what a dataclass says of itself."""

    def __init__(self, unfinished: _Unfinished, name: str) -> None:
        self.unfinished, self.name = unfinished, name

    def __get__(self, _: object, owner: type) -> Any:
        self.unfinished.finish()
        return getattr(owner, self.name)


def _method(unfinished: _Unfinished, name: str) -> Callable[..., Any]:
    def finish_and_call(self: object, *arguments: object, **named: object) -> Any:
        unfinished.finish()
        return getattr(self, name)(*arguments, **named)

    return finish_and_call


def _written_for_twin(made: type, body: dict[str, Any], options: dict[str, bool]) -> dict[str, Any]:
    from dataclasses import dataclass as write

    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    twin = type(made)(made.__name__, made.__bases__, dict(body))
    return dict(vars(write(**options)(twin)))
