"""What kind of file this is, and where in it a program starts."""

import ast
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import PurePath

from rulekit.analysis.functions import decorators, functions, own_nodes
from rulekit.analysis.index import FUNCTIONS, Function
from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source

ROLES = ("production", "script", "test", "notebook", "stub")
SCRIPTS = frozenset("__main__.py manage.py noxfile.py setup.py conf.py wsgi.py asgi.py fabfile.py".split())
ENTRY_NAMES = frozenset("main cli run app entrypoint".split())
_TEST_FILE = re.compile(r"(test_.*|.*_test|tests?|conftest)\.pyi?")
_COMMANDS = re.compile(r"(click|typer|fire|invoke)\..*|.*\.(command|group|callback|cli)$")


def role_of(path: str | None, text: str = "") -> str:
    """Tell the role of a file from its path within the project and from its first line."""
    if path is None:
        return "production"
    parts = PurePath(path).parts
    if path.endswith(".ipynb"):
        return "notebook"
    if path.endswith(".pyi"):
        return "stub"
    if _TEST_FILE.fullmatch(parts[-1]) or {"tests", "test"} & set(parts[:-1]):
        return "test"
    return "script" if parts[-1] in SCRIPTS or text.startswith("#!") else "production"


def is_main_guard(node: ast.AST) -> bool:
    """Recognise `if __name__ == "__main__":`."""
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)


def entry_scopes(source: Source) -> frozenset[ast.AST]:
    """Question: which guards and functions run only because a person started the program?

    The `__main__` guard, functions that start a program by name, decorator or argument parser, and module-level
    functions that are used from such places only.
    """
    guards: set[ast.AST] = {node for node in source.nodes(ast.If) if is_main_guard(node)}
    entries = guards | {function for function in functions(source) if _starts_program(source, function)}
    users = _users(source)
    while added := {f for f, places in users.items() if f not in entries and places and _all_in(places, entries)}:
        entries |= added
    return frozenset(entries)


def in_entry_scope(source: Source, node: ast.AST) -> bool:
    """Tell whether a node runs only because a person started the program."""
    if source.role == "script":
        return True
    entries = source.ask(entry_scopes)
    around = (node, *source.ancestors(node))
    if source.role == "notebook" and not any(isinstance(one, (*FUNCTIONS, ast.Lambda)) for one in around):
        return True
    return not entries.isdisjoint(around)


def _starts_program(source: Source, function: Function) -> bool:
    at_top = isinstance(source.parents[function], ast.Module)
    if at_top and function.name in ENTRY_NAMES:
        return True
    if any(_COMMANDS.fullmatch(name) for name in decorators(source, function)):
        return True
    resolve = source.ask(names).resolve
    return any(
        isinstance(node, ast.Call) and resolve(node.func) == "argparse.ArgumentParser" for node in own_nodes(function)
    )


def _users(source: Source) -> dict[ast.AST, list[tuple[ast.AST, ...]]]:
    """For each module-level function: the places around every use of its name."""
    at_top = {f.name: f for f in functions(source) if isinstance(source.parents[f], ast.Module)}
    users: dict[ast.AST, list[tuple[ast.AST, ...]]] = {function: [] for function in at_top.values()}
    for name in source.nodes(ast.Name):
        if (function := at_top.get(name.id)) and isinstance(name.ctx, ast.Load):
            around = tuple(source.ancestors(name))
            if function not in around:
                users[function].append(around)
    return users


def _all_in(places: Iterable[tuple[ast.AST, ...]], entries: AbstractSet[ast.AST]) -> bool:
    return all(not entries.isdisjoint(around) for around in places)
