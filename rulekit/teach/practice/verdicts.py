"""The verdict on code of the learner's own repository, which is read by the rules and not run."""

import ast
from collections import Counter
from collections.abc import Sequence

from rulekit.model.finding import Finding
from rulekit.notebook.grammar import syntax_tree
from rulekit.teach.exercise import Exercise, Origin
from rulekit.teach.practice.items import judged_alone
from rulekit.teach.verdict import Outcome, Verdict, place


def judge_own(exercise: Exercise, answer: str, origin: Origin) -> Verdict:
    """Judge mended code: it is still there, the rule has nothing to say any more, and no rule has more to say."""
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
    message = "the finding is gone, and no other came"
    return Verdict(exercise.id, exercise.title, Outcome.PASSED, message, next_step=_take_over(exercise, origin))


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
    return None


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
