"""Fixes that need consent, since another file may take a name from the module that they take it away from."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rulekit.model.finding import Effect, Finding, Fix

if TYPE_CHECKING:
    from rulekit.analysis.project.takers import Takers


def names_lost(fix: Fix) -> tuple[str, ...]:
    """List the names whose last meaning a fix takes away from a whole module."""
    return tuple(use.name for use in fix.names if use.effect is Effect.UNBINDS and use.scope is None)


def needing_consent(finding: Finding) -> Finding:
    """Make a fix that takes a name away from a module one that needs consent, and say why.

    Nobody imports from a notebook.
    """
    return finding if finding.cell is not None else needing_consent_anywhere(finding)


def needing_consent_anywhere(finding: Finding) -> Finding:
    """Do the same in a notebook, whose cells other files may take: one runs it, or a module is made of them."""
    fix = finding.fix
    if fix is None or not fix.safe or not names_lost(fix):
        return finding
    title = f"{fix.title}, unless another file takes it from here"
    return finding._replace(fix=replace(fix, title=title, safe=False))


class Consent(NamedTuple):
    """Which fixes need it: all that take names from a module, but where every file of its project was read.

    `modules` names the modules of such projects by their paths, `takers` tells who takes what of them.
    """

    modules: Mapping[str, str]
    takers: "Callable[[], Takers]"

    def judged(self, finding: Finding) -> Finding:
        """Leave a fix safe where nobody can take from the module what it takes away."""
        lost = names_lost(finding.fix) if finding.fix else ()
        if finding.cell is not None:
            return needing_consent_anywhere(finding) if self._runs(finding.path or "", lost) else finding
        module = self.modules.get(finding.path or "") if lost else None
        if module is None or any(self.takers().may_take(module, name) for name in lost):
            return needing_consent(finding)
        return finding

    def _runs(self, notebook: str, lost: Iterable[str]) -> bool:
        """Tell whether another file runs a notebook as its own, and may use there what it loses: `%run day.ipynb`."""
        name = Path(notebook).stem
        if not lost:
            return False
        takers = self.takers()
        is_run = all(takers.take(name, word) for word in re.findall(r"\w+", name))
        return is_run and any(takers.may_take(name, word) for word in lost)


def _nobody() -> "Takers":
    from rulekit.analysis.project.takers import Takers

    return Takers(())


NOTHING_READ = Consent({}, _nobody)
