"""Who decides what runs as code decides how much it weighs, and what is put together is no value to be read."""

import pytest

from rulekit.model.finding import Finding, Severity
from tests.marked import findings_of

COMMAND = "class Shell({base}):\n    def handle(self, **options):\n        {runner}(options['command'])\n"
LOOKED_AT = """def reckon(text, allowed):
    code = compile(text, "<string>", "eval")
    {look}(code)
    return eval(code, {{"__builtins__": {{}}}}, allowed)


def look(code):
    if not {{"tea"}}.issuperset(code.co_names):
        raise NameError(code)
"""


def findings(text: str) -> list[Finding]:
    return findings_of("RK505", text)


WEIGHTS = {
    "a command that runs what its caller writes": (
        COMMAND.format(base="BaseCommand", runner="exec"),
        Severity.ADVICE,
    ),
    "a command that reckons": (COMMAND.format(base="BaseCommand", runner="eval"), Severity.ERROR),
    "a view": (COMMAND.format(base="View", runner="exec"), Severity.ERROR),
    "the command line": ("import sys\n\nexec(sys.argv[1])\n", Severity.ADVICE),
    "a sum on the command line": ("import sys\n\nprint(eval(sys.argv[1]))\n", Severity.ERROR),
    "names that a helper looks at": (LOOKED_AT.format(look="look"), Severity.ADVICE),
    "names that nobody looks at": (LOOKED_AT.format(look="print"), Severity.ERROR),
}


@pytest.mark.parametrize(("text", "severity"), WEIGHTS.values(), ids=WEIGHTS)
def test_code_is_weighed_by_who_writes_it(text: str, severity: Severity) -> None:
    assert [finding.severity for finding in findings(text)] == [severity]


def test_no_literal_is_advised_for_a_comparison() -> None:
    (finding,) = findings("def is_newer(one, sign, other):\n    return eval(one + sign + other)\n")
    assert finding.message.endswith(": choose a function from a dictionary")
    (finding,) = findings("def amount(text):\n    return eval(text)\n")
    assert "ast.literal_eval" in finding.message
