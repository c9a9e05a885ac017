"""Copies of modules that nobody else holds, so that what an answer puts into a module changes nothing in the copy."""

import builtins
from types import FunctionType, ModuleType, SimpleNamespace


def detached(module: ModuleType, **own: object) -> SimpleNamespace:
    """Copy a module with its functions, which see the copy, and the built-in functions as they are now."""
    names = {name: _copied(value) for name, value in vars(module).items()}
    names |= {"__builtins__": dict(vars(builtins)), **own}
    for name, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__globals__ is vars(module) and name not in own:
            names[name] = _moved(value, names)
    return SimpleNamespace(**names)


def _copied(value: object) -> object:
    return dict(value) if type(value) is dict else value


def _moved(function: FunctionType, names: dict[str, object]) -> FunctionType:
    copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy
