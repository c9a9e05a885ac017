"""What a random pick is taken from: letters for a new text, or a list of ready words and keys."""

import ast

from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.syntax.index import COMPREHENSIONS, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.randomness import KEEPING, LANGUAGE_LISTS, LETTERS

LOOPS = (ast.For, ast.AsyncFor, ast.While)


def is_alone(source: Source, call: ast.Call) -> bool:
    """Tell whether a value is drawn once, rather than again and again for a longer text."""
    statement = source.statement(call)
    calls = [node for node in walk(statement) if isinstance(node, ast.Call)]
    is_added = isinstance(statement, ast.AugAssign) or any(last_name(one.func) in KEEPING for one in calls)
    repeating = (*COMPREHENSIONS, *LOOPS) if is_added else COMPREHENSIONS
    if any(isinstance(around, repeating) for around in source.ancestors(call)):
        return False
    like = ast.dump(call.func)
    return sum(ast.dump(one.func) == like for one in calls) == 1


def speaks_of_letters(source: Source, population: ast.expr) -> bool:
    """Tell whether letters, digits or whole numbers are picked from."""
    value = constant(source, population)
    if isinstance(value, (str, bytes)) or any(LETTERS.search(word) for word in words_of_names(population)):
        return True
    if isinstance(population, ast.Call):
        return "range" in words_of_names(population) or any(speaks_of_letters(source, one) for one in population.args)
    values = values_at(source, population) if isinstance(population, ast.Name) else ()
    return any(_shows_letters(source, one) for one in values)


def speaks_of_language(population: ast.expr) -> bool:
    """Tell whether the words of a language are picked from."""
    return any(LANGUAGE_LISTS.search(word) for word in words_of_names(population))


def words_of_names(expression: ast.expr) -> list[str]:
    """Give all names and attributes of an expression."""
    found = [node for node in walk(expression) if isinstance(node, (ast.Name, ast.Attribute))]
    return [one.id if isinstance(one, ast.Name) else one.attr for one in found]


def _shows_letters(source: Source, value: ast.expr) -> bool:
    is_text = isinstance(constant(source, value), (str, bytes))
    return is_text or any(LETTERS.search(word) or word == "range" for word in words_of_names(value))
