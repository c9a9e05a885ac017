"""Timestamp fields of models: whether they are set, renewed, and taken from the right clock."""

import ast
import enum
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from rulekit.analysis.flow.type_inference import call_target, type_named
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import children
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.models import CLOCKS, COLUMNS, NAIVE_CLOCKS, SETS_ON_INSERT, SETS_ON_UPDATE
from rulekit.rules.database.missing_timestamps.model_inheritance import models

_LIBRARIES = frozenset({"sqlalchemy", "django", "flask_sqlalchemy", "sqlmodel", "tortoise"})
_TIMES = frozenset({"datetime.datetime", "datetime.date", "builtins.int", "builtins.float", "builtins.str"})
_DEFAULTS = frozenset({"default", "insert_default", "server_default", "onupdate"})


class Fault(enum.Enum):
    """What is wrong with the field of a timestamp."""

    FROZEN = "computed at import"
    NAIVE = "without zone"
    UNSET = "never set"
    STALE = "never renewed"
    RENEWED = "created, but renewed"


def timestamp_fields(source: Source, fields: AbstractSet[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield the fields of these names that are written as a column of a database library."""
    for definition in source.nodes(ast.ClassDef):
        for statement in definition.body:
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=field)], value=ast.Call() as call)
                    | ast.AnnAssign(target=ast.Name(id=field), value=ast.Call() as call)
                ) if field in fields and _is_field(source, definition, call):
                    yield field, call


def fault_of(source: Source, call: ast.Call, renewed: bool) -> tuple[Fault, ast.expr] | None:
    """Return the worst fault of a field, and where it shows; `renewed` says that it must change with its row."""
    if call_target(source, call.func) in CLOCKS:
        return Fault.FROZEN, call
    words = {word.arg: word.value for word in call.keywords}
    defaults = [words[word] for word in sorted(_DEFAULTS & set(words), key=str)]
    for default in defaults:
        if (clock := next(_clocks_called(source, default), None)) is not None:
            return Fault.FROZEN, clock
        if names(source).resolve(default) in NAIVE_CLOCKS:
            return Fault.NAIVE, default
    has_default = any(called_name(argument).endswith(("Default", "FetchedValue")) for argument in call.args)
    match source.parents[call]:
        # A hint such as `Mapped[created]` may bring what the call does not say.
        case ast.AnnAssign(annotation=ast.Subscript(slice=hint)) if type_named(source, hint) not in _TIMES:
            has_default = True
    if has_default or None in words:
        return None
    if not renewed and getattr(words.get("auto_now"), "value", False) is True:
        return Fault.RENEWED, call
    is_idle = (SETS_ON_UPDATE if renewed else SETS_ON_INSERT).isdisjoint(words)
    return (Fault.STALE if renewed else Fault.UNSET, call) if is_idle else None


def _clocks_called(source: Source, expression: ast.expr) -> Iterator[ast.Call]:
    """Yield the calls of a clock that run where the expression is evaluated."""
    waiting: list[ast.AST] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and call_target(source, node.func) in CLOCKS:
            yield node
        if not isinstance(node, ast.Lambda):
            waiting += children(node)


def _is_field(source: Source, definition: ast.ClassDef, call: ast.Call) -> bool:
    target = call_target(source, call.func) or ""
    if target in CLOCKS:
        return any(model.declared.name == definition.name for model in models(source))
    if called_name(call) not in COLUMNS:
        return False
    return target.partition(".")[0] in _LIBRARIES or target.endswith("db.Column")
