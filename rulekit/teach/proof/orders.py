"""Lines put in order: right orders pass, wrong ones are refused as declared, and every line counts."""

from collections.abc import Iterator

from rulekit.teach.assembling import labels_of
from rulekit.teach.exercise import Exercise
from rulekit.teach.judging import judge_answer


def order_problems(exercise: Exercise) -> Iterator[str]:
    """Tell what is wrong with the lines of an exercise, their right orders and their wrong ones."""
    if not judge_answer(exercise, exercise.solution).outcome.is_pass:
        yield f"the solution is refused:\n{judge_answer(exercise, exercise.solution)}"
    for number, code in enumerate(exercise.alternates, 1):
        verdict = judge_answer(exercise, labels_of(exercise.blocks, code) or "")
        if not verdict.outcome.is_pass:
            yield f"alternate {number} is refused:\n{verdict}"
    for wrong in exercise.wrong:
        verdict = judge_answer(exercise, labels_of(exercise.blocks, wrong.code) or "", is_brief=True)
        text = f"{verdict.message} {verdict.where} {verdict.why}"
        if verdict.outcome.value != wrong.outcome or wrong.says not in text:
            yield f"line {wrong.line}: expected {wrong.outcome} {wrong.says!r}, but\n{verdict}"
    for name, answer in damaged_orders(exercise):
        if judge_answer(exercise, answer, is_brief=True).outcome.is_pass:
            yield f"it passes {name}"


def damaged_orders(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Give answers in which a line of the solution is missing, or one that does not belong stands in its place."""
    rows = exercise.solution.splitlines()
    strangers = [block for block in exercise.blocks if block.depth is None]
    for at, row in enumerate(rows):
        label = row.strip()
        yield f"without `{label}`", "\n".join((*rows[:at], *rows[at + 1 :]))
        for other in strangers:
            changed = row.replace(label, other.label)
            yield f"with `{other.label}` in place of `{label}`", "\n".join((*rows[:at], changed, *rows[at + 1 :]))
