"""Which names with a secret hold a text that is written in the code, and how."""

import ast
import enum
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import calls_by_word, words_for
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.names.functions import own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.secrets.secret_names import secrecy, secretive_words
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.secrets import COMPANIONS

_ASKING = frozenset({"get", "pop", "getenv"})
_SAME = frozenset({"strip", "lower", "encode", "decode"})
_PAIRED = {"setdefault": 0, "putenv": 0, "setenv": 0, "setattr": 1}
_LOOKUPS = frozenset("getenv get pop config env str getattr".split())
_DEFAULTING = sorted(_LOOKUPS | frozenset("add_argument option Option Argument Field".split()))
_DEFAULTS = frozenset({"default", "fallback"})
_PASSWORD_THIRD = 2
_ENOUGH = 2
_LOGINS = {
    **dict.fromkeys("login log_in sign_in signin authenticate basic_auth".split(), 1),
    **dict.fromkeys("BasicAuth HTTPBasicAuth HTTPDigestAuth HTTPProxyAuth".split(), 1),
    **dict.fromkeys("set_password check_password pass_".split(), 0),
}
_WRAPPERS = frozenset(
    "SecretStr SecretBytes Secret Field str bytes bytearray encode decode b64decode strip Final Value String".split()
)
ASCII = 128
_TEXTS = frozenset({ast.Constant, ast.BinOp, ast.JoinedStr, ast.BoolOp, ast.IfExp, ast.Call, ast.Tuple, ast.List})
_EQUALITY = frozenset({ast.Eq, ast.NotEq, ast.Is, ast.IsNot})
_AUTH_ARGUMENTS = frozenset({"auth", "http_auth", "basic_auth", "httpauth"})


class Place(enum.Enum):
    """How a text comes to its name."""

    ASSIGNED = enum.auto()
    ITEM = enum.auto()
    ARGUMENT = enum.auto()
    DEFAULT = enum.auto()
    FALLBACK = enum.auto()
    COMPARED = enum.auto()


class NamedString(NamedTuple):
    """A text in the code: its expression, the name that it belongs to, and whether a user stands beside it."""

    node: ast.expr
    text: str
    name: str
    place: Place
    is_paired: bool = False


Named = tuple[ast.expr, str, Place, bool]


def name_of(expression: ast.expr) -> str:
    """Return the last word of what holds a value: a name, an attribute, a key, what `.get("key")` asks for."""
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute):
        return expression.attr
    if isinstance(expression, ast.Subscript):
        key = expression.slice
        return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
    if isinstance(expression, ast.Call):
        return _name_of_call(expression)
    return ""


def _name_of_call(call: ast.Call) -> str:
    function, word = call.func, last_name(call.func)
    if word == "getpass":
        return "password"
    if word in _ASKING:
        return text_argument(call, 0)
    if word in _SAME and isinstance(function, ast.Attribute):
        return name_of(function.value)
    return ""


def text_argument(call: ast.Call, place: int) -> str:
    """Return an argument that is a text, by its place."""
    argument = call.args[place] if place < len(call.args) else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""


def named_by_ways(source: Source, words: frozenset[str]) -> Iterator[Named]:
    """Yield the values whose name only another place tells."""
    for keyword in [one for one in source.nodes(ast.keyword) if one.arg in words]:
        if isinstance(keyword.value, ast.Name) and secrecy(keyword.arg or "") and not secrecy(keyword.value.id):
            yield from ((value, keyword.arg or "", Place.ITEM, False) for value in _kept(source, keyword.value))
    functions: Sequence[Function] = source.nodes(*FUNCTIONS)
    for function in functions:
        if function.name in words and secrecy(function.name):
            for node in own_nodes(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    yield node.value, function.name, Place.ITEM, False
        parameters = [*function.args.posonlyargs, *function.args.args]
        for parameter in [one for one in parameters if one.arg in words and secrecy(one.arg)]:
            for call in callers(source, function):
                given = argument_for(source, call, parameter)
                if given is not None and not any(keyword.value is given for keyword in call.keywords):
                    yield given, parameter.arg, Place.ITEM, False


def _kept(source: Source, name: ast.Name) -> Iterator[ast.expr]:
    """Yield the one value that a variable of a plain name has."""
    binders = names(source).binders(name)
    if len(binders) == 1 and not isinstance(binders[0], ast.arg):
        yield from values_at(source, name) or ()


def named_in_calls(source: Source) -> Iterator[Named]:
    """Yield the values that calls put together with the name of a secret."""
    # `os.environ.setdefault("API_KEY", value)` and `setattr(shop, "password", value)`.
    by_word = calls_by_word(source)
    for word, place in _PAIRED.items():
        for call in by_word.get(word, ()):
            if len(call.args) > place + 1 and secrecy(name := text_argument(call, place)):
                yield call.args[place + 1], name, Place.ASSIGNED, False
    yield from _defaulted(source)
    yield from _compared_digests(source)


def _defaulted(source: Source) -> Iterator[Named]:
    """Find values that step in where nobody gave one: `os.getenv("API_KEY", value)`."""
    by_word = calls_by_word(source)
    for word in _DEFAULTING:
        for call in (call for other in words_for(source, frozenset({word})) for call in by_word.get(other, ())):
            if not call.keywords and len(call.args) < _ENOUGH:
                continue
            default = next((keyword.value for keyword in call.keywords if keyword.arg in _DEFAULTS), None)
            place = int(word == "getattr")
            if default is None and word in _LOOKUPS and len(call.args) > place + 1:
                default = call.args[place + 1]
            if default is not None and (name := _name_asked_for(call)):
                yield default, name, Place.FALLBACK, False


def _name_asked_for(call: ast.Call) -> str:
    texts = (text_argument(call, place).lstrip("-") for place in range(len(call.args)))
    return next((text for text in texts if secrecy(text)), "")


def typed_in(source: Source) -> Iterator[Named]:
    """Yield the passwords that their place tells, as in `login(user, password)`."""
    by_word = calls_by_word(source)
    for word, place in _LOGINS.items():
        for call in by_word.get(word, ()):
            if len(call.args) > place:
                yield call.args[place], "password", Place.ARGUMENT, True
    for call in by_word.get("connect", ()):
        if len(call.args) > _PASSWORD_THIRD:
            yield call.args[_PASSWORD_THIRD], "password", Place.ITEM, False


def _compared_digests(source: Source) -> Iterator[Named]:
    """Find what is compared by `compare_digest`."""
    by_word = calls_by_word(source)
    for call in by_word.get("compare_digest", ()):
        if len(call.args) > 1:
            for side, other in (call.args[:2], call.args[1::-1]):
                if secrecy(name_of(side)):
                    yield other, name_of(side), Place.COMPARED, False


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
        for statement in [one for one in source.nodes(ast.Assign) if one.value.__class__ in _TEXTS]:
            for target in statement.targets:
                name = target.id if target.__class__ is ast.Name else getattr(target, "attr", None)
                if (name is None or name in words) and _is_text(statement.value):
                    yield from _bound(target, statement.value)
        annotations: Sequence[ast.AnnAssign | ast.NamedExpr] = source.nodes(ast.AnnAssign, ast.NamedExpr)
        for annotated in annotations:
            if annotated.value is not None:
                yield from _bound(annotated.target, annotated.value)
        for display in source.nodes(ast.Dict):
            keys = [key.value if key.__class__ is ast.Constant else None for key in display.keys]
            for key, value in zip(keys, display.values, strict=True):
                if key.__class__ is str and secrecy(key):
                    yield value, key, Place.ITEM, _is_accompanied(keys)
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
        numbers = [one.value for one in value.elts if isinstance(one, ast.Constant)]
        letters = [number for number in numbers if isinstance(number, int) and 0 < number < ASCII]
        return "".join(map(chr, letters)) if len(letters) == len(numbers) else ""
    if isinstance(value, (ast.Constant, ast.BinOp, ast.JoinedStr)):
        made = constant(source, value)
        return made.decode("latin-1") if isinstance(made, bytes) else made if isinstance(made, str) else ""
    return ""
