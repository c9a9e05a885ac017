"""`rulekit check`: check modules, notebooks and lists of dependencies."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from rulekit import api
from rulekit.cli.add_noqa import add_comments, add_option
from rulekit.cli.file_options import add_file_options, show_files
from rulekit.cli.judging import add_speed, judged
from rulekit.cli.many import add_many, check_many
from rulekit.cli.narrowing import add_narrowing, is_narrowed, narrowed
from rulekit.cli.output import (
    add_output,
    refuse_contradictions,
    refuse_to_overwrite,
)
from rulekit.cli.screen import write_texts
from rulekit.cli.settings_options import add_settings, chosen_settings, show_settings
from rulekit.cli.telling import differences, is_quiet, status_of, tell, write_problems
from rulekit.cli.watching import refuse_beside_watch, watch
from rulekit.engine.file_discovery import is_forced_out
from rulekit.engine.files import Document, decode, encode
from rulekit.engine.setting_overrides import Given, refuse_unknown_in
from rulekit.model.errors import SettingsError, UnreadableError
from rulekit.model.finding import Severity
from rulekit.report import summary

STDIN = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders (default: this folder; -: standard input)"
    )
    parser.add_argument("--fix", action="store_true", help="apply safe fixes; only with a PATH")
    parser.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: apply unsafe fixes too")
    parser.add_argument("--diff", action="store_true", help="show what --fix would change, with secrets hidden")
    add_output(parser)
    parser.add_argument(
        "--statistics", action="store_true", help="count the findings of each rule instead of listing them"
    )
    _add_volume(parser)
    add_speed(parser)
    add_many(parser)
    parser.add_argument("--stdin-filename", metavar="PATH", help="the path of what is read from standard input")
    add_option(parser)
    parser.add_argument("-w", "--watch", action="store_true", help="check again whenever a file changes")
    add_file_options(parser)
    add_narrowing(parser)
    add_settings(parser)


def _add_volume(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say how much is shown, and what of it fails."""
    parser.add_argument("--advice", action="store_true", help="show advice too")
    parser.add_argument("--strict", action="store_true", help="show advice and let it count for the exit status")
    parser.add_argument(
        "--all", action="store_true", help="list every finding, also of rules that find much, such as RK101"
    )
    parser.add_argument(
        "--fail-level",
        type=_severity,
        metavar="LEVEL",
        help="the mildest severity that counts for the exit status: error, warning (default) or advice",
    )
    parser.add_argument(
        "--exit-non-zero-on-fix", action="store_true", help="exit with 1 where something was fixed, whatever is left"
    )
    parser.add_argument("-e", "--exit-zero", action="store_true", help="exit with 0 whatever is found")
    parser.add_argument("-q", "--quiet", action="store_true", help="show findings, and no summary")
    parser.add_argument(
        "-s", "--silent", action="store_true", help="show nothing but mistakes; the exit status says what was found"
    )


def run(options: argparse.Namespace) -> int:
    """Check, and give the exit status."""
    if options.many:
        return check_many(options)
    if options.watch:
        refuse_beside_watch(options, options.paths, STDIN)
        return watch(_chosen_paths(options), lambda: _run_once(options))
    return _run_once(options)


def _run_once(options: argparse.Namespace) -> int:
    settings = chosen_settings(options)
    paths = _chosen_paths(options)
    if options.show_settings:
        held = api.settings_now(options.stdin_filename or paths[0], settings)
        refuse_unknown_in(settings, held.own)
        write_texts(show_settings(held), sys.stdout)
        return 0
    refuse_contradictions(options, is_stdin=STDIN in paths)
    if STDIN in paths:
        return _check_stdin(options, settings, paths)
    plan = api.plan(paths, settings)
    if options.show_files:
        return show_files(plan)
    refuse_to_overwrite(options.output_file, plan.files)
    if options.add_noqa is not None and options.fix:
        raise SettingsError("--add-noqa and --fix exclude each other: fix first, then silence what is left")
    if options.add_noqa is not None:
        return add_comments(options, judged(options, plan, paths), plan, differences(options))
    if options.diff or options.fix:
        return _fix(options, plan, paths)
    return tell(options, judged(options, plan, paths))


def _severity(text: str) -> Severity:
    """Read a severity.

    Raises:
        ArgumentTypeError: it is none.
    """
    known = {severity.value: severity for severity in Severity}
    if text.lower() in known:
        return known[text.lower()]
    if text.lower() == "errors":
        raise argparse.ArgumentTypeError("`errors` is a section, for `--select`: write `error` for the severity")
    raise argparse.ArgumentTypeError(f"`{text}` is no severity: write one of {', '.join(known)}")


def _chosen_paths(options: argparse.Namespace) -> Sequence[str]:
    """Give the paths to check: this folder where none is given, but only to look at, and for a command spelled out.

    nbqa leaves out notebooks that it cannot read, and runs `python -m rulekit check` where no notebook is left.

    Raises:
        SettingsError: no path is given where one is wanted.
    """
    if options.paths or options.stdin_filename:
        return options.paths or [STDIN]
    if options.wants_path:
        raise SettingsError("no path was given: name files or folders, or write `rulekit check .` for this folder")
    writing = "--fix" if options.fix else "--add-noqa" if options.add_noqa is not None else ""
    if writing and not options.diff:
        raise SettingsError(
            f"{writing} was given no path: name what it may change, `rulekit check {writing} .` for this folder"
        )
    return ["."]


def _check_stdin(options: argparse.Namespace, settings: Given, paths: Sequence[str]) -> int:
    from rulekit.cli.difference import show_difference
    from rulekit.engine.fixing_documents import Review, fix_document

    if options.add_noqa is not None:
        raise SettingsError("--add-noqa writes into files, and standard input is none: name a file")
    if len(paths) > 1:
        raise SettingsError(
            "`-` reads standard input and goes with no other path: check the files in a call of their own"
        )
    name = options.stdin_filename or STDIN
    document = decode(_read_stdin(), name)
    if is_forced_out(name, settings):
        return _pass_on(options, document)
    held = api.settings_now(name, settings)
    refuse_unknown_in(settings, held.own)
    run = api.Run(api.Search((name,)), settings=settings, own=held.own)
    report = api.Report((), ())
    if not (options.fix or options.diff) or is_narrowed(options, name, settings):
        report = narrowed(options, api.check_unsaved(document, settings), run, [name])
    if not (options.fix or options.diff):
        return tell(options, report)
    fixed = fix_document(document, held, unsafe=options.unsafe_fixes, review=Review(hidden=report.hidden))
    problems = (*held.own.problems, *fixed.problems)
    write_problems(problems)
    if options.diff:
        changed = show_difference(document, fixed.text, differences(options))
        return 2 if problems else int(bool(changed) and not options.exit_zero)
    _write_stdout(document, fixed.text)
    return status_of(options, api.Report(fixed.findings, (name,), problems), len(fixed.applied))


def _pass_on(options: argparse.Namespace, document: Document) -> int:
    """Leave a text as it is whose file is left out."""
    if options.fix and not options.diff:
        _write_stdout(document, document.text)
        return 0
    return 0 if options.diff else tell(options, api.Report((), ()))


def _read_stdin() -> bytes:
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise UnreadableError(f"standard input: cannot be read ({error.strerror}): hand a text over") from error


def _write_stdout(document: Document, text: str) -> None:
    """Write the text of a file to standard output, byte for byte as it would stand in the file."""
    sys.stdout.flush()
    sys.stdout.buffer.write(encode(document, text))


def _fix(options: argparse.Namespace, plan: api.Run, paths: Sequence[str]) -> int:
    """Mend the files, then report what is left in them."""
    from rulekit.cli.difference import show_difference

    before = judged(options, plan, paths)
    fixable = {one.path for one in before.findings if one.fix and (one.fix.safe or options.unsafe_fixes)}
    problems = list(before.problems)
    changed, applied = 0, 0
    for file in filter(fixable.__contains__, plan.files):
        outcome = api.fix_file(file, plan, unsafe=options.unsafe_fixes, write=not options.diff, known=before)
        if isinstance(outcome, str):
            problems.append(outcome)
            continue
        document, fixed = outcome
        applied += len(fixed.applied)
        problems += fixed.problems
        if options.diff:
            changed += show_difference(document, fixed.text, differences(options))
    if options.diff:
        write_problems(problems)
        return 2 if problems else int(bool(changed) and not options.exit_zero)
    left = judged(options, plan, paths) if applied else before
    told = replace(left, problems=tuple(dict.fromkeys([*problems, *left.problems])))
    status = tell(options, told, applied)
    if applied and not is_quiet(options):
        sys.stderr.write(f"Fixed {summary.count(applied, 'finding')}.\n")
    return status
