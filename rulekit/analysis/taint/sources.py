"""Sources of taint: what a person types, the command line, the environment, and what the network sends."""

import ast
import enum
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.flow.arguments import default_of
from rulekit.analysis.flow.call_graph import class_around
from rulekit.analysis.flow.calls import argument, calls_by_word
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import attributes_by_word, vocabulary
from rulekit.known import inputs as known
from rulekit.model.late import dataclass, regex


class Channel(enum.Enum):
    """By which way input comes; the value says it in words."""

    NETWORK = "comes from the network"
    PERSON = "comes from a person"
    COMMAND_LINE = "comes from the command line"
    ENVIRONMENT = "comes from the environment"


@dataclass(frozen=True)
class Entry:
    """A place where input enters; without a channel it is checked while it enters (`type=int`)."""

    node: ast.AST
    channel: Channel | None

    @property
    def what(self) -> str:
        """Where the value comes from, in words."""
        return self.channel.value if self.channel else "is checked where it enters"


_CHANNELS = {
    **dict.fromkeys(known.ASKING | known.TYPED, Channel.PERSON),
    **dict.fromkeys(known.STARTED, Channel.COMMAND_LINE),
    **dict.fromkeys(known.ENVIRONMENT | known.ENVIRONMENT_CALLS, Channel.ENVIRONMENT),
    **dict.fromkeys(known.SENT, Channel.NETWORK),
}
# `click.prompt("Pieces", type=int)` converts what is typed.
_CHECKING_KEYWORDS = frozenset({"type", "choices", "validate", "value_proc"})

_PARSERS = frozenset("parse_args parse_known_args parse_intermixed_args".split())
# What `main(args)` is handed is the namespace of a parser, by one of the names that the documentation uses.
_NAMESPACES = frozenset("args arguments opts options ns namespace parsed parsed_args cli_args".split())

_FLASK_PART = regex(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
_BRACED_PART = regex(r"\{(\w+)(?::(\w+))?\}")
_FREE_CONVERTERS = frozenset({"", "string", "path", "str", "any", "default"})
_PATTERN_KEYWORDS = frozenset("pattern regex enum alias_choices".split())
_MARKERS = frozenset("Query Path Form Body Header Cookie".split())
# Frameworks that fill every parameter of a route by its type; others fill those that the pattern names.
_TYPED_FRAMEWORKS = ("fastapi", "litestar", "ninja", "robyn")


@question
def may_take_input(source: Source) -> bool:
    """Is there a word in the code that some way of taking input needs?"""
    words, called = vocabulary(source), calls_by_word(source)
    if not known.ASKING_WORDS.isdisjoint(called) or any(
        asking.search(source.text) for word, asking in known.ASKING_TEXTS.items() if word in words
    ):
        return True
    targets = {imported.target for imported in names(source).imports.values()}
    packages = {target.partition(".")[0] for target in targets}
    if not known.ASKING_MODULES.isdisjoint(packages) or not known.ASKING_IMPORTS.isdisjoint(targets):
        return True
    # `app.get("/orders")` is a decorator where it stands above a function.
    for call in (call for word in known.ROUTE_METHODS & called.keys() for call in called[word]):
        path = call.args[0] if call.args and isinstance(call.func, ast.Attribute) else None
        if isinstance(path, ast.Constant) and isinstance(path.value, str) and path.value.startswith("/"):
            return True
    if "request" not in words:
        return False
    parts = (attribute for part in known.SHOUTED_PARTS for attribute in attributes_by_word(source).get(part, ()))
    is_shouted = any(last_name(part.value) == "request" for part in parts)
    return not known.SERVERS.isdisjoint(packages) or is_shouted or "request" not in names(source).binding_scopes


def input_at(source: Source, expression: ast.AST) -> Entry | None:
    """Tell whether input enters at an expression itself."""
    if isinstance(expression, ast.Call):
        return _input_of_call(source, expression)
    if isinstance(expression, (ast.Attribute, ast.Name)):
        if channel := _CHANNELS.get(names(source).resolve(expression) or ""):
            return Entry(expression, channel)
        return _input_of_attribute(source, expression) if isinstance(expression, ast.Attribute) else None
    return None


def _input_of_call(source: Source, call: ast.Call) -> Entry | None:
    resolve = names(source).resolve
    target = resolve(call.func)
    if target in _CHANNELS:
        is_checked = any(keyword.arg in _CHECKING_KEYWORDS for keyword in call.keywords) and target != "builtins.input"
        return Entry(call, None if is_checked else _CHANNELS[target])
    if not isinstance(call.func, ast.Attribute):
        return None
    word, base = call.func.attr, call.func.value
    if word in {"get", "getlist"}:
        # `request.args.get("page", 1, type=int)` converts the value.
        conversion = argument(source, call, "type", 2)
        converts = conversion is not None and resolve(conversion) not in {"builtins.str", None}
        if converts and input_at(source, base) is not None:
            return Entry(call, None)
    is_sent = (
        (word in known.REQUEST_METHODS and is_request(source, base, word))
        or (word in known.HANDLER_METHODS and isinstance(base, ast.Name) and base.id == "self")
        or (word in known.SOCKET_METHODS and bool(known.SOCKETS.search(last_name(base))))
        or (word in {"recv", "recvfrom"} and type_of(source, base) in {"socket.socket", "websocket.WebSocket"})
    )
    return Entry(call, Channel.NETWORK) if is_sent else None


def _input_of_attribute(source: Source, attribute: ast.Attribute) -> Entry | None:
    word, base = attribute.attr, attribute.value
    if word in known.REQUEST_PARTS and is_request(source, base, word):
        return Entry(attribute, Channel.NETWORK)
    if word == "value":
        module, _, widget = (type_of(source, base) or "").rpartition(".")
        if module.startswith("ipywidgets") and widget in known.WIDGETS:
            return Entry(attribute, Channel.PERSON)
    # `self.path` in a handler of `http.server`.
    if word in known.PLAIN_HANDLER_PARTS and isinstance(base, ast.Name) and base.id == "self":
        home = class_around(source, attribute) if enclosing_function(source, attribute) else None
        if home is not None and not known.PLAIN_HANDLERS.isdisjoint(map(last_name, home.bases)):
            return Entry(attribute, Channel.NETWORK)
    # `args.file`, where an argument of that name is declared in this file.
    if "add_argument" not in vocabulary(source) or word not in free_arguments(source):
        return None
    bindings = definitions(source, base) if isinstance(base, ast.Name) else ()
    if not _parses_arguments(base) and not any(_is_namespace(source, binding) for binding in bindings):
        return None
    return Entry(attribute, Channel.COMMAND_LINE if free_arguments(source)[word] else None)


@question
def free_arguments(source: Source) -> Mapping[str, bool]:
    """Which arguments are declared for the command line, and may they be any text: without a type and choices?"""
    declared: dict[str, bool] = {}
    for call in calls_by_word(source).get("add_argument", ()):
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        action, destination = given.get("action"), given.get("dest")
        is_free = (
            "choices" not in given
            and None not in given
            and ("type" not in given or names(source).resolve(given["type"]) in {"builtins.str", "builtins.bytes"})
            and (action is None or getattr(action, "value", "") in {"store", "append", "extend"})
        )
        if isinstance(destination, ast.Constant):
            name = str(destination.value)
        else:
            flags = [flag.value for flag in call.args if isinstance(flag, ast.Constant) and isinstance(flag.value, str)]
            long = [flag for flag in flags if flag.startswith("--")]
            name = (long or flags or [""])[0].lstrip("-").replace("-", "_")
        if name:
            declared[name] = declared.get(name, False) or is_free
    return declared


def _is_namespace(source: Source, definition: ast.AST) -> bool:
    if isinstance(definition, ast.arg):
        is_unhinted_namespace = definition.annotation is None and definition.arg in _NAMESPACES
        return last_name(definition.annotation) == "Namespace" or is_unhinted_namespace
    parent = source.parents.get(definition)
    return _parses_arguments(names(source).value(parent if isinstance(parent, ast.Tuple) else definition))


def _parses_arguments(expression: ast.expr | None) -> bool:
    function = expression.func if isinstance(expression, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in _PARSERS


def is_request(source: Source, expression: ast.expr, part: str = "") -> bool:
    """Tell whether an expression is the request that a web framework hands over; `part` is what is taken from it."""
    if names(source).resolve(expression) in known.REQUESTS:
        return True
    is_served = part in known.SHOUTED_PARTS or serves(source)
    if isinstance(expression, ast.Attribute):
        is_own = isinstance(expression.value, ast.Name) and expression.value.id in {"self", "info", "cls"}
        return is_own and expression.attr in known.REQUEST_NAMES and is_served
    if not isinstance(expression, ast.Name):
        return False
    bindings = definitions(source, expression)
    if not bindings:
        return expression.id == "request" and expression.id not in names(source).binding_scopes
    return is_served and all(isinstance(binding, ast.arg) and _is_request_parameter(binding) for binding in bindings)


def _is_request_parameter(parameter: ast.arg) -> bool:
    hint = parameter.annotation
    if hint is None:
        return parameter.arg in known.REQUEST_NAMES
    hint = hint.value if isinstance(hint, ast.Subscript) else hint
    word = hint.value if isinstance(hint, ast.Constant) else last_name(hint)
    return isinstance(word, str) and word.rpartition(".")[2] in known.REQUEST_TYPES


@question
def serves(source: Source) -> bool:
    """Does the code import a framework for web servers?"""
    return any(imported.target.partition(".")[0] in known.SERVERS for imported in names(source).imports.values())


def parameter_entry(source: Source, parameter: ast.arg) -> Entry | None:
    """Tell whether a framework fills a parameter with what the network sends."""
    function = source.parents[source.parents[parameter]]
    if not isinstance(function, FUNCTIONS):
        return None
    # Serverless platforms call `handler(event, context)`.
    if function.name in known.EVENT_HANDLERS and parameter.arg == "event":
        taken = function.args.args
        if [other.arg for other in taken[1:]] in (["context"], ["_context"], ["_"]) and taken[0] is parameter:
            return Entry(parameter, Channel.NETWORK)
    patterns = [*_route_patterns(function)]
    return _input_of_route(source, parameter, patterns) if patterns else None


def _input_of_route(source: Source, parameter: ast.arg, patterns: Sequence[str]) -> Entry | None:
    """Recognise a parameter that a route fills: by its pattern, or by its type where the framework reads types."""
    converters: dict[str, str] = {}
    for pattern in patterns:
        converters |= {name: kind for kind, name in _FLASK_PART.findall(pattern)} | dict(_BRACED_PART.findall(pattern))
    hint = parameter.annotation
    declaration = [node for root in (hint, default_of(source, parameter)) if root for node in walk(root)]
    # `Path(pattern=...)`, as a default or in `Annotated`.
    is_checked = any(isinstance(node, ast.keyword) and node.arg in _PATTERN_KEYWORDS for node in declaration)
    if parameter.arg in converters:
        is_free = converters[parameter.arg] in _FREE_CONVERTERS and (hint is None or _is_text(hint))
        return Entry(parameter, Channel.NETWORK if is_free and not is_checked else None)
    if hint is None or not any(name in vocabulary(source) for name in _TYPED_FRAMEWORKS):
        return None
    if not _is_text(hint):
        return Entry(parameter, None)
    # `Depends(...)` and `Security(...)` fill a parameter with something else than the request.
    if not {last_name(node.func) for node in declaration if isinstance(node, ast.Call)} <= _MARKERS:
        return None
    return Entry(parameter, None if is_checked else Channel.NETWORK)


def _route_patterns(function: Function) -> Iterator[str]:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and last_name(decorator.func) in known.ROUTING:
            keywords = (keyword.value for keyword in decorator.keywords if keyword.arg in {"path", "rule"})
            pattern = next(iter((*decorator.args[:1], *keywords)), None)
            text = pattern.value if isinstance(pattern, ast.Constant) else None
            if isinstance(decorator.func, ast.Attribute) and isinstance(text, str) and text[:1] in {"", "/"}:
                yield text


def _is_text(hint: ast.expr) -> bool:
    """Tell whether a hint lets any text through: `str`, `str | None`, `Annotated[str, Query()]`."""
    if isinstance(hint, ast.Subscript) and "Annotated" in ast.unparse(hint.value) and isinstance(hint.slice, ast.Tuple):
        hint = hint.slice.elts[0]
    words = {node.id for node in walk(hint) if isinstance(node, ast.Name)}
    return words <= known.FREE_TYPES and not words.isdisjoint({"str", "bytes", "Any"})


def is_routed(function: Function) -> bool:
    """Tell whether a decorator makes a function the answer to requests."""
    return any(True for _ in _route_patterns(function))
