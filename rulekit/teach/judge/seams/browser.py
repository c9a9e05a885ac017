"""A customer's browser, in front of a real Flask application: it sends names and values, and hears what comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask
import pytest


@dataclass(frozen=True)
class Page:
    """What the browser is told: a number such as 200 or 404, and a text."""

    code: int
    text: str


class Browser:
    """Asks for a page that a function of the answer makes; what such a function raises arrives at the check."""

    def ask(self, view: Callable[[], Any], **sent: str) -> Page:
        """Call a page with what the browser sends behind the question mark."""
        app = flask.Flask("shop", root_path=str(Path.cwd()), static_folder=None)
        app.testing = True
        app.add_url_rule("/", "page", view)
        with app.test_client() as client, client.get("/", query_string=sent) as told:
            return Page(told.status_code, told.get_data(as_text=True))


@pytest.fixture
def browser() -> Browser:
    """Play the customer."""
    return Browser()
