"""Classes as their file declares them: what they derive from and which fields they have, to tell models by."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from rulekit.analysis.database.managers import is_migration
from rulekit.analysis.flow.calls import calls_by_word, calls_to
from rulekit.analysis.flow.type_inference import call_target, canonical, type_of
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Offer
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.models import BASE_CLASS_ARGUMENTS, BASE_MAKERS, CALLED, IMPORTED, MAPPING_DECORATORS
from rulekit.model.finding import Span
from rulekit.model.late import dataclass

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


@question
def declared_classes(source: Source) -> Offer[Declared]:
    """Which classes does a file declare, where models could be among them?"""
    known = names(source)
    called, bound = calls_by_word(source), known.binding_scopes
    may_hold = any(word in called for word in CALLED) or any(word in bound for word in IMPORTED)
    if source.role == "test" or not (may_hold or source.file_name == "__init__.py"):
        return Offer({}, {})
    classes: dict[str, Declared] = {}
    if may_hold:
        classes |= _bases_by_call(source)
        definitions = [one for one in source.nodes(ast.ClassDef) if one.name not in _SETTINGS]
        for definition in (*definitions, *_classes_by_type(source)):
            classes[definition.name] = _declare(source, definition)
        for name, field in _fields_added_later(source):
            if name in classes:
                classes[name] = replace(classes[name], names=classes[name].names | {field})
    imported = {one.name: one.target for one in known.imports.values() if not one.name.islower() or one.name == _DB}
    return Offer(classes, imported)


def _bases_by_call(source: Source) -> Iterator[tuple[str, Declared]]:
    """Yield names bound to what makes a base: `Base = declarative_base()`, and `db.Model` of `SQLAlchemy()`."""
    own = [(call, _FLASK) for word in own_makers(source) for call in calls_by_word(source).get(word, ())]
    for call, target in (*calls_to(source, frozenset(BASE_MAKERS)), *own):
        parent = source.parents[call]
        if isinstance(parent, (ast.Assign, ast.AnnAssign)):
            above = [_base(source, word.value) for word in call.keywords if word.arg in BASE_CLASS_ARGUMENTS]
            for name in parent.targets if isinstance(parent, ast.Assign) else [parent.target]:
                if isinstance(name, ast.Name):
                    title = f"{name.id}.Model" if target == _FLASK else name.id
                    yield title, Declared(title, source.span(call), (f"={BASE_MAKERS[target]}", *above))


@question
def own_makers(source: Source) -> frozenset[str]:
    """Which classes of this file derive from the `SQLAlchemy` of Flask, so that their objects make a base as well?"""
    resolve, makers = names(source).resolve, set[str]()
    # A class stands below those that it derives from.
    for definition in sorted(source.nodes(ast.ClassDef), key=lambda one: one.lineno) if _imports_flask(source) else ():
        if any(resolve(base) == _FLASK or last_name(base) in makers for base in definition.bases):
            makers.add(definition.name)
    return frozenset(makers)


def _imports_flask(source: Source) -> bool:
    return _FLASK.partition(".")[0] in imported_packages(source)


def _classes_by_type(source: Source) -> Iterator[ast.ClassDef]:
    """Read `Order = type("Order", (Base,), {...})` as the class that it makes."""
    for call in calls_by_word(source).get("type", ()):
        match call.args:
            case [ast.Constant(value=name), ast.Tuple(elts=bases), ast.Dict(keys=keys, values=values)]:
                body: list[ast.stmt] = [
                    ast.Assign([ast.Name(str(key.value), ast.Store())], value)
                    for key, value in zip(keys, values, strict=True)
                    if isinstance(key, ast.Constant)
                ]
                yield ast.copy_location(ast.ClassDef(str(name), bases, [], body, []), call)


def _fields_added_later(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the fields added to classes later: `Order.add_to_class("created_at", ...)`, `Order.total = ...`."""
    for call in calls_by_word(source).get("add_to_class", ()):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name)), args=[ast.Constant(value=str(field)), *_]):
                yield name, field
    for statement in source.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name), attr=field), *_]):
                yield name, field


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
    own = {*_own_names(definition.body), *(_column_names(definition) if definition.bases else ())}
    return Declared(definition.name, source.span(definition), tuple(bases), frozenset(own), frozenset(flags))


def _base(source: Source, base: ast.expr) -> str:
    """Return the qualified name of a base class."""
    known = names(source)
    base = base.value if isinstance(base, ast.Subscript) else base
    match base:
        case ast.Call(func=function, args=arguments):
            target = call_target(source, function) or "?"
            if target.endswith(".with_metaclass") and len(arguments) > 1:
                return _base(source, arguments[1])
            return f"={BASE_MAKERS[target]}" if target in BASE_MAKERS else target
        case ast.Name() if isinstance(value := known.single_value(base), (ast.Name, ast.Attribute)):
            return _base(source, value)
        case ast.Name() | ast.Attribute() if _is_of_this_file(source, base):
            return f":{ast.unparse(base)}"
        case ast.Attribute(value=owner, attr=attribute) if type_name := type_of(source, owner):
            return f"{type_name}.{attribute}"
    return canonical(known.resolve(base)) or "?"


def _is_of_this_file(source: Source, base: ast.Name | ast.Attribute) -> bool:
    """Recognise a class of this file, and `db.Model` of a `db` that it makes."""
    known = names(source)
    if isinstance(base, ast.Name):
        return any(not isinstance(binder, ast.alias) for binder in known.binders(base)[-1:])
    return type_of(source, base.value) == _FLASK or called_name(known.single_value(base.value)) in own_makers(source)


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


def _column_names(definition: ast.ClassDef) -> Iterator[str]:
    """Yield the names of columns that are written as text: `Column("created_at", ...)`, `db_column="created_at"`."""
    for statement in definition.body:
        value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
        for call in (value, *value.args) if isinstance(value, ast.Call) else ():
            if isinstance(call, ast.Call):
                words = [word.value for word in call.keywords if word.arg in _COLUMN_NAMES]
                first = call.args[:1] if called_name(call) in _NAMED_COLUMNS else []
                texts = (argument.value for argument in (*words, *first) if isinstance(argument, ast.Constant))
                yield from (text for text in texts if isinstance(text, str))


def _flags(definition: ast.ClassDef) -> Iterator[str]:
    if any(word.arg == "table" and _is_true(word.value) for word in definition.keywords):
        yield "table"
    for statement in definition.body:
        match statement:
            case ast.ClassDef(name="Meta", body=options):
                for option in options:
                    match option:
                        case ast.Assign(targets=[ast.Name(id="abstract" | "proxy" as flag), *_], value=value):
                            yield from [flag] * _is_true(value)
                        case ast.Assign(targets=[ast.Name(id="managed"), *_], value=ast.Constant(value=False)):
                            yield "unmanaged"
            case ast.Assign() | ast.AnnAssign():
                yield from _flags_of_assignment(statement)


def _flags_of_assignment(statement: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
    name, value = target.id if isinstance(target, ast.Name) else "", statement.value
    if name == "__abstract__" and _is_true(value):
        yield "abstract"
    elif name in {"meta", "ormar_config", "model_config"}:
        words = {key.value for key in getattr(value, "keys", ()) if isinstance(key, ast.Constant)}
        words |= {word.arg for word in getattr(value, "keywords", ()) if word.arg}
        if words & {"abstract", "table"}:
            yield "abstract" if "abstract" in words else "table"
    elif name in {"__table__", "__table_args__"} and value is not None:
        written = ast.unparse(value)
        if (name == "__table__" and called_name(value) != "Table") or any(word in written for word in _REFLECTING):
            yield "hidden"
    elif name and not name.startswith("__"):
        if isinstance(value, ast.Call):
            is_column = not called_name(value).endswith(_NO_COLUMNS)
        else:
            is_column = isinstance(statement, ast.AnnAssign) and "ClassVar" not in ast.unparse(statement.annotation)
        if is_column:
            yield "columns"
            if isinstance(value, ast.Call) and getattr(getattr(value.func, "value", None), "id", "") == _DB:
                yield _DB


def _is_true(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is True
