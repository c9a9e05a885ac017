"""`rulekit baseline`: write down the findings that are known, so that only new ones are told."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rulekit import api
from rulekit.cli.narrowing import chosen_baseline, folder_of, shown_path
from rulekit.cli.progress import checked
from rulekit.cli.screen import write_texts
from rulekit.cli.settings_options import add_trust
from rulekit.engine.baseline import Baseline, Entry, counted, new_baseline, read_baseline, write_baseline
from rulekit.engine.files import absolute
from rulekit.engine.known_findings import sort_out
from rulekit.engine.setting_overrides import Overrides
from rulekit.engine.settings_files import read_settings
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Severity
from rulekit.report.styled import visible
from rulekit.report.summary import count

WAYS = ("write", "check", "prune")
PROBLEMS = 2
EPILOG = """write: note all findings that are there; check: fail if some of those are gone; prune: forget what is gone.
`rulekit check` leaves out what the baseline knows, and tells all the rest."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("way", choices=WAYS, metavar="|".join(WAYS), help="what to do")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: this folder)")
    parser.add_argument("--baseline", metavar="FILE", type=Path, help="the file (default: .rulekit-baseline.json)")
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="a settings file instead of the nearest pyproject.toml"
    )
    add_trust(parser)
    parser.set_defaults(no_baseline=False, isolated=False)


def run(options: argparse.Namespace) -> int:
    """Judge, and write, check or prune the baseline."""
    paths = options.paths or ["."]
    settings = (
        read_settings(options.config, trusting=options.trust) if options.config else Overrides(trust=options.trust)
    )
    plan = api.plan(paths, settings)
    file = chosen_baseline(options, paths, settings) or new_baseline(folder_of(paths))
    known = _known(file, options.way, paths)
    report = api.report(plan, lambda left: checked(left, None), api.usual_store(plan))
    write_texts((f"rulekit: {visible(problem)}" for problem in report.problems), sys.stderr)
    if options.way == "write":
        return _write(known, report, paths)
    if report.problems:
        sys.stderr.write("rulekit: not everything was judged, so nobody can tell what is gone: see above\n")
        return PROBLEMS
    gone = _gone(known, report, paths)
    return _check(known, gone) if options.way == "check" else _prune(known, gone)


def _known(file: Path, way: str, paths: Sequence[str]) -> Baseline:
    """Read the baseline; who writes it anew, and all of it, needs none, nor a sound one."""
    is_all = file.parent.is_relative_to(folder_of(paths))
    if way == "write" and (is_all or not file.exists()):
        try:
            return read_baseline(file)
        except UnreadableError:
            return Baseline(file, {})
    return read_baseline(file)


def _below(baseline: Baseline, paths: Sequence[str]) -> Iterator[str]:
    """Name the files of entries that lie below some paths."""
    tops = [Path(path).resolve() if Path(path).is_dir() else absolute(path) for path in paths]
    for path in {entry.path for entry in baseline.entries}:
        here = absolute(baseline.file.parent / path)
        if any(here.is_relative_to(top) for top in tops):
            yield str(here)


def _write(known: Baseline, report: api.Report, paths: Sequence[str]) -> int:
    """Write what was found; what is known of other files stays."""
    judged = set(map(known.name_of, report.files))
    if not report.problems:
        judged |= set(map(known.name_of, _below(known, paths)))
    kept = Counter({e: n for e, n in known.entries.items() if e.path not in judged and known.has(e.path)})
    found = replace(known, entries=kept + counted(known, report.findings))
    write_baseline(found)
    added, removed = Counter(found.entries) - Counter(known.entries), Counter(known.entries) - Counter(found.entries)
    files = len({entry.path for entry in found.entries})
    change = f" ({added.total():,} more than before, {removed.total():,} gone)" if known.entries else ""
    total = count(sum(found.entries.values()), "known finding")
    advice = sum(one.severity is Severity.ADVICE for one in report.findings)
    total += f" ({advice:,} of them advice)" if advice else ""
    sys.stdout.write(f"Wrote {visible(shown_path(known.file))}: {total} in {count(files, 'file')}{change}.\n")
    return PROBLEMS if report.problems else 0


def _gone(known: Baseline, report: api.Report, paths: Sequence[str]) -> Counter[Entry]:
    """Count what is known and no longer found, of rules that were asked."""
    unmet = sort_out(known, report.findings, [*report.files, *_below(known, paths)]).unmet
    unasked = {rule.partition(" ")[0] for rule in report.unasked}
    return Counter({entry: number for entry, number in unmet.items() if entry.rule not in unasked})


def _check(known: Baseline, gone: Counter[Entry]) -> int:
    name = visible(shown_path(known.file))
    if not gone:
        sys.stdout.write(f"{name} is up to date: {count(sum(known.entries.values()), 'known finding')}.\n")
        return 0
    write_texts(
        (visible(f"{entry.path}: {entry.words} ({number})") for entry, number in sorted(gone.items())), sys.stdout
    )
    sys.stdout.write(f"{count(gone.total(), 'known finding')} gone: run `rulekit baseline prune`.\n")
    return 1


def _prune(known: Baseline, gone: Counter[Entry]) -> int:
    left = Counter(known.entries) - gone
    if gone:
        write_baseline(replace(known, entries=left))
    name = visible(shown_path(known.file))
    sys.stdout.write(f"Removed {count(gone.total(), 'known finding')} from {name}: {left.total():,} left.\n")
    return 0
