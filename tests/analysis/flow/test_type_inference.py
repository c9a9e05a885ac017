"""Light types: each text hands one value to `use`, and tells the class that made it."""

import ast

import pytest

from rulekit.analysis.flow.calls import argument, calls_to, has_unknown_arguments
from rulekit.analysis.flow.type_inference import item_type, type_of
from rulekit.analysis.syntax.source import Source

SESSION = "requests.Session"
HEAD = "import sqlite3\nimport requests\nfrom requests import Session\nfrom threading import Thread\n"

TYPES: dict[str, tuple[str, str | None]] = {
    "a call of the class": ("use(requests.Session())", SESSION),
    "a name": ("web = Session()\nuse(web)", SESSION),
    "a name of a name": ("web = Session()\nnet = web\nuse(net)", SESSION),
    "a factory": ("use(requests.session())", SESSION),
    "a method that is known to make one": ("shop = sqlite3.connect('x')\nuse(shop.cursor())", "sqlite3.Cursor"),
    "`with`": ("with Session() as web:\n    use(web)", SESSION),
    "`with closing`": (
        "from contextlib import closing\nwith closing(sqlite3.connect('x')) as shop:\n    use(shop)",
        "sqlite3.Connection",
    ),
    "the hint of a parameter": ("def f(web: Session):\n    use(web)", SESSION),
    "a hint that allows nothing": ("def f(web: Session | None = None):\n    use(web)", SESSION),
    "a hint in quotes": ("def f(web: 'requests.Session'):\n    use(web)", SESSION),
    "a hint with a note": ("def f(web: Annotated[Session, Depends()]):\n    use(web)", SESSION),
    "an optional hint": ("def f(web: Optional[Session]):\n    use(web)", SESSION),
    "a hint of a variable": ("web: Session = make()\nuse(web)", SESSION),
    "an attribute": (
        "class Shop:\n    def __init__(self):\n        self.web = Session()\n    def go(self):\n        use(self.web)",
        SESSION,
    ),
    "a hint of an attribute": ("class Shop:\n    web: Session\n    def go(self):\n        use(self.web)", SESSION),
    "an item of a list": (
        "workers = [Thread() for _ in range(2)]\nfor one in workers:\n    use(one)",
        "threading.Thread",
    ),
    "what is appended": (
        "workers = []\nworkers.append(Thread())\nfor one in workers:\n    use(one)",
        "threading.Thread",
    ),
    "an item by number": ("workers = [Thread()]\nuse(workers[0])", "threading.Thread"),
    "a hint of a list": (
        "def f(workers: list[Thread]):\n    for one in workers:\n        use(one)",
        "threading.Thread",
    ),
    "both branches alike": ("web = Session() if old else requests.session()\nuse(web)", SESSION),
    "nothing at first": ("web = None\nif old:\n    web = Session()\nuse(web)", SESSION),
    "nothing where the branches differ": ("web = Session() if old else Thread()\nuse(web)", None),
    "nothing for a parameter without a hint": ("def f(web):\n    use(web)", None),
    "nothing for a function that nobody knows": ("use(make())", None),
    "nothing for a name that is bound again": ("web = Session()\nweb = make()\nuse(web)", None),
    "a folder and what lies in it": ("from pathlib import Path\nuse(Path('a') / 'b')", "pathlib.Path"),
}


@pytest.mark.parametrize(("text", "expected"), TYPES.values(), ids=TYPES)
def test_the_type_is_told_by(text: str, expected: str | None) -> None:
    source = Source(f"{HEAD}{text}\n")
    call = next(c for c in source.nodes(ast.Call) if isinstance(c.func, ast.Name) and c.func.id == "use")
    assert type_of(source, call.args[0]) == expected


CALLS: dict[str, tuple[str, list[str]]] = {
    "its name": ("import subprocess\nsubprocess.run('a')", ["subprocess.run"]),
    "another name of the module": ("import subprocess as sp\nsp.run('a')", ["subprocess.run"]),
    "its name alone": ("from subprocess import run\nrun('a')", ["subprocess.run"]),
    "another name": ("from subprocess import run as go\ngo('a')", ["subprocess.run"]),
    "a variable": ("import subprocess\ngo = subprocess.run\ngo('a')", ["subprocess.run"]),
    "a text": ("import os\ngetattr(os, 'system')('a')", ["os.system"]),
    "a text under a name": ("import os\ngo = getattr(os, 'system')\ngo('a')", ["os.system"]),
    "a partial object": (
        "import subprocess\nfrom functools import partial\ngo = partial(subprocess.run, check=True)\ngo('a')",
        ["subprocess.run"],
    ),
    "a value of the class": ("import requests\nweb = requests.Session()\nweb.get('a')", ["requests.Session.get"]),
    "a method under a name": (
        "import requests\nweb = requests.Session()\nask = web.get\nask('a')",
        ["requests.Session.get"],
    ),
    "nothing of the same name": ("def run(x): ...\nrun('a')\nshop.run('a')", []),
}
TARGETS = frozenset({"subprocess.run", "os.system", "requests.Session.get"})


@pytest.mark.parametrize(("text", "targets"), CALLS.values(), ids=CALLS)
def test_a_call_is_found_by(text: str, targets: list[str]) -> None:
    assert [target for _, target in calls_to(Source(text + "\n"), TARGETS)] == targets


ARGUMENTS: dict[str, tuple[str, str | None]] = {
    "a keyword": ("run('a', shell=True)", "True"),
    "its place": ("run('a', True)", "True"),
    "a dictionary that is written there": ("run('a', **{'shell': True})", "True"),
    "a dictionary under a name": ("options = {'shell': True}\nrun('a', **options)", "True"),
    "a dictionary made by `dict`": ("run('a', **dict(shell=True))", "True"),
    "a key that is set later": ("options = {}\noptions['shell'] = True\nrun('a', **options)", "True"),
    "what a partial object holds": ("go = functools.partial(run, shell=True)\ngo('a')", "True"),
    "a place behind what a partial object holds": ("go = functools.partial(run, 'a')\ngo(True)", "True"),
    "nothing": ("run('a')", None),
    "nothing that could be told": ("run(*parts)", None),
}


@pytest.mark.parametrize(("text", "expected"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_an_argument_is_told_by(text: str, expected: str | None) -> None:
    source = Source(f"import functools\nfrom subprocess import run\n{text}\n")
    call, _ = next(calls_to(source, TARGETS))
    found = argument(source, call, "shell", 1)
    assert (found and ast.unparse(found)) == expected


@pytest.mark.parametrize(("text", "unknown"), [("run(*parts)", True), ("run(**options)", True), ("run('a')", False)])
def test_arguments_that_cannot_be_told_are_noticed(text: str, *, unknown: bool) -> None:
    source = Source(f"from subprocess import run\n{text}\n")
    call, _ = next(calls_to(source, TARGETS))
    assert has_unknown_arguments(source, call) is unknown


ITEMS = {
    "a list that is written out": ("use([Session(), requests.session()])", SESSION),
    "a tuple of different things": ("use((Session(), Thread()))", None),
    "a comprehension": ("use([Session() for _ in shops])", SESSION),
    "a list that is sorted": ("use(sorted([Session()]))", SESSION),
    "what is appended": ("webs = []\nwebs.append(Session())\nuse(webs)", SESSION),
    "a parameter without a hint": ("def f(webs):\n    use(webs)", None),
}


@pytest.mark.parametrize(("text", "expected"), ITEMS.values(), ids=ITEMS)
def test_the_type_of_the_items_is_told_by(text: str, expected: str | None) -> None:
    source = Source(HEAD + text)
    (call,) = (one for one in source.nodes(ast.Call) if isinstance(one.func, ast.Name) and one.func.id == "use")
    assert item_type(source, call.args[0]) == expected
