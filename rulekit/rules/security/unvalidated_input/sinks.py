"""Places where a value that nobody has looked at does harm."""

import ast
import enum
from collections.abc import Iterator

from rulekit.analysis.execution.evaluated_code import running_places
from rulekit.analysis.execution.shell_calls import Truth, loose_parts, runner_calls, shell_calls, short_name, words_of
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function, functions
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.sql.injections import injections
from rulekit.analysis.strings.expression_texts import texts_of
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.taint.sources import is_routed
from rulekit.known.processes import STARTERS
from rulekit.known.sinks import (
    HTML_ANSWERS,
    MAKING_METHODS,
    PATH_METHODS,
    PATH_TYPES,
    SAFE_LOADERS,
    SCHEMAS,
    SECOND_PATHS,
    TAKERS,
)
from rulekit.model.late import dataclass, regex

_TARGETS = frozenset(TAKERS)
_PLACES = frozenset({ast.Name, ast.Call, ast.BinOp})
_BEFORE_PATH = regex(r"(?:\w*:?//)?[^/?#]*")
_TAG = regex(r"</?[a-zA-Z]")
# The class of another module, by the words that schemas and forms have in their names.
_SCHEMA_NAME = regex(r"schema|serializ|dto|form|pydantic|request|payload|(In|Create|Update|Input|Schema)$")


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
    """Yield the places where input does harm if nobody has looked at it."""
    yield from _known_takers(source)
    yield from _commands(source)
    yield from _methods(source)
    yield from _fields(source)
    yield from _pages(source)
    yield from _numbers(source)
    yield from _uses_of_other_rules(source)


def _known_takers(source: Source) -> Iterator[HarmfulUse]:
    """Find the calls of the table."""
    for call, target in calls_to(source, _TARGETS):
        taker = TAKERS[target]
        harm = Harm(taker.harm)
        given = argument(source, call, taker.name, taker.place)
        name = ".".join(target.removeprefix("builtins.").split(".")[-2:])
        if harm is Harm.ARCHIVE and isinstance(call.func, ast.Attribute):
            if argument(source, call, "filter") is None:
                yield HarmfulUse(harm, call, (call.func.value, *([given] if given is not None else [])), name)
        elif given is not None and not (harm is Harm.YAML and _loads_safely(source, call, target)):
            second = argument(source, call, "dst", 1) if target in SECOND_PATHS else None
            is_page = harm is Harm.PAGE and _is_html(source, call, target)
            parts = _changing_parts(source, given) if is_page else _relevant_parts(source, harm, given)
            values = (*parts, *([second] if second is not None else []))
            yield HarmfulUse(harm, call, values, name)


def _relevant_parts(source: Source, harm: Harm, given: ast.expr) -> tuple[ast.expr, ...]:
    """Return the parts of an argument that matter: of an address the server, of a page what stands between tags."""
    if harm is Harm.PAGE:
        texts = [text for text in texts_of(source, given) if _TAG.search(text.filled(""))]
        return tuple(interpolation.expression for text in texts for interpolation in text.interpolations)
    if harm not in {Harm.URL, Harm.REDIRECT}:
        return (given,)
    # What stands before the path, the query and the fragment may say which server is meant.
    return tuple(
        interpolation.expression
        for text in texts_of(source, given)
        for interpolation in text.interpolations
        if _BEFORE_PATH.fullmatch(text.before(interpolation, "x"))
    )


def _is_html(source: Source, call: ast.Call, target: str) -> bool:
    """Tell whether a browser takes an answer for HTML whatever stands in it: nothing else is said of its type."""
    typed = [argument(source, call, word) for word in ("mimetype", "headers", "media_type")]
    typed.append(argument(source, call, "content_type", 1 if target.startswith("django.") else None))
    return target in HTML_ANSWERS and not any(given is not None for given in typed)


def _changing_parts(source: Source, page: ast.expr) -> tuple[ast.expr, ...]:
    """Return what is put into the words of a page; data in JSON shows nothing."""
    texts = [text for text in texts_of(source, page) if text.has_literal]
    return tuple(interpolation.expression for text in texts for interpolation in text.interpolations)


def _loads_safely(source: Source, call: ast.Call, target: str) -> bool:
    loader = argument(source, call, "Loader", 1) if target.endswith((".load", ".load_all")) else None
    return (names(source).resolve(loader) or "").rpartition(".")[2] in SAFE_LOADERS


def _commands(source: Source) -> Iterator[HarmfulUse]:
    """Find commands that no shell reads; those that one reads are the matter of another rule."""
    for start in runner_calls(source):
        if start.command is not None and start.shell not in {Truth.YES, Truth.MAYBE}:
            yield HarmfulUse(Harm.COMMAND, start.command, tuple(words_of(source, start.command)), start.name)
    for call, target in calls_to(source, STARTERS):
        if call.args:
            words = [word for value in call.args for word in words_of(source, value)]
            yield HarmfulUse(Harm.COMMAND, call.args[0], tuple(words), short_name(target))


def _methods(source: Source) -> Iterator[HarmfulUse]:
    """Find `Path(name).read_text()`, and texts from elsewhere that are formats: `text.format(order)`."""
    by_word = calls_by_word(source)
    for word in sorted(PATH_METHODS) if "pathlib" in vocabulary(source) else ():
        for call in by_word.get(word, ()):
            if isinstance(call.func, ast.Attribute) and type_of(source, call.func.value) in PATH_TYPES:
                patterns = call.args[:1] if word in {"glob", "rglob"} else ()
                yield HarmfulUse(Harm.PATH, call, (call.func.value, *patterns), f"Path.{word}")
    for call in by_word.get("format", ()):
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, (ast.Name, ast.Subscript, ast.Call)):
            yield HarmfulUse(Harm.FORMAT, call, (call.func.value,), "format")


def _fields(source: Source) -> Iterator[HarmfulUse]:
    """Find `Order(**request.json)`, where the class checks nothing by itself."""
    for keyword in source.nodes(ast.keyword):
        call = source.parents[keyword] if keyword.arg is None and not isinstance(keyword.value, ast.Dict) else None
        if isinstance(call, ast.Call) and _makes_unchecked(source, call):
            yield HarmfulUse(Harm.FIELDS, call, (keyword.value,), last_name(call.func))


def _makes_unchecked(source: Source, call: ast.Call) -> bool:
    word = last_name(call.func)
    if word in MAKING_METHODS:
        return True
    binders = names(source).binders(call.func) if isinstance(call.func, ast.Name) else ()
    for definition in (binder for binder in binders if isinstance(binder, ast.ClassDef)):
        is_schema = not SCHEMAS.isdisjoint(map(last_name, definition.bases))
        return word[:1].isupper() and not is_schema and not _validates(definition)
    target = names(source).resolve(call.func) or ""
    return word[:1].isupper() and not _SCHEMA_NAME.search(target)


def _validates(definition: ast.ClassDef) -> bool:
    """Tell whether a class looks at its values when it is made."""
    members = {getattr(statement, "name", ""): statement for statement in definition.body}
    is_pydantic = any("pydantic" in ast.unparse(decorator) for decorator in definition.decorator_list)
    if "__post_init__" in members or is_pydantic or any("valid" in name for name in members):
        return True
    constructor = members.get("__init__")
    return constructor is not None and any(isinstance(node, (ast.Raise, ast.Assert)) for node in walk(constructor))


def _pages(source: Source) -> Iterator[HarmfulUse]:
    """Find views that return HTML with values in it."""
    views = {function for function in functions(source) if function.decorator_list and is_routed(function)}
    for statement in source.nodes(ast.Return) if views else ():
        function = enclosing_function(source, statement)
        if function is not None and function in views and statement.value is not None:
            value = statement.value.elts[0] if isinstance(statement.value, ast.Tuple) else statement.value
            is_html = "flask" in imported_packages(source) and (
                isinstance(value, (ast.JoinedStr, ast.BinOp)) or last_name(value) == "format"
            )
            parts = _changing_parts(source, value) if is_html else _relevant_parts(source, Harm.PAGE, value)
            if parts:
                yield HarmfulUse(Harm.PAGE, value, parts, function.name)


def _numbers(source: Source) -> Iterator[HarmfulUse]:
    """Find numbers that are read from a text and used as a place in a list, or as how often something is done."""
    if "int" not in calls_by_word(source):
        return
    for subscript in source.nodes(ast.Subscript):
        if subscript.slice.__class__ in _PLACES and subscript.ctx.__class__ is ast.Load:
            text = _text_of_number(source, subscript.slice)
            if text is not None and not _is_dictionary(source, subscript.value):
                yield HarmfulUse(Harm.INDEX, subscript, (text,), "index")
    for call in calls_by_word(source).get("range", ()):
        text = _text_of_number(source, call.args[-1]) if call.args else None
        if text is not None:
            yield HarmfulUse(Harm.SIZE, call, (text,), "range")


def _text_of_number(source: Source, expression: ast.expr) -> ast.expr | None:
    """Return what `int(...)` reads, here or under the name that is used here, with a little arithmetic."""
    if isinstance(expression, ast.BinOp) and constant(source, expression.right).__class__ is int:
        return _text_of_number(source, expression.left)
    match names(source).single_value(expression) or expression:
        case ast.Call(func=function, args=[text, *_]) if names(source).resolve(function) == "builtins.int":
            return text
    return None


def _is_dictionary(source: Source, container: ast.expr) -> bool:
    if not isinstance(container, ast.Name):
        return isinstance(container, ast.Dict)
    known = names(source)
    values = (known.value(binder) for binder in known.binders(container))
    return any(isinstance(value, (ast.Dict, ast.DictComp)) for value in values)


def _uses_of_other_rules(source: Source) -> Iterator[HarmfulUse]:
    """Find uses that rules of their own judge first: SQL, commands that a shell reads, text that is run."""
    for injection in injections(source):
        yield HarmfulUse(Harm.SQL, injection.sink.call, (injection.interpolation.expression,), "execute")
    for start in (*runner_calls(source), *shell_calls(source)):
        if start.shell in {Truth.YES, Truth.MAYBE}:
            yield HarmfulUse(Harm.SHELL, start.call, tuple(loose_parts(source, start.command)), start.name)
    may_run = any(word in vocabulary(source) for word in ("eval", "exec", "compile", "query", "run_cell"))
    for running in running_places(source) if may_run else ():
        if running.text is not None:
            yield HarmfulUse(Harm.CODE, running.node, (running.text,), running.name)
