"""Findings of a team's own rules must lie in the text that was judged, or nobody could show or mend them."""

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.syntax.source import Source
from rulekit.engine.own_rules.places import OUR_PREFIX
from rulekit.model.errors import RuleDefinitionError
from rulekit.model.finding import Finding, Span
from rulekit.model.rule import Rule


def placed(source: Source | Manifest, rule: Rule, check: str, finding: Finding) -> Finding:
    """Give a finding of a check as it is, if it and all that belongs to it lie in the text; ours are proven to.

    Raises:
        RuleDefinitionError: it names another rule, or a place outside.
    """
    if rule.code.startswith(OUR_PREFIX):
        return finding
    if (finding.code, finding.name) != (rule.code, rule.name):
        raise RuleDefinitionError(f"`{check}` gives a finding of `{finding.code} {finding.name}`: use `RULE.at`")
    last = max(len(source.lines), 1)
    edits = finding.fix.edits if finding.fix else ()
    spans = [("the finding", finding.span, last), *(("a step", step.span, last) for step in finding.steps)]
    # An edit that takes the last line away ends where the next would begin.
    for what, span, end in (*spans, *(("an edit of the fix", edit.span, last + 1) for edit in edits)):
        if not _is_within(span, end):
            told = f"{span.line}:{span.column} to {span.end_line}:{span.end_column}"
            raise RuleDefinitionError(f"`{check}` places {what} at {told}, outside of the text of {last} lines")
    return finding


def _is_within(span: Span, last: int) -> bool:
    return (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column) and span.end_line <= last
