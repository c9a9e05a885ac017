"""The explorer: what is asked is found, what is typed is judged, and what is shown is text."""

import asyncio
from pathlib import Path

import pytest

import rulekit
from rulekit.api import search
from rulekit.engine.catalog import catalog
from rulekit.jupyter.explorer import Explorer
from rulekit.jupyter.explorer_panels import WhyPanel
from rulekit.model.errors import UnknownRuleError
from rulekit.teach.derived import derived
from rulekit.teach.verdict import Outcome

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def explorer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Explorer:
    monkeypatch.chdir(tmp_path)
    opened = rulekit.explore()
    assert isinstance(opened, Explorer)
    return opened


def listed(explorer: Explorer) -> list[str]:
    return [entry.description.partition(" ")[0] for entry in explorer.rules.children]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("S608", "RK402"),
        ("e722", "RK301"),
        ("injection sql", "RK402"),
        ("tiemout", "RK803"),
        ("passwrd", "RK502"),
        ("thread join", "RK803"),
        ("bare-except", "RK301"),
        ("rk704", "RK704"),
    ],
)
def test_a_rule_is_found_as_a_person_would_look_for_it(words: str, code: str) -> None:
    found = [rule.code for rule in search(words)]

    assert found[:1] == [code] if code != "RK704" else found == []


def test_all_words_must_be_met() -> None:
    assert search("sql lampshade") == []
    assert len(search("")) == len(rulekit.rules)


def test_searching_opens_the_nearest_rule(explorer: Explorer) -> None:
    explorer.search.value = "S608"
    assert "RK402 unsafe-sql" in explorer.heading.value

    explorer.search.value = "lampshade"
    assert "No rule answers to this" in explorer.heading.value
    assert explorer.counted.value == "<span>0 rules</span>"


def test_filters_are_folded_and_say_what_is_chosen(explorer: Explorer) -> None:
    explorer.severity.value = "error"
    assert (explorer.filtered.layout.display, explorer.filters.description) == ("none", "Filters: error")

    explorer.filters.click()
    assert explorer.filtered.layout.display == ""


def test_the_list_says_how_bad_a_rule_is_and_what_was_practised(explorer: Explorer) -> None:
    assert explorer.entries["RK301"].description == "RK301 bare-except  ✖ error"

    for exercise in explorer.practising.classroom.library.of_rule("RK301"):
        explorer.practising.classroom.progress.record(exercise.id, Outcome.PASSED)
    explorer.open("RK301")
    assert explorer.entries["RK301"].description == "RK301 bare-except  ✖ error ✓ practised"


def test_what_was_practised_before_is_ticked_once_the_explorer_is_there(explorer: Explorer) -> None:
    for exercise in explorer.practising.classroom.library.of_rule("RK301"):
        explorer.practising.classroom.progress.record(exercise.id, Outcome.PASSED)

    async def opened_again() -> tuple[bool, str]:
        again = Explorer()
        was_loaded = again.practising.is_loaded
        turned = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(turned.set_result, None)
        await turned
        return was_loaded, again.entries["RK301"].description

    assert asyncio.run(opened_again()) == (False, "RK301 bare-except  ✖ error ✓ practised")


def test_a_related_rule_is_one_click_away(explorer: Explorer) -> None:
    explorer.open("RK301")
    panel = explorer.panels["Why"]
    assert isinstance(panel, WhyPanel)
    panel.related.children[0].click()

    assert explorer.code == catalog().related(catalog()["RK301"])[0].code


def test_each_line_that_is_tried_has_its_number(explorer: Explorer) -> None:
    explorer.open("RK301")
    explorer.try_code("pass\n" * 30)

    assert explorer.trying.code.rows == 32
    assert "\n32</pre>" in explorer.trying.numbers.value


def test_filters_narrow_the_list_and_keep_the_open_rule(explorer: Explorer) -> None:
    explorer.open("RK502")
    explorer.section.value = "security"
    assert explorer.code == "RK502"
    assert all(code.startswith("RK5") for code in listed(explorer))

    explorer.severity.value = "error"
    explorer.only.value = "fixable"
    fixable = [rule for rule in rulekit.rules.section("security") if rule.rule.fixable]
    assert listed(explorer) == [rule.code for rule in fixable if rule.rule.severity.value == "error"]


@pytest.mark.parametrize("code", [rule.code for rule in rulekit.rules])
def test_every_panel_of_every_rule_has_its_content(explorer: Explorer, code: str) -> None:
    explorer.open(code)
    for name in explorer.panels:
        explorer.tabs.value = name
        shown = [one for one, panel in explorer.panels.items() if panel.box.layout.display != "none"]
        assert shown == [name]
    rule = rulekit.rules[code]
    why, examples, _, configure, found, practise = explorer.panels.values()
    assert "When to break it</h3>" in why.text.value  # type: ignore[attr-defined]
    assert rule.examples[0].title.replace("'", "&#x27;") in examples.box.children[0].value
    assert f"noqa: {code} - the reason" in configure.text.value  # type: ignore[attr-defined]
    assert "RULE" in found.text.value  # type: ignore[attr-defined]
    assert 'target="_blank" rel="noopener" href="https://' in found.text.value  # type: ignore[attr-defined]
    assert "The cases that prove it</summary><h" in found.text.value  # type: ignore[attr-defined]
    listed_exercises = {name for _, name in practise.exercise.options}  # type: ignore[attr-defined]
    assert {one.id for one in derived(catalog()[code])} <= listed_exercises


def test_code_is_judged_as_it_is_typed(explorer: Explorer) -> None:
    explorer.open("RK803")
    explorer.tabs.value = "Try it"
    panel = explorer.trying
    panel.code.value = "import requests\n\nprint(requests.get(address))\n"
    assert "add <code>timeout=10</code>" in panel.answer.value
    assert "RK201" not in panel.answer.value

    panel.options.value = "seconds = 3"
    assert "add <code>timeout=3</code>" in panel.answer.value

    panel.everything.value = True
    assert "RK201" in panel.answer.value

    panel.code.value = "total = 1\n"
    assert "Clean" in panel.answer.value


def test_a_rule_without_options_shows_the_code_and_no_options(explorer: Explorer) -> None:
    explorer.open("RK402")
    explorer.tabs.value = "Try it"

    assert explorer.trying.options.layout.display == "none"
    assert explorer.trying.code.layout.display != "none"


def test_what_a_rule_sees_but_does_not_report_is_told(explorer: Explorer) -> None:
    explorer.open("RK301")
    explorer.tabs.value = "Try it"
    explorer.trying.code.value = "try:\n    load()\nexcept Exception:\n    raise\n"

    assert "Seen as well" in explorer.trying.answer.value
    assert "not reported: The handler" in explorer.trying.answer.value


def test_a_wrong_option_is_said_and_nothing_is_lost(explorer: Explorer) -> None:
    explorer.open("RK803")
    explorer.tabs.value = "Try it"
    for wrong, told in {
        "seconds =": "options: ",
        "seconds = 'x'": "it must be a whole number",
        "x = 1": "no option",
    }.items():
        explorer.trying.options.value = wrong
        assert told in explorer.trying.answer.value
    assert "requests.get" in explorer.trying.code.value


def test_safe_fixes_are_applied_to_the_field(explorer: Explorer) -> None:
    explorer.open("RK702")
    explorer.tabs.value = "Try it"
    explorer.trying.code.value = "import csv\ntotal = 1\n"
    explorer.trying.apply.click()

    assert explorer.trying.code.value == "total = 1\n"
    assert explorer.trying.apply.disabled


def test_an_example_goes_to_where_it_can_be_tried(explorer: Explorer) -> None:
    explorer.open("RK402")
    explorer.tabs.value = "Examples"
    explorer.panels["Examples"].box.children[3].click()

    assert explorer.tabs.value == "Try it"
    assert explorer.trying.code.value == rulekit.rules["RK402"].examples[0].good
    assert "Clean" in explorer.trying.answer.value


def test_an_exercise_is_done_in_its_panel(explorer: Explorer, tmp_path: Path) -> None:
    explorer.open("RK301")
    explorer.tabs.value = "Practise"
    panel = explorer.practising
    panel.exercise.value = "bare-except.fix"
    panel.hint.click()
    assert "<" in panel.verdict_area.value

    panel.check.click()
    assert "Passed" not in panel.verdict_area.value
    panel.answer.value = panel.classroom.library["bare-except.fix"].solution
    panel.check.click()
    assert "Passed" in panel.verdict_area.value
    assert any("bare-except.fix" in file.read_text("utf-8") for file in tmp_path.rglob("*.json"))


def test_code_of_others_appears_as_text(explorer: Explorer) -> None:
    explorer.open("RK502")
    explorer.tabs.value = "Try it"
    explorer.trying.everything.value = True
    explorer.trying.code.value = f"password = '{HOSTILE}'\ntry:\n    pass\nexcept: '{HOSTILE}'\n"
    explorer.trying.options.value = HOSTILE
    explorer.search.value = HOSTILE

    for html in (explorer.trying.answer.value, explorer.heading.value, explorer.counted.value):
        assert "<img" not in html


def test_a_rule_that_does_not_exist_is_refused_with_a_hint() -> None:
    with pytest.raises(UnknownRuleError, match="did you mean `bare-except`"):
        rulekit.explore("bare-exept")


def test_front_ends_without_widgets_get_a_sentence(explorer: Explorer) -> None:
    bundle = explorer._repr_mimebundle_()

    assert bundle["text/plain"] == f"The explorer of {len(rulekit.rules)} rules; it is shown in a notebook."
    assert "application/vnd.jupyter.widget-view+json" in bundle
