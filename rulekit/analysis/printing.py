"""Output to the terminal: which calls print, and where `print` is handed to other code."""

import ast
from collections.abc import Iterator

from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source
from rulekit.known.output import PRINTERS, STREAM_WRITERS, STREAMS

_METHODS = frozenset({"print", "pprint", "pp", "write", "writelines"})
_WORDS = ("print", "pprint", "stdout", "stderr")


def printing_calls(source: Source) -> list[ast.Call]:
    """Question: which calls write to the terminal by `print`, `pprint` or a standard stream?"""
    if not any(word in source.text for word in _WORDS):
        return []
    resolve, plain = source.ask(names).resolve, _other_names(source) | {"print", "pprint", "pp"}
    found: list[ast.Call] = []
    for call in source.nodes(ast.Call):
        function = call.func
        likely = isinstance(function, ast.Name) and function.id in plain
        likely = likely or (isinstance(function, ast.Attribute) and function.attr in _METHODS)
        if likely and resolve(function) in PRINTERS | STREAM_WRITERS:
            found.append(call)
    return found


def handed_printers(source: Source) -> Iterator[ast.Name]:
    """Question: where is `print` an argument, so that other code calls it?"""
    if "print" not in source.text:
        return
    parents, resolve = source.parents, source.ask(names).resolve
    for name in source.nodes(ast.Name):
        if name.id in {"print", "pprint"}:
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
    found = {alias.asname for origin in source.nodes(ast.ImportFrom) for alias in origin.names if alias.asname}
    for name in source.nodes(ast.Name):
        if name.id in {"print", "pprint"} and isinstance(parent := source.parents[name], ast.Assign):
            found.update(target.id for target in parent.targets if isinstance(target, ast.Name))
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr in _METHODS and isinstance(parent := source.parents[attribute], ast.Assign):
            found.update(target.id for target in parent.targets if isinstance(target, ast.Name))
    return frozenset(found)
