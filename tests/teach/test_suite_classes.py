"""The small runner runs classes of tests, and leaves out what is marked so."""

from tests.teach.small_shop import errors, ran


def test_classes_have_their_hooks() -> None:
    assert errors("""
        import pytest

        class TestBook:
            def setup_method(self):
                self.book = {"tea": 2}

            def teardown_method(self, method):
                assert method.__name__ != "test_third", "still open"

            @pytest.fixture
            def jam(self):
                return 7

            def test_first(self, jam):
                assert (self.book["tea"], jam) == (2, 7)

            @pytest.mark.parametrize("pieces", [1, 2])
            def test_second(self, pieces):
                assert pieces == 1

            def test_third(self):
                assert self.book
    """) == [
        "TestBook.test_first",
        "TestBook.test_second[1]",
        "TestBook.test_second[2]: ",
        "TestBook.test_third: still open",
    ]


def test_test_cases_of_unittest_are_run() -> None:
    assert errors("""
        import unittest
        from unittest.mock import patch
        from shop import prices

        class PriceTest(unittest.TestCase):
            def setUp(self):
                self.cents = 100

            def tearDown(self):
                self.assertEqual(self.cents, 100)

            def test_tax(self):
                self.assertEqual(prices.with_tax(self.cents), 108)
                with self.assertRaisesRegex(OSError, "network"):
                    prices.price("tea")

            @patch("shop.prices.fetch", return_value=3)
            def test_price(self, fetch):
                self.assertEqual(prices.price("tea"), 4)

            @unittest.skip("later")
            def test_later(self):
                self.fail()
    """) == ["PriceTest.test_tax", "PriceTest.test_price: 3 != 4", "PriceTest.test_later"]


def test_tests_can_be_left_out_or_expected_to_fail() -> None:
    results = ran("""
        import pytest

        @pytest.mark.skip(reason="later")
        def test_later():
            assert False

        def test_now():
            pytest.skip("not today")

        @pytest.mark.xfail
        def test_known():
            assert False

        @pytest.mark.xfail(strict=True)
        def test_mended():
            pass
    """)
    assert [one.was_skipped for one in results] == [True, True, True, False]
    assert str(results[3].error) == "it was expected to fail"
