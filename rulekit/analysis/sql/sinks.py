"""Sinks of SQL: which calls hand a text to a database, and which texts those are."""

import ast
import re
from collections.abc import Iterator, Sequence

from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to, words_for
from rulekit.analysis.flow.reaching_definitions import definitions, single_value_at
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import owner
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.sql.statements import FILLER, begins_like_statement, continues_statement, is_statement
from rulekit.analysis.strings.expression_texts import texts_of
from rulekit.analysis.strings.text_variants import Interpolation, Text, interpolated
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.database import CONNECTION_TYPES, CURSOR_TYPES, SESSION_TYPES
from rulekit.known.processes import PROGRAM_STARTERS
from rulekit.known.sql import (
    CLIENTS,
    CONNECTION_MAKERS,
    EXECUTE_METHODS,
    FRAGMENT_PARAMETERS,
    PIECE_LIBRARIES,
    PIECE_METHODS,
    QUERY_BEGINNINGS,
    QUERY_METHODS,
    RECEIVER_NAMES,
    SINKS,
    STATEMENT_KEYWORDS,
    STATEMENT_WORDS,
)
from rulekit.model.late import dataclass, regex

_TYPES = CONNECTION_TYPES | CURSOR_TYPES | SESSION_TYPES | {"sqlalchemy.Connection", "sqlalchemy.Engine"}
_PACKAGES = frozenset(target.partition(".")[0] for target in SINKS)
# `mysql -u shop -e "`, also behind a path or another command.
_CLIENT_COMMAND = regex(
    rf"(?:.*[\s/;&|(])?(?:{'|'.join(sorted(CLIENTS))})\s(?:.*\s)?-+(?:e|c|q|Q|command|execute|query)[\s=]*[\"']?",
    re.DOTALL,
)
# A constant has no interpolation; a list or a function is handed to `run` and `execute` of something else.
_WITHOUT_INTERPOLATIONS = (ast.Constant, ast.List, ast.Dict, ast.Lambda, ast.Tuple)


@dataclass(frozen=True)
class Sink:
    """A call that hands over SQL, the argument that is the SQL, and the texts that it may be.

    In a text that only `continues` a statement the first interpolation is the statement's beginning; one that
    `is_piece` has none. A program that is started with a statement takes no parameters.
    """

    call: ast.Call
    argument: ast.expr
    texts: tuple[Text, ...]
    continues: bool = False
    is_piece: bool = False
    takes_parameters: bool = True


@question
def sql_sinks(source: Source) -> tuple[Sink, ...]:
    """Which calls hand SQL to a database?"""
    found = (
        *_known_functions(source),
        *_execute_calls(source),
        *_query_calls(source),
        *_client_calls(source),
        *_second_arguments(source),
    )
    sinks = {sink.call: sink for sink in found}
    pieces = (*_pieces(source), *_query_pieces(source))
    return (*sinks.values(), *pieces, *_wrapper_calls(source, [*sinks.values()]))


@question
def mentions_sql(source: Source) -> bool:
    """Is there a word in the text that statements of SQL have?"""
    words = vocabulary(source).lower()
    likely = [word for word in STATEMENT_WORDS if word.split()[0] in words]
    text = source.text.lower() if likely else ""
    return any(word in text for word in likely)


def _known_functions(source: Source) -> Iterator[Sink]:
    """Find calls of functions that are known to take SQL, also a piece of it."""
    if _PACKAGES.isdisjoint(imported_packages(source)):
        return
    for call, target in calls_to(source, SINKS.keys()):
        name, position = SINKS[target]
        if (statement := argument(source, call, name, position)) is not None:
            yield Sink(call, statement, texts_of(source, statement))


def _execute_calls(source: Source) -> Iterator[Sink]:
    """Find calls of methods that take SQL and hardly anything else, also under another name."""
    by_word = calls_by_word(source)
    for word in words_for(source, EXECUTE_METHODS):
        for call in by_word.get(word, ()):
            statement = _statement(source, call)
            if statement is None or (isinstance(call.func, ast.Attribute) and word not in EXECUTE_METHODS):
                continue
            # Texts are evaluated only where they may be SQL; elsewhere a statement can still come from outside.
            texts = texts_of(source, statement) if mentions_sql(source) else interpolated(statement)
            is_database = _is_database(source, call)
            if any(is_statement(text) or (is_database and _begins(text)) for text in texts):
                yield Sink(call, statement, texts)
            elif is_database and (
                not any(text.has_literal for text in texts) or any(continues_statement(text) for text in texts)
            ):
                yield Sink(call, statement, texts, continues=True)


def _query_calls(source: Source) -> Iterator[Sink]:
    """Find calls of methods that take other things as well, and tell by the text that it is SQL here."""
    by_word = calls_by_word(source)
    for word in QUERY_METHODS if mentions_sql(source) else ():
        for call in by_word.get(word, ()):
            statement = _statement(source, call)
            texts = texts_of(source, statement) if statement is not None else ()
            if statement is not None and any(is_statement(text) for text in texts):
                yield Sink(call, statement, texts)


def _second_arguments(source: Source) -> Iterator[Sink]:
    """Find statements behind a connection or a label: `run_query(connection, f"SELECT ...")`."""
    by_word = calls_by_word(source)
    for word in (*EXECUTE_METHODS, *QUERY_METHODS) if mentions_sql(source) else ():
        for call in by_word.get(word, ()):
            for statement in call.args[1:3]:
                if isinstance(statement, (*_WITHOUT_INTERPOLATIONS, ast.Starred)):
                    continue
                texts = texts_of(source, statement)
                if any(is_statement(text) for text in texts):
                    yield Sink(call, statement, texts)


def _pieces(source: Source) -> Iterator[Sink]:
    """Find pieces of SQL in the lists and dictionaries of Django's `extra`."""
    for call in calls_by_word(source).get("extra", ()):
        for name, position in FRAGMENT_PARAMETERS.items() if isinstance(call.func, ast.Attribute) else ():
            given = argument(source, call, name, position)
            value = single_value_at(source, given) if given is not None else None
            fragments = value.values if isinstance(value, ast.Dict) else getattr(value, "elts", ())
            yield from (Sink(call, fragment, texts_of(source, fragment)) for fragment in fragments)


def _query_pieces(source: Source) -> Iterator[Sink]:
    """Find texts that are put together for a method of SQLAlchemy's queries: `query.order_by(f"{column} DESC")`."""
    by_word = calls_by_word(source)
    is_imported = not PIECE_LIBRARIES.isdisjoint(imported_packages(source))
    for call in (call for word in PIECE_METHODS for call in by_word.get(word, ())):
        if not isinstance(call.func, ast.Attribute) or not (is_imported or _begins_query(call.func.value)):
            continue
        for piece in call.args:
            texts = texts_of(source, piece)
            if isinstance(piece, ast.JoinedStr) or any(text.has_literal and text.is_dynamic for text in texts):
                yield Sink(call, piece, texts, is_piece=True)


def _begins_query(receiver: ast.expr) -> bool:
    """Tell whether a chain of methods goes back to `session.query(...)`, `Order.query` or `select(...)`."""
    while isinstance(receiver, (ast.Call, ast.Attribute)):
        called = receiver.func if isinstance(receiver, ast.Call) else receiver
        if last_name(called) in QUERY_BEGINNINGS:
            return True
        receiver = called.value if isinstance(called, ast.Attribute) else called
    return False


def _client_calls(source: Source) -> Iterator[Sink]:
    """Find programs for databases that are started with a statement: `["psql", "-c", f"SELECT ..."]`."""
    if not mentions_sql(source):
        return
    for call, _ in calls_to(source, PROGRAM_STARTERS):
        command = single_value_at(source, call.args[0]) if call.args else None
        match command:
            case ast.List(elts=[ast.Constant(value=str(program)), *words]):
                for word in words if program.rpartition("/")[2] in CLIENTS else ():
                    texts = texts_of(source, word) if not isinstance(word, ast.Constant) else ()
                    if any(is_statement(text) for text in texts):
                        yield Sink(call, word, texts, takes_parameters=False)
            case ast.expr():
                texts = tuple(map(_statement_in_command, texts_of(source, call.args[0])))
                if any(is_statement(text) for text in texts):
                    yield Sink(call, call.args[0], texts, takes_parameters=False)


def _statement_in_command(text: Text) -> Text:
    """Return the statement that a command hands to a client: what stands behind `hive -e` and a quote."""
    before = _CLIENT_COMMAND.match(text.head)
    return Text((text.head[before.end() :], *text.parts[1:])) if before else text


def _begins(text: Text) -> bool:
    return begins_like_statement(text.filled(FILLER))


def _statement(source: Source, call: ast.Call) -> ast.expr | None:
    """Return the argument that may be a statement with interpolations."""
    statement: ast.expr | None = None
    match call.args:
        case [ast.Starred(value=ast.Tuple(elts=[first, *_])), *_]:
            statement = first
        case [ast.Starred(), *_]:
            pass
        case [first, *_]:
            statement = first
        case _ if call.keywords:
            by_keyword = (argument(source, call, name) for name in STATEMENT_KEYWORDS)
            statement = next((value for value in by_keyword if value is not None), None)
    return None if isinstance(statement, _WITHOUT_INTERPOLATIONS) else statement


def _is_database(source: Source, call: ast.Call) -> bool:
    """Tell whether a method is one of a connection, cursor or session, by its type or by how it is called."""
    if not isinstance(call.func, ast.Attribute):  # a bound method under a name of its own: `run = cursor.execute`
        return isinstance(call.func, ast.Name)
    receiver = call.func.value
    word = called_name(receiver) or last_name(receiver)
    parts = word.lower().strip("_").split("_")
    is_named_so = called_name(receiver) in CONNECTION_MAKERS or not RECEIVER_NAMES.isdisjoint((parts[-1], parts[0]))
    return is_named_so or type_of(source, receiver) in _TYPES


def _wrapper_calls(source: Source, sinks: Sequence[Sink]) -> Iterator[Sink]:
    """Find calls of functions of this file that hand a parameter to a database as it is."""
    wrappers: dict[Function, ast.arg] = {}
    for text in (text for sink in sinks for text in sink.texts):
        match text.parts:
            case (Interpolation(expression=ast.Name() as name),) if name.id not in {"self", "cls"}:
                found = definitions(source, name)
                parameter = found[0] if len(found) == 1 else None
                function = source.parents[source.parents[parameter]] if isinstance(parameter, ast.arg) else None
                if isinstance(parameter, ast.arg) and isinstance(function, FUNCTIONS):
                    wrappers[function] = parameter
    for function, parameter in wrappers.items():
        is_method = owner(source, function) is not None
        for call in calls_by_word(source).get(function.name, ()):
            # Nobody knows the class of most receivers: a method counts by its name.
            is_likely = is_method and isinstance(call.func, ast.Attribute)
            if is_likely or function in functions_behind(source, call.func):
                statement = argument_for(source, call, parameter)
                texts = texts_of(source, statement) if statement is not None else ()
                if statement is not None and any(_begins(text) for text in texts):
                    yield Sink(call, statement, texts)
