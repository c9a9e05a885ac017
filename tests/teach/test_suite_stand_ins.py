"""The fixtures and patches of the small runner reach the closed world."""

import pytest

from tests.teach.small_shop import errors


def test_a_patch_reaches_the_modules_of_the_closed_world() -> None:
    assert errors("""
        from unittest import mock
        from unittest.mock import Mock, patch
        import shop.client
        from shop import prices
        from shop.prices import price

        @patch("shop.prices.fetch", return_value=450)
        def test_decorated(fetch):
            assert price("tea") == 450
            fetch.assert_called_once_with("tea")

        def test_where_it_is_defined_is_too_late():
            with patch("shop.client.fetch", return_value=450):
                assert shop.client.fetch("tea") == 450
                price("tea")

        def test_objects():
            with patch.object(prices, "RATE", 10), mock.patch.dict("os.environ", {"CURRENCY": "CHF"}):
                assert (prices.with_tax(100), prices.currency()) == (110, "CHF")
            assert (prices.with_tax(100), prices.currency()) == (108, "EUR")

        @patch("shop.client.Client.ask", return_value=5)
        class TestClient:
            def test_class(self, ask):
                assert shop.client.Client().ask() == 5
    """) == [
        "test_decorated",
        "test_where_it_is_defined_is_too_late: no network",
        "test_objects",
        "TestClient.test_class",
    ]


def test_monkeypatch_is_undone() -> None:
    assert errors("""
        from shop import prices

        def test_changes(monkeypatch):
            monkeypatch.setattr("shop.prices.fetch", lambda article: 450)
            monkeypatch.setattr(prices, "RATE", 10)
            monkeypatch.setenv("CURRENCY", "CHF")
            assert (prices.price("tea"), prices.with_tax(100), prices.currency()) == (450, 110, "CHF")

        def test_afterwards():
            assert (prices.with_tax(100), prices.currency()) == (108, "EUR")

        def test_wrong_name(monkeypatch):
            monkeypatch.setattr(prices, "RATES", 10)
    """)[:2] == ["test_changes", "test_afterwards"]


def test_mocker_and_capsys_and_caplog_are_there() -> None:
    assert errors("""
        import logging
        from shop import prices

        def test_mocker(mocker):
            fetch = mocker.patch("shop.prices.fetch", return_value=3)
            assert prices.price("jam") == 3
            fetch.assert_called_once()

        def test_capsys(capsys):
            print("tea")
            assert capsys.readouterr().out == "tea\\n"
            assert capsys.readouterr().out == ""

        def test_caplog(caplog):
            with caplog.at_level("INFO", logger="shop"):
                logging.getLogger("shop").info("%s pieces", 2)
            assert caplog.messages == ["2 pieces"]
            assert "INFO" in caplog.text

        def test_afterwards(mocker):
            prices.price("jam")
    """) == ["test_mocker", "test_capsys", "test_caplog", "test_afterwards: no network"]


@pytest.mark.parametrize("name", ["tmp_path", "tmp_path_factory"])
def test_folders_are_given(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr("pathlib.Path.mkdir", lambda self, **_: made.append(str(self)))
    call = f"{name}.mktemp('notes')" if name.endswith("factory") else name
    assert errors(f"def test_notes({name}): assert {call}") == ["test_notes"]
    assert made == ["/tmp/tests/notes1" if name.endswith("factory") else "/tmp/tests/test_notes1"]  # noqa: S108
