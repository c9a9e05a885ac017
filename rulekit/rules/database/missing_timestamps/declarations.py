"""Classes as their file declares them: what they derive from and which fields they have, to tell models by."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rulekit.analysis.database.managers import is_migration
from rulekit.analysis.flow.calls import calls_by_word, calls_to
from rulekit.analysis.flow.type_inference import call_target, canonical, type_of
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.models import BASE_CLASS_ARGUMENTS, BASE_MAKERS, CALLED, IMPORTED, MAPPING_DECORATORS
from rulekit.model.finding import Span

_NAMED_COLUMNS = frozenset({"Column", "mapped_column"})
_COLUMN_NAMES = frozenset({"db_column", "column_name", "db_field", "source_field", "name"})
_FIELDS_BY_DECORATOR = ("stamp", "audit", "track", "timed")
_REFLECTING = frozenset({"autoload", "autoload_with", "DeferredReflection"})
_DB = "db"
_FLASK = "flask_sqlalchemy.SQLAlchemy"
_SETTINGS = frozenset({"Meta", "Config"})
_NO_COLUMNS = ("Manager", "Meta", "ConfigDict", "Config", "relationship")


@dataclass(frozen=True)
class Declared:
    """A class, or a name that stands for a base made by a call.

    `bases` are qualified names; `:Order` is a class of the same file, `?` one that nobody can tell.
    `names` holds attributes and names of columns, `flags` what the class says of itself: abstract, proxy, unmanaged,
    table, columns, migration, hidden (fields that the text does not show), db (columns are made by `db.Column`).
    """

    name: str
    span: Span
    bases: tuple[str, ...]
    names: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FileClasses:
    """The classes of a file by name, and what it imports for others: name to qualified name."""

    classes: Mapping[str, Declared]
    imports: Mapping[str, str]


@question
def declared_classes(source: Source) -> FileClasses:
    """Which classes does a file declare, where models could be among them?"""
    known = names(source)
    called, bound = calls_by_word(source), known.binding_scopes
    may_hold = any(word in called for word in CALLED) or any(word in bound for word in IMPORTED)
    if source.role == "test" or not (may_hold or source.file_name == "__init__.py"):
        return FileClasses({}, {})
    classes = dict(_bases_by_call(source)) if may_hold else {}
    for definition in source.nodes(ast.ClassDef) if may_hold else ():
        if definition.name not in _SETTINGS:
            classes[definition.name] = _declare(source, definition)
    for definition in _classes_by_type(source) if may_hold else ():
        classes[definition.name] = _declare(source, definition)
    for name, added in _fields_added_later(source).items() if may_hold else ():
        if name in classes:
            classes[name] = replace(classes[name], names=classes[name].names | added)
    imported = known.imports.values()
    return FileClasses(
        classes,
        {
            imported_name.name: imported_name.target
            for imported_name in imported
            if not imported_name.name.islower() or imported_name.name == _DB
        },
    )


def _bases_by_call(source: Source) -> Iterator[tuple[str, Declared]]:
    """Yield names bound to what makes a base: `Base = declarative_base()`, and `db.Model` of `SQLAlchemy()`."""
    for call, target in calls_to(source, frozenset(BASE_MAKERS)):
        parent = source.parents[call]
        if isinstance(parent, (ast.Assign, ast.AnnAssign)):
            above = [_base(source, word.value) for word in call.keywords if word.arg in BASE_CLASS_ARGUMENTS]
            for name in parent.targets if isinstance(parent, ast.Assign) else [parent.target]:
                if isinstance(name, ast.Name):
                    title = f"{name.id}.Model" if target == _FLASK else name.id
                    yield title, Declared(title, source.span(call), (f"={BASE_MAKERS[target]}", *above))


def _classes_by_type(source: Source) -> Iterator[ast.ClassDef]:
    """Read `Order = type("Order", (Base,), {...})` as the class that it makes."""
    for call in calls_by_word(source).get("type", ()):
        match call.args:
            case [ast.Constant(value=name), ast.Tuple(elts=bases), ast.Dict(keys=keys, values=values)]:
                fields = [
                    (key.value, value) for key, value in zip(keys, values, strict=True) if isinstance(key, ast.Constant)
                ]
                body = [ast.Assign([ast.Name(str(word), ast.Store())], value) for word, value in fields]
                yield ast.copy_location(ast.ClassDef(str(name), bases, [], [*body], []), call)


def _fields_added_later(source: Source) -> Mapping[str, frozenset[str]]:
    """Return the fields added to classes later: `Order.add_to_class("created_at", ...)`, `Order.total = ...`."""
    columns: dict[str, set[str]] = defaultdict(set)
    for call in calls_by_word(source).get("add_to_class", ()):
        word = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
        base = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(base, ast.Name) and isinstance(word, str):
            columns[base.id].add(word)
    for statement in source.tree.body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            columns[target.value.id].add(target.attr)
    return {name: frozenset(words) for name, words in columns.items()}


def _declare(source: Source, definition: ast.ClassDef) -> Declared:
    flags = {*_flags(definition), *(["migration"] if is_migration(source) else [])}
    bases = [_base(source, base) for base in definition.bases]
    for decorator in definition.decorator_list:
        bare = decorator.func if isinstance(decorator, ast.Call) else decorator
        target = call_target(source, bare) or ast.unparse(bare)
        if target in MAPPING_DECORATORS or target.endswith((".mapped", ".mapped_as_dataclass")):
            bases.append("=sqlalchemy")
            flags |= {"abstract"} if "declarative" in target else set()
        if any(word in target.lower() for word in _FIELDS_BY_DECORATOR):
            flags.add("hidden")
    own = frozenset(_own_names(definition.body)) | (_column_names(definition) if definition.bases else frozenset())
    return Declared(definition.name, source.span(definition), tuple(bases), own, frozenset(flags))


def _base(source: Source, base: ast.expr) -> str:
    """Return the qualified name of a base class."""
    if isinstance(base, ast.Subscript):
        return _base(source, base.value)
    if isinstance(base, ast.Call):
        return _base_by_call(source, base)
    known = names(source)
    if isinstance(base, ast.Name):
        value = known.single_value(base)
        if isinstance(value, (ast.Name, ast.Attribute)):
            return _base(source, value)
        binders = known.binders(base)
        return f":{base.id}" if binders and not isinstance(binders[-1], ast.alias) else known.resolve(base) or "?"
    if isinstance(base, ast.Attribute) and (type_name := type_of(source, base.value)):
        return f":{ast.unparse(base)}" if type_name == _FLASK else f"{type_name}.{base.attr}"
    return canonical(known.resolve(base)) or "?"


def _base_by_call(source: Source, call: ast.Call) -> str:
    target = call_target(source, call.func) or "?"
    if target.endswith(".with_metaclass") and len(call.args) > 1:
        return _base(source, call.args[1])
    return f"={BASE_MAKERS[target]}" if target in BASE_MAKERS else target


def _own_names(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that a class body binds, under `if` too."""
    for statement in body:
        if isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id
        elif isinstance(statement, FUNCTIONS):
            yield statement.name
        elif isinstance(statement, ast.If):
            yield from _own_names([*statement.body, *statement.orelse])


def _column_names(definition: ast.ClassDef) -> frozenset[str]:
    """Return the names of columns that are written as text: `Column("created_at", ...)`, `db_column="created_at"`."""
    columns: set[str] = set()
    for statement in definition.body:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and isinstance(statement.value, ast.Call):
            calls = [
                statement.value,
                *(argument for argument in statement.value.args if isinstance(argument, ast.Call)),
            ]
            for call in calls:
                words = [word.value for word in call.keywords if word.arg in _COLUMN_NAMES]
                first = call.args[:1] if called_name(call) in _NAMED_COLUMNS else []
                texts = (argument.value for argument in (*words, *first) if isinstance(argument, ast.Constant))
                columns.update(text for text in texts if isinstance(text, str))
    return frozenset(columns)


def _flags(definition: ast.ClassDef) -> Iterator[str]:
    if any(word.arg == "table" and _is_true(word.value) for word in definition.keywords):
        yield "table"
    for statement in definition.body:
        if isinstance(statement, ast.ClassDef) and statement.name == "Meta":
            yield from _flags_in_meta(statement)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            yield from _flags_of_assignment(statement)


def _flags_in_meta(meta: ast.ClassDef) -> Iterator[str]:
    for statement in meta.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name in {"abstract", "proxy"} and _is_true(statement.value):
                yield name
            if name == "managed" and isinstance(statement.value, ast.Constant) and not statement.value.value:
                yield "unmanaged"


def _flags_of_assignment(statement: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
    name, value = target.id if isinstance(target, ast.Name) else "", statement.value
    if name == "__abstract__" and value is not None and _is_true(value):
        yield "abstract"
    elif name in {"meta", "ormar_config", "model_config"} and value is not None:
        words = {key.value for key in getattr(value, "keys", ()) if isinstance(key, ast.Constant)}
        words |= {word.arg for word in getattr(value, "keywords", ()) if word.arg}
        if words & {"abstract", "table"}:
            yield "abstract" if "abstract" in words else "table"
    elif name in {"__table__", "__table_args__"} and value is not None:
        written = ast.unparse(value)
        if (name == "__table__" and called_name(value) != "Table") or any(word in written for word in _REFLECTING):
            yield "hidden"
    elif name and not name.startswith("__") and _is_column(statement):
        yield "columns"
        if isinstance(value, ast.Call) and getattr(getattr(value.func, "value", None), "id", "") == _DB:
            yield _DB


def _is_column(statement: ast.Assign | ast.AnnAssign) -> bool:
    if isinstance(statement.value, ast.Call):
        return not called_name(statement.value).endswith(_NO_COLUMNS)
    hint = statement.annotation if isinstance(statement, ast.AnnAssign) else None
    return hint is not None and "ClassVar" not in ast.unparse(hint)


def _is_true(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is True
