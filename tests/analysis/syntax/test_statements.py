"""What stands around a node: the nodes between it and another, and the context managers in force."""

import ast

from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.statements import ancestors_within, with_items

CODE = """
with till:
    def close(order):
        for item in order:
            with lock, open(item) as file:
                ship(file)
"""


def test_the_nodes_around_end_at_the_one_that_holds_them() -> None:
    source = Source(CODE)
    (function,), (loop,) = source.nodes(ast.FunctionDef), source.nodes(ast.For)
    assert [*ancestors_within(source, loop.body[0], function)] == [loop]


def test_the_context_managers_around_a_call_are_all_given_the_nearest_first() -> None:
    source = Source(CODE)
    call = next(call for call in source.nodes(ast.Call) if ast.unparse(call.func) == "ship")
    assert [ast.unparse(manager) for manager in with_items(source, call)] == ["lock", "open(item)", "till"]
