"""Prefer standard library modules over third-party when functionality is equivalent.

## Why
Each package is a stranger's code that runs with the rights of the shop: it must be pinned, updated, and trusted.
`simplejson` came into the project when Python's own `json` was slow; that was fifteen years ago, and since then
somebody has renewed its pin every month without a reason.
A package that only carries a module back to an old Python can even hide the real one: `pip install enum34` once broke
`re` on every machine of the team.

## Instead
Import the module of the standard library: `json`, `zoneinfo`, `tomllib`, `unittest.mock`, `pathlib`.
Then take the package out of the requirements.

## When to break it
Where the code must run on a Python that lacks the module: say so by `requires-python` or the setting `target-version`,
or import the package only where the module is missing, with `try` and `except ImportError`.
Where the package does something that the library does not, such as writing TOML.

## What the check sees
- error: nothing.
- warning: an import of a package with a twin in the standard library, as far as only that is used which the twin has
  too; and a requirement of such a package.
- advice: packages whose twin is close but not the same, such as `attr`, `orjson` and `ujson`.
- not seen: large packages of which one small function is used, such as `requests` for a single page.
"""

import ast
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.names.imports import bound_name, imported_packages, is_probe
from rulekit.analysis.names.scopes import Import, names
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.standard_equivalents import IN_LIBRARY, TWINS, TYPING_SINCE, Twin
from rulekit.model.finding import Edit, Finding, Fix, Severity
from rulekit.model.late import regex
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

PACKAGES = frozenset(name.partition(".")[0] for name in TWINS)

RULE = Rule(
    code="RK703",
    name="needless-dependency",
    known_as=(
        "standard library",
        "third-party package",
        "extra dependency",
        "built-in alternative",
    ),
    section=Section.DEPENDENCIES,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A package that only brings the library's mocks to old Pythons",
            bad="""
                from mock import patch  # <- RK703

                with patch("shop.mail.send") as send:
                    ship(order)
                assert send.called
            """,
            good="""
                from unittest.mock import patch

                with patch("shop.mail.send") as send:
                    ship(order)
                assert send.called
            """,
            path="tests/test_orders.py",
            fixed=True,
        ),
        Example(
            "Time zones",
            bad="""
                import pytz  # <- RK703

                closing = pytz.timezone("Europe/Vienna")
            """,
            good="""
                from zoneinfo import ZoneInfo

                closing = ZoneInfo("Europe/Vienna")
            """,
        ),
        Example(
            "A requirement that Python brings along",
            bad="""
                dataclasses==0.8  # <- RK703
                rich==14.0.0
            """,
            good="""
                rich==14.0.0
            """,
            path="requirements.txt",
        ),
    ),
    tempting=(
        Example(
            "Another package for the same",
            bad="""
                import tomli  # <- RK703

                prices = tomli.loads(text)
            """,
            good="""
                import tomllib

                prices = tomllib.loads(text)
            """,
        ),
    ),
    related=("unpinned-requirement", "unused-import"),
    references=(
        "https://docs.python.org/3/library/",
        "https://docs.python.org/3/library/zoneinfo.html",
        "https://docs.python.org/3/library/tomllib.html",
        "https://typing-extensions.readthedocs.io/",
    ),
    equivalents={"ruff": ("UP026", "UP035")},
)


@RULE.check
def replaced_import(source: Source) -> Iterator[Finding]:
    """Find imports of packages that the standard library has caught up with."""
    if not imported_packages(source).isdisjoint(PACKAGES):
        statements: Sequence[ast.Import | ast.ImportFrom] = source.nodes(ast.Import, ast.ImportFrom)
        for statement in statements:
            yield from _replaced(source, statement)


def _replaced(source: Source, statement: ast.Import | ast.ImportFrom) -> Iterator[Finding]:
    for alias in statement.names:
        module, name = _imported(statement, alias)
        twin = TWINS.get(module) or TWINS.get(f"{module}.{name}") or TWINS.get(module.partition(".")[0])
        if twin is None or twin.since > source.target or not _is_equivalent(source, statement, alias, twin):
            continue
        severity = Severity.ADVICE if twin.close else Severity.WARNING
        message = f"`{module}` is in the standard library: use {_quoted(twin.instead)}"
        if twin.close:
            message = (
                f"`{module}` may not be needed: {_quoted(twin.instead)} in the standard library does much the same"
            )
        yield RULE.at(source, statement, message, severity=severity, fix=_moved(source, statement, module, twin))
        return


@RULE.check
def typing_backport(source: Source) -> Iterator[Finding]:
    """Find names that `typing` has too."""
    if "typing_extensions" not in imported_packages(source):
        return
    for statement in source.nodes(ast.ImportFrom):
        if statement.module == "typing_extensions" and not statement.level:
            yield from _in_typing(source, statement)


def _in_typing(source: Source, statement: ast.ImportFrom) -> Iterator[Finding]:
    there = [
        alias.name for alias in statement.names if TYPING_SINCE.get(alias.name, source.target + 1) <= source.target
    ]
    if there:
        verb = "is" if len(there) == 1 else "are"
        message = f"{_new_names(there)} {verb} in `typing` too: import from there"
        fix = _moves(source, statement, "typing", safe=source.is_aimed) if len(there) == len(statement.names) else None
        yield RULE.at(source, statement, message, fix=fix)


@RULE.check
def replaced_requirement(manifest: Manifest) -> Iterator[Finding]:
    """Find requirements that Python brings along."""
    for requirement in manifest.requirements:
        if requirement.name.lower().replace("_", "-") in IN_LIBRARY and "python_version" not in requirement.text:
            message = f"`{requirement.name}` comes with Python, itself or as a twin: remove the requirement"
            yield RULE.at(manifest, requirement, message)


@RULE.exempt(replaced_import, typing_backport)
def fallback(statement: ast.Import | ast.ImportFrom, source: Source) -> bool:
    """It stands in a `try`, or its handler, that waits for an import to fail."""
    return is_probe(source, statement)


@RULE.exempt(replaced_import, typing_backport)
def for_old_versions(statement: ast.Import | ast.ImportFrom, source: Source) -> bool:
    """A test of `sys.version_info` decides whether it is imported."""
    tests = (around.test for around in source.ancestors(statement) if isinstance(around, ast.If))
    words = ("version_info", "PY2", "PY3", "hexversion")
    return any(last_name(node).startswith(words) for test in tests for node in walk(test))


def _imported(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> tuple[str, str]:
    """Return the module and the name that a piece of an import takes."""
    if isinstance(statement, ast.Import):
        return alias.name, ""
    return "." * statement.level + (statement.module or ""), alias.name


def _is_equivalent(source: Source, statement: ast.Import | ast.ImportFrom, alias: ast.alias, twin: Twin) -> bool:
    """Tell whether the code uses only what the twin has."""
    if isinstance(statement, ast.Import):
        used = _used_of(source, alias)
        enough = bool(used) or not twin.only
    else:
        used, enough = frozenset({name.name for name in statement.names}), True
    known = not twin.only or used <= twin.only
    return enough and known and not (twin.unless and _uses_keyword(source, names(source).imports[alias], twin.unless))


def _quoted(instead: str) -> str:
    return instead if " " in instead else f"`{instead}`"


def _moved(source: Source, statement: ast.Import | ast.ImportFrom, module: str, twin: Twin) -> Fix | None:
    """Move an import of `mock`, which is the same under another name."""
    if module != "mock":
        return None
    if isinstance(statement, ast.ImportFrom):
        return _moves(source, statement, twin.instead)
    if len(statement.names) > 1:
        return None
    named = f" as {statement.names[0].asname}" if statement.names[0].asname else ""
    return Fix("import it from `unittest`", (Edit(source.extent(statement), f"from unittest import mock{named}"),))


_MODULE = regex(r"from\s+(?P<module>[\w.]+)")
SHOWN = 3


def _used_of(source: Source, alias: ast.alias) -> frozenset[str]:
    """Return the names of an imported module that the code reads: `loads` of `json.loads(text)`.

    A use of the module itself, which may be of any of its names, counts as an empty name.
    """
    name, known = bound_name(alias), names(source)
    parts = alias.name.split(".")[1:] if not alias.asname else []
    used: set[str] = set()
    for use in source.nodes(ast.Name):
        if use.id == name and use.ctx.__class__ is ast.Load and alias in known.binders(use):
            node: ast.AST = use
            for part in parts:
                above = source.parents.get(node)
                node = above if isinstance(above, ast.Attribute) and above.attr == part else node
            above = source.parents.get(node)
            used.add(above.attr if isinstance(above, ast.Attribute) else "")
    return frozenset(used)


def _uses_keyword(source: Source, imported: Import, keywords: AbstractSet[str]) -> bool:
    """Tell whether a call of the module, or of what is imported of it, has one of these keywords."""
    likely = (call for call in source.nodes(ast.Call) if any(keyword.arg in keywords for keyword in call.keywords))
    resolve, package = names(source).resolve, imported.target.partition(".")[0]
    return any((resolve(call.func) or "").partition(".")[0] == package for call in likely)


def _moves(source: Source, statement: ast.ImportFrom, module: str, *, safe: bool = True) -> Fix | None:
    """Import the same names from another module."""
    extent = source.extent(statement)
    match = _MODULE.match(source.segment(extent))
    if match is None:
        return None
    start = source.offset(extent.line, extent.column)
    span = source.span_of(start + match.start("module"), start + match.end("module"))
    return Fix(f"import from `{module}`", (Edit(span, module),), safe)


def _new_names(there: Sequence[str]) -> str:
    """Return some names, the first few of them."""
    shown = ", ".join(f"`{name}`" for name in there[:SHOWN])
    return f"{shown} and {len(there) - SHOWN} more" if len(there) > SHOWN else shown
