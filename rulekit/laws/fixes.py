"""Laws about what fixes do to code: it parses, the finding is gone, nothing new comes, and names are declared."""

import ast
from collections import Counter
from collections.abc import Iterator

from rulekit.analysis.names.scopes import BUILTINS, names
from rulekit.analysis.syntax.index import COMPREHENSIONS
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.fixing import apply_edits
from rulekit.engine.fixing_documents import fix_document
from rulekit.laws.proof import Breach, Proof, Written
from rulekit.model.finding import Effect, Finding


def fixes(proof: Proof) -> Iterator[Breach]:
    """Fixed code parses, what was fixed is found no more, fixing it again changes nothing, and no finding is new."""
    code = proof.rule.code
    for one in proof.written:
        if one.is_module and any(finding.code == code and finding.fix for finding in proof.found(one)):
            yield from _fixed(proof, one, code, unsafe=False)
            yield from _fixed(proof, one, code, unsafe=True)


def _fixed(proof: Proof, one: Written, code: str, *, unsafe: bool) -> Iterator[Breach]:
    done = fix_document(Document(one.path, one.text, apart=True), proof.alone, unsafe=unsafe)
    line = min((finding.span.line for finding in done.applied), default=1)
    if Source(done.text).broken:
        yield one.at(line, "fixed code does not parse: mend the edits of the fix")
        return
    if fix_document(Document(one.path, done.text, apart=True), proof.alone, unsafe=unsafe).text != done.text:
        yield one.at(line, "fixing fixed code changes it once more: let one fix do all")
    before, after = _found(proof, one, one.text), _found(proof, one, done.text)
    if any(after[code, each.message] >= before[code, each.message] > 0 for each in done.applied):
        yield one.at(line, f"{code} is found in fixed code as often as before: let the fix mend what is found")
    # What is left to do after a fix that asks, such as an import without a use, is seen when it is done.
    if not unsafe and (new := _codes(after) - _codes(before)):
        yield one.at(line, f"fixed code has new findings, {', '.join(sorted(new))}: let the fix bring none")


def _found(proof: Proof, one: Written, text: str) -> Counter[tuple[str, str]]:
    found = check_document(Document(one.path, text, apart=True), proof.settings).findings
    return Counter((finding.code, finding.message) for finding in found)


def _codes(found: Counter[tuple[str, str]]) -> Counter[str]:
    return Counter(code for code, _ in found.elements())


def declared_names(proof: Proof) -> Iterator[Breach]:
    """A fix declares every name that it brings in, takes away or relies on."""
    for one in proof.written:
        if one.is_module:
            for finding in proof.found(one):
                if finding.code == proof.rule.code:
                    yield from undeclared_names(one, finding)


def undeclared_names(one: Written, finding: Finding) -> Iterator[Breach]:
    """Name what the fix of a finding does to names and does not declare."""
    if finding.fix is None:
        return
    after = apply_edits(one.text, line_starts(split_lines(one.text)), finding.fix.edits)
    old, new = _bound(one.text), _bound(after)
    said = {effect: {use.name for use in finding.fix.names if use.effect is effect} for effect in Effect}
    read = (_read(after) - _read(one.text)).keys() - BUILTINS
    undeclared = {
        "binds": {name for _, name in new - old} - said[Effect.BINDS],
        "unbinds": {name for _, name in old - new} - said[Effect.BINDS] - said[Effect.UNBINDS],
        "reads": read - said[Effect.READS] - said[Effect.BINDS],
    }
    for effect, lacking in undeclared.items():
        for name in sorted(lacking):
            use = f"NameUse(Effect.{effect.upper()}, ...)"
            yield one.at(
                finding.span.line, f"the fix {effect} `{name}` and does not say so: add a `{use}` to its `names`"
            )


def _bound(text: str) -> set[tuple[str, str]]:
    """Tell which names a text binds, each with the name of its scope; those of comprehensions are nobody else's."""
    known = names(Source(text))
    heads = {
        scope: getattr(scope.node, "name", type(scope.node).__name__)
        for scope in known.bindings
        if not isinstance(scope.node, COMPREHENSIONS)
    }
    return {(head, name) for scope, head in heads.items() for name, nodes in known.bindings[scope].items() if nodes}


def _read(text: str) -> Counter[str]:
    reads = (one for one in ast.walk(Source(text).tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load))
    return Counter(one.id for one in reads)
