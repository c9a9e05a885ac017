"""IPython's additions to Python are understood as IPython understands them, and every position stays true."""

import ast
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit.analysis.syntax.lines import split_lines
from rulekit.notebook.grammar import parses
from rulekit.notebook.magics import Translated, translate

UNDERSTOOD = {
    "a line magic": "%matplotlib inline",
    "a line magic with a comment": "%matplotlib inline  # in the page",
    "a line magic that is unfinished": "%",
    "a shell command": "!ls -la",
    "a captured shell command": "!!ls",
    "a shell command with open brackets": "!echo {\ntotal = 1",
    "a shell command with an open quote": "!echo it's\ntotal = 1",
    "a shell command over lines": "!pip install \\\n  tea \\\n  rye\ntotal = 1",
    "an assigned shell command": "files = !ls",
    "an assigned shell command without spaces": "files=!ls",
    "a shell command assigned from the next line": "files = \\\n  !ls\ntotal = 1",
    "an assigned shell command over lines": "files = !ls \\\n  -la\ntotal = 1",
    "a shell command assigned to an item": "found['a = b'] = !ls",
    "a shell command assigned to several": "(first), *rest = !ls",
    "a shell command assigned with a hint": "files: list = !ls",
    "a shell command assigned in a one-line block": "if True: files = !ls",
    "an assigned magic": "rows = %sql SELECT * FROM orders WHERE total > 3",
    "an assigned magic with an open quote": "rows = %sql SELECT 'it\ntotal = 1",
    "a timed statement": "%time total = 1",
    "a timed loop": "%timeit -n 10 -r3 for order in orders: pass",
    "a timed loop in a block": "if True:\n    %time for order in orders: pass\n    total = 1",
    "a timed loop in a deep block": "if 1:\n    if 1:\n        if 1:\n            %time for a in b: c\n            c",
    "a timed statement over lines": "%time total = \\\n  1",
    "a timed statement that waits": "%time await ship()",
    "a timed statement that is no Python": "%time ship(\ntotal = 1",
    "a profiled call with options": "%prun -s cumulative ship()",
    "help before": "?orders",
    "help before, with words": "?orders of today",
    "help alone": "?",
    "more help before": "??orders.total",
    "help after": "orders?",
    "more help after": "orders.total??",
    "help for an item": "orders[0]?",
    "help for a magic": "%time?",
    "help for a cell magic": "%%time?",
    "help for names that match": "*total*?",
    "help for what is assigned": "first = orders?",
    "help after another statement": "total = 1; orders?",
    "help in a block": "if True:\n    orders?\n    total = 1",
    "commands in blocks": "for a in b:\n    !ls\n    %time 1\nelse:\n    c = !ls\n",
    "a command in a function": "def ship():\n\t%time 1\n\treturn 1",
    "a call without brackets": "/ship order",
    "a call with words": ",ship a b",
    "a call with one text": ";ship a b",
    "a magic without its sign": "pip install tea==1.2",
    "a magic without its sign, and empty lines": "\n\nls -la\n",
    "a timed statement without its sign": "time total = 1",
    "a pasted session": ">>> total = 1\n>>> for a in b:\n...     print(a)\n...\n",
    "a pasted session of IPython": "In [3]: for a in b:\n   ...:     print(a)\n",
    "an indented cell": "    total = 1\n    %time total\n    tea = 2",
    "a cell that waits": "await ship()\nasync with shop() as open_shop:\n    pass",
    "a stack of cell magics": "%%capture\n\n%%time\ntotal = 1",
    "a cell magic above an empty cell": "%%time",
    "a cell magic and a line magic": "%%time\n%matplotlib inline\ntotal = 1",
    "a cell magic below a comment": "# slow\n%%time\ntotal = 1",
    "a cell magic with spaces before it": "  %%time\n  total = 1",
    "a remainder at the start of a line in brackets": "total = (10\n  % 3)",
    "a remainder at the start of a continued line": "total = 10 \\\n  % 3\n!ls",
    "commands in a string over lines": 'text = """\n%time\n!ls\n"""\n!ls',
    "a question in a string": "text = 'why?'\n!ls",
    "a question in a comment": "total = 1  # why?\n!ls",
    "a comparison before a command": "total == 1\n!ls",
    "a default before a command": "def ship(order=1): pass\n!ls",
    "line ends of Windows": "%time 1\r\n!ls\r\ntotal = 1\r\n",
    "line ends of old Macs": "%time 1\r!ls\rtotal = 1\r",
    "characters outside the first plane": "!echo 🍵\ntea = '🍵'  # 🍵",
    "nothing": "",
    "nothing but lines": "\n\n \n",
}
REFUSED = {
    "a magic without its sign above a statement": "pip install tea\ntotal = 1",
    "two magics without their signs": "pip install tea\npip install rye",
    "a word that is no magic": "ship order",
    "help with a space before it": "orders ?",
    "help with a comment after it": "orders?  # what",
    "help for a call": "orders()?",
    "a command in the middle of a line": "if True: !ls",
    "a command after another assignment": "first = second = !ls",
    "a command in a list": "files = [\n  !ls\n]",
    "a number where a magic's name must be": "total = %5",
    "a sum with a command": "files += !ls",
    "an indentation that nothing asked for": "!ls\n  total = 1",
    "an open bracket": "total = (\n!ls",
    "nothing to call": "/ 5",
}


def lengths(text: str) -> list[int]:
    return [len(line.rstrip("\r\n")) for line in split_lines(text)]


def is_understood(cell: Translated) -> bool:
    return parses(cell.code) or parses("if 1:\n" + cell.code)


@pytest.mark.parametrize("text", UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_what_ipython_runs_is_understood(text: str) -> None:
    assert is_understood(translate(text))


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_ipython_refuses_is_broken_code(text: str) -> None:
    assert not is_understood(translate(text))


@pytest.mark.parametrize("text", [*UNDERSTOOD.values(), *REFUSED.values()], ids=[*UNDERSTOOD, *REFUSED])
def test_every_line_of_a_translated_cell_keeps_its_length(text: str) -> None:
    assert lengths(translate(text).code) == lengths(text)


PIECES = st.sampled_from(
    [
        "%",
        "%%",
        "!",
        "?",
        "=",
        "x",
        "time",
        "html",
        " ",
        "    ",
        "\n",
        "\r\n",
        "\\",
        "(",
        ")",
        "'",
        '"""',
        "#",
        "for a in b: c",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_every_line_of_any_cell_keeps_its_length(text: str) -> None:
    code = translate(text).code

    assert lengths(code) == lengths(text)
    for before, after in zip_longest(split_lines(text), split_lines(code)):
        assert before[len(before.rstrip("\r\n")) :] == after[len(after.rstrip("\r\n")) :]


KEPT = {
    "of a timed statement": ("%time total = ship(order)", "total = ship(order)"),
    "of a timed loop": ("%timeit -n 10 for order in orders: ship(order)", "for order in orders: ship(order)"),
    "before and after a command": ("a = 1\n!ls\nb = 2", "a = 1\n0\nb = 2"),
    "before a command that is assigned": ("if True: files = !ls", "if True: files = 0"),
    "below cell magics": ("%%capture out\n%%time\ntotal = 1", "total = 1"),
    "of a pasted session": (">>> if a:\n...     b\n", "if a:\n    b"),
    "that only looks like a command": ("a = (b\n % c)", "a = (b\n % c)"),
}


@pytest.mark.parametrize(("text", "code"), KEPT.values(), ids=KEPT)
def test_the_python_of_a_cell_is_kept(text: str, code: str) -> None:
    assert ast.dump(ast.parse(translate(text).code)) == ast.dump(ast.parse(code))


def test_a_timed_statement_keeps_its_place() -> None:
    statement = ast.parse(translate("if True:\n    %time total = ship(order)\n").code).body[0]

    assert isinstance(statement, ast.If)
    assert (statement.body[0].lineno, statement.body[0].col_offset) == (2, len("    %time "))


MENTIONED = {
    "a line magic": ("%store orders", {"orders"}),
    "braces of a shell command": ("!cp {path} $target till", {"path", "target"}),
    "words of a shell command": ("!cp till", set()),
    "an assigned shell command": ("files = !ls {folder}", {"folder"}),
    "a timed statement": ("%time ship(order)", {"ship", "order"}),
    "an assigned magic": ("rows = %sql SELECT :limit", {"limit"}),
    "help": ("orders.total?", {"orders"}),
    "the line of a cell magic": ("%%capture till\nship()", {"till"}),
    "a cell in another language": ("%%html\n<b>orders</b>", {"orders"}),
    "a magic without its sign": ("run orders", {"orders"}),
}


@pytest.mark.parametrize(("text", "expected"), MENTIONED.values(), ids=MENTIONED)
def test_names_in_commands_count_as_mentioned(text: str, expected: set[str]) -> None:
    shop = {"orders", "path", "target", "till", "folder", "ship", "order", "limit"}

    assert translate(text).mentions & shop == expected


OPAQUE = {
    "a page": "%%html\n<b>it's</b>",
    "a shell": "%%bash\nls | wc",
    "a language that nobody knows": "%%tea\nbrew it",
    "a file that is no module": "%%writefile notes.txt\nbuy tea",
    "a page below a stack": "%%time\n%%html\n<b>",
    "a file without a name": "%%writefile\nbuy tea",
}


@pytest.mark.parametrize("text", OPAQUE.values(), ids=OPAQUE)
def test_a_cell_that_is_not_python_has_no_code(text: str) -> None:
    cell = translate(text)

    assert (cell.opaque, cell.code.strip(), cell.file) == (True, "", None)


FILES = {
    "a module": ("%%writefile orders.py\ntotal = 1", "orders.py"),
    "more of a module": ("%%writefile -a orders.py\ntotal = 1", "orders.py"),
    "a name in quotes": ('%%writefile "my orders.py"\ntotal = 1', "my orders.py"),
    "the older spelling": ("%%file stubs/orders.pyi\ntotal: int", "stubs/orders.pyi"),
    "below another magic": ("%%capture\n%%writefile orders.py\ntotal = 1", "orders.py"),
}


@pytest.mark.parametrize(("text", "file"), FILES.values(), ids=FILES)
def test_a_cell_that_writes_a_module_names_it(text: str, file: str) -> None:
    assert translate(text).file == file


@pytest.mark.parametrize("line", ["!ls", "%time 1", "orders?", "%%time"])
def test_a_written_module_is_python_alone(line: str) -> None:
    assert not parses(translate(f"%%writefile orders.py\n{line}\n").code)


def test_commands_tell_where_they_begin() -> None:
    found = translate("a = 1\r\nif a:\r\n    !ls\r\nfiles = !ls {a}\r\n").commands

    assert [(one.line, one.column, one.text) for one in found] == [(3, 4, "!ls"), (4, 0, "files = !ls {a}")]


ONE_SIGN = {
    "text": ("%md\n# The day's orders", True),
    "text in a sandbox": ("%md-sandbox <b>orders</b>", True),
    "SQL below its sign": ("%sql\nSELECT * FROM orders", True),
    "SQL that begins beside its sign": ("%sql SELECT *\nFROM orders", True),
    "a shell below a title": ("# DBTITLE 1,Files\n%sh\nls -l", True),
    "Scala that looks like Python": ("%scala\norders = 1", True),
    "a line of SQL above Python": ("%sql SELECT 1\nimport orders", False),
    "Python": ("%python\norders = 1", False),
    "another magic": ("%run ./orders", False),
    "IPython's R": ("%R x", False),
}


@pytest.mark.parametrize(("text", "is_opaque"), ONE_SIGN.values(), ids=ONE_SIGN)
def test_one_sign_makes_a_whole_cell_another_language_in_databricks(text: str, is_opaque: bool) -> None:
    assert translate(text).opaque is is_opaque
