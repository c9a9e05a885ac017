"""Signs that an exception of the shop's own is missing: `RuntimeError` for its rules, and handlers that read texts."""

import ast
from collections.abc import Iterator, Sequence

from rulekit.analysis.exceptions.handlers import caught, handler_nodes
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.strings import text_of
from rulekit.analysis.syntax.index import parameters, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.generic import MAYBE_TECHNICAL, RUNTIME, TECHNICAL, VAGUE
from rulekit.rules.errors.generic_raise.exception_classes import own_errors, words_of

MANY = 3
_WEIGHING = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_HOLE = "{}"
_TEXT_QUESTIONS = frozenset("startswith endswith find index count".split())
_MATCHERS = frozenset("search match fullmatch".split())
_TEXTS = frozenset({"str", "repr"})
_LONG_ENOUGH = 8


def domain_runtime_errors(source: Source) -> Iterator[ast.Raise]:
    """Give the `raise RuntimeError(...)` whose text is about the program's subject, not about the program itself."""
    if "RuntimeError" not in vocabulary(source):
        return
    raised = [one for one in source.nodes(ast.Raise) if enclosing_function(source, one) is not None]
    texts = {statement: text for statement in raised if (text := _text_of(source, statement))}
    plain = [statement for statement, text in texts.items() if not MAYBE_TECHNICAL.search(text)]
    for statement, text in texts.items():
        around = statement in plain and (len(plain) >= MANY or own_errors(source))
        if around or _asks_a_given_thing(source, statement) or _speaks_of_a_given_thing(source, statement, text):
            yield statement


def _text_of(source: Source, statement: ast.Raise) -> str | None:
    """Give the text of a runtime error, unless it speaks of the program itself."""
    call = statement.exc
    if not isinstance(call, ast.Call) or not call.args or last_name(call.func) != RUNTIME.rpartition(".")[2]:
        return None
    if names(source).resolve(call.func) != RUNTIME:
        return None
    text = text_of(source, call.args[0]).filled(_HOLE)
    return text if len(text) >= _LONG_ENOUGH and " " in text and not TECHNICAL.search(text) else None


def _given(source: Source, statement: ast.Raise) -> frozenset[str]:
    """Give the names of the parameters around."""
    function = enclosing_function(source, statement)
    names_of = [parameter.arg for parameter in parameters(function.args)] if function else []
    return frozenset(names_of) - {"self", "cls"}


def _asks_a_given_thing(source: Source, statement: ast.Raise) -> bool:
    """Tell whether the condition above reads or weighs a parameter: `if order.shipped:`, `if amount > balance:`."""
    choice = source.parents[statement]
    given = _given(source, statement)
    if not isinstance(choice, ast.If):
        return False
    for node in walk(choice.test):
        asked = [node.value] if isinstance(node, (ast.Attribute, ast.Subscript)) else []
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], _WEIGHING):
            asked = [node.left, *node.comparators]
        if any(isinstance(one, ast.Name) and one.id in given for one in asked):
            return True
    return False


def _speaks_of_a_given_thing(source: Source, statement: ast.Raise, text: str) -> bool:
    """Tell whether the text names a parameter: `order is already shipped` where `order` is one."""
    given = frozenset[str]().union(*(words_of(name) for name in _given(source, statement)))
    return not given.isdisjoint(words_of(text))


def text_matches(source: Source, handler: ast.ExceptHandler) -> Iterator[ast.expr]:
    """Give the questions that a handler of a vague type asks about the text of its exception."""
    if handler.name is None or handler.type is None or not caught(source, handler.type) & VAGUE:
        return
    for node in handler_nodes(handler):
        if (isinstance(node, ast.Compare) and _compares_text(node, handler.name)) or (
            isinstance(node, ast.Call) and _searches_text(node, handler.name)
        ):
            yield node


def _compares_text(compare: ast.Compare, name: str) -> bool:
    """Recognise `"sold out" in str(error)`."""
    sides = (compare.left, compare.comparators[0])
    plain = any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides)
    asked = isinstance(compare.ops[0], (ast.In, ast.NotIn, ast.Eq, ast.NotEq))
    return plain and asked and len(compare.ops) == 1 and _any_text(sides, name)


def _searches_text(call: ast.Call, name: str) -> bool:
    """Recognise `str(error).startswith("sold out")` and `re.search("sold out", str(error))`."""
    if called_name(call) in _TEXT_QUESTIONS and isinstance(call.func, ast.Attribute):
        return _any_text((call.func.value,), name)
    return called_name(call) in _MATCHERS and _any_text(call.args, name)


def _any_text(sides: Sequence[ast.expr], name: str) -> bool:
    return any(_is_text_of(side, name) for side in sides)


def _is_text_of(value: ast.expr, name: str) -> bool:
    """Recognise `str(error)`, `error.args[0]`, `error.message` and these in lower case."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and not value.args:
        value = value.func.value
    if isinstance(value, ast.Call):
        return called_name(value) in _TEXTS and _is_name(value.args[0] if value.args else None, name)
    if isinstance(value, ast.Subscript):
        value = value.value
    return isinstance(value, ast.Attribute) and value.attr in {"args", "message"} and _is_name(value.value, name)


def _is_name(value: ast.expr | None, name: str) -> bool:
    return isinstance(value, ast.Name) and value.id == name
