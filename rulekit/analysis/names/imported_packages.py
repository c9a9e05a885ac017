"""Which packages a file imports."""

import ast

from rulekit.analysis.syntax.source import Source, question


@question
def imported_packages(source: Source) -> frozenset[str]:
    """Which top-level packages does the file import?"""
    plain = {alias.name.partition(".")[0] for statement in source.nodes(ast.Import) for alias in statement.names}
    origins = [statement for statement in source.nodes(ast.ImportFrom) if statement.names]
    return frozenset(
        plain | {("." * statement.level + (statement.module or "")).partition(".")[0] for statement in origins}
    )
