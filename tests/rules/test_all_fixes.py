"""All fixes of a file at once: what a program does, and which names are undefined, before and after.

Programs are put together from pieces that each ask for a fix or stand in the way of one, and run in a child; real files
are examples, cases, installed packages and modules of the standard library, of which some are run too.
"""

import json
import random
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from rulekit.api import AS_WRITTEN, fix
from rulekit.engine.files import Document
from rulekit.engine.fixing import Fixed
from rulekit.engine.fixing_documents import fix_document
from tests.rules.test_fix_laws import TEXTS, undefined_names
from tests.rules.test_fix_names import texts

SEED, PROGRAMS, MOST_PIECES = 21, 80, 7
IMPORTS = (
    "import json",
    "import json as Json",
    "import logging",
    "import math",
    "import os",
    "import random",
    "import secrets",
    "import sqlite3",
    "import string",
    "import subprocess",
    "import sys",
    "from decimal import Decimal, getcontext",
    "from collections import OrderedDict as Ordered",
)
PIECES = (
    "def step():\n    taxRate = 19\n    TaxRate = 7\n    return 400 - taxRate * TaxRate",
    "def step():\n    taxRate = 19\n    def inner():\n        return taxRate\n    return inner()",
    (
        "def step():\n    taxRate = 19\n    def inner():\n        nonlocal taxRate\n        taxRate += 1\n    inner()\n"
        "    return taxRate"
    ),
    "def step():\n    netPrice = 2\n    return [netPrice * grossPrice for grossPrice in range(3)]",
    "def step():\n    netPrice = 2\n    return f'{netPrice=}', locals()['netPrice']",
    "def step():\n    netPrice = 2\n    return eval('netPrice + 1')",
    "def step():\n    Secrets = 'ab'\n    return Secrets",
    "def step():\n    token = random.choice('aaa')\n    return token",
    "def step():\n    password = ''.join(random.choice('a') for _ in range(8))\n    return password",
    "def step():\n    return random.random() < 2",
    "def step():\n    return eval('[1, 2]')",
    "def step():\n    try:\n        return int('x')\n    except:\n        raise",
    "def step():\n    try:\n        return int('x')\n    except:\n        return 0",
    "def step():\n    try:\n        return int('x')\n    except ValueError as e:\n        logging.error('%s', e)",
    "def step():\n    logging.getLogger('shop').setLevel(logging.WARN)",
    "def step():\n    logging.debug('price ' + str(3))",
    "def step():\n    print('sold', 3)",
    "def step():\n    return 3.14159 * 2, 86400 * 7, 86400 * 9",
    (
        "def step():\n    with sqlite3.connect(':memory:') as connection:\n        name = 'a'\n"
        "        return connection.execute(f\"select '{name}'\").fetchall()"
    ),
    "def step():\n    return subprocess.run([sys.executable, '--version'], capture_output=True).returncode",
    "def step():\n    import math\n    return 1",
    "def step():\n    import math\n    return math.floor(1.5)",
    "def step():\n    import json\n    def inner():\n        return json.dumps(1)\n    return inner()",
    "def step():\n    return getattr(sys.modules[__name__], 'json', None) is not None",
    "def step():\n    return 'os' in globals(), globals()['math'].floor(1.5)",
    "def step():\n    def price(gift=False):\n        pass\n    return price()",
    "class Panel:\n    string = [\n        string.ascii_letters,\n    ]\n\ndef step():\n    return Panel.string",
    (
        "class Price(Decimal):\n    def __init__(self, Amount: 'Decimal' = 1):\n        super().__init__()\n\n"
        "def step():\n    return Price()"
    ),
    "if sys.version_info > (3,):\n    from json import loads\nelse:\n    loads = None\n\ndef step():\n    loads('')",
    "try:\n    import tomllib\nexcept ImportError:\n    tomllib = None\n\ndef step():\n    return tomllib is None",
)
CALL = """
try:
    print("step {number}", step())
except Exception as error:
    print("step {number} ended by", type(error).__name__)
"""
# What a name that is gone ends in; a step that ended so before may do so again.
LOST = ("NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError", "AttributeError", "KeyError")
RUNNER = """
import contextlib, io, json, logging, sys, types
logging.disable()
outputs = []
for number, (name, text) in enumerate(json.load(sys.stdin)):
    written = io.StringIO()
    module = types.ModuleType(name)
    before = sys.modules.get(name)
    sys.modules[name] = module
    module.__package__ = name.rpartition(".")[0]
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(compile(text, name, "exec"), module.__dict__)
        except BaseException as error:
            print("ended by", type(error).__name__)
    if before is not None:
        sys.modules[name] = before
    kinds = {word: type(value).__name__ for word, value in vars(module).items()}
    outputs.append([written.getvalue(), kinds])
json.dump(outputs, sys.stdout)
"""
MODULES = (
    "abc bisect calendar cmd code codeop colorsys configparser copy csv dataclasses difflib dis filecmp"
    " fileinput fnmatch fractions ftplib getopt getpass gettext glob graphlib heapq hmac imaplib inspect"
    " ipaddress keyword linecache mailbox mimetypes netrc numbers opcode optparse pathlib pickletools plistlib"
    " poplib pprint profile pstats pyclbr queue quopri random reprlib sched selectors shelve shlex shutil"
    " smtplib sndhdr statistics string stringprep symtable tabnanny tarfile tempfile textwrap timeit token"
    " tokenize trace tracemalloc types typing uuid warnings wave weakref webbrowser zipapp zipfile"
).split()
Ran = tuple[str, Mapping[str, str]]


def programs() -> Iterator[str]:
    """Put programs together, the same ones each time."""
    dice = random.Random(SEED)  # noqa: S311 - the programs must be the same each time
    for _ in range(PROGRAMS):
        imports = dice.sample(IMPORTS, dice.randint(4, len(IMPORTS)))
        pieces = dice.sample(PIECES, dice.randint(2, MOST_PIECES))
        called = "\n\n".join(f"{piece}\n{CALL.format(number=number)}" for number, piece in enumerate(pieces))
        yield "\n".join(imports) + "\n\n\n" + called


@cache
def programs_fixed(*, unsafe: bool) -> Sequence[tuple[str, Fixed]]:
    return [(text, fix(text, unsafe=unsafe)) for text in programs()]


def ran(named: Sequence[tuple[str, str]]) -> list[Ran]:
    """Run texts as modules of some names, and give what each writes and which kinds of values it leaves."""
    done = subprocess.run(
        [sys.executable, "-c", RUNNER], input=json.dumps(named), check=True, shell=False, capture_output=True, text=True
    )
    return [(written, kinds) for written, kinds in json.loads(done.stdout)]


def lost(written: str) -> set[str]:
    return {line for line in written.splitlines() if line.endswith(LOST)}


def test_all_safe_fixes_of_a_program_change_nothing_that_it_shows() -> None:
    pairs = programs_fixed(unsafe=False)
    before = ran([("shop", text) for text, _ in pairs])
    after = ran([("shop", done.text) for _, done in pairs])
    for (text, done), (shown, _), (shows, _) in zip(pairs, before, after, strict=True):
        assert shows == shown, f"{text}\n=====\n{done.text}"


def test_all_fixes_of_a_program_with_consent_take_no_name_from_it() -> None:
    pairs = programs_fixed(unsafe=True)
    before = ran([("shop", text) for text, _ in pairs])
    after = ran([("shop", done.text) for _, done in pairs])
    for (text, done), (shown, _), (shows, _) in zip(pairs, before, after, strict=True):
        assert lost(shows) <= lost(shown), f"{text}\n=====\n{done.text}"


@pytest.mark.parametrize("unsafe", [False, True])
def test_all_fixes_of_a_program_leave_no_name_undefined(*, unsafe: bool) -> None:
    for text, done in programs_fixed(unsafe=unsafe):
        assert undefined_names(done.text) <= undefined_names(text), f"{text}\n=====\n{done.text}"


def is_code(text: str) -> bool:
    try:
        undefined_names(text)
    except SyntaxError:
        return False
    return True


CODE = [text for _, text in texts() if is_code(text)][::3]
REAL = {f"case {number}": text for number, text in enumerate(CODE)} | dict([*TEXTS.items()][::5])


def test_all_fixes_of_real_files_with_consent_leave_no_name_undefined() -> None:
    applied = 0
    for name, text in REAL.items():
        done = fix_document(Document("", text), AS_WRITTEN, unsafe=True)
        applied += len(done.applied)
        assert undefined_names(done.text) <= undefined_names(text), name
    assert applied > len(REAL)


def test_modules_of_the_standard_library_are_the_same_when_their_fixes_are_applied() -> None:
    folder = Path(sysconfig.get_paths()["stdlib"])
    found = {name: (folder / f"{name}.py").read_text("utf-8") for name in MODULES if (folder / f"{name}.py").is_file()}
    fixed = {name: fix(text) for name, text in found.items()}
    before, after = ran([*found.items()]), ran([(name, done.text) for name, done in fixed.items()])
    assert sum(len(done.applied) for done in fixed.values()) > len(found)
    for (name, done), (shown, kinds), (shows, left) in zip(fixed.items(), before, after, strict=True):
        gone = {one.message.split("`")[1] for one in done.applied if one.code == "RK702"}
        assert shows == shown, name
        assert {word for word in kinds if kinds[word] != left.get(word)} <= gone | {"__annotations__"}, name


def test_the_programs_ask_for_many_fixes() -> None:
    safe, unsafe = ([done.applied for _, done in programs_fixed(unsafe=unsafe)] for unsafe in (False, True))
    assert len({one.code for applied in safe for one in applied}) >= len("four")
    assert len({one.code for applied in unsafe for one in applied}) >= len("ten rules.")
