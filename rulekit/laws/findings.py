"""Laws about what a rule finds: in its examples, in its cases, and where."""

import ast
from collections.abc import Iterable, Iterator

from rulekit.analysis.syntax.source import Source
from rulekit.engine.catalog import knowing
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.fixing_documents import fix_document
from rulekit.engine.judge import seen_by_checks
from rulekit.laws.marked_code import Places, marks
from rulekit.laws.proof import Breach, Proof, Written
from rulekit.model.finding import Finding
from rulekit.model.rule import Example

ROLES = ("production", "test", "script")


def examples(proof: Proof) -> Iterator[Breach]:
    """Bad code is found on its marked lines and by no other rule, good code is clean, declared fixes fix."""
    code = proof.rule.code
    for example in (*proof.rule.examples, *proof.rule.tempting):
        bad = proof.bad(example.title, example.shown, example.path)
        good = proof.good(example.title, example.good, example.path)
        yield from _compared(bad, _places(proof.found(bad)), example.marks)
        yield from _compared(good, _places(proof.found(good)), frozenset())
        if code not in {one for _, one in example.marks}:
            yield bad.at(1, f"no line is marked: end those that are wrong with `# <- {code}`")
        if example.fixed:
            yield from _declared_fix(proof, example, bad)


def _declared_fix(proof: Proof, example: Example, bad: Written) -> Iterator[Breach]:
    alone = Document(example.path, example.shown, apart=True)
    done = fix_document(alone, proof.settings, unsafe=True)
    if proof.rule.code not in {one.code for one in done.applied}:
        yield bad.at(
            1, "`fixed` is declared and nothing is fixed: give the finding a `fix` that parses, or take `fixed` away"
        )
    elif done.text != example.good:
        pairs = zip(f"{done.text}\0".splitlines(), f"{example.good}\0".splitlines(), strict=False)
        got, wanted = next((got, wanted) for got, wanted in pairs if got != wanted)
        yield bad.at(1, f"its fix writes {got!r} where the good code has {wanted!r}: let them be the same")
    elif (fix_document(alone, proof.settings).text != example.good) is not example.asks:
        is_safe = "safe, so `asks=True` is wrong" if example.asks else "not safe"
        yield bad.at(1, f"its fix is {is_safe}: {'take `asks` away' if example.asks else 'write `asks=True`'}")


def cases(proof: Proof) -> Iterator[Breach]:
    """In each case, the rule is found on the marked lines and nowhere else."""
    text = proof.cases_text
    if not proof.cases:
        yield Breach(proof.cases_file, 1, "there are no cases: write blocks of Python, each below a heading")
    if (fences := text.count("\n```\n")) > len(proof.cases):
        yield Breach(proof.cases_file, 1, f"{fences - len(proof.cases)} of {fences} blocks have no heading: write one")
    for case in proof.cases:
        one = proof.case(case)
        own = frozenset(place for place in _places(proof.found(one)) if place[1] == proof.rule.code)
        yield from _compared(one, own, marks(case.code))


def places(proof: Proof) -> Iterator[Breach]:
    """A finding has the rule's code and name, and a place in the text."""
    rule = proof.rule
    for one, subject in proof.subjects:
        with knowing(proof.settings):
            seen = [*seen_by_checks(subject, rule, rule.options())]
        for check, finding in seen:
            start, end = (finding.span.line, finding.span.column), (finding.span.end_line, finding.span.end_column)
            is_inside = (1, 1) <= start <= end and end[0] <= max(len(subject.lines), 1)
            if (finding.code, finding.name, finding.path) != (rule.code, rule.name, subject.path) or not is_inside:
                name = check.function.__name__
                yield one.at(1, f"`{name}` finds line {start[0]} under the code {finding.code}: use `RULE.at`")


def trees(proof: Proof) -> Iterator[Breach]:
    """Checks and exemptions leave the tree as it is, and see the same when they are asked again."""
    for one, subject in proof.subjects:
        if isinstance(subject, Source):
            with knowing(proof.settings):
                before = _shape(subject)
                found = [each.completed() for _, each in seen_by_checks(subject, proof.rule, proof.rule.options())]
                after = _shape(subject)
                again = [each.completed() for _, each in seen_by_checks(subject, proof.rule, proof.rule.options())]
            if after != before:
                yield one.at(1, "a check changes the tree: let it only look")
            if found != again:
                yield one.at(1, "a check sees something else when it is asked again: keep no state")


def _shape(source: Source) -> tuple[str, list[list[str]]]:
    return ast.dump(source.tree, include_attributes=True), [sorted(vars(node)) for node in ast.walk(source.tree)]


def roles(proof: Proof) -> Iterator[Breach]:
    """A rule judges texts that have no path, in every role."""
    for example in (*proof.rule.examples, *proof.rule.tempting):
        one = proof.bad(example.title, example.shown, "")
        for role in ROLES:
            for crash in check_document(Document("", example.shown), proof.settings, role).crashes:
                yield one.at(1, f"as {role} code without a path, {crash}")


def _places(findings: Iterable[Finding]) -> Places:
    return frozenset((finding.span.line, finding.code) for finding in findings)


def _compared(one: Written, found: Places, promised: Places) -> Iterator[Breach]:
    for line, code in sorted(promised - found):
        yield one.at(line, f"{code} is marked here and not found: mend the check or take the mark away")
    for line, code in sorted(found - promised):
        yield one.at(
            line, f"{code} is found here and not marked: mend the check, or write `# <- {code}` if that is right"
        )
