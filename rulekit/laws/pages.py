"""Laws about what a rule says of itself: its page, its declarations, its messages."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from rulekit.engine.catalog import knowing
from rulekit.engine.judge import verdicts
from rulekit.laws.proof import Breach, Proof
from rulekit.model.late import regex
from rulekit.report.rule_page import readings

HEADINGS: Final = ["Why", "Instead", "When to break it", "What the check sees"]
POINTS: Final = ["error", "warning", "advice", "not seen"]
LONGEST: Final = 100
_HEADING = regex(r"^#+ (.+)$", re.MULTILINE)
_POINT = regex(r"^- ([\w ]+): \S", re.MULTILINE)
_PART = regex(r"^## .+\n", re.MULTILINE)
_SENTENCE = regex(r"[A-Z`][^\n]*[^.\n]\.")
_MESSAGE = regex(r"[a-z`\d][^\n]*: [^\n]*[^.\s]")


def page(proof: Proof) -> Iterator[Breach]:
    """The explanation has its four parts, and says in four points what the check sees."""
    rule = proof.rule
    found = _HEADING.findall(rule.explanation)
    if found != HEADINGS:
        told = ", ".join(f"`{one}`" for one in found) or "none"
        yield proof.at("## ", f"the parts of its explanation are {told}: write `## {'`, `## '.join(HEADINGS)}`")
    for heading, part in zip(found, _PART.split(rule.body)[1:], strict=False):
        if not part.strip():
            yield proof.at(f"## {heading}", f"the part `{heading}` is empty: write it")
    seen = rule.explanation.partition("## What the check sees\n")[2]
    if _POINT.findall(seen) != POINTS or list(readings(rule)) != POINTS:
        listed = "`, `- ".join(f"{one}:" for one in POINTS)
        yield proof.at(
            "## What the check sees", f"what the check sees is not said in its four points: write `- {listed}`"
        )


def declarations(proof: Proof) -> Iterator[Breach]:
    """Examples, cases, exemptions and options are there, and each is told apart and explained."""
    rule = proof.rule
    if not rule.checks:
        yield proof.at("RULE", "it has no check: write one below `@RULE.check`")
    if not rule.examples:
        yield proof.at("RULE", "it has no example: write one, `examples=(Example(...),)`")
    titles = Counter(example.title for example in (*rule.examples, *rule.tempting))
    for title, number in titles.items():
        if number > 1:
            yield proof.at(title, f"two examples are called `{title}`: name them apart")
    yield from _exemptions(proof)
    yield from _options(proof)


def _exemptions(proof: Proof) -> Iterator[Breach]:
    known: set[str] = set()
    for one in proof.rule.exemptions:
        place = f"def {one.function.__name__}"
        if not _SENTENCE.fullmatch(one.sentence):
            yield proof.at(
                place, f"the exemption says `{one.sentence}`: write one sentence, on its docstring's first line"
            )
        if one.sentence in known:
            yield proof.at(place, f"two exemptions say `{one.sentence}`: tell them apart")
        known.add(one.sentence)


def _options(proof: Proof) -> Iterator[Breach]:
    rule = proof.rule
    options = rule.options()
    documented = f"{rule.explanation}\n{rule.options.__doc__}"
    for field in dataclasses.fields(options):
        key = field.name.replace("_", "-")
        if f"`{key}`" not in documented:
            yield proof.at(
                field.name, f"the option `{key}` is not explained: name it in the page or the class's docstring"
            )
        if isinstance(getattr(options, field.name), (list, dict, set)):
            yield proof.at(field.name, f"the option `{key}` is a value that can change: make it a tuple")
    if "__setattr__" not in vars(rule.options):  # what is frozen refuses by a method of its own
        yield proof.at(f"class {rule.options.__name__}", "its options can change: write `@dataclass(frozen=True)`")


def messages(proof: Proof) -> Iterator[Breach]:
    """A message says what is wrong, then what to do, in one short line; each rule gives one."""
    found = messages_of(proof)
    place = proof.rule.checks[0].function.__name__ if proof.rule.checks else "RULE"
    if not found:
        yield proof.at(f"def {place}", "no code that is written about it shows a message: write an example that does")
    for text in sorted(found):
        if not _MESSAGE.fullmatch(text):
            yield proof.at(f"def {place}", f"message `{text}`: write `what is wrong: what to do`, lower case, no stop")
        if len(text) >= LONGEST:
            yield proof.at(f"def {place}", f"message `{text}` has {len(text)} characters: keep below {LONGEST}")
        if text.count("`") % 2:
            yield proof.at(f"def {place}", f"message `{text}` opens a backtick and does not close it: close it")


def messages_of(proof: Proof) -> set[str]:
    """Give every message that users see of a rule."""
    rule = proof.rule
    if rule.collects:
        found = [finding for one in proof.written for finding in proof.found(one)]
        return {finding.message for finding in found if finding.code == rule.code}
    with knowing(proof.settings):
        seen = [verdict for _, subject in proof.subjects for verdict in verdicts(subject, rule, rule.options())]
    return {finding.message for finding, silence in seen if silence is None}
