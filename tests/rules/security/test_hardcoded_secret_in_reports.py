"""No report shows a secret: neither its message nor the lines of code beside it."""

import pytest

from rulekit.api import check
from tests.marked import check_as

MADE_UP = "kq7-Tulpe-31"
TEXTS = (
    f'password = "{MADE_UP}"\n',
    f'connect(host="db", password="{MADE_UP}")\n',
    f'engine = create_engine("postgresql://shop:{MADE_UP}@db/orders")\n',
    f'password = (\n    "{MADE_UP}"\n)\n',
    f'x = {{"Authorization": "Bearer {MADE_UP}-{MADE_UP}"}}\n',
    f'if password == "{MADE_UP}":\n    open_till()\n',
    f'password = os.getenv("PASSWORD") or "{MADE_UP}"\n',
    f'def login(password="{MADE_UP}"): connect("shop", password="{MADE_UP}")\n',
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_report_hides_the_secret(text: str) -> None:
    found = check(text, "shop/orders.py")
    assert "RK502" in {one.code for one in found}
    assert [one for one in found if MADE_UP[4:] in one.message + "".join(one.excerpt)] == []


def test_a_report_hides_the_secret_of_a_notebook_command() -> None:
    found = [one for one in check_as(f"%env PASSWORD={MADE_UP}\n", "shop.ipynb") if one.code == "RK502"]
    assert found
    assert [one for one in found if MADE_UP[4:] in one.message + "".join(one.excerpt)] == []
