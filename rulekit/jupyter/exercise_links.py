"""Which exercise a finding leads to, told by the names of the curriculum's files alone."""

from functools import cache
from importlib.resources import files

from rulekit.model.rule import Rule
from rulekit.model.section import GUIDE

KINDS = ("fix", "write", "exploit", "tests", "break")


def practice_of(rule: Rule) -> str:
    """Give the id of the exercise that practises a rule best: one in code, else the question what will be marked.

    What the engine itself reports is practised nowhere.
    """
    if rule.section not in GUIDE:
        return ""
    written = _written(rule.section.name)
    return next((name for kind in KINDS if (name := f"{rule.name}.{kind}") in written), f"{rule.name}.predict")


@cache
def _written(section: str) -> frozenset[str]:
    folder = files("rulekit") / "curriculum" / section
    return frozenset(one.name.removesuffix(".md") for one in folder.iterdir()) if folder.is_dir() else frozenset()
