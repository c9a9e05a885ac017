"""`rulekit history`: show bad and good code of your own repository: findings that a commit mended."""

import argparse
import difflib
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulekit.cli.screen import write_lines, write_texts
from rulekit.cli.settings_options import add_trust
from rulekit.cli.word_lists import listed, number_above_nothing
from rulekit.engine.git_history import COMMITS, History
from rulekit.engine.setting_overrides import Overrides
from rulekit.model.errors import SettingsError, UnreadableError
from rulekit.report.styled import IN_JSON, Line, line, uncommanded, visible
from rulekit.report.summary import count

if TYPE_CHECKING:
    from rulekit.engine.settings import Settings
    from rulekit.teach.practice.mended import Pair

PAIRS = 20
FORMATS = ("text", "json")
PROBLEMS = 2
_STYLES = {"+": "green", "-": "red"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="a folder or file (default: this folder)")
    parser.add_argument(
        "--since", default="", metavar="WHEN", help=f"2026-01-31, `6 months`, or a commit (default: {COMMITS} commits)"
    )
    parser.add_argument(
        "--limit", type=number_above_nothing, default=PAIRS, metavar="N", help=f"so many pairs (default: {PAIRS})"
    )
    parser.add_argument(
        "--rules", type=listed, action="extend", metavar="RULES", help="only these: codes, names, sections"
    )
    parser.add_argument("--output-format", choices=FORMATS, default=FORMATS[0], help="default: text")
    add_trust(parser)


def run(options: argparse.Namespace) -> int:
    """Show the pairs.

    Raises:
        SettingsError: there is no history, or an option is wrong.
        UnreadableError: there is no such file or folder.
    """
    from rulekit import api
    from rulekit.teach.practice.mended import mended_in

    if not options.path.exists():
        raise UnreadableError(f"{options.path}: no such file or folder: name one of a repository")
    settings = api.settings_now(str(options.path), Overrides(trust=options.trust))
    asked = chosen_rules(options.rules, settings)
    folder = options.path if options.path.is_dir() else options.path.parent
    history = History(folder, options.since, None if options.since else COMMITS)
    found = mended_in(options.path, history, settings, asked, spread=not options.rules)
    pairs = islice(found, options.limit)
    if options.output_format == "json":
        text = json.dumps([*map(_values, pairs)], indent=2)
        write_texts([uncommanded(text, IN_JSON)], sys.stdout)
    else:
        _tell(pairs, len(history.commits))
    write_texts((f"rulekit: {visible(problem)}" for problem in settings.own.problems), sys.stderr)
    return PROBLEMS if settings.own.problems else 0


def chosen_rules(words: Sequence[str] | None, settings: "Settings") -> frozenset[str]:
    """Give the rules that are asked for, of those that a repository selects.

    Raises:
        SettingsError: a word names no rule, or only such as the repository does not select.
    """
    codes = settings.selected
    if not words:
        return codes
    named = {word: settings.catalog.meant_by(word) for word in words}
    unknown = next((word for word, meant in named.items() if not meant), None)
    if unknown is not None:
        raise SettingsError(f"--rules: `{unknown}` names no rule: `rulekit rules` lists them")
    idle = next((word for word, meant in named.items() if not meant & codes), None)
    if idle is not None:
        raise SettingsError(f"--rules: the settings select nothing of `{idle}`: `select` it there, or name another")
    return codes & frozenset().union(*named.values())


def _tell(pairs: Iterator["Pair"], commits: int) -> None:
    number = 0
    for pair in pairs:
        number += 1
        write_lines([*_shown(pair), ()], sys.stdout)
    told = f"{count(number, 'pair')} in {count(commits, 'commit')}"
    further = "; --since looks further back" if commits == COMMITS else ""
    write_texts([f"{told}{further}."], sys.stdout)


def _shown(pair: "Pair") -> Iterator[Line]:
    """Lay a pair out: what was found, and the code before and after, all of it, as one difference."""
    from rulekit.engine.catalog import catalog

    where = pair.path if pair.cell else f"{pair.path}, {pair.name}"
    names = dict.fromkeys(f"{one.code} {catalog()[one.code].name}" for one in pair.findings)
    yield line((visible(", ".join(names)), "bold"), f"  {visible(where)}{f', cell {pair.cell}' * bool(pair.cell)}")
    for message in dict.fromkeys(one.message for one in pair.findings):
        yield line(f"  {visible(message)}")
    bad, good = pair.bad.splitlines(), pair.good.splitlines()
    rows = list(difflib.unified_diff(bad, good, n=len(bad) + len(good), lineterm=""))[3:]
    yield from (line((f"    {visible(row)}", _STYLES.get(row[:1], ""))) for row in rows)


def _values(pair: "Pair") -> dict[str, Any]:
    findings = [
        {"code": one.code, "name": one.name, "message": one.message, "line": one.span.line} for one in pair.findings
    ]
    place = {"path": pair.path, "name": None if pair.cell else pair.name, "cell": pair.cell, "role": pair.role}
    return {**place, "findings": findings, "bad": pair.bad, "good": pair.good}
