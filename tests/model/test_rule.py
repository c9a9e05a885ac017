"""The files of a project that stand in one text, and what a rule says of its checks."""

import ast
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rulekit.analysis.syntax.source import Source
from rulekit.engine.judge import with_exemptions
from rulekit.model.errors import RuleDefinitionError
from rulekit.model.finding import Finding
from rulekit.model.rule import files_in
from tests.workshop.loud_call import RULE

TEXTS: dict[str, tuple[str, dict[str, str]]] = {
    "one file": ("# file: shop/a.py\nx = 1\n", {"shop/a.py": "# file: shop/a.py\nx = 1\n"}),
    "two files, the second on the lines that it has in the text": (
        "# file: a.py\nx = 1\n# file: b.py\ny = 2\n",
        {"a.py": "# file: a.py\nx = 1\n", "b.py": "\n\n# file: b.py\ny = 2\n"},
    ),
    "a file without a line": (
        "# file: __init__.py\n# file: b.py\n",
        {"__init__.py": "# file: __init__.py\n", "b.py": "\n# file: b.py\n"},
    ),
    "spaces behind the path": ("# file: a.py  \n", {"a.py": "# file: a.py  \n"}),
    "one module": ("x = 1\n", {}),
    "a module that speaks of files further down": ("x = 1\n# file: a.py\n", {}),
    "nothing": ("", {}),
}


@pytest.mark.parametrize(("text", "files"), TEXTS.values(), ids=TEXTS)
def test_a_text_holds(text: str, files: dict[str, str]) -> None:
    assert files_in(text) == files


def test_only_a_check_that_says_so_waits_for_the_whole_notebook() -> None:
    def called(call: ast.Call, source: Source) -> Iterator[Finding]:
        yield RULE.at(source, call, "called: call nothing")

    rule = replace(RULE)
    rule.check(called)
    rule.check_whole(called)
    assert [check.whole for check in rule.checks] == [False, True]


def test_an_exemption_of_one_check_leaves_the_findings_of_another() -> None:
    def loud(call: ast.Call, source: Source) -> Iterator[Finding]:
        yield RULE.at(source, call, "loud: whisper")

    def long(call: ast.Call, source: Source) -> Iterator[Finding]:
        yield RULE.at(source, call, "long: be brief")

    def excused(call: ast.Call) -> bool:
        """It is far away."""
        return isinstance(call, ast.Call)

    rule = replace(RULE)
    rule.check(loud)
    rule.check(long)
    rule.exempt(loud)(excused)
    found = with_exemptions(Source("shout()\n"), rule, rule.options())
    assert [(finding.message, exemption is not None) for finding, exemption in found] == [
        ("loud: whisper", True),
        ("long: be brief", False),
    ]
    with pytest.raises(RuleDefinitionError, match=r"excused: name its checks, as in `@RULE.exempt\(loud\)`"):
        rule.exempt(excused)
