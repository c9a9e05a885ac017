"""Every rule has exercises that come from its examples, and their answers are what the rules say."""

import ast
from collections import Counter
from dataclasses import replace

import pytest

from rulekit.engine.catalog import catalog
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.teach.assembling import read_labels
from rulekit.teach.derived import derived
from rulekit.teach.exercise import Exercise, Kind
from rulekit.teach.joined_examples import bad, findings_in, good, is_module, joined, places
from rulekit.teach.parsons import puzzle_of
from rulekit.teach.programs import programs
from rulekit.teach.sheet import choices, sheet_of
from rulekit.teach.shown import Shown

EXERCISES = {rule.code: tuple(derived(rule)) for rule in catalog()}
ALL = [exercise for some in EXERCISES.values() for exercise in some]
each_rule = pytest.mark.parametrize("rule", catalog())


def of_kind(kind: Kind) -> list[Exercise]:
    return [exercise for exercise in ALL if exercise.kind is kind]


def path_of(exercise: Exercise) -> str:
    """Read under which path the file of an exercise is shown."""
    rule = catalog()[exercise.rules[0]]
    if exercise.id in programs():
        return programs()[exercise.id].path
    paths = [example.path for example in (*rule.examples, *rule.tempting)]
    return next((path for path in paths if f"`{path}`" in exercise.goal), paths[0])


@each_rule
def test_every_rule_has_two_predict_items_and_a_spot_item(rule: Rule) -> None:
    ids = [exercise.id for exercise in EXERCISES[rule.code]]
    place = catalog().section(rule.section.name).index(rule) + 1

    assert ids[:2] == [f"{rule.name}.predict", f"{rule.name}.predict-2"]
    assert ids[2] == f"{rule.section.name}.spot{f'-{place}' * (place > 1)}"
    assert ids[3:] in ([], [f"{rule.name}.parsons"])


def test_most_rules_have_a_parsons_item() -> None:
    assert len(of_kind(Kind.PARSONS)) >= len(EXERCISES) * 2 // 3


@each_rule
def test_the_same_exercises_come_every_time(rule: Rule) -> None:
    assert tuple(derived(rule)) == EXERCISES[rule.code]


@pytest.mark.parametrize("exercise", of_kind(Kind.PREDICT))
def test_the_lines_to_predict_are_those_that_the_rule_marks(exercise: Exercise) -> None:
    marked = {line for line, code in places(findings_in(exercise.starter, path_of(exercise))) if code in exercise.rules}

    assert {line for line, _ in exercise.expected} == marked
    assert exercise.solution == (", ".join(map(str, sorted(marked))) or "none")


@pytest.mark.parametrize("exercise", of_kind(Kind.SPOT))
def test_the_rules_to_spot_are_those_that_are_broken_and_can_be_chosen(exercise: Exercise) -> None:
    found = places(findings_in(exercise.starter, path_of(exercise)))

    assert exercise.expected == found
    assert {code for _, code in found} <= set(choices(exercise))
    assert exercise.rules[0] in {code for _, code in found}


@pytest.mark.parametrize("kind", [Kind.PREDICT, Kind.SPOT])
def test_the_number_of_findings_is_not_to_be_guessed(kind: Kind) -> None:
    numbers = Counter(len(one.expected) for one in of_kind(kind))

    assert len(numbers) >= 3
    assert max(numbers.values()) < len(of_kind(kind)) * 2 / 3


def test_neither_id_nor_title_of_a_spot_item_names_a_rule() -> None:
    names = [word for rule in catalog() for word in (rule.name, rule.code)]

    assert [one.id for one in of_kind(Kind.SPOT) if any(name in f"{one.id} {one.title}" for name in names)] == []


def test_no_title_says_what_the_answer_is() -> None:
    assert [one.title for one in ALL if "mark" in one.title] == []


@pytest.mark.parametrize(("name", "shown"), programs().items(), ids=list(programs()))
def test_a_program_has_its_remarks_where_the_rules_find_something_or_nothing(name: str, shown: Shown) -> None:
    exercise = next(one for one in ALL if one.id == name)
    found = {one.span.line for one in shown.findings if one.code.startswith(exercise.section.prefix)}

    assert found == set(shown.harms)
    assert found & set(shown.clean) == set()
    assert shown.clean


@pytest.mark.parametrize("exercise", [*of_kind(Kind.PREDICT), *of_kind(Kind.SPOT)])
def test_what_is_shown_is_one_program(exercise: Exercise) -> None:
    path = path_of(exercise)
    rule = catalog()[exercise.rules[0]]
    alone = {text for one in (*rule.examples, *rule.tempting) for text in (one.shown, one.good)}

    assert (
        path.endswith(".txt") or exercise.starter in alone or exercise.id in programs() or is_module(exercise.starter)
    )


def test_guessing_does_not_help_to_predict() -> None:
    answers = Counter(exercise.solution for exercise in of_kind(Kind.PREDICT))

    assert len(answers) > len(EXERCISES) // 2
    assert answers["none"] in range(len(EXERCISES) // 4, len(EXERCISES))


@each_rule
def test_no_rule_has_only_code_without_a_mark(rule: Rule) -> None:
    assert any(one.solution != "none" for one in EXERCISES[rule.code] if one.kind is Kind.PREDICT)


def test_a_sheet_does_not_give_the_answer_away() -> None:
    for exercise in ALL:
        sheet = sheet_of(exercise)
        assert "# <-" not in sheet
        assert not exercise.afterwards or exercise.afterwards not in sheet
        assert len(exercise.starter.splitlines()) <= 45


@pytest.mark.parametrize("exercise", of_kind(Kind.PARSONS))
def test_the_blocks_of_a_parsons_item_are_good_code_and_lines_that_do_not_belong(exercise: Exercise) -> None:
    lines = read_labels(exercise.blocks, exercise.solution)
    rule = catalog()[exercise.rules[0]]

    assert not isinstance(lines, str)
    code = "\n".join(line.code for line in lines)
    written = [
        ast.dump(ast.parse(example.good)) for example in (*rule.examples, *rule.tempting) if _parses(example.good)
    ]
    assert ast.dump(ast.parse(code)) in written
    assert any(block.depth is None for block in exercise.blocks)
    assert [block.label for block in exercise.blocks] == sorted(block.label for block in exercise.blocks)
    assert len({block.text for block in exercise.blocks if block.depth is None} & {line.text for line in lines}) == 0


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def test_blocks_are_not_shown_in_the_right_order() -> None:
    in_order = [one.id for one in of_kind(Kind.PARSONS) if one.solution.split() == sorted(one.solution.split())]

    assert in_order == []


FUNCTION = '''
import decimal


def price(text: str) -> decimal.Decimal:
    """Read a price."""
    return decimal.Decimal(text)
'''
PAIR = Example(
    "A price typed by a customer",
    bad="""
        import decimal

        try:
            price = decimal.Decimal(text)
        except:  # <- RK301
            price = LIST_PRICE
    """,
    good="""
        import decimal

        try:
            price = decimal.Decimal(text)
        except decimal.InvalidOperation:
            price = LIST_PRICE
    """,
)


def test_one_example_is_enough_for_a_new_rule() -> None:
    rule = replace(catalog()["bare-except"], name="new-rule", examples=(PAIR,), tempting=())

    made = {exercise.id: exercise for exercise in derived(rule)}

    assert list(made) == ["new-rule.predict", "new-rule.predict-2", "errors.spot", "new-rule.parsons"]
    assert {made["new-rule.predict"].solution, made["new-rule.predict-2"].solution} == {"5", "none"}
    assert made["new-rule.parsons"].title == "Done right: A price typed by a customer"


def test_two_pieces_share_their_imports() -> None:
    pieces = [replace(PAIR, good=FUNCTION), replace(PAIR, good=FUNCTION.replace("price", "sum_paid"))]
    text = joined([good(one) for one in pieces])

    assert text is not None
    assert text.count("import decimal") == 1
    assert text.startswith("import decimal\n\n\ndef price")


def test_statements_that_run_share_no_file_for_they_are_no_program_together() -> None:
    assert joined([bad(PAIR), good(replace(PAIR, good=FUNCTION))]) is None


def test_pieces_that_define_the_same_name_do_not_share_a_file() -> None:
    function = replace(PAIR, good='def price() -> int:\n    """Give the price."""\n    return LIST_PRICE\n')

    assert joined([good(function), good(function)]) is None


def test_pieces_of_which_something_else_would_be_said_together_do_not_share_a_file() -> None:
    alone = Example("A module that is used", bad="import os\n", good="import os\n")
    user = Example("A module of that name", bad="print(os.name, file=report)\n", good="print(os.name, file=report)\n")

    assert joined([good(alone), good(user)]) is None


def test_a_module_and_a_test_do_not_share_a_file() -> None:
    assert joined([good(PAIR), good(replace(PAIR, path="tests/test_prices.py"))]) is None


def test_short_code_and_statements_over_several_lines_make_no_puzzle() -> None:
    rule: Rule = catalog()["bare-except"]
    short = Example("A price", bad="price = 1\n", good="price = LIST_PRICE\n")
    long = replace(PAIR, good=PAIR.good.replace("decimal.Decimal(text)", "decimal.Decimal(\n        text\n    )"))

    assert puzzle_of(rule, short) is None
    assert puzzle_of(rule, long) is None


def test_the_files_of_a_project_are_shown_together() -> None:
    (exercise, *_) = EXERCISES["RK601"]

    assert exercise.starter.startswith("# file: shop/")
    assert "# file: tests/" in exercise.starter
    assert exercise.goal.endswith("These are the files of a small project, one below the other.")
    assert exercise.section is Section.TESTING


def test_a_question_about_lines_has_hints_that_say_what_to_look_for_and_how_much_there_is() -> None:
    asked = {one.kind: one for one in derived(catalog()["happy-path-only"])}

    assert asked[Kind.PREDICT].hints[0].startswith("rulekit looks for this:\n\n- error: ")
    assert asked[Kind.PREDICT].hints[1] == "There are 2 lines to find."
    assert "`happy-path-only`" in asked[Kind.SPOT].hints[-1]
    assert asked[Kind.PARSONS].hints[-1].startswith("It begins with line ")
