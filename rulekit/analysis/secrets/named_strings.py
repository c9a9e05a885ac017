"""Which names with a secret hold a text that is written in the code, and how."""

import ast
import enum
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rulekit.analysis.flow.arguments import argument_for
from rulekit.analysis.flow.call_graph import callers
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to, words_for
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.names.functions import exits, functions
from rulekit.analysis.names.scopes import names
from rulekit.analysis.secrets.secret_names import secrecy, secretive_words
from rulekit.analysis.strings.expression_texts import text_of
from rulekit.analysis.syntax.index import defaults
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.secrets import COMPANIONS, RESERVED_ARGUMENTS, RESERVED_SETTINGS

_KEY_VALUE_CALLS = {"setdefault": 0, "putenv": 0, "setenv": 0, "setattr": 1}
_LOOKUPS = frozenset("getenv get pop config env str getattr".split())
_DEFAULTING = sorted(_LOOKUPS | frozenset("add_argument option Option Argument Field".split()))
_LOGINS = {
    **dict.fromkeys("login log_in sign_in signin authenticate basic_auth".split(), 1),
    **dict.fromkeys("BasicAuth HTTPBasicAuth HTTPDigestAuth HTTPProxyAuth".split(), 1),
    **dict.fromkeys("set_password check_password pass_".split(), 0),
}
_WRAPPERS = frozenset(
    "SecretStr SecretBytes Secret Field str bytes bytearray encode decode b64decode strip format Final Value"
    " String".split()
)
_LARGEST_ASCII = 127
_EQUALITY = frozenset({ast.Eq, ast.NotEq, ast.Is, ast.IsNot})
_AUTH_ARGUMENTS = frozenset({"auth", "http_auth", "basic_auth", "httpauth"})


class Place(enum.Enum):
    """How a text comes to its name; nothing but a secret can stand in a place that is reserved for one."""

    ASSIGNED = enum.auto()
    ITEM = enum.auto()
    ARGUMENT = enum.auto()
    DEFAULT = enum.auto()
    FALLBACK = enum.auto()
    COMPARED = enum.auto()
    RESERVED = enum.auto()


class NamedString(NamedTuple):
    """A text in the code: its expression, the name that it belongs to, and whether a user stands beside it."""

    node: ast.expr
    text: str
    name: str
    place: Place
    is_paired: bool = False

    @property
    def is_reserved(self) -> bool:
        """Whether the place has no other purpose than to hold a secret."""
        return self.place is Place.RESERVED or (self.name in RESERVED_SETTINGS and self.place is not Place.COMPARED)


_Named = tuple[ast.expr, str, Place, bool]


def named_strings(source: Source) -> Iterator[NamedString]:
    """Yield the texts that belong to a name that may be that of a secret."""
    for node, name, place, is_paired in _named_values(source):
        # A value may only step in for another, as after `or`.
        alternatives: list[ast.expr] = []
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            alternatives = node.values
        elif isinstance(node, ast.IfExp):
            alternatives = [node.body, node.orelse]
        for part in alternatives or [node]:
            if text := _text(source, part):
                yield NamedString(part, text, name, Place.FALLBACK if alternatives else place, is_paired)


def _reserved(source: Source) -> Iterator[_Named]:
    """Find what calls take as a secret and as nothing else, through names too: `jwt.encode(claims, "...")`."""
    for call, target in calls_to(source, frozenset(RESERVED_ARGUMENTS)):
        taker = RESERVED_ARGUMENTS[target]
        given = argument(source, call, taker.keyword, taker.place)
        # What is decoded without a look at the signature needs no key.
        if given is None or (target.endswith(".decode") and argument(source, call, "options") is not None):
            continue
        for value in values_at(source, given):
            yield value, name_of(given) or taker.what, Place.RESERVED, False


def _named_values(source: Source) -> Iterator[_Named]:
    yield from _reserved(source)
    words = secretive_words(vocabulary(source))
    # `pass` is mostly a statement.
    if words and (words != {"pass"} or any(f"pass{end}" in source.text for end in "\"'.-")):
        yield from _assigned(source, words)
        yield from _items(source)
        yield from _arguments(source, words)
        yield from _defaults(source, words)
        yield from _compared(source)
        yield from _in_calls(source)
        yield from _by_dataflow(source, words)
    by_word = calls_by_word(source)
    # Passwords that their place tells, as in `login(user, password)`.
    for word, place in _LOGINS.items():
        calls = (call for call in by_word.get(word, ()) if len(call.args) > place)
        yield from ((call.args[place], "password", Place.ARGUMENT, True) for call in calls)
    for call in by_word.get("connect", ()):
        yield from ((third, "password", Place.ITEM, False) for third in call.args[2:3])


def _assigned(source: Source, words: frozenset[str]) -> Iterator[_Named]:
    for statement in (statement for statement in source.nodes(ast.Assign) if _may_be_text(statement.value)):
        for target in statement.targets:
            if not isinstance(target, (ast.Name, ast.Attribute)) or last_name(target) in words:
                yield from _bound(target, statement.value)
    annotations: Sequence[ast.AnnAssign | ast.NamedExpr] = source.nodes(ast.AnnAssign, ast.NamedExpr)
    for annotated in annotations:
        if annotated.value is not None:
            yield from _bound(annotated.target, annotated.value)


def _may_be_text(value: ast.expr) -> bool:
    """Pass over numbers, `None`, and calls that make no text early."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, (str, bytes))
    return not isinstance(value, ast.Call) or last_name(value.func) in _WRAPPERS


def _bound(target: ast.expr, value: ast.expr) -> Iterator[_Named]:
    match target, value:
        case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), (ast.Tuple(elts=values) | ast.List(elts=values))):
            if len(values) == len(targets):
                is_paired = any(name_of(part) in COMPANIONS for part in targets)
                pairs = zip(values, map(name_of, targets), strict=True)
                yield from ((part, name, Place.ASSIGNED, is_paired) for part, name in pairs if secrecy(name))
        case _, ast.Tuple(elts=[_, password, *_]) if name_of(target).lower() in _AUTH_ARGUMENTS:
            yield password, "password", Place.ASSIGNED, True
        case ast.Attribute(attr="secret_key"), _:
            yield value, "secret_key", Place.RESERVED, False
        case _ if secrecy(name := name_of(target)):
            yield value, name, Place.ASSIGNED, False


def _items(source: Source) -> Iterator[_Named]:
    for display in source.nodes(ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else None for key in display.keys]
        is_accompanied: bool | None = None
        for key, value in zip(keys, display.values, strict=True):
            # What a dictionary calls its "key" is mostly one that something else is found by.
            if isinstance(key, str) and secrecy(key) and key != "key":
                is_accompanied = _is_accompanied(keys) if is_accompanied is None else is_accompanied
                yield value, key, Place.ITEM, is_accompanied


def _arguments(source: Source, words: frozenset[str]) -> Iterator[_Named]:
    for keyword in (keyword for keyword in source.nodes(ast.keyword) if keyword.arg in words):
        call, name = source.parents.get(keyword), keyword.arg or ""
        if secrecy(name) and isinstance(call, ast.Call):
            yield keyword.value, name, Place.ARGUMENT, _has_companion(source, call)
        if name in _AUTH_ARGUMENTS and isinstance(keyword.value, ast.Tuple) and len(keyword.value.elts) > 1:
            yield keyword.value.elts[1], "password", Place.ARGUMENT, True


@question_per
def _has_companion(_: Source, call: ast.Call) -> bool:
    """Does a call name what secrets come with, such as a user?"""
    return _is_accompanied(keyword.arg for keyword in call.keywords)


def _is_accompanied(names: Iterable[object]) -> bool:
    return any(isinstance(name, str) and name.lower().replace("-", "_") in COMPANIONS for name in names)


def _defaults(source: Source, words: frozenset[str]) -> Iterator[_Named]:
    if not words.isdisjoint(parameter.arg for parameter in source.nodes(ast.arg)):
        pairs = (pair for arguments in source.nodes(ast.arguments) for pair in defaults(arguments))
        named = ((default, parameter.arg) for parameter, default in pairs if secrecy(parameter.arg))
        yield from ((default, name, Place.DEFAULT, False) for default, name in named)


def _compared(source: Source) -> Iterator[_Named]:
    for comparison in (node for node in source.nodes(ast.Compare) if node.ops[0].__class__ in _EQUALITY):
        left, right = comparison.left, comparison.comparators[0]
        for side, other in ((left, right), (right, left)):
            if isinstance(other, ast.Constant) and _may_be_text(other) and secrecy(name := name_of(side)):
                yield other, name, Place.COMPARED, False
    # `os.environ.get("API_KEY") or "..."`, whatever takes it.
    for choice in source.nodes(ast.BoolOp):
        last = choice.values[-1]
        if isinstance(last, ast.Constant) and _may_be_text(last) and secrecy(name := name_of(choice.values[0])):
            yield last, name, Place.FALLBACK, False


def _in_calls(source: Source) -> Iterator[_Named]:
    """Find what calls put together: `setattr(shop, "password", value)`, `os.getenv("API_KEY", value)`."""
    by_word = calls_by_word(source)
    for word, place in _KEY_VALUE_CALLS.items():
        for call in by_word.get(word, ()):
            if len(call.args) > place + 1 and secrecy(name := _text_argument(call, place)):
                yield call.args[place + 1], name, Place.ASSIGNED, False
    for word in _DEFAULTING:
        for call in (call for other in words_for(source, frozenset({word})) for call in by_word.get(other, ())):
            options = (keyword.value for keyword in call.keywords if keyword.arg in {"default", "fallback"})
            at = 2 if word == "getattr" else 1
            default = next(iter((*options, *(call.args[at : at + 1] if word in _LOOKUPS else ()))), None)
            texts = (_text_argument(call, place).lstrip("-") for place in range(len(call.args)))
            if default is not None and (name := next((text for text in texts if secrecy(text)), "")):
                yield default, name, Place.FALLBACK, False
    for call in by_word.get("compare_digest", ()):
        for side, other in (call.args[:2], call.args[1::-1]) if len(call.args) > 1 else ():
            if secrecy(name := name_of(side)):
                yield other, name, Place.COMPARED, False


def _by_dataflow(source: Source, words: frozenset[str]) -> Iterator[_Named]:
    """Find strings that reach the name of a secret through a variable, a parameter, or what a function returns."""
    for keyword in (keyword for keyword in source.nodes(ast.keyword) if keyword.arg in words):
        name, value = keyword.arg or "", keyword.value
        if isinstance(value, ast.Name) and secrecy(name) and not secrecy(value.id):
            binder = names(source).single_binder(value)
            kept = values_at(source, value) if binder is not None and not isinstance(binder, ast.arg) else ()
            yield from ((text, name, Place.ITEM, False) for text in kept)
    for function in functions(source):
        if function.name in words and secrecy(function.name):
            leaving = exits(source).get(function, ())
            returns = (node.value for node in leaving if isinstance(node, ast.Return) and node.value)
            yield from ((value, function.name, Place.ITEM, False) for value in returns)
        parameters = [*function.args.posonlyargs, *function.args.args]
        for parameter in (one for one in parameters if one.arg in words and secrecy(one.arg)):
            for call in callers(source, function):
                given = argument_for(source, call, parameter)
                if given is not None and not any(keyword.value is given for keyword in call.keywords):
                    yield given, parameter.arg, Place.ITEM, False


def name_of(expression: ast.expr) -> str:
    """Return the last word of what holds a value: a name, an attribute, a key, what `.get("key")` asks for."""
    match expression:
        case ast.Subscript(slice=key):
            return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        case ast.Call(func=ast.Attribute(value=text, attr="strip" | "lower" | "encode" | "decode")):
            return name_of(text)
        case ast.Call(func=function):
            asks = last_name(function) in {"get", "pop", "getenv"}
            return _text_argument(expression, 0) if asks else "password" * (last_name(function) == "getpass")
    return last_name(expression)


def _text_argument(call: ast.Call, place: int) -> str:
    argument = call.args[place] if place < len(call.args) else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""


def _text(source: Source, value: ast.expr) -> str:
    """Return a text as it will be: put together, encoded or wrapped."""
    if isinstance(value, ast.Call):
        function, word = value.func, last_name(value.func)
        if word == "format" and isinstance(function, ast.Attribute):
            filled = text_of(source, value)
            return "" if filled.is_dynamic else filled.filled("")
        options = [keyword.value for keyword in value.keywords if keyword.arg == "default"]
        wrapped = [*value.args[:1], *options]
        if word in {"encode", "decode", "strip"} and isinstance(function, ast.Attribute):
            wrapped.insert(0, function.value)
        return _text(source, wrapped[0]) if word in _WRAPPERS and wrapped else ""
    if isinstance(value, (ast.List, ast.Tuple)):
        # A text may be spelled in numbers: `bytes([107, 113])`.
        numbers = [number.value if isinstance(number, ast.Constant) else None for number in value.elts]
        letters = [chr(number) for number in numbers if isinstance(number, int) and 0 < number <= _LARGEST_ASCII]
        return "".join(letters) if len(letters) == len(numbers) else ""
    made = constant(source, value) if isinstance(value, (ast.Constant, ast.BinOp, ast.JoinedStr)) else ""
    return made.decode("latin-1") if isinstance(made, bytes) else made if isinstance(made, str) else ""
