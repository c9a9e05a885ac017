"""What makes a value harmless, and for which use: each text hands one expression to `use`."""

import ast
import textwrap

import pytest

from rulekit.analysis.sanitizers.allowlists import is_checked
from rulekit.analysis.sanitizers.calls import (
    is_cleaned_for_code,
    is_cleaned_for_sql,
    is_cleaning,
    is_harmless_in_command,
)
from rulekit.analysis.sanitizers.closed_types import holds_closed, is_closed
from rulekit.analysis.sanitizers.guards import is_looked_at
from rulekit.analysis.sanitizers.sql_values import is_harmless, is_settled
from rulekit.analysis.syntax.source import Source

IMPORTS = "import html, os, re, shlex, sys\nfrom shop.settings import TABLE, table\n"

# A call: whether it cleans at all, whether what it gives is harmless in SQL, and in code that is run.
CALLS = {
    "int(text)": (True, True, True),
    "len(text)": (True, True, True),
    "shlex.quote(text)": (True, False, False),
    "html.escape(text)": (True, False, False),
    "os.path.basename(text)": (True, True, False),
    "text.isdigit()": (True, True, False),
    "validated(text)": (True, True, False),
    "form.clean_name(text)": (True, True, False),
    "text.strip()": (False, True, False),
    "shorten(text)": (False, True, False),
}


@pytest.mark.parametrize(("call", "harmless"), CALLS.items(), ids=CALLS)
def test_a_call_makes_harmless(call: str, harmless: tuple[bool, bool, bool]) -> None:
    source, expression = used(f"use({call})")
    assert isinstance(expression, ast.Call)
    for_sql, for_code = is_cleaned_for_sql(source, expression), is_cleaned_for_code(source, expression)
    assert (is_cleaning(source, expression), for_sql, for_code) == harmless


COMMANDS = {
    "shlex.quote(name)": True,
    "int(name)": True,
    "sys.executable": True,
    "settings.FOLDER": True,
    "TABLE": True,
    "__file__": True,
    "table": False,
    "name": False,
    "settings.folder": False,
    "html.escape(name)": False,
}


@pytest.mark.parametrize(("expression", "is_harmless"), COMMANDS.items(), ids=COMMANDS)
def test_a_part_of_a_command_is_nobody_elses_choice(expression: str, is_harmless: bool) -> None:
    assert is_harmless_in_command(*used(f"use({expression})")) == is_harmless


STATEMENTS = {
    "a number": ("use(int(name))", True),
    "a sum of numbers": ("use(int(a) + len(b))", True),
    "a difference, which only numbers have": ("use(a - b)", True),
    "a text": ("use(name)", False),
    "a text that is made lower": ("use(name.lower())", False),
    "a number that is made a text": ("use(str(int(name)))", True),
    "quoted by the driver": ("use(cursor.mogrify(name))", True),
    "quoted for a shell": ("use(shlex.quote(name))", False),
    "only letters left": ("use(re.sub(r'[^a-z]', '', name))", True),
    "something else replaced": ("use(re.sub('-', '_', name))", False),
    "quotes doubled": ("""use(name.replace('"', '""'))""", True),
    "one of two words": ("use('asc' if up else 'desc')", True),
    "one of them free": ("use('asc' if up else order)", False),
    "the number of a round": ("for place in range(3):\n    use(place)", True),
    "an item": ("for name in orders:\n    use(name)", False),
    "a helper that gives numbers": ("def amount(text):\n    return int(text)\nuse(amount(name))", True),
    "a helper that hands on": ("def amount(text):\n    return text\nuse(amount(name))", False),
    "a list to which only numbers go": ("rows = []\nrows.append(int(name))\nuse(rows)", True),
    "a list to which a text goes": ("rows = []\nrows.append(name)\nuse(rows)", False),
}


@pytest.mark.parametrize(("text", "is_safe"), STATEMENTS.values(), ids=STATEMENTS)
def test_a_value_is_harmless_in_sql(text: str, is_safe: bool) -> None:
    assert is_harmless(*used(text)) == is_safe


SETTLED = {
    "a constant of another module": ("use(settings.TABLE)", True),
    "an attribute": ("use(settings.table)", False),
    "a parameter that is a number by its hint": ("def f(count: int | None):\n    use(count)", True),
    "a parameter that is a text": ("def f(count: str):\n    use(count)", False),
    "a parameter written like a constant": ("def f(COUNT):\n    use(COUNT)", False),
}


@pytest.mark.parametrize(("text", "is_known"), SETTLED.values(), ids=SETTLED)
def test_a_value_was_settled_by_who_wrote_the_program(text: str, is_known: bool) -> None:
    assert is_settled(*used(text)) == is_known


# A guard: whether the code looks at `name` before it uses it, and whether only known values are left then.
GUARDS = {
    "nothing before it": ("use(name)", False, False),
    "inside a membership": ("if name in NAMES:\n    use(name)", True, True),
    "behind a way out": ("if name not in NAMES:\n    raise ValueError\nuse(name)", True, True),
    "replaced where it is not known": ("if name not in NAMES:\n    name = 'tea'\nuse(name)", True, True),
    "in the other branch": ("if name in NAMES:\n    sell()\nelse:\n    use(name)", True, False),
    "asserted": ("assert name in NAMES\nuse(name)", True, True),
    "only whether there is one": ("if not name:\n    raise ValueError\nuse(name)", False, False),
    "compared with `None`": ("if name is None:\n    raise ValueError\nuse(name)", False, False),
    "compared with one word, then left": ("if name == 'quit':\n    raise SystemExit\nuse(name)", False, False),
    "a pattern": ("if not re.fullmatch('[a-z]+', name):\n    raise ValueError\nuse(name)", True, True),
    "a pattern, kept first": (
        "match = re.match('[a-z]+', name)\nif not match:\n    raise ValueError\nuse(name)",
        True,
        False,
    ),
    "a function that checks": ("check_name(name)\nuse(name)", True, True),
    "a function that prints": ("print(name)\nuse(name)", False, False),
    "another name that is checked": ("check_name(other)\nuse(name)", False, False),
    "filtered in a comprehension": ("[use(name) for name in names if name in NAMES]", True, True),
    "each item of a list": (
        "for one in name:\n    if one not in NAMES:\n        raise ValueError\nuse(name)",
        True,
        True,
    ),
    "a case for it": ("match name:\n    case 'tea':\n        use(name)", True, True),
    "any case": ("match name:\n    case str():\n        use(name)", True, False),
    "too late": ("use(name)\nif name not in NAMES:\n    raise ValueError", False, False),
}


@pytest.mark.parametrize(("text", "looked_at", "known"), GUARDS.values(), ids=GUARDS)
def test_a_guard_stands_before_a_use(text: str, looked_at: bool, known: bool) -> None:
    source, name = used(f"def sell(name):\n{textwrap.indent(text, '    ')}")
    place = source.parents[name]
    assert (is_looked_at(source, name, place), is_checked(source, name)) == (looked_at, known)


def used(text: str) -> tuple[Source, ast.expr]:
    """Give what is handed to `use`."""
    source = Source(f"{IMPORTS}{text}\n")
    call = next(one for one in source.nodes(ast.Call) if isinstance(one.func, ast.Name) and one.func.id == "use")
    return source, call.args[0]


TYPES = """
from enum import Enum
from typing import *

class Column(str, Enum):
    NAME = "name"

class Direction(Column): ...
class Order: ...

Way = Literal["ASC", "DESC"]
"""

# A hint: whether all its values stand in the code, and whether all items of such a container do.
HINTS = {
    "Column": (True, False),
    "Direction | None": (True, False),
    "Way": (True, False),
    "Literal['a', 'b']": (True, False),
    "Optional[Column]": (True, False),
    "Union[Column, Way]": (True, False),
    "Annotated[Way, 'how to sort']": (True, False),
    "'Column | None'": (True, False),
    "'Literal[1]'": (True, False),
    "list[Column]": (False, True),
    "'Sequence[Way]'": (False, True),
    "tuple[Column, ...]": (False, True),
    "Column | str": (False, False),
    "'Column | str'": (False, False),
    "Order": (False, False),
    "'Order'": (False, False),
    "str": (False, False),
    "dict[str, Column]": (False, False),
    "list[str]": (False, False),
    "Union[Column, str]": (False, False),
}


@pytest.mark.parametrize(("hint", "expected"), HINTS.items(), ids=HINTS)
def test_a_hint_lets_only_known_words_through(hint: str, expected: tuple[bool, bool]) -> None:
    source = Source(f"{TYPES}\ndef sort(by: {hint}): ...\n")
    annotation = next(parameter.annotation for parameter in source.nodes(ast.arg))
    assert (is_closed(source, annotation), holds_closed(source, annotation)) == expected
