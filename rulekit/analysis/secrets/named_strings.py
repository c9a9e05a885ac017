"""Which names with a secret hold a text that is written in the code, and how."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.secrets.credential_calls import named_in_calls, typed_in
from rulekit.analysis.secrets.dataflow import named_by_ways
from rulekit.analysis.secrets.secret_names import secrecy, secretive_words
from rulekit.analysis.secrets.targets import Named, NamedString, Place, name_of
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.secrets import COMPANIONS

_WRAPPERS = frozenset(
    "SecretStr SecretBytes Secret Field str bytes bytearray encode decode b64decode strip Final Value String".split()
)
ASCII = 128
_TEXTS = frozenset({ast.Constant, ast.BinOp, ast.JoinedStr, ast.BoolOp, ast.IfExp, ast.Call, ast.Tuple, ast.List})
_EQUALITY = frozenset({ast.Eq, ast.NotEq, ast.Is, ast.IsNot})
_AUTH_ARGUMENTS = frozenset({"auth", "http_auth", "basic_auth", "httpauth"})


def named_strings(source: Source) -> Iterator[NamedString]:
    """Yield the texts that belong to a name that may be that of a secret."""
    for node, name, place, is_paired in _named_values(source):
        for value, is_fallback in _alternatives(node):
            text = _text_of(source, value)
            if text:
                yield NamedString(value, text, name, Place.FALLBACK if is_fallback else place, is_paired)


def _named_values(source: Source) -> Iterator[Named]:
    words = _secret_words(source)
    if words:
        yield from _assigned(source, words)
        yield from _items(source)
        yield from _arguments(source, words)
        yield from _defaults(source, words)
        yield from _compared(source)
        yield from _replaced(source)
        yield from named_in_calls(source)
        yield from named_by_ways(source, words)
    yield from typed_in(source)


def _secret_words(source: Source) -> frozenset[str]:
    """Return the words of the text that may be names of secrets or parts of them; `pass` is mostly a statement."""
    words = secretive_words(vocabulary(source))
    is_statement = words == {"pass"} and not any(f"pass{end}" in source.text for end in "\"'.-")
    return frozenset() if is_statement else words


def _assigned(source: Source, words: frozenset[str]) -> Iterator[Named]:
    for statement in [one for one in source.nodes(ast.Assign) if one.value.__class__ in _TEXTS]:
        for target in statement.targets:
            name = target.id if target.__class__ is ast.Name else getattr(target, "attr", None)
            if (name is None or name in words) and _is_text(statement.value):
                yield from _bound(target, statement.value)
    annotations: Sequence[ast.AnnAssign | ast.NamedExpr] = source.nodes(ast.AnnAssign, ast.NamedExpr)
    for annotated in annotations:
        if annotated.value is not None:
            yield from _bound(annotated.target, annotated.value)


def _is_text(value: ast.expr) -> bool:
    """Pass over numbers, `None`, and calls that make no text early."""
    if value.__class__ is ast.Constant:
        return value.value.__class__ in {str, bytes}
    return value.__class__ is not ast.Call or last_name(value.func) in _WRAPPERS


def _bound(target: ast.expr, value: ast.expr) -> Iterator[Named]:
    if isinstance(target, (ast.Tuple, ast.List)):
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
            is_paired = any(name_of(one) in COMPANIONS for one in target.elts)
            for one, part in zip(target.elts, value.elts, strict=True):
                if secrecy(name_of(one)):
                    yield part, name_of(one), Place.ASSIGNED, is_paired
    elif name_of(target).lower() in _AUTH_ARGUMENTS and isinstance(value, ast.Tuple) and len(value.elts) > 1:
        yield value.elts[1], "password", Place.ASSIGNED, True
    elif secrecy(name := name_of(target)):
        yield value, name, Place.ASSIGNED, False


def _items(source: Source) -> Iterator[Named]:
    for display in source.nodes(ast.Dict):
        keys = [key.value if key.__class__ is ast.Constant else None for key in display.keys]
        for key, value in zip(keys, display.values, strict=True):
            if key.__class__ is str and secrecy(key):
                yield value, key, Place.ITEM, _is_accompanied(keys)


def _arguments(source: Source, words: frozenset[str]) -> Iterator[Named]:
    for keyword in [one for one in source.nodes(ast.keyword) if one.arg in words]:
        call, name = source.parents.get(keyword), keyword.arg or ""
        if secrecy(name) and isinstance(call, ast.Call):
            yield keyword.value, name, Place.ARGUMENT, _is_accompanied(one.arg for one in call.keywords)
        if name in _AUTH_ARGUMENTS and isinstance(keyword.value, ast.Tuple) and len(keyword.value.elts) > 1:
            yield keyword.value.elts[1], "password", Place.ARGUMENT, True


def _is_accompanied(names: Iterable[object]) -> bool:
    return any(isinstance(name, str) and name.lower().replace("-", "_") in COMPANIONS for name in names)


def _defaults(source: Source, words: frozenset[str]) -> Iterator[Named]:
    if words.isdisjoint([one.arg for one in source.nodes(ast.arg)]):
        return
    for arguments in [one for one in source.nodes(ast.arguments) if one.defaults or one.kwonlyargs]:
        positional = [*arguments.posonlyargs, *arguments.args]
        given = positional[len(positional) - len(arguments.defaults) :]
        pairs = [*zip(given, arguments.defaults, strict=True)]
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            pairs += [(one, default)] if default is not None else []
        for parameter, default in pairs:
            if secrecy(parameter.arg):
                yield default, parameter.arg, Place.DEFAULT, False


def _compared(source: Source) -> Iterator[Named]:
    for comparison in [one for one in source.nodes(ast.Compare) if one.ops[0].__class__ in _EQUALITY]:
        left, right = comparison.left, comparison.comparators[0]
        for side, other in ((left, right), (right, left)):
            if other.__class__ is ast.Constant and _is_text(other) and secrecy(name := name_of(side)):
                yield other, name, Place.COMPARED, False


def _replaced(source: Source) -> Iterator[Named]:
    """Find `os.environ.get("API_KEY") or "..."`, whatever takes it."""
    for choice in source.nodes(ast.BoolOp):
        last = choice.values[-1]
        if last.__class__ is ast.Constant and _is_text(last) and secrecy(name := name_of(choice.values[0])):
            yield last, name, Place.FALLBACK, False


def _alternatives(value: ast.expr) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the values that an expression may have, each with whether it only steps in for another."""
    if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
        yield from ((part, True) for part in value.values)
    elif isinstance(value, ast.IfExp):
        yield from ((part, True) for part in (value.body, value.orelse))
    else:
        yield value, False


def _text_of(source: Source, value: ast.expr) -> str:
    """Return a text as it will be: put together, encoded or wrapped."""
    if isinstance(value, ast.Call):
        function, word = value.func, last_name(value.func)
        inner = (
            function.value if word in {"encode", "decode", "strip"} and isinstance(function, ast.Attribute) else None
        )
        first = next(iter(value.args), None) or next(
            (one.value for one in value.keywords if one.arg == "default"), None
        )
        found = inner or first
        return _text_of(source, found) if word in _WRAPPERS and found is not None else ""
    if isinstance(value, (ast.List, ast.Tuple)) and all(isinstance(one, ast.Constant) for one in value.elts):
        return _spelled([one.value for one in value.elts if isinstance(one, ast.Constant)])
    if isinstance(value, (ast.Constant, ast.BinOp, ast.JoinedStr)):
        made = constant(source, value)
        return made.decode("latin-1") if isinstance(made, bytes) else made if isinstance(made, str) else ""
    return ""


def _spelled(numbers: Sequence[object]) -> str:
    """Read a text that is spelled in numbers: `bytes([107, 113])`."""
    letters = [number for number in numbers if isinstance(number, int) and 0 < number < ASCII]
    return "".join(map(chr, letters)) if len(letters) == len(numbers) else ""
