"""Places where a value that nobody has looked at does harm."""

import ast
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.execution.shell_calls import Truth, runner_calls
from rulekit.analysis.execution.shell_parts import words_of
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function, functions
from rulekit.analysis.names.scopes import names
from rulekit.analysis.strings.expression_texts import Interpolation, texts_of
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.taint.web_routes import is_routed
from rulekit.known.processes import STARTERS
from rulekit.known.sinks import (
    MAKING_METHODS,
    PATH_METHODS,
    PATH_TYPES,
    SAFE_LOADERS,
    SCHEMAS,
    SECOND_PATHS,
    TAKERS,
)

_TARGETS = frozenset(TAKERS)
_PLACES = frozenset({ast.Name, ast.Call, ast.BinOp})
_OPEN = re.compile(r"(?:\w*:?//)?[^/?#]*")
_TAG = re.compile(r"</?[a-zA-Z]")


class Harm(enum.Enum):
    """What is done with a value; the words of the table in `known.sinks`, and some more."""

    PATH = "path"
    ARCHIVE = "archive"
    COMMAND = "command"
    URL = "url"
    HOST = "host"
    PICKLE = "pickle"
    YAML = "yaml"
    NAME = "name"
    MODULE = "module"
    FIELDS = "fields"
    PATTERN = "pattern"
    FORMAT = "format"
    TEMPLATE = "template"
    HTML = "html"
    PAGE = "page"
    REDIRECT = "redirect"
    INDEX = "index"
    SIZE = "size"
    SQL = "sql"
    SHELL = "shell"
    CODE = "code"


@dataclass(frozen=True)
class HarmfulUse:
    """A place where a value may do harm: the node, the expressions that matter, and what it is called."""

    harm: Harm
    node: ast.expr
    values: tuple[ast.expr, ...]
    name: str


def harmful_uses(source: Source) -> Iterator[HarmfulUse]:
    """Give the places where input does harm if nobody has looked at it."""
    yield from _taken(source)
    yield from _commands(source)
    yield from _path_methods(source)
    yield from _fields(source)
    yield from _pages(source)
    yield from _formats(source)
    yield from _numbers(source)


def _taken(source: Source) -> Iterator[HarmfulUse]:
    """Find the calls of the table."""
    for call, target in calls_to(source, _TARGETS):
        taker = TAKERS[target]
        harm = Harm(taker.harm)
        given = argument(source, call, taker.name, taker.place)
        name = target.removeprefix("builtins.").rpartition(".")
        shown = f"{name[0].rpartition('.')[2]}.{name[2]}" if name[0] else name[2]
        if harm is Harm.ARCHIVE and isinstance(call.func, ast.Attribute):
            if argument(source, call, "filter") is None:
                yield HarmfulUse(harm, call, (call.func.value, *([given] if given is not None else [])), shown)
        elif given is not None and not (harm is Harm.YAML and _is_safe(source, call, target)):
            values = _fitting(source, harm, given)
            second = argument(source, call, "dst", 1) if target in SECOND_PATHS else None
            yield HarmfulUse(harm, call, (*values, *([second] if second is not None else [])), shown)


def _fitting(source: Source, harm: Harm, given: ast.expr) -> tuple[ast.expr, ...]:
    """Give the parts of an argument that matter: of an address the server, of a page what stands between tags."""
    if harm in {Harm.URL, Harm.REDIRECT}:
        return tuple(hole.expression for text in texts_of(source, given) for hole in _leading(text.parts))
    if harm is Harm.PAGE:
        texts = [text for text in texts_of(source, given) if _TAG.search(text.filled(""))]
        return tuple(hole.expression for text in texts for hole in text.interpolations)
    return (given,)


def _leading(parts: tuple[str | Interpolation, ...]) -> Iterator[Interpolation]:
    """Give the holes that may say which server is meant: those before the path, the query and the fragment."""
    written = ""
    for part in parts:
        if isinstance(part, Interpolation):
            if _OPEN.fullmatch(written):
                yield part
            written += "x"
        else:
            written += part


def _is_safe(source: Source, call: ast.Call, target: str) -> bool:
    if not target.endswith((".load", ".load_all")):
        return False
    loader = argument(source, call, "Loader", 1)
    word = (names(source).resolve(loader) or "").rpartition(".")[2] if loader is not None else ""
    return word in SAFE_LOADERS


def _commands(source: Source) -> Iterator[HarmfulUse]:
    """Find commands that no shell reads; those that one reads are the matter of another rule."""
    for start in runner_calls(source):
        if start.command is not None and start.shell not in {Truth.YES, Truth.MAYBE}:
            yield HarmfulUse(Harm.COMMAND, start.command, tuple(words_of(source, start.command)), start.name)
    for call, target in calls_to(source, STARTERS):
        if call.args:
            words = [word for one in call.args for word in words_of(source, one)]
            yield HarmfulUse(Harm.COMMAND, call.args[0], tuple(words), ".".join(target.split(".")[-2:]))


def _path_methods(source: Source) -> Iterator[HarmfulUse]:
    """Find `Path(name).read_text()`."""
    if "pathlib" not in vocabulary(source):
        return
    by_word = calls_by_word(source)
    for word in sorted(PATH_METHODS):
        for call in by_word.get(word, ()):
            if isinstance(call.func, ast.Attribute) and type_of(source, call.func.value) in PATH_TYPES:
                yield HarmfulUse(Harm.PATH, call, (call.func.value,), f"Path.{word}")


def _fields(source: Source) -> Iterator[HarmfulUse]:
    """Find `Order(**request.json)`, where the class checks nothing by itself."""
    spread = [one for one in source.nodes(ast.keyword) if one.arg is None and one.value.__class__ is not ast.Dict]
    for keyword in spread:
        call = source.parents[keyword]
        if isinstance(call, ast.Call) and _makes_unchecked(source, call):
            yield HarmfulUse(Harm.FIELDS, call, (keyword.value,), last_name(call.func))


def _makes_unchecked(source: Source, call: ast.Call) -> bool:
    word = last_name(call.func)
    if word in MAKING_METHODS:
        return True
    if not word[:1].isupper() or not isinstance(call.func, (ast.Name, ast.Attribute)):
        return False
    binders = names(source).binders(call.func) if isinstance(call.func, ast.Name) else ()
    for binder in binders:
        if isinstance(binder, ast.ClassDef):
            bases = {last_name(base) for base in binder.bases}
            return bases.isdisjoint(SCHEMAS) and not _validates(binder)
    target = names(source).resolve(call.func) or ""
    return not re.search(r"schema|serializ|dto|form|pydantic|request|payload|(In|Create|Update|Input|Schema)$", target)


def _validates(definition: ast.ClassDef) -> bool:
    """Tell whether a class looks at its values when it is made."""
    written = {getattr(statement, "name", "") for statement in definition.body}
    decorators = " ".join(ast.unparse(one) for one in definition.decorator_list)
    if "__post_init__" in written or "pydantic" in decorators or any("valid" in name for name in written):
        return True
    makers = [statement for statement in definition.body if getattr(statement, "name", "") == "__init__"]
    return any(isinstance(node, (ast.Raise, ast.Assert)) for maker in makers for node in walk(maker))


def _pages(source: Source) -> Iterator[HarmfulUse]:
    """Find views that return HTML with values in it."""
    views = {one for one in functions(source) if one.decorator_list and is_routed(one)}
    if not views:
        return
    for statement in source.nodes(ast.Return):
        function = enclosing_function(source, statement) if statement.value is not None else None
        if function in views and function is not None and statement.value is not None:
            value = statement.value.elts[0] if isinstance(statement.value, ast.Tuple) else statement.value
            holes = _fitting(source, Harm.PAGE, value)
            if holes:
                yield HarmfulUse(Harm.PAGE, value, holes, function.name)


def _formats(source: Source) -> Iterator[HarmfulUse]:
    """Find texts from elsewhere that are formats."""
    for call in calls_by_word(source).get("format", ()):
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, (ast.Name, ast.Subscript, ast.Call)):
            yield HarmfulUse(Harm.FORMAT, call, (call.func.value,), "format")


def _numbers(source: Source) -> Iterator[HarmfulUse]:
    """Find numbers that are read from a text and used as a place in a list, or as how often something is done."""
    if "int" not in calls_by_word(source):
        return
    for subscript in [one for one in source.nodes(ast.Subscript) if one.slice.__class__ in _PLACES]:
        whole = _whole_number(source, subscript.slice) if subscript.ctx.__class__ is ast.Load else None
        if whole is not None and not _is_dictionary(source, subscript.value):
            yield HarmfulUse(Harm.INDEX, subscript, (whole,), "index")
    for call in calls_by_word(source).get("range", ()):
        whole = _whole_number(source, call.args[-1]) if call.args else None
        if whole is not None:
            yield HarmfulUse(Harm.SIZE, call, (whole,), "range")


def _whole_number(source: Source, expression: ast.expr) -> ast.expr | None:
    """Give what `int(...)` reads, here or under the name that is used here, with a little arithmetic."""
    if isinstance(expression, ast.BinOp) and constant(source, expression.right).__class__ is int:
        return _whole_number(source, expression.left)
    value = names(source).single_value(expression) or expression
    if not isinstance(value, ast.Call) or not value.args:
        return None
    return value.args[0] if names(source).resolve(value.func) == "builtins.int" else None


def _is_dictionary(source: Source, container: ast.expr) -> bool:
    if isinstance(container, ast.Name):
        known = names(source)
        values = [known.value(binder) for binder in known.binders(container)]
        return any(isinstance(value, (ast.Dict, ast.DictComp)) for value in values)
    return isinstance(container, ast.Dict)
