"""The verdict on code of the learner's own repository: that of the rules, and of their own tests where they say so."""

import ast
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rulekit.engine.files import read_document
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Finding
from rulekit.notebook.grammar import syntax_tree
from rulekit.teach.exercise import Exercise, Origin
from rulekit.teach.practice.items import judged_alone
from rulekit.teach.practice.own_tests import OwnTests, Ran
from rulekit.teach.practice.replaced import with_answer
from rulekit.teach.verdict import Outcome, Verdict, place

# What such rules mark does something that the program is there for: it is mended, and not left out.
DOING = frozenset({"database", "security", "concurrency"})
GONE = "the finding is gone, no other came"
SHOWN = 3


class Tested(NamedTuple):
    """What own tests say of an answer."""

    outcome: Outcome
    message: str


PASSES = Tested(Outcome.PASSED, "the finding is gone, and no other came")


def judge_own(exercise: Exercise, answer: str, origin: Origin) -> Verdict:
    """Judge mended code: it is still there, the rule has nothing to say any more, and no rule has more to say.

    Where the learner says so, their own tests have a say as well.
    """
    if (problem := _gone(exercise, answer, origin)) is not None:
        return Verdict(exercise.id, exercise.title, Outcome.MISSING_NAME, problem)
    findings = judged_alone(answer, exercise.file, exercise.role, origin.codes)
    aimed = [one for one in findings if one.code in exercise.rules]
    if aimed:
        return _style(exercise, answer, aimed[0], f"{aimed[0].code} {aimed[0].name}: {aimed[0].message}")
    before = judged_alone(exercise.starter, exercise.file, exercise.role, origin.codes)
    new = _more(before, findings)
    if new is not None:
        return _style(
            exercise, answer, new, f"the finding is gone, and another came: {new.code} {new.name}: {new.message}"
        )
    tested = _tested(exercise, answer, origin) if origin.root and not origin.is_past else PASSES
    why = "" if tested.outcome.is_pass else GONE
    step = _take_over(exercise, origin) if tested.outcome.is_pass else ""
    return Verdict(exercise.id, exercise.title, tested.outcome, tested.message, why=why, next_step=step)


def _tested(exercise: Exercise, answer: str, origin: Origin) -> Tested:
    """Tell what the learner's own tests say of the answer in its place."""
    file = Path(origin.root, origin.path)
    try:
        text = with_answer(read_document(str(file)).text, exercise, origin, answer)
    except (UnreadableError, SyntaxError, ValueError, RecursionError):
        text = None
    if text is None:
        changed = f"`{origin.path}` has changed since these items were written: write them anew with `rulekit practice`"
        return Tested(Outcome.NOT_JUDGED, changed)
    return judged_by(OwnTests(file), text)


def judged_by(tests: OwnTests, text: str) -> Tested:
    """Run the tests of a file as it would be, and where they do not pass, as it is."""
    name = tests.inner.as_posix()
    if not tests.files:
        return Tested(Outcome.NOT_JUDGED, f"no tests of `{name}` were found: none is named after it, or imports it")
    where = ", ".join(f"`{one}`" for one in tests.files[:SHOWN]) + (" and others" if len(tests.files) > SHOWN else "")
    after = tests.run(text)
    if after.passed and not (after.broken or after.trouble or after.is_late):
        if not after.uses_file:
            return Tested(Outcome.NOT_JUDGED, f"the tests in {where} pass, but they do not run your `{name}`")
        return Tested(Outcome.PASSED, f"{GONE}, and its tests still pass: {where}")
    before = tests.run()
    return _compared(after, before, where, tests.seconds)


def _compared(after: Ran, before: Ran, where: str, seconds: float) -> Tested:
    """Say what tests that do not all pass say of a change: nothing where they did not pass before it."""
    if after.is_late:
        too = "nor did they before your change" if before.is_late else "what in your change may wait, or never end?"
        outcome = Outcome.NOT_JUDGED if before.is_late else Outcome.BEHAVIOUR
        return Tested(outcome, f"the tests in {where} did not end within {seconds:g} seconds: {too}")
    new = {test: why for test, why in after.broken.items() if test not in before.broken}
    if new:
        test, why = next(iter(new.items()))
        return Tested(Outcome.BEHAVIOUR, f"a test passes no more: `{test}`" + f": {why}" * bool(why))
    if after.passed and after.uses_file and not after.trouble:
        known = f"; {len(after.broken)} failed before your change too"
        return Tested(Outcome.PASSED, f"{GONE}, and its other tests still pass: {where}{known}")
    if after.broken:
        test, why = next(iter(after.broken.items()))
        return Tested(
            Outcome.NOT_JUDGED, f"the tests failed before your change already: `{test}`" + f": {why}" * bool(why)
        )
    return Tested(Outcome.NOT_JUDGED, after.trouble or f"there is no test in {where} that runs")


def _gone(exercise: Exercise, answer: str, origin: Origin) -> str | None:
    """Say what is missing of the code that was to be mended."""
    before, after = syntax_tree(exercise.starter), syntax_tree(answer)
    method = origin.name.rpartition(".")[2]
    names = {
        one.name for one in ast.walk(after) if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }
    if exercise.keep and method not in names:
        return f"nothing is called `{method}` any more: keep the names that the rest of your code uses"
    if 2 * _statements(after) < _statements(before):
        return "most of the code is gone: mend it so that it still does what it did"
    lost = sorted((_bound(before) - _bound(after)) & _used(after))
    if lost:
        return f"`{lost[0]}` is used and comes from nowhere any more: keep what defines it, or write something else"
    if exercise.section.name in DOING and not _rows(answer) - _rows(exercise.starter):
        return "code was taken away, and none came in its place: do what it did in another way"
    return None


def _bound(tree: ast.AST) -> set[str]:
    """Name what is defined somewhere, whatever the scope."""
    found = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name.partition(".")[0])
    return found


def _used(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _rows(text: str) -> Counter[str]:
    return Counter(row.strip() for row in text.splitlines() if row.strip() and not row.strip().startswith("#"))


def _statements(tree: ast.AST) -> int:
    return sum(isinstance(one, ast.stmt) for one in ast.walk(tree))


def _more(before: Sequence[Finding], after: Sequence[Finding]) -> Finding | None:
    """Give a finding of a rule that has more to say than before, the last one of it."""
    more = Counter(one.code for one in after) - Counter(one.code for one in before)
    return next((one for one in reversed(after) if one.code in more), None)


def _style(exercise: Exercise, answer: str, finding: Finding, message: str) -> Verdict:
    hint = f"`%exercise hint {exercise.id}`"
    where = place(answer, finding.span.line)
    return Verdict(exercise.id, exercise.title, Outcome.STYLE, message, where, next_step=hint)


def _take_over(exercise: Exercise, origin: Origin) -> str:
    if origin.is_past:
        return f"compare with what became of it: `%exercise solution {exercise.id} --now`"
    return f"if it is better so, take it over into `{origin.path}`, line {origin.line}"
