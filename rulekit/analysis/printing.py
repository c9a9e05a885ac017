"""Output to the terminal: which calls print, and where `print` is handed to other code."""

import ast
from collections.abc import Iterator
from typing import cast

from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source
from rulekit.known.output import PRINTERS, STREAM_WRITERS, STREAMS

_METHODS = frozenset({"print", "pprint", "pp", "write", "writelines"})
_WRITES = frozenset({"write", "writelines"})
_WORDS = ("print", "stdout", "stderr")
_HANDED = ("print,", "print)", "print\n", "print\r", "print ")
_BOUND = tuple(name + after for name in ("print", "pp", "write", "writelines") for after in ("\n", "\r", ";", "  #"))
_STREAM_NAMES = frozenset(stream.rpartition(".")[2] for stream in STREAMS)


def printing_calls(source: Source) -> list[ast.Call]:
    """Question: which calls write to the terminal by `print`, `pprint` or a standard stream?"""
    if not any(word in source.text for word in _WORDS):
        return []
    plain = _other_names(source) | {"print", "pprint", "pp"}
    likely = [call for call in source.nodes(ast.Call) if _is_likely(call.func, plain)]
    resolve = source.ask(names).resolve
    return [call for call in likely if resolve(call.func) in PRINTERS | STREAM_WRITERS]


def _is_likely(function: ast.expr, plain: frozenset[str]) -> bool:
    """Tell at a glance whether a call may print."""
    if isinstance(function, ast.Name):
        return function.id in plain
    if not isinstance(function, ast.Attribute) or function.attr not in _METHODS:
        return False
    base = function.value
    return function.attr not in _WRITES or isinstance(base, ast.Name) or getattr(base, "attr", "") in _STREAM_NAMES


def handed_printers(source: Source) -> Iterator[ast.Name]:
    """Give the places where `print` is an argument, so that other code calls it."""
    if not any(ending in source.text for ending in _HANDED):
        return
    parents, resolve = source.parents, source.ask(names).resolve
    everything = cast("list[ast.Name]", source.index.nodes.get(ast.Name, []))
    for name in [name for name in everything if name.id == "print" or name.id == "pprint"]:  # noqa: PLR1714 - quicker
        parent = parents[name]
        given = isinstance(parent, ast.keyword) or (isinstance(parent, ast.Call) and parent.func is not name)
        if given and resolve(name) in PRINTERS:
            yield name


def stream_of(call: ast.Call) -> ast.expr | None:
    """Give what a call prints to, if it says so."""
    return next((keyword.value for keyword in call.keywords if keyword.arg in {"file", "stream"}), None)


def goes_elsewhere(source: Source, call: ast.Call) -> bool:
    """Tell whether a call prints to another stream than those of the terminal."""
    stream = stream_of(call)
    if stream is None or (isinstance(stream, ast.Constant) and stream.value is None):
        return any(keyword.arg is None for keyword in call.keywords)
    return source.ask(names).resolve(stream) not in STREAMS


def _other_names(source: Source) -> frozenset[str]:
    """Give the names that are bound to a printer by an assignment or an import."""
    aliases = (alias for origin in source.nodes(ast.ImportFrom) for alias in origin.names)
    found = {alias.asname for alias in aliases if alias.asname}
    bound = any(ending in source.text for ending in _BOUND) or source.text.endswith(("print", "write"))
    for assignment in source.nodes(ast.Assign) if bound else ():
        value = assignment.value
        last = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
        if last in _METHODS:
            found.update(target.id for target in assignment.targets if isinstance(target, ast.Name))
    return frozenset(found)
