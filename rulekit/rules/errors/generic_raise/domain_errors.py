"""Signs that an exception of the domain is missing: `RuntimeError` for its rules, and handlers that read messages."""

import ast
from collections.abc import Iterator, Sequence

from rulekit.analysis.exceptions.handlers import caught_types
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.expression_texts import text_of
from rulekit.analysis.syntax.index import parameters, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.rules.errors.generic_raise.exception_classes import own_errors, words_of
from rulekit.rules.errors.generic_raise.exception_words import RUNTIME, VAGUE
from rulekit.rules.errors.generic_raise.technical_words import MAYBE_TECHNICAL, TECHNICAL

# One plain message may be about the program after all; in a file that writes three such, they are its subject.
_MANY = 3
_ORDERINGS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_TEXT_METHODS = frozenset("startswith endswith find index count".split())
_MATCHERS = frozenset("search match fullmatch".split())


def domain_runtime_errors(source: Source) -> Iterator[ast.Raise]:
    """Yield the `raise RuntimeError(...)` whose message is about the program's subject, not about the program."""
    if "RuntimeError" not in vocabulary(source):
        return
    raised = [statement for statement in source.nodes(ast.Raise) if enclosing_function(source, statement) is not None]
    messages = {statement: text for statement in raised if (text := _domain_message(source, statement))}
    plain = [statement for statement, text in messages.items() if not MAYBE_TECHNICAL.search(text)]
    for statement, text in messages.items():
        function = enclosing_function(source, statement)
        arguments = {parameter.arg for parameter in parameters(function.args)} if function else set()
        arguments -= {"self", "cls"}
        named = frozenset[str]().union(*(words_of(argument) for argument in arguments))
        is_about_argument = not named.isdisjoint(words_of(text)) or _weighs_argument(source, statement, arguments)
        if is_about_argument or (statement in plain and (len(plain) >= _MANY or own_errors(source))):
            yield statement


def _domain_message(source: Source, statement: ast.Raise) -> str | None:
    """Return the message of a runtime error, unless it speaks of the program itself."""
    call = statement.exc
    if not isinstance(call, ast.Call) or not call.args or last_name(call.func) != RUNTIME.rpartition(".")[2]:
        return None
    if names(source).resolve(call.func) != RUNTIME:
        return None
    text = text_of(source, call.args[0]).filled("{}")
    # One word is a code or a key rather than a sentence.
    return text if " " in text and not TECHNICAL.search(text) else None


def _weighs_argument(source: Source, statement: ast.Raise, arguments: set[str]) -> bool:
    """Tell whether the condition above reads or compares an argument: `if order.shipped:`, `if amount > balance:`."""
    choice = source.parents[statement]
    for node in walk(choice.test) if isinstance(choice, ast.If) else ():
        weighed = [node.value] if isinstance(node, (ast.Attribute, ast.Subscript)) else []
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], _ORDERINGS):
            weighed = [node.left, *node.comparators]
        if any(isinstance(value, ast.Name) and value.id in arguments for value in weighed):
            return True
    return False


def message_tests(source: Source, handler: ast.ExceptHandler) -> Iterator[ast.expr]:
    """Yield the expressions by which a handler of a vague type looks for words in the message of its exception."""
    if handler.name is None or handler.type is None or not caught_types(source, handler.type) & VAGUE:
        return
    for node in own_nodes(handler):
        if isinstance(node, (ast.Compare, ast.Call)) and _tests_message(node, handler.name):
            yield node


def _tests_message(node: ast.Compare | ast.Call, name: str) -> bool:
    """Recognise `"sold out" in str(error)`, `str(error).startswith("sold out")` and `re.search("out", str(error))`."""
    if isinstance(node, ast.Compare):
        sides: Sequence[ast.expr] = (node.left, node.comparators[0])
        has_literal = any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides)
        if not has_literal or not isinstance(node.ops[0], (ast.In, ast.NotIn, ast.Eq, ast.NotEq)) or len(node.ops) > 1:
            return False
    elif called_name(node) in _TEXT_METHODS and isinstance(node.func, ast.Attribute):
        sides = (node.func.value,)
    else:
        sides = node.args if called_name(node) in _MATCHERS else ()
    return any(_is_message_of(side, name) for side in sides)


def _is_message_of(value: ast.expr, name: str) -> bool:
    """Recognise `str(error)`, `error.args[0]`, `error.message` and these in lower case."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and not value.args:
        value = value.func.value
    base: ast.expr | None = None
    if isinstance(value, ast.Call):
        base = value.args[0] if called_name(value) in {"str", "repr"} and value.args else None
    else:
        value = value.value if isinstance(value, ast.Subscript) else value
        base = value.value if isinstance(value, ast.Attribute) and value.attr in {"args", "message"} else None
    return isinstance(base, ast.Name) and base.id == name
