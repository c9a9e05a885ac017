"""Which modules are notebooks stored as text, and which only mark their regions with `# %%`."""

import ast
from collections.abc import Iterator
from pathlib import PurePath

from rulekit.analysis.notebooks.cell_parsing import CellCode, cell_codes
from rulekit.analysis.project.roles import SCRIPTS, is_main_guard, is_test_file, only_sets_up
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.notebook.document import Notebook
from rulekit.notebook.grammar import parses, syntax_tree
from rulekit.notebook.text_notebook import TextNotebook, read_text_notebook

_DEFINITIONS = (*FUNCTIONS, ast.ClassDef)


def text_notebook(text: str, path: str = "", role: str | None = None) -> Notebook | None:
    """Read a module that is a notebook; nothing where it is a plain module.

    Its head says so, or its marked cells do something when they run: people who only fold the regions of a module
    with `# %%` define functions and classes there, and what other tools start by its name is no notebook.
    """
    found = read_text_notebook(text, role or "notebook")
    if found is None or not (found.declared or (_may_be_run(path) and _does_something(found))):
        return None
    return found.notebook


def _may_be_run(path: str) -> bool:
    name = PurePath(path).name
    return not (name in SCRIPTS or name == "__init__.py" or is_test_file(name))


def _does_something(found: TextNotebook) -> bool:
    every = list(cell_codes(found.notebook))
    codes = [code for code in every if code.cell.cell.position in found.marked]
    above = [one for code in every if code not in codes for one in _statements(code)]
    if len(found.marked) == 1 and any(isinstance(statement, _DEFINITIONS) for statement in above):
        return False
    if any(code.translated.commands or code.translated.magics for code in codes):
        return True
    statements = [statement for code in codes for statement in _statements(code)]
    if any(isinstance(statement, ast.Expr) for statement in statements):
        return True
    # Cells that only compute; a module that defines something may call `getLogger` or `TypeVar` as well.
    defines = any(isinstance(statement, _DEFINITIONS) for statement in statements)
    return not defines and any(isinstance(node, ast.Call) for one in statements for node in ast.walk(one))


def _statements(code: CellCode) -> Iterator[ast.stmt]:
    text = code.translated.code
    yield from _run_at_once(syntax_tree(text).body if parses(text) else [])


def _run_at_once(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield what runs from top to bottom, that in blocks too, but for texts and calls that set up."""
    for statement in body:
        value = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and only_sets_up(statement)):
            continue
        if isinstance(statement, _DEFINITIONS) or not hasattr(statement, "body"):
            yield statement
        elif not is_main_guard(statement):
            for field in ("body", "orelse", "finalbody"):
                yield from _run_at_once(getattr(statement, field, []))
