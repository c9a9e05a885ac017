"""Exceptions that say nothing: of the two widest classes, `RuntimeError` for the domain, errors known by their text."""

import ast
import enum
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rulekit.analysis.exceptions.handlers import caught_types
from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import calls_by_word, calls_to, words_for
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.expression_texts import text_of
from rulekit.analysis.syntax.index import parameters, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.rules.errors.generic_raise.exception_classes import own_errors, words_of
from rulekit.rules.errors.generic_raise.exception_words import (
    EXCEPTION_TAKERS,
    GENERIC,
    MAYBE_TECHNICAL,
    RUNTIME,
    TECHNICAL,
    VAGUE,
    WRAPPERS,
)

_WORDS = frozenset(name.rpartition(".")[2] for name in GENERIC)
_CONTAINERS = (ast.Tuple, ast.List, ast.Dict, ast.Set, ast.keyword, ast.Starred)


class Use(enum.Enum):
    """What becomes of an exception."""

    RAISED = "raised"
    RETURNED = "returned"
    THROWN = "thrown"
    DROPPED = "dropped"
    KEPT = "kept"


class GenericError(NamedTuple):
    """An exception that says nothing: where it is used, the qualified name of its class, and how it is used."""

    node: ast.AST
    target: str
    use: Use


@question
def generic_errors(source: Source) -> tuple[GenericError, ...]:
    """Where are exceptions of the widest classes raised or made?"""
    if "Exception" not in vocabulary(source):
        return ()
    by_node: dict[ast.AST, GenericError] = {}
    for error in (*_raised_classes(source), *_made(source), *_raised_for_callers(source)):
        by_node.setdefault(error.node, error)
    return tuple(by_node.values())


def _raised_classes(source: Source) -> Iterator[GenericError]:
    """Find `raise Exception` without a call."""
    words: frozenset[str] | None = None
    for statement in source.nodes(ast.Raise):
        if isinstance(statement.exc, (ast.Name, ast.Attribute)):
            words = words if words is not None else words_for(source, _WORDS)
            if last_name(statement.exc) in words and (target := names(source).resolve(statement.exc)) in GENERIC:
                yield GenericError(statement, target, Use.RAISED)


def _raised_for_callers(source: Source) -> Iterator[GenericError]:
    """Find `fail(Exception, "no tea")`, where `fail` raises the class that it is given."""
    for statement in source.nodes(ast.Raise):
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        parameter, function = names(source).single_binder(raised), enclosing_function(source, statement)
        if not isinstance(parameter, ast.arg) or function is None:
            continue
        for call in callers(source, function):
            target = names(source).resolve(argument_for(source, call, parameter))
            if target in GENERIC:
                yield GenericError(call, target, Use.RAISED)


def _made(source: Source) -> Iterator[GenericError]:
    """Find `Exception(...)`, and tell what becomes of it, also where it goes by a name first."""
    by_word = calls_by_word(source)
    if _WORDS.isdisjoint(by_word) and "" not in by_word and words_for(source, _WORDS) == _WORDS:
        return
    for call, target in calls_to(source, GENERIC):
        value = _outermost(source, call)
        parent = source.parents[value]
        if (name := _name_for(parent, value)) is not None:
            uses = list(_uses_of_name(source, name)) or [(call, Use.KEPT)]
        else:
            use = _use_in(source, parent, value)
            uses = [(parent if use is Use.RAISED else call, use)] if use is not None else []
        yield from (GenericError(node, target, use) for node, use in uses)


def _outermost(source: Source, node: ast.AST) -> ast.AST:
    """Climb through choices and `.with_traceback(...)`, which hand the exception on as it is."""
    while True:
        parent = source.parents[node]
        if isinstance(parent, ast.Attribute) and parent.attr in WRAPPERS:
            around = source.parents[parent]
            if not isinstance(around, ast.Call):
                return node
            node = around
        elif isinstance(parent, ast.BoolOp) or (isinstance(parent, ast.IfExp) and parent.test is not node):
            node = parent
        else:
            return node


def _name_for(parent: ast.AST, value: ast.AST) -> ast.Name | None:
    """Return the name that an exception is bound to."""
    target: ast.expr | None = None
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
    elif isinstance(parent, (ast.AnnAssign, ast.NamedExpr)) and parent.value is value:
        target = parent.target
    return target if isinstance(target, ast.Name) else None


def _uses_of_name(source: Source, binder: ast.Name) -> Iterator[tuple[ast.AST, Use]]:
    """Find where what a name was bound to here is raised or returned."""
    statements: Sequence[ast.Raise | ast.Return] = source.nodes(ast.Raise, ast.Return)
    for statement in statements:
        value = statement.exc if isinstance(statement, ast.Raise) else statement.value
        if isinstance(value, ast.Call) and called_name(value) in WRAPPERS and isinstance(value.func, ast.Attribute):
            value = value.func.value
        if isinstance(value, ast.Name) and value.id == binder.id and binder in definitions(source, value):
            yield statement, Use.RAISED if isinstance(statement, ast.Raise) else Use.RETURNED


def _use_in(source: Source, parent: ast.AST, value: ast.AST) -> Use | None:
    """Tell what a statement or call does with an exception."""
    if isinstance(parent, ast.Raise):
        return Use.RAISED if parent.exc is value else None
    if isinstance(parent, ast.Expr):
        return Use.DROPPED
    while isinstance(parent, _CONTAINERS):
        value, parent = parent, source.parents[parent]
    if isinstance(parent, ast.Call):
        if called_name(parent) in EXCEPTION_TAKERS and parent.func is not value:
            return Use.THROWN
        # `str(Exception(...))` and the like only look at it.
        is_inspected = (names(source).resolve(parent.func) or "").startswith("builtins.")
        return None if is_inspected or parent.func is value else Use.KEPT
    if isinstance(parent, (ast.Return, ast.Yield)) or (isinstance(parent, ast.Lambda) and parent.body is value):
        return Use.RETURNED
    return Use.KEPT if isinstance(parent, (ast.Assign, ast.AnnAssign)) else None


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
