"""The page of a repository that says which rules hold in it."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from rulekit.model.rule import Rule

HEAD = """# Style guide

These rules hold in this repository. `rulekit check .` keeps them, `rulekit explain CODE` says why each is there, with
examples, and a line that has a reason to break one says so: `# noqa: RK301 - the reason`.
"""


def style_page(rules: Iterable[Rule]) -> Iterator[str]:
    """Write the rules as Markdown, by section: code, name and sentence of each."""
    yield HEAD
    for section, together in groupby(rules, key=lambda rule: rule.section):
        yield f"## {section.title}\n"
        for rule in together:
            yield f"- **{rule.code}** {rule.name}: {rule.guide}"
        yield ""
