"""Whether a text is SQL: each is an expression, into which other values are put."""

import ast

import pytest

from rulekit.analysis.sql.statements import (
    Position,
    begins_like_statement,
    continues_statement,
    identified_object,
    is_fragment,
    is_statement,
    positions,
)
from rulekit.analysis.strings.expression_texts import text_of
from rulekit.analysis.strings.text_variants import Text
from rulekit.analysis.syntax.source import Source

# A text, whether it begins like a statement, and whether it is built like one.
TEXTS = {
    "a statement": ("'SELECT name FROM orders'", True, True),
    "a statement in small letters": ("'select name from orders where id = 1'", True, True),
    "a table that is filled in": ("f'DELETE FROM {table}'", True, True),
    "a comment before it": ("'-- all\\n SELECT name FROM orders'", True, True),
    "a sentence that begins with a verb": ("'Select a pet from the list below.'", True, False),
    "a sentence in the middle of which a verb stands": ("'Please select an order'", False, False),
    "a word that begins like a verb": ("'selection of orders'", False, False),
    "a change": ("'update orders set paid = 1'", True, True),
    "a sentence about a change": ("'Update your orders'", True, False),
}


def text(expression: str) -> Text:
    source = Source(expression)
    (statement,) = source.nodes(ast.Expr)
    return text_of(source, statement.value)


@pytest.mark.parametrize(("expression", "begins", "is_one"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_a_statement_or_not(expression: str, begins: bool, is_one: bool) -> None:
    assert (begins_like_statement(text(expression).head), is_statement(text(expression))) == (begins, is_one)


def test_blanks_and_brackets_may_stand_before_the_verb() -> None:
    texts = ("  (SELECT 1)", "/* all */ select 1", "1 select")
    assert [begins_like_statement(text) for text in texts] == [True, True, False]


CONTINUED = {
    "a clause": ("f'{query} WHERE id = 1'", True),
    "no clause": ("f'{query}: no orders'", False),
    "a statement that is whole": ("f'SELECT name FROM orders WHERE id = {key}'", False),
}


@pytest.mark.parametrize(("expression", "expected"), CONTINUED.values(), ids=CONTINUED)
def test_a_text_goes_on_where_a_statement_leaves_off_with(expression: str, expected: bool) -> None:
    assert continues_statement(text(expression)) is expected


POSITIONS = {
    "a value": ("f'SELECT name FROM orders WHERE id = {number}'", Position.VALUE),
    "a value in quotes": ("f\"DELETE FROM orders WHERE name = '{name}'\"", Position.VALUE),
    "a table": ("f'SELECT name FROM {table}'", Position.IDENTIFIER),
    "a piece of the statement": ("f'SELECT name FROM orders {where_sql}'", Position.FRAGMENT),
    "where no driver takes a value": ("f'PRAGMA user_version = {number}'", Position.UNBINDABLE),
}


@pytest.mark.parametrize(("expression", "position"), POSITIONS.values(), ids=POSITIONS)
def test_an_interpolation_stands_for(expression: str, position: Position) -> None:
    statement = text(expression)
    assert [kind for _, kind in positions(statement)] == [position]


def test_an_identifier_is_named_by_the_word_before_it() -> None:
    told = []
    for expression in ("f'DROP DATABASE {name}'", "f'GRANT SELECT ON orders TO {name}'", "f'DELETE FROM {name}'"):
        statement = text(expression)
        (interpolation,) = (part for part in statement.parts if not isinstance(part, str))
        told.append(identified_object(statement, interpolation))
    assert told == ["a database", "a role", "a table or column"]


def test_a_value_is_a_piece_of_sql_by_its_name() -> None:
    names = {name: is_fragment(ast.parse(name, mode="eval").body) for name in ("where", "count_sql", "customer")}
    assert names == {"where": True, "count_sql": True, "customer": False}
