"""What the kernel's names are, read off their types: nothing is evaluated, called or shown."""

import types
from collections.abc import Mapping


def kernel_facts(namespace: Mapping[str, object]) -> dict[str, str]:
    """Give the qualified names of modules, classes and functions that a namespace holds."""
    found = {}
    for name, value in list(namespace.items()):
        if not name.startswith("_") and (qualified := _qualified(value)):
            found[name] = qualified
    return found


def _qualified(value: object) -> str | None:
    kind = type(value)
    if kind is types.ModuleType:
        own = types.ModuleType.__getattribute__(value, "__dict__").get("__name__")
        return own if isinstance(own, str) else None
    if kind in {types.FunctionType, types.BuiltinFunctionType} or kind is type:
        module = getattr(value, "__module__", None)
        own = getattr(value, "__qualname__", None)
        if isinstance(module, str) and isinstance(own, str) and module != "__main__":
            return f"{module}.{own}"
    return None
