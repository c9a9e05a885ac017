"""Which packages a file imports."""

from rulekit.analysis.scopes import names
from rulekit.analysis.source import Source


def imported_packages(source: Source) -> frozenset[str]:
    """Question: which top-level packages does the file import?"""
    return frozenset(imported.target.partition(".")[0] for imported in source.ask(names).imports.values())
