"""The text of an expression: which kind of expression or method is evaluated how."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final

from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings import formatting, joins, variables
from rulekit.analysis.strings.evaluator import Evaluator
from rulekit.analysis.strings.text_variants import Interpolation, Text, Texts, distinct
from rulekit.analysis.syntax.source import Source

__all__ = ["Interpolation", "Text", "text_of", "texts_of"]

# What hands a text on with the same interpolations in it, in other letters, indents or bytes.
UNCHANGING_METHODS = (
    "strip lstrip rstrip lower upper title casefold expandtabs encode decode removeprefix removesuffix".split()
)
UNCHANGING_FUNCTIONS = frozenset("builtins.str textwrap.dedent textwrap.indent inspect.cleandoc".split())


def text_of(source: Source, expression: ast.expr) -> Text:
    """Return the text that an expression makes; of several that are possible, one with an interpolation."""
    texts = texts_of(source, expression)
    return next((text for text in texts if text.is_dynamic), texts[0])


def texts_of(source: Source, expression: ast.expr) -> Texts:
    """Return the texts that an expression may make; what cannot be read off the code is an interpolation."""
    return Evaluator(source, _HANDLERS).texts(expression)


def _call(evaluator: Evaluator, call: ast.Call) -> Texts:
    """Evaluate a method of a text, a function that hands a text on, or a function of the same file."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in _METHODS:
        return _METHODS[call.func.attr](evaluator, call, call.func.value)
    if call.args and names(evaluator.source).resolve(call.func) in UNCHANGING_FUNCTIONS:
        return evaluator.texts(call.args[0])
    return variables.returned(evaluator, call)


def _choice(evaluator: Evaluator, choice: ast.IfExp | ast.BoolOp) -> Texts:
    branches = choice.values if isinstance(choice, ast.BoolOp) else [choice.body, choice.orelse]
    return distinct(text for branch in branches for text in evaluator.texts(branch))


_METHODS: Final[Mapping[str, Callable[[Evaluator, ast.Call, ast.expr], Texts]]] = {
    **dict.fromkeys(UNCHANGING_METHODS, lambda evaluator, _, receiver: evaluator.texts(receiver)),
    "format": formatting.format_call,
    "format_map": formatting.format_call,
    "get": variables.dictionary_get,
    "join": joins.join,
    "replace": formatting.replacement,
    "safe_substitute": formatting.template_substitution,
    "substitute": formatting.template_substitution,
}
_HANDLERS: Final[Mapping[type, Callable[[Evaluator, Any], Texts]]] = {
    ast.Attribute: variables.attribute,
    **dict.fromkeys((ast.Await, ast.NamedExpr), lambda evaluator, wrapper: evaluator.texts(wrapper.value)),
    ast.BinOp: formatting.operation,
    ast.BoolOp: _choice,
    ast.Call: _call,
    ast.Constant: formatting.literal,
    ast.IfExp: _choice,
    ast.JoinedStr: formatting.f_string,
    ast.Name: variables.variable,
    ast.Subscript: variables.entry,
}
