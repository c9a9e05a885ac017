"""Every problem of a file is told at once, with its line and what to do."""

from collections.abc import Mapping

import pytest

from rulekit.teach.reading import ExerciseError, Problem, read_exercise
from tests.teach.samples import FIX, JUDGE

PATHS = {FIX: "errors/bare-except.fix.md", JUDGE: "errors/bare-except.judge.md"}


def problems_of(text: str, path: str = PATHS[FIX]) -> tuple[Problem, ...]:
    with pytest.raises(ExerciseError) as raised:
        read_exercise(text, path)
    return raised.value.problems


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def without_block(text: str, label: str) -> str:
    start = text.index(f"```python {label}")
    return text[:start] + text[text.index("```", start + 3) + 4 :]


FRONT: Mapping[str, tuple[str, str, str]] = {
    "an unknown key": ("minutes: 5", "minuts: 5", "unknown key `minuts`, did you mean `minutes`"),
    "a missing key": ("level: 2\n", "", "no `level`: add a line"),
    "a line without a colon": ("level: 2", "level: 2\nfive minutes", "is no `key: value` line"),
    "a key that comes twice": ("level: 2", "level: 2\nlevel: 3", "a second time"),
    "a key without a value": ("keep: pieces_of", "keep:", "has no value"),
    "an unknown kind": ("kind: fix", "kind: fixing", "unknown kind `fixing`, did you mean `fix`"),
    "a kind that is derived": ("kind: fix", "kind: predict", "come from the examples"),
    "an unknown rule": ("rule: bare-except", "rule: bear-except", "did you mean `bare-except`"),
    "a level that is none": ("level: 2", "level: hard", "write 1 to 3"),
    "minutes out of range": ("minutes: 5", "minutes: 900", "write 1 to 60"),
    "an unknown role": ("level: 2", "level: 2\nrole: productive", "did you mean `production`"),
    "an unknown section": ("level: 2", "level: 2\nsection: error", "did you mean `errors`"),
    "several rules that are no mix": ("rule: bare-except", "rule: RK301, RK304", "write `kind: mix`"),
    "another name": ("kind: fix", "kind: write", "its front matter says bare-except.write.md"),
    "a number that its name lacks": ("kind: fix", "kind: fix\nnumber: 2", "says bare-except.fix-2.md"),
}


@pytest.mark.parametrize(("old", "new", "said"), FRONT.values(), ids=FRONT)
def test_a_mistake_in_the_front_matter_is_told(old: str, new: str, said: str) -> None:
    assert any(said in problem.message for problem in problems_of(FIX.replace(old, new, 1)))


BODY: Mapping[str, tuple[str, str, str]] = {
    "a missing title": ("# Catch what you can handle", "", "there is no title"),
    "a second title": ("## Hint\nLook", "# More\n## Hint\nLook", "second title"),
    "a missing goal": ("A customer types how many pieces to send.", "", "there is no goal"),
    "missing requirements": ("## Requirements", "## Given", "there are no requirements"),
    "words among the requirements": ("- Anything else surfaces.", "\nAnything else surfaces?\n", "stands a list only"),
    "an unknown heading": ("## Afterwards", "## Afterward", "did you mean `Afterwards`"),
    "a heading that comes twice": ("## Hint\nLook", "## Requirements\n- More.\n## Hint\nLook", "put the two together"),
    "one hint only": ("## Hint\nLook at the handler.\n", "", "1 hints: write 2 to 4"),
    "an empty hint": ("Look at the handler.\n", "", "this hint is empty"),
    "an unknown label": ("python starter", "python startr", "did you mean `starter`"),
    "a label without a language": ("python starter", "starter", "`starter` must be `python starter`"),
    "words behind a label": ("python starter", "python starter now", "nothing may follow `starter`"),
    "a label in another language": ("python solution", "text solution", "must be `python solution`"),
    "a block that comes twice": ("python alternate", "python solution", "a block `solution` already"),
    "a module without a name": ("python module shop", "python module", "write `python module shop`"),
    "a mutant of nothing": ("python module shop", 'diff mutant "late"', "belong to exercises of the kind tests"),
    "a wrong answer without words": ('wrong: behaviour "must surface"', "wrong: behaviour", "needs an outcome"),
    "a wrong outcome": ("wrong: behaviour", "wrong: behavior", "did you mean `behaviour`"),
    "a wrong answer that passes": ("wrong: behaviour", "wrong: passed", "unknown outcome `passed`"),
    "a name that is not kept": ("keep: pieces_of", "keep: pieces_of, parcels", "the solution defines no `parcels`"),
    "checks without a check": ("def test_no_number", "def no_number", "no function begins with `test_`"),
    "a check without a sentence": ('    """A text that is no number gives None."""\n', "", "has no docstring"),
    "a check that asks for more": (
        "def test_no_number(answer)",
        "def test_no_number(answr)",
        "did you mean `answer`",
    ),
    "a witness that shows nothing": ("def show(", "def tell(", "no function is called `show`"),
    "a place to fill in": ("Look at the handler.", "FILL IN: where to look", "still to be filled in"),
    "a block with a backquote": (
        '"must surface"',
        '"`None` must surface"',
        'python wrong: behaviour "`None` must surface" begins no',
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), BODY.values(), ids=BODY)
def test_a_mistake_in_the_body_is_told(old: str, new: str, said: str) -> None:
    assert any(said in problem.message for problem in problems_of(FIX.replace(old, new, 1)))


def test_a_block_between_tildes_may_have_backquotes_in_its_words() -> None:
    head, _, rest = FIX.partition('```python wrong: behaviour "must surface"')
    text = f'{head}~~~python wrong: behaviour "`None` must surface"{rest.replace("```", "~~~", 1)}'

    assert read_exercise(text, PATHS[FIX]).wrong[0].says == "`None` must surface"


CHANGES: Mapping[str, tuple[str, str]] = {
    "that stands nowhere": ("-LIMIT = 7\n+LIMIT = 8\n", "stand in no module"),
    "that changes nothing": (" LIMIT = 9\n", "it changes nothing: mark lines by `-` and `+`"),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES)
def test_a_mutant_is_a_change_of_a_module(change: str, said: str) -> None:
    text = FIX.replace("```python starter", f'```diff mutant "late"\n{change}```\n```python starter')

    assert any(said in problem.message for problem in problems_of(text))


@pytest.mark.parametrize("label", ["starter", "solution", "check"])
def test_a_missing_block_is_told(label: str) -> None:
    told = problems_of(without_block(FIX, label))

    assert [problem.message for problem in told] == [f"there is no `python {label}`: add the block"]


def test_one_wrong_answer_is_too_few() -> None:
    (problem,) = problems_of(without_block(FIX, "wrong: behaviour"))

    assert problem.message.startswith("1 wrong answers: add 2 or more")


def test_a_block_that_does_not_end_is_told() -> None:
    assert any("does not end" in problem.message for problem in problems_of(FIX + "\n```python\nprice = 3\n"))


def test_code_that_does_not_parse_is_told_with_the_line_in_the_file() -> None:
    text = FIX.replace("    except ValueError:", "    except ValueError")

    problem = next(one for one in problems_of(text) if "no valid Python" in one.message)

    assert problem.line == line_of(text, "except ValueError")


def test_a_wrong_answer_may_be_no_python_where_that_is_what_is_wrong() -> None:
    text = FIX.replace('wrong: missing name "pieces_of"', 'wrong: syntax "cannot read"').replace(
        "count(text):", "count("
    )

    assert read_exercise(text, PATHS[FIX]).wrong[1].outcome == "syntax"


OPTIONS: Mapping[str, tuple[str, str, str]] = {
    "two right options": ("- [ ] No", "- [x] No", "2 options are right: mark exactly one"),
    "no right option": ("- [x] Yes", "- [ ] Yes", "0 options are right"),
    "an option without a box": ("- [ ] No", "- No", "an option begins with `[ ]`"),
    "an option without feedback": ("  That would catch the interrupt as well.\n", "", "option a has no feedback"),
    "feedback that is not indented": ("  At the edge", "At the edge", "indent these words by two spaces"),
    "no options": ("## Options", "## Given", "0 options: write 2 to 6"),
    "no hint": ("## Hint\n", "## Given\n", "0 hints: write 1 to 3"),
    "a block of no use": ("## Hint", "```python solution\nstop()\n```\n## Hint", "the answer is a letter"),
}


@pytest.mark.parametrize(("old", "new", "said"), OPTIONS.values(), ids=OPTIONS)
def test_a_mistake_in_the_options_is_told(old: str, new: str, said: str) -> None:
    assert any(said in one.message for one in problems_of(JUDGE.replace(old, new, 1), PATHS[JUDGE]))


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = FIX.replace("kind: fix", "kind: fixx").replace("python alternate", "python alternat")
    text = text.replace("## Afterwards", "## After").replace("- A text", "Words.\n- A text")

    told = problems_of(text)

    assert [problem.line for problem in told] == sorted(problem.line for problem in told)
    assert {line_of(text, words) for words in ("fixx", "alternat", "## After", "Words.")} <= {one.line for one in told}


def test_a_problem_reads_as_a_place_and_a_sentence() -> None:
    (problem,) = problems_of(FIX.replace("level: 2", "level: 7"))

    assert str(problem) == "errors/bare-except.fix.md:5: `level: 7` is not in range: write 1 to 3, in digits"


@pytest.mark.parametrize("text", ["", "# Only a title\n", "---\nrule: bare-except\n"], ids=["empty", "prose", "open"])
def test_what_is_no_file_of_an_exercise_is_told(text: str) -> None:
    assert "there is no front matter" in problems_of(text)[0].message


def test_a_file_in_the_folder_of_another_section_is_told() -> None:
    (problem,) = problems_of(FIX, "rulekit/curriculum/logging/bare-except.fix.md")

    assert problem.message == "the file lies in logging: move it to errors"
