"""Renaming a local variable everywhere it stands, and only there."""

import ast
import re
from collections.abc import Sequence

from rulekit.analysis.edits.extract_function import local_scopes
from rulekit.analysis.flow.hidden_uses import may_local_be_used_in_text
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.index import FUNCTIONS, Scope
from rulekit.analysis.syntax.naming import variable_case
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Edit, Effect, Fix, NameUse, Span

_DEBUG = re.compile(r"\s*=\s*(![rsa]\s*)?[:}]")


def local_rename(source: Source, name: ast.Name, new: str) -> Fix | None:
    """Rename a variable of a function, or offer nothing where a use may be hidden or the new name is taken."""
    known = names(source)
    holder = known.binding_scope(name.id, known.scope_of(name))
    if holder is None or not isinstance(holder.node, FUNCTIONS) or not new.isidentifier():
        return None
    if not all(isinstance(binder, ast.Name) for binder in known.bindings[holder][name.id]):
        return None
    inner = local_scopes(source)[holder.node]
    if _is_taken(source, new, inner) or _is_wanted_before(name, new, inner):
        return None
    is_elsewhere = any(
        known.binding_scope(name.id, scope) is not holder
        for scope in inner
        if any(use.id == name.id for use in scope.names)
    )
    if is_elsewhere or may_local_be_used_in_text(source, holder.node, name.id):
        return None
    uses = [use for scope in inner for use in scope.names if use.id == name.id]
    spans = {source.extent(use) for use in uses}
    if len(spans) != len(uses) or spans != _occurrences(source, holder.node, name.id):
        return None
    edits = tuple(Edit(span, new) for span in sorted(spans))
    scope = source.extent(holder.node)
    moved = (NameUse(name.id, Effect.UNBINDS, scope), NameUse(new, Effect.BINDS, scope))
    return Fix(f"Rename `{name.id}` to `{new}`", edits, names=moved)


def _is_taken(source: Source, new: str, inner: Sequence[Scope]) -> bool:
    """Tell whether the new name means something here already."""
    bindings = names(source).bindings
    if new in BUILTINS or any(new in bindings[scope] for scope in inner):
        return True
    return any(name.id == new for scope in inner for name in scope.names)


def _is_wanted_before(name: ast.Name, new: str, inner: Sequence[Scope]) -> bool:
    """Tell whether another variable of the function, which stands above, is to be called the same."""
    start = name.lineno, name.col_offset
    uses = (use for scope in inner for use in scope.names if use.id != name.id)
    return any((use.lineno, use.col_offset) < start and variable_case(use.id) == new for use in uses)


def _occurrences(source: Source, function: ast.AST, name: str) -> set[Span]:
    """Find the word in the text of a function, but not where it is an attribute, an argument's name or a comment."""
    whole = source.extent(function)
    start, end = source.offset(whole.line, whole.column), source.offset(whole.end_line, whole.end_column)
    comment_of_line = comments(source)
    keywords = argument_names(source)
    spans: set[Span] = set()
    for match in re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)").finditer(source.text, start, end):
        span = source.span_of(*match.span())
        comment = comment_of_line.get(span.line)
        in_comment = comment is not None and span.column > comment.column
        if not in_comment and span[:2] not in keywords:
            spans.add(Span(0, 0, 0, 0) if _is_debug(source, match.end()) else span)
    return spans


@question
def argument_names(source: Source) -> frozenset[tuple[int, int]]:
    """Where do the names of arguments stand in calls, as far as they have capitals?"""
    named = (keyword for keyword in source.nodes(ast.keyword) if keyword.arg and not keyword.arg.islower())
    return frozenset(source.extent(keyword)[:2] for keyword in named)


def _is_debug(source: Source, end: int) -> bool:
    """Recognise `f"{total=}"`, which shows the name itself."""
    return bool(_DEBUG.match(source.text, end))
