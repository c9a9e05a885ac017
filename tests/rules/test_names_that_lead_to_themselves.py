"""Values that are made of themselves, in circles and in many branches, are judged by all rules, and in time."""

import warnings

import pytest

from rulekit.api import check

HEAD = """import logging, os, pickle, sqlite3, subprocess, threading
from functools import partial
import pytest, requests
"""
VALUES = """
    x | getattr(x, "run") | partial(x) | x.y | x["a"] | x() | x or y | {**x} | f"{x}" | (x, 1) | x if y else x | x + x
    [x for x in x] | dict(a=x) | x.get(x) | x.replace(x, x) | subprocess.Popen(x) | sqlite3.connect(x) | lambda: x
    not x | x % x | map(x, x) | open(x) | sorted(x) | step(x) | step(step(x)) | x.cursor()
""".replace("\n", "|").split("|")
NAMES = [value.strip() for value in VALUES if value.strip()]
USES = """
x()
x(**x)
subprocess.run(x, shell=x)
x.execute(x)
logging.info(x)
threading.Thread(target=x, args=x).start()
pickle.loads(x)
requests.get(x, timeout=x)
os.system(x)
eval(x)
x[x] = x
with x: x.append(x)
for i in x: x = i
raise x
"""
BRANCHES = 10
PARTS = """
def next_part(shop, other, name, path):
    if len(name) == 0:
        return shop, None, path
    if dot < 0:
        first = name
        rest = None
    else:
        first = name[:dot]
        rest = name[dot + 1 :]
    if found is None and shop != other:
        found = load(other, first, first)
        if found is not None:
            path = first
    return found, rest, path


def load(shop, name, path):
    if path in loaded and path in pages:
        page = pages[path]
    else:
        page = fetch(name, shop)
        put(shop, page, path, name)


def put(shop, page, path, name):
    setattr(shop, name, page)


"""


def indented(text: str, depth: int) -> str:
    return "".join(f"{'    ' * depth}{line}\n" for line in text.strip().splitlines())


def judge(text: str) -> None:
    """Check a text; a rule that fails or takes too long would warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check(HEAD + text, "test_shop.py")


@pytest.mark.parametrize("value", NAMES)
@pytest.mark.parametrize("bound", ["x = {0}", "x = y\ny = {0}"])
def test_a_name_that_is_bound_to_itself_fails_no_rule(value: str, bound: str) -> None:
    binding = bound.format(value)
    judge(f"{binding}\n{USES}")
    judge(f"def ship(y):\n{indented(binding, 1)}{indented(USES, 1)}")
    judge(f"class Shop:\n{indented(binding, 1)}    def ship(self):\n{indented(USES, 2)}")


@pytest.mark.parametrize("value", NAMES)
def test_a_name_that_is_made_of_itself_in_many_branches_is_judged_in_time(value: str) -> None:
    branches = "".join(f"if y.a{number}:\n    x = {value}\n" for number in range(BRANCHES))
    judge(f"def ship(y, z, step):\n    x = y\n    for y in z:\n{indented(branches, 2)}{indented(USES, 1)}")


def test_functions_that_hand_each_other_what_they_return_are_judged_in_time() -> None:
    again = "        part, name, path = next_part(part, part, name, path)\n" * BRANCHES
    judge(f"import builtins\n{PARTS}def load_all(name, part, path):\n    while name:\n{again}    return part\n")
