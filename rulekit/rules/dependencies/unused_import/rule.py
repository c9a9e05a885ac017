"""Do not import unused modules.

## Why
An import says: this file depends on that one.
When it is not true, somebody plans around it: the shop kept a large library in its image for a year, because one file
still imported it, for a report that had been deleted long before.
An unused import also costs time at every start, it can fail on a machine where the library is missing, and it closes
circles of imports that nobody needs.
And it hides mistakes: the name that was imported and is not used is often the one that was meant in line 40.

## Instead
Delete the import.
If the name is there for others, say so: list it in `__all__`, or write `from .orders import Order as Order`.
If the import is there for what it does, say that in a comment and silence the line with a reason.
To learn whether a library is installed, ask `importlib.util.find_spec("numpy")`.

## When to break it
Some modules do their work while they are imported: `readline` gives `input()` a history, a module of signal handlers
registers them.
The well-known ones are left alone, and the option `side-effects` takes your own.

## What the check sees
- error: nothing.
- warning: an imported name that nothing in the file or notebook uses, and a name imported twice or bound again unused.
- advice: a name that `__init__.py` may hand on, an import that is only tried, a star import, a repeat in a later cell.
- not seen: uses that are put together while the program runs, and users outside of what is checked together; the fix
  of an import at the top of a module is safe only where its whole project was checked.
"""

import ast
import sys
from collections.abc import Iterator

from rulekit.analysis.edits.remove_import import export_mark, import_deletion
from rulekit.analysis.flow.hidden_uses import words_used_in_text
from rulekit.analysis.names.functions import enclosing_function, owner
from rulekit.analysis.names.imports import IMPORTS, bound_name, is_probe, unread_imports
from rulekit.analysis.names.names_in_text import literal_strings
from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.names.visibility import exports, is_special
from rulekit.analysis.project.project import Project
from rulekit.analysis.project.takers import takings
from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.known.import_effects import IMPORTED_FOR_EFFECT, QUIET_LIBRARIES, REGISTERING_MODULES
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import dataclass, regex
from rulekit.model.role import EVERYWHERE
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.dependencies.unused_import.cross_module import (
    TakenImport,
    UnreadImport,
    imports_taken_elsewhere,
    unread_names,
)
from rulekit.rules.dependencies.unused_import.effects import ActingModules, effects
from rulekit.rules.dependencies.unused_import.imports import (
    hands_on,
    rebindings,
)

LONGEST_NAME = 36
EXPECTING = regex(r"\b(raises|assertRaises|warns|assertWarns|deprecated_call|catch_warnings)")

RULE = Rule(
    code="RK702",
    name="unused-import",
    known_as=(
        "dead import",
        "import never used",
        "superfluous import",
    ),
    section=Section.DEPENDENCIES,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A module that was needed once",
            bad="""
                import json
                import os  # <- RK702

                SETTINGS = json.loads(DEFAULTS)
            """,
            good="""
                import json

                SETTINGS = json.loads(DEFAULTS)
            """,
            fixed=True,
        ),
        Example(
            "One name of a list",
            bad="""
                from decimal import (
                    ROUND_HALF_UP,
                    Decimal,
                    getcontext,  # <- RK702
                )

                PRICE = Decimal("9.90").quantize(Decimal("0.1"), ROUND_HALF_UP)
            """,
            good="""
                from decimal import (
                    ROUND_HALF_UP,
                    Decimal,
                )

                PRICE = Decimal("9.90").quantize(Decimal("0.1"), ROUND_HALF_UP)
            """,
            fixed=True,
        ),
        Example(
            "A cell of a notebook; what only a magic uses is used",
            bad="""
                import csv  # <- RK702
                import time

                %timeit time.sleep(PAUSE)
            """,
            good="""
                import time

                %timeit time.sleep(PAUSE)
            """,
            path="orders.ipynb",
        ),
    ),
    tempting=(
        Example(
            "An underscore in front: the file depends on the module as before",
            bad="""
                import json as _json  # <- RK702

                PAUSE = 5
            """,
            good="""
                PAUSE = 5
            """,
        ),
    ),
    related=("needless-dependency", "unpinned-requirement"),
    references=(
        "https://docs.python.org/3/reference/simple_stmts.html#the-import-statement",
        "https://docs.python.org/3/library/importlib.html#importlib.util.find_spec",
        "https://typing.python.org/en/latest/spec/distributing.html#import-conventions",
    ),
    equivalents={
        "ruff": ("F401", "F403", "F811"),
        "pylint": ("W0611", "W0614", "W0404"),
        "flake8": ("F401", "F403", "F811"),
    },
    roles=EVERYWHERE,
    collects=(unread_names, effects, takings),
    collects_from_notebooks=(takings,),
)


@dataclass(frozen=True)
class Options:
    """Which modules are imported for what they do, not for their names.

    `side-effects` lists modules of others (`x.*` is all below `x`), `registering-modules` the names of your own.
    """

    side_effects: tuple[str, ...] = IMPORTED_FOR_EFFECT
    registering_modules: tuple[str, ...] = REGISTERING_MODULES


@RULE.check_whole
def unread_name(source: Source) -> Iterator[Finding]:
    """Find imported names that no code of the file reads."""
    for alias in unread_imports(source):
        shown, statement = _shown(alias), source.parents[alias]
        if is_probe(source, statement):
            message = f"{shown} is only tried: use it, or ask `importlib.util.find_spec` whether it is there"
            yield RULE.at(source, alias, message, severity=Severity.ADVICE)
        elif hands_on(source, alias):
            message = f"{shown} is not used here: list it in `__all__` if it is meant for others"
            yield RULE.at(source, alias, message, severity=Severity.ADVICE, fix=export_mark(source, alias))
        else:
            message = f"{shown} is imported and never used: delete the import"
            yield RULE.at(source, alias, message, fix=import_deletion(source, alias))


@RULE.check
def rebound_name(source: Source) -> Iterator[Finding]:
    """Find names that are imported twice, or bound again before they are used."""
    unread = unread_imports(source)
    for rebinding in rebindings(source):
        first, repeated = rebinding.first, rebinding.repeated
        if repeated is not None and repeated not in unread:
            where = f"line {source.line_number(first.statement.lineno)}" if rebinding.in_one_cell else "another cell"
            message = f"{_shown(repeated)} is imported in {where} already: import it once"
            severity = Severity.ADVICE if rebinding.is_read or not rebinding.in_one_cell else Severity.WARNING
            fix = import_deletion(source, repeated) if rebinding.in_one_cell else None
            yield RULE.at(source, repeated, message, severity=severity, fix=fix)
        elif repeated is None and rebinding.in_one_cell and not rebinding.is_read:
            line = source.line_number(rebinding.later.lineno)
            message = f"{_shown(first.alias)} is bound again in line {line} before it is used: delete the import"
            fix = None if rebinding.is_named else import_deletion(source, first.alias)
            yield RULE.at(source, first.alias, message, fix=fix)


@RULE.check
def star_import(statement: ast.ImportFrom, source: Source) -> Iterator[Finding]:
    """Find star imports, of which nobody can tell what is used."""
    if statement.names[0].name != "*" or source.role == "stub":
        return
    known = names(source)
    unknown = any(name.id not in known.binding_scopes and name.id not in BUILTINS for name in source.nodes(ast.Name))
    module = "." * statement.level + (statement.module or "")
    module = module if len(module) <= LONGEST_NAME else "..."
    reason = "nobody can tell what is used of" if unknown else "nothing here seems to use"
    message = f"{reason} `from {module} import *`: import the names you need"
    yield RULE.at(source, statement, message, severity=Severity.ADVICE)


@RULE.review
def import_for_others(project: Project) -> Iterator[Finding]:
    """Ask the other files whether they take the name from here."""
    for member, taken in imports_taken_elsewhere(project):
        yield RULE.at(member, taken, f"`{taken.name}` is not used here")


@RULE.review
def import_of_acting_module(project: Project) -> Iterator[Finding]:
    """Ask the modules of the project whether they do something when they are imported."""
    acting = ActingModules(project)
    for member, imports in project.collected(unread_names):
        for imported in imports:
            if acting.holds(member, imported.target):
                yield RULE.at(member, imported, f"`{imported.name}` is not used here")


@RULE.exempt(import_of_acting_module)
def acting_module(_: UnreadImport) -> bool:
    """It is a module of the project that registers, connects or declares something when it is imported."""
    return True


@RULE.exempt(import_for_others)
def taken_by_another_file(_: TakenImport) -> bool:
    """Another file of the project imports the name from here, or takes all by `*`."""
    return True


@RULE.exempt(unread_name)
def future_statement(alias: ast.alias, source: Source) -> bool:
    """It is a `from __future__` import, which changes the language."""
    return getattr(source.parents[alias], "module", None) == "__future__"


@RULE.exempt(unread_name)
def marked_for_others(alias: ast.alias) -> bool:
    """It is written `import x as x` or `from y import x as x`, which says that others use it."""
    return alias.asname == alias.name


@RULE.exempt(unread_name)
def exported_name(alias: ast.alias, source: Source) -> bool:
    """`__all__` lists it, or is put together from all names of the module."""
    offered = exports(source)
    return offered.computed or bound_name(alias) in offered.names or alias.name in offered.names


@RULE.exempt(star_import)
def handed_on_by_package(statement: ast.ImportFrom, source: Source) -> bool:
    """The `__init__.py` of a package hands on what a module of its own offers: `from .orders import *`."""
    return source.stem == "__init__" and statement.level > 0


@RULE.exempt(unread_name)
def use_outside_code(alias: ast.alias, source: Source) -> bool:
    """Something that is no plain code uses it: a type in quotes, an example, a magic, a cell in SQL, text that runs."""
    return bound_name(alias) in words_used_in_text(source)


@RULE.exempt(unread_name)
def import_for_effect(alias: ast.alias, source: Source, options: Options) -> bool:
    """The module does its work while it is imported: it is one of `side-effects` or `registering-modules`."""
    statement = source.parents[alias]
    module = getattr(statement, "module", None) or ""
    full = f"{module}.{alias.name}" if module else alias.name
    if any(full == known or (known.endswith(".*") and full.startswith(known[:-1])) for known in options.side_effects):
        return True
    # Django's `models` are for subclassing: nothing registers itself where others wrote the module.
    is_own = full.partition(".")[0] not in sys.stdlib_module_names | QUIET_LIBRARIES
    return is_own and alias.name.rpartition(".")[2] in options.registering_modules


@RULE.exempt(unread_name)
def import_when_ready(alias: ast.alias, source: Source) -> bool:
    """It stands in `ready` of Django's settings for an application, where imports connect signals."""
    function = enclosing_function(source, alias)
    owner_class = owner(source, function) if function is not None and function.name == "ready" else None
    return owner_class is not None and any(ast.unparse(base).endswith("AppConfig") for base in owner_class.bases)


@RULE.exempt(unread_name)
def bound_elsewhere(alias: ast.alias, source: Source) -> bool:
    """The module binds the name in another way too, so it offers it to others, or a function declares it global."""
    known, name, statement = names(source), bound_name(alias), source.parents[alias]
    if enclosing_function(source, statement) or owner(source, statement):
        return known.binding_scope(name, known.scope_of(statement)) is known.module
    binders = known.bindings[known.module].get(name, ())
    is_other = any(not isinstance(binder, ast.alias) for binder in binders)
    return is_other and alias in unread_imports(source)


@RULE.exempt(unread_name)
def method_from_module(alias: ast.alias, source: Source) -> bool:
    """A class body takes it over as one of its attributes."""
    statement = source.parents[alias]
    if owner(source, statement) is None:
        return False
    is_used = any(attribute.attr == bound_name(alias) for attribute in source.nodes(ast.Attribute))
    return is_used or (isinstance(statement, ast.ImportFrom) and statement.level > 0)


@RULE.exempt(unread_name)
def fixture_for_tests(alias: ast.alias, source: Source) -> bool:
    """A test asks for it as a fixture, by a parameter or by name."""
    if source.role != "test" or not isinstance(source.parents[alias], ast.ImportFrom):
        return False
    name = bound_name(alias)
    is_parameter = any(parameter.arg == name for parameter in source.nodes(ast.arg))
    return is_parameter or name in literal_strings(source) or source.file_name == "conftest.py"


@RULE.exempt(unread_name)
def way_to_submodule(alias: ast.alias, source: Source) -> bool:
    """It makes `s.stock` work: `import shop.stock` where `import shop as s` names the package."""
    if "." not in alias.name or alias.asname or not isinstance(source.parents[alias], ast.Import):
        return False
    for imported in names(source).imports.values():
        part = alias.name.removeprefix(f"{imported.target}.").partition(".")[0]
        if alias.name.startswith(f"{imported.target}.") and imported.name != imported.target.partition(".")[0]:
            return any(attribute.attr == part for attribute in source.nodes(ast.Attribute))
    return False


@RULE.exempt(unread_name)
def fact_of_module(alias: ast.alias) -> bool:
    """The name is a fact about the module itself, such as `__version__`."""
    return is_special(bound_name(alias))


@RULE.exempt(unread_name)
def import_under_test(alias: ast.alias, source: Source) -> bool:
    """The test is that it can, or cannot, be imported."""
    statement = source.parents[alias]
    for around in source.ancestors(statement):
        if isinstance(around, (ast.With, ast.AsyncWith)) and EXPECTING.search(ast.unparse(around.items[0])):
            return True
        if isinstance(around, FUNCTIONS) and source.role == "test" and around.name.startswith("test"):
            return all(isinstance(statement, (*IMPORTS, ast.Expr, ast.Pass)) for statement in around.body)
    return False


def _shown(alias: ast.alias) -> str:
    return quoted(alias.asname or alias.name, LONGEST_NAME, "this name")
