"""The one door: command line, notebooks and other programs ask here, and get the same answer.

Its names load on first use: who shows what an earlier run found loads nothing that judges.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rulekit.api.baselines import baseline_of
    from rulekit.api.beside import beside_others
    from rulekit.api.cached import check_paths, report, usual_store
    from rulekit.api.cases import cases_of, titles_of_cases
    from rulekit.api.cells import check_cell, fix_cell, fixed_cell, judged_whole, silenced, why_cell
    from rulekit.api.earlier import findings_before
    from rulekit.api.files import check_file, fix_file, gather, outcomes, why
    from rulekit.api.rule_library import LiveRule, Rules, rules
    from rulekit.api.runs import Report, Run, as_taught, as_written, plan, settings_for, settings_now
    from rulekit.api.searching import search
    from rulekit.api.texts import AS_WRITTEN, check, check_project, fix, report_on, sights
    from rulekit.api.unsaved import check_shown, check_unsaved, fix_shown
    from rulekit.engine.file_discovery import Search, find_files
    from rulekit.engine.in_force import begin, in_force
    from rulekit.engine.why import Asked

__all__ = [
    "AS_WRITTEN",
    "Asked",
    "LiveRule",
    "Report",
    "Rules",
    "Run",
    "Search",
    "as_taught",
    "as_written",
    "baseline_of",
    "begin",
    "beside_others",
    "cases_of",
    "check",
    "check_cell",
    "check_file",
    "check_paths",
    "check_project",
    "check_shown",
    "check_unsaved",
    "find_files",
    "findings_before",
    "fix",
    "fix_cell",
    "fix_file",
    "fix_shown",
    "fixed_cell",
    "gather",
    "in_force",
    "judged_whole",
    "outcomes",
    "plan",
    "report",
    "report_on",
    "rules",
    "search",
    "settings_for",
    "settings_now",
    "sights",
    "silenced",
    "titles_of_cases",
    "usual_store",
    "why",
    "why_cell",
]

_NAMES = {
    "rulekit.api.baselines": "baseline_of",
    "rulekit.api.beside": "beside_others",
    "rulekit.api.cached": "check_paths report usual_store",
    "rulekit.api.cases": "cases_of titles_of_cases",
    "rulekit.api.cells": "check_cell fix_cell fixed_cell judged_whole silenced why_cell",
    "rulekit.api.earlier": "findings_before",
    "rulekit.api.files": "check_file fix_file gather outcomes why",
    "rulekit.api.rule_library": "LiveRule Rules rules",
    "rulekit.api.runs": "Report Run as_taught as_written plan settings_for settings_now",
    "rulekit.api.searching": "search",
    "rulekit.api.texts": "AS_WRITTEN check check_project fix report_on sights",
    "rulekit.api.unsaved": "check_shown check_unsaved fix_shown",
    "rulekit.engine.in_force": "begin in_force",
    "rulekit.engine.file_discovery": "Search find_files",
    "rulekit.engine.why": "Asked",
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *globals()})
