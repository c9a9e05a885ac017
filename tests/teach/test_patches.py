"""A wrong or another right answer may be a patch of the solution."""

import pytest

from rulekit.teach.problems import ExerciseError
from rulekit.teach.reading import read_exercise
from tests.teach.samples import FIX

PATH = "rulekit/curriculum/errors/bare-except.fix.md"
WRONG = """```diff wrong: behaviour "a number"
     try:
-        return int(text)
+        return len(text)
@@
-        return None
+        return 0
```
"""
ALTERNATE = """```diff alternate
-    except ValueError:
+    except (ValueError, OverflowError):
```
"""


def with_block(block: str) -> str:
    return FIX.replace("```python alternate\n", f"{block}```python alternate\n", 1)


def test_a_wrong_answer_is_the_solution_with_all_places_changed() -> None:
    exercise = read_exercise(with_block(WRONG), PATH)
    code = next(one.code for one in exercise.wrong if one.says == "a number")

    assert code == exercise.solution.replace("int(text)", "len(text)").replace("return None", "return 0")


def test_another_right_answer_is_the_solution_with_a_change() -> None:
    exercise = read_exercise(with_block(ALTERNATE), PATH)

    assert exercise.solution.replace("ValueError", "(ValueError, OverflowError)") in exercise.alternates


@pytest.mark.parametrize("line", ["-        return float(text)", "         return int(text)"])
def test_a_patch_that_does_not_fit_or_changes_nothing_is_told(line: str) -> None:
    with pytest.raises(ExerciseError) as raised:
        read_exercise(with_block(f'```diff wrong: behaviour "x"\n{line}\n```\n'), PATH)

    assert "must stand in the solution once, and change" in str(raised.value)
