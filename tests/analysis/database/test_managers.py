"""Code that manages sessions for others: each text commits once."""

import ast

import pytest

from rulekit.analysis.database.managers import has_name_of, manages_for_others
from rulekit.analysis.syntax.source import Source

AROUND = {
    "a context manager": ("@contextmanager\ndef sessions():\n    yield session\n    session.commit()\n", True),
    "a dependency that yields once": ("def sessions():\n    yield session\n    session.commit()\n", True),
    "a class for `with`": ("class Sessions:\n    def __exit__(self, *_):\n        session.commit()\n", True),
    "a generator of rows": ("def rows():\n    for row in table:\n        yield row\n        session.commit()\n", False),
    "a plain function": ("def sell():\n    session.commit()\n", False),
}


def commit_in(text: str) -> tuple[Source, ast.Attribute]:
    source = Source(f"from contextlib import contextmanager\n{text}")
    return source, next(node for node in source.nodes(ast.Attribute) if node.attr == "commit")


@pytest.mark.parametrize(("text", "expected"), AROUND.values(), ids=AROUND)
def test_a_commit_stands_in_what_manages_for_others_or_not(text: str, expected: bool) -> None:
    assert manages_for_others(*commit_in(text)) is expected


def test_a_method_hands_on_to_one_of_the_same_name() -> None:
    inside = commit_in("def commit(self):\n    self.session.commit()\n")
    assert has_name_of(*inside, frozenset({"commit"}))
    assert not has_name_of(*inside, frozenset({"rollback"}))
