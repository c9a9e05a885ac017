"""Giving a number a name: a constant below the imports, or the name that a library has for it."""

import ast
from collections.abc import Sequence

from rulekit.analysis.edits.add_import import import_needed
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.model.finding import Edit, Effect, Fix, NameUse, Span
from rulekit.rules.general.magic_number.literals import Number, Use, library_name, proposed_name, written

_ORIGINS = {"math": ("math", ""), "HTTPStatus": ("http", "HTTPStatus")}
_IMPORTS = (ast.Import, ast.ImportFrom)


def constant_fix(source: Source, same: Sequence[Number]) -> Fix | None:
    """Offer a name for a number in all its places; it needs consent, because only a person knows what it means."""
    first, texts = same[0], {written(source, number) for number in same}
    ready = library_name(first, min(texts))
    if ready:
        return _library_fix(source, same, ready)
    if source.cells is not None or source.broken or len(texts) > 1:
        return None
    by_use = sorted(same, key=lambda number: number.use is not Use.ORDER)
    name = next((name for number in by_use if (name := proposed_name(number))), "")
    if not name or name in vocabulary(source) or len({number.partner for number in same} - {""}) > 1:
        return None
    text = texts.pop()
    edits = [Edit(source.extent(number.node), name) for number in same]
    binding = (NameUse(name, Effect.BINDS),)
    return Fix(f"Call it `{name}`", (_definition(source, name, text), *edits), safe=False, names=binding)


def _library_fix(source: Source, same: Sequence[Number], ready: str) -> Fix | None:
    """Use the name that a library has for it, and import that."""
    module, name = _ORIGINS.get(ready.partition(".")[0], ("", ""))
    needed = import_needed(source, module, same[0].node, name) if module else None
    if needed is None:
        return None
    edits = [Edit(source.extent(number.node), ready) for number in same]
    return Fix(f"Write `{ready}`", (*needed.edits, *edits), safe=False, names=needed.names)


def _definition(source: Source, name: str, text: str) -> Edit:
    """Write the constant below the imports or the docstring, or at the top where there is neither."""
    above: ast.stmt | None = None
    for statement in source.tree.body:
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not (isinstance(statement, _IMPORTS) or is_text):
            break
        above = statement
    if above is None:
        following = source.tree.body[0]
        blank = "\n\n" if isinstance(following, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else "\n"
        line = min([following.lineno, *(decorator.lineno for decorator in getattr(following, "decorator_list", ()))])
        return Edit(Span(line, 1, line, 1), f"{name} = {text}\n{blank}")
    line = (above.end_lineno or above.lineno) + 1
    return Edit(Span(line, 1, line, 1), f"\n{name} = {text}\n")
