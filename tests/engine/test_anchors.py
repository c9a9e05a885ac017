"""Anchors: what a finding is known by, whatever happens to the lines around it."""

import pytest

from rulekit.api import check
from rulekit.engine.anchors import parts_of, without_known
from tests.marked import notebook_of
from tests.shop import finding

CALL = (
    "class Till:\n    def open(\n        self,\n        drawer=1,\n    ):\n        if drawer:\n            print({})\n"
)


def anchors(text: str, code: str, path: str = "shop/till.py") -> list[str]:
    return [one.anchor for one in check(text, path) if one.code == code]


def test_the_name_around_is_that_of_the_functions_and_classes() -> None:
    assert anchors(CALL.format("drawer"), "RK201") == ["Till.open: print(drawer)"]
    assert anchors(CALL.format("drawer"), "RK101") == ["Till.open: open"]
    assert anchors("if opened:\n    print(1)\n", "RK201") == ["<module>: print(1)"]
    below = "def open():\n    pass\n\n\nif opened:\n    print(1)\n"
    assert anchors(below, "RK201") == ["<module>: print(1)"]


def test_text_at_the_margin_is_no_code() -> None:
    text = 'def total():\n    sql = """\nSELECT 1\nFROM teas\n"""\n    print(sql)\n'
    assert anchors(text, "RK201") == ["total: print(sql)"]


@pytest.mark.parametrize("code", ["'a', b", '"a",b', "\n    'a',\n    b,\n", "'a',  \\\n  b", "'a',\tb"])
def test_layout_and_quotes_do_not_matter(code: str) -> None:
    assert anchors(CALL.format(code), "RK201") == ['Till.open: print("a",b)']


def test_words_stay_apart() -> None:
    assert anchors("print(1 if a else b)\n", "RK201") == ["<module>: print(1 if a else b)"]


def test_long_code_is_cut_and_still_told_apart() -> None:
    one, other = (anchors(f"print({'tea, ' * 40}{last})\n", "RK201")[0] for last in "ab")
    assert one != other
    assert len(one) < 100


def test_a_cell_is_known_by_what_it_holds() -> None:
    texts = ("try:\n    a()\nexcept:\n    b()", "x = 1\ntry:\n    a()\nexcept:\n    b()")
    first, second = anchors(notebook_of(*texts), "RK301", "a.ipynb")
    assert first.startswith("cell ")
    assert first != second
    assert anchors(notebook_of(*reversed(texts)), "RK301", "b.ipynb") == [second, first]


def test_what_stands_in_several_places_belongs_to_the_file() -> None:
    text = "def ship(tea):\n    wait(86400)\n\n\ndef pay(tea):\n    wait(86400)\n"
    assert anchors(text, "RK105") == ["<module>: 86400"]
    assert anchors(text.replace("86400", "3601", 1), "RK105") == ["<module>: 3601", "<module>: 86400"]
    assert anchors(notebook_of(text), "RK105", "a.ipynb") in (["<module>: 86400"], [])


def test_a_secret_is_known_by_no_letter_of_it() -> None:
    assert [parts_of(one)[1][:8] for one in anchors('password = "hunter2secret!"\n', "RK502")] == ["(secret "]


def test_what_is_known_is_left_out_as_often_as_it_is_known() -> None:
    known = finding(anchor="cell 0a: print(1)")
    again, other = finding(anchor="cell 0b: print(1)"), finding(anchor="open: print(1)")
    assert list(without_known([again, again, other], [known])) == [again, other]
