"""What is kept of answers comes back as it was, and nothing else is ever made of it."""

import enum
import json
import re
from collections import defaultdict
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit.analysis.project.takers import Takings
from rulekit.engine.cache.codec import decode, encode
from rulekit.engine.silence import Silence
from rulekit.model.finding import Cell, Edit, Effect, Finding, Fix, NameUse, Severity, Span, Step

numbers = st.integers(0, 10_000)
texts = st.text(max_size=12) | st.just("\ud800") | st.just("\0")
cells = st.none() | st.builds(Cell, numbers, numbers, st.none() | texts, st.none() | numbers)
spans = st.builds(Span, numbers, numbers, numbers, numbers, cells)
edits = st.builds(Edit, spans, texts)
names = st.builds(NameUse, texts, st.sampled_from(Effect), st.none() | spans)
several_edits = st.lists(edits, max_size=3).map(tuple)
fixes = st.builds(Fix, texts, several_edits, st.booleans(), st.lists(names, max_size=2).map(tuple))
steps = st.lists(st.builds(Step, spans, texts), max_size=2).map(tuple)
lines = st.lists(texts, max_size=3).map(tuple)
findings = st.builds(
    Finding, texts, texts, st.sampled_from(Severity), spans, texts, texts, st.none() | fixes, steps, numbers, lines
)
words = st.frozensets(texts, max_size=4)
others = (
    words | st.builds(Takings, words, words, words) | st.builds(Silence, numbers, numbers, st.none() | words, texts)
)
values = st.dictionaries(texts, others | numbers | st.none() | st.booleans() | st.just(range(3, 9)), max_size=4)


@given(st.lists(findings, max_size=20).map(tuple), st.lists(values, max_size=10).map(tuple))
def test_answers_come_back_as_they_were(told: tuple[Finding, ...], collected: tuple[object, ...]) -> None:
    kept = (told, collected, tuple(finding.fix for finding in told), tuple(finding.steps for finding in told))
    back = decode(encode(kept))
    assert back == kept
    assert repr(back) == repr(kept) or any(collected)  # sets have no order


@pytest.mark.parametrize(
    "value",
    [["a list"], {"a", "set"}, defaultdict(int), re.compile("x"), b"bytes", lambda: None, re.RegexFlag.A, object()],
)
def test_what_no_answer_is_made_of_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be kept"):
        encode((value,))


class _Foreign(enum.Enum):
    """An enumeration that is none of rulekit's own."""

    TEA = "tea"


def test_kinds_of_others_are_refused() -> None:
    with pytest.raises(TypeError, match="_Foreign cannot be kept"):
        encode(_Foreign.TEA)


@pytest.mark.parametrize(
    "name",
    [
        "os:system",
        "builtins:eval",
        "rulekit.engine.files:read_document",
        "rulekit.engine.cache.store:Store",
        "rulekit.engine.files:Path",
        "rulekit.engine.no_such_module:Thing",
        "rulekit.model.finding:Nothing",
        "rulekit.cli.main:Parser",
        "list",
        "",
    ],
)
def test_no_other_kind_is_ever_made(name: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        decode(json.dumps([[name], [0, "echo"]]))


SPOILED: dict[str, Callable[[str], str]] = {
    "cut short": lambda text: text[: len(text) // 2],
    "empty": lambda _: "",
    "another document": lambda _: '{"version": 1}',
    "a kind without a name": lambda text: text.replace("rulekit.model.finding:Span", "rulekit.model.finding:Spin"),
    "too few parts": lambda text: text.replace("[1,1,1,2,null]", "[1,1]"),
    "a number of no kind": lambda text: text.replace('"],[', '"],[99,'),
    "too deep": lambda _: "[[]," + "[0," * 100_000 + "1" + "]" * 100_000 + "]",
}


@pytest.mark.parametrize("way", SPOILED)
def test_a_spoiled_text_is_no_answer(way: str) -> None:
    text = encode((Span(1, 1, 1, 2), Severity.ERROR))
    spoiled = SPOILED[way](text)
    assert spoiled != text or way == "too few parts"
    with pytest.raises(ValueError, match=r"\w"):
        decode(spoiled if spoiled != text else text.replace(",1,1,1,2,null]", ",1,1]"))
