"""All code that is written about our rules: the blocks of the literate cases, and the examples."""

from pathlib import Path

from rulekit.engine.catalog import catalog
from rulekit.laws.proof import Proof
from rulekit.model.rule import Rule
from tests.shop import REPOSITORY

FOLDER = REPOSITORY / "tests" / "cases"


def file_of(rule: Rule) -> Path:
    """Give the module of a rule, or where it is a package that package's module `rule`."""
    home = REPOSITORY / "rulekit" / "rules" / rule.section.name / rule.name.replace("-", "_")
    return home / "rule.py" if home.is_dir() else home.with_suffix(".py")


PROOFS = {
    rule.code: Proof(rule, file_of(rule), FOLDER / rule.section.name / f"{rule.name.replace('-', '_')}.md")
    for rule in catalog()
}


def texts_of(rule: Rule) -> list[tuple[str, str]]:
    """Give all code that is written about a rule, with its path."""
    return [(one.text, one.path) for one in PROOFS[rule.code].written]
