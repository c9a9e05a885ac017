"""What a check tells, on the screen, in a file and by its exit status."""

import argparse
import io
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from rulekit import api
from rulekit.cli.narrowing import how_to_begin, told_hidden
from rulekit.cli.output import FOR_LOGS, FOR_PIPELINES, destination, write_for_pipeline
from rulekit.cli.screen import write_lines, write_texts
from rulekit.cli.settings_options import asked_for, chosen_settings
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding, Severity
from rulekit.report import json_values, summary, text
from rulekit.report.styled import Line, plain, uncommanded, visible

if TYPE_CHECKING:
    from rulekit.report.account import Account

# So many findings with their code fill a screen; of more that are alike nobody reads each.
SEEN_AT_ONCE = 5
# More advice of one rule in one file says nothing new.
MOST_ALIKE = 10


def _totals(options: argparse.Namespace, report: api.Report, advice: int) -> summary.Totals:
    files, problems, skipped, elsewhere = map(
        len, (report.files, report.problems, report.skipped, report.told_elsewhere)
    )
    known = told_hidden(options, report)
    return summary.Totals(advice, files, problems, skipped, report.unasked, elsewhere, known, report.gone)


def is_quiet(options: argparse.Namespace) -> bool:
    """Tell whether no summary is wanted."""
    return bool(options.quiet or options.silent)


def differences(options: argparse.Namespace) -> TextIO:
    """Give the stream for differences: nobody reads them where nothing is to be shown."""
    return io.StringIO() if options.silent else sys.stdout


def tell(options: argparse.Namespace, report: api.Report, applied: int = 0) -> int:
    """Tell what was found and what was not judged, and give the exit status."""
    status = status_of(options, report, applied)
    shown = [f for f in report.findings if options.advice or options.strict or f.severity is not Severity.ADVICE]
    if options.output_file or not options.silent:
        with destination(options.output_file):
            _write(options, report, shown, status)
    write_problems(report.problems)
    if not is_quiet(options):
        write_lines(_summary(options, report, shown) if options.output_file else (), sys.stdout)
        _tell_unjudged(options, report)
    return status


def _tell_unjudged(options: argparse.Namespace, report: api.Report) -> None:
    """Say on standard error which files were skipped, and that there was none where no summary says so."""
    is_summed_up = options.output_file or (options.output_format in FOR_LOGS and not options.statistics)
    if not report.files and not report.problems and not is_summed_up:
        sys.stderr.write(f"{summary.nothing_judged(len(report.skipped))}.\n")
    for reason, times in Counter(line.rpartition(": ")[2] for line in report.skipped).items():
        sys.stderr.write(f"Skipped {summary.count(times, 'file')}: {reason}.\n")


def _write(options: argparse.Namespace, report: api.Report, shown: Sequence[Finding], status: int) -> None:
    if options.output_format == "json":
        sys.stdout.write(json_values.as_json(report.findings, _unjudged(report)) + "\n")
    elif options.output_format == "json-lines":
        write_texts(json_values.as_json_lines(report.findings, _unjudged(report)), sys.stdout)
    elif options.output_format in FOR_PIPELINES:
        _go_by_settings(options)
        write_for_pipeline(options.output_format, _account(options, report, shown, status))
    elif options.statistics:
        write_lines(summary.statistics(shown), sys.stdout)
    else:
        _list(options, shown, report.in_bulk)
        last = [*_summary(options, report, shown), *how_to_begin(options, report, shown)] if not options.quiet else ()
        write_lines(last, sys.stdout)


def _go_by_settings(options: argparse.Namespace) -> None:
    """Let reports tell rules with the values that hold where the check began; other folders may have others."""
    from rulekit.report.account import STDIN

    first = options.stdin_filename or next((path for path in options.paths if path != STDIN), ".")
    held = api.settings_for(first, chosen_settings(options))
    api.begin(replace(held, own=api.in_force().own))


def _summary(options: argparse.Namespace, report: api.Report, shown: Sequence[Finding]) -> Iterable[Line]:
    return summary.summary(shown, _totals(options, report, len(report.findings) - len(shown)))


def _account(options: argparse.Namespace, report: api.Report, shown: Sequence[Finding], status: int) -> "Account":
    """Tell the whole of a run to a format for other programs, with paths from the root of the repository."""
    from rulekit.engine.project_root import repository_root, working_folder
    from rulekit.report.account import Account

    here = working_folder()
    is_left_out = options.quiet and options.output_format in FOR_LOGS
    return Account(
        shown,
        _unjudged(report),
        report.files,
        () if is_left_out else tuple(map(plain, _summary(options, report, shown))),
        status,
        here and (repository_root(here) or here),
        _mildest(options),
    )


def _list(options: argparse.Namespace, findings: Sequence[Finding], in_bulk: frozenset[str]) -> None:
    """List findings, for programs by file and line, for people the worst first.

    For people, rules that find much and that nobody asked for are counted by file, and so is much advice of one rule.
    """
    if options.output_format != "full":
        listed = map(text.concise, findings) if options.output_format == "concise" else text.grouped(findings)
        write_lines(listed, sys.stdout)
        return
    asked = asked_for(options)
    alike = Counter((one.path, one.code) for one in findings if one.severity is Severity.ADVICE)
    many = [
        one
        for one in findings
        if one.code not in asked
        and (one.code in in_bulk or (one.severity is Severity.ADVICE and alike[one.path, one.code] > MOST_ALIKE))
    ]
    if len(many) <= SEEN_AT_ONCE or options.all:
        many = []
    folded = set(map(id, many))
    listed = (line for one in text.worst_first(findings) if id(one) not in folded for line in text.full(one))
    write_lines(listed, sys.stdout)
    if many:
        codes = ",".join(sorted({one.code for one in many}))
        write_lines(text.counted(many), sys.stdout)
        hint = f"`--select {codes}` lists these, `--all` all findings."
        write_texts([hint, ""] if not options.quiet else [], sys.stdout)


def _unjudged(report: api.Report) -> list[json_values.Unjudged]:
    """Give what was not judged, each with the path that its line begins with, if it begins with one."""
    found = [(Severity.ERROR, line) for line in report.problems] + [(Severity.ADVICE, line) for line in report.skipped]
    return [
        json_values.Unjudged(severity, *((start, rest) if os.path.lexists(start) else ("", line)))
        for severity, line in found
        for start, _, rest in [line.partition(": ")]
    ]


def _fails_by_fixes(options: argparse.Namespace, applied: int) -> bool:
    return bool(applied and options.exit_non_zero_on_fix and not options.exit_zero)


def status_of(options: argparse.Namespace, report: api.Report, applied: int = 0) -> int:
    """Give the exit status: 2 where something was not judged, 1 where something counts."""
    if report.problems:
        return 2
    counts = any(finding.severity.harm <= _mildest(options).harm for finding in report.findings)
    return int((counts and not options.exit_zero) or _fails_by_fixes(options, applied))


def _mildest(options: argparse.Namespace) -> Severity:
    """Give the mildest severity that counts for the exit status."""
    return Severity.ADVICE if options.strict else options.fail_level or Severity.WARNING


def tell_missing(settings: Settings) -> None:
    """Say on standard error which rules of a team's own are not shown, and why."""
    write_problems(settings.own.problems)


def write_problems(problems: Iterable[str]) -> None:
    """Say on standard error what went wrong."""
    write_texts((f"rulekit: {uncommanded(visible(problem))}" for problem in problems), sys.stderr)
