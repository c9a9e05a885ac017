"""Configuration of logging: which places decide for the whole program what is logged and where it goes."""

import ast
import enum
from collections.abc import Iterator

from rulekit.analysis.flow.arguments import returned_values
from rulekit.analysis.flow.calls import calls_by_word, calls_to, target_of
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.reaching_definitions import values_at
from rulekit.analysis.flow.type_inference import attribute_values, type_of
from rulekit.analysis.logs.loggers import LogCall, is_logger, log_calls, log_libraries
from rulekit.analysis.names.functions import enclosing_function, owner
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.project.roles import is_main_guard
from rulekit.analysis.syntax.cell_links import links_cells
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.last_name import called_name
from rulekit.analysis.syntax.source import Source, collected_per, question, question_per
from rulekit.analysis.syntax.statements import preceding
from rulekit.analysis.syntax.vocabulary import attributes_by_word, vocabulary
from rulekit.known.logs import (
    CONFIGURERS,
    HANDLER_LIST_METHODS,
    NO_OP_SETTINGS,
    ROOT_LOGGERS,
    ROOT_NAMES,
    SETUP_ATTRIBUTES,
    SETUP_METHODS,
    SETUP_NOUNS,
    SETUP_PAIRS,
    SETUP_VERBS,
    TREE_FACTORIES,
)
from rulekit.model.late import dataclass, regex

Place = ast.Call | ast.Assign | ast.AugAssign
BASIC = "logging.basicConfig"
# A module such as `logging_setup.py` or `log_utils.py` is there for it, whatever its functions are called.
SPEAKS_OF_LOGS = r"\blog(?:g|s?\b|_|ur)|structlog|Config\(|Handler|setLevel"
_SETUP_FILE = regex(r"_*(\w+_)?log(s|ger|gers|ging)?(_?(setup|conf|config\w*|utils?|init|handlers?))?\.py")
_WORD = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_REMOVALS = frozenset({"removeHandler", "handlers", "handlers.clear", "handlers.pop", "handlers.remove"})
_OPPOSITES = frozenset({"addHandler", "removeHandler"})
# A module that makes loggers of another class sets the class, makes them and sets the old class again.
_SET_FOR_A_WHILE = frozenset({"logging.setLoggerClass", "logging.setLogRecordFactory"})


class Reach(enum.Enum):
    """How far a piece of configuration reaches: all loggers by a function or the root logger, or one logger."""

    ALL = "all"
    ROOT = "root"
    ONE = "one"


@dataclass(frozen=True)
class Setup:
    """A place that configures logging, what it does in a word or two, and how far it reaches."""

    node: Place
    what: str
    reach: Reach


@question
def setups(source: Source) -> tuple[Setup, ...]:
    """Which places configure logging, in the order of the text?"""
    libraries = log_libraries(source)
    functions = frozenset(name for name in CONFIGURERS if name.partition(".")[0] in libraries)
    by_function = [Setup(call, target, Reach.ALL) for call, target in calls_to(source, functions)] if functions else []
    everything = [*by_function, *_by_methods(source), *_by_attributes(source)]
    return tuple(sorted(everything, key=lambda setup: (setup.node.lineno, setup.node.col_offset)))


def _by_methods(source: Source) -> Iterator[Setup]:
    """Find `logger.addHandler(...)` and `logger.handlers.clear()`."""
    by_word = calls_by_word(source)
    for call in [call for word in sorted(SETUP_METHODS) for call in by_word.get(word, ())]:
        if isinstance(call.func, ast.Attribute) and (reach := reach_of(source, call.func.value)):
            yield Setup(call, called_name(call), reach)
    if not log_libraries(source) or "handlers" not in attributes_by_word(source):
        return
    for word in sorted(HANDLER_LIST_METHODS):
        for call in by_word.get(word, ()):
            handlers = call.func.value if isinstance(call.func, ast.Attribute) else None
            if isinstance(handlers, ast.Attribute) and handlers.attr == "handlers":
                reach = reach_of(source, handlers.value)
                if reach:
                    yield Setup(call, f"handlers.{word}", reach)


def _by_attributes(source: Source) -> Iterator[Setup]:
    """Find `logger.propagate = False`."""
    if not log_libraries(source) or SETUP_ATTRIBUTES.isdisjoint(attributes_by_word(source)):
        return
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr in SETUP_ATTRIBUTES and attribute.ctx.__class__ is ast.Store:
            statement = source.parents.get(attribute)
            if isinstance(statement, (ast.Assign, ast.AugAssign)) and (reach := reach_of(source, attribute.value)):
                yield Setup(statement, attribute.attr, reach)


def is_named_setup(source: Source, node: ast.AST) -> bool:
    """Tell whether a node stands in a function that sets logging up, by its name, its class or its file."""
    function = enclosing_function(source, node)
    # What makes an object runs whenever one is made, and is not called to set something up.
    is_called = function is not None and not function.name.startswith("__")
    if is_called and _SETUP_FILE.fullmatch(source.file_name):
        return True
    words: set[str] = set()
    while function is not None:
        home = owner(source, function)
        for name in (function.name.removesuffix("__init__"), home.name if home else ""):
            words |= {word.lower() for word in _WORD.findall(name)}
        function = enclosing_function(source, function)
    return not words.isdisjoint(SETUP_NOUNS) and not words.isdisjoint(SETUP_VERBS)


def is_undone(source: Source, setup: Setup) -> bool:
    """Tell whether a change is only for a while: the same function, or the other half of a pair, changes it back."""
    function = enclosing_function(source, setup.node)
    undoing = [enclosing_function(source, other.node) for other in setups(source) if _may_undo(source, setup, other)]
    if function is None:
        return setup.what in _SET_FOR_A_WHILE and None in undoing
    if function in undoing:
        return True
    home = owner(source, function)
    siblings = [other for other in undoing if other is not None and home is not None and owner(source, other) is home]
    return any({function.name, other.name} <= pair for other in siblings for pair in SETUP_PAIRS)


def _may_undo(source: Source, setup: Setup, other: Setup) -> bool:
    """Tell whether two places do opposite things to the same logger, or the same thing with another value."""
    if setup.node is other.node or _object_of(source, setup.node) != _object_of(source, other.node):
        return False
    if {setup.what, other.what} == _OPPOSITES:
        return True
    return setup.what == other.what and _written(source, setup.node) != _written(source, other.node)


@question_per
def _written(_: Source, place: Place) -> str:
    """What is the code of a place, however it is laid out? Each is compared with all others."""
    return ast.dump(place)


@question_per
def _object_of(_: Source, place: Place) -> str:
    """What is changed: the function, the logger, or the attribute?"""
    match place:
        case ast.Call(func=ast.Attribute(value=logger, attr=word)) if word in SETUP_METHODS:
            return ast.dump(logger)
        case ast.Call(func=function):
            return ast.dump(function)
        case ast.Assign(targets=[target, *_]) | ast.AugAssign(target=target):
            return ast.dump(target)
    return ""


def at_import(source: Source, node: ast.AST) -> bool:
    """Tell whether a node runs when its module is imported: outside functions and the `__main__` guard."""
    around = source.ancestors(node)
    return not any(isinstance(one, (*FUNCTIONS, ast.Lambda)) or is_main_guard(one) for one in around)


@links_cells(says="__name__|__main__", hears=SPEAKS_OF_LOGS)
@question
def has_main_guard(source: Source) -> bool:
    """Does the file start a program under a `__main__` guard?"""
    return "__main__" in vocabulary(source) and any(is_main_guard(choice) for choice in source.nodes(ast.If))


def calls_at_import(source: Source, function: ast.AST) -> tuple[ast.Call, ...]:
    """Return the calls of a function of this module that run when the module is imported."""
    if not isinstance(function, FUNCTIONS) or not isinstance(source.parents[function], ast.Module):
        return ()
    return tuple(
        call
        for call in calls_by_word(source).get(function.name, ())
        if isinstance(call.func, ast.Name) and at_import(source, call) and function in names(source).binders(call.func)
    )


def changes_nothing(source: Source, node: Place) -> bool:
    """Recognise `addHandler(NullHandler())` and `setLevel(NOTSET)`."""
    if not isinstance(node, ast.Call) or called_name(node) not in SETUP_METHODS:
        return False
    return isinstance(node.func, ast.Attribute) and any(
        _class_name(source, value) in NO_OP_SETTINGS for value in node.args
    )


def _class_name(source: Source, value: ast.expr) -> str:
    """Return the last word of the class that made a value, or of the name that stands for it."""
    known = type_of(source, value) or names(source).resolve(value)
    if known is None and isinstance(value, ast.Name):
        return next((called_name(made) for made in values_at(source, value)), "")
    return (known or called_name(value)).rpartition(".")[2]


def configured_before(source: Source, call: ast.Call) -> ast.Call | None:
    """Return the call before another, on its way, that has configured the root logger already."""
    configuring = {setup.node for setup in setups(source) if setup.what == BASIC}
    configuring |= {log_call.call for log_call in log_calls(source) if is_root_call(source, log_call)}
    removing = {source.statement(setup.node) for setup in setups(source) if setup.what in _REMOVALS}
    for around in (source.statement(call), *source.ancestors(source.statement(call))):
        if isinstance(around, FUNCTIONS):
            return None
        for before in preceding(source, around):
            if before in removing:
                return None
            if isinstance(before, ast.Expr) and isinstance(before.value, ast.Call) and before.value in configuring:
                return before.value
    return None


def is_root_call(source: Source, log_call: LogCall) -> bool:
    """Recognise `logging.info(...)`, which calls `basicConfig` if the root logger has no handler."""
    return names(source).resolve(log_call.call.func) == f"logging.{log_call.method}"


def reach_of(source: Source, logger: ast.expr) -> Reach | None:
    """Tell whether an expression is the root logger or another one; nothing if it is no logger."""
    resolved = names(source).resolve(logger)
    if resolved in ROOT_LOGGERS:
        return Reach.ROOT
    factories = _factories_of(source, logger)
    if factories:
        return Reach.ROOT if all(_gives_root(source, call) for call in factories) else Reach.ONE
    if isinstance(logger, ast.Attribute) and logger.attr == "root" and is_logger(source, logger.value):
        return Reach.ROOT
    # `logging.disabled` and the like belong to the module, which is no logger.
    is_module = resolved in {"logging", "loguru.logger", "absl.logging"}
    if not isinstance(logger, ast.Call) and is_logger(source, logger) and not is_module:
        return Reach.ONE
    return Reach.ONE if type_of(source, logger) == "logging.Logger" else None


@collected_per
def _factories_of(source: Source, logger: ast.expr, depth: int = DEPTH) -> list[ast.Call]:
    """Return the calls of `getLogger` that may have made a logger."""
    if isinstance(logger, ast.Call) and target_of(source, logger) in TREE_FACTORIES:
        return [logger]
    if depth <= 0:
        return []
    values: tuple[ast.expr, ...] = ()
    if isinstance(logger, ast.Call):
        values = tuple(returned_values(source, logger))
    elif isinstance(logger, ast.Name):
        values = values_at(source, logger)
    elif isinstance(logger, ast.Attribute) and isinstance(logger.value, ast.Name) and logger.value.id == "self":
        home = next((around for around in source.ancestors(logger) if isinstance(around, ast.ClassDef)), None)
        values = tuple(attribute_values(source).get((home, logger.attr), ())) if home else ()
    return [call for value in values for call in _factories_of(source, value, depth - 1)]


def _gives_root(source: Source, call: ast.Call) -> bool:
    """Recognise `getLogger()`, `getLogger("")` and `getLogger("root")`."""
    if target_of(source, call) != "logging.getLogger":
        return False
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    value = constant(source, arguments[0]) if arguments else None
    return isinstance(value, (str, type(None))) and value in ROOT_NAMES
