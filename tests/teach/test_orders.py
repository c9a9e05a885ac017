"""Lines that are put in order are judged by what the code does: every order that works is right."""

import pytest

from rulekit.teach.exercise import Exercise
from rulekit.teach.judging import judge_answer
from rulekit.teach.proof.orders import order_problems
from rulekit.teach.reading import ExerciseError, read_exercise
from rulekit.teach.sheet import sheet_of, solution_sheet
from rulekit.teach.verdict import Outcome

PATH = "errors/swallowed-exception.parsons-2.md"
TEXT = """---
rule: swallowed-exception
kind: parsons
number: 2
minutes: 2
level: 1
keep: water
---
# The tap is closed in the end

Somebody waters the plants.

## Requirements
- The plants are named, and the tap is closed in the end.
- A tap that fails surfaces.

## Given
```python module garden
done = []


def open_tap():
    done.append("open")


def pour(plant):
    if plant == "cactus":
        raise OSError("too dry")
    done.append(plant)


def close_tap():
    done.append("close")
```

```python starter
import garden
```

```python solution
def water(plant):
    garden.open_tap()
    name = plant.title()
    try:
        garden.pour(plant)
    finally:
        garden.close_tap()
    return name
```

```text lines
except OSError:
pass
```

```python alternate
def water(plant):
    name = plant.title()
    garden.open_tap()
    try:
        garden.pour(plant)
        return name
    finally:
        garden.close_tap()
```

```python wrong: behaviour "must surface"
def water(plant):
    garden.open_tap()
    name = plant.title()
    try:
        garden.pour(plant)
    except OSError:
        pass
    garden.close_tap()
    return name
```

```python wrong: behaviour "closed in the end"
def water(plant):
    garden.open_tap()
    name = plant.title()
    try:
        garden.close_tap()
    finally:
        garden.pour(plant)
    return name
```

```python check
import garden


def test_watered(answer):
    \"\"\"The plants are named, and the tap is closed in the end.\"\"\"
    garden.done.clear()
    got = answer.water("rose")
    assert got == "Rose", f"a rose was watered, and {got!r} came back"
    assert garden.done == ["open", "rose", "close"], f"it did {garden.done}: the tap is closed in the end"


def test_failing(answer):
    \"\"\"A tap that fails surfaces.\"\"\"
    garden.done.clear()
    try:
        answer.water("cactus")
    except OSError:
        assert garden.done == ["open", "close"], f"it did {garden.done}"
        return
    raise AssertionError("the tap failed, and nobody heard of it: it must surface")
```

## Hint
What stands below `finally` runs on every way out.
"""


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return read_exercise(TEXT, PATH)


def labels(exercise: Exercise, *lines: str) -> str:
    """Write an answer of lines, each at the depth that its spaces say."""
    by_text = {block.text: block.label for block in exercise.blocks}
    return "\n".join(line[: len(line) - len(line.lstrip())] + by_text[line.strip()] for line in lines)


def test_the_proof_of_a_good_exercise_finds_nothing(exercise: Exercise) -> None:
    assert list(order_problems(exercise)) == []


def test_an_order_that_nobody_wrote_down_is_right_where_it_works(exercise: Exercise) -> None:
    answer = labels(
        exercise,
        "def water(plant):",
        "  garden.open_tap()",
        "  try:",
        "      garden.pour(plant)",
        "      name = plant.title()",
        "  finally:",
        "      garden.close_tap()",
        "  return name",
    )

    assert judge_answer(exercise, answer).outcome is Outcome.PASSED


def test_an_order_that_fails_is_refused_for_what_it_did(exercise: Exercise) -> None:
    answer = labels(
        exercise, "def water(plant):", "    name = plant.title()", "    garden.open_tap()", "    return name"
    )
    verdict = judge_answer(exercise, answer)

    assert (verdict.outcome, verdict.message) == (
        Outcome.BEHAVIOUR,
        "it did ['open']: the tap is closed in the end",
    )


UNREAD = {
    "nothing": ("", Outcome.NOT_ATTEMPTED, "there is no answer yet"),
    "the placeholder": ("____", Outcome.NOT_ATTEMPTED, "there is no answer yet"),
    "a letter that no line has": ("z", Outcome.SYNTAX, "`z` is no letter of a line"),
    "a line twice": ("a\na", Outcome.BEHAVIOUR, "it stands there already"),
}


@pytest.mark.parametrize(("answer", "outcome", "said"), UNREAD.values(), ids=UNREAD)
def test_what_is_no_order_is_told_before_anything_runs(
    exercise: Exercise, answer: str, outcome: Outcome, said: str
) -> None:
    verdict = judge_answer(exercise, answer)

    assert (verdict.outcome, said in verdict.message) == (outcome, True)


def test_lines_that_make_no_python_are_told_as_such(exercise: Exercise) -> None:
    answer = labels(exercise, "finally:", "def water(plant):")

    assert judge_answer(exercise, answer).outcome is Outcome.SYNTAX


def test_what_stands_above_is_shown_with_the_task_and_the_solution_as_code(exercise: Exercise) -> None:
    assert "Above your lines stands already:\n\n```python\nimport garden\n```" in sheet_of(exercise)
    assert "import garden\ndef water(plant):\n    garden.open_tap()" in solution_sheet(exercise)


BROKEN = {
    "a line from nowhere": (
        "    return name\n```\n\n```text",
        "    return 'x'\n```\n\n```text",
        "neither `solution` nor `lines`",
    ),
    "no other lines": ("```text lines\nexcept OSError:\npass\n```\n", "", "there is no block `lines`"),
    "no requirements": ("## Requirements", "## Given", "there are no requirements"),
}


@pytest.mark.parametrize(("old", "new", "said"), BROKEN.values(), ids=BROKEN)
def test_a_mistake_in_the_file_is_told(old: str, new: str, said: str) -> None:
    with pytest.raises(ExerciseError) as raised:
        read_exercise(TEXT.replace(old, new, 1), PATH)

    assert any(said in problem.message for problem in raised.value.problems)


def test_a_line_that_the_checks_do_not_need_is_caught_by_the_proof() -> None:
    needless = TEXT.replace("    name = plant.title()\n", "    name = plant.title()\n    size = 3\n")

    assert any("it passes without" in problem for problem in order_problems(read_exercise(needless, PATH)))
