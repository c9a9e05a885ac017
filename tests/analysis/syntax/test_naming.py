"""What a name looks like, and how it is written in another case."""

import pytest

from rulekit.analysis.syntax.naming import (
    is_class_name,
    is_dunder,
    is_mathematical,
    pascal_case,
    snake_case,
    variable_case,
)

CLASS_NAMES = {
    "Order": True,
    "Qwen3_5Model": True,
    "_Order": True,
    "HTTPError": True,
    "Class_": True,
    "Order_Line": False,
    "order": False,
}
FORMULAS = {"X": True, "X_train": True, "y_A": True, "W1": True, "dW": True, "Xylophone": False, "Total": False}
VARIABLES = {
    "taxRate": "tax_rate",
    "HTTPStatus": "http_status",
    "_taxRate": "_tax_rate",
    "Class": "class_",
    "Sum": "sum_",
    "Total": "total",
}
CLASSES = {
    "order_line": "OrderLine",
    "_order_line": "_OrderLine",
    "orderLine": "OrderLine",
    "ORDER_LINE": "OrderLine",
    "ORDERS": "Orders",
    "SQL": "SQL",
    "HTTP": "Http",
    "qwen3_5_model": "Qwen3_5Model",
    "_1": "",
}


@pytest.mark.parametrize(("name", "is_one"), CLASS_NAMES.items())
def test_a_class_name_begins_with_a_capital_and_has_no_line_within(name: str, is_one: bool) -> None:
    assert is_class_name(name) is is_one


@pytest.mark.parametrize(("name", "is_one"), FORMULAS.items())
def test_in_a_name_of_a_formula_single_capitals_are_words(name: str, is_one: bool) -> None:
    assert is_mathematical(name) is is_one


@pytest.mark.parametrize(("name", "written"), VARIABLES.items())
def test_a_variable_is_written_in_snake_case_beside_words_and_functions_of_python(name: str, written: str) -> None:
    assert variable_case(name) == written


def test_what_is_no_variable_may_be_called_like_a_function_of_python() -> None:
    assert snake_case("Sum") == "sum"


@pytest.mark.parametrize(("name", "written"), CLASSES.items())
def test_a_class_is_written_in_pascal_case_and_short_abbreviations_stay(name: str, written: str) -> None:
    assert pascal_case(name) == written


def test_names_of_the_language_have_two_lines_on_both_sides() -> None:
    assert [is_dunder(name) for name in ("__init__", "__init", "_init_")] == [True, False, False]
