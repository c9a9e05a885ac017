"""Exercises in a real kernel: verdicts, hints, solutions, progress, and nothing left behind."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from rulekit.cli.main import main
from rulekit.jupyter.verdict_card import COMMANDS, Sheet, VerdictCard
from rulekit.teach.catalog import library
from rulekit.teach.lessons import lessons
from rulekit.teach.options import asked_of
from rulekit.teach.progress import Progress
from rulekit.teach.sheet import opening
from rulekit.teach.verdict import Outcome, Verdict
from tests.jupyter.kernel import Kernel, running_kernel

BARE = library()["bare-except.fix"]
PREDICT = library()["bare-except.predict"]
START = library()["bare-except.fix-2"]
CHOICE = library()["bare-except.judge"]
EVAL = library()["dynamic-code.exploit"]
COMMIT = library()["manual-commit.fix"]
LEVELS = library()["wrong-log-level.fix"]
CODE = [one for one in library().values() if one.is_authored and one.kind.is_code]


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    """One kernel for all tests of this module."""
    with running_kernel() as running:
        yield running


@pytest.fixture
def class_room(kernel: Kernel, tmp_path: Path) -> Iterator[Kernel]:
    """A kernel that began in a folder of its own."""
    kernel.run(f"%unload_ext rulekit\nimport os\nhome = os.getcwd()\nos.chdir({str(tmp_path)!r})\n%load_ext rulekit")
    yield kernel
    kernel.run("%unload_ext rulekit\nos.chdir(home)\n%load_ext rulekit")


def said(kernel: Kernel, code: str) -> str:
    """Run a cell and give the text of what it shows."""
    texts = [message.get("data", {}).get("text/plain", "") for message in kernel.run(code)]
    return "\n".join(text for text in texts if text)


def refused(kernel: Kernel, code: str) -> str:
    """Run a cell and give the error that it ends with."""
    reply = kernel.run(code)[-1]
    return f"{reply.get('ename', '')}: {reply.get('evalue', '')}"


def test_an_answer_gets_its_verdict(class_room: Kernel) -> None:
    waits = said(class_room, f"%%exercise bare-except.fix\n{BARE.starter}")
    passes = said(class_room, f"%%exercise RK301.fix\n{BARE.solution}")

    assert waits.startswith("NOT YET  bare-except.fix")
    assert passes.startswith("PASSED  bare-except.fix")


NEW = "sorted(name for name in set(globals()) - before if name[0] != '_' and name != 'before')"
CHANGES = """
import decimal, json, math, os, random, threading
decimal.getcontext().prec = 3
math.ceil = json.loads = lambda *_: 7
os.environ["SHOP"] = "open"
random.seed(1)
threading.Thread(target=threading.Event().wait, daemon=True).start()
if os.fork() == 0:
    os._exit(0)
"""
STATE = "(decimal.getcontext().prec, math.ceil(1.5), os.environ.get('SHOP'), threading.active_count())"


def test_an_answer_that_does_not_pass_leaves_nothing_behind(class_room: Kernel) -> None:
    class_room.run("import decimal, math, os, threading\nbefore = set(globals())")
    state = said(class_room, STATE)
    waits = said(class_room, f"%%exercise bare-except.fix\n{BARE.starter}\n{CHANGES}")

    assert waits.startswith("NOT YET")
    assert said(class_room, NEW) == "[]"
    assert said(class_room, STATE) == state


def test_the_names_of_an_answer_that_passed_are_there_and_can_be_tried(class_room: Kernel) -> None:
    class_room.run("before = set(globals())")
    said(class_room, f"%%exercise wrong-log-level.fix\n{LEVELS.solution}")

    assert "pay" in said(class_room, NEW)
    assert said(class_room, "%exercise try pay.__name__ + '!'") == "'pay!'"
    assert (
        said(class_room, "%exercise try print('tea') or nothing") == "tea\n`NameError: name 'nothing' is not defined`"
    )


def test_the_modules_of_the_latest_exercise_can_be_imported(class_room: Kernel) -> None:
    said(class_room, f"%%exercise wrong-log-level.fix\n{LEVELS.starter}")
    assert said(class_room, "import bank\nbank.__spec__.origin") == "'an exercise'"

    said(class_room, f"%%exercise bare-except.fix\n{BARE.starter}")
    assert refused(class_room, "import bank").startswith("ModuleNotFoundError")


def test_what_an_answer_prints_and_its_last_value_stand_above_the_verdict(class_room: Kernel) -> None:
    lines = said(class_room, f"%%exercise bare-except.fix\n{BARE.starter}\nprint('two', 'words')\n6 * 7\n").splitlines()

    assert lines[:3] == ["two words", "42", lines[2]]
    assert lines[2].startswith("NOT YET")


def test_what_an_answer_opens_when_it_is_loaded_is_not_in_the_folder_of_the_learner(
    class_room: Kernel, tmp_path: Path
) -> None:
    said(class_room, f"%%exercise manual-commit.fix\n{COMMIT.solution}\n\nBase.metadata.create_all(engine)\n")
    said(class_room, "import shop\nwith shop.db_session() as session:\n    session.execute(shop.select(1))")

    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".db"] == []


def test_modules_that_do_harm_stay_with_the_judge(class_room: Kernel) -> None:
    said(class_room, f"%%exercise {EVAL.id}\n{EVAL.solution}")

    assert refused(class_room, f"import {next(iter(EVAL.modules))}").startswith("ModuleNotFoundError")


def test_every_solution_passes_after_the_wrong_answers_of_all_others(class_room: Kernel) -> None:
    random.seed(8)
    wrong = [(one, bad.code) for one in CODE for bad in one.wrong[:1]]
    random.shuffle(wrong)
    for one, text in wrong:
        assert not said(class_room, f"%%exercise {one.id}\n{text}").startswith("PASSED")
    refusals = {one.id: said(class_room, f"%%exercise {one.id}\n{one.solution}") for one in CODE}

    assert {name: text for name, text in refusals.items() if "PASSED" not in text} == {}


ATTACKS = {
    "a file": "open('orders.db', 'w')",
    "the end of the program": "exec('im' + 'port os; os._exit(1)')",
    "the end of the kernel": "exec('im' + 'port os; os.kill({kernel}, 9)')",
    "all files": "exec('im' + 'port shutil; shutil.rmtree(\"{folder}\")')",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_passes_and_neither_kernel_nor_folder_notice(class_room: Kernel, tmp_path: Path, attack: str) -> None:
    (tmp_path / "orders.db").write_text("mine", "utf-8")
    number = said(class_room, "os.getpid()")
    text = attack.format(kernel=number, folder=str(tmp_path))
    answer = f"ATTACK = {text!r}\n" + EVAL.solution.replace("ATTACK = ", "USUAL = ")

    assert said(class_room, f"%%exercise {EVAL.id}\n{answer}").startswith("PASSED")
    assert said(class_room, "os.getpid()") == number
    assert (tmp_path / "orders.db").read_text("utf-8") == "mine"


def test_help_that_needs_the_judge_says_so_in_one_line_when_there_is_none(class_room: Kernel) -> None:
    said(class_room, f"%%exercise wrong-log-level.fix\n{LEVELS.starter}")
    class_room.run("import sys\nfrom rulekit.teach.judge import ask\nask.close()")
    class_room.run("real, sys.executable = sys.executable, '/nowhere'")
    told = [refused(class_room, f"%exercise {line}") for line in ("witness wrong-log-level.fix", "try pay")]
    class_room.run("sys.executable = real")

    assert [text.partition(": no process")[0] for text in told] == ["UsageError"] * 2


def test_letters_and_numbers_are_answers_too(class_room: Kernel) -> None:
    assert said(class_room, f"%%exercise {PREDICT.id}\n{PREDICT.solution}").startswith("PASSED")


def test_hints_come_one_by_one_and_stay(class_room: Kernel) -> None:
    first = said(class_room, "%exercise hint bare-except.fix")
    second = said(class_room, "%exercise hint bare-except.fix")

    assert (f"Hint 1 of {len(BARE.hints)}" in first, "Hint 2" in first) == (True, False)
    assert ("Hint 1" in second, "Hint 2" in second) == (True, True)


def test_help_without_a_name_is_about_the_exercise_before(class_room: Kernel) -> None:
    early = refused(class_room, "%exercise hint")
    said(class_room, f"%%exercise bare-except.fix\n{BARE.wrong[0].code}")

    assert "name one exercise" in early
    assert f"Hint 1 of {len(BARE.hints)}" in said(class_room, "%exercise hint")
    assert "Solution of bare-except.fix" in said(class_room, "%exercise solution --now")


def test_the_solution_waits_for_the_third_try(class_room: Kernel) -> None:
    wrong = f"%%exercise {CHOICE.id}\n{next(one.text for one in CHOICE.options if not one.is_right)}"
    early = []
    for _ in range(3):
        early.append(refused(class_room, f"%exercise solution {CHOICE.id}"))
        said(class_room, wrong)

    assert [text.partition(": `")[0] for text in early] == [
        "UsageError: the solution comes after the last hint or the third try"
    ] * 3
    assert f"Solution of {CHOICE.id}" in said(class_room, f"%exercise solution {CHOICE.id}")


def test_the_solution_comes_after_the_last_hint(class_room: Kernel) -> None:
    for _ in BARE.hints:
        assert "the last hint" in refused(class_room, "%exercise solution bare-except.fix")
        said(class_room, "%exercise hint bare-except.fix")

    assert "Solution of bare-except.fix" in said(class_room, "%exercise solution bare-except.fix")


def test_below_each_verdict_stands_how_to_go_on(class_room: Kernel) -> None:
    assert said(class_room, f"%%exercise bare-except.fix\n{BARE.starter}").splitlines()[-1] == COMMANDS


def test_the_next_exercise_is_one_of_a_lesson_that_is_not_passed(class_room: Kernel) -> None:
    (first, *_) = [one for one in lessons() if one.name == "start"]
    told = said(class_room, f"%exercise next {first.exercises[0]}")
    said(class_room, f"%%exercise {START.id}\n{START.solution}")

    assert f"in [{lessons()[1].notebook[:2]}" in told
    assert said(class_room, "%exercise progress start").splitlines()[0] == "1 of 1 exercises passed"
    assert "no lesson is called `tea`" in refused(class_room, "%exercise progress tea")


def test_progress_is_read_anew_before_it_is_shown(class_room: Kernel, tmp_path: Path) -> None:
    said(class_room, "%exercise progress")
    Progress(tmp_path).record(START.id, Outcome.PASSED)

    assert said(class_room, "%exercise progress start").startswith("1 of 1")


def test_an_answer_that_is_still_open_opens_the_form(class_room: Kernel) -> None:
    shown = said(class_room, f"%%exercise {CHOICE.id}\n____")

    assert [one.text for one in CHOICE.options if one.text.replace("`", "") not in shown.replace("`", "")] == []
    assert shown.splitlines()[-1] == COMMANDS


def test_a_learner_has_letters_of_his_own_and_keeps_them(class_room: Kernel, tmp_path: Path) -> None:
    first, again = (said(class_room, f"%exercise show {CHOICE.id}") for _ in range(2))
    number = (tmp_path / ".rulekit" / "order").read_text("utf-8")

    assert first == again
    assert (
        asked_of(CHOICE, number).options[0].text.split("`")[0] in first.partition("- **a** ")[2].partition("- **b**")[0]
    )


def test_a_file_that_is_no_progress_is_spoken_of_when_progress_is_asked_for(class_room: Kernel, tmp_path: Path) -> None:
    (tmp_path / ".rulekit").mkdir()
    (tmp_path / ".rulekit" / "progress.json").write_text('{"schema": 2, "exercises": {}}', "utf-8")
    told = said(class_room, "%exercise progress")

    assert "0 of" in told
    assert "it was put aside as progress.bad.json" in told


def test_progress_is_kept_and_can_be_carried_away(class_room: Kernel, tmp_path: Path) -> None:
    said(class_room, f"%%exercise bare-except.fix\n{BARE.solution}")
    code = said(class_room, "%exercise progress --export").strip()

    assert "1 of" in said(class_room, "%exercise progress")
    assert (tmp_path / ".rulekit" / "progress.json").exists()
    assert "Taken over: 1 exercise" in said(class_room, f"%exercise progress --import {code}")


def test_an_instructor_sees_what_a_class_has_done(class_room: Kernel, tmp_path: Path) -> None:
    said(class_room, f"%%exercise bare-except.fix\n{BARE.solution}")
    (tmp_path / "codes.txt").write_text(said(class_room, "%exercise progress --export"), "utf-8")

    assert said(class_room, "%exercise report codes.txt").startswith("1 learner, 1 exercise\n")
    assert "name the file" in refused(class_room, "%exercise report")


def test_an_unknown_exercise_names_the_nearest(class_room: Kernel) -> None:
    assert "bare-except.fix" in refused(class_room, "%exercise hint bare-exept.fix")


def test_strict_runs_fail_where_an_exercise_is_not_passed(class_room: Kernel) -> None:
    class_room.run("os.environ['RULEKIT_STRICT'] = '1'")
    failed = refused(class_room, f"%%exercise bare-except.fix\n{BARE.starter}")
    class_room.run("del os.environ['RULEKIT_STRICT']")

    assert "NotPassedError: bare-except.fix" in failed


def test_a_form_writes_the_answer_that_one_may_type(class_room: Kernel) -> None:
    shown = said(class_room, f"%exercise form {PREDICT.id}")

    assert PREDICT.title in shown.splitlines()[0]
    assert f"The answer goes below `%%exercise {PREDICT.id}`." in shown


def test_a_message_of_several_lines_keeps_them_in_text_and_card() -> None:
    verdict = Verdict("till.fix", "Two tills", Outcome.BEHAVIOUR, "a sale is lost:\nfirst   reads\nsecond  sells")
    bundle = VerdictCard(verdict)._repr_mimebundle_()

    assert "a sale is lost:\n                first   reads\n" in bundle["text/plain"]
    assert "a sale is lost:<br>first reads<br>second sells" in bundle["text/html"]


def test_code_on_a_sheet_has_no_fences_in_plain_text() -> None:
    bundle = Sheet("Read this:\n\n```text\n4 left\n```\n")._repr_mimebundle_()

    assert bundle["text/plain"] == "Read this:\n\n4 left"
    assert "<pre><code" in bundle["text/html"]


def test_what_a_verdict_quotes_of_an_answer_loads_nothing() -> None:
    quoted = "`sell` gave back `x`![tea](https://shop.example/tea.png) <https://shop.example>`: look"
    html = VerdictCard(Verdict("till.fix", "Two tills", Outcome.BEHAVIOUR, quoted))._repr_mimebundle_()["text/html"]

    assert "look" in html
    assert [tag for tag in ("<img", "<a ") if tag in html] == []


CLICK = """
from ipywidgets import Button, Checkbox, Widget
widgets = list(Widget._instances.values()) if hasattr(Widget, "_instances") else list(Widget.widgets.values())
[one for one in widgets if isinstance(one, Checkbox)][-1].value = True
[one for one in widgets if isinstance(one, Button) and one.description == "Check"][-1].click()
"""


def test_a_review_is_counted_by_section(class_room: Kernel) -> None:
    wrong = next(option.text for option in library()["review.judge-3"].options if not option.is_right)
    said(class_room, f"%%exercise review.judge-3\n{wrong}")

    told = said(class_room, "%exercise score review")

    assert told.startswith("0 of 1 passed by the first answer, 29 not answered yet")
    assert "Worth another look: unsafe-sql" in told
    again = said(class_room, "%exercise again review")
    assert [one.id for one in library().of_rule("unsafe-sql") if f"*{one.id}, about" in again]


def test_a_cell_in_which_nothing_is_written_says_so(class_room: Kernel) -> None:
    told = [
        said(class_room, code) for code in (f"%%exercise {BARE.id}", f"%%exercise {BARE.id}\n", f"%exercise {BARE.id}")
    ]

    assert ["nothing is written yet" in text for text in told] == [True] * 3


def test_a_requirement_that_is_not_met_is_called_one(class_room: Kernel) -> None:
    wrong = next(one for one in BARE.wrong if one.outcome == "behaviour")
    (card, *_) = [
        message["data"] for message in class_room.run(f"%%exercise {BARE.id}\n{wrong.code}") if "data" in message
    ]

    assert "\n  required      " in card["text/plain"]
    assert "<strong>Required:</strong> " in card["text/html"]


def test_reset_marks_the_cell_that_was_answered_and_else_takes_the_place_of_its_own(class_room: Kernel) -> None:
    begins = class_room.run(f"%exercise reset {BARE.id}")[-1]["payload"]
    said(class_room, f"%%exercise {BARE.id}\npass")
    marks = said(class_room, f"%exercise reset {BARE.id}")
    written = class_room.run(f"%%exercise {BARE.id}\npass")[-1]["payload"]

    assert marks.startswith("Run the cell of the exercise again")
    assert [(one["text"], one["replace"]) for one in (*begins, *written)] == [(opening(BARE), True)] * 2


def test_progress_in_a_lesson_names_what_is_not_passed_there(class_room: Kernel) -> None:
    (lesson,) = [one for one in lessons() if one.name == "errors"]

    assert said(class_room, "%exercise progress errors").splitlines() == [
        f"0 of {len(lesson.exercises)} exercises passed",
        f"Not passed yet: {', '.join(library()[one].id for one in lesson.exercises)}",
    ]


def test_a_form_of_an_exercise_that_is_passed_says_so_with_the_answer(class_room: Kernel) -> None:
    right = next(one.text for one in CHOICE.options if one.is_right)
    said(class_room, f"%%exercise {CHOICE.id}\n{right}")
    shown = said(class_room, f"%%exercise {CHOICE.id}\n____")

    assert f"You have passed this with: {right}" in shown


def test_what_was_clicked_is_kept_as_html_and_written_into_the_cell_that_runs_again(class_room: Kernel) -> None:
    said(class_room, f"%%exercise {CHOICE.id}\n____")
    told = class_room.run(CLICK)
    again = class_room.run(f"%%exercise {CHOICE.id}\n____")
    (kept,) = [message["data"]["text/html"] for message in told if message["type"] == "update_display_data"]
    (payload,) = again[-1]["payload"]

    assert "Your answer: " in kept
    assert payload["replace"] is True
    assert payload["text"].partition("\n")[2] in {one.text for one in CHOICE.options}


def test_what_was_hard_comes_again_in_another_lesson(class_room: Kernel) -> None:
    assert said(class_room, "%exercise again errors") == "Nothing waits from other lessons."
    said(class_room, "%%exercise unsafe-sql.fix\npass")

    told = said(class_room, "%exercise again errors")
    assert [one.id for one in library().of_rule("unsafe-sql") if f"*{one.id}, about" in told]
    assert said(class_room, "%exercise again database") == "Nothing waits from other lessons."


def test_a_project_is_begun_once_and_graded(class_room: Kernel, tmp_path: Path) -> None:
    assert "%exercise begin work" in refused(class_room, "%exercise grade work")
    begun = said(class_room, "%exercise begin work")
    again = said(class_room, "%exercise begin work")
    graded = said(class_room, "%exercise grade work")

    assert (tmp_path / "work" / "shop" / "carrier.py").exists()
    assert begun.startswith("5 files written to the folder work")
    assert again == "0 files written to the folder work, 5 were there and stay"
    assert graded.startswith("NOT YET  work")


def test_items_from_ones_own_code_are_judged_in_a_kernel(class_room: Kernel, tmp_path: Path) -> None:
    (tmp_path / "orders.py").write_text(
        'import requests\n\n\ndef price(name: str) -> str:\n    """Ask."""\n'
        '    answer = requests.get(f"https://shop.example/{name}")\n    return answer.text\n',
        "utf-8",
    )
    assert main(["practice", str(tmp_path), "--output-file", str(tmp_path / "practice.ipynb")]) == 0
    cells = json.loads((tmp_path / "practice.ipynb").read_text("utf-8"))["cells"]
    first, answer, _ = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert "1 exercise is ready." in said(class_room, first)
    mended = answer.replace('{name}")', '{name}", timeout=10)')
    assert "the finding is gone, and no other came" in said(class_room, mended)
    assert "1 of 1 passed by the first answer" in said(class_room, "%exercise score practice")


def test_own_tests_run_where_the_first_cell_says_so_and_not_without_the_word(
    class_room: Kernel, tmp_path: Path
) -> None:
    (tmp_path / "till.py").write_text(
        'def total(text: str) -> int:\n    """Count."""\n    try:\n        return int(text)\n'
        "    except Exception:\n        return 0\n",
        "utf-8",
    )
    (tmp_path / "test_till.py").write_text(
        'from till import total\n\n\ndef test_total():\n    assert (total("2"), total("x")) == (2, 0)\n', "utf-8"
    )
    words = ["--rules", "RK301", "--tests", "--output-file", str(tmp_path / "practice.ipynb")]
    assert main(["practice", str(tmp_path / "till.py"), *words]) == 0
    cells = json.loads((tmp_path / "practice.ipynb").read_text("utf-8"))["cells"]
    first, answer, _ = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    wrong = answer.replace("Exception", "KeyError")
    assert "1 exercise is ready." in said(class_room, first)
    assert "a test passes no more: `test_till.py::test_total`" in said(class_room, wrong)
    assert "its tests still pass: `test_till.py`" in said(class_room, answer.replace("Exception", "ValueError"))
    assert "1 exercise is ready." in said(class_room, first.replace(" --tests", ""))
    assert "the finding is gone, and no other came" in said(class_room, wrong)
