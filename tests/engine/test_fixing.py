"""Fixes are applied whole or not at all, and fixing twice equals fixing once."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.api import check
from rulekit.engine.fixing import Fixed, Fixer, apply_edits, compatible_fixes, edits_of, fix_rounds, with_sound_fixes
from rulekit.engine.rewriting import breaks_module
from rulekit.model.finding import Edit, Finding, Fix, Severity, Span

Check = Callable[[str], tuple[Finding, ...]]


def finding(*edits: Edit, safe: bool = True, code: str = "RK190") -> Finding:
    """Make a finding up that stands where its first edit stands."""
    fix = Fix("mend it", edits, safe) if edits else None
    span = edits[0].span if edits else Span(1, 1, 1, 2)
    return Finding(code, "loud-call", Severity.WARNING, span, "mend it", fix=fix)


def replacing(pattern: str, text: str, *, safe: bool = True) -> Check:
    """Make a check that finds every match of a pattern and would replace it."""

    def check(code: str) -> tuple[Finding, ...]:
        spans = (Source(code).span_of(*match.span()) for match in re.finditer(pattern, code))
        return tuple(finding(Edit(span, text), safe=safe) for span in spans)

    return check


def both(*checks: Check) -> Check:
    return lambda code: tuple(found for check in checks for found in check(code))


def mended(text: str, check: Check, *, unsafe: bool = False) -> Fixed:
    return fix_rounds(text, Fixer(check, rewritten, lambda code: len(Source(code).broken)), unsafe=unsafe)


def rewritten(text: str, edits: list[Edit]) -> str:
    return apply_edits(text, line_starts(split_lines(text)), edits)


def texts_seen(text: str, check: Check) -> list[str]:
    """Give the text of each round of checking."""
    seen: list[str] = []

    def noted(code: str) -> tuple[Finding, ...]:
        seen.append(code)
        return check(code)

    mended(text, noted)
    return seen


def test_all_fixes_that_do_not_meet_are_applied_in_one_round() -> None:
    text, check = "announce(a)\nannounce(b); announce(c)\n", replacing("announce", "note")

    assert mended(text, check) == Fixed("note(a)\nnote(b); note(c)\n", check(text), ())
    assert texts_seen(text, check) == [text, "note(a)\nnote(b); note(c)\n"]


def test_fixes_at_one_place_wait_for_the_next_round() -> None:
    assert texts_seen("---1\n", replacing("-", "")) == ["---1\n", "-1\n", "1\n"]


def test_a_chain_of_waiting_fixes_is_followed_to_its_end() -> None:
    depth = 40

    fixed = mended("a" * depth + "b = 1\n", replacing("ab", "b"))

    assert (fixed.text, len(fixed.applied)) == ("b = 1\n", depth)


def test_fixes_that_undo_each_other_come_to_an_end() -> None:
    there_and_back = both(replacing(r"\btea\b", "rye"), replacing(r"\brye\b", "tea"))

    assert mended("tea = 1\n", there_and_back).text in {"tea = 1\n", "rye = 1\n"}


def test_a_fix_that_changes_nothing_ends_the_work() -> None:
    fixed = mended("tea = 1\n", replacing("tea", "tea"))

    assert (fixed.text, fixed.applied, len(fixed.findings)) == ("tea = 1\n", (), 1)


BREAKING = {
    "the only one": ("announce(a)\n", "announce(a)\n", 0),
    "before the others": ("announce(a)\nwhisper(b)\nwhisper(c)\n", "announce(a)\nnote(b)\nnote(c)\n", 2),
    "after the others": ("whisper(a)\nwhisper(b)\nannounce(c)\n", "note(a)\nnote(b)\nannounce(c)\n", 2),
    "among others": (
        "whisper(a)\nannounce(b)\nwhisper(c)\nannounce(d)\n",
        "note(a)\nannounce(b)\nnote(c)\nannounce(d)\n",
        2,
    ),
}


@pytest.mark.parametrize(("text", "after", "applied"), BREAKING.values(), ids=BREAKING)
def test_a_fix_that_breaks_the_code_is_left_out_and_no_other(text: str, after: str, applied: int) -> None:
    fixed = mended(text, both(replacing("announce", "note("), replacing("whisper", "note")))

    assert (fixed.text, len(fixed.applied)) == (after, applied)
    assert len(fixed.findings) == text.count("announce")


def test_fixes_that_break_the_code_only_together_are_applied_as_far_as_it_stays_whole() -> None:
    fixed = mended("if a:\n    b = 1;\n    c = 1;\n", replacing(r"[bc] = 1;", ""))

    assert (fixed.text, len(fixed.findings)) == ("if a:\n    \n    c = 1;\n", 1)


def test_fixes_that_break_the_code_only_alone_are_applied_together() -> None:
    fixed = mended("a = (1)\n", replacing(r"[()]", ""))

    assert (fixed.text, len(fixed.applied)) == ("a = 1\n", 2)


def test_code_that_is_broken_already_can_still_be_fixed() -> None:
    fixed = mended("announce(a)\ntotal = (\n", replacing("announce", "note"))

    assert fixed.text == "note(a)\ntotal = (\n"


def test_an_unsafe_fix_waits_to_be_asked_for() -> None:
    check = replacing("announce", "note", safe=False)

    assert mended("announce(a)\n", check).text == "announce(a)\n"
    assert mended("announce(a)\n", check, unsafe=True).text == "note(a)\n"


def test_an_edit_that_two_fixes_share_is_made_once() -> None:
    shared = Edit(Span(1, 1, 1, 1), "import shop\n")
    first, second = finding(shared, Edit(Span(1, 1 + 4, 1, 5 + 1), "x")), finding(shared, Edit(Span(2, 1, 2, 2), "y"))

    chosen = compatible_fixes([first, second], unsafe=False)

    assert chosen == [first, second]
    assert rewritten("a = b\nc\n", edits_of(chosen)) == "import shop\na = x\ny\n"


def test_a_fix_is_applied_with_all_its_edits_or_waits_with_all() -> None:
    first = finding(Edit(Span(1, 1, 1, 4), "x"))
    second = finding(Edit(Span(1, 3, 1, 6), "y"), Edit(Span(9, 1, 9, 2), "z"))
    third = finding(Edit(Span(9, 1, 9, 2), "w"))

    assert compatible_fixes([first, second, third], unsafe=False) == [first, third]


MEETING = {
    "apart": (Span(1, 1, 1, 3), Span(1, 4, 1, 6), True),
    "on other lines": (Span(1, 1, 1, 3), Span(2, 1, 2, 3), True),
    "side by side": (Span(1, 1, 1, 3), Span(1, 3, 1, 6), False),
    "overlapping": (Span(1, 1, 1, 4), Span(1, 3, 1, 6), False),
    "one in the other": (Span(1, 1, 3, 1), Span(2, 1, 2, 4), False),
    "two insertions at one place": (Span(1, 1, 1, 1), Span(1, 1, 1, 1), False),
}


@pytest.mark.parametrize(("one", "other", "together"), MEETING.values(), ids=MEETING)
def test_two_fixes_are_applied_together_only_where_they_are_apart(one: Span, other: Span, together: bool) -> None:
    first, second = finding(Edit(one, "x")), finding(Edit(other, "y"))

    assert compatible_fixes([first, second], unsafe=False) == ([first, second] if together else [first])
    assert compatible_fixes([second, first], unsafe=False) == ([second, first] if together else [second])


UNSOUND = {
    "no edit": (),
    "two edits of one text": (Edit(Span(1, 1, 1, 3), "x"), Edit(Span(1, 2, 1, 4), "y")),
    "one edit within another": (Edit(Span(1, 1, 2, 3), "x"), Edit(Span(1, 2, 1, 4), "y")),
}


@pytest.mark.parametrize("edits", UNSOUND.values(), ids=UNSOUND)
def test_a_fix_that_contradicts_itself_is_never_applied(edits: tuple[Edit, ...]) -> None:
    found = Finding("RK190", "loud-call", Severity.WARNING, Span(1, 1, 1, 2), "mend it", fix=Fix("mend it", edits))

    assert compatible_fixes([found], unsafe=True) == []


ORDERS = {
    "two insertions": ((Edit(Span(1, 2, 1, 2), "x"), Edit(Span(1, 2, 1, 2), "y")), "axybc"),
    "an insertion before a change": ((Edit(Span(1, 2, 1, 2), "x"), Edit(Span(1, 2, 1, 3), "y")), "axyc"),
    "a change and an insertion before it": ((Edit(Span(1, 2, 1, 3), "y"), Edit(Span(1, 2, 1, 2), "x")), "axyc"),
    "a change and an insertion after it": ((Edit(Span(1, 3, 1, 3), "x"), Edit(Span(1, 2, 1, 3), "y")), "ayxc"),
    "edits from the end to the start": ((Edit(Span(1, 3, 1, 4), "z"), Edit(Span(1, 1, 1, 2), "x")), "xbz"),
    "a line taken out": ((Edit(Span(1, 1, 2, 1), ""),), ""),
}


@pytest.mark.parametrize(("edits", "after"), ORDERS.values(), ids=ORDERS)
def test_edits_that_touch_keep_their_order(edits: tuple[Edit, ...], after: str) -> None:
    assert rewritten("abc", list(edits)) == after


CODE = st.lists(
    st.sampled_from(
        ["tea = f(f(1))\n", "f(2)\r\n", "x = 'é🍵' + f(3)\n", "if f(4):\n    f(5)\n", "# f(\n", "total = (\n"]
    ),
    max_size=6,
).map("".join)


@given(CODE, st.sampled_from(["", "note", "(", "g(1), g"]))
def test_fixing_twice_equals_fixing_once_and_never_breaks_code(text: str, new: str) -> None:
    check = replacing(r"\bf(?=\()", new)

    once = mended(text, check)

    assert mended(once.text, check).text == once.text
    assert len(Source(once.text).broken) <= len(Source(text).broken)


@given(CODE)
def test_a_fix_changes_nothing_outside_its_edits(text: str) -> None:
    fixed = mended(text, replacing(r"\bf(?=\()", "note"))

    assert fixed.text == re.sub(r"\bf(?=\()", "note", text)


def test_a_name_in_parentheses_behind_with_is_not_made_a_tuple() -> None:
    body = "    shop.execute('DELETE FROM carts')\n"
    text = f"import contextlib\nimport sqlite3\n\nwith sqlite3.connect('shop.db') as (shop):\n{body}"
    assert [one.fix for one in check(text) if one.code == "RK403"] == [None]
    assert [one.fix is None for one in check(text.replace("(shop)", "shop")) if one.code == "RK403"] == [False]


def test_a_fix_that_breaks_the_code_is_taken_away_and_the_others_are_left() -> None:
    text = "(a) + b\n"
    breaking, sound = (finding(Edit(Span(1, at, 1, at + 1), "c")) for at in (1, 7))

    kept = with_sound_fixes([breaking, sound], breaks_module(Source(text)))

    assert [one.fix is not None for one in kept] == [False, True]
