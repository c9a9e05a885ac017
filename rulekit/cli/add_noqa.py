"""`rulekit check --add-noqa`: silence what is found now, line by line."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, TextIO

from rulekit import api
from rulekit.cli.screen import write_texts
from rulekit.engine.engine_rules import SUPPRESSION_WITHOUT_REASON
from rulekit.engine.files import read_document
from rulekit.engine.silence import PLACEHOLDER
from rulekit.engine.silence_writing import with_comments
from rulekit.engine.writing import write_document
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Finding, Severity
from rulekit.report import summary
from rulekit.report.styled import visible

MISTAKE: Final = 2


def add_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument(
        "--add-noqa",
        metavar="[=REASON]",
        help="silence what is found, line by line, by `# noqa` with a reason, if given; with --advice, advice too",
    )


def add_comments(options: argparse.Namespace, report: api.Report, plan: api.Run, shown_on: TextIO) -> int:
    """Write the comments, or show them as a difference, and give the exit status."""
    from rulekit.cli.difference import show_difference

    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.path and (options.advice or options.strict or finding.severity is not Severity.ADVICE):
            by_path[finding.path].append(finding)
    problems, left, silenced, changed = [*report.problems], list[Finding](), 0, 0
    for path, findings in by_path.items():
        try:
            document = read_document(path)
            done = with_comments(document, findings, _reason(options, path, plan))
            if not options.diff and done.text != document.text:
                write_document(document, done.text)
        except UnreadableError as error:
            problems.append(str(error))
            continue
        left += done.left
        silenced += done.silenced
        changed += done.text != document.text
        if options.diff:
            show_difference(document, done.text, shown_on)
    _tell(options, left, f"Silenced {summary.count(silenced, 'finding')} in {summary.count(changed, 'file')}.")
    write_texts((f"rulekit: {visible(problem)}" for problem in problems), sys.stderr)
    return MISTAKE if problems else int(bool(left) and not options.exit_zero)


def _reason(options: argparse.Namespace, path: str, plan: api.Run) -> str:
    """Give the reason that was given, or leave room for one where the settings want it."""
    wanted = SUPPRESSION_WITHOUT_REASON.code in api.settings_for(path, plan.settings).selected
    return str(options.add_noqa) or (PLACEHOLDER if wanted else "")


def _tell(options: argparse.Namespace, left: Iterable[Finding], told: str) -> None:
    if options.silent:
        return
    for finding in left:
        cell = f":cell_{finding.cell.number}" if finding.cell else ""
        place = f"{finding.path}{cell}:{finding.span.line}:{finding.span.column}"
        line = f"{place}: {finding.code} no comment can stand there: name the file in `per-file-ignores`, or mend it"
        write_texts([visible(line)], sys.stderr)
    if not options.quiet and not options.diff:
        write_texts([told], sys.stderr)
