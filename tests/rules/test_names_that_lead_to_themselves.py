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
GUARDED = """
if x in ALLOWED: os.system(x)
if not x: return
if isinstance(x, str): x.execute(f"select {x}")
if x.acquire(): ALLOWED.pop(x)
x.execute("select " + x)
x.commit()
assert x
return x
"""
STARTS = ["y", "True", "sqlite3.connect('shop.db')", "threading.Lock()"]
BRANCHES = 10
FUNCTIONS = 8
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
@pytest.mark.parametrize("start", STARTS)
def test_a_name_that_is_made_of_itself_in_many_branches_is_judged_in_time(value: str, start: str) -> None:
    branches = "".join(f"if y.a{number}:\n    x = {value}\n" for number in range(BRANCHES))
    made = f"    x = {start}\n    for y in z:\n{indented(branches, 2)}"
    judge(f"def ship(y, z, step):\n{made}{indented(USES, 1)}")
    judge(f"ALLOWED = {{}}\n\n\ndef ship(y, z):\n{made}{indented(GUARDED, 1)}".replace("step(", "ship("))


@pytest.mark.parametrize(
    "body",
    [
        "if x: return os.system(x)\n{} \nreturn x",
        "if x in state: return x\n{}\nreturn eval(x)",
        "with lock:\n    state[x] = 1\n{}",
        "if not lock.acquire(timeout=1): return False\n{}\nreturn lock.acquire()",
        "if x: return logging.getLogger(x)\n{}\nx.setLevel(3)\nreturn x",
        "connection = sqlite3.connect(x)\n{}\nreturn connection",
    ],
)
@pytest.mark.parametrize("call", ["f{0}(x)", "x = x or f{0}(x)", "if x: return f{0}(x)"])
def test_functions_that_all_call_each_other_are_judged_in_time(body: str, call: str) -> None:
    calls = "\n".join(call.format(number) for number in range(FUNCTIONS))
    functions = "".join(f"def f{number}(x):\n{indented(body.format(calls), 1)}\n" for number in range(FUNCTIONS))
    judge(
        f"lock = threading.Lock()\nstate = {{}}\n{functions}threading.Thread(target=f0).start()\nf0(input()).info(x)\n"
    )


@pytest.mark.parametrize("base", ["", "Enum", "Exception", "logging.Logger"])
def test_classes_that_all_derive_from_each_other_are_judged_in_time(base: str) -> None:
    others = [[f"C{other}" for other in range(FUNCTIONS) if other != number] for number in range(FUNCTIONS)]
    heads = (f"class C{number}({', '.join(filter(None, [base, *bases]))}):" for number, bases in enumerate(others))
    classes = "".join(f"{head}\n    def run(self):\n        super().run()\n" for head in heads)
    judge(f"{classes}def ship(x: C0):\n    sqlite3.connect('shop.db').execute(f'select {{x}}')\n    raise C1(x)\n")


def test_functions_that_hand_each_other_what_they_return_are_judged_in_time() -> None:
    again = "        part, name, path = next_part(part, part, name, path)\n" * BRANCHES
    judge(f"import builtins\n{PARTS}def load_all(name, part, path):\n    while name:\n{again}    return part\n")
