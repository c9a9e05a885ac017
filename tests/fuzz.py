"""Thousands of damaged modules and notebooks, the same ones each time: nothing crashes, and no fix does harm.

`python -m tests.fuzz` is a step of `python tests`; `--seed` and `--inputs` look further. What fails is printed whole.
"""

import argparse
import ast
import random
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pyflakes.checker import Checker
from pyflakes.messages import UndefinedLocal, UndefinedName

from rulekit.api.texts import AS_WRITTEN
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.fixing_documents import fix_document
from tests.marked import notebook_of, unmarked

ROOT = Path(__file__).resolve().parent.parent
STDLIB = Path(ast.__file__).parent
MODULES = (
    "argparse bdb cgi configparser ftplib getpass logging/config smtplib subprocess tempfile threading zipfile".split()
)
_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
ODDITIES = (
    "\f",
    "\\\n",
    ";",
    "\t",
    "é",
    "\U0001d4cd",
    "#",
    "'''",
    "{",
    "%",
    "async ",
    "lambda: ",
    "*",
    ":=",
    "\r\n",
    "!ls {x}\n",
    "%%time\n",
)
LONGEST = 4_000

Damage = Callable[[random.Random, str, Sequence[str]], str]


def material() -> list[str]:
    """Give real code: pieces of the standard library, and the cases of all rules."""
    pieces = [piece for name in MODULES for piece in (STDLIB / f"{name}.py").read_text("utf-8").split("\n\n\n")]
    for file in sorted((ROOT / "tests" / "cases").rglob("*.md")):
        pieces += [unmarked(code) for code in _BLOCK.findall(file.read_text("utf-8"))]
    return [f"{piece.strip()}\n" for piece in pieces if 0 < len(piece) < LONGEST]


def as_it_is(_: random.Random, text: str, __: Sequence[str]) -> str:
    """Leave it."""
    return text


def without_words(chance: random.Random, text: str, _: Sequence[str]) -> str:
    """Lose a few words."""
    return "".join(token for token in _TOKEN.findall(text) if chance.random() > 0.01)


def with_oddities(chance: random.Random, text: str, _: Sequence[str]) -> str:
    """Put something odd in."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(ODDITIES) + text[at:]


def with_moved_lines(chance: random.Random, text: str, _: Sequence[str]) -> str:
    """Move lines about."""
    lines = text.splitlines(keepends=True)
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines.insert(to, lines.pop(at))
    return "".join(lines)


def with_strange_names(chance: random.Random, text: str, _: Sequence[str]) -> str:
    """Let names of the text change places."""
    words = sorted(set(re.findall(r"\b[a-z_]\w{2,}\b", text)) or {"x"})
    old, new = chance.choice(words), chance.choice(words)
    return re.sub(rf"\b{old}\b", new, text)


def grafted(chance: random.Random, text: str, pieces: Sequence[str]) -> str:
    """Put another piece below, in a class or a function or beside it."""
    other = chance.choice(pieces)
    head = chance.choice(("", "class Stock:\n", "def restock():\n", "if OPEN:\n", "try:\n"))
    return text + head + re.sub(r"^(?=.)", "    " if head else "", other, flags=re.MULTILINE)


DAMAGES: Sequence[Damage] = (
    as_it_is,
    without_words,
    with_oddities,
    with_moved_lines,
    with_strange_names,
    grafted,
    grafted,
)


def inputs(seed: int, count: int) -> Iterator[tuple[str, str]]:
    """Give texts, each with its path."""
    chance, pieces = random.Random(seed), material()  # noqa: S311 - the same inputs each time
    for _ in range(count):
        text = chance.choice(pieces)
        for damage in chance.sample(DAMAGES, 2):
            text = damage(chance, text, pieces)
        if chance.random() < 0.25:
            yield "day.ipynb", notebook_of(*re.split(r"\n\n+", text))
        else:
            yield chance.choice(("shop/orders.py", "tests/test_orders.py", "shop/__init__.py", "shop/orders.pyi")), text


def faults(path: str, text: str) -> Iterator[str]:
    """Say what goes wrong with a text."""
    document = Document(path, text, apart=True)
    outcome = check_document(document, AS_WRITTEN)
    yield from map(str, outcome.crashes)
    yield from (f"{one.code} has no place" for one in outcome.findings if one.path != path or not one.excerpt)
    fixed = fix_document(document, AS_WRITTEN)
    yield from fixed.problems
    again = fix_document(Document(path, fixed.text, apart=True), AS_WRITTEN)
    if again.text != fixed.text:
        yield "fixing twice is not fixing once"
    if path.endswith(".py") and (before := undefined_names(text)) is not None:
        after = undefined_names(fixed.text)
        if after is None:
            yield "the fixed text does not parse"
        elif after.total() > before.total():  # a rename gives such a name another word
            yield f"names that nothing binds: {', '.join(after - before)}"


def undefined_names(text: str) -> Counter[str] | None:
    """Ask another tool which names nothing binds; nothing where the text does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            told = Checker(ast.parse(text)).messages
    except (SyntaxError, ValueError, AssertionError):  # the last is that tool's own, over a misplaced `__future__`
        return None
    return Counter(str(one.message_args[0]) for one in told if isinstance(one, (UndefinedName, UndefinedLocal)))


def main() -> int:
    """Try them all, and give 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inputs", type=int, default=3_000)
    options = parser.parse_args()
    wrong = 0
    for path, text in inputs(options.seed, options.inputs):
        for fault in faults(path, text):
            wrong += 1
            sys.stdout.write(f"{path}: {fault}\n{text}\n")
    sys.stdout.write(f"{options.inputs:,} texts tried, {wrong} faults\n")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
