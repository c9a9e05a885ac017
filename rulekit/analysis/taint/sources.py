"""Where input enters the code: what a person types, the command line, the environment, and what the network sends."""

import ast

from rulekit.analysis.flow.call_graph import class_around
from rulekit.analysis.flow.calls import argument, calls_by_word
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import attributes_by_word, vocabulary
from rulekit.analysis.taint.command_line import argument_entry
from rulekit.analysis.taint.model import Channel, Entry
from rulekit.analysis.taint.web_routes import routed
from rulekit.known import inputs as known

_CHECKING = frozenset({"type", "choices", "validate", "value_proc"})
_RECEIVING = frozenset({"recv", "recvfrom"})
_CHANNELS = {
    **dict.fromkeys(known.ASKING | known.TYPED, Channel.PERSON),
    **dict.fromkeys(known.STARTED, Channel.COMMAND_LINE),
    **dict.fromkeys(known.ENVIRONMENT | known.ENVIRONMENT_CALLS, Channel.ENVIRONMENT),
    **dict.fromkeys(known.SENT, Channel.NETWORK),
}


@question
def may_take_input(source: Source) -> bool:
    """Is there a word in the code that some way of taking input needs?"""
    text, words, called = source.text, vocabulary(source), calls_by_word(source)
    likely = [asking for word, asking in known.ASKING_TEXTS.items() if word in words]
    if not known.ASKING_WORDS.isdisjoint(called) or any(asking.search(text) for asking in likely):
        return True
    targets = {one.target for one in names(source).imports.values()}
    imported = {target.partition(".")[0] for target in targets}
    if not known.ASKING_MODULES.isdisjoint(imported) or not known.ASKING_IMPORTS.isdisjoint(targets):
        return True
    if any(_may_be_route(call) for word in known.ROUTE_METHODS & called.keys() for call in called[word]):
        return True
    if "request" not in words:
        return False
    attributes = attributes_by_word(source)
    parts = (attribute for part in known.SHOUTED_PARTS for attribute in attributes.get(part, ()))
    is_shouted = any(last_name(part.value) == "request" for part in parts)
    return not known.SERVERS.isdisjoint(imported) or is_shouted or "request" not in names(source).binding_scopes


def _may_be_route(call: ast.Call) -> bool:
    """Recognise `app.get("/orders")`, which is a decorator where it stands above a function."""
    path = call.args[0] if call.args and isinstance(call.func, ast.Attribute) else None
    return isinstance(path, ast.Constant) and isinstance(path.value, str) and path.value.startswith("/")


def input_at(source: Source, expression: ast.AST) -> Entry | None:
    """Tell whether input enters at an expression itself."""
    if isinstance(expression, ast.Call):
        return _called(source, expression)
    if isinstance(expression, ast.Attribute):
        return _attribute(source, expression)
    if isinstance(expression, ast.Name):
        return _resolved(source, expression)
    return None


def parameter_entry(source: Source, parameter: ast.arg) -> Entry | None:
    """Tell whether a framework fills a parameter with what the network sends."""
    function = source.parents[source.parents[parameter]]
    if getattr(function, "name", "") in known.EVENT_HANDLERS and parameter.arg == "event":
        taken = function.args.args  # type: ignore[attr-defined]
        if [one.arg for one in taken[1:]] in (["context"], ["_context"], ["_"]) and taken[0] is parameter:
            return Entry(parameter, Channel.NETWORK)
    return routed(source, parameter)


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
    found = definitions(source, expression)
    if not found:
        return expression.id == "request" and expression.id not in names(source).binding_scopes
    return all(isinstance(one, ast.arg) and _is_request_parameter(one, is_served) for one in found)


@question
def serves(source: Source) -> bool:
    """Does the code import a framework for web servers?"""
    imported = names(source).imports.values()
    return any(one.target.partition(".")[0] in known.SERVERS for one in imported)


def _is_request_parameter(parameter: ast.arg, is_served: bool) -> bool:
    hint = parameter.annotation
    if hint is None:
        return parameter.arg in known.REQUEST_NAMES and is_served
    hint = hint.value if isinstance(hint, ast.Subscript) else hint
    word = hint.attr if isinstance(hint, ast.Attribute) else getattr(hint, "id", getattr(hint, "value", ""))
    return isinstance(word, str) and word.rpartition(".")[2] in known.REQUEST_TYPES and is_served


def _called(source: Source, call: ast.Call) -> Entry | None:
    target = names(source).resolve(call.func)
    if target in _CHANNELS:
        is_checked = any(keyword.arg in _CHECKING for keyword in call.keywords) and target != "builtins.input"
        return Entry(call, None if is_checked else _CHANNELS[target])
    function = call.func
    if not isinstance(function, ast.Attribute):
        return None
    word, base = function.attr, function.value
    if word in {"get", "getlist"} and _converts(source, call) and input_at(source, base) is not None:
        return Entry(call, None)
    is_asked = word in known.REQUEST_METHODS and is_request(source, base, word)
    is_own = word in known.HANDLER_METHODS and isinstance(base, ast.Name) and base.id == "self"
    is_sent = is_asked or is_own or (word in known.SOCKET_METHODS and _is_socket(source, base, word))
    return Entry(call, Channel.NETWORK) if is_sent else None


def _converts(source: Source, call: ast.Call) -> bool:
    """Recognise `request.args.get("page", 1, type=int)`."""
    given = argument(source, call, "type", 2)
    return given is not None and names(source).resolve(given) not in {"builtins.str", None}


def _is_socket(source: Source, base: ast.expr, word: str) -> bool:
    name = last_name(base)
    if known.SOCKETS.search(name):
        return True
    return word in _RECEIVING and type_of(source, base) in {"socket.socket", "websocket.WebSocket"}


def _attribute(source: Source, attribute: ast.Attribute) -> Entry | None:
    if entry := _resolved(source, attribute):
        return entry
    word, base = attribute.attr, attribute.value
    if word in known.REQUEST_PARTS and is_request(source, base, word):
        return Entry(attribute, Channel.NETWORK)
    if word == "value" and _is_widget(type_of(source, base)):
        return Entry(attribute, Channel.PERSON)
    if word in known.PLAIN_HANDLER_PARTS and _is_plain_handler(source, attribute):
        return Entry(attribute, Channel.NETWORK)
    return argument_entry(source, attribute)


def _resolved(source: Source, expression: ast.expr) -> Entry | None:
    channel = _CHANNELS.get(names(source).resolve(expression) or "")
    return Entry(expression, channel) if channel else None


def _is_widget(made: str | None) -> bool:
    return made is not None and made.startswith("ipywidgets.") and made.rpartition(".")[2] in known.WIDGETS


def _is_plain_handler(source: Source, attribute: ast.Attribute) -> bool:
    """Recognise `self.path` in a handler of `http.server`."""
    if not isinstance(attribute.value, ast.Name) or attribute.value.id != "self":
        return False
    home = class_around(source, attribute)
    bases = home.bases if home is not None and enclosing_function(source, attribute) else []
    words = {last_name(base) for base in bases}
    return not words.isdisjoint(known.PLAIN_HANDLERS)
