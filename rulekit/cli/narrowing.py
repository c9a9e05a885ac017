"""What `rulekit check` leaves out of what it found: known findings, and what did not change since a revision."""

import argparse
import os
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rulekit import api
from rulekit.engine.baseline import FILE, read_baseline
from rulekit.engine.files import absolute
from rulekit.engine.known_findings import sort_out
from rulekit.engine.setting_overrides import Given, Overrides
from rulekit.model.errors import SettingsError
from rulekit.model.finding import Finding, Severity
from rulekit.report.styled import Line, line, visible
from rulekit.report.summary import count

if TYPE_CHECKING:
    from rulekit.engine.changes import Changes

Before = Callable[["Changes"], Iterable[Finding]]

# Whoever sees more at once for the first time wants to know where to begin.
TOO_MANY = 100


def add_narrowing(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    group = parser.add_argument_group("old code")
    group.add_argument(
        "--baseline",
        metavar="FILE",
        type=Path,
        help=f"leave out the findings that this file knows (default: {FILE} of the project)",
    )
    group.add_argument("--no-baseline", action="store_true", help="tell known findings too")
    group.add_argument(
        "--since",
        metavar="REV",
        help="only findings that are new, or where something changed, since this branch and a revision of git parted",
    )


def narrowed(
    options: argparse.Namespace, report: api.Report, run: api.Run, paths: Sequence[str], before: Before = lambda _: ()
) -> api.Report:
    """Leave out of a report what the options say; `before` gives what was found before some changes.

    Raises:
        SettingsError: the options contradict each other.
        UnreadableError: the baseline cannot be read.
    """
    if options.since is not None:
        return _changed(options, report, paths, before)
    file = chosen_baseline(options, paths, run.settings)
    if file is None:
        return report
    baseline = read_baseline(file)
    found = sort_out(baseline, report.findings, report.files)
    is_whole = bool(run.folders) and run.settings == Overrides() and not (report.unasked or report.problems)
    hidden_as = ("known finding", f"hidden by {visible(shown_path(file))}")
    gone = found.unmet.total() if is_whole else 0
    return replace(report, findings=found.new, hidden=found.known, hidden_as=hidden_as, gone=gone)


def _changed(options: argparse.Namespace, report: api.Report, paths: Sequence[str], before: Before) -> api.Report:
    from rulekit.engine.changes import changes_since, unseen

    if options.baseline:
        raise SettingsError("--since tells what changed, known or not: leave --baseline out")
    if options.stdin_filename or "-" in paths:
        raise SettingsError("--since asks git about files, not about standard input: name the file")
    changes = changes_since(options.since, folder_of(paths))
    held = {id(finding) for finding in report.findings if changes.hold(finding)}
    others = [finding for finding in report.findings if id(finding) not in held]
    if others and changes.there_are_any:
        held |= set(map(id, unseen(others, before(changes), report.files, changes.top)))
    new, hidden = ([one for one in report.findings if (id(one) in held) is kept] for kept in (True, False))
    hidden_as = ("other finding", f"where nothing changed since {visible(options.since)}")
    return replace(report, findings=tuple(new), hidden=tuple(hidden), hidden_as=hidden_as)


def chosen_baseline(options: argparse.Namespace, paths: Sequence[str], settings: Given) -> Path | None:
    """Give the baseline that holds: what the command line says, or the settings, or the nearest one.

    Strange code comes with settings and a baseline that hide what they like, so that with `--isolated` neither counts.

    Raises:
        SettingsError: the options contradict each other.
    """
    if options.baseline and options.no_baseline:
        raise SettingsError("--baseline and --no-baseline exclude each other: give one of them")
    if options.baseline:
        return absolute(options.baseline)
    if options.no_baseline or options.isolated or "-" in paths:
        return None
    return api.baseline_of(folder_of(paths), settings)


def is_narrowed(options: argparse.Namespace, path: str, settings: Given) -> bool:
    """Tell whether the findings of a file may be left out."""
    return options.since is not None or chosen_baseline(options, [path], settings) is not None


def told_hidden(options: argparse.Namespace, report: api.Report) -> str:
    """Say how many findings are hidden that would have been shown."""
    with_advice = options.advice or options.strict
    hidden = sum(with_advice or one.severity is not Severity.ADVICE for one in report.hidden)
    if not report.hidden_as or not (hidden or report.gone):
        return ""
    noun, why = report.hidden_as
    return f"{count(hidden, noun)} {why}"


def folder_of(paths: Iterable[str]) -> Path:
    """Give the folder that all paths lie in; a folder lies in itself."""
    folders = [Path(path).resolve() if Path(path).is_dir() else absolute(path).parent for path in paths]
    return Path(os.path.commonpath(folders))


def shown_path(file: Path) -> str:
    """Name a file as a user of this folder does."""
    here = Path.cwd()
    return file.relative_to(here).as_posix() if file.is_relative_to(here) else str(file)


def how_to_begin(options: argparse.Namespace, report: api.Report, shown: Sequence[Finding]) -> Iterator[Line]:
    """Say how to begin in a project with more findings than anybody corrects at once."""
    is_chosen = options.no_baseline or report.hidden_as or not any(map(os.path.isdir, options.paths or ["."]))
    if len(shown) <= TOO_MANY or is_chosen or options.output_format != "full":
        return
    where = visible(shlex.join(options.paths or ["."]))
    yield line(
        f"So many at once? `rulekit baseline write {where}` notes them all; from then on only new ones are told."
    )
    here = folder_of(options.paths or ["."])
    if any((folder / ".git").exists() for folder in (here, *here.parents)):
        yield line(
            f"`rulekit check {where} --since HEAD` tells only what stands on lines changed since the last commit."
        )
    yield line(f"`rulekit check {where} --select RK3,RK4,RK5` shows what may lose data or let somebody in.")
