"""Renaming a local variable everywhere it stands, and only there."""

import ast
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from rulekit.analysis.edits.extract_function import local_scopes
from rulekit.analysis.flow.hidden_uses import may_local_be_used_in_text
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.naming import variable_case
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.model.finding import Edit, Effect, Fix, NameUse, Span
from rulekit.model.late import dataclass, regex

_WORD = regex(r"(?<![\w.])\w+")
_DEBUG = regex(r"\s*=\s*(![rsa]\s*)?[:}]")


def local_rename(source: Source, name: ast.Name, new: str) -> Fix | None:
    """Rename a variable of a function, or offer nothing where a use may be hidden or the new name is taken."""
    known = names(source)
    holder = known.binding_scope(name.id, known.scope_of(name))
    if holder is None or not isinstance(holder.node, FUNCTIONS) or not new.isidentifier():
        return None
    if not all(isinstance(binder, ast.Name) for binder in known.bindings[holder][name.id]):
        return None
    local = _local_names(source, holder.node)
    if new in BUILTINS or new in local.known or _is_wanted_before(name, new, local):
        return None
    uses = local.uses[name.id]
    is_elsewhere = any(known.binding_scope(name.id, known.scope_of(use)) is not holder for use in uses)
    if is_elsewhere or may_local_be_used_in_text(source, holder.node, name.id):
        return None
    spans = {source.extent(use) for use in uses}
    if len(spans) != len(uses) or spans != _occurrences(source, holder.node, name.id):
        return None
    edits = tuple(Edit(span, new) for span in sorted(spans))
    scope = source.extent(holder.node)
    moved = (NameUse(name.id, Effect.UNBINDS, scope), NameUse(new, Effect.BINDS, scope))
    return Fix(f"Rename `{name.id}` to `{new}`", edits, names=moved)


@dataclass(frozen=True)
class _LocalNames:
    """The names in a function: where each is used, all that mean something, and those that one form would unite."""

    uses: Mapping[str, Sequence[ast.Name]]
    known: frozenset[str]
    alike: Mapping[str, Collection[str]]


@question_per
def _local_names(source: Source, function: ast.AST) -> _LocalNames:
    """Which names stand in a function?"""
    inner = local_scopes(source)[function]
    uses: dict[str, list[ast.Name]] = defaultdict(list)
    for scope in inner:
        for use in scope.names:
            uses[use.id].append(use)
    alike: dict[str, set[str]] = defaultdict(set)
    for word in uses:
        alike[variable_case(word)].add(word)
    bindings = names(source).bindings
    return _LocalNames(uses, frozenset(uses).union(*(bindings[scope] for scope in inner)), alike)


def _is_wanted_before(name: ast.Name, new: str, local: _LocalNames) -> bool:
    """Tell whether another variable of the function, which stands above, is to be called the same."""
    start = name.lineno, name.col_offset
    others = [use for word in local.alike.get(new, ()) if word != name.id for use in local.uses[word]]
    return any((use.lineno, use.col_offset) < start for use in others)


def _occurrences(source: Source, function: ast.AST, name: str) -> set[Span]:
    """Find the word in the text of a function, but not where it is an attribute, an argument's name or a comment."""
    comment_of_line = comments(source)
    keywords = argument_names(source)
    spans: set[Span] = set()
    for start in _words_of(source, function).get(name, ()):
        end = start + len(name)
        span = source.span_of(start, end)
        comment = comment_of_line.get(span.line)
        in_comment = comment is not None and span.column > comment.column
        if not in_comment and span[:2] not in keywords:
            spans.add(Span(0, 0, 0, 0) if _is_debug(source, end) else span)
    return spans


@question_per
def _words_of(source: Source, function: ast.AST) -> Mapping[str, Sequence[int]]:
    """Where in the text of a function does each word begin that is no attribute?"""
    whole = source.extent(function)
    start, end = source.offset(whole.line, whole.column), source.offset(whole.end_line, whole.end_column)
    places: dict[str, list[int]] = defaultdict(list)
    for match in _WORD.finditer(source.text, start, end):
        places[match[0]].append(match.start())
    return places


@question
def argument_names(source: Source) -> frozenset[tuple[int, int]]:
    """Where do the names of arguments stand in calls, as far as they have capitals?"""
    named = (keyword for keyword in source.nodes(ast.keyword) if keyword.arg and not keyword.arg.islower())
    return frozenset(source.extent(keyword)[:2] for keyword in named)


def _is_debug(source: Source, end: int) -> bool:
    """Recognise `f"{total=}"`, which shows the name itself."""
    return bool(_DEBUG.match(source.text, end))
