"""Comments are found where Python's own tokenizer finds them."""

import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit.analysis.syntax.comments import Comment, comments
from rulekit.analysis.syntax.source import Source
from tests.analysis.stdlib import NAMES, source_of


def tokenized(text: str) -> dict[int, Comment]:
    """Read the comments as `tokenize` does."""
    tokens = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    found = [token for token in tokens if token.type == tokenize.COMMENT]
    return {token.start[0]: Comment(token.start[0], token.start[1] + 1, token.string) for token in found}


@pytest.mark.parametrize("name", NAMES)
def test_the_comments_of_a_real_module_are_those_of_its_tokens(name: str) -> None:
    source = source_of(name)

    assert comments(source) == tokenized(source.text)


TEXTS = {
    "a mark in a string": "tea = '#1'  # the best\n",
    "a mark in a string and no comment": "tea = '#1'\n",
    "a mark in both kinds of quotes": "tea = \"#\" '#'  # both\n",
    "a mark after an escaped quote": "tea = 'it\\'s # no'  # yes\n",
    "a mark in a raw string": "tea = r'\\d#'  # digits\n",
    "a string over lines": 'tea = """\n# no\n"""  # yes\n# yes\n',
    "an f-string with a mark in its format": "tea = f'{price:#x}'  # in hex\n",
    "an f-string over lines": "tea = f'''\n{price}  # no\n'''  # yes\n",
    "bytes with a mark": "tea = b'#'  # yes\n",
    "strings side by side over lines": "tea = ('#'  # one\n       '#'  # two\n)\n",
    "a continued string": "tea = 'a\\\n# no'  # yes\n",
    "three quotes in a string of one": "tea = '\"\"\"'  # yes\nrye = '#'  # too\n",
    "characters outside the first plane": "tea = '🍵'  # 🍵\n",
    "line ends of Windows": "tea = '#'  # a\r\n# b\r\n",
    "no final line end": "tea = 1  # a",
    "a comment alone": "# a",
    "a comment after a form feed": "\x0c# a\n",
    "a docstring that speaks of comments": '"""Say # why."""\n# why\n',
    "a match on a string": "match tea:\n    case '#':  # yes\n        pass\n",
    "a dictionary of marks": "marks = {'#': '#',  # one\n         '\\'#': \"#\"}  # two\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_comments_are_told_from_marks_in_strings(text: str) -> None:
    assert comments(Source(text)) == tokenized(text)


STRINGS = st.builds(
    lambda prefix, quote, body: f"{prefix}{quote}{body}{quote}",
    st.sampled_from(["", "r", "b", "Rb", "u"]),
    st.sampled_from(["'", '"', "'''", '"""']),
    st.lists(st.sampled_from(["#", " ", "a", "\\\\", "\\'", '\\"', "# noqa"]), max_size=6).map("".join),
)
LINES = st.builds(lambda text, end: f"tea = {text}{end}", STRINGS, st.sampled_from(["\n", "  # why\n", "#\n", "\r\n"]))


@given(st.lists(LINES, max_size=5).map("".join))
def test_comments_agree_with_the_tokens_of_any_strings(text: str) -> None:
    assert comments(Source(text)) == tokenized(text)


EXPLAINS = {
    "a sentence": ("# the till rounds down", True),
    "a directive": ("# noqa: RK301", False),
    "a type": ("# type: ignore[arg-type]", False),
    "a plan": ("# TODO: mend", False),
    "a line of marks": ("#######", False),
    "a word that begins like a plan": ("# todos are kept in the shop's book", True),
}


@pytest.mark.parametrize(("text", "explains"), EXPLAINS.values(), ids=EXPLAINS)
def test_a_comment_explains_if_it_is_written_for_a_reader(text: str, explains: bool) -> None:
    assert Comment(1, 1, text).explains is explains
