"""Every regular expression of the package ends soon, whatever text it is given."""

import re

import pytest

import rulekit
from rulekit.analysis.project.takers import takings_in_text
from rulekit.analysis.syntax.time_limit import time_limit
from rulekit.api import check_cell
from rulekit.engine.settings import Settings
from rulekit.model.errors import TimeLimitError
from tests.package.pumping import pumped
from tests.package.regular_expressions import patterns_of_the_package
from tests.shop import BARE

# At this length work that grows with the square takes hundredths of a second, and with the cube more than one second.
LENGTH, ENOUGH = 1_000, 0.5


def hangs(pattern: re.Pattern[str], methods: set[str]) -> str:
    """Give a text on which a pattern takes far too long; an empty one if there is none."""
    for text in pumped(pattern, LENGTH):
        try:
            with time_limit(ENOUGH):
                for method in methods:
                    getattr(pattern, method)(text)
        except TimeLimitError:
            return text
    return ""


def test_no_pattern_takes_long_over_a_text_that_is_made_against_it() -> None:
    patterns = patterns_of_the_package()
    found = {place: text for pattern, (place, methods) in patterns.items() if (text := hangs(pattern, methods))}
    assert found == {}


@pytest.mark.parametrize(
    "pattern",
    [
        r"_?(?:[A-Z]{1,2}\d*D?)(?:_[A-Z]{1,2}\d*D?)*_?",
        r"(?:[\w-]+: .*\s+)*[A-Z]{10}",
        r":param[ \t]+([\w ]+?)[ \t]+\w+:",
    ],
)
def test_the_texts_find_a_pattern_that_hangs(pattern: str) -> None:
    assert hangs(re.compile(pattern), {"search", "fullmatch"})


def test_a_name_of_many_short_words_is_judged_at_once() -> None:
    with time_limit(ENOUGH):
        found = rulekit.check(f"import numpy\n\n{'_'.join(['AD'] * 40)}_Abc = 1\n")
    assert "RK104" in {finding.code for finding in found}


def test_a_file_of_one_long_word_beside_the_code_is_read_at_once() -> None:
    with time_limit(ENOUGH):
        found = takings_in_text(f"{'a' * 200_000} shop.orders.cancel")
    assert found.names == {"shop.orders.cancel"}


@pytest.mark.parametrize("piece", ["A", "class a("])
def test_a_cell_with_one_long_word_is_judged_at_once_beside_others(piece: str) -> None:
    """A picture in base64 took half a minute in every cell that was checked after it."""
    with time_limit(ENOUGH):
        report = check_cell([BARE, f"picture = '{piece * 20_000}'\n"], 0, Settings())
    assert "RK301" in {finding.code for finding in report.findings}
