"""Numbers that get the name that a library has for them, and the import that the name needs."""

import pytest

from rulekit.api import fix
from rulekit.api.rule_library import rules

AREA = "def area(size: float) -> float:\n    return {} * size\n"


def test_a_status_comes_with_its_import() -> None:
    text = "import shop\n\n\ndef is_gone(page):\n    return shop.get(page).status_code == 404\n"
    after = "from http import HTTPStatus\nimport shop\n\n\n"
    after += "def is_gone(page):\n    return shop.get(page).status_code == HTTPStatus.NOT_FOUND\n"
    assert rules["magic-number"].fix(text, unsafe=True).text == after


@pytest.mark.parametrize("imported", ["", "import math\n\n\n"])
def test_a_module_is_there_when_all_is_mended(imported: str) -> None:
    lines = fix(f"{imported}{AREA.format('3.14159')}", unsafe=True).text.split("\n")
    assert [line for line in lines if line] == ["import math", *AREA.format("math.pi").splitlines()]


def test_a_name_that_is_taken_is_not_imported() -> None:
    text = f"math = 7\n\n\n{AREA.format('3.14159')}"
    assert rules["magic-number"].fix(text, unsafe=True).text == text
