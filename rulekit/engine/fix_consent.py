"""Fixes that need consent, since another file may import a name that they take away."""

from dataclasses import replace

from rulekit.model.finding import Effect, Finding, Fix


def takes_from_others(fix: Fix) -> bool:
    """Tell whether a fix takes the last meaning of a name away from a whole module."""
    return any(use.effect is Effect.UNBINDS and use.scope is None for use in fix.names)


def needing_consent(finding: Finding) -> Finding:
    """Make a fix that takes a name away from a module one that needs consent, and say why.

    Nobody imports from a notebook.
    """
    fix = finding.fix
    if fix is None or not fix.safe or finding.cell is not None or not takes_from_others(fix):
        return finding
    title = f"{fix.title}, unless another file takes it from here"
    return finding._replace(fix=replace(fix, title=title, safe=False))
