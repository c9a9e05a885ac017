"""How blocks end: one answer for all rules."""

import ast

import pytest

from rulekit.analysis.flow.control_flow import Way, always_raises, falls_through, ways_out

THROUGH, BREAK, CONTINUE, RETURN, RAISE = Way

BLOCKS = {
    "nothing": ("pass", {THROUGH}),
    "a return": ("return 1", {RETURN}),
    "what follows a return": ("return 1\nraise E", {RETURN}),
    "a raise": ("raise E", {RAISE}),
    "a call that ends the program": ("sys.exit(1)", {RAISE}),
    "a call that ends the test": ("pytest.fail('no')", {RAISE}),
    "a method of one's own called exit": ("self.exit()", {THROUGH}),
    "an assertion that always fails": ("assert False", {RAISE}),
    "one branch": ("if x:\n    raise E", {RAISE, THROUGH}),
    "both branches": ("if x:\n    raise E\nelse:\n    return", {RAISE, RETURN}),
    "a with": ("with x:\n    raise E", {RAISE}),
    "a with that swallows": ("with suppress(E):\n    raise E", {RAISE, THROUGH}),
    "a loop": ("for x in y:\n    return", {RETURN, THROUGH}),
    "a loop that jumps": ("for x in y:\n    continue", {THROUGH}),
    "a loop with an else that raises": ("for x in y:\n    pass\nelse:\n    raise E", {RAISE}),
    "a loop with a break and an else that raises": ("for x in y:\n    break\nelse:\n    raise E", {RAISE, THROUGH}),
    "an endless loop": ("while True:\n    work()", set()),
    "an endless loop that raises": ("while True:\n    raise E", {RAISE}),
    "an endless loop that goes on or raises": ("while True:\n    if x:\n        continue\n    raise E", {RAISE}),
    "an endless loop that is left": ("while True:\n    if x:\n        break", {THROUGH}),
    "an endless loop around one that is left": ("while True:\n    for x in y:\n        break", set()),
    "a loop that ends by its test": ("while x:\n    raise E", {RAISE, THROUGH}),
    "a try whose handler raises": ("try:\n    return 1\nexcept E:\n    raise", {RETURN, RAISE}),
    "a try whose handler swallows": ("try:\n    raise E\nexcept E:\n    pass", {THROUGH}),
    "a try with a finally that returns": ("try:\n    raise E\nfinally:\n    return", {RETURN}),
    "a match that may miss": ("match x:\n    case 1:\n        raise E", {RAISE, THROUGH}),
    "a match that takes everything": (
        "match x:\n    case 1:\n        return\n    case _:\n        raise E",
        {RETURN, RAISE},
    ),
    "a match that takes everything by a name": ("match x:\n    case other:\n        raise E", {RAISE}),
    "a match whose last case asks more": ("match x:\n    case _ if y:\n        raise E", {RAISE, THROUGH}),
}


@pytest.mark.parametrize(("code", "ways"), BLOCKS.values(), ids=BLOCKS)
def test_the_ways_out_of_a_block(code: str, ways: set[Way]) -> None:
    body = ast.parse(code).body
    assert ways_out(body) == ways
    assert falls_through(body) is (THROUGH in ways)
    assert always_raises(body) is (ways == {RAISE})


def test_a_jump_leaves_its_own_block() -> None:
    loop = ast.parse("for x in y:\n    if x:\n        break\n    continue").body[0]
    assert isinstance(loop, ast.For)
    assert ways_out(loop.body) == {BREAK, CONTINUE}
