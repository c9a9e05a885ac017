"""Functions that talk with a person."""

import ast

from rulekit.analysis.functions import enclosing_function
from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source

QUESTIONS = frozenset({"builtins.input", "getpass.getpass", "msvcrt.getch", "readline.set_completer"})
_WORDS = ("input", "getpass", "getch")


def asks_a_person(source: Source) -> frozenset[ast.AST]:
    """Question: which functions ask a person and wait for the answer?"""
    if not any(word in source.text for word in _WORDS):
        return frozenset()
    resolve = source.ask(names).resolve
    asked = (call for call in source.nodes(ast.Call) if _last(call.func) in _WORDS and resolve(call.func) in QUESTIONS)
    return frozenset(function for call in asked if (function := enclosing_function(source, call)))


def _last(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
