"""Where calls lead: to a server elsewhere, a lasting database, another program, or to something of the test."""

import ast
from collections.abc import Iterator

from rulekit.analysis.flow.calls import argument
from rulekit.analysis.flow.reaching_definitions import definitions, single_value_at
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.expression_texts import Text, texts_of
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.source import Source
from rulekit.known.external import (
    CLOUD,
    DATABASE,
    IDLE_METHODS,
    LAZY_STORES,
    LOCAL_HOST,
    MAIL_PORTS,
    MOUNTS,
    OWN_PROGRAMS,
    PROCESS,
    REMOTE_SCHEMES,
    REQUESTS,
    STAND_INS,
    URL,
    Outside,
)

_MEMORY = frozenset({"", ":memory:"})
_ASKED = ("os.environ", "os.getenv", "os.environ.get")


def leads_outside(source: Source, call: ast.Call, target: str, outside: Outside) -> bool:
    """Tell whether a call reaches something that does not belong to the test; in doubt no."""
    if any(keyword.arg in STAND_INS for keyword in call.keywords):
        return False
    where = argument(source, call, outside.keyword, outside.position) if outside.keyword else None
    if outside.kind == PROCESS:
        return where is not None and _is_other_program(source, where)
    if outside.kind == CLOUD:
        return where is None or any(_is_remote(text) for text in texts_of(source, where))
    if outside.kind == DATABASE:
        reached = _is_database(source, where) if outside.keyword else _is_known_here(source, call)
        return reached and (target not in LAZY_STORES or _is_used(source, call))
    if outside.keyword and outside.position is None and where is None:
        where = next((maker.args[0] for maker in _makers(source, call) if maker.args), None)
    if not outside.keyword:
        return True
    return where is not None and _is_elsewhere(source, call, target, where)


def _is_elsewhere(source: Source, call: ast.Call, target: str, where: ast.expr) -> bool:
    """Tell whether an address on the network is another machine's."""
    if _is_made_to_stand_in(source, call):
        return False
    value = single_value_at(source, where)
    if isinstance(value, (ast.Tuple, ast.Call)):
        where = value
    if isinstance(where, ast.Tuple) and where.elts:
        where = where.elts[0]
    if isinstance(where, ast.Call) and where.args and names(source).resolve(where.func) in REQUESTS:
        where = where.args[REQUESTS[names(source).resolve(where.func) or ""]]
    texts = texts_of(source, where)
    if "url" in _keyword_of(target) and not any("://" in text.head for text in texts):
        base = _base_address(source, call)
        return base is not None and any(_is_remote(text) for text in texts_of(source, base))
    if target.startswith("smtplib.") and any(not text.is_dynamic and text.head == "localhost" for text in texts):
        port = argument(source, call, "port", 1)
        return port is None or (isinstance(port, ast.Constant) and port.value in MAIL_PORTS)
    return any(_is_remote(text) if "://" in text.head else _is_remote_host(text) for text in texts)


def _keyword_of(target: str) -> str:
    return "url" if target.partition(".")[0] in {"requests", "httpx", "aiohttp"} else ""


def _is_remote(text: Text) -> bool:
    """Tell whether an address such as `https://api.shop.com/orders` is that of another machine."""
    url = URL.match(text.head)
    if url is None or url["scheme"] not in REMOTE_SCHEMES:
        return False
    return not LOCAL_HOST.fullmatch(url["host"]) or url["scheme"] in {"s3", "gs"}


def _is_remote_host(text: Text) -> bool:
    if not any(sign.isalpha() for sign in text.head):
        return False
    return not text.is_dynamic and "/" not in text.head and not LOCAL_HOST.fullmatch(text.head.partition(":")[0])


def _makers(source: Source, call: ast.Call) -> Iterator[ast.Call]:
    """Give the calls that may have made the object whose method is called."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(receiver, ast.Call):
        yield receiver
    for definition in definitions(source, receiver) if isinstance(receiver, ast.Name) else ():
        parent = source.parents.get(definition)
        made = parent.context_expr if isinstance(parent, ast.withitem) else names(source).value(definition)
        if isinstance(made, ast.Call):
            yield made


def _is_made_to_stand_in(source: Source, call: ast.Call) -> bool:
    """Tell whether the client of a call was made with another transport, or had one mounted."""
    if any(keyword.arg in STAND_INS for maker in _makers(source, call) for keyword in maker.keywords):
        return True
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    function = enclosing_function(source, call)
    return isinstance(receiver, ast.Name) and any(
        isinstance(node, ast.Attribute) and node.attr in MOUNTS and getattr(node.value, "id", "") == receiver.id
        for node in (own_nodes(function) if function is not None else source.nodes(ast.Attribute))
    )


def _base_address(source: Source, call: ast.Call) -> ast.expr | None:
    made = (argument(source, maker, "base_url") for maker in _makers(source, call))
    return next((base for base in made if base is not None), None)


def _is_database(source: Source, where: ast.expr | None) -> bool:
    """Tell whether the path or address of a database is fixed and not in memory."""
    if where is None:
        return False
    for text in texts_of(source, where):
        url = URL.match(text.head)
        if url is not None and url["scheme"] not in {"file", "sqlite"} and "sqlite" not in url["scheme"]:
            return not text.is_dynamic or bool(url["host"])
        path = url["rest"].lstrip("/") if url is not None else text.head
        path = path.removeprefix("/")
        in_memory = path in _MEMORY or ":memory:" in path or "mode=memory" in path
        if text.has_literal and not text.is_dynamic and not in_memory:
            return True
    return False


def _is_used(source: Source, call: ast.Call) -> bool:
    """Tell whether a client that connects late is asked for something, or handed on."""
    parent = source.parents.get(call)
    if isinstance(parent, ast.Attribute):
        return parent.attr not in IDLE_METHODS
    targets = parent.targets if isinstance(parent, ast.Assign) else [getattr(parent, "optional_vars", None)]
    words = {target.id for target in targets if isinstance(target, ast.Name)}
    function = enclosing_function(source, call)
    for node in own_nodes(function) if function and words else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in words:
            user = source.parents.get(node)
            if isinstance(user, (ast.Call, ast.keyword, ast.Return, ast.Yield)):
                return True
            if isinstance(user, ast.Attribute) and user.attr not in IDLE_METHODS:
                return isinstance(source.parents.get(user), (ast.Call, ast.Attribute))
    return not words


def _is_known_here(source: Source, call: ast.Call) -> bool:
    """Tell whether every argument is written here, imported, or read from the environment."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if any(isinstance(value, ast.Starred) for value in values) or any(word.arg is None for word in call.keywords):
        return all(isinstance(keyword.value, ast.Dict) for keyword in call.keywords if keyword.arg is None)
    used = (node for value in values for node in walk(value) if isinstance(node, ast.Name))
    return all(_is_known(source, name) for name in used)


def _is_known(source: Source, name: ast.Name) -> bool:
    known = names(source)
    for binder in known.binders(name):
        value = known.value(binder)
        is_fixed = isinstance(value, (ast.Constant, ast.Dict, ast.JoinedStr)) or _is_asked(source, value)
        if not isinstance(binder, ast.alias) and not is_fixed:
            return False
    return True


def _is_asked(source: Source, value: ast.expr | None) -> bool:
    """Recognise what comes from the environment."""
    place = value.func if isinstance(value, ast.Call) else value
    place = place.value if isinstance(place, ast.Subscript) else place
    return names(source).resolve(place) in _ASKED


def _is_other_program(source: Source, where: ast.expr) -> bool:
    """Tell whether a command names a program that is not Python itself."""
    where = single_value_at(source, where) or where
    if isinstance(where, (ast.List, ast.Tuple)) and where.elts:
        where = where.elts[0]
    texts = texts_of(source, where)
    programs = [text.head.split()[0] for text in texts if text.has_literal and text.head.split()]
    return bool(programs) and not any(OWN_PROGRAMS.fullmatch(program) for program in programs)
