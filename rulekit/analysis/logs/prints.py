"""Output to the terminal: which calls print, and where `print` is handed to other code."""

import ast
from collections.abc import Iterable
from typing import NamedTuple

from rulekit.analysis.flow.calls import argument, has_unknown_arguments
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.signatures import renamed_imports
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import names_by_word
from rulekit.known.output import PRINTERS, STREAM_WRITERS, STREAMS

_WORDS = frozenset(name.rpartition(".")[2] for name in PRINTERS | STREAMS)
_WRITE_METHODS = frozenset({"write", "writelines"})

Use = ast.Name | ast.Attribute


class Printing(NamedTuple):
    """The calls that write to the terminal, and the places where `print` is an argument."""

    calls: list[ast.Call]
    callbacks: list[Use]


@question
def printing(source: Source) -> Printing:
    """Where does the code write to the terminal by `print`, `pprint` or a standard stream?"""
    likely = Printing([], [])
    words = _WORDS | {new for new, old in renamed_imports(source).items() if old in _WORDS}
    attributes = [attribute for attribute in source.nodes(ast.Attribute) if attribute.attr in words]
    aliases = _sort(source, [*_names(source, words), *attributes], likely)
    if aliases:
        _sort(source, _names(source, aliases), likely)
    resolve = names(source).resolve
    calls = [call for call in likely.calls if resolve(call.func) in PRINTERS | STREAM_WRITERS]
    return Printing(calls, [use for use in likely.callbacks if resolve(use) in PRINTERS])


def _names(source: Source, words: Iterable[str]) -> list[ast.Name]:
    by_word = names_by_word(source)
    return [name for word in sorted(words) for name in by_word.get(word, ())]


def _sort(source: Source, uses: Iterable[Use], printing: Printing) -> frozenset[str]:
    """Sort uses of a printer or stream into calls and callbacks; return the names that are bound to one."""
    aliases: set[str] = set()
    for use in uses:
        parent = source.parents[use]
        is_method = isinstance(parent, ast.Attribute) and parent.attr in _WRITE_METHODS
        whole, around = (parent, source.parents[parent]) if is_method else (use, parent)
        if isinstance(around, ast.Call) and around.func is whole:
            printing.calls.append(around)
        elif isinstance(around, (ast.Call, ast.keyword)) and whole is use:
            printing.callbacks.append(use)
        elif isinstance(around, ast.Assign) and whole is around.value:
            aliases.update(target.id for target in around.targets if isinstance(target, ast.Name))
    return frozenset(aliases)


def stream_of(call: ast.Call) -> ast.expr | None:
    """Return what a call prints to, if it says so."""
    return next((keyword.value for keyword in call.keywords if keyword.arg in {"file", "stream"}), None)


def prints_elsewhere(source: Source, call: ast.Call) -> bool:
    """Tell whether a call prints to another stream than those of the terminal."""
    stream = stream_of(call) or argument(source, call, "file")
    if stream is None or (isinstance(stream, ast.Constant) and stream.value is None):
        # `print(*row, **options)` may name a file.
        return has_unknown_arguments(source, call) and any(keyword.arg is None for keyword in call.keywords)
    return names(source).resolve(stream) not in STREAMS
