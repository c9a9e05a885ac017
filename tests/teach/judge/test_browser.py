"""The browser asks a real Flask application, and hears what a customer would."""

from http import HTTPStatus
from pathlib import Path

import flask
import pytest
from werkzeug.exceptions import NotFound

from rulekit.teach.judge.seams.browser import Browser, Page


def greeting() -> str:
    return f"hello {flask.request.args['name']}"


def nowhere() -> str:
    flask.abort(HTTPStatus.NOT_FOUND)


def raised() -> str:
    raise NotFound


def answered() -> flask.Response:
    return flask.Response("tea", status=HTTPStatus.IM_A_TEAPOT)


def file() -> flask.Response:
    return flask.send_from_directory("invoices", flask.request.args["name"])


def test_a_page_gets_what_the_browser_sends() -> None:
    assert Browser().ask(greeting, name="Ada & Co") == Page(200, "hello Ada & Co")


@pytest.mark.parametrize("view", [nowhere, raised])
def test_a_page_that_is_not_there_is_told(view: object) -> None:
    assert callable(view)
    assert Browser().ask(view).code == HTTPStatus.NOT_FOUND


def test_what_the_browser_does_not_send_is_a_bad_request() -> None:
    assert Browser().ask(greeting).code == HTTPStatus.BAD_REQUEST


def test_a_response_is_told_as_it_is() -> None:
    assert Browser().ask(answered) == Page(HTTPStatus.IM_A_TEAPOT, "tea")


def test_a_file_comes_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("invoices").mkdir()
    Path("invoices", "A-1").write_text("one", "utf-8")
    Path("secret").write_text("two", "utf-8")

    assert Browser().ask(file, name="A-1") == Page(200, "one")
    assert Browser().ask(file, name="../secret").code == HTTPStatus.NOT_FOUND


def test_an_error_of_a_page_arrives_at_the_check() -> None:
    def broken() -> str:
        raise LookupError("no invoice")

    with pytest.raises(LookupError, match="no invoice"):
        Browser().ask(broken)
