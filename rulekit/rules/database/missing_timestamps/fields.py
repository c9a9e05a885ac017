"""Timestamp fields of models: whether they are set, renewed, and taken from the right clock."""

import ast
import enum
from collections.abc import Iterator

from rulekit.analysis.flow.arguments import returned_values
from rulekit.analysis.flow.type_inference import call_target, type_named
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import children
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.models import CLOCKS, COLUMNS, NAIVE_CLOCKS, SETS_ON_INSERT, SETS_ON_UPDATE, SQLMODEL
from rulekit.rules.database.missing_timestamps.declarations import own_makers
from rulekit.rules.database.missing_timestamps.model_inheritance import models

# `django.forms` has fields of the same names.
_LIBRARIES = ("sqlalchemy.", "flask_sqlalchemy.", "sqlmodel.", "tortoise.", "django.db.", "django.contrib.gis.db.")
_TIMES = frozenset({"datetime.datetime", "datetime.date", "builtins.int", "builtins.float", "builtins.str"})
_DEFAULTS = frozenset({"default", "insert_default", "server_default", "onupdate"})


class Fault(enum.Enum):
    """What is wrong with the field of a timestamp."""

    FROZEN = "computed at import"
    NAIVE = "without zone"
    UNSET = "never set"
    STALE = "never renewed"
    RENEWED = "created, but renewed"


def fields_of_models(source: Source) -> Iterator[tuple[str, ast.Call, bool]]:
    """Yield the fields that are written as a column of a database library, and whether they surely belong to a table.

    Forms, serializers and messages have fields of the same names.
    """
    models_by_name = {model.declared.name: model for model in models(source)}
    for definition in source.nodes(ast.ClassDef):
        model = models_by_name.get(definition.name)
        for statement in definition.body:
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=field)], value=ast.Call() as call)
                    | ast.AnnAssign(target=ast.Name(id=field), value=ast.Call() as call)
                ):
                    is_column = called_name(call) in COLUMNS and _is_of_library(source, call)
                    if is_column or model is not None:
                        yield field, call, is_column and (model is None or model.family != SQLMODEL or model.has_table)


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


def _clocks_called(source: Source, expression: ast.expr) -> Iterator[ast.expr]:
    """Yield what asks a clock where the expression is evaluated: a call of one, a name or a function of its answer."""
    waiting: list[ast.AST] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Lambda):
            continue
        waiting += children(node)
        answers: list[ast.expr | None] = [names(source).single_value(node)]
        if isinstance(node, ast.Call):
            answers = [node, *returned_values(source, node)]
        if isinstance(node, ast.expr) and any(
            isinstance(answer, ast.Call) and call_target(source, answer.func) in CLOCKS for answer in answers
        ):
            yield node


def _is_of_library(source: Source, call: ast.Call) -> bool:
    """Tell whether a call makes a column: of a library, or by the `db` of Flask."""
    target = call_target(source, call.func) or ""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    is_own = called_name(names(source).single_value(owner)) in own_makers(source)
    return target.startswith(_LIBRARIES) or target.endswith("db.Column") or is_own
