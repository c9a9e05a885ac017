"""Which calls hand a text to a database, and which texts those are."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to, words_for
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import owner
from rulekit.analysis.names.imported_packages import imported_packages
from rulekit.analysis.sql.statements import begins_like_sql, continues_sql, is_sql
from rulekit.analysis.strings.strings import Hole, Text, texts_of
from rulekit.analysis.strings.variables import SELF, bound_arguments, called_function
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.database import CONNECTION_TYPES, CURSOR_TYPES, SESSION_TYPES
from rulekit.known.sql import ASKING, EXECUTING, FRAGMENTS, PARAMETERS, RECEIVERS, SINKS

_TYPES = CONNECTION_TYPES | CURSOR_TYPES | SESSION_TYPES | {"sqlalchemy.Connection", "sqlalchemy.Engine"}
_ROOTS = frozenset(target.partition(".")[0] for target in SINKS)
_NO_TEXTS = (ast.Constant, ast.List, ast.Dict, ast.Lambda, ast.Tuple)
_CURSORS = frozenset("cursor connect connection get_cursor get_connection get_conn execution_options get_db".split())
_SQL_WORDS = ("select", " into ", "delete from", "update ", " table", "pragma", "drop ", "truncate")


@dataclass(frozen=True)
class Sink:
    """A call that hands over SQL, the argument that is the SQL, and the texts that it may be.

    In a text that only `continues` a statement the first hole is the statement's beginning.
    """

    call: ast.Call
    argument: ast.expr
    texts: tuple[Text, ...]
    continues: bool = False


@question
def sql_sinks(source: Source) -> tuple[Sink, ...]:
    """Which calls hand SQL to a database?"""
    found = {sink.call: sink for sink in (*_resolved(source), *_executing(source), *_asking(source))}
    return (*found.values(), *_through_functions(source, tuple(found.values()))) if found else ()


@question
def mentions_sql(source: Source) -> bool:
    """Is there a word in the text that statements of SQL have?"""
    words = vocabulary(source).lower()
    likely = [word for word in _SQL_WORDS if word.split()[0] in words]
    text = source.text.lower() if likely else ""
    return any(word in text for word in likely)


def _resolved(source: Source) -> Iterator[Sink]:
    """Find calls of functions that are known to take SQL, also a piece of it."""
    if _ROOTS.isdisjoint(imported_packages(source)):
        return
    for call, target in calls_to(source, SINKS.keys()):
        name, place = SINKS[target]
        if (given := argument(source, call, name, place)) is not None:
            yield Sink(call, given, texts_of(source, given))


def _executing(source: Source) -> Iterator[Sink]:
    """Find calls of methods that take SQL and hardly anything else, also under another name."""
    by_word = calls_by_word(source)
    for word in words_for(source, EXECUTING):
        for call in by_word.get(word, ()):
            given = _statement(source, call)
            is_method = isinstance(call.func, ast.Attribute)
            if given is None or isinstance(given, _NO_TEXTS) or (is_method and word not in EXECUTING):
                continue
            texts = texts_of(source, given) if mentions_sql(source) else (Text((Hole(given),)),)
            sure = _is_database(source, call)
            if any(is_sql(text) or (sure and begins_like_sql(text)) for text in texts):
                yield Sink(call, given, texts)
            elif sure and (not any(text.is_written for text in texts) or any(continues_sql(text) for text in texts)):
                yield Sink(call, given, texts, continues=True)


def _asking(source: Source) -> Iterator[Sink]:
    """Find calls of methods that take other things as well, and tell by the text that it is SQL here."""
    by_word = calls_by_word(source)
    for word in ASKING:
        for call in by_word.get(word, ()):
            given = _statement(source, call)
            if given is None or isinstance(given, _NO_TEXTS) or not mentions_sql(source):
                continue
            texts = texts_of(source, given)
            if any(is_sql(text) for text in texts):
                yield Sink(call, given, texts)
    for word, keywords in FRAGMENTS.items():
        for call in by_word.get(word, ()):
            yield from _fragments(source, call, keywords)


def _fragments(source: Source, call: ast.Call, keywords: Sequence[str]) -> Iterator[Sink]:
    """Find pieces of SQL in lists and dictionaries: `extra(where=[...])`."""
    for keyword in call.keywords:
        if keyword.arg in keywords:
            value = keyword.value
            pieces = value.elts if isinstance(value, (ast.List, ast.Tuple)) else getattr(value, "values", [])
            for piece in pieces if isinstance(pieces, list) else ():
                yield Sink(call, piece, texts_of(source, piece))


def _statement(source: Source, call: ast.Call) -> ast.expr | None:
    """Give the argument that is the SQL."""
    if call.args:
        first = call.args[0]
        spread = first.value if isinstance(first, ast.Starred) else None
        return spread.elts[0] if isinstance(spread, ast.Tuple) and spread.elts else None if spread else first
    if not call.keywords:
        return None
    return next((given for name in PARAMETERS if (given := argument(source, call, name)) is not None), None)


def _is_database(source: Source, call: ast.Call) -> bool:
    """Tell whether a method is one of a connection, cursor or session, by its type or by how it is called."""
    function = call.func
    if isinstance(function, ast.Name):
        return True
    receiver = function.value if isinstance(function, ast.Attribute) else function
    word = last_name(receiver)
    if isinstance(receiver, ast.Call):
        called = receiver.func
        word = last_name(called)
        if word in _CURSORS:
            return True
    parts = word.lower().strip("_").split("_")
    return not RECEIVERS.isdisjoint((parts[-1], parts[0])) or type_of(source, receiver) in _TYPES


def _through_functions(source: Source, sinks: Sequence[Sink]) -> Iterator[Sink]:
    """Find calls of functions of this file that hand a parameter to a database as it is."""
    takers: dict[Function, str] = {}
    for sink in sinks:
        for text in sink.texts:
            for hole in () if text.is_written else text.holes:
                if parameter := _parameter(source, hole.expression):
                    function = source.parents[source.parents[parameter]]
                    if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        takers[function] = parameter.arg
    for function, name in takers.items():
        for call in calls_by_word(source).get(function.name, ()):
            given = _given(source, function, call).get(name)
            if given is not None and not isinstance(given, ast.Constant):
                texts = texts_of(source, given)
                if any(begins_like_sql(text) for text in texts):
                    yield Sink(call, given, texts)


def _given(source: Source, function: Function, call: ast.Call) -> dict[str, ast.expr]:
    if called_function(source, call) is function:
        return dict(bound_arguments(function, call))
    if isinstance(call.func, ast.Attribute) and owner(source, function) is not None:
        return dict(bound_arguments(function, call))
    return {}


def _parameter(source: Source, expression: ast.expr) -> ast.arg | None:
    """Give the parameter that an expression is."""
    if not isinstance(expression, ast.Name) or expression.id in SELF:
        return None
    found = definitions(source, expression)
    return found[0] if len(found) == 1 and isinstance(found[0], ast.arg) else None
