"""From an answer to its verdict: what stands in the way first, and only that."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from rulekit.api import as_taught, report_on, rules
from rulekit.model.finding import Finding, Severity
from rulekit.teach.answers import judge_text, read_order
from rulekit.teach.assembling import code_of
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.judge.child import JudgeError
from rulekit.teach.judge.tried import Tried
from rulekit.teach.practice.verdicts import judge_own
from rulekit.teach.preconditions import is_attempted, missing_names, syntax_problem
from rulekit.teach.selected import is_held
from rulekit.teach.silenced import hidden_in
from rulekit.teach.tried_answers import try_answer
from rulekit.teach.verdict import Outcome, Verdict, place

PASSED = "every requirement holds"
BEGIN = "change the code and run the cell again"
_Step = Callable[[Exercise, str], Verdict | None]


def judge_answer(exercise: Exercise, answer: str, *, is_brief: bool = False) -> Verdict:
    """Judge an answer by the exercise and the guide as it is written; settings of the learner's folder do not count.

    In brief, nothing is counted or shown: the outcome and its reason are all.
    """
    if exercise.is_put_together:
        read = read_order(exercise, answer)
        return (
            read
            if isinstance(read, Verdict)
            else _judge_code(exercise, exercise.starter + code_of(read), is_brief=is_brief)
        )
    if not exercise.kind.is_code:
        return judge_text(exercise, answer)
    return _judge_code(exercise, answer, is_brief=is_brief)


def _judge_code(exercise: Exercise, answer: str, *, is_brief: bool) -> Verdict:
    steps: tuple[_Step, ...] = (_attempt, _names, _silence)
    for step in steps:
        if (verdict := step(exercise, answer)) is not None:
            return verdict
    if exercise.origin is not None:
        return judge_own(exercise, answer, exercise.origin)
    try:
        trial = try_answer(exercise, answer, is_brief=is_brief)
    except JudgeError as error:
        return _our_fault(exercise, str(error))
    except KeyboardInterrupt:
        return _verdict(exercise, Outcome.NOT_JUDGED, "you stopped it before it was judged")
    tried = trial.tried
    report = report_on(answer, exercise.file or None, exercise.role, as_taught())
    style = _style(exercise, answer, report.findings) or _unjudged(exercise, report.unjudged)
    # Who puts given lines in order can write no others, so other rules have nothing to say.
    notes = () if exercise.is_put_together else tuple(_notes(exercise, report.findings))
    verdict = _behaviour(exercise, answer, tried) or style or _passed(exercise, notes)
    done = sum(one.message is None for one in tried) + (style is None)
    return replace(verdict, done=done, total=len(tried) + 1, notes=notes, shown=trial.shown, seen=trial.seen)


def _attempt(exercise: Exercise, answer: str) -> Verdict | None:
    if not is_attempted(exercise, answer):
        is_same = answer.strip() == exercise.starter.strip()
        begin = "the cell is still as it was" if is_same else "only comments and spaces have changed"
        begin = begin if answer.strip() else "nothing is written yet"
        message = f"{begin}: {_first_requirement(exercise)}"
        return replace(_verdict(exercise, Outcome.NOT_ATTEMPTED, message), next_step=BEGIN)
    problem = None if exercise.is_text else syntax_problem(answer)
    if problem is not None:
        message, line = problem
        where = place(answer, line)
        return _verdict(exercise, Outcome.SYNTAX, message, where=where)
    return None


def _names(exercise: Exercise, answer: str) -> Verdict | None:
    missing = () if exercise.is_text else missing_names(exercise, answer)
    if not missing:
        return None
    message = f"nothing is called `{missing[0]}` any more: keep the names that other code uses"
    return _verdict(exercise, Outcome.MISSING_NAME, message)


def _silence(exercise: Exercise, answer: str) -> Verdict | None:
    hidden = hidden_in(exercise, answer)
    if hidden is None:
        return None
    why = "a silenced finding is still there for the next reader"
    return _verdict(exercise, Outcome.SUPPRESSED, hidden.message, where=place(answer, hidden.line), why=why)


def _behaviour(exercise: Exercise, answer: str, tried: tuple[Tried, ...]) -> Verdict | None:
    failed = next((one for one in tried if one.message is not None), None)
    if failed is None:
        return None
    where = place(answer, failed.line) if failed.line and not exercise.is_text else ""
    if failed.lacks:
        return _verdict(exercise, Outcome.NOT_JUDGED, f"this exercise cannot judge that: {failed.message}", where=where)
    if failed.is_ours:
        return _our_fault(exercise, f"the check `{failed.name}` failed, not your answer: {failed.message}")
    return _verdict(exercise, Outcome.BEHAVIOUR, failed.message or "", where=where, why=failed.sentence)


def _style(exercise: Exercise, answer: str, findings: tuple[Finding, ...]) -> Verdict | None:
    aimed = [one for one in findings if _is_aimed(exercise, one)]
    if exercise.kind is Kind.BREAK:
        return _broken(exercise, answer, findings)
    if not aimed:
        return None
    first = aimed[0]
    message = f"{first.code} {first.name}: {first.message}"
    where = place(answer, first.span.line)
    return _verdict(exercise, Outcome.STYLE, message, where=where, why=rules[first.code].guide)


def _is_aimed(exercise: Exercise, finding: Finding) -> bool:
    """Tell whether a finding stands in the way; where no rule is named to the learner, mere advice is a note."""
    return finding.code in exercise.rules and not (exercise.lesson and finding.severity is Severity.ADVICE)


def _unjudged(exercise: Exercise, unjudged: tuple[str, ...]) -> Verdict | None:
    """Pass nothing that not all rules have judged."""
    return _our_fault(exercise, f"not every rule could judge your answer: {unjudged[0]}") if unjudged else None


def _our_fault(exercise: Exercise, message: str) -> Verdict:
    say = "go on with the next exercise, and tell the people who keep rulekit"
    return Verdict(exercise.id, exercise.title, Outcome.CHECKER_ERROR, message, next_step=say)


def _broken(exercise: Exercise, answer: str, findings: tuple[Finding, ...]) -> Verdict | None:
    """Judge code that must break one rule and no other."""
    rule = rules[exercise.rules[0]]
    if not any(one.code == rule.code for one in findings):
        message = f"the code keeps `{rule.name}`: write it so that this rule, and no other, has something to say"
        why = f"found so far: {', '.join(sorted({one.code for one in findings}))}" if findings else rule.guide
        return _verdict(exercise, Outcome.STYLE, message, why=why)
    others = [one for one in findings if one.code != rule.code]
    if others:
        message = f"{others[0].code} {others[0].name} is broken too: break only `{rule.name}`"
        return _verdict(exercise, Outcome.STYLE, message, where=place(answer, others[0].span.line), why=rule.guide)
    return None


def _notes(exercise: Exercise, findings: tuple[Finding, ...]) -> Iterator[str]:
    """Give what other rules say, as far as a learner has met them: those up to the last one of the exercise."""
    for one in findings:
        if not _is_aimed(exercise, one) and one.code <= max(exercise.rules) and is_held(exercise, one.code):
            yield f"line {one.span.line}: {one.code} {one.name}: {one.message}"


def _passed(exercise: Exercise, notes: tuple[str, ...]) -> Verdict:
    outcome = Outcome.PASSED_WITH_NOTES if notes else Outcome.PASSED
    *others, last = (f"`{rules[code].name}`" for code in exercise.rules)
    names = f"{', '.join(others)} and {last}" if others else last
    verb = "has" if len(exercise.rules) == 1 else "have"
    quiet = f"only {names} has something to say" if exercise.kind is Kind.BREAK else f"{names} {verb} nothing to say"
    step = f"compare with `%exercise solution {exercise.id}`"
    message = f"{PASSED}, and {quiet}"
    return Verdict(exercise.id, exercise.title, outcome, message, why=exercise.afterwards, next_step=step)


def _verdict(exercise: Exercise, outcome: Outcome, message: str, where: str = "", why: str = "") -> Verdict:
    hint = f"`%exercise hint {exercise.id}`" if exercise.hints else ""
    return Verdict(exercise.id, exercise.title, outcome, message, where, why, hint)


def _first_requirement(exercise: Exercise) -> str:
    return exercise.requirements[0] if exercise.requirements else exercise.title
