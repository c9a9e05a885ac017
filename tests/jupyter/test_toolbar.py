"""The buttons below a card: what they mark happens when their own cell runs again, and at no other time."""

from collections.abc import Iterator

import pytest

from rulekit import api
from rulekit.engine.settings import Settings
from tests.jupyter.kernel import Kernel, running_kernel

CODE = "import requests\n\npage = requests.get('https://shop.example/orders').text\nword = eval(page)\n"
TOOLBAR = "get_ipython().magics_manager.registry['rulekit'].checker.toolbar"
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
    kernel.run(
        f"tools = {TOOLBAR}\ntools.finding.value = next(g for g in tools.card.groups() if g[0].code == '{code}')"
    )


def answer(kernel: Kernel) -> str:
    return kernel.value("tools.answer.value")


def rewritten(kernel: Kernel, code: str, cell: str) -> list[str]:
    reply = kernel.run(code, cell)[-1]
    return [payload["text"] for payload in reply["payload"] if payload["source"] == "set_next_input"]


def test_a_marked_fix_waits_for_its_own_cell(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK803")
    kernel.run("tools.fix.click()")

    assert "Run the cell again to apply this." in answer(kernel)
    assert "timeout=" in answer(kernel)
    assert rewritten(kernel, "1 + 1", "another") == []
    assert [FIXED in text for text in rewritten(kernel, CODE, cell)] == [True]


def test_a_fix_and_a_silenced_finding_go_together(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK803")
    kernel.run("tools.fix.click()")
    choose(kernel, "RK505")
    kernel.run("tools.silence.click(); tools.reason.value = 'our own shop answers'; tools.write.click()")

    text = rewritten(kernel, CODE, cell)[0]
    assert FIXED in text
    assert "word = eval(page)  # noqa: RK505 - our own shop answers" in text
    assert kernel.cards(text, cell) == []


def test_a_line_is_not_silenced_without_a_reason(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK505")
    kernel.run("tools.silence.click(); tools.reason.value = '  '; tools.write.click()")

    assert "Write a reason first" in answer(kernel)
    assert rewritten(kernel, CODE, cell) == []


def test_a_cell_that_has_changed_is_left_alone(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK803")
    kernel.run("tools.fix.click()")

    assert rewritten(kernel, CODE + "word = 2\n", cell) == []


def test_a_fix_for_a_text_that_ran_before_the_last_is_refused(kernel: Kernel, cell: str) -> None:
    choose(kernel, "RK803")
    kernel.run(CODE.replace("word", "text"), cell)
    kernel.run("tools.fix.click()")

    assert "The cell has changed since" in answer(kernel)


@pytest.mark.usefixtures("cell")
def test_explaining_and_practising_lead_to_the_rule(kernel: Kernel) -> None:
    choose(kernel, "RK505")
    kernel.run("tools.explain.click()")
    assert "dynamic-code" in answer(kernel)

    kernel.run("tools.practise.click()")
    assert "%exercise show dynamic-code." in answer(kernel)


def test_without_a_cell_id_the_change_is_only_shown(kernel: Kernel) -> None:
    kernel.run(CODE)
    choose(kernel, "RK803")
    kernel.run("tools.fix.click()")

    assert "change the cell by hand" in answer(kernel)
    assert rewritten(kernel, CODE, "") == []


@pytest.mark.usefixtures("cell")
def test_a_comment_with_markup_appears_as_text(kernel: Kernel) -> None:
    choose(kernel, "RK505")
    kernel.run("tools.silence.click(); tools.reason.value = 'a <img src=x onerror=alert(1)> b'; tools.write.click()")

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
    assert kernel.value(f"{TOOLBAR}.practise.disabled") == "True"
