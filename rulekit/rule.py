"""What rules of your own may import: all that stands in `__all__` here is promised, everything else may change.

`INTERFACE` counts up when something promised changes its meaning or goes; what is added leaves it as it is.
"""

import ast

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.finding import Edit, Effect, Finding, Fix, NameUse, Severity, Span, Step
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

__all__ = [
    "INTERFACE",
    "Edit",
    "Effect",
    "Example",
    "Finding",
    "Fix",
    "Manifest",
    "NameUse",
    "Rule",
    "Section",
    "Severity",
    "Source",
    "Span",
    "Step",
    "enclosing_function",
    "imported_packages",
    "qualified_name",
    "question",
]

INTERFACE = 1


def qualified_name(source: Source, node: ast.AST) -> str | None:
    r"""Tell what a name or attribute stands for, through the imports of the file: `requests.get` for `r.get`.

    Nothing is given for what the file does not show, such as an attribute of a parameter.

    >>> source = Source("import requests as r\nr.get(address)\n")
    >>> [qualified_name(source, call.func) for call in source.nodes(ast.Call)]
    ['requests.get']
    """
    return names(source).resolve(node)
