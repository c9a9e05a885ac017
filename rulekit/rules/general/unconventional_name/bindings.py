"""Names that are bound and are not in snake_case: where, and whether they hold a class, a constant or an alias."""

import ast
import keyword
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.names.class_hierarchy import classes_above
from rulekit.analysis.names.functions import owner
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, Scope, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import (
    has_capitals,
    is_class_name,
    is_constant_name,
    is_dunder,
    name_words,
)
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.analysis.syntax.vocabulary import attributes_by_word, names_by_word
from rulekit.known.naming import CLASS_MAKERS, CLASS_WORDS, SCIENCE
from rulekit.model.late import dataclass, regex

_MAKERS = frozenset({"compile", "frozenset", "set", "tuple", "Decimal", "Path", "timedelta", "range", "Fraction"})
_FIXED = (
    *(ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp, ast.JoinedStr, ast.FormattedValue),
    *(ast.Load, ast.operator, ast.unaryop, ast.Call, ast.Attribute, ast.Name),
)

_ATTRIBUTE = regex(r"self\s*\.\s*(?:[a-z0-9_]+[A-Z]|_*[A-Z]\w*[a-z])")

Named = ast.Name | ast.Attribute | ast.arg | ast.ExceptHandler | ast.MatchAs | ast.MatchStar | Function | ast.ClassDef
Binder = ast.Name | ast.ExceptHandler | ast.MatchAs | ast.MatchStar


@dataclass(frozen=True)
class Bound:
    """A name with capitals, the scope that holds it, and what binds it there, in the order of the text."""

    name: str
    scope: Scope
    binders: Sequence[ast.AST]


@question
def names_with_capitals(source: Source) -> Sequence[Bound]:
    """Which names have capitals, in each scope that binds them?"""
    known = names(source)
    return [
        Bound(name, scope, known.bindings[scope][name])
        for name, scopes in known.binding_scopes.items()
        if not name.islower() and has_capitals(name) and not is_dunder(name)
        for scope in scopes
        if known.binding_scope(name, scope) is scope
    ]


def functions_to_judge(source: Source) -> Iterator[Function]:
    """Yield the first function of each name with capitals in each block."""
    for bound in names_with_capitals(source):
        function = next((binder for binder in bound.binders if isinstance(binder, FUNCTIONS)), None)
        if function is not None:
            yield function


def parameters_to_judge(source: Source) -> Iterator[ast.arg]:
    """Yield the parameters whose names have capitals."""
    for bound in names_with_capitals(source):
        yield from (binder for binder in bound.binders if isinstance(binder, ast.arg))


def variables_to_judge(source: Source) -> Iterator[Binder]:
    """Yield the first binding of each variable that is not in snake_case, in each scope that holds it."""
    for bound in names_with_capitals(source):
        at_top = isinstance(bound.scope.node, (ast.Module, ast.ClassDef))
        others = any(isinstance(binder, (ast.arg, ast.alias, *FUNCTIONS, ast.ClassDef)) for binder in bound.binders)
        if others or (at_top and is_constant_name(bound.name)):
            continue
        binders = [
            binder
            for binder in bound.binders
            if isinstance(binder, Binder) and not isinstance(getattr(binder, "ctx", None), ast.Del)
        ]
        first = min(binders, key=lambda binder: binder.lineno, default=None)
        if first is not None and type(source.parents[first]).__name__ != "TypeAlias":
            yield first


def attributes_to_judge(source: Source) -> Iterator[tuple[ast.Attribute, ast.ClassDef]]:
    """Yield the first binding of each attribute of `self` that is neither in snake_case nor a constant."""
    if not _ATTRIBUTE.search(source.text):
        return
    bindings, scopes = names(source).bindings, scopes_by_node(source)
    seen: set[tuple[ast.ClassDef, str]] = set()
    written = [
        attribute
        for attribute in source.nodes(ast.Attribute)
        if not attribute.attr.islower() and attribute.ctx.__class__ is ast.Store
    ]
    for attribute in sorted(written, key=lambda attribute: attribute.lineno):
        name = attribute.attr
        is_fine = not has_capitals(name) or is_constant_name(name) or is_dunder(name)
        holder = None if is_fine else _class_of_self(source, attribute)
        if holder is not None and (holder, name) not in seen:
            seen.add((holder, name))
            # Where a class body of this file has the name already, it is judged there.
            if not any(name in bindings[scopes[above]] for above in (holder, *classes_above(source, holder))):
                yield attribute, holder


def _class_of_self(source: Source, attribute: ast.Attribute) -> ast.ClassDef | None:
    """Return the class whose method binds an attribute of its first parameter."""
    for around in source.ancestors(attribute):
        if isinstance(around, FUNCTIONS):
            first = (*around.args.posonlyargs, *around.args.args)[:1]
            is_self = first and isinstance(attribute.value, ast.Name) and first[0].arg == attribute.value.id
            return owner(source, around) if is_self else None
    return None


@question
def scopes_by_node(source: Source) -> Mapping[ast.AST, Scope]:
    """Which scope does each module, class and function open?"""
    return {scope.node: scope for scope in source.index.scopes}


def name_of(node: Named) -> str:
    """Return the name that a piece of code binds."""
    written = (getattr(node, field, None) for field in ("id", "attr", "arg", "name"))
    return next((name for name in written if isinstance(name, str)), "")


def is_free(source: Source, node: Named, new: str) -> bool:
    """Tell whether a name can be written and means nothing yet where a piece of code would be called by it."""
    if not new.isidentifier() or keyword.iskeyword(new):
        return False
    if isinstance(node, ast.Attribute):
        return not any(one.ctx.__class__ is ast.Store for one in attributes_by_word(source).get(new, ()))
    known = names(source)
    scope = known.scope_of(node)
    is_used = new in known.bindings[scope] or new in _words_in(source, scope)
    return not is_used and (new not in BUILTINS or isinstance(scope.node, ast.ClassDef))


@question_per
def _words_in(_: Source, scope: Scope) -> frozenset[str]:
    """Which names stand in a scope?"""
    return frozenset(use.id for use in scope.names)


def class_around(source: Source, binder: ast.AST) -> ast.ClassDef | None:
    """Return the class in whose body a name is bound."""
    node = names(source).scope_of(binder).node
    return node if isinstance(node, ast.ClassDef) else None


@question
def is_scientific(source: Source) -> bool:
    """Is this a notebook, or does the file import a library for numbers?"""
    if source.role == "notebook":
        return True
    return any(imported.target.partition(".")[0] in SCIENCE for imported in names(source).imports.values())


def only_constants(source: Source, name: ast.Name) -> bool:
    """Tell whether a name is bound to a value that is written out, or made of constants."""
    statement = source.statement(name)
    value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
    return value is not None and all(_is_fixed(source, node) for node in walk(value))


def _is_fixed(source: Source, node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        is_called = isinstance(source.parents[node], (ast.Call, ast.Attribute))
        return is_constant_name(node.id) or is_called
    if isinstance(node, ast.Call):
        word = last_name(node.func)
        return word in _MAKERS
    return isinstance(node, _FIXED)


_CONTAINERS = (ast.List, ast.Dict, ast.Set, ast.Tuple, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
_RESULTS = (ast.JoinedStr, ast.Compare, ast.UnaryOp, ast.Await, ast.Lambda, *_CONTAINERS)
_NO_CLASS_VALUES = (ast.Compare, ast.JoinedStr, ast.Lambda, ast.UnaryOp)
_CLASS_TESTS = frozenset({"isinstance", "issubclass"})
_CLASS_HINTS = frozenset({"type", "Type", "TypeAlias"})
_NO_CLASSES = frozenset({"type", "getattr"})
_BUILTIN_CLASSES = frozenset({"int", "str", "float", "bool", "bytes", "list", "dict", "set", "tuple", "object", "type"})


def holds_class(source: Source, name: ast.Name) -> bool:
    """Tell whether a name stands for a class: one of its values is one, or it is used like one."""
    binders = names(source).binders(name)
    if name.id.endswith("Class") or any(_is_class_binder(source, binder) for binder in binders):
        return True
    values = [names(source).value(binder) for binder in binders]
    if values and all(isinstance(value, _NO_CLASS_VALUES) for value in values):
        return False
    if is_used_as_class(source, name.id):
        return True
    return any(is_class_value(value, name.id) and not _is_plain_variable(source, value) for value in values)


def _is_plain_variable(source: Source, value: ast.expr | None) -> bool:
    """Tell whether a value is another variable of this file that holds nothing but plain values."""
    if not isinstance(value, ast.Name):
        return False
    values = [names(source).value(binder) for binder in names(source).binders(value)]
    return bool(values) and all(value is not None and is_plain_value(value) for value in values)


def may_be_class_at_top(source: Source, name: ast.Name) -> bool:
    """Tell whether a name outside functions, which other files may use, has only values that could be classes."""
    known = names(source)
    if isinstance(known.scope_of(name).node, FUNCTIONS) or source.role == "notebook":
        return False
    values = [known.value(binder) for binder in known.binders(name)]
    return all(value is not None and not is_plain_value(value) for value in values)


def _is_class_binder(source: Source, binder: ast.AST) -> bool:
    if isinstance(binder, (ast.alias, ast.ClassDef)):
        return True
    return _is_declared_class(source, binder) or _is_patched_class(source, binder)


def _is_patched_class(source: Source, binder: ast.AST) -> bool:
    """Recognise `with patch("shop.Order") as MockOrder`, a double of a class."""
    item = source.parents[binder]
    call = item.context_expr if isinstance(item, ast.withitem) else None
    if not isinstance(call, ast.Call) or not {"patch", "object"} & {last_name(call.func)}:
        return False
    texts = [one.value for one in call.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return any(is_class_name(text.rpartition(".")[2]) for text in texts)


def _is_declared_class(source: Source, binder: ast.AST) -> bool:
    """Recognise `Kind: type[Order]`."""
    parent = source.parents[binder]
    hint = parent.annotation if isinstance(parent, ast.AnnAssign) else None
    return last_name(hint.value if isinstance(hint, ast.Subscript) else hint) in _CLASS_HINTS


@question_per
def is_used_as_class(source: Source, name: str) -> bool:
    """Is a name called, derived from, caught, tested against or used as a hint?"""
    uses = names_by_word(source).get(name, ())
    return any(_is_class_use(source, use) for use in uses if use.ctx.__class__ is ast.Load)


def _is_class_use(source: Source, use: ast.expr) -> bool:
    parent = source.parents[use]
    if isinstance(parent, ast.Call):
        is_test = isinstance(parent.func, ast.Name) and parent.func.id in _CLASS_TESTS
        return parent.func is use or (is_test and use in parent.args[1:])
    if isinstance(parent, (ast.Tuple, ast.Subscript, ast.BinOp)):
        return not (isinstance(parent, ast.Subscript) and parent.value is use) and _is_class_use(source, parent)
    if isinstance(parent, (ast.ClassDef, ast.ExceptHandler, ast.arg)):
        return True
    hints = (getattr(parent, "annotation", None), getattr(parent, "returns", None))
    return any(hint is use for hint in hints)


def is_class_value(value: ast.expr | None, name: str = "") -> bool:
    """Tell whether an expression gives a class, as far as its words say."""
    if isinstance(value, ast.Call):
        return _makes_class(value, name)
    if isinstance(value, ast.Subscript):
        return is_class_value(value.value) and not isinstance(value.slice, (ast.Constant, ast.Slice, ast.UnaryOp))
    if isinstance(value, (ast.IfExp, ast.BoolOp)):
        parts = value.values if isinstance(value, ast.BoolOp) else [value.body, value.orelse]
        return any(is_class_value(part, name) for part in parts)
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.BitOr) and (is_class_value(value.left) or is_class_value(value.right))
    word = last_name(value)
    return (is_class_name(word) and not is_constant_name(word)) or word in _BUILTIN_CLASSES


def is_plain_value(value: ast.expr | None) -> bool:
    """Tell whether an expression surely gives no class: a literal, a calculation, a call of a function of Python's."""
    if isinstance(value, ast.Constant):
        return value.value is not None
    if isinstance(value, ast.BinOp):
        return not isinstance(value.op, ast.BitOr)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id in BUILTINS and value.func.id not in _NO_CLASSES
    return isinstance(value, _RESULTS)


def _makes_class(call: ast.Call, name: str) -> bool:
    """Recognise calls that make or find classes, and those that say the name again: `Order = Table("Order")`."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and first.value == name and not is_constant_name(name):
        return True
    word = last_name(call.func)
    return word in CLASS_MAKERS or (word.islower() and not CLASS_WORDS.isdisjoint(name_words(word)))
