"""Uses of names outside plain code: in magics, types in quotes, examples, text that runs, `__all__`, the module itself.

Every fix that takes a name away, and every rule that calls one unused, asks here.
"""

import ast

from rulekit.analysis.flow.dynamic_lookups import (
    looks_into_frames,
    may_be_looked_up,
    words_that_look_up,
)
from rulekit.analysis.names.names_in_text import (
    WORD,
    commented_magics,
    doctest_names,
    literal_strings,
    quoted_types,
)
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.visibility import exports
from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.docstrings import is_text
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import attributes_by_word, vocabulary
from rulekit.model.late import regex

_DYNAMIC = frozenset({"eval", "exec", "globals", "locals", "vars"})
_FINDS_NAMES = rf"(?<![\w.])(?:{'|'.join(sorted(_DYNAMIC))})\s*\(|sys\.modules|__import__|import_module"
_NAMESPACES = frozenset({"globals", "locals", "vars", "__dict__"})
_FINDS_MODULES = frozenset({"sys.modules.get", "importlib.import_module", "builtins.__import__", "__import__"})
# `math.floor(...)` and `floor(...)` in a text are code, `math` alone is mostly a word of a sentence.
_USE_IN_CODE = regex(r"(?<![\w.])(?P<name>[^\W\d]\w*+)(?=\.[^\W\d]|\()")
_IMPORT_IN_CODE = regex(r"\bimport\b(?P<rest>[^\n;]*)")
_DOTTED = regex(r"[\w.:]+")


@question
def words_used_in_text(source: Source) -> frozenset[str]:
    """Which names does something use that is no plain code?"""
    return words_around_code(source).union(
        exports(source).names,
        quoted_types(source),
        doctest_names(source),
        words_that_look_up(source),
        _attributes_of_itself(source),
    )


@question
def words_around_code(source: Source) -> frozenset[str]:
    """Which words stand in magics, commented ones too, shell commands, and cells that are not read as Python?"""
    return source.mentions | commented_magics(source)


def may_be_used_in_text(source: Source, name: str) -> bool:
    """Tell whether a name of the module may be used in a way that plain code does not show."""
    return name in words_used_in_text(source) or name in _words_in_strings(source) or finds_names_as_it_runs(source)


def may_local_be_used_in_text(source: Source, function: Function, name: str) -> bool:
    """Tell the same of a name of a function, which text elsewhere cannot reach."""
    return name in words_around_code(source) or may_be_looked_up(source, function, name)


@links_cells(says=_FINDS_NAMES, hears=r"\bimport\b|random")
@question
def finds_names_as_it_runs(source: Source) -> bool:
    """Does the code take names from a star, run text, look into frames, or hold the module itself as an object?"""
    if any(statement.names[0].name == "*" for statement in source.nodes(ast.ImportFrom)):
        return True
    if any(isinstance(call.func, ast.Name) and call.func.id in _DYNAMIC for call in source.nodes(ast.Call)):
        return True
    return looks_into_frames(source) or bool(objects_of_itself(source))


@question
def objects_of_itself(source: Source) -> tuple[ast.expr, ...]:
    """Which expressions stand for the module itself, such as `sys.modules[__name__]`?"""
    if "__name__" not in vocabulary(source):
        return ()
    resolve = names(source).resolve
    subscripts = (one for one in source.nodes(ast.Subscript) if _is_own_name(one.slice))
    calls = (one for one in source.nodes(ast.Call) if one.args and _is_own_name(one.args[0]))
    return (
        *(one for one in subscripts if resolve(one.value) == "sys.modules"),
        *(one for one in calls if resolve(one.func) in _FINDS_MODULES),
    )


def _is_own_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__name__"


@question
def _attributes_of_itself(source: Source) -> frozenset[str]:
    """Which names does the code ask the module itself for?"""
    objects = objects_of_itself(source)
    value_of = names(source).single_value
    words = {
        word
        for word, attributes in (attributes_by_word(source).items() if objects else ())
        if any(attribute.value in objects or value_of(attribute.value) in objects for attribute in attributes)
    }
    for subscript in source.nodes(ast.Subscript) if any(word in vocabulary(source) for word in _NAMESPACES) else ():
        space, key = last_name(subscript.value) or called_name(subscript.value), subscript.slice
        if space in _NAMESPACES and isinstance(key, ast.Constant) and isinstance(key.value, str):
            words.add(key.value)
    return frozenset(words)


@question
def _words_in_strings(source: Source) -> frozenset[str]:
    """Which names may strings use: those that hold nothing else or end a dotted name, and those that look like code?"""
    words: set[str] = set()
    for text in literal_strings(source):
        if _DOTTED.fullmatch(text):
            words.update(WORD.findall(text)[-1:])
    for constant in source.nodes(ast.Constant):
        if isinstance(constant.value, str) and not is_text(source.parents[constant]):
            words.update(_USE_IN_CODE.findall(constant.value))
            words.update(word for rest in _IMPORT_IN_CODE.findall(constant.value) for word in WORD.findall(rest))
    return frozenset(words)
