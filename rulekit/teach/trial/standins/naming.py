"""Making modules."""

from collections.abc import Callable, Mapping
from types import ModuleType


def module_of(name: str, attributes: Mapping[str, object]) -> ModuleType:
    """Make a module with the given attributes."""
    module = ModuleType(name)
    vars(module).update(attributes)
    return module


def bound(kind: type, **functions: Callable[..., object]) -> type:
    """Make a class of its own for one run, with functions that belong to the run."""
    return type(kind.__name__, (kind,), {name: staticmethod(one) for name, one in functions.items()})
