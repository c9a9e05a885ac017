"""Parsing text as a module or a cell may hold it: `await` at the top level is fine, and warnings are nobody's."""

import ast
import warnings
from typing import cast


def syntax_tree(text: str) -> ast.Module:
    """Parse text.

    Raises:
        SyntaxError: it is not Python.
        ValueError: it holds null bytes.
        RecursionError: it is nested too deeply.
        MemoryError: the same, found by the parser itself.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = compile(text, "<source>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return cast("ast.Module", tree)


def parses(text: str) -> bool:
    """Tell whether text is Python."""
    try:
        syntax_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
