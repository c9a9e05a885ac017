"""What kind of file this is, and where in it a program starts."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.functions import enclosing_function, functions, owner
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.last_name import first_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import names_by_word, vocabulary
from rulekit.known.testing import TEST_FILE
from rulekit.model.late import regex

SCRIPTS = frozenset("__main__.py manage.py noxfile.py setup.py conf.py wsgi.py asgi.py fabfile.py".split())
SCRIPT_FOLDERS = frozenset("bin scripts examples benchmarks".split())
EXAMPLE_FOLDERS = frozenset("demo demos example examples samples tutorial tutorials".split())
ENTRY_NAMES = frozenset("main _main amain async_main cli run app entrypoint usage demo _demo _test".split())
COMMANDS = frozenset("BaseCommand BuildHookInterface Cmd Command InteractiveConsole".split())
_PARSERS: Mapping[str, str] = {
    "ArgumentParser": "argparse.ArgumentParser",
    "OptionParser": "optparse.OptionParser",
    "getopt": "getopt.getopt",
    "gnu_getopt": "getopt.gnu_getopt",
}
_PROGRAM_WORDS = ("__main__", "argv", "parse_args", "input(")
_SETTING_UP = frozenset({"logging", "sys", "warnings"})
_QUIET = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Pass)
_PROGRAM_PATH = regex(r"(^|[/_])(cli|cmdline|console|commands?)(\.py|/[^/]*$)")
_COMMAND_LIBRARIES = frozenset({"click", "typer", "fire", "invoke"})
_COMMAND_METHODS = frozenset("command group callback result_callback".split())


def role_of(path: str | None, text: str = "") -> str:
    """Tell the role of a file from its path within the project and from its first line."""
    if path is None:
        return "production"
    parts = PurePath(path).parts
    if path.endswith(".ipynb"):
        return "notebook"
    if path.endswith(".pyi"):
        return "stub"
    if is_test_file(parts[-1]) or {"tests", "test"} & set(parts[:-1]):
        return "test"
    if parts[-1] in SCRIPTS or (text.startswith("#!") and not _only_defines(text)) or SCRIPT_FOLDERS & set(parts[:-1]):
        return "script"
    return "production"


def is_test_file(name: str) -> bool:
    """Tell whether pytest reads a file of this name."""
    return bool(TEST_FILE.fullmatch(name))


def _only_defines(text: str) -> bool:
    """Tell whether starting a file would do nothing: its top imports, defines and sets things up, and calls nothing."""
    if any(word in text for word in _PROGRAM_WORDS):
        return False
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return False
    definitions = [statement for statement in body if isinstance(statement, (*FUNCTIONS, ast.ClassDef))]
    others = (statement for statement in body if not isinstance(statement, (*_QUIET, *FUNCTIONS, ast.ClassDef)))
    return bool(definitions) and all(map(only_sets_up, others))


def only_sets_up(statement: ast.stmt) -> bool:
    """Tell whether a statement calls nothing but what sets up others: `logging.basicConfig()`, `sys.path.append()`."""
    calls = (node for node in ast.walk(statement) if isinstance(node, ast.Call))
    return all(isinstance(call.func, ast.Attribute) and _root(call.func) in _SETTING_UP for call in calls)


def _root(function: ast.expr) -> str:
    return getattr(first_name(function), "id", "")


def is_example(source: Source) -> bool:
    """Tell whether a file shows readers how something is used."""
    return not EXAMPLE_FOLDERS.isdisjoint(PurePath(source.path or "").parts[:-1])


def is_main_guard(node: ast.AST) -> bool:
    """Recognise `if __name__ == "__main__":`."""
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)


@question
def entry_scopes(source: Source) -> frozenset[ast.AST]:
    """Which guards, functions and classes run only because a person started the program?

    The places where a program starts, and module-level functions that are used from such places only.
    """
    entries = set(program_starts(source))
    users = _uses_of_functions(source) if entries else {}
    while added := {
        f
        for f, places in users.items()
        if f not in entries and places and all(not entries.isdisjoint(around) for around in places)
    }:
        entries |= added
    return frozenset(entries)


@question
def program_starts(source: Source) -> frozenset[ast.AST]:
    """Where does a program start?

    In the `__main__` guard, in functions that do so by their name or decorator or because they read the command line,
    and in classes whose methods do or are commands.
    """
    choices = source.nodes(ast.If) if "__name__" in vocabulary(source) else ()
    starts: set[ast.AST] = {node for node in choices if is_main_guard(node)}
    starts.update(_entry_functions(source))
    readers = {function for node in command_line(source) if (function := enclosing_function(source, node))}
    starts |= {owner(source, function) or function for function in readers}
    starts |= {node for node in source.nodes(ast.ClassDef) if any(last_name(base) in COMMANDS for base in node.bases)}
    return frozenset(starts)


@question
def is_program(source: Source) -> bool:
    """Is the whole file there to be started?

    It is a script by its role or place, or the code outside its functions reads the command line, asks a person or
    calls `main()` without a guard.
    """
    if source.role == "script":
        return True
    if source.role == "notebook":
        return False
    if source.path and _PROGRAM_PATH.search(PurePath(source.path).as_posix()):
        return True
    called = (node.value for node in source.tree.body if isinstance(node, ast.Expr))
    if any(isinstance(value, ast.Call) and last_name(value.func) == "main" for value in called):
        return True
    asked = [call for call in calls_by_word(source).get("input", ()) if isinstance(call.func, ast.Name)]
    # What runs when the module is imported stands outside functions and the `__main__` guard.
    return any(
        not any(
            isinstance(around, (*FUNCTIONS, ast.Lambda)) or is_main_guard(around) for around in source.ancestors(node)
        )
        for node in (*command_line(source), *asked)
    )


@question
def does_it_all(source: Source) -> bool:
    """Is nothing in a file left for others? Its top acts as soon as the file is started, and uses all it defines."""
    body = source.tree.body
    definitions = [statement for statement in body if isinstance(statement, (*FUNCTIONS, ast.ClassDef))]
    others = [one for one in body if not isinstance(one, (*_QUIET, *FUNCTIONS, ast.ClassDef))]
    acts = not all(only_sets_up(statement) for statement in others)
    return acts and all(_is_used(source, definition) for definition in definitions)


def _is_used(source: Source, definition: Function | ast.ClassDef) -> bool:
    uses = names_by_word(source).get(definition.name, ())
    return any(isinstance(use.ctx, ast.Load) and definition not in source.ancestors(use) for use in uses)


def in_entry_scope(source: Source, node: ast.AST) -> bool:
    """Tell whether a node runs only because a person started the program."""
    if is_program(source):
        return True
    around = (node, *source.ancestors(node))
    if source.role == "notebook" and not any(isinstance(ancestor, (*FUNCTIONS, ast.Lambda)) for ancestor in around):
        return True
    return not entry_scopes(source).isdisjoint(around)


def _entry_functions(source: Source) -> Iterator[Function]:
    """Yield the functions that start a program by their name, their decorator or what they are given."""
    text = vocabulary(source)
    any_takes_arguments = "argv" in text or "Namespace" in text
    written = list(functions(source))
    named = [function for function in written if function.name in ENTRY_NAMES]
    yield from (function for function in named if isinstance(source.parents[function], ast.Module))
    yield from (function for function in written if any_takes_arguments and _takes_arguments(function))
    for function in [function for function in written if function.decorator_list]:
        if any(_makes_command(source, decorator) for decorator in function.decorator_list):
            yield function


def _takes_arguments(function: Function) -> bool:
    """Tell whether a function is given the command line, as it is written or parsed."""
    parameters = function.args
    if any(parameter.arg == "argv" for parameter in (*parameters.posonlyargs, *parameters.args)):
        return True
    return bool(parameters.args) and last_name(parameters.args[0].annotation) == "Namespace"


def _makes_command(source: Source, decorator: ast.expr) -> bool:
    """Recognise `@click.command()`, and `@shop.command()` of an object that a command library made."""
    bare = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(bare, ast.Attribute) and bare.attr in _COMMAND_METHODS:
        return True
    if not source.parsed.facts and _COMMAND_LIBRARIES.isdisjoint(imported_packages(source)):
        return False
    return (names(source).resolve(bare) or "").partition(".")[0] in _COMMAND_LIBRARIES


@question
def command_line(source: Source) -> list[ast.AST]:
    """Which places read the command line?"""
    by_word, resolve = calls_by_word(source), names(source).resolve
    attributes = source.nodes(ast.Attribute) if "argv" in vocabulary(source) else ()
    readers: list[ast.AST] = [
        attribute for attribute in attributes if attribute.attr == "argv" and resolve(attribute) == "sys.argv"
    ]
    for word in ("parse_args", "parse_known_args"):
        readers += by_word.get(word, ())
    for word in _PARSERS:
        readers += (call for call in by_word.get(word, ()) if resolve(call.func) in _PARSERS.values())
    return readers


def _uses_of_functions(source: Source) -> dict[ast.AST, list[tuple[ast.AST, ...]]]:
    """For each module-level function: the places around every use of its name."""
    at_top = {f.name: f for f in functions(source) if isinstance(source.parents[f], ast.Module)}
    users: dict[ast.AST, list[tuple[ast.AST, ...]]] = {function: [] for function in at_top.values()}
    by_word = names_by_word(source)
    for name in (name for word in at_top for name in by_word.get(word, ())):
        function = at_top[name.id]
        if isinstance(name.ctx, ast.Load):
            around = tuple(source.ancestors(name))
            if function not in around:
                users[function].append(around)
    return users
