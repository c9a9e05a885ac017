"""What a function's signature says, and what it leaves open."""

import ast
from collections.abc import Mapping, Sequence

from rulekit.analysis.names.functions import OVERLOADS, owner
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.index import FUNCTIONS, Function, parameters
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.late import regex
from rulekit.notebook.lexical import words

THROWAWAY = frozenset({"_", "__"})
_TYPE_COMMENT = regex(r"#\s*type:\s*(?!ignore\b)(?P<hint>\S.*)")
_HINT_IN_COMMENT = regex(r"#\s*type:\s*\(")
_WHOLE_SIGNATURE = regex(r"\(.*\)\s*->\s*\S")
_PLAIN = regex(r"""(?P<close>\((?:[\w\s,*/=.-]|'[^'\\\r\n]*'|"[^"\\\r\n]*"|\(\)|\[\]|\{\})*+\))[ \t]*:""")
_COLON = regex(r"[ \t]*:")


def untyped_parameters(source: Source, function: Function) -> list[ast.arg]:
    """Return the parameters without a hint; what a method gets first is known from its class."""
    arguments = function.args
    missing = [parameter for parameter in parameters(arguments) if parameter.annotation is None]
    first = (arguments.posonlyargs or arguments.args)[:1]
    is_static = any(getattr(decorator, "id", "") == "staticmethod" for decorator in function.decorator_list)
    if missing[:1] == first and missing and not is_static and owner(source, function) is not None:
        del missing[0]
    return missing


def is_typed_constructor(function: Function) -> bool:
    """Tell whether an `__init__` has a hint on a parameter, so that type checkers know that it returns nothing."""
    return function.name == "__init__" and any(parameter.annotation for parameter in parameters(function.args))


def is_decorated(source: Source, definition: Function | ast.ClassDef, qualified: frozenset[str]) -> bool:
    """Tell whether one of the decorators is one of these; names are resolved only where the last part agrees."""
    for decorator in definition.decorator_list:
        bare = decorator.func if isinstance(decorator, ast.Call) else decorator
        last = last_part(source, bare)
        if any(name.endswith(last) for name in qualified) and names(source).resolve(bare) in qualified:
            return True
    return False


def last_part(source: Source, expression: ast.expr) -> str:
    """Return the last part of a dotted name, as it was called where it was imported from."""
    if isinstance(expression, ast.Name):
        return renamed_imports(source).get(expression.id, expression.id)
    return expression.attr if isinstance(expression, ast.Attribute) else "?"


@question
def renamed_imports(source: Source) -> Mapping[str, str]:
    """Which names are imported under another name, and what are they called at home?"""
    aliases = (alias for origin in source.nodes(ast.ImportFrom) for alias in origin.names)
    return {alias.asname: alias.name for alias in aliases if alias.asname}


@question
def overloaded(source: Source) -> frozenset[tuple[ast.AST, str]]:
    """Which functions have `@overload` declarations, as the block they stand in and their name?"""
    functions: Sequence[Function] = source.nodes(*FUNCTIONS)
    return frozenset(
        (source.parents[function], function.name)
        for function in functions
        if function.decorator_list and is_decorated(source, function, OVERLOADS)
    )


@question
def type_comments(source: Source) -> Mapping[int, str]:
    """On which lines does a `# type:` comment give a hint?"""
    if not _HINT_IN_COMMENT.search(source.text):
        return {}
    matches = {line: _TYPE_COMMENT.match(comment.text) for line, comment in comments(source).items()}
    return {line: match["hint"] for line, match in matches.items() if match}


def is_typed_by_comment(source: Source, function: Function) -> bool:
    """Tell whether a comment at the head gives the signature (the hints of parameters may stand beside them)."""
    hints = type_comments(source)
    if not hints:
        return False
    head = range(function.lineno, function.body[0].lineno + 1)
    return any(_WHOLE_SIGNATURE.match(hints[line]) for line in head if line in hints)


def signature_end(source: Source, function: Function) -> int | None:
    """Return the position behind the closing bracket of the parameters, where a return hint belongs."""
    name = source.span(function)
    start = source.offset(name.end_line, name.end_column)
    if simple := _PLAIN.match(source.text, start):
        return simple.end("close")
    body = function.body[0]
    depth = 0
    for word in words(source.text[start : source.starts[body.end_lineno or body.lineno]]):
        depth += (word.kind == "open") - (word.kind == "close")
        end = start + word.end
        if word.kind == "close" and depth == 0 and source.text[end - 1] == ")":
            return end if _COLON.match(source.text, end) else None
    return None
