"""The buttons beside findings: what they mark happens when their own cell runs again, and at no other time."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rulekit import api
from rulekit.engine.settings import Settings
from tests.jupyter.kernel import Kernel, running_kernel
from tests.marked import notebook_of

CODE = "import requests\n\npage = requests.get('https://shop.example/orders').text\nword = eval(page)\n"
LIVE = "[*get_ipython().magics_manager.registry['rulekit'].checker.live.values()][-1]"
FIXED = "requests.get('https://shop.example/orders', timeout=10)"


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with running_kernel() as running:
        running.run("%checkstyle on")
        yield running


@pytest.fixture
def cell(kernel: Kernel, request: pytest.FixtureRequest) -> str:
    """Run a cell that breaks two rules, offline, and give its id."""
    name = str(request.node.name)
    kernel.run("import types, requests\nrequests.get = lambda *_, **__: types.SimpleNamespace(text='1')")
    kernel.run(CODE, name)
    return name


def choose(kernel: Kernel, code: str) -> None:
    kernel.run(f"verbs = {LIVE}.verbs('{code}')")


def fix(kernel: Kernel) -> None:
    """Ask for a fix that may change what the code does, and agree to it."""
    kernel.run("verbs.fix.click(); verbs.use.click()")


def answer(kernel: Kernel) -> str:
    return kernel.value("verbs.said.value")


def rewritten(kernel: Kernel, code: str, cell: str) -> list[str]:
    reply = kernel.run(code, cell)[-1]
    return [payload["text"] for payload in reply["payload"] if payload["source"] == "set_next_input"]


def test_a_marked_fix_waits_for_its_own_cell(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK803")
    fix(kernel)

    assert "Run the cell again to apply this." in answer(kernel)
    assert "timeout=" in answer(kernel)
    assert rewritten(kernel, "1 + 1", "another") == []
    assert [FIXED in text for text in rewritten(kernel, CODE, cell)] == [True]


def test_a_fix_and_a_silenced_finding_go_together(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK803")
    fix(kernel)
    choose(kernel, "RK505")
    kernel.run("verbs.silence.click(); verbs.reason.value = 'our own shop answers'; verbs.write.click()")

    text = rewritten(kernel, CODE, cell)[0]
    assert FIXED in text
    assert "word = eval(page)  # noqa: RK505 - our own shop answers" in text
    assert kernel.cards(text, cell) == []


def test_a_fix_that_may_change_what_the_code_does_waits_for_consent(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK803")
    kernel.run("verbs.fix.click()")

    assert "It may change what the code does" in answer(kernel)
    assert "timeout=" in answer(kernel)
    assert rewritten(kernel, CODE, cell) == []


def test_a_verb_that_is_pressed_again_takes_its_answer_away(kernel: Kernel, cell: str) -> None:
    assert cell
    choose(kernel, "RK505")
    kernel.run("verbs.why.click(); verbs.why.click()")

    assert kernel.value("verbs.answer.layout.display, len(verbs.answer.children)") == "('none', 0)"


def test_a_cell_that_asks_by_itself_has_verbs_too(kernel: Kernel, cell: str) -> None:
    asked = f"%%checkstyle --select RK803\n{CODE}"
    kernel.run(asked, cell)
    choose(kernel, "RK803")
    fix(kernel)

    assert rewritten(kernel, asked, cell) == [asked.replace(".example/orders')", ".example/orders', timeout=10)")]


def test_a_fix_from_the_card_of_the_notebook_waits_for_its_cell(kernel: Kernel, tmp_path: Path) -> None:
    book = json.loads(notebook_of("1 + 1", CODE))
    for at, one in enumerate(book["cells"]):
        one["id"] = f"saved-{at}"
    (tmp_path / "day.ipynb").write_text(json.dumps(book), "utf-8")
    messages = kernel.run(f"%checkstyle notebook {tmp_path}/day.ipynb")
    choose(kernel, "RK803")
    fix(kernel)

    assert any('href="day.ipynb#cell-id=saved-1"' in str(m.get("data", {}).get("text/html")) for m in messages)
    assert "Run cell 2 again to apply this." in answer(kernel)
    assert rewritten(kernel, "1 + 1", "saved-0") == []
    assert [FIXED in text for text in rewritten(kernel, CODE, "saved-1")] == [True]


def test_a_fix_from_the_card_of_the_notebook_shows_no_secret(kernel: Kernel, tmp_path: Path) -> None:
    word = "hunter2-tea-kettle-9"
    code = f"import requests\nPASSWORD = '{word}'\nrequests.get('https://shop.example', auth=('till', '{word}'))\n"
    (tmp_path / "day.ipynb").write_text(notebook_of(code), "utf-8")
    kernel.run(f"%checkstyle notebook {tmp_path}/day.ipynb")
    choose(kernel, "RK803")
    kernel.run("verbs.fix.click()")

    assert "It may change what the code does" in answer(kernel)
    assert word not in answer(kernel)


def test_a_line_is_not_silenced_without_a_reason(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK505")
    kernel.run("verbs.silence.click(); verbs.reason.value = '  '; verbs.write.click()")

    assert "Write a reason first" in answer(kernel)
    assert rewritten(kernel, CODE, cell) == []


def test_a_cell_that_has_changed_is_left_alone(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK803")
    fix(kernel)

    assert rewritten(kernel, CODE + "word = 2\n", cell) == []


def test_a_fix_for_a_text_that_ran_before_the_last_is_refused(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK803")
    kernel.run(CODE.replace("word", "text"), cell)
    fix(kernel)

    assert "The cell has changed since" in answer(kernel)


@pytest.mark.usefixtures("cell")
def test_explaining_and_practising_lead_to_the_rule(kernel: Kernel) -> None:
    choose(kernel, "RK505")
    kernel.run("verbs.why.click()")
    assert "on user-provided data" in answer(kernel)

    kernel.run("verbs.practise.click()")
    assert kernel.value("verbs.answer.children[-1].children[0].value").startswith("'dynamic-code.")


def test_without_a_cell_id_the_change_is_only_shown(kernel: Kernel) -> None:
    kernel.run(CODE)
    choose(kernel, "RK803")
    fix(kernel)

    assert "change the cell by hand" in answer(kernel)
    assert rewritten(kernel, CODE, "") == []


@pytest.mark.usefixtures("cell")
def test_a_comment_with_markup_appears_as_text(kernel: Kernel) -> None:
    choose(kernel, "RK505")
    kernel.run("verbs.silence.click(); verbs.reason.value = 'a <img src=x onerror=alert(1)> b'; verbs.write.click()")

    assert "<img" not in answer(kernel)
    assert "&lt;img" in answer(kernel)


SQL = 'name = input()\ncursor.execute(f"""SELECT *\nFROM orders\nWHERE name = \'{name}\'""")\n'


def silenced(code: str) -> str:
    """Give a cell with its first finding silenced, or the same text where that would change something else."""
    settings = Settings(select=("RK402", "RK505"))
    finding = api.check_cell([code], 0, settings).findings[0]
    silenced = api.silenced([code], 0, finding, "asked for in the lesson", settings)
    return api.fixed_cell(code, [silenced]) if silenced else code


def test_a_comment_never_lands_within_a_text() -> None:
    after = silenced(SQL)

    assert after == SQL.replace('""")', '""")  # noqa: RK402 - asked for in the lesson')


def test_a_comment_that_would_not_be_heard_is_not_written() -> None:
    code = "word = eval(input())  # noqa: E501\n"

    assert silenced(code) == code


def test_a_rule_without_an_exercise_leads_to_none(kernel: Kernel) -> None:
    (card,) = kernel.cards("def ship(:", "broken")

    assert "RK001" in card
    assert "Practise" not in card
    assert "Practise" not in kernel.value(f"[one.description for one in {LIVE}.verbs('RK001').row.children]")
