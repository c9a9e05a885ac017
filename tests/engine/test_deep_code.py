"""Code that is deep or long where people write it flat: all rules judge it, and none gives up."""

import pytest

from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.settings import Settings

HEAD = 'def load(q, cursor):\n    """Load the orders of a day."""\n'
ASK = '    cursor.execute("SELECT name FROM orders WHERE " + {})\n'
IMPORT = "from flask import request\n\n\n"

DEEP = {
    "a name that is bound 400 times": HEAD
    + "".join(f"    q = q.replace('a{n}', 'b')\n" for n in range(400))
    + ASK.format("q"),
    "1,100 branches": HEAD
    + "    if q == 'a':\n        q = 'b'\n"
    + "".join(f"    elif q == 'a{n}':\n        q = 'a{n}'\n" for n in range(1100))
    + ASK.format("q"),
    "a sum of 2,000 values": HEAD + ASK.format(" + ".join(f"'a{n}'" for n in range(2000))),
    "a chain of 400 calls": HEAD + ASK.format("q" + ".replace('a', 'b')" * 400),
    "a chain of 400 unknown calls": IMPORT + HEAD + ASK.format("request.args['q']" + ".a()" * 400),
    "800 indexes": HEAD + ASK.format("q" + "[0]" * 800),
    "180 lists in each other": "DEEP = " + "[" * 180 + "]" * 180 + "\n",
    "a drawn value under 2,000 names": "import random\n\n\ndef draw():\n    a0 = random.random()\n"
    + "".join(f"    a{n} = str(a{n - 1})\n" for n in range(1, 2000))
    + "    return a1999\n",
    "a drawn value through 1,000 functions": "import random\n\n\ndef draw0():\n    return random.random()\n"
    + "".join(f"\n\ndef draw{n}():\n    return draw{n - 1}()\n" for n in range(1, 1000)),
    "90 blocks in each other": "".join(" " * n + f"if a{n}:\n" for n in range(90)) + " " * 90 + "pass\n",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_no_rule_gives_up(text: str) -> None:
    assert check_document(Document("shop/orders.py", text), Settings()).crashes == ()


@pytest.mark.parametrize("size", [50, 150, 1500])
def test_a_long_sum_of_literals_is_no_injection(size: int) -> None:
    text = HEAD + ASK.format(" + ".join(f"'a{n} = 1 OR '" for n in range(size)))
    assert "RK402" not in {one.code for one in check_document(Document("shop/orders.py", text), Settings()).findings}


def test_lists_that_the_parser_gives_up_lose_their_file_only() -> None:
    outcome = check_document(Document("shop/orders.py", "DEEP = " + "[" * 1000 + "]" * 1000 + "\n"), Settings())
    assert ([finding.code for finding in outcome.findings], outcome.crashes) == (["RK001"], ())
