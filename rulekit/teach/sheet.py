"""The sheet of an exercise as Markdown: the task, its requirements, what is given, and how the answer is written."""

from collections.abc import Iterator

from rulekit.api import rules
from rulekit.report.markdown import fenced
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.marked_lines import told_of
from rulekit.teach.selected import unlike_here

ANSWER = "____"
ASKED = {
    Kind.PREDICT: "Which lines break this and do harm? There may be one, some, or none.",
    Kind.SPOT: "Which lines do harm, and which rule does each break? There may be one, some, or none.",
    Kind.PARSONS: "Put the good lines in order. Some lines belong to no good answer.",
}
_WRITTEN = {
    Kind.PREDICT: "Write their numbers, such as `3, 7`, or `none`.",
    Kind.SPOT: "Write a line and a rule for each, such as `3 RK301`, or `none`.",
    Kind.PARSONS: "Write one letter a line, indented as the code should be.",
    Kind.JUDGE: "Write the letter of your answer.",
    Kind.REASON: "Write the letter of your answer.",
}

_OPENS = "Run the next cell: the answers open below it. Click one, or write its letter into the cell."


def sheet_of(exercise: Exercise) -> str:
    """Write the task as a learner reads it; it holds nothing of the solution."""
    return "\n\n".join([*_task(exercise), *_question(exercise)]) + "\n"


def lesson_sheet(exercise: Exercise) -> str:
    """Write the task as a lesson holds it: options wait for the form, since their order is the learner's own."""
    asked = [_OPENS] if exercise.options else list(_question(exercise))
    return "\n\n".join([*_task(exercise), *asked]) + "\n"


def task_of(exercise: Exercise) -> str:
    """Write the task as it stands above a form, which itself shows what there is to choose from."""
    asked = [ASKED[exercise.kind]] if exercise.kind in ASKED else []
    return "\n\n".join([*_task(exercise), *asked, *_rules_to_choose_from(exercise)]) + "\n"


def _task(exercise: Exercise) -> Iterator[str]:
    yield f"### {exercise.title}"
    yield f"*{exercise.id}, about {exercise.minutes} min*"
    if exercise.goal:
        yield exercise.goal.strip()
    yield from unlike_here(exercise)
    if exercise.requirements:
        yield "\n".join(f"- {one}" for one in exercise.requirements)
    for name, text in exercise.modules.items():
        yield f"Given is the module `{name}`:"
        yield _block(text)
    if exercise.kind.has_options and exercise.starter:
        yield _block(exercise.starter)
    if exercise.is_put_together and exercise.starter:
        yield "Above your lines stands already:"
        yield _block(exercise.starter)


def _question(exercise: Exercise) -> Iterator[str]:
    if exercise.kind in {Kind.PREDICT, Kind.SPOT}:
        yield _numbered(exercise.starter)
    if exercise.blocks:
        yield _block("\n".join(f"{block.label}   {block.text}" for block in exercise.blocks), "text")
    if exercise.options:
        yield "\n".join(f"- **{option.letter}** {option.text}" for option in exercise.options)
    if words := [table[exercise.kind] for table in (ASKED, _WRITTEN) if exercise.kind in table]:
        yield " ".join(words)
    yield from _rules_to_choose_from(exercise)


def _rules_to_choose_from(exercise: Exercise) -> Iterator[str]:
    if exercise.kind is Kind.SPOT:
        yield "Rules to choose from: " + ", ".join(f"{code} {rules[code].name}" for code in choices(exercise)) + "."


def choices(exercise: Exercise) -> list[str]:
    """Give the codes of the rules among which a learner chooses: those of the section, or others."""
    return list(exercise.choices) or [rule.code for rule in rules.section(exercise.section.name)]


def opening(exercise: Exercise) -> str:
    """Give the text of the cell in which a learner writes the answer."""
    body = exercise.starter if exercise.kind.is_code else ANSWER
    return f"%%exercise {exercise.id}\n{body.rstrip()}\n".rstrip()


def answered(exercise: Exercise) -> str:
    """Give the text of the cell with the answer; an option is written out, for its letter is not the same for all."""
    words = next((option.text for option in exercise.options if option.is_right), exercise.solution)
    return f"%%exercise {exercise.id}\n{words.rstrip()}"


def hint_sheet(exercise: Exercise, number: int) -> str:
    """Write the hints up to a number, the earlier ones too."""
    total = len(exercise.hints)
    shown = exercise.hints[: max(1, min(number, total))]
    return "\n\n".join(f"**Hint {at} of {total}**\n\n{text.strip()}" for at, text in enumerate(shown, 1)) + "\n"


def solution_sheet(exercise: Exercise) -> str:
    """Write the solution, other right answers, and what is to be said of them."""
    parts = [f"### Solution of {exercise.id}"]
    if exercise.origin and not exercise.solution:
        return "\n\n".join([*parts, *_unsolved(exercise)]) + "\n"
    parts.append(_block(exercise.solution, "python" if exercise.kind.is_code and not exercise.is_text else "text"))
    if exercise.blocks:
        parts.append(_block(assembled(exercise)))
    if exercise.starter and exercise.kind in {Kind.PREDICT, Kind.SPOT}:
        parts.append("\n".join(f"- {row}" for row in told_of(exercise)))
    if exercise.afterwards:
        parts.append(exercise.afterwards.strip())
    for alternate in exercise.alternates:
        parts += ["Another right answer:", _block(alternate)]
    parts += [f"**{option.letter}** {option.feedback}" for option in exercise.options]
    return "\n\n".join(parts) + "\n"


def assembled(exercise: Exercise) -> str:
    """Give the code of the solution, where that is letters of lines."""
    texts = {block.label: block.text for block in exercise.blocks}
    rows = (line.partition(line.strip()) for line in exercise.solution.splitlines())
    return exercise.starter + "\n".join(f"{indent}{texts[label]}" for indent, label, _ in rows)


def _unsolved(exercise: Exercise) -> Iterator[str]:
    """Show how a rule is kept elsewhere, where nobody has mended the learner's own code yet."""
    rule = rules[exercise.rules[0]]
    yield "Nobody has mended this code yet, and there is more than one way. An example of the rule, before and after:"
    yield from (_block(text) for text in (rule.examples[0].bad, rule.examples[0].good))


def _numbered(text: str) -> str:
    lines = text.rstrip("\n").splitlines()
    width = len(str(len(lines)))
    return _block("\n".join(f"{number:>{width}}  {line}".rstrip() for number, line in enumerate(lines, 1)))


def _block(text: str, language: str = "python") -> str:
    return fenced(text.rstrip(), language)
