"""What changes shared state, and how: each line stands in a function below some globals."""

import ast

import pytest

from rulekit.analysis.syntax.source import Source
from rulekit.analysis.threads.mutations import mutations

HEAD = """
import heapq
orders = []
prices = {}
total = 0
add = orders.append

def of_today():
    return orders

"""

# A line of a function, and what it changes: the name of the state and the kind of the mutation.
MUTATIONS = {
    "orders.append(1)": [("orders", "mutate")],
    "add(1)": [("orders", "mutate")],
    "of_today().append(1)": [("orders", "mutate")],
    "heapq.heappush(orders, 1)": [("orders", "mutate")],
    "prices['tea'] = 3": [("prices", "mutate")],
    "prices['tea'] += 3": [("prices", "update")],
    "prices['tea'] = prices['tea'] + 1": [("prices", "update")],
    "del prices['tea']": [("prices", "mutate")],
    "global total; total = 1": [("total", "assign")],
    "global total; total += 1": [("total", "update")],
    "global total; total = max(total, 2)": [("total", "update")],
    "global total; old = total; total = old + 1": [("total", "update")],
    "total = 1": [],
    "orders.index(1)": [],
}


@pytest.mark.parametrize(("line", "changed"), MUTATIONS.items(), ids=MUTATIONS)
def test_a_line_changes(line: str, changed: list[tuple[str, str]]) -> None:
    source = Source(f"{HEAD}def sell():\n    {line}\n")
    own_line = HEAD.count("\n") + 2
    made = [(change.key[1], change.kind.value) for change in mutations(source) if change.node.lineno == own_line]
    assert made == changed


def test_a_container_of_a_function_belongs_to_the_function() -> None:
    (change,) = mutations(Source("orders = []\n\ndef sell():\n    orders = []\n    orders.append(1)\n"))
    assert isinstance(change.key[0], ast.FunctionDef)
