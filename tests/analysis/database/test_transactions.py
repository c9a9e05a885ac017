"""Sessions that are opened by hand."""

import pytest

from rulekit.analysis.database.transactions import openings
from rulekit.analysis.syntax.source import Source

OPENED = {
    "a factory of the project": ("from shop.database import SessionLocal\nsession = SessionLocal()", ["session"]),
    "a session of the library": ("from sqlalchemy.orm import Session\nwork = Session(engine)", ["work"]),
    "the next of a dependency": ("from shop.database import get_db\ndb = next(get_db())", ["db"]),
    "a session in a `with`": ("from sqlalchemy.orm import Session\nwith Session(engine) as work: ...", []),
    "a session of another kind": ("from requests import Session\nweb = Session()", []),
}


@pytest.mark.parametrize(("text", "expected"), OPENED.values(), ids=OPENED)
def test_sessions_are_opened_under_a_name(text: str, expected: list[str]) -> None:
    assert [name.id for _, name in openings(Source(text))] == expected
