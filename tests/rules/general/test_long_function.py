"""What the cases of long functions cannot say: how long, where to cut, and what counts."""

from functools import partial

from rulekit.model.finding import Severity
from rulekit.rules.general import long_function
from tests.marked import findings_of

findings = partial(findings_of, "RK103")


def long_body(lines: int, line: str = "    order.step()\n") -> str:
    return "def take_in(order):\n" + line * lines


def test_the_length_of_a_function_is_told_in_both_ways() -> None:
    text = long_body(31) + "\n    # a remark\n    order.leave()\n"
    assert findings(text)[0].message.startswith("32 code lines (34 physical, limit 30): ")


def test_a_long_function_shows_where_to_cut() -> None:
    text = "def take_in(order):\n    total = 0\n" + "    total += order.part()\n" * 20 + "    return total\n" * 12
    finding = findings(text)[0]
    assert finding.message.endswith("make lines 2-22 a function")
    assert finding.steps[0].message.endswith("from here takes `order` and gives back `total`")


def test_a_table_is_advice() -> None:
    table = "def table():\n    return [\n" + "        1,\n" * 40 + "    ]\n"
    assert [finding.severity for finding in findings(table)] == [Severity.ADVICE]
    assert [finding.severity for finding in findings(long_body(40))] == [Severity.WARNING]


def test_the_limit_and_what_counts_are_options() -> None:
    text = long_body(20, "    # a remark\n    order.step()\n")
    assert findings(text) == []
    assert len(findings(text, long_function.Options(count="physical"))) == 1
    assert len(findings(text, long_function.Options(max_lines=19))) == 1
