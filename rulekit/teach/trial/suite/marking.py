"""What tests are marked with: fixtures, parameters, reasons to skip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

KEPT = "_marks_of_the_suite"


class Skipped(BaseException):
    """The test is not to be run."""


class Failed(BaseException):  # noqa: RK302 - no handler of a test may catch it
    """The test failed by a word of its own."""


@dataclass(frozen=True)
class Fixture:
    """A function that prepares something, and how long that lives."""

    function: Callable[..., Any]
    scope: str = "function"
    autouse: bool = False
    params: tuple[Any, ...] = ()
    name: str = ""

    def __call__(self, *_: object, **__: object) -> Any:
        """Refuse: a fixture is named by a test and not called."""
        raise Failed(f'Fixture "{self.name}" called directly: name it as a parameter of the test instead')


@dataclass(frozen=True)
class Mark:
    """A mark of a test."""

    name: str
    arguments: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Mark a function or class; or take arguments first."""
        first = arguments[0] if arguments else None
        if len(arguments) == 1 and not options and callable(first) and not isinstance(first, Mark):
            setattr(first, KEPT, [*marks_of(first), self])
            return first
        return Mark(self.name, arguments, options)


class Marks:
    """What `pytest.mark` is: any attribute is a mark."""

    def __getattr__(self, name: str) -> Mark:
        return Mark(name)


@dataclass(frozen=True)
class Param:
    """The values of one run of a parametrised test."""

    values: tuple[Any, ...]
    id: str | None = None
    marks: tuple[Mark, ...] = ()


def param(*values: Any, id: str | None = None, marks: Any = ()) -> Param:  # noqa: A002 - the library calls it so
    """Give values with a name."""
    return Param(values, id, (marks,) if isinstance(marks, Mark) else tuple(marks))


def fixture(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """Mark a function that prepares something."""
    if function is None:
        return lambda marked: fixture(marked, **options)
    name = options.get("name") or function.__name__
    params = tuple(options.get("params") or ())
    return Fixture(function, str(options.get("scope", "function")), bool(options.get("autouse")), params, name)


def marks_of(marked: object) -> list[Mark]:
    """Give the marks of a function or class, without those of the classes that it derives from."""
    found: list[Mark] = vars(marked).get(KEPT, []) if hasattr(marked, "__dict__") else []
    return found


def names_of(given: str | Sequence[str]) -> list[str]:
    """Give the names of parameters, which may stand in one text."""
    listed = given.split(",") if isinstance(given, str) else given
    return [name.strip() for name in listed if name.strip()]
