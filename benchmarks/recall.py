"""What share of seeded faults is found, rule by rule and disguise by disguise.

    python benchmarks/recall.py [FOLDER] [--modules 3] [--seed 1] [--misses]

Each fault of `benchmarks/seeds/*.md` goes into that many modules of FOLDER, the standard library unless given, on
which its rule has no finding. It is found if a finding with the rule's code stands on a line that was put in.

A heading `# RK301` names the rule, `## alias` the disguise; each fenced block below is one fault. Its imports go to
the top of the module, functions whose first parameter is `self` into a class, all else between two definitions.
Words after the language: `inside` puts it into a function of the module; `module` keeps it from being tried as a
notebook too, as every other plain fault is; `alone` takes it as a whole project, in no module. Lines such as
`# file: shop/orders.py` name the files; of several the first goes into a module. A disguise that makes no sense for
a rule is not there, and shows as `-`.
"""

import argparse
import ast
import json
import random
import re
import sys
import sysconfig
import tempfile
import textwrap
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

from rulekit.api import check_paths, find_files
from rulekit.engine.files import read_document
from rulekit.engine.settings import Settings
from rulekit.model.errors import UnreadableError
from rulekit.model.rule import files_in

DISGUISES = ("plain", "alias", "variable", "keywords", "helper", "notebook")
SEEDS = Path(__file__).parent / "seeds"
MODULE, NOTEBOOK = "shop/stock.py", "shop/stock.ipynb"
SHORTEST, LONGEST = 40, 600
COLUMN = 10
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)

_BLOCK = re.compile(
    r"^# (?P<rule>RK\d{3})|^## (?P<disguise>\w+)|^```\w+(?P<words>[\w ]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_TESTS = re.compile(r"[/\\](\w+_)?tests?[/\\]|[/\\]test_")

Place = tuple[str, int, int]
Counts = Mapping[tuple[str, str], list[bool]]


@dataclass(frozen=True)
class Seed:
    """One fault: the rule that it breaks, its disguise, its text by file, and how it is put in."""

    rule: str
    disguise: str
    files: tuple[tuple[str, str], ...]
    words: frozenset[str]

    @property
    def text(self) -> str:
        """The file that goes into a module."""
        return self.files[0][1]


@dataclass(frozen=True)
class Cell:
    """A module or the cell of a notebook, and the lines that were put in."""

    text: str
    lines: frozenset[int] = frozenset()


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="the share of seeded faults that is found")
    parser.add_argument("folder", nargs="?", default=sysconfig.get_paths()["stdlib"])
    parser.add_argument("--modules", type=int, default=3, help="how many modules each fault is put into")
    parser.add_argument("--seed", type=int, default=1, help="which modules and places are drawn")
    parser.add_argument("--misses", action="store_true", help="show each fault that is not found")
    options = parser.parse_args()
    modules = list(modules_in(options.folder))
    counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for number, seed in enumerate(read_seeds()):
        draw = random.Random(f"{options.seed} {number}")  # noqa: S311 - a sample that can be drawn again
        hosts = islice(hosts_for(seed, modules, draw), options.modules)
        found = [is_found(seed, host, draw) for host in hosts]
        counts[seed.rule, seed.disguise] += found
        if options.misses and not all(found):
            text = "".join(f"# file: {name}\n{text}" for name, text in seed.files)
            sys.stdout.write(f"{seed.rule} {seed.disguise}, found {share(found)}\n{textwrap.indent(text, '    ')}\n")
    sys.stdout.writelines(table(counts))


def read_seeds() -> Iterator[Seed]:
    """Give all faults; plain ones once more as notebooks."""
    for file in sorted(SEEDS.glob("*.md")):
        rule = disguise = ""
        for block in _BLOCK.finditer(file.read_text("utf-8")):
            rule, disguise = block["rule"] or rule, block["disguise"] or disguise
            if block["text"] is None:
                continue
            named = tuple((path, _without_head(text)) for path, text in files_in(block["text"]).items())
            files = named or ((NOTEBOOK if disguise == "notebook" else MODULE, block["text"]),)
            seed = Seed(rule, disguise, files, frozenset(block["words"].split()))
            yield seed
            if disguise == "plain" and not named and "module" not in seed.words:
                yield replace(seed, disguise="notebook", files=((NOTEBOOK, block["text"]),))


def _without_head(text: str) -> str:
    """Take the line that names a file away, and the empty ones above it."""
    return text.lstrip("\n").partition("\n")[2]


def modules_in(folder: str) -> Iterator[str]:
    """Give the texts of modules that can take a fault: no tests, no programs, and no `__all__` to hide what is new."""
    for path in sorted(find_files([folder], Settings()).files):
        if not path.endswith(".py") or _TESTS.search(path):
            continue
        try:
            text = "\n".join(read_document(path).text.expandtabs().splitlines()) + "\n"
            ast.parse(text)
        except (UnreadableError, SyntaxError, ValueError):  # noqa: RK304 - it cannot take a fault
            continue
        if SHORTEST <= text.count("\n") <= LONGEST and not text.startswith("#!") and "__all__" not in text:
            yield text


def hosts_for(seed: Seed, modules: list[str], draw: random.Random) -> Iterator[str]:
    """Draw modules in which the rule finds nothing, and that have none of the names which the fault brings."""
    if "alone" in seed.words:
        yield ""
        return
    brought = names_in(seed.text)
    for host in draw.sample(modules, len(modules)):
        fits = brought.isdisjoint(words_in(host)) and places_in(host, seed)
        if fits and seed.rule not in codes_in(host, seed.files[0][0]):
            yield host


def names_in(text: str) -> set[str]:
    """Give the names that a fault brings into a module."""
    found: set[str] = set()
    for node in tree_of(text).body:
        if isinstance(node, IMPORTS):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, DEFINITIONS):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


@cache
def words_in(text: str) -> frozenset[str]:
    """Give all words of a module, comments included."""
    return frozenset(re.findall(r"\w+", text))


@cache
def codes_in(host: str, name: str) -> frozenset[str]:
    """Give the codes of the rules that find something in a module before a fault is put in."""
    return frozenset(code for code, _ in check({name: written(name, [Cell(host)])}))


def is_found(seed: Seed, host: str, draw: random.Random) -> bool:
    """Put a fault into a module, or leave it alone, and tell whether its rule finds it there."""
    texts = dict(seed.files)
    if host:
        name = seed.files[0][0]
        cells = planted(seed, host, draw)
        texts[name] = written(name, cells)
        first = 1 if name == NOTEBOOK else 0
        places = {(name, number, line) for number, cell in enumerate(cells, first) for line in cell.lines}
    else:
        places = {(name, 0, line) for name, text in seed.files for line in range(1, text.count("\n") + 2)}
    return any(code == seed.rule and place in places for code, place in check(texts))


def check(texts: Mapping[str, str]) -> Iterator[tuple[str, Place]]:
    """Check a project by all rules: the code and the place of each finding, its cell 0 in a module."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        report = check_paths([folder], settings=Settings())
    if report.problems:
        raise SystemExit("\n".join(report.problems))
    for finding in report.findings:
        name = Path(finding.path or "").relative_to(folder).as_posix()
        yield finding.code, (name, finding.cell.number if finding.cell else 0, finding.span.line)


def planted(seed: Seed, host: str, draw: random.Random) -> list[Cell]:
    """Put a fault into a module; as a notebook it has its imports in one cell and the fault in another."""
    imports, rest = parted(seed.text)
    line, indent = draw.choice(places_in(host, seed))
    fault = (line, textwrap.indent(rest, " " * indent))
    if seed.files[0][0] != NOTEBOOK:
        return [inserted(host, [(top_of(host), imports), fault])]
    if indent:
        return [inserted("", [(1, imports)]), inserted(host, [fault])]
    return [inserted("", [(1, imports)]), Cell(host), inserted("", [(1, rest)])]


def parted(text: str) -> tuple[str, str]:
    """Part a fault into its imports and the rest; what only a notebook understands is all rest."""
    body = tree_of(text).body
    taken = {line for node in body if isinstance(node, IMPORTS) for line in range(node.lineno, end_of(node) + 1)}
    lines = list(enumerate(text.split("\n"), 1))
    imports, rest = ("\n".join(line for number, line in lines if (number in taken) is part) for part in (True, False))
    return imports, rest.strip("\n")


def places_in(host: str, seed: Seed) -> list[tuple[int, int]]:
    """Give the lines of a module before which a fault can stand, each with its indentation."""
    body = tree_of(host).body
    classes = [node for node in body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    owners = [node for node in classes if node.body[0].lineno > node.lineno]
    methods = [node for owner in owners for node in owner.body if isinstance(node, FUNCTIONS)]
    if "inside" in seed.words:
        inner = [node.body[1] for node in (*body, *methods) if isinstance(node, FUNCTIONS) and len(node.body) > 1]
        return [(node.lineno, node.col_offset) for node in inner]
    if any(node.args.args[:1] and node.args.args[0].arg == "self" for node in functions_in(seed.text)):
        return [(end_of(owner) + 1, owner.body[0].col_offset) for owner in owners]
    starts = [first_line(node) for node in body if isinstance(node, DEFINITIONS)]
    return [(start, 0) for start in starts if start > top_of(host)] or [(host.count("\n") + 1, 0)]


def functions_in(text: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give the functions at the top level of a text."""
    return [node for node in tree_of(text).body if isinstance(node, FUNCTIONS)]


def top_of(host: str) -> int:
    """Give the line where imports begin: after the docstring and what comes from the future."""
    body = tree_of(host).body
    first = body[1:] if ast.get_docstring(tree_of(host)) is not None else body
    rest = [node for node in first if not isinstance(node, ast.ImportFrom) or node.module != "__future__"]
    return first_line(rest[0])


def first_line(node: ast.stmt) -> int:
    """Give the first line of a statement, which may be that of a decorator."""
    marks = node.decorator_list if isinstance(node, DEFINITIONS) else []
    return min([node.lineno, *(mark.lineno for mark in marks)])


@cache
def tree_of(text: str) -> ast.Module:
    """Parse a text; what only a notebook understands gives an empty module."""
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.Module([], [])


def end_of(node: ast.stmt) -> int:
    """Give the last line of a statement."""
    return node.end_lineno or node.lineno


def inserted(text: str, pieces: list[tuple[int, str]]) -> Cell:
    """Put pieces before lines of a text, and keep count of the lines that are new."""
    lines: list[str] = []
    new: set[int] = set()
    for number, line in enumerate(text.split("\n"), 1):
        for piece in (piece for before, piece in pieces if before == number and piece):
            new |= set(range(len(lines) + 1, len(lines) + piece.count("\n") + 2))
            lines += [*piece.split("\n"), ""]
        lines.append(line)
    return Cell("\n".join(lines), frozenset(new))


def written(name: str, cells: list[Cell]) -> str:
    """Give the text of a file: a module as it is, a notebook as JSON."""
    if name != NOTEBOOK:
        return cells[0].text
    kinds: dict[str, object] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    code = [{**kinds, "id": f"cell-{number}", "source": cell.text} for number, cell in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return json.dumps({"cells": code, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def table(counts: Counts) -> Iterator[str]:
    """Lay the figures out: a line for each rule, the last for all."""
    yield "".join(f"{word:>{COLUMN}}" for word in ("", *DISGUISES, "all")) + "\n"
    for rule in (*sorted({rule for rule, _ in counts}), ""):
        row = [
            [hit for (code, kind), hits in counts.items() if rule in (code, "") and kind == word for hit in hits]
            for word in DISGUISES
        ]
        cells = [rule or "all", *map(share, row), share([hit for hits in row for hit in hits])]
        yield "".join(f"{cell:>{COLUMN}}" for cell in cells) + "\n"


def share(found: list[bool]) -> str:
    """Write how many of the faults were found."""
    return f"{sum(found)}/{len(found)}" if found else "-"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
