"""Which exercise a finding leads to, told by the names of the files of lessons alone."""

from rulekit.engine.catalog import catalog
from rulekit.model.rule import Rule
from rulekit.teach.curricula import curricula

KINDS = ("fix", "write", "exploit", "tests", "break")


def practice_of(rule: Rule) -> str:
    """Give the id of the exercise that practises a rule best: one in code, else the question what will be marked.

    That question is made of the rule's examples; a rule without any has no exercise, and there is nothing to give.
    """
    written = {name.rpartition("/")[2].removesuffix(".md") for one in curricula().found for name in one.names()}
    asked = f"{rule.name}.predict" if rule.examples else ""
    return next((name for kind in KINDS if (name := f"{rule.name}.{kind}") in written), asked)


def practice_for(code: str) -> str:
    """Give the id of the exercise that a finding leads to, or nothing."""
    return practice_of(catalog()[code]) if code in catalog() else ""
