"""What an authored exercise must have, by its kind."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rulekit.teach.assembling import labels_of
from rulekit.teach.blocks import Blocks
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.exercise_file import Page
from rulekit.teach.judge.seams import SEAMS
from rulekit.teach.preconditions import missing_names
from rulekit.teach.problems import Problems, nearest

HINTS = {True: (2, 4), False: (1, 3)}
LEAST_WRONG = 2
LEAST_MUTANTS = 2
OPTIONS = (2, 6)
OF_PYTEST = tuple("caplog capfd capsys mocker monkeypatch recwarn request tmp_path tmp_path_factory".split())
FIXTURES = ("answer", *sorted(SEAMS), *OF_PYTEST)
REQUIREMENTS, HINT, CHOICES, AFTERWARDS = "Requirements", "Hint", "Options", "Afterwards"
FREE = ("Given", "Starter", "Solution", "Another solution", "Wrong answers", "Checks", "Witness", "Mutants")
HEADINGS = (REQUIREMENTS, HINT, CHOICES, AFTERWARDS, *FREE)
ONCE = (REQUIREMENTS, CHOICES, AFTERWARDS)
STRAY = {
    REQUIREMENTS: "move these words to the goal",
    CHOICES: "indent these words by two spaces, so that they belong to the option above",
}
STARTED = (Kind.FIX, Kind.MIX, Kind.EXPLOIT)
FILL_IN = "FILL IN"


@dataclass(frozen=True)
class Draft:
    """An exercise as far as it could be read, with the page and blocks that it comes from."""

    exercise: Exercise
    page: Page
    blocks: Blocks


def demand(draft: Draft, problems: Problems) -> None:
    """Say what is missing or too much."""
    _headings(draft.page, problems)
    _words(draft, problems)
    if draft.exercise.kind.is_code:
        _code(draft, problems)
        _names(draft, problems)
        _checks(draft.blocks, problems)
    elif draft.exercise.kind is Kind.PARSONS:
        _order(draft, problems)
        _checks(draft.blocks, problems)
    else:
        _choices(draft, problems)


def _headings(page: Page, problems: Problems) -> None:
    for line, words in page.ticked:
        problems.say(
            line, f"{words} begins no block, for it has backquotes in it: write `~~~` in place of the first three"
        )
    if page.unclosed is not None:
        problems.say(page.unclosed, "this block does not end: close it with a line of backquotes")
    if not page.titles:
        problems.say(1, "there is no title: begin the text with `# Words of the title`")
    for text, line in page.titles[1:]:
        problems.say(line, f"`# {text}` is a second title: keep one")
    seen = set()
    for part in page.parts[1:]:
        if part.heading not in HEADINGS:
            listed = ", ".join(HEADINGS)
            problems.say(
                part.line,
                f"unknown heading `{part.heading}`{nearest(part.heading, HEADINGS)}: the headings are {listed}",
            )
        if part.heading in ONCE and part.heading in seen:
            problems.say(part.line, f"`## {part.heading}` stands here a second time: put the two together")
        seen.add(part.heading)
        if part.heading in {REQUIREMENTS, CHOICES} and part.stray is not None:
            problems.say(part.stray, f"below `## {part.heading}` stands a list only: {STRAY[part.heading]}")


def _words(draft: Draft, problems: Problems) -> None:
    if not draft.exercise.goal:
        problems.say(1, "there is no goal: say below the title what the learner is to do, and why the shop needs it")
    least, most = HINTS[draft.exercise.kind.is_code]
    if not least <= len(draft.exercise.hints) <= most:
        problems.say(1, f"{len(draft.exercise.hints)} hints: write {least} to {most} parts below `## {HINT}`")
    for part in draft.page.parts:
        if part.heading == HINT and not part.text:
            problems.say(part.line, "this hint is empty: write it, or take it away")


def _code(draft: Draft, problems: Problems) -> None:
    exercise, blocks = draft.exercise, draft.blocks
    language = "text" if exercise.is_text else "python"
    if not exercise.requirements:
        problems.say(1, f"there are no requirements: add `## {REQUIREMENTS}` and a list of what the answer must do")
    needed = ["solution", *(["starter"] if exercise.kind in STARTED else [])]
    needed += [] if _is_of_tests(draft) else ["check"]
    for label in needed:
        if label not in blocks.single:
            problems.say(1, f"there is no `{language if label != 'check' else 'python'} {label}`: add the block")
    if len(blocks.wrong) < LEAST_WRONG:
        problems.say(1, f"{len(blocks.wrong)} wrong answers: add {LEAST_WRONG} or more blocks `{language} wrong: ...`")
    if _is_of_tests(draft):
        if not blocks.modules:
            problems.say(1, "there is nothing to test: add a block `python module NAME` with the right code")
        if len(blocks.mutants) < LEAST_MUTANTS:
            problems.say(1, f'{len(blocks.mutants)} mutants: add {LEAST_MUTANTS} or more `diff mutant "..."`')
    elif blocks.mutants:
        first = next(iter(blocks.mutants.values()))
        problems.say(first.line - 1, "mutants belong to exercises of the kind tests: take this block away")
    if exercise.options:
        problems.say(1, f"options belong to exercises of the kind judge or reason: take `## {CHOICES}` away")


def _order(draft: Draft, problems: Problems) -> None:
    """Look whether right and wrong orders are made of the lines that a learner gets."""
    exercise, blocks = draft.exercise, draft.blocks
    for label in ("solution", "lines", *(() if blocks.mutants else ("check",))):
        if label not in blocks.single:
            problems.say(
                1, f"there is no block `{label}`: an exercise in order has the right lines, others, and a check"
            )
    if not exercise.requirements:
        problems.say(1, f"there are no requirements: add `## {REQUIREMENTS}` and a list of what the answer must do")
    if len(exercise.wrong) < LEAST_WRONG:
        problems.say(1, f"{len(exercise.wrong)} wrong answers: add {LEAST_WRONG} or more blocks `python wrong: ...`")
    texts = ((fence.text, fence.line - 1) for fence in blocks.alternates)
    for text, line in (*texts, *((one.code, one.line) for one in exercise.wrong)):
        if labels_of(exercise.blocks, text) is None:
            problems.say(line, "this has a line that is in neither `solution` nor `lines`: put it together from those")


def _is_of_tests(draft: Draft) -> bool:
    """Tell whether the answer is tests: by its kind, or a kind of any rule that has mutants."""
    kind = draft.exercise.kind
    return kind is Kind.TESTS or (kind in {Kind.MIX, Kind.WRITE} and bool(draft.blocks.mutants))


def _names(draft: Draft, problems: Problems) -> None:
    """Look for the names to keep in what is given and in what is right."""
    if draft.exercise.is_text:
        return
    for label in ("starter", "solution"):
        text = draft.blocks.text(label)
        if text.strip() and _tree(text):
            for name in missing_names(draft.exercise, text):
                problems.say(draft.blocks.line(label), f"the {label} defines no `{name}`: correct it, or `keep`")


def _checks(blocks: Blocks, problems: Problems) -> None:
    functions = _functions(blocks.text("check"))
    own = tuple(one.name for one in functions if one.decorator_list)
    checks = [one for one in functions if one.name.startswith("test_")]
    if "check" in blocks.single and not checks:
        problems.say(blocks.line("check"), "no function begins with `test_`: name those so that are to be run")
    for one in checks:
        at = blocks.line("check") + one.lineno - 1
        if not ast.get_docstring(one):
            problems.say(at, f"`{one.name}` has no docstring: say there what the answer must do")
        _fixtures(one, at, own, problems)
    if "witness" in blocks.single:
        shows = [one for one in _functions(blocks.text("witness")) if one.name == "show"]
        if not shows:
            problems.say(blocks.line("witness"), "no function is called `show`: it prints what goes wrong")
        for one in shows:
            _fixtures(one, blocks.line("witness") + one.lineno - 1, (), problems)


def _fixtures(function: ast.FunctionDef, line: int, own: tuple[str, ...], problems: Problems) -> None:
    """Say which fixtures of a check nobody knows; what is parametrized may have any names."""
    names = [] if function.decorator_list else [one.arg for one in function.args.args]
    for name in names:
        if name not in {*FIXTURES, *own}:
            listed = ", ".join((*FIXTURES, *own))
            problems.say(line, f"unknown fixture `{name}`{nearest(name, FIXTURES)}: a check may ask for {listed}")


def _choices(draft: Draft, problems: Problems) -> None:
    options, page, blocks = draft.exercise.options, draft.page, draft.blocks
    part = page.part(CHOICES)
    line = part.line if part else 1
    least, most = OPTIONS
    if not least <= len(options) <= most:
        problems.say(line, f"{len(options)} options: write {least} to {most} below `## {CHOICES}`, such as `- [ ] ...`")
    right = sum(option.is_right for option in options)
    if options and right != 1:
        problems.say(line, f"{right} options are right: mark exactly one with `[x]`")
    for option, item in zip(options, part.items if part else (), strict=False):
        if not option.feedback:
            problems.say(
                item.line,
                f"option {option.letter} has no feedback: leave a line empty and write an indented paragraph below it",
            )
    for label, at in _too_much(blocks):
        problems.say(at, f"a block `{label}` has no use here, the answer is a letter: take it away")


def _too_much(blocks: Blocks) -> Iterator[tuple[str, int]]:
    yield from ((label, fence.line - 1) for label, fence in blocks.single.items() if label != "starter")
    fences: Iterable[tuple[str, int]] = (
        *(("alternate", fence.line - 1) for fence in blocks.alternates),
        *(("wrong", wrong.line) for wrong in blocks.wrong),
        *(("mutant", fence.line - 1) for fence in blocks.mutants.values()),
    )
    yield from fences


def _functions(text: str) -> list[ast.FunctionDef]:
    tree = _tree(text)
    return [one for one in tree.body if isinstance(one, ast.FunctionDef)] if tree else []


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None
