"""Running the rules on one source: their checks and exemptions, rules that yield to others, `# noqa` comments."""

import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import filterfalse
from types import MappingProxyType
from typing import Any, Final

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.project.project import Project
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.time_limit import watch_time
from rulekit.engine.catalog import catalog
from rulekit.engine.crashes import TEXT, Crash, Noted, timed
from rulekit.engine.engine_rules import SYNTAX_ERROR
from rulekit.engine.own_rules.placing import placed
from rulekit.engine.settings import Settings
from rulekit.engine.severities import Levels
from rulekit.engine.silencing_areas import misspoken
from rulekit.engine.suppression import comments_of, silences, silences_of, silences_over
from rulekit.engine.unused_suppressions import stale_comments
from rulekit.model.finding import Finding, Severity, Span
from rulekit.model.rule import Judge, Rule

Exemptions = Sequence[tuple[Judge, tuple[Any, ...]]]

GRAMMAR = f"{sys.version_info.major}.{sys.version_info.minor}"


def judge(
    source: Source | Manifest,
    codes: frozenset[str],
    settings: Settings,
    crashes: list[Crash],
    is_left_out: Callable[[Finding], bool] = lambda _: False,
) -> Iterator[Finding]:
    """Give the findings of the chosen rules in a source; a check that fails is noted and the others go on.

    A finding that its cell leaves out makes no other one superfluous.
    """
    if SYNTAX_ERROR.code in codes:
        yield from (settings.weighed(one, SYNTAX_ERROR) for one in syntax_errors(source))
    asked = [rule for rule in catalog() if rule.code in codes and source.role in rule.roles]
    found = _findings_by_code(source, asked, settings, crashes)
    everything = [finding for findings in found.values() for finding in findings]
    reported = seen_at(filterfalse(is_left_out, everything))
    remaining = [finding for finding in everything if not is_reported_by_another(finding, reported)]
    if not silences_of(source) and not any(misspoken(source, comments_of(source))):
        yield from remaining
        return
    judged = {rule.code for rule in asked if rule.code in found and judges(rule, source)}
    used: set[tuple[int, str]] = set()
    for finding in remaining:
        over = [silence.line for silence in silences_over(source, finding)]
        used.update((line, finding.code) for line in over)
        if not over:
            yield finding
    stale = stale_comments(source, codes, judged, used)
    yield from (settings.weighed(one, catalog()[one.code]) for one in stale)


def _findings_by_code(
    source: Source | Manifest, rules: Iterable[Rule], settings: Settings, crashes: list[Crash]
) -> dict[str, list[Finding]]:
    """Give what each rule finds, without those that fail; when the time is over, the rest is left out."""
    found: dict[str, list[Finding]] = {}
    path = source.path or TEXT
    with timed(crashes, path, settings.time_limit):
        for rule in rules:
            with Noted(crashes, path, rule.code):
                pairs = with_exemptions(source, rule, settings.options_of(rule), settings.levels_of(rule))
                found[rule.code] = [finding for finding, exemption in pairs if exemption is None]
    return found


def judges(rule: Rule, source: Source | Manifest) -> bool:
    """Tell whether a rule judges this kind of source in full."""
    is_cell = isinstance(source, Source) and source.is_partial
    if any(Project in check.subjects for check in rule.checks):
        return False
    if is_cell and any(check.whole for check in rule.checks):
        return False
    return any((Manifest in check.subjects) is isinstance(source, Manifest) for check in rule.checks)


def seen_at(findings: Iterable[Finding]) -> Container[tuple[str, Span]]:
    """Give which rules have findings about what."""
    return {(finding.code, finding.about or finding.span) for finding in findings}


def is_reported_by_another(finding: Finding, seen: Container[tuple[str, Span]]) -> bool:
    """Tell whether a rule that this one yields to has a finding about the same thing."""
    return any((code, finding.about or finding.span) in seen for code in catalog().above(finding.code))


def syntax_errors(source: Source | Manifest) -> Iterator[Finding]:
    """Report what does not parse."""
    for broken in source.broken if isinstance(source, Source) else ():
        yield SYNTAX_ERROR.at(source, broken.span, f"not valid in Python {GRAMMAR}: {broken.message}")


def with_exemptions(
    source: Source | Manifest, rule: Rule, options: Any, levels: Levels = MappingProxyType({})
) -> Iterator[tuple[Finding, Judge | None]]:
    """Give all that a rule's checks see, each with the exemption that holds for it, if there is one.

    `levels` are the severities that are set for its checks.
    """
    is_advice = source.role in rule.advice_in
    exemptions: dict[tuple[Judge, type], Exemptions] = {}
    is_wanted = wanted_in(source)
    for check, finding in seen_by_checks(source, rule, options):
        if not is_wanted(finding):
            continue
        name, kind = check.function.__name__, (check, type(finding.node))
        if kind not in exemptions:
            exemptions[kind] = exemptions_for(*kind, source, rule, options)
        level = levels.get(name, Severity.ADVICE if is_advice else finding.severity)
        exemption = exemption_of(finding, exemptions[kind]) if level else _SWITCHED_OFF
        if exemption is not None or level is None:
            yield placed(source, rule, name, finding), exemption
            continue
        complete = placed(source, rule, name, finding.completed() if finding.make_fix or finding.tell else finding)
        yield complete if level is complete.severity else complete._replace(severity=level), None


def wanted_in(source: Source | Manifest) -> Callable[[Finding], bool]:
    """Tell of findings, before they are placed in their cells, whether they have a say in what one cell shows.

    Where one cell alone is asked for, those of others may still be about the same thing, or be told together with it.
    """
    if not isinstance(source, Source) or source.parsed.asked is None or source.cells is None:
        return lambda _: True
    asked, cells = source.parsed.asked, source.cells
    at = [cell.cell.position for cell in cells.cells].index(asked)
    first = cells.offsets[at] + 1
    lines = range(first, cells.offsets[at + 1] + 1 if at + 1 < len(cells.offsets) else sys.maxsize)
    # A comment for a block silences the cells below too, and what it silences is its use.
    if any(silence.line in lines for silence in silences(source).areas):
        return lambda _: True

    def is_wanted(finding: Finding) -> bool:
        return (
            finding.span.line in lines
            or finding.group is not None
            or finding.code in catalog().heard
            or finding.code == SYNTAX_ERROR.code
        )

    return is_wanted


def _switched_off() -> bool:
    """The settings switch this check off."""
    return True


_SWITCHED_OFF: Final = Judge(_switched_off, (), ())


def verdicts(
    source: Source | Manifest, rule: Rule, options: Any, levels: Levels = MappingProxyType({})
) -> Iterator[tuple[Finding, str | None]]:
    """Give all that a rule's checks see, each with the reason why it is not reported, if there is one."""
    for finding, exemption in with_exemptions(source, rule, options, levels):
        if exemption is not None:
            yield finding, exemption.sentence
        elif over := next(silences_over(source, finding), None):
            yield finding, f"{'A comment for its block or file' if over.area else 'A `# noqa` comment'} silences it."
        else:
            yield finding, None


def seen_by_checks(source: Any, rule: Rule, options: Any) -> Iterator[tuple[Judge, Finding]]:
    """Give what each check of a rule sees, before exemptions and comments."""
    for check in rule.checks:
        extra = _arguments(check, source, options)
        for subject in subjects_of(check, source):
            for finding in check.function(subject, *extra):
                yield check, finding


def subjects_of(check: Judge, source: Any) -> Sequence[Any]:
    """Give what a check looks at: the source itself or its nodes of the annotated types.

    What a check says of a node stands in its cell, so where one cell is asked for, the nodes of others are left out.
    """
    kinds = check.subjects
    if not isinstance(source, Source):
        return (source,) if type(source) in kinds else ()
    watch_time()
    if check.whole and source.is_partial:
        return ()
    return (source,) if Source in kinds else source.judged_nodes(*kinds)


def exemptions_for(check: Judge, kind: type, source: Any, rule: Rule, options: Any) -> Exemptions:
    """Give the exemptions that judge a check's findings at nodes of a type, each with what it wants to know."""
    concerned = (one for one in rule.exemptions if not one.checks or check.function in one.checks)
    return [(one, _arguments(one, source, options)) for one in concerned if kind in one.subjects]


def exemption_of(finding: Finding, exemptions: Exemptions) -> Judge | None:
    """Give the first exemption that holds for a finding."""
    node = finding.node
    for exemption, extra in exemptions:
        if exemption.function(node, *extra):
            return exemption
    return None


def _arguments(judge: Judge, source: Any, options: Any) -> tuple[Any, ...]:
    if not judge.wants:
        return ()
    return tuple([source if name == "source" else options for name in judge.wants])
