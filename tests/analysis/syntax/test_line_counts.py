"""How long a function is: lines with code, and all lines."""

import pytest

from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.line_counts import Length, code_between, length, most_code
from rulekit.analysis.syntax.source import Source

# A body, the lines that carry code and all lines, and how many may carry code before strings are looked for.
BODIES: dict[str, tuple[str, Length, int]] = {
    "statements": ("total = 1\nreturn total", Length(2, 2), 2),
    "blank lines and comments": ("total = 1\n\n# the sum\nreturn total", Length(2, 4), 2),
    "a docstring": ('"""Add.\n\nAll of it.\n"""\nreturn 1', Length(1, 5), 1),
    "a string that stands alone below": ('total = 1\n"""\nold = 2\n"""\nreturn total', Length(2, 5), 5),
    "a string that is used": ('return """\nall\n"""', Length(3, 3), 3),
    "a statement over several lines": ("return add(\n    1,\n    2,\n)", Length(4, 4), 4),
    "a comment behind code": ("return 1  # one", Length(1, 1), 1),
}


@pytest.mark.parametrize(("body", "expected", "at_most"), BODIES.values(), ids=BODIES)
def test_a_body_is_measured_with(body: str, expected: Length, at_most: int) -> None:
    source = Source("@cached\ndef add(\n    order,\n):\n    " + body.replace("\n", "\n    ") + "\n")
    (function,) = functions(source)
    assert length(source, function) == expected
    assert most_code(source, function) == at_most


def test_lines_with_code_are_counted_from_one_line_to_another() -> None:
    source = Source("a = 1\n# two\n\nb = 2\nc = 3\n")
    assert [code_between(source, *lines) for lines in ((1, 5), (2, 3), (2, 4), (5, 5))] == [3, 0, 1, 1]
