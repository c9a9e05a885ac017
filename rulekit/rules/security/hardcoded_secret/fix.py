"""The fix that reads a value from the environment instead of writing it into the code."""

import ast

from rulekit.analysis.edits.add_import import import_needed
from rulekit.analysis.names.scopes import names
from rulekit.analysis.secrets.named_strings import NamedString, Place
from rulekit.analysis.syntax.naming import name_words
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Fix

_ASKING = frozenset({"os.getenv", "os.environ.get"})


def environment_instead(source: Source, named: NamedString) -> Fix | None:
    """Offer `os.environ["DB_PASSWORD"]` for a text that is assigned, or that steps in for a missing variable."""
    node, parent = named.node, source.parents.get(named.node)
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None
    place: ast.expr = node
    variable = "_".join(name_words(named.name)).upper()
    if isinstance(parent, ast.Call):
        if names(source).resolve(parent.func) not in _ASKING or len(parent.args) == 1:
            return None
        place, variable = parent, named.name
    elif named.place not in {Place.ASSIGNED, Place.RESERVED} or not isinstance(parent, (ast.Assign, ast.AnnAssign)):
        return None
    needed = import_needed(source, "os", place)
    if needed is None or not variable.isidentifier():
        return None
    edit = Edit(source.extent(place), f'os.environ["{variable}"]')
    return Fix(f"Read `{variable}` from the environment", (*needed.edits, edit), safe=False, names=needed.names)
