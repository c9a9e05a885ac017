"""What the rules see does not hang on spaces: code that is laid out oddly gives the same findings on the same lines."""

import io
import tokenize
from collections.abc import Iterator
from itertools import pairwise

import pytest

from rulekit.engine.catalog import catalog
from rulekit.model.rule import Rule, files_in
from tests.marked import check_as
from tests.rules.cases import texts_of

_IMPORTING = ("from ", "import ", "%", "!")


def spread(text: str) -> str:
    """Put spaces around the dots of attributes and before the brackets of calls."""
    lines = text.splitlines(keepends=True)
    for row, column in sorted(_gaps(text), reverse=True):
        line = lines[row - 1]
        lines[row - 1] = f"{line[:column]} {line[column:]}"
    return "".join(lines)


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for token, following in pairwise(tokens):
        if token.end != following.start or token.line.lstrip().startswith(_IMPORTING):
            continue
        is_dot = (token.type, token.string) == (tokenize.OP, ".") and following.type == tokenize.NAME
        before_dot = (following.type, following.string) == (tokenize.OP, ".") and token.string not in {".", "("}
        if is_dot or before_dot or (token.type == tokenize.NAME and following.string == "("):
            yield following.start


@pytest.mark.parametrize("rule", [*catalog()])
def test_spaces_around_dots_and_before_brackets_change_no_finding(rule: Rule) -> None:
    for text, path in texts_of(rule):
        if not path.endswith(".py") or files_in(text):
            continue
        found = {(finding.span.line, finding.code) for finding in check_as(text, path)}
        odd = {(finding.span.line, finding.code) for finding in check_as(spread(text), path)}
        assert odd == found, spread(text)
