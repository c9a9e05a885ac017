"""Which calls make a value harmless, and for which use: a number harms nobody, quoted text is safe in one language."""

import ast

from rulekit.analysis.names.scopes import names
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
    SHELL_QUOTING,
)

_NUMBERS = frozenset(f"builtins.{name}" for name in "int float len round abs ord hash id bool".split())


def is_cleaning(source: Source, call: ast.Call) -> bool:
    """Tell whether a call gives something harmless for some use: a conversion, a check, quoted or tidied text."""
    word = last_name(call.func)
    is_known = names(source).resolve(call.func) in CLEANING or word in CLEANING_METHODS
    return is_known or bool(CLEANING_NAME.search(word))


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
