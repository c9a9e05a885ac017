"""What messages propose: names that are free, that the guide allows and that are whole, and remedies that help."""

import pytest

from rulekit.analysis.syntax.shown_names import quoted
from tests.marked import check_as

RAISING = 'def drain() -> None:\n    raise Exception("restart required")\n'
LOGGING = """import logging


def run(step):
    try:
        step()
    except ValueError as error:
        logging.getLogger(__name__).exception({})
"""


def message(code: str, text: str, path: str = "shop/orders.py") -> str:
    """Return what a rule says of a text, which must be one thing."""
    (finding,) = (finding for finding in check_as(text, path) if finding.code == code)
    return finding.message


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("asynchronous", "AsynchronousError"),
        ("status", "StatusError"),
        ("axis", "AxisError"),
        ("series", "SeriesError"),
        ("analytics", "AnalyticsError"),
        ("orders", "OrderError"),
        ("categories", "CategoryError"),
        ("boxes", "BoxError"),
        ("caches", "CacheError"),
        ("branches", "BranchError"),
        ("databases", "DatabaseError"),
    ],
)
def test_an_exception_gets_the_whole_name_of_its_file(stem: str, name: str) -> None:
    assert message("RK302", RAISING, f"shop/{stem}.py").endswith(f"such as `{name}`")


def test_an_exception_that_is_there_is_proposed_and_not_made_again() -> None:
    text = 'class OrderError(Exception):\n    """Told."""\n\n\n' + RAISING
    assert message("RK302", text).endswith(": use `OrderError`")


def test_no_exception_is_proposed_whose_name_means_something_else_here() -> None:
    assert message("RK302", "from shop import OrderError as taken, OrderErrors\nOrderError = 1\n" + RAISING).endswith(
        "make a class of your own"
    )


def test_no_exception_is_named_after_a_class_whose_name_breaks_the_guide() -> None:
    text = 'class Http_Client:\n    def run(self):\n        raise Exception("restart required")\n'
    assert message("RK302", text).endswith("such as `OrderError`")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("class none:\n    pass\n", "the class `none` is not PascalCase: rename it"),
        ("class exception:\n    pass\n", "the class `exception` is not PascalCase: rename it"),
        (
            "from shop import ShopOrder\n\n\nclass shop_order:\n    pass\n",
            "the class `shop_order` is not PascalCase: rename it",
        ),
        ("class shop_order:\n    pass\n", "the class `shop_order` is not PascalCase: call it `ShopOrder`"),
        ("def Print():\n    pass\n", "the function `Print` is not snake_case: rename it"),
        (
            "def show(order):\n    firstLine = order[0]\n    first_line = order[1]\n    return firstLine, first_line\n",
            "the variable `firstLine` is not snake_case: rename it",
        ),
        (
            "def show(theOrder):\n    return theOrder, the_order\n\n\nthe_order = 1\n",
            "the parameter `theOrder` is not snake_case: rename it",
        ),
        (
            "class Shelf:\n    def __init__(self):\n        self.topRow = self.top_row = 1\n",
            "the attribute `topRow` is not snake_case: rename it",
        ),
    ],
)
def test_a_name_is_proposed_only_where_it_is_free(text: str, says: str) -> None:
    assert message("RK104", text) == says


@pytest.mark.parametrize("words", ["error", 'f"{error}"', '"%s", error', '"{}".format(error)', "str(error)"])
def test_an_error_that_is_the_whole_message_makes_room_for_words(words: str) -> None:
    assert message("RK303", LOGGING.format(words)).endswith("say in its place what failed")


@pytest.mark.parametrize("words", ['f"no step: {error}"', '"no step: %s", error'])
def test_an_error_beside_words_is_left_out(words: str) -> None:
    assert message("RK303", LOGGING.format(words)).endswith("leave it out of the words")


@pytest.mark.parametrize(
    "statement",
    ["SELECT key FROM ({})", "SELECT key FROM ( {} ) AS t", "SELECT a FROM b JOIN ({})", "SELECT a FROM (({}))"],
)
def test_nobody_is_told_to_write_a_placeholder_for_a_table(statement: str) -> None:
    text = f'def keys(connection, table):\n    return connection.execute("{statement}".format(table))\n'
    assert "names a table or column" in message("RK402", text)


def test_a_value_in_brackets_takes_a_placeholder() -> None:
    text = 'def keys(connection, key):\n    return connection.execute(f"SELECT a FROM b WHERE key IN ({key})")\n'
    assert "write a placeholder" in message("RK402", text)


OWN = """from shop.db import session_context


def purge(limit):
    with session_context() as session:
        session.execute(limit)
"""


def test_a_commit_inside_the_own_context_manager_is_left_to_that() -> None:
    text = OWN + "        session.commit()\n"
    says = "`session.commit()` stands inside `session_context`: let that end the transaction"
    assert message("RK401", text) == says


def test_the_own_context_manager_of_the_file_is_the_one_to_use() -> None:
    text = OWN + "\n\ndef save(session):\n    session.add(1)\n    session.commit()\n"
    assert message("RK401", text).endswith("put the block into `with session_context()`")


def test_a_session_class_of_a_library_is_no_context_manager_of_ours() -> None:
    head = "from sqlalchemy.orm import Session\n\n\n"
    text = head + "def purge(limit):\n    with Session() as session:\n        session.commit()\n"
    assert message("RK401", text).endswith("put the block into `with db_session()`")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("orders", "`orders`"),
        ("shop.pipelines.files.Store.PASSWORD", "`files.Store.PASSWORD`"),
        ("a_name_that_is_far_too_long_to_be_shown", "this"),
        ("orders[`0`]", "`orders['0']`"),
        ("the(first, of, many, arguments, here)", "this"),
    ],
)
def test_no_name_is_cut(name: str, shown: str) -> None:
    assert quoted(name, 20, "this") == shown


def test_no_test_is_proposed_that_is_there() -> None:
    code = (
        "# file: shop/prices.py\ndef total(order):\n    return order\n\n\ndef rest(order):\n    return total(order)\n"
    )
    tests = (
        "# file: tests/test_prices.py\nfrom shop.prices import rest\n\n\ndef test_total():\n    assert rest(1) == 1\n"
    )
    assert message("RK601", code + "\n\n" + tests) == "no test calls `total`, only through others: add one"


def test_a_test_is_proposed_under_a_name_that_keeps_the_guide() -> None:
    code = "# file: shop/prices.py\ndef newTotal(order):\n    return order\n\n\n"
    tests = "# file: tests/test_prices.py\ndef test_nothing():\n    assert not []\n"
    assert message("RK601", code + tests) == "no test calls `newTotal`: add `test_new_total` to test_prices.py"


IN_CASE = {
    "a folder": ("RK602", "export(tempfile.mkdtemp())", "`self.enterContext(TemporaryDirectory())`"),
    "a file": ("RK602", "export(tempfile.mkstemp())", "`self.addCleanup()`"),
    "the environment": ("RK602", 'os.environ["CURRENCY"] = "CHF"', "`mock.patch.dict()` takes it back"),
    "the working folder": ("RK602", 'os.chdir("/")', "`self.addCleanup()` takes it back"),
    "a question": ("RK603", "export(input())", '`mock.patch("builtins.input", ...)`'),
    "a file here": ("RK603", 'export(open("orders.csv", "w"))', "open a `TemporaryDirectory` and write there"),
}


@pytest.mark.parametrize(("code", "line", "remedy"), IN_CASE.values(), ids=IN_CASE)
def test_a_method_of_unittest_is_told_of_no_fixture(code: str, line: str, remedy: str) -> None:
    head = "import os\nimport tempfile\nimport unittest\n\n\nclass Base(unittest.TestCase):\n    pass\n\n\n"
    text = (
        f"{head}class Orders(Base):\n    def test_orders(self):\n        {line}\n        self.assertEqual(left(), 1)\n"
    )
    assert message(code, text, "tests/test_orders.py").endswith(remedy)
