"""The quick look for words of secrets: it must never pass over a text that the slow one would find something in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulekit.analysis.secrets.plain_text import known_in_text, secrets_in_text
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.secrets import SHAPES

_ANYWHERE = {what: shape for what, shape in SHAPES.items() if what not in {"a private key", "a password in a header"}}


@pytest.mark.parametrize("shape", _ANYWHERE.values(), ids=_ANYWHERE.keys())
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_a_look_at_the_words_hides_no_secret_of_any_shape(shape: str, data: st.DataObject) -> None:
    key = data.draw(st.from_regex(shape, fullmatch=True)).strip()
    sign = data.draw(st.sampled_from(("", "\u2014", "(", "/", "\u00e9 ", "_")))
    text = f"order = '{sign}{key}'  # {sign}{key}\n"
    told = {*secrets_in_text(text, is_code=True, words=vocabulary(Source(text)))}
    assert {one.secret for one in known_in_text(text)} <= told
