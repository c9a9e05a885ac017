"""All code that is written about rules: the blocks of the literate cases, and the examples.

A block of `tests/cases/<section>/<rule>.md` stands under a heading that says what it shows. A first line
`# path: test_a.py` says where the code lies, `# cell` that it is a notebook cell; lines `# file: shop/a.py` begin the
files of a project.
"""

import re
from collections.abc import Iterator

from rulekit.engine.catalog import catalog
from rulekit.model.rule import Rule
from tests.marked import unmarked
from tests.shop import REPOSITORY

FOLDER = REPOSITORY / "tests" / "cases"
_BLOCK = re.compile(
    r"^#+ (?P<title>[^\n]+)\n(?P<prose>(?:(?!^#+ |^```)[^\n]*\n)*)```\w*\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
_PATH = re.compile(r"# path: (\S+)\n")


def _cases() -> Iterator[tuple[Rule, str, str]]:
    for file in sorted(FOLDER.rglob("*.md")):
        rule = catalog()[file.stem.replace("_", "-")]
        yield from ((rule, match["title"], match["code"]) for match in _BLOCK.finditer(file.read_text("utf-8")))


CASES = tuple(_cases())


def path_of(code: str) -> str:
    """Tell where the code of a block lies."""
    if code.startswith("# cell"):
        return "shop.ipynb"
    return match[1] if (match := _PATH.match(code)) else "shop/orders.py"


def texts_of(rule: Rule) -> list[tuple[str, str]]:
    """Give all code that is written about a rule, with its path."""
    examples = [(text, e.path) for e in (*rule.examples, *rule.tempting) for text in (e.shown, e.good)]
    return examples + [(unmarked(code), path_of(code)) for one, _, code in CASES if one is rule]
