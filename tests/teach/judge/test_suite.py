"""Tests of a learner are judged: they pass on the right code, assert, tidy up, stand alone, and see each fault."""

import pytest

from tests.teach.judge.asked import CHECKED, GOOD, MUTANTS, SHOP, judged_tests, message_of

TAX, NEGATIVE = MUTANTS
BY_TAX = "test_tax"


def test_good_tests_hold_and_it_is_told_which_saw_which_fault() -> None:
    lines = judged_tests(GOOD)

    assert [line.get("message") for line in lines.values()] == [None] * 6
    assert (lines[TAX]["seen"], lines[NEGATIVE]["seen"]) == ([BY_TAX], ["test_negative"])


def test_a_test_that_fails_on_the_right_code_is_told_and_nothing_else_is_tried() -> None:
    lines = judged_tests(
        "from shop import with_tax\n\ndef test_tax():\n    total = with_tax(100)\n    assert total == 119\n"
    )

    expected = "`test_tax` fails on the shop's own code: assert 108 == 119"
    assert (lines["passes"]["message"], lines["passes"]["line"]) == (expected, 5)
    assert lines["mutant_1"]["message"] == "first the tests must pass on the shop's own code"


def test_a_fault_that_no_test_sees_is_named() -> None:
    lines = judged_tests(GOOD.partition("def test_negative")[0])

    assert "message" not in lines[TAX]
    assert lines[NEGATIVE]["message"] == f"none of your tests sees this fault in `shop`: {NEGATIVE}"


SEEN = {
    "a method of a TestCase": (
        """
        import unittest
        from shop import with_tax

        class TaxTest(unittest.TestCase):
            def test_tax(self):
                self.assertEqual(with_tax(100), 108)
        """,
        ["TaxTest.test_tax"],
    ),
    "some of the parameters": (
        """
        import pytest
        from shop import with_tax

        @pytest.mark.parametrize(("cents", "paid"), [(0, 0), (100, 108), pytest.param(50, 54, id="half")])
        def test_tax(cents, paid):
            assert with_tax(cents) == paid
        """,
        ["test_tax[100-108]", "test_tax[half]"],
    ),
    "a subtest": (
        """
        import unittest
        from shop import with_tax

        class TaxTest(unittest.TestCase):
            def test_tax(self):
                for cents, paid in ((0, 0), (100, 108)):
                    with self.subTest(cents):
                        self.assertEqual(with_tax(cents), paid)
        """,
        ["TaxTest.test_tax"],
    ),
    "an awaiting test": (
        """
        import unittest
        from shop import with_tax

        class TaxTest(unittest.IsolatedAsyncioTestCase):
            async def test_tax(self):
                self.assertEqual(with_tax(100), 108)
        """,
        ["TaxTest.test_tax"],
    ),
    "a call in a fixture of the module": (
        """
        import pytest
        from shop import with_tax

        @pytest.fixture(scope="module")
        def paid():
            return with_tax(100)

        def test_other():
            assert with_tax(0) == 0

        def test_tax(paid):
            assert paid == 108
        """,
        [BY_TAX],
    ),
    "a call in setUpClass": (
        """
        import unittest
        from shop import with_tax

        class TaxTest(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.paid = with_tax(100)

            def test_tax(self):
                self.assertEqual(self.paid, 108)
        """,
        ["TaxTest.test_tax"],
    ),
    "a call while the tests are loaded": (
        "from shop import with_tax\nPAID = with_tax(100)\n\ndef test_tax():\n    assert PAID == 108\n",
        [BY_TAX],
    ),
    "an assertion in a fixture": (
        """
        import pytest
        from shop import with_tax

        @pytest.fixture
        def paid():
            paid = with_tax(100)
            yield paid
            assert paid == 108

        def test_tax(paid):
            assert paid
        """,
        [BY_TAX],
    ),
    "a group of errors": (
        """
        from shop import with_tax

        def test_tax():
            try:
                assert with_tax(100) == 108
            except AssertionError as error:
                raise ExceptionGroup("all", [error]) from None
        """,
        [BY_TAX],
    ),
    "doctests that a test runs": (
        """
        import doctest
        from shop import with_tax

        def test_tax():
            '''The tax is eight per cent.

            >>> with_tax(100)
            108
            '''
            assert doctest.run_docstring_examples(test_tax, globals()) is None
            assert with_tax(200) == 216
        """,
        [BY_TAX],
    ),
}


@pytest.mark.parametrize(("tests", "seen"), SEEN.values(), ids=SEEN)
def test_a_fault_is_seen_by(tests: str, seen: list[str]) -> None:
    assert judged_tests(tests, {TAX: MUTANTS[TAX]})[TAX]["seen"] == seen


RAISES = {"it does not work at all": SHOP.replace("    if cents", "    cents[0]\n    if cents")}


def test_an_error_that_rises_inside_the_function_under_test_is_seen() -> None:
    assert judged_tests(GOOD, RAISES)["it does not work at all"]["seen"] == ["test_tax", "test_negative"]


TAXED = "from shop import with_tax\n\n\ndef test_tax():\n    assert with_tax(100) == 108\n"
MARKED = "import pytest\n" + TAXED.replace("def test_tax", "@pytest.mark.{}\ndef test_tax")
RENAMED = SHOP.replace("RATE", "TAX")
UNSEEN = {
    "a constant": (
        "import shop\n\ndef test_rate():\n    assert shop.RATE == 108\n",
        SHOP.replace("108", "107"),
        "`test_rate`: calls no function of the shop, and so it sees no fault of one",
    ),
    "an import": ("def test_rate():\n    from shop import RATE\n    assert RATE\n", RENAMED, "`test_rate`:"),
    "a name": ("import shop\n\ndef test_rate():\n    assert shop.RATE\n", RENAMED, "`test_rate`:"),
    "the loading": ("from shop import RATE\n\ndef test_rate():\n    assert RATE\n", "RATE\n", "cannot be loaded"),
    "an error of the test itself": (
        "from shop import with_tax\n\ndef test_tax():\n    assert with_tax(100).bit_length()\n",
        SHOP.replace("cents * RATE // 100", "None"),
        "`test_tax`: fails with it, but not where something is asserted or expected",
    ),
    "the end of the program": (
        """
        import os
        from shop import with_tax

        def test_tax():
            if with_tax(100) != 108:
                os._exit(1)
            assert True
        """,
        MUTANTS[TAX],
        "`test_tax`: the code ends the whole program",
    ),
    "a test that is left out": (
        MARKED.format("skip") + "\n\ndef test_nought():\n    assert with_tax(0) == 0\n",
        MUTANTS[TAX],
        "it forgets the tax",
    ),
    "a test that may fail": (MARKED.format("xfail"), MUTANTS[TAX], "it forgets the tax"),
}


@pytest.mark.parametrize(("tests", "mutant", "said"), UNSEEN.values(), ids=UNSEEN)
def test_a_fault_is_not_seen_by(tests: str, mutant: str, said: str) -> None:
    line = judged_tests(tests, {TAX: mutant})[TAX]

    assert line["seen"] == []
    assert said in line["message"]


def test_the_others_see_a_fault_with_which_one_test_ends_the_program_or_never_ends() -> None:
    tests = """
        import os
        from shop import with_tax

        def test_ends():
            if with_tax(100) != 108:
                os._exit(1)
            assert True

        def test_never_ends():
            while with_tax(100) != 108:
                pass
            assert True

        def test_tax():
            assert with_tax(100) == 108
    """
    assert judged_tests(tests, {TAX: MUTANTS[TAX]}, seconds=1.0)[TAX]["seen"] == [BY_TAX]


def test_a_test_without_an_assertion_is_told() -> None:
    line = judged_tests(GOOD + "\ndef test_call():\n    with_tax(3)\n", {})["asserts"]

    assert line["message"] == "`test_call` asserts nothing: it passes whatever the code does"
    assert line["line"] == 12


def test_assertions_may_stand_in_a_function_a_fixture_a_mock_or_by_hand() -> None:
    lines = judged_tests(
        """
        from unittest.mock import Mock
        import pytest
        from shop import with_tax

        def holds(value):
            assert value

        @pytest.fixture
        def paid():
            yield with_tax
            assert with_tax(0) == 0

        def test_helper():
            holds(with_tax(1))

        def test_fixture(paid):
            paid(1)

        def test_by_hand():
            if with_tax(100) != 108:
                raise AssertionError("no tax")

        def test_mock():
            made = Mock()
            made(1)
            made.assert_called_once_with(1)
        """,
        {},
    )
    assert message_of(lines, "asserts") == ""


DESK = """
RATE = 108
opened = []

def open_desk():
    opened.append("the desk")
    return opened

def close_desk():
    opened.clear()

def ask(cents):
    return cents

def with_tax(cents):
    return ask(cents) * RATE // 100

def left_open():
    return opened
"""
OPENS_NONE = {"it opens no desk": DESK.replace('opened.append("the desk")', "pass")}
OPEN = "the desk is still open when {}: close it behind the `yield` of a fixture"
CHANGED = "the change of `{}` is still there when {}: let `monkeypatch` or `patch` take it back"
LEFT = {
    "behind the yield of a fixture": (
        """
        import pytest, shop

        @pytest.fixture
        def till():
            yield shop.open_desk()
            shop.close_desk()

        def test_desk(till):
            assert till == ["the desk"]
        """,
        "",
    ),
    "behind the yield of a fixture of the module": (
        """
        import pytest, shop

        @pytest.fixture(scope="module")
        def till():
            yield shop.open_desk()
            shop.close_desk()

        def test_desk(till):
            assert till == ["the desk"]

        def test_again(till):
            assert till == ["the desk"]
        """,
        "",
    ),
    "at the end of the test": (
        """
        import shop

        def test_desk():
            till = list(shop.open_desk())
            shop.opened.append("a drawer")
            assert till == ["the desk"]
            shop.close_desk()
        """,
        "a drawer is still open when a test fails: close it behind the `yield` of a fixture",
    ),
    "never": (
        "import shop\n\ndef test_desk():\n    assert shop.open_desk() == ['the desk']\n",
        OPEN.format("the tests are through"),
    ),
    "a name of the module": (
        """
        import shop

        def test_tax():
            shop.ask = lambda cents: 100
            assert shop.with_tax(1) == 108
        """,
        CHANGED.format("shop.ask", "the tests are through"),
    ),
    "a constant of the module": (
        "import shop\nshop.RATE = 110\n\ndef test_tax():\n    assert shop.with_tax(100) == 110\n",
        CHANGED.format("shop.RATE", "the tests are through"),
    ),
    "a variable of the environment": (
        """
        import os, shop

        def test_tax():
            os.environ["CURRENCY"] = "EUR"
            assert shop.with_tax(100) == 108
        """,
        CHANGED.format("CURRENCY", "the tests are through"),
    ),
    "what is patched as it should be": (
        """
        import os
        from unittest.mock import patch
        import shop

        @patch("shop.ask", return_value=100)
        def test_tax(ask):
            with patch.dict(os.environ, CURRENCY="EUR"), patch.object(shop, "RATE", 110):
                assert shop.with_tax(1) == 110

        def test_other(monkeypatch, tmp_path):
            monkeypatch.setattr(shop, "ask", lambda cents: 200)
            monkeypatch.chdir(tmp_path)
            assert shop.with_tax(1) == 216
        """,
        "",
    ),
}


@pytest.mark.parametrize(("tests", "message"), LEFT.values(), ids=LEFT)
def test_what_tests_open_and_change_is_as_before(tests: str, message: str) -> None:
    assert message_of(judged_tests(tests, OPENS_NONE, DESK), "tidies_up") == message


ORDERED = {
    "in another order": (
        """
        seen = []

        def test_a():
            seen.append(1)
            assert seen == [1]

        def test_b():
            assert seen == [1]
        """,
        "`test_b` fails in another order: assert [] == [1]",
    ),
    "alone": (
        """
        seen = []

        def test_a():
            seen.append(1)
            assert seen

        def test_b():
            assert seen

        def test_c():
            seen.append(1)
            assert seen
        """,
        "`test_b` fails when it runs alone: assert []",
    ),
}


@pytest.mark.parametrize(("tests", "message"), ORDERED.values(), ids=ORDERED)
def test_a_test_that_needs_others_is_told(tests: str, message: str) -> None:
    assert message_of(judged_tests(tests, {}), "alone") == message


@pytest.mark.parametrize(
    ("leaning", "message"),
    [("z", "`test_case[z]` fails when it runs alone: assert []"), ("m", "")],
)
def test_of_a_table_the_first_and_the_last_case_run_alone_so_that_a_large_one_is_in_time(
    leaning: str, message: str
) -> None:
    tests = f"""
    import pytest

    seen = []

    @pytest.mark.parametrize("case", ["a", "m", "z"])
    def test_case(case):
        if case != "{leaning}":
            seen.append(case)
        assert seen

    def test_last():
        seen.append("last")
        assert seen
    """

    assert message_of(judged_tests(tests, {}), "alone") == message


FAILS = "`test_a` fails on the shop's own code"
NONE = "there is no test that runs: write functions whose names begin with `test_`"
WRONG = {
    "no test": ("from shop import with_tax\n", NONE),
    "only tests that are left out": ("import pytest\n\n@pytest.mark.skip\ndef test_a():\n    assert 0\n", NONE),
    "a name that is not there": (
        "from shop import with_taxes\n\ndef test_tax():\n    assert with_taxes(1)\n",
        "the tests cannot be loaded: `ImportError: cannot import name 'with_taxes' from 'shop' (",
    ),
    "an error while they are loaded": (
        "RATE = int('x')\n\ndef test_tax():\n    assert RATE\n",
        "the tests cannot be loaded: `ValueError:",
    ),
    "an end while they are loaded": ("raise SystemExit\n", "the tests end before all of them have run"),
    "an end in between": (
        """
        import pytest

        def test_a():
            assert 1

        def test_b():
            pytest.exit("enough")

        def test_c():
            assert 1
        """,
        "the tests end before all of them have run",
    ),
    "an end of the program": (
        "import os\n\ndef test_a():\n    os._exit(0)\n",
        f"{FAILS}: the code ends the whole program",
    ),
    "no end": (
        "def test_a():\n    while True:\n        pass\n",
        f"{FAILS}: the code does not come to an end: it was stopped",
    ),
    "a failing end": (
        """
        import pytest

        @pytest.fixture
        def book():
            yield 1
            raise ValueError("torn")

        def test_a(book):
            assert book
        """,
        f"{FAILS} while it tidies up: `ValueError: torn`",
    ),
    "an expected failure": (
        "import pytest\n\n@pytest.mark.xfail(strict=True)\ndef test_a():\n    assert 1\n",
        f"{FAILS}: it was expected to fail",
    ),
    "what is not installed": (
        "import a_library_of_nobody\n\ndef test_a():\n    assert a_library_of_nobody\n",
        "`a_library_of_nobody` is not installed where answers are judged",
    ),
}


@pytest.mark.parametrize(("tests", "message"), WRONG.values(), ids=WRONG)
def test_tests_that_do_not_pass_are_told(tests: str, message: str) -> None:
    assert message_of(judged_tests(tests, seconds=1.0), "passes").startswith(message)


def test_what_tests_print_is_kept() -> None:
    assert (
        judged_tests("from shop import with_tax\n\ndef test_a():\n    print(with_tax(100))\n    assert 1\n")["passes"][
            "printed"
        ]
        == "108\n"
    )


def test_time_passes_at_once_and_nobody_can_be_reached() -> None:
    tests = """
        import time, urllib.request
        import pytest

        def test_sleeps():
            time.sleep(3600)
            with pytest.raises(OSError):
                urllib.request.urlopen("https://shop.example", timeout=1)
    """
    assert message_of(judged_tests(tests), "passes") == ""


def test_a_mutant_has_all_names_of_the_module() -> None:
    assert all(CHECKED.splitlines()[0] in text for text in MUTANTS.values())
