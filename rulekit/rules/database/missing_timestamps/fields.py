"""Timestamp fields of models: whether they are set, renewed, and taken from the right clock."""

import ast
import enum
from collections.abc import Iterator, Mapping
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


def timestamp_fields(source: Source, fields: AbstractSet[str]) -> Iterator[tuple[ast.ClassDef, str, ast.Call]]:
    """Yield the fields of these names that are written as a column of a database library, with their class."""
    for definition in source.nodes(ast.ClassDef):
        for statement in definition.body:
            target = _target(statement)
            value = getattr(statement, "value", None)
            if target in fields and isinstance(value, ast.Call) and _is_field(source, definition, value):
                yield definition, target, value


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
    is_open = has_default or None in words or _has_type_of_its_own(source, call)
    fault = None if is_open else _idleness(words, renewed)
    return (fault, call) if fault else None


def _idleness(words: Mapping[str | None, ast.expr], renewed: bool) -> Fault | None:
    """Tell by the arguments of a field whether it is set, and renewed or not as it should be."""
    if renewed:
        return Fault.STALE if SETS_ON_UPDATE.isdisjoint(words) else None
    value = words.get("auto_now")
    if isinstance(value, ast.Constant) and value.value is True:
        return Fault.RENEWED
    return Fault.UNSET if SETS_ON_INSERT.isdisjoint(words) else None


def _has_type_of_its_own(source: Source, call: ast.Call) -> bool:
    """Tell whether a hint such as `Mapped[created]` may bring what the call does not say."""
    parent = source.parents[call]
    if not isinstance(parent, ast.AnnAssign) or not isinstance(parent.annotation, ast.Subscript):
        return False
    return type_named(source, parent.annotation.slice) not in _TIMES


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


def _target(statement: ast.stmt) -> str:
    target: ast.AST | None = None
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign):
        target = statement.target
    return target.id if isinstance(target, ast.Name) else ""
