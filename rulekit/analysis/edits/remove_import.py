"""Edits that take imports out of a text and leave every other byte as it is."""

import ast
import sys
from bisect import bisect_left
from collections.abc import Sequence

from rulekit.analysis.flow.hidden_uses import may_be_used_in_text
from rulekit.analysis.names.imports import IMPORTS, Statement, bound_name, unread_imports
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.visibility import exports
from rulekit.analysis.syntax.index import Scope
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.syntax.statements import siblings
from rulekit.known.import_effects import QUIET_LIBRARIES
from rulekit.model.finding import Edit, Effect, Fix, NameUse, Span
from rulekit.model.late import regex

_REST = regex(r"[ \t\f]*+;?[ \t\f]*+(#[^\r\n]*)?(\r\n|\r|\n|\Z)")
_NEXT = regex(r"[ \t\f]*;[ \t\f]*(?=[^\s#\\])")
_JOINED = regex(r"(?:[ \t\f]|\\(?:\r\n|\r|\n))*+;(?:[ \t\f]|\\(?:\r\n|\r|\n))*+")
_COMMA = regex(r"\s*,[ \t]*")
_AFTER_ALIAS = regex(r"[ \t]*+,?[ \t]*+(#[^\r\n]*)?(\r\n|\r|\n)")
_QUIET = sys.stdlib_module_names | QUIET_LIBRARIES


def import_deletion(source: Source, alias: ast.alias) -> Fix | None:
    """Delete an import; it needs consent where a name may be used in a way that the text does not show."""
    statement = source.parents[alias]
    if source.broken or not isinstance(statement, IMPORTS):
        return None
    edit, name = import_removal(source, statement, alias), bound_name(alias)
    if edit is None:
        return None
    acts = _may_have_effects(source, alias)
    title = f"Delete the import of `{name}`" + ", unless it is there for what it does" * acts
    # All that binds the name must stand in one block: the branches of a choice stand or fall together.
    safe = _is_in_one_block(source, (_scope_of(source, alias), name)) and not (
        acts or may_be_used_in_text(source, name)
    )
    return Fix(title, (edit,), safe=safe, names=(lost_name(source, alias),))


@question_per
def _is_in_one_block(source: Source, key: tuple[Scope, str]) -> bool:
    """Does all that binds a name in a scope stand in one block?"""
    scope, name = key
    blocks = {id(siblings(source, source.statement(binder))) for binder in names(source).bindings[scope][name]}
    return len(blocks) <= 1


def _may_have_effects(source: Source, alias: ast.alias) -> bool:
    """Tell whether an import may be there for what it does: of a module that is neither Python's nor known as quiet.

    A name out of a module counts where it may be a module itself, or a fixture that pytest calls unasked.
    """
    statement = source.parents[alias]
    if isinstance(statement, ast.Import):
        return alias.name.partition(".")[0] not in _QUIET
    module = getattr(statement, "module", None) or ""
    if not isinstance(statement, ast.ImportFrom) or module.partition(".")[0] in _QUIET or not alias.name.islower():
        return False
    is_package = not module if statement.level else module in source.folders
    return is_package or source.role == "test"


def lost_name(source: Source, alias: ast.alias) -> NameUse:
    """Tell what it means for a name when an import of it goes: what else binds it in its scope may be left."""
    known = names(source)
    scope = _scope_of(source, alias)
    is_left = len(known.bindings[scope][bound_name(alias)]) > 1
    extent = None if scope is known.module else source.extent(scope.node)
    return NameUse(bound_name(alias), Effect.BINDS if is_left else Effect.UNBINDS, extent)


def _scope_of(source: Source, alias: ast.alias) -> Scope:
    known = names(source)
    return known.binding_scope(bound_name(alias), known.scope_of(source.parents[alias])) or known.module


def export_mark(source: Source, alias: ast.alias) -> Fix | None:
    """Offer the alias that says that a name is meant for others: `Order as Order`."""
    if not isinstance(source.parents[alias], ast.ImportFrom) or alias.asname or exports(source).declared:
        return None
    whole = source.extent(alias)
    end = whole._replace(line=whole.end_line, column=whole.end_column)
    return Fix(f"Mark `{alias.name}` as meant for others", (Edit(end, f" as {alias.name}"),), safe=False)


def import_removal(source: Source, statement: Statement, alias: ast.alias) -> Edit | None:
    """Take one name out of an import statement, or the statement where it is the only one; nothing where unsure."""
    if source.cells is not None and not _is_unchanged_by_magics(source, statement):
        return None
    if len(statement.names) > 1:
        text, at = source.text, statement.names.index(alias)
        start, end = _offsets(source, alias)
        line_start = source.starts[alias.lineno - 1]
        after = _AFTER_ALIAS.match(text, end)
        alone = alias.lineno != statement.lineno and not text[line_start:start].strip(" \t\f")
        if alone and after and _is_in_parentheses(source, statement):
            return Edit(_lines_span(source, alias.lineno, after.end()), "")
        before = _offsets(source, statement.names[at - 1])[1] if at else None
        gap = text[before:start] if before is not None else ""
        is_last = at == len(statement.names) - 1
        comma = _COMMA.match(text, end)
        ends_line = comma is not None and text[comma.end() : comma.end() + 1] in {"\r", "\n", "#"}
        if before is not None and "#" not in gap and (is_last or (ends_line and "\n" not in gap)):
            return Edit(source.span_of(before, end), "")
        if comma is None:
            return Edit(source.span_of(start, end), "") if is_last and _is_in_parentheses(source, statement) else None
        return Edit(source.span_of(start, comma.end()), "")
    return _statement_removal(source, statement)


def _is_unchanged_by_magics(source: Source, statement: ast.stmt) -> bool:
    """Tell whether the lines of a notebook's statement stand in its cell as they stand here, magics untouched."""
    cells, extent = source.cells, source.extent(statement)
    if cells is None:
        return True
    located = cells.locate(extent)
    written = cells.lines_of(located)[located.line - 1 : located.end_line]
    joined = source.lines[extent.line - 1 : extent.end_line]
    return [line.rstrip("\r\n") for line in written] == [line.rstrip("\r\n") for line in joined]


def _statement_removal(source: Source, statement: Statement) -> Edit | None:
    block, text, unread = siblings(source, statement), source.text, unread_imports(source)
    start, end = _offsets(source, statement)
    if not block or _changes_meaning(source, block, statement):
        return None
    # The first import of a block that holds nothing else of use leaves a `pass`.
    may_be_empty = block[0] is statement and not isinstance(source.parents[statement], ast.Module)
    if may_be_empty and all(isinstance(one, IMPORTS) and all(name in unread for name in one.names) for one in block):
        return Edit(source.span_of(start, end), "pass")
    before = block[block.index(statement) - 1] if block.index(statement) else None
    end_before = _offsets(source, before)[1] if before else start
    is_joined = bool(_JOINED.fullmatch(text, end_before, start))
    line_start = source.starts[statement.lineno - 1]
    alone, rest = not (is_joined or text[line_start:start].strip(" \t\f")), _REST.match(text, end)
    if alone and rest:
        return Edit(_lines_span(source, _first_line(source, statement), rest.end()), "")
    if follower := _NEXT.match(text, end):
        return Edit(source.span_of(start, follower.end()), "")
    return Edit(source.span_of(end_before, end), "") if rest and is_joined else None


def _first_line(source: Source, statement: ast.stmt) -> int:
    """Tell on which line a statement begins, with those above it that hold nothing but a continuation."""
    line = statement.lineno
    while line > 1 and source.lines[line - 2].strip() == "\\":
        line -= 1
    return line


def _changes_meaning(source: Source, block: Sequence[ast.stmt], statement: ast.stmt) -> bool:
    """Tell whether other statements would mean something else: a string would become the docstring, or an output."""
    at = block.index(statement)
    follower = block[at + 1] if at + 1 < len(block) else None
    if at == 0 and isinstance(follower, ast.Expr) and isinstance(follower.value, ast.Constant):
        return True
    if source.cells is None or at == 0 or not isinstance(block[at - 1], ast.Expr):
        return False
    cells = source.cells
    here = cells.locate(source.extent(statement)).cell
    return follower is None or cells.locate(source.extent(follower)).cell != here


def _is_in_parentheses(source: Source, statement: Statement) -> bool:
    start, end = _offsets(source, statement)
    return source.text[start:end].endswith(")")


def _offsets(source: Source, node: ast.AST) -> tuple[int, int]:
    extent = source.extent(node)
    return source.offset(extent.line, extent.column), source.offset(extent.end_line, extent.end_column)


def _lines_span(source: Source, line: int, end: int) -> Span:
    """Span whole lines, up to the beginning of the line after them."""
    if end == len(source.text) and not source.text.endswith(("\r", "\n")):
        return Span(line, 1, *source.place(end))
    return Span(line, 1, bisect_left(source.starts, end) + 1, 1)
