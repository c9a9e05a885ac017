"""The small runner runs tests as pytest and unittest do."""

from tests.teach.small_shop import errors, ran


def test_functions_are_run_in_the_order_of_the_file() -> None:
    assert errors("""
        from shop.prices import with_tax

        def test_tax():
            assert with_tax(100) == 108

        def other():
            assert False

        def test_nothing():
            assert with_tax(0) == 1, "nothing costs nothing"
    """) == ["test_tax", "test_nothing: nothing costs nothing"]


def test_fixtures_are_prepared_once_for_a_test_and_tidied_up() -> None:
    assert errors("""
        import pytest
        done = []

        @pytest.fixture
        def book():
            done.append("open")
            yield {"tea": 2}
            done.append("closed")

        @pytest.fixture
        def tea(book):
            return book["tea"]

        def test_first(tea, book):
            book["tea"] = 0
            assert tea == 3

        def test_second(book):
            assert book == {"tea": 2}
            assert done == ["open", "closed", "open"]
    """) == ["test_first: ", "test_second"]


def test_wider_fixtures_live_longer_and_autouse_needs_no_name() -> None:
    assert errors("""
        import pytest
        opened = []

        @pytest.fixture(scope="module")
        def shop():
            opened.append(1)
            yield len(opened)
            opened.clear()

        @pytest.fixture(autouse=True)
        def counted(request):
            opened.append(request.node.name)
            request.addfinalizer(lambda: opened.remove(request.node.name))

        def test_first(shop):
            assert opened == ["test_first", 1]

        def test_second(shop):
            assert opened == [1, "test_second"]
    """) == ["test_first", "test_second"]


def test_parameters_of_tests_and_fixtures_multiply() -> None:
    names = errors("""
        import pytest

        @pytest.fixture(params=["tea", "jam"])
        def article(request):
            return request.param

        @pytest.mark.parametrize(("pieces", "cents"), [(1, 2), pytest.param(2, 4, id="two")])
        def test_price(article, pieces, cents):
            assert cents == 2 * pieces and article != "jam", article
    """)
    assert names == [
        "test_price[1-2][tea]",
        "test_price[1-2][jam]: jam",
        "test_price[two][tea]",
        "test_price[two][jam]: jam",
    ]


def test_expected_errors() -> None:
    assert errors("""
        import pytest

        def test_good():
            with pytest.raises(ValueError, match="thr.e") as caught:
                int("three")
            assert caught.type is ValueError
            pytest.raises(KeyError, {}.__getitem__, "tea")

        def test_none():
            with pytest.raises((ValueError, KeyError)):
                pass

        def test_other_words():
            with pytest.raises(ValueError, match="four"):
                int("three")

        def test_other():
            with pytest.raises(KeyError):
                int("three")
    """) == [
        "test_good",
        "test_none: DID NOT RAISE (<class 'ValueError'>, <class 'KeyError'>)",
        "test_other_words: the message \"invalid literal for int() with base 10: 'three'\" does not match 'four'",
        "test_other: invalid literal for int() with base 10: 'three'",
    ]


def test_numbers_may_be_nearly_equal() -> None:
    assert errors("""
        from pytest import approx

        def test_near():
            assert 0.1 + 0.2 == approx(0.3)
            assert [0.1 + 0.2, 1] == approx([0.3, 1])
            assert {"tea": 0.1 + 0.2} == approx({"tea": 0.3})
            assert 1.05 == approx(1, abs=0.1)
            assert 1.05 != approx(1)
    """) == ["test_near"]


def test_an_unknown_fixture_is_named() -> None:
    assert errors("def test_price(bok): assert bok") == ["test_price: fixture 'bok' not found"]


def test_an_error_behind_the_yield_is_the_failure_of_its_test() -> None:
    results = ran("""
        import pytest

        @pytest.fixture
        def book():
            yield 1
            raise ValueError("torn")

        def test_book(book):
            assert book
    """)
    assert (str(results[0].error), results[0].while_tidying) == ("torn", True)


def test_awaiting_tests_are_run() -> None:
    assert errors("""
        import pytest
        from unittest.mock import AsyncMock

        @pytest.mark.asyncio
        async def test_price():
            assert await AsyncMock(return_value=3)() == 4, "three"
    """) == ["test_price: three"]


def test_warnings_can_be_expected() -> None:
    assert errors("""
        import warnings
        import pytest

        def test_old():
            with pytest.warns(DeprecationWarning, match="old"):
                warnings.warn("old way", DeprecationWarning)

        def test_quiet():
            with pytest.warns(DeprecationWarning):
                pass
    """) == ["test_old", "test_quiet: DID NOT WARN <class 'DeprecationWarning'>"]
