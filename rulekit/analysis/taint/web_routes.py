"""Functions that a web framework calls with parts of a request: which of their parameters the other side fills."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.syntax.index import FUNCTIONS, Function, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.taint.model import Channel, Entry
from rulekit.known.inputs import FREE_TYPES, ROUTING

_FLASK_PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
_BRACED_PART = re.compile(r"\{(\w+)(?::(\w+))?\}")
_FREE_CONVERTERS = frozenset({"", "string", "path", "str", "any", "default"})
_CHECKING = frozenset("pattern regex enum alias_choices".split())
_MARKERS = frozenset("Query Path Form Body Header Cookie".split())
_FAST = ("fastapi", "litestar", "ninja", "robyn")


def routed(source: Source, parameter: ast.arg) -> Entry | None:
    """Recognise a parameter that a route fills: by its pattern, or by its type where the framework reads types."""
    function = source.parents[source.parents[parameter]]
    if not isinstance(function, FUNCTIONS) or not function.decorator_list:
        return None
    converters: dict[str, str] = {}
    is_route = False
    for pattern in _patterns(function):
        is_route = True
        converters |= {name: kind for kind, name in _FLASK_PART.findall(pattern)}
        converters |= dict(_BRACED_PART.findall(pattern))
    if not is_route:
        return None
    if parameter.arg in converters:
        is_free = converters[parameter.arg] in _FREE_CONVERTERS and _is_free_type(parameter)
        return Entry(parameter, Channel.NETWORK if is_free and not _is_checked(source, parameter) else None)
    if not any(name in vocabulary(source) for name in _FAST):
        return None
    if parameter.annotation is None or not _is_text(parameter.annotation):
        return Entry(parameter, None) if parameter.annotation is not None else None
    return None if _has_other_default(source, parameter) else _queried(source, parameter)


def _queried(source: Source, parameter: ast.arg) -> Entry:
    return Entry(parameter, None if _is_checked(source, parameter) else Channel.NETWORK)


def _patterns(function: Function) -> Iterator[str]:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute):
            given = [*decorator.args[:1], *(one.value for one in decorator.keywords if one.arg in {"path", "rule"})]
            is_route = decorator.func.attr in ROUTING and bool(given)
            text = given[0].value if is_route and isinstance(given[0], ast.Constant) else None
            if isinstance(text, str) and (text.startswith("/") or not text):
                yield text


def _is_free_type(parameter: ast.arg) -> bool:
    return parameter.annotation is None or _is_text(parameter.annotation)


def _is_text(hint: ast.expr) -> bool:
    """Tell whether a hint lets any text through: `str`, `str | None`, `Annotated[str, Query()]`."""
    words = {node.id for node in walk(_without_metadata(hint)) if isinstance(node, ast.Name)}
    return bool(words) and words <= FREE_TYPES and bool(words & {"str", "bytes", "Any"})


def _without_metadata(hint: ast.expr) -> ast.expr:
    is_annotated = isinstance(hint, ast.Subscript) and "Annotated" in ast.unparse(hint.value)
    if is_annotated and isinstance(hint.slice, ast.Tuple):  # type: ignore[attr-defined]
        return hint.slice.elts[0]  # type: ignore[attr-defined]
    return hint


def _is_checked(source: Source, parameter: ast.arg) -> bool:
    """Tell whether the declaration names a pattern: `Path(pattern=...)`, as a default or in `Annotated`."""
    default = _default_of(source, parameter)
    calls = [node for root in (parameter.annotation, default) if root for node in walk(root)]
    return any(isinstance(one, ast.keyword) and one.arg in _CHECKING for one in calls)


def _has_other_default(source: Source, parameter: ast.arg) -> bool:
    """Tell whether something else than the request fills a parameter: `Depends(...)`, `Security(...)`."""
    found = [_default_of(source, parameter), parameter.annotation]
    calls = [node for root in found if root is not None for node in walk(root) if isinstance(node, ast.Call)]
    words = {last_name(call.func) for call in calls}
    return not words <= _MARKERS


def _default_of(source: Source, parameter: ast.arg) -> ast.expr | None:
    arguments = source.parents[parameter]
    if not isinstance(arguments, ast.arguments):
        return None
    plain = [*arguments.posonlyargs, *arguments.args][::-1]
    pairs = [*zip(plain, arguments.defaults[::-1], strict=False)]
    pairs += [
        (one, default) for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default
    ]
    return next((default for one, default in pairs if one is parameter), None)


def is_routed(function: Function) -> bool:
    """Tell whether a decorator makes a function the answer to requests."""
    return any(True for _ in _patterns(function))
