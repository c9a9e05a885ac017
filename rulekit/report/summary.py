"""What a run found, in a few lines: counts, the rules and files that matter most, and where to start."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rulekit.model.finding import Finding, Severity
from rulekit.model.late import dataclass
from rulekit.report.styled import Line, columns, line, visible

# Fewer findings are seen at a glance, and an overview of them would say nothing new.
MANY = 12
RULES = 5
FILES = 3
WHOLE = "check the folder of the whole project"
PRUNE = "`rulekit baseline prune` forgets what is gone"
NO_FILE = "No file was found to check"


def count(number: int, noun: str, several: str = "") -> str:
    """Write a number with its noun: 1 file, 2 files; `several` is a plural that no `s` makes."""
    return f"{number:,} {noun}" if number == 1 or noun == "advice" else f"{number:,} {several or f'{noun}s'}"


def nothing_judged(skipped: int) -> str:
    """Say that no file was found, or that all were skipped."""
    return f"Nothing was judged: {count(skipped, 'file')} skipped" if skipped else NO_FILE


@dataclass(frozen=True)
class Totals:
    """What a run counted besides the findings that are shown.

    `advice` that is not shown, `files` checked, `problems` that kept something from being judged, what was `skipped`;
    `unasked` names rules that need a folder; `elsewhere` counts what ruff reports and was left to it; `known` says what
    is hidden, `gone` counts what is known in vain.
    """

    advice: int = 0
    files: int = 0
    problems: int = 0
    skipped: int = 0
    unasked: Sequence[str] = ()
    elsewhere: int = 0
    known: str = ""
    gone: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all chosen rules judged all there was."""
        return not (self.problems or self.skipped or self.unasked)


def summary(shown: Sequence[Finding], totals: Totals) -> Iterator[Line]:
    """Sum up a run."""
    if len(shown) > MANY:
        yield from overview(shown)
    files, problems = totals.files, totals.problems
    hidden = _hidden(totals)
    left_out = f", {totals.skipped:,} skipped" if totals.skipped else ""
    left_out += f", {totals.elsewhere:,} left to ruff" if totals.elsewhere else ""
    if not shown and not files and not problems:
        yield line((nothing_judged(totals.skipped), "bold"))
        return
    if not shown:
        verdict = ("Nothing new" if totals.known else "All clean") if totals.is_whole else "No findings"
        verdict += f", but {count(problems, 'problem')}" if problems else ""
        less = f", not by {', '.join(totals.unasked)}: {WHOLE}" if totals.unasked else ""
        style = "bold green" if totals.is_whole else "bold"
        yield line((verdict, style), f": {count(files, 'file')} checked{left_out}{hidden}{less}")
        yield from _gone(totals)
        return
    weights = Counter(finding.severity for finding in shown)
    parts = ", ".join(count(weights[severity], severity.value) for severity in Severity if weights[severity])
    hit = len({finding.path for finding in shown})
    more = f", and {count(problems, 'problem')}" if problems else ""
    found = f"{count(len(shown), 'finding')} in {hit:,} of {count(files, 'file')}: {parts}{more}{left_out}{hidden}"
    yield line((found, "bold"))
    yield from _ways(shown)
    if totals.unasked:
        yield line(f"Not judged by {', '.join(totals.unasked)}: {WHOLE}")
    yield from _gone(totals)


def _ways(shown: Sequence[Finding]) -> Iterator[Line]:
    """Say what can be fixed, and how."""
    safe = sum(bool(finding.fix and finding.fix.safe) for finding in shown)
    unsafe = sum(bool(finding.fix and not finding.fix.safe) for finding in shown)
    if safe or unsafe:
        ways = [f"{safe:,} can be fixed with --fix"] if safe else []
        ways += [f"{unsafe:,} {'more' if safe else 'can be fixed'} with --fix --unsafe-fixes"] if unsafe else []
        yield line(", ".join(ways))


def _hidden(totals: Totals) -> str:
    shown_by = f" (+ {totals.advice:,} advice, --advice shows {'it' if totals.advice == 1 else 'them'})"
    return (shown_by if totals.advice else "") + (f", {totals.known}" if totals.known else "")


def _gone(totals: Totals) -> Iterator[Line]:
    if totals.gone:
        yield line(f"{totals.gone:,} of those known {'is' if totals.gone == 1 else 'are'} gone: {PRUNE}")


def overview(findings: Sequence[Finding]) -> Iterator[Line]:
    """Name the most frequent rules, the files with most findings, and the rule to start with."""
    rules = Counter((finding.code, finding.name) for finding in findings)
    rows = [
        (f"{number:>6,}", code, name, _files_with_most(findings, code))
        for (code, name), number in rules.most_common(RULES)
    ]
    for row in columns(rows):
        yield line(row)
    if len(rules) > RULES:
        rest = len(rules) - RULES
        yield line(
            f"{sum(rules.values()) - sum(n for _, n in rules.most_common(RULES)):>6,}  of {count(rest, 'other rule')}"
        )
    start = _first_to_correct(findings)
    yield line(f"Start with {start.name}: `rulekit explain {start.code}`, then `rulekit check --select {start.code}`.")


def statistics(findings: Sequence[Finding]) -> Iterator[Line]:
    """Count the findings of each rule; `[*]` marks rules whose findings can be fixed with --fix."""
    rules = Counter((finding.code, finding.name) for finding in findings)
    fixable = {finding.code for finding in findings if finding.fix and finding.fix.safe}
    rows = [(f"{n:>6}", code, "[*]" if code in fixable else "", name) for (code, name), n in rules.most_common()]
    yield from (line(row) for row in columns(rows))


def _files_with_most(findings: Sequence[Finding], code: str) -> str:
    files = Counter(finding.path or "-" for finding in findings if finding.code == code)
    return "mostly in " + ", ".join(f"{visible(file)} ({number})" for file, number in files.most_common(FILES))


def _first_to_correct(findings: Sequence[Finding]) -> Finding:
    """Choose the first finding of the rule to start with: the worst kind, and of these the least work."""
    rules = Counter(finding.code for finding in findings)
    return min(findings, key=lambda f: (f.severity.harm, not (f.fix and f.fix.safe), rules[f.code], f.code))
