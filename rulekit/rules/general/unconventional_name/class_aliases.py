"""Whether a variable holds a class: by what it is bound to, and by how it is used."""

import ast

from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import is_class_name, is_constant_name, name_words
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import names_by_word
from rulekit.known.naming import CLASS_MAKERS, CLASS_WORDS

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
    if any(isinstance(binder, (ast.alias, ast.ClassDef)) or _is_declared_class(source, binder) for binder in binders):
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


def _is_declared_class(source: Source, binder: ast.AST) -> bool:
    """Recognise `Kind: type[Order]`."""
    parent = source.parents[binder]
    hint = parent.annotation if isinstance(parent, ast.AnnAssign) else None
    return last_name(hint.value if isinstance(hint, ast.Subscript) else hint) in _CLASS_HINTS


def is_used_as_class(source: Source, name: str) -> bool:
    """Tell whether a name is called, derived from, caught, tested against or used as a hint."""
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
