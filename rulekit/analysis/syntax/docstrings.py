"""What stands where a docstring should, and whether it says anything."""

import ast

from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.model.late import regex

_TOKEN = regex(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_FILLERS = frozenset(
    "a an and by class do does for from func function get gets give gives given handle handles in is it its method of"
    " on our perform performs return returns run runs set sets that the this to value will with".split()
)
_STEM = regex(r"(?<=\w{3})(ing|ies|es|ed|s|e|y)$")


def docstring_of(definition: Function | ast.ClassDef) -> str | None:
    """Return the string that Python takes as the docstring, as it is written."""
    first = definition.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        text = first.value.value
        return text if isinstance(text, str) else None
    return None


def is_text(statement: ast.AST) -> bool:
    """Tell whether a statement is a constant that stands alone, as a docstring does."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def has_words(text: str) -> bool:
    """Tell whether a text holds a letter."""
    return any(map(str.isalpha, text))


def is_computed_text(definition: Function | ast.ClassDef) -> bool:
    """Recognise an f-string, bytes, or a formatted string in the place of the docstring: Python keeps none of them."""
    match definition.body[0]:
        case ast.Expr(value=ast.JoinedStr() | ast.Constant(value=bytes())):
            return True
        case ast.Expr(value=ast.BinOp(left=text) | ast.Call(func=ast.Attribute(value=text, attr="format"))):
            return isinstance(text, ast.JoinedStr) or isinstance(getattr(text, "value", None), str)
    return False


def is_misplaced(function: Function) -> bool:
    """Tell whether a string meant as a docstring comes too late: among the first statements, after simple ones only."""
    for statement in function.body[1:]:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return isinstance(statement.value.value, str) and " " in statement.value.value
        if isinstance(statement, (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Return)):
            return False
    return False


def only_restates(name: str, docstring: str) -> bool:
    """Tell whether a docstring says nothing that the name does not say."""
    if not docstring.isascii():
        return False
    known = {_stem(token) for token in _TOKEN.findall(name)}
    said = (match[0] for match in _TOKEN.finditer(docstring))
    return all(token.lower() in _FILLERS or _stem(token) in known for token in said)


def _stem(token: str) -> str:
    return _STEM.sub("", token.lower())


@question
def assigned_docstrings(source: Source) -> frozenset[str]:
    """Which names get their docstring by `name.__doc__ = ...` or `Class.name.__doc__ = ...`?"""
    if "__doc__" not in vocabulary(source):
        return frozenset()
    targets = (node for node in source.nodes(ast.Attribute) if node.attr == "__doc__")
    return frozenset(last_name(target.value) for target in targets if isinstance(target.ctx, ast.Store))
