"""Which calls make a value harmless, and for which use: a number harms nobody, quoted text is safe in one language."""

import ast

from rulekit.analysis.flow.call_graph import Runnable, functions_behind
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import is_constant_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.sanitizers import (
    CLEANING,
    CLEANING_METHODS,
    CLEANING_NAME,
    HARMLESS_CALLS,
    OTHER_LANGUAGES,
    OWN_FACTS,
    QUOTING,
    SHELL_QUOTING,
)

_HANDING_ON = frozenset("format isinstance join len list lower map repr sorted str strip tuple upper".split())
_NUMBERS = frozenset(f"builtins.{name}" for name in "int float len round abs ord hash id bool".split())


def is_cleaning(source: Source, call: ast.Call) -> bool:
    """Tell whether a call gives something harmless for some use: a conversion, a check, quoted or tidied text."""
    word = last_name(call.func)
    is_known = names(source).resolve(call.func) in CLEANING or word in CLEANING_METHODS
    return is_known or bool(CLEANING_NAME.search(word))


def is_quoting(source: Source, call: ast.Call) -> bool:
    """Tell whether a call quotes, by its name; a function of this file must do more than to write quotes around."""
    functions = functions_behind(source, call.func)
    return bool(QUOTING.search(last_name(call.func))) and not any(map(_hands_on, functions))


def _hands_on(function: Runnable) -> bool:
    """Tell whether all characters of its parameters come out of a function again, as from `"'" + text + "'"`."""
    nodes = [*walk(function.body)] if isinstance(function, ast.Lambda) else [*own_nodes(function)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    refuses = any(isinstance(node, (ast.Raise, ast.Assert)) for node in nodes)
    return not refuses and all(last_name(call.func) in _HANDING_ON for call in calls)


def is_cleaned_for_sql(source: Source, node: ast.AST) -> bool:
    """Tell whether what made a value harmless did so for SQL too, and not for HTML or a shell only."""
    return not (names(source).resolve(getattr(node, "func", None)) or "").startswith(OTHER_LANGUAGES)


def is_cleaned_for_code(source: Source, node: ast.AST) -> bool:
    """Tell whether what made a value harmless leaves nothing that Python could run: a number, a truth value."""
    return not isinstance(node, ast.Call) or names(source).resolve(node.func) in HARMLESS_CALLS


def is_harmless_in_command(source: Source, expression: ast.expr) -> bool:
    """Recognise what nobody else can choose: quoted text, numbers, facts of this Python, constants by their name."""
    known = names(source)
    if isinstance(expression, ast.Call):
        return known.resolve(expression.func) in SHELL_QUOTING | _NUMBERS
    if isinstance(expression, ast.Attribute):
        return _is_constant(expression.attr) or known.resolve(expression) in OWN_FACTS
    if not isinstance(expression, ast.Name):
        return False
    binders = known.binders(expression)
    is_imported = bool(binders) and all(isinstance(binder, ast.alias) for binder in binders)
    return expression.id == "__file__" or (is_imported and _is_constant(expression.id))


def _is_constant(name: str) -> bool:
    return len(name) > 1 and is_constant_name(name)
