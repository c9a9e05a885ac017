"""All public functions and classes must have docstrings.

## Why
A name says what a function is called; a docstring says what it promises.
Does `cancel(order)` give the money back, and what does it do with an order that has left the house?
In the shop two people read the same name in two ways, and for one evening every cancelled order was paid back twice.
The docstring is also what `help()`, the editor's pop-up and the `?` in a notebook show, so it saves a colleague the way
into the code.

## Instead
Write one sentence, as a command: "Cancel an order and give the money back, unless it has been shipped."
Say what the name cannot say: what is given back, in which unit, what is raised, what is not done.
A class gets one too, and it covers how the class is made; `__init__` needs none of its own.

## When to break it
A name that only this file uses begins with an underscore and needs no docstring.
A method that takes the place of a documented one needs none either; `@override` says so when the base is that of a
library.

## What the check sees
- error: nothing.
- warning: a public function, method or class without a docstring, or with an empty, computed or misplaced one.
- advice: a docstring that only says the name again, a method that a base outside of the project may describe, tests.
- not seen: whether what a docstring says is true, and modules, of which the guide does not speak.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import partial

from rulekit.analysis.database.managers import is_migration
from rulekit.analysis.names.class_hierarchy import Heritage, heritage
from rulekit.analysis.names.functions import OVERLOADS, OVERRIDES, owner
from rulekit.analysis.names.signatures import is_decorated, last_part
from rulekit.analysis.names.visibility import is_public, is_special
from rulekit.analysis.project.project import Project
from rulekit.analysis.syntax.docstrings import (
    assigned_docstrings,
    docstring_of,
    has_words,
    is_computed_text,
    is_misplaced,
    only_restates,
)
from rulekit.analysis.syntax.index import FUNCTIONS, Function
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import in_test_class, is_fixture, is_test, is_test_class
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import regex
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.general.missing_docstring.cross_module import Inherited, classes_of, inherited

UNDESCRIBED = "no docstring: say what the {} does"
SETTINGS_CLASSES = frozenset({"Meta", "Config", "Media", "Params"})
PROPERTY_PARTS = frozenset({"setter", "deleter"})
HANDED_ON = regex(
    r"wraps|update_wrapper|(.*_)?(inherit|copy|add|set|with|append|replace|substitute)_*(doc|docs|docstring)(_.*)?"
)

RULE = Rule(
    code="RK102",
    name="missing-docstring",
    known_as=(
        "documentation",
        "doc comment",
        "pydoc",
        "undocumented",
    ),
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "What does cancelling do?",
            bad="""
                def cancel(order: Order) -> Refund:  # <- RK102
                    order.close()
                    return Refund(order.customer, order.paid)
            """,
            good='''
                def cancel(order: Order) -> Refund:
                    """Close an order that has not been shipped and give back what the customer paid."""
                    order.close()
                    return Refund(order.customer, order.paid)
            ''',
        ),
        Example(
            "An error of the shop's own",
            bad="""
                class OutOfStockError(Exception):  # <- RK102
                    pass
            """,
            good='''
                class OutOfStockError(Exception):
                    """An order asks for more pieces of an article than the shop has."""
            ''',
        ),
        Example(
            "An f-string is a value that is thrown away, not a docstring",
            bad='''
                def price_of(article: Article) -> Decimal:  # <- RK102
                    f"""Give the price of an article in {CURRENCY}."""
                    return article.price
            ''',
            good='''
                def price_of(article: Article) -> Decimal:
                    """Give the price of an article in `CURRENCY`."""
                    return article.price
            ''',
        ),
    ),
    tempting=(
        Example(
            "A docstring that says the name again: the check is quiet sooner, the reader is not wiser",
            bad='''
                def cancel_order(order: Order) -> None:  # <- RK102
                    """Cancel the order."""
                    order.close()
            ''',
            good='''
                def cancel_order(order: Order) -> None:
                    """Stop an order that has not been shipped; the money is given back by `refund`."""
                    order.close()
            ''',
        ),
    ),
    related=("missing-type-hints", "long-function"),
    in_bulk=True,
    references=(
        "https://peps.python.org/pep-0257/",
        "https://docs.python.org/3/tutorial/controlflow.html#documentation-strings",
    ),
    equivalents={
        "ruff": ("D101", "D102", "D103", "D106", "D419"),
        "pylint": ("C0112", "C0115", "C0116"),
        "flake8": ("D101", "D102", "D103", "D106", "D419"),
    },
    advice_in=frozenset({"test"}),
    collects=(classes_of,),
)


@RULE.check
def undescribed(source: Source) -> Iterator[Finding]:
    """Find public functions and classes that do not say what they are for."""
    definitions: Sequence[Function | ast.ClassDef] = source.nodes(*FUNCTIONS, ast.ClassDef)
    for definition in definitions:
        text = docstring_of(definition)
        is_text = text is not None and has_words(text)
        if text and is_text and not only_restates(definition.name, text):
            continue
        if is_public(source, definition):
            severity = Severity.ADVICE if is_text or source.role == "test" or _may_inherit(source, definition) else None
            yield RULE.at(source, definition, partial(_message, source, definition, text), severity=severity)


@RULE.review
def undescribed_in_project(project: Project) -> Iterator[Finding]:
    """Ask the classes of other files whether they describe a method."""
    for member, method in inherited(project):
        yield RULE.at(member, method, UNDESCRIBED.format("method"))


@RULE.exempt(undescribed_in_project)
def described_in_another_file(method: Inherited) -> bool:
    """A base class of another file describes the method that it replaces."""
    return method.heritage is Heritage.DESCRIBED


@RULE.exempt(undescribed)
def test_function(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """A test, a fixture, or a method of a test class: its name is read by the people who run it."""
    return is_test(source, function) or is_fixture(source, function) or in_test_class(source, function)


@RULE.exempt(undescribed)
def special_method(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """The language names what it does: `__init__`, `__eq__` and their like."""
    return is_special(function.name)


@RULE.exempt(undescribed)
def declared_again(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """It only declares or replaces: `@overload`, `@override`, the setter or deleter of a property."""
    decorators = function.decorator_list
    return any(
        isinstance(decorator, ast.Attribute) and decorator.attr in PROPERTY_PARTS for decorator in decorators
    ) or (bool(decorators) and is_decorated(source, function, OVERLOADS | OVERRIDES))


@RULE.exempt(undescribed)
def described_in_base(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """A base class describes the method that it replaces."""
    return docstring_of(function) is None and heritage(source, function) is Heritage.DESCRIBED


@RULE.exempt(undescribed)
def described_elsewhere(definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, source: Source) -> bool:
    """A decorator or an assignment to `__doc__` gives it the docstring."""
    decorators = (
        decorator.func if isinstance(decorator, ast.Call) else decorator for decorator in definition.decorator_list
    )
    if any(HANDED_ON.fullmatch(last_part(source, decorator)) for decorator in decorators):
        return True
    return definition.name in assigned_docstrings(source)


@RULE.exempt(undescribed)
def test_group(definition: ast.ClassDef, source: Source) -> bool:
    """The class groups tests."""
    return is_test_class(source, definition)


@RULE.exempt(undescribed)
def part_of_migration(_: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, source: Source) -> bool:
    """It stands in a migration, which a tool runs once and nobody calls; the name of the file says what it does."""
    return is_migration(source)


@RULE.exempt(undescribed)
def settings_of_a_class(definition: ast.ClassDef, source: Source) -> bool:
    """An inner class that a framework reads as settings: `Meta`, `Config`."""
    return definition.name in SETTINGS_CLASSES and isinstance(source.parents[definition], ast.ClassDef)


def _may_inherit(source: Source, definition: Function | ast.ClassDef) -> bool:
    return not isinstance(definition, ast.ClassDef) and heritage(source, definition) is Heritage.UNKNOWN


def _message(source: Source, definition: Function | ast.ClassDef, text: str | None) -> str:
    if text is not None:
        says = f"says only `{definition.name}` again" if has_words(text) else "is empty"
        return f"the docstring {says}: add what the name does not tell"
    if is_computed_text(definition):
        return "a computed text is no docstring: write it as a plain string"
    if isinstance(definition, ast.ClassDef):
        return "no docstring: say what the class stands for"
    if is_misplaced(definition):
        return "the string comes too late to be the docstring: move it to the top of the function"
    if _may_inherit(source, definition):
        return "no docstring: say what the method does, or mark it `@override` if a base describes it"
    what = "method" if owner(source, definition) else "function"
    return UNDESCRIBED.format(what)
