"""Making modules."""

from collections.abc import Mapping
from types import ModuleType


def module_of(name: str, attributes: Mapping[str, object]) -> ModuleType:
    """Make a module with the given attributes."""
    module = ModuleType(name)
    vars(module).update(attributes)
    return module
