"""The edge cases of each rule: literate Markdown in `tests/cases/<section>/<rule>.md`.

A block of code stands under a heading that says what it shows. Where `# <- RK301` ends a line, exactly that finding
must appear there; a block without marks must give no finding of the file's rule. A first line `# path: test_a.py` says
where the code lies, `# cell` that it is a notebook cell; lines `# file: shop/a.py` begin the files of a project.
"""

import re

import pytest

from rulekit.api import titles_of_cases
from rulekit.engine.catalog import catalog
from rulekit.model.rule import Rule
from tests.marked import check_as, marks, unmarked
from tests.shop import REPOSITORY

FOLDER = REPOSITORY / "tests" / "cases"
_BLOCK = re.compile(
    r"^#+ (?P<title>[^\n]+)\n(?P<prose>(?:(?!^#+ |^```)[^\n]*\n)*)```\w*\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
_PATH = re.compile(r"# path: (\S+)\n")


def _cases() -> list[tuple[str, str, str]]:
    return [
        (file.stem.replace("_", "-"), match["title"], match["code"])
        for file in sorted(FOLDER.rglob("*.md"))
        for match in _BLOCK.finditer(file.read_text("utf-8"))
    ]


CASES = _cases()


def findings_by_line(name: str, code: str) -> frozenset[tuple[int, str]]:
    """Check a block and keep what its rule says, line by line of the block."""
    rule = catalog()[name]
    return frozenset((f.span.line, f.code) for f in check_as(unmarked(code), path_of(code)) if f.code == rule.code)


def path_of(code: str) -> str:
    """Tell where the code of a block lies."""
    if code.startswith("# cell"):
        return "shop.ipynb"
    return match[1] if (match := _PATH.match(code)) else "shop/orders.py"


@pytest.mark.parametrize(("name", "title", "code"), CASES, ids=[f"{name}: {title}" for name, title, _ in CASES])
def test_case(name: str, title: str, code: str) -> None:
    assert findings_by_line(name, code) == marks(code), title


def test_every_case_file_belongs_to_a_rule_and_every_block_is_read() -> None:
    for file in sorted(FOLDER.rglob("*.md")):
        rule = catalog()[file.stem.replace("_", "-")]
        assert file.parent.name == rule.section.name
        assert file.read_text("utf-8").count("\n```\n") == sum(name == rule.name for name, _, _ in CASES), file


@pytest.mark.parametrize("rule", catalog(), ids=[rule.code for rule in catalog()])
def test_readers_are_told_of_every_case_and_whether_something_is_found(rule: Rule) -> None:
    told = dict(titles_of_cases(rule))
    proven = {title for name, title, _ in CASES if name == rule.name}
    finding = {title for name, title, code in CASES if name == rule.name and marks(code)}

    assert set(told) == proven
    assert {title for title, found in told.items() if found} == finding
