"""Where rulekit and ruff agree and where they do not, on the rules that both have.

    python benchmarks/differential.py PATH... [--show RK702] [--classes RK702]

Both tools run without settings files, on the same files. What they report is counted by thing, not by message: ruff
reports each parameter without a hint, rulekit the function once. A finding stands for its definition (hints,
docstrings), for a name in its function (names), for a name in a line (imports), or for its statement.
`--show` lists the places where one tool is alone, with the reason where rulekit looked and kept silent; `--classes`
counts these reasons.
"""

import argparse
import ast
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from rulekit.analysis.syntax.index import FUNCTIONS
from rulekit.analysis.syntax.source import Source
from rulekit.api import find_files
from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import Subject, located, subjects_in
from rulekit.engine.files import MODULES, NOTEBOOKS, read_document
from rulekit.engine.judge import verdicts
from rulekit.engine.settings import Settings
from rulekit.model.finding import Span

RULES = ("RK101", "RK102", "RK104", "RK201", "RK301", "RK402", "RK501", "RK702")
MORE = {"RK102": ("D100", "D104", "D105", "D107")}
BY_NAME, BY_NAME_IN_LINE = "RK104", "RK702"
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
QUOTED = re.compile(r"`([^`]*)`")
NO_SYNTAX = "invalid-syntax"
PATIENCE = 600


class Thing(NamedTuple):
    """What a finding is about: a line of a file or of a cell (modules are cell 0), and a name where that is needed."""

    path: str
    cell: int
    line: int
    name: str = ""


class Said(NamedTuple):
    """What a tool says: its code or severity, the line it points at, and its message."""

    label: str
    line: int
    message: str


class Layout(NamedTuple):
    """By cell and line: the text, and where the statement and the function around it begin."""

    lines: dict[tuple[int, int], str]
    statements: dict[tuple[int, int], int]
    functions: dict[tuple[int, int], int]


Found = Mapping[str, Mapping[Thing, Said]]


def main() -> None:
    """Run both tools and print what was asked."""
    parser = argparse.ArgumentParser(description="rulekit against ruff")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--show", choices=RULES)
    parser.add_argument("--classes", choices=RULES)
    options = parser.parse_args()
    files = [path for path in find_files(options.paths, Settings()).files if path.endswith((*MODULES, *NOTEBOOKS))]
    ours, theirs = said_by_rulekit(files), said_by_ruff(files)
    if options.show:
        lines = [f"{who} {where}: {what} | {why}" for who, where, what, why in alone(options.show, ours, theirs)]
    elif options.classes:
        counted = Counter((who, masked(what, why)) for who, _, what, why in alone(options.classes, ours, theirs))
        lines = [f"{count:6,} only {who}: {kind}" for (who, kind), count in counted.most_common()]
    else:
        lines = [f"{len(files):,} files", *table(ours, theirs)]
    sys.stdout.write("\n".join([*lines, ""]))


def table(ours: Found, theirs: Found) -> Iterator[str]:
    """Count by rule what both see and what one sees alone."""
    yield f"{'rule':<6} {'both':>7} {'only rulekit':>13} {'only ruff':>10}  codes of ruff"
    for rule in RULES:
        mine, other = ours[rule].keys(), theirs[rule].keys()
        counts = f"{len(mine & other):>7,} {len(mine - other):>13,} {len(other - mine):>10,}"
        yield f"{rule:<6} {counts}  {' '.join(codes(rule))}"


def codes(rule: str) -> tuple[str, ...]:
    """Give the codes of ruff for a rule: those that rulekit names, and those that a reader may expect."""
    return (*catalog()[rule].equivalents["ruff"], *MORE.get(rule, ()))


def said_by_rulekit(files: list[str]) -> Found:
    """Run rulekit and sort what it says by rule and thing."""
    found: dict[str, dict[Thing, Said]] = {rule: {} for rule in RULES}
    for one in answer("rulekit", ["--strict", "--select", ",".join(RULES)], files):
        if one["code"] in found:
            cell = 0 if one["cell_index"] is None else one["cell_index"] + 1
            thing = thing_of(
                one["code"], one["path"], cell, Span(*(one[key] for key in Span._fields[:4])), one["message"]
            )
            found[one["code"]].setdefault(thing, Said(one["severity"], one["line"], one["message"]))
    return found


def said_by_ruff(files: list[str]) -> Found:
    """Run ruff and sort what it says by rule of rulekit and thing; what it cannot parse is kept too."""
    rules = {code: rule for rule in RULES for code in codes(rule)}
    found: dict[str, dict[Thing, Said]] = {rule: {} for rule in (*RULES, NO_SYNTAX)}
    for one in answer("ruff", ["--select", ",".join(rules)], files):
        first, last = one["location"], one["end_location"]
        rule = rules.get(one["code"], NO_SYNTAX)
        span = Span(first["row"], first["column"], last["row"], last["column"])
        thing = thing_of(rule, one["filename"], one["cell"] or 0, span, one["message"])
        found[rule].setdefault(thing, Said(one["code"], first["row"], one["message"]))
    return found


def answer(tool: str, options: list[str], files: list[str]) -> list[dict[str, Any]]:
    """Give the findings of a tool."""
    command = [sys.executable, "-m", tool, "check", "--isolated", "--output-format", "json", *options, *files]
    run = subprocess.run(  # noqa: S603 - the tools of this environment
        command, shell=False, check=False, capture_output=True, text=True, timeout=PATIENCE
    )
    findings: list[dict[str, Any]] = json.loads(run.stdout)
    return findings


def thing_of(rule: str, path: str, cell: int, span: Span, message: str) -> Thing:
    """Give what a finding is about."""
    layout, key = layout_of(path), (cell, span.line)
    if rule in {BY_NAME, BY_NAME_IN_LINE}:
        words = re.findall(r"\w+|\*", layout.lines.get(key, "")[span.column - 1 : span.end_column - 1])
        quoted = QUOTED.search(message) if rule == BY_NAME else None
        name = quoted[1] if quoted else words[-1] if words else ""
        line = layout.functions.get(key, 0) if rule == BY_NAME else span.line
        return Thing(path, cell if line else 0, line, name)
    return Thing(path, cell, layout.statements.get(key, span.line))


@cache
def layout_of(path: str) -> Layout:
    """Read where the statements and functions of a file begin; of a compound statement its head is meant."""
    layout = Layout({}, {}, {})
    for source in subjects_in(read_document(path)):
        if not isinstance(source, Source):
            continue
        places = [place(source, line) for line in range(1, len(source.lines) + 1)]
        layout.lines.update(zip(places, source.lines, strict=True))
        nodes = [
            node
            for found in source.index.nodes.values()
            for node in found
            if isinstance(node, ast.stmt | ast.excepthandler)
        ]
        for node in sorted(nodes, key=lambda node: (isinstance(node, DEFINITIONS), node.lineno)):
            last = node.end_lineno or node.lineno
            around = places[node.lineno - 1 : last]
            if isinstance(node, FUNCTIONS):
                layout.functions.update(dict.fromkeys(around, around[0][1]))
            layout.statements.update(dict.fromkeys(around[: head_length(node)], around[0][1]))
    return layout


def head_length(node: ast.stmt | ast.excepthandler) -> int:
    """Count the lines of a statement before its block; the docstring of a definition belongs to its head."""
    body = getattr(node, "body", None)
    if not body:
        return (node.end_lineno or node.lineno) - node.lineno + 1
    documented = isinstance(node, DEFINITIONS) and isinstance(body[0], ast.Expr)
    last: int = body[0].end_lineno if documented else body[0].lineno - 1
    return max(1, last - node.lineno + 1)


def place(source: Source, line: int) -> tuple[int, int]:
    """Give the cell, counted from 1 as ruff does, and the line in it; a module is cell 0."""
    if source.cells is None:
        return 0, line
    span = source.cells.locate(Span(line, 1, line, 1))
    return (span.cell.position + 1 if span.cell else 0), span.line


def alone(rule: str, ours: Found, theirs: Found) -> Iterator[tuple[str, str, str, str]]:
    """Give what one tool says alone: the tool, the place, what it says, and why the other says nothing."""
    unparsed = {thing.path for thing in theirs[NO_SYNTAX]}
    for tool, here, there in (("rulekit", ours[rule], theirs[rule]), ("ruff", theirs[rule], ours[rule])):
        for thing in sorted(here.keys() - there.keys()):
            said = here[thing]
            if tool == "ruff":
                why = silences(rule, thing.path).get(thing, "rulekit sees nothing")
            else:
                why = "ruff cannot parse the file" if thing.path in unparsed else "ruff says nothing"
            where = f"{thing.path}:{said.line}" if thing.cell == 0 else f"{thing.path}:cell {thing.cell}:{said.line}"
            yield tool, where, f"{said.label} {said.message}", why


@cache
def silences(rule: str, path: str) -> Mapping[Thing, str]:
    """Give what a rule sees in a file and does not report, with the reason."""
    return {thing: why for subject in subjects_in(read_document(path)) for thing, why in unsaid(rule, path, subject)}


def unsaid(rule: str, path: str, subject: Subject) -> Iterator[tuple[Thing, str]]:
    """Give what a rule sees in one part of a file and does not report, with the reason."""
    judged = catalog()[rule]
    for finding, reason in verdicts(subject, judged, Settings().options_of(judged)):
        one = located(subject, finding)
        why = reason if subject.role in judged.roles else f"The rule does not hold in a {subject.role} file."
        cell = one.cell.position + 1 if one.cell else 0
        yield thing_of(rule, path, cell, one.span, one.message), why or "reported elsewhere"


def masked(what: str, why: str) -> str:
    """Take the names and numbers out of what is said, so that it stands for a class."""
    label, _, message = what.partition(" ")
    return f"{label} {re.sub(r'[0-9]+', 'N', QUOTED.sub('`_`', message))} | {why}"


if __name__ == "__main__":
    main()
