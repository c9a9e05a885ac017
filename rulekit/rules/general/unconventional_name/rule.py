"""Use `snake_case` for variables and functions, `PascalCase` for classes.

## Why
The form of a name tells readers what stands behind it before they have looked.
`Order(...)` makes an object, `order(...)` does something, `ORDER` never changes.
Where `Basket` may be a class or a basket, every line must be read twice.
In the shop `orderNo`, `order_no` and `OrderNo` lived side by side; a search for one of them missed the other two, and a
correction reached only the first.

## Instead
Write variables, parameters, functions, methods and attributes in small letters with underscores: `order_total`.
Write classes as words with a capital each and no underscore: `OrderLine`.
Values that never change are in capitals: `FREE_DELIVERY`.
An abbreviation is a word: `parse_html`, `HttpClient`.

## When to break it
A framework that calls your method by its name decides how it is written: `setUp`, `visit_Call`, `paintEvent`.
Formulas may keep the letters of their science where the file is about numbers: `X_train`, `W1`.
An old name that customers call may stay beside the new one.

## What the check sees
- error: nothing.
- warning: functions, methods, parameters, variables, attributes of `self` and classes in another form.
- advice: attributes of a class whose base is in another file, because the base may have chosen the name.
- not seen: names that are imported, and whether a name says what it should.
"""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

from rulekit.analysis.flow.call_graph import functions_behind
from rulekit.analysis.names.class_hierarchy import base_names, has_given_signature, has_unknown_base, may_replace
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import FUNCTIONS, parameters
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import (
    is_class_name,
    is_constant_name,
    is_mathematical,
    pascal_case,
    snake_case,
    variable_case,
)
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import is_fixture, is_test
from rulekit.known.naming import CALLED_BY_NAME, FOREIGN_STRUCTURES, RECORDS, TEST_SETTINGS, XUNIT
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import regex
from rulekit.model.role import EVERYWHERE
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.general.unconventional_name.bindings import (
    Named,
    attributes_to_judge,
    class_around,
    functions_to_judge,
    holds_class,
    is_free,
    is_plain_value,
    is_scientific,
    is_used_as_class,
    may_be_class_at_top,
    name_of,
    only_constants,
    parameters_to_judge,
    variables_to_judge,
)
from rulekit.rules.general.unconventional_name.fix import local_rename

LONGEST_MESSAGE = 99
TEST_IN_CAMELS = regex(r"test[A-Z]")
SHELVED = regex(r"_*[A-Z][A-Z0-9]*[a-z][A-Za-z0-9]*_\w+")
FOUND_BY_NAME = regex(r"(?P<start>_*[a-z][a-z0-9_]*_)[A-Z]")

RULE = Rule(
    code="RK104",
    name="unconventional-name",
    known_as=(
        "naming convention",
        "camelCase",
        "CamelCase",
        "CapWords",
        "PEP 8 names",
        "casing",
        "upper case",
        "lower case",
    ),
    section=Section.GENERAL,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A sum within a function",
            bad='''
                def price_of(order: Order) -> Decimal:
                    """Add up the lines of an order, with the delivery charge where one is due."""
                    orderTotal = sum(line.price for line in order.lines)  # <- RK104
                    if orderTotal < FREE_DELIVERY:
                        orderTotal += DELIVERY_CHARGE
                    return orderTotal
            ''',
            good='''
                def price_of(order: Order) -> Decimal:
                    """Add up the lines of an order, with the delivery charge where one is due."""
                    order_total = sum(line.price for line in order.lines)
                    if order_total < FREE_DELIVERY:
                        order_total += DELIVERY_CHARGE
                    return order_total
            ''',
            fixed=True,
        ),
        Example(
            "A class that looks like a function",
            bad='''
                class order_line:  # <- RK104
                    """An article and how many pieces of it a customer wants."""
            ''',
            good='''
                class OrderLine:
                    """An article and how many pieces of it a customer wants."""
            ''',
        ),
        Example(
            "What a loop and a `with` give names to",
            bad="""
                with open(path) as orderFile:  # <- RK104
                    for Row in orderFile:  # <- RK104
                        rows.append(Row.rstrip())
            """,
            good="""
                with open(path) as order_file:
                    for row in order_file:
                        rows.append(row.rstrip())
            """,
        ),
    ),
    tempting=(
        Example(
            "Capitals instead of camels: a value that changes is no constant",
            bad='''
                def pieces_in(order: Order) -> int:
                    """Count the pieces of an order."""
                    PIECES = 0  # <- RK104
                    for line in order.lines:
                        PIECES += line.pieces
                    return PIECES
            ''',
            good='''
                def pieces_in(order: Order) -> int:
                    """Count the pieces of an order."""
                    pieces = 0
                    for line in order.lines:
                        pieces += line.pieces
                    return pieces
            ''',
        ),
    ),
    related=("missing-type-hints",),
    in_bulk=True,
    references=(
        "https://peps.python.org/pep-0008/#naming-conventions",
        "https://docs.python.org/3/tutorial/controlflow.html#intermezzo-coding-style",
    ),
    equivalents={
        "ruff": ("N801", "N802", "N803", "N806", "N815", "N816"),
        "pylint": ("C0103",),
        "flake8": ("N801", "N802", "N803", "N806", "N815", "N816"),
    },
    roles=EVERYWHERE,
)


@RULE.check
def function_name(source: Source) -> Iterator[Finding]:
    """Find functions and methods that are not in snake_case, each name once in its block."""
    for function in functions_to_judge(source):
        yield RULE.at(source, function, _message(source, function, "function", snake_case(function.name)))


@RULE.check
def class_name(definition: ast.ClassDef, source: Source) -> Iterator[Finding]:
    """Find classes that are not in PascalCase."""
    name = definition.name
    if name.lower() != name.upper() and not is_class_name(name):
        is_attribute = isinstance(source.parents[definition], ast.ClassDef) and has_unknown_base(source, definition)
        severity = Severity.ADVICE if is_attribute else None
        yield RULE.at(source, definition, _message(source, definition, "class", pascal_case(name)), severity=severity)


@RULE.check
def parameter_name(source: Source) -> Iterator[Finding]:
    """Find parameters that are not in snake_case."""
    for parameter in parameters_to_judge(source):
        yield RULE.at(source, parameter, _message(source, parameter, "parameter", variable_case(parameter.arg)))


@RULE.check
def variable_name(source: Source) -> Iterator[Finding]:
    """Find variables that are not in snake_case; at the top of a module or class, capitals mean a constant."""
    for binder in variables_to_judge(source):
        name = binder.id if isinstance(binder, ast.Name) else binder.name or ""
        new = variable_case(name)
        advice = Severity.ADVICE if _is_inherited_place(source, binder) else None
        message = _message(source, binder, "variable", new)
        make_fix = partial(local_rename, source, binder, new) if isinstance(binder, ast.Name) else None
        yield RULE.at(source, binder, message, severity=advice, make_fix=make_fix)


@RULE.check
def attribute_name(source: Source) -> Iterator[Finding]:
    """Find attributes of `self` that are not in snake_case."""
    for attribute, home in attributes_to_judge(source):
        severity = Severity.ADVICE if has_unknown_base(source, home) else None
        message = _message(source, attribute, "attribute", snake_case(attribute.attr))
        yield RULE.at(source, attribute, message, severity=severity)


@RULE.exempt(function_name)
def asked_for_by_base(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """A method may replace one of a base class: it says `@override`, or the base asks for it, or is in another file."""
    return may_replace(source, function) and not (source.role == "test" and TEST_IN_CAMELS.match(function.name))


@RULE.exempt(function_name)
def called_by_test_runner(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """`setUp` and its family; a test whose name begins with `test_` and goes on with the name of what it tests."""
    return function.name in XUNIT or (source.role == "test" and function.name.startswith("test_"))


@RULE.exempt(function_name)
def found_by_name(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """One of a family that code finds by its name: `visit_Call` where the file builds names from `visit_`."""
    start = FOUND_BY_NAME.match(function.name)
    return bool(start and re.search(rf"{start['start']}[{{%\"']", source.text))


@RULE.exempt(function_name)
def called_by_library(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """A library that the file imports calls it by this name, in whatever class: `handle_DATA` of aiosmtpd."""
    asked = (hook for package in imported_packages(source) for hook in CALLED_BY_NAME.get(package, ()))
    return any(fnmatchcase(function.name, hook) for hook in asked)


@RULE.exempt(class_name, function_name)
def stands_in_for_import(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Name, source: Source
) -> bool:
    """An import binds the same name in another branch, so the name is given."""
    known = names(source)
    name = node.id if isinstance(node, ast.Name) else node.name
    return any(isinstance(binder, ast.alias) for binder in known.bindings[known.scope_of(node)][name])


@RULE.exempt(parameter_name)
def name_of_fixture(parameter: ast.arg, source: Source) -> bool:
    """A parameter of a test or fixture that pytest fills: the fixture gives the name, and is judged itself."""
    function = source.parents[source.parents[parameter]]
    if not isinstance(function, FUNCTIONS) or not (is_test(source, function) or is_fixture(source, function)):
        return False
    written = " ".join(ast.unparse(decorator) for decorator in function.decorator_list)
    return not re.search(rf"\b{parameter.arg}\b", written)


@RULE.exempt(variable_name)
def method_by_assignment(name: ast.Name, source: Source) -> bool:
    """A method under another name, in a class with a base that may ask for it: `do_GET = do_POST`."""
    owner_class, value = class_around(source, name), names(source).value(name)
    return owner_class is not None and bool(owner_class.bases and value and functions_behind(source, value))


@RULE.exempt(function_name)
def kept_for_callers(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """The same block has the conventional name too, so this one is kept for old callers."""
    known = names(source)
    return snake_case(function.name) in known.bindings[known.scope_of(function)]


@RULE.exempt(parameter_name)
def kept_for_named_arguments(parameter: ast.arg, source: Source) -> bool:
    """The same signature has the conventional name too."""
    arguments = source.parents[parameter]
    return isinstance(arguments, ast.arguments) and variable_case(parameter.arg) in {
        parameter.arg for parameter in parameters(arguments)
    }


@RULE.exempt(class_name)
def foreign_structure(definition: ast.ClassDef, source: Source) -> bool:
    """A class that describes a structure of another language, and bears its name."""
    return not FOREIGN_STRUCTURES.isdisjoint(base_names(source, definition))


@RULE.exempt(parameter_name)
def parameter_of_replacement(parameter: ast.arg, source: Source) -> bool:
    """A parameter of a method whose signature a base class chose, or of an `@overload`."""
    return has_given_signature(source, parameter)


@RULE.exempt(parameter_name, variable_name, attribute_name)
def formula(piece: ast.arg | ast.Name | ast.Attribute, source: Source) -> bool:
    """A letter of a formula, such as `X_train` or `W1`, in a notebook or a file that imports a library for numbers."""
    name = piece.arg if isinstance(piece, ast.arg) else piece.id if isinstance(piece, ast.Name) else piece.attr
    return is_mathematical(name) and is_scientific(source)


@RULE.exempt(parameter_name)
def parameter_is_class(parameter: ast.arg, source: Source) -> bool:
    """A parameter in PascalCase that stands for a class: it is called, derived from or tested against."""
    return is_class_name(parameter.arg) and is_used_as_class(source, parameter.arg)


@RULE.exempt(variable_name)
def holds_a_class(name: ast.Name, source: Source) -> bool:
    """A variable that stands for a class or a type: it is bound to one, or used like one."""
    return name.id.lstrip("_")[:1].isupper() and holds_class(source, name) and not SHELVED.fullmatch(name.id)


@RULE.exempt(variable_name)
def may_stand_for_class(name: ast.Name, source: Source) -> bool:
    """A name in PascalCase at the top of a module or class, unless its value surely is no class."""
    return is_class_name(name.id) and may_be_class_at_top(source, name)


@RULE.exempt(variable_name)
def local_constant(name: ast.Name, source: Source) -> bool:
    """A name in capitals that a function binds once, to a value made of constants."""
    is_bound_once = names(source).single_binder(name) is not None
    return is_constant_name(name.id) and is_bound_once and only_constants(source, name)


@RULE.exempt(variable_name)
def alias(name: ast.Name, source: Source) -> bool:
    """A second name for the same thing: `assertEquals = assert_equals`, `getLogger = logging.getLogger`."""
    value = names(source).value(name)
    word = last_name(value)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "getattr":
        word = next(
            (
                argument.value
                for argument in value.args
                if isinstance(argument, ast.Constant) and argument.value == name.id
            ),
            "",
        )
    return word == name.id or (bool(word) and snake_case(word) == snake_case(name.id))


@RULE.exempt(variable_name, attribute_name)
def read_by_test_runner(name: ast.Name | ast.Attribute, source: Source) -> bool:
    """A name that `unittest` reads in a test class: `maxDiff`, `longMessage`."""
    written = name.id if isinstance(name, ast.Name) else name.attr
    return written in TEST_SETTINGS and class_around(source, name) is not None


@RULE.exempt(variable_name)
def field_of_record(name: ast.Name, source: Source) -> bool:
    """A member of an enumeration, or a field whose name comes from outside: `TypedDict`, ctypes, pydantic."""
    owner_class = class_around(source, name)
    return owner_class is not None and not RECORDS.isdisjoint(base_names(source, owner_class))


@RULE.exempt(attribute_name)
def attribute_holds_class(attribute: ast.Attribute, source: Source) -> bool:
    """An attribute in PascalCase that may stand for a class."""
    statement = source.parents[attribute]
    value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
    return is_class_name(attribute.attr) and not is_plain_value(value)


def _is_inherited_place(source: Source, binder: ast.AST) -> bool:
    owner_class = class_around(source, binder)
    return owner_class is not None and has_unknown_base(source, owner_class)


def _message(source: Source, node: Named, what: str, new: str) -> str:
    name = name_of(node)
    style = "PascalCase" if what == "class" else "snake_case"
    message = f"the {what} `{name}` is not {style}: call it `{new}`"
    if is_free(source, node, new) and new != name and len(message) <= LONGEST_MESSAGE:
        return message
    message = f"the {what} `{name}` is not {style}: rename it"
    return message if len(message) <= LONGEST_MESSAGE else f"the {what} is not {style}: rename it"
