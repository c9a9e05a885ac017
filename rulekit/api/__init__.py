"""The one door: command line, notebooks and other programs ask here, and get the same answer."""

from rulekit.api.cached import check_paths, report, usual_store
from rulekit.api.cases import cases_of, titles_of_cases
from rulekit.api.cells import check_cell, fix_cell, fixed_cell, judged_whole, silenced, why_cell
from rulekit.api.files import (
    Report,
    Run,
    check_file,
    fix_file,
    gather,
    outcomes,
    plan,
    settings_for,
    settings_now,
    why,
)
from rulekit.api.rule_library import LiveRule, Rules, rules
from rulekit.api.search import search
from rulekit.api.texts import AS_WRITTEN, check, check_project, fix, report_on, sights
from rulekit.engine.file_discovery import Search, find_files
from rulekit.engine.why import Asked

__all__ = [
    "AS_WRITTEN",
    "Asked",
    "LiveRule",
    "Report",
    "Rules",
    "Run",
    "Search",
    "cases_of",
    "check",
    "check_cell",
    "check_file",
    "check_paths",
    "check_project",
    "find_files",
    "fix",
    "fix_cell",
    "fix_file",
    "fixed_cell",
    "gather",
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
