"""In a class body a name is looked up outside until its binding has ended: the mended module does what it did."""

import subprocess
import sys

import pytest

from rulekit.api import fix

HEAD = '"""Prices."""\nimport string as price\n\n\n'
USES = {
    "a value over several lines": "price = [\n    price.digits,\n]",
    "a value on one line": "price = [price.digits]",
    "an annotated value": "price: list = [\n    price.digits,\n]",
    "a default of a method of the same name": "def price(\n    self,\n    digits=price.digits,\n):\n    return digits",
    "a decorator of a method of the same name": "@(\n    lambda one: price.digits\n)\ndef price(self): ...",
    "the base of a class of the same name": "class price(\n    price.Formatter,\n):\n    pass",
    "the body of a class of the same name": "class price:\n    digits = price.digits",
    "what a loop goes over": "for price in (\n    price.digits,\n):\n    pass",
    "what a with opens": "with __import__('contextlib').nullcontext(\n    price.digits,\n) as price:\n    pass",
    "a keyword of the same name": "price = dict(\n    price=price.digits,\n)",
    "a name that only a branch binds": "if not HEAD:\n    price = 1\nother = price.digits",
    "a name that an attempt may not bind": "try:\n    price = gone\nexcept NameError:\n    pass\nother = price.digits",
    "a name that a loop may not bind": "for price in ():\n    pass\nother = price.digits",
    "a name that is deleted again": "price = 1\ndel price\nother = price.digits",
    "a name that a handler forgets": "try:\n    missing\nexcept NameError as price:\n    pass\nother = price.digits",
    "a name behind a test": "if (digits := price.digits) and (price := digits):\n    pass",
    "a name that a case may not bind": "match HEAD:\n    case 0 as price:\n        pass\nother = price.digits",
    "a hint without a value": "price: price.Formatter",
    "a repeated name in a row": "price, other = (\n    1,\n    price.digits,\n)",
}


@pytest.mark.parametrize("body", USES.values(), ids=USES)
def test_a_mended_module_with_a_class_body_still_runs(body: str) -> None:
    text = f'{HEAD}HEAD = 1\n\n\nclass Panel:\n    """A panel."""\n\n    ' + body.replace("\n", "\n    ") + "\n"
    assert runs(text)
    assert runs(fix(text).text)


def test_a_class_that_takes_the_name_of_an_import_reads_it_in_its_body() -> None:
    text = f"{HEAD}class price:\n    digits = price.digits\n"
    assert runs(text)
    assert runs(fix(text).text)


@pytest.mark.parametrize(
    "body",
    [
        "price = 1\nother = price",
        "def price(self): ...\nother = price",
        "price = 1\nif HEAD:\n    other = price",
        "for price in (1,):\n    other = price",
        "import decimal as price\nother = price.Decimal",
    ],
)
def test_an_import_is_unused_where_the_class_body_has_surely_bound_the_name(body: str) -> None:
    text = f"{HEAD}HEAD = 1\n\n\nclass Panel:\n    " + body.replace("\n", "\n    ") + "\n"
    mended = fix(text).text
    assert "import string" not in mended
    assert runs(mended)


def test_a_method_that_means_the_class_does_not_use_the_import_of_its_name() -> None:
    text = f"{HEAD}class price:\n    def copy(self):\n        return price()\n"
    mended = fix(text).text
    assert "import string" not in mended
    assert runs(mended)


def runs(text: str) -> bool:
    """Run a module in a process of its own, and tell whether it comes to its end."""
    return subprocess.run([sys.executable, "-c", text], check=False, shell=False, capture_output=True).returncode == 0
