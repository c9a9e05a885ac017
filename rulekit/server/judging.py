"""What the worker is asked: each answer is plain values, and tells a mistake in words."""

from dataclasses import dataclass

from rulekit import api
from rulekit.engine.files import Document
from rulekit.engine.silence_writing import with_comments
from rulekit.model.errors import RulekitError
from rulekit.model.finding import Finding

# Stands for the reason while the comment is written, to be found again; no word of a program.
BLANK = "\N{BLACK DIAMOND}"


@dataclass(frozen=True)
class Verdict:
    """What was found in a text, and what was not judged."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def judge(document: Document) -> Verdict:
    """Judge a text as its file would be judged."""
    try:
        report = api.check_shown(document)
    except RulekitError as error:
        return Verdict(problems=(str(error),))
    return Verdict(report.findings, report.problems, report.skipped)


def mend(document: Document) -> str:
    """Give the text with all safe fixes; where that cannot be done, as it is."""
    try:
        return api.fix_shown(document).text
    except RulekitError:
        return document.text


def silence(asked: tuple[Document, Finding]) -> str:
    """Give the text with a comment that silences a finding, whose reason is left blank; as it is where none can."""
    document, finding = asked
    try:
        return with_comments(document, [finding], BLANK).text
    except RulekitError:
        return document.text
