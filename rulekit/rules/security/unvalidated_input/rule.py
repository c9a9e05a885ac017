"""Validate and sanitize all user input before processing.

## Why
Whoever sends the input chooses what it is, and sooner or later somebody chooses something else.
The shop let its customers fetch an invoice by `open("invoices/" + name)`.
The first one who asked for `../settings.toml` was a bored student; he also got it.
An address that is fetched reaches the machine next door, a field that is filled from JSON makes a customer an
administrator, and a number that is no place in the list ends the program in the middle of an order.

## Instead
Look at a value before it is used, at the place where it comes in.
Compare it with what you allow, match it with a pattern, turn it into what it should be: `int`, `UUID`, a date.
Of a path, resolve it and ask `path.is_relative_to(folder)`; of an address, compare the host.
Whole requests go through a schema: a model of pydantic, a form, a serializer.
What is wrong is refused, with a message that says why; nothing is repaired in silence.

## When to break it
A command-line tool that opens the file it is told to open does what its user wants on the user's own machine.
Say so where it is meant: `# noqa: RK503 - the user owns the file`.

## What the check sees
- error: what the network sends (Flask, Django, FastAPI, aiohttp, Tornado, `http.server`, sockets) and no condition
  looks at before it becomes a path, a command, an address, a page, a pickle, a template, a name in `getattr`, or all
  fields of an object.
- warning: the same of what a person types (`input()`, widgets), as a path, a command, a name or an index.
- advice: words of the command line, a typed number that says how often, typed addresses and pages, and what is typed
  into a notebook.
- not seen: input that goes through a function of another file, words of the command line that go through any function,
  and whether a check is a good one.
"""

import ast
from collections.abc import Iterator
from typing import Final

from rulekit.analysis.syntax.source import Source
from rulekit.analysis.taint.sources import Channel
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.security.unvalidated_input.flows import Unguarded, path_steps, unguarded_uses
from rulekit.rules.security.unvalidated_input.sinks import Harm

LONGEST_NAME = 16

RULE = Rule(
    code="RK503",
    name="unvalidated-input",
    known_as=(
        "input validation",
        "sanitise",
        "untrusted data",
        "path traversal",
        "user data",
        "taint",
    ),
    section=Section.SECURITY,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A path that the browser sends",
            bad="""
                from flask import request

                name = request.args["invoice"]
                invoice = open(folder + name).read()  # <- RK503
            """,
            good="""
                from flask import abort, request

                name = request.args["invoice"]
                if name not in invoices:
                    abort(not_found)
                invoice = open(folder + name).read()
            """,
        ),
        Example(
            "A place in a list that a person types",
            bad="""
                choice = int(input("Which article? "))
                article = articles[choice]  # <- RK503
            """,
            good="""
                choice = int(input("Which article? "))
                if choice not in range(len(articles)):
                    raise SystemExit("there is no such article")
                article = articles[choice]
            """,
        ),
        Example(
            "A customer who fills in more than the form",
            bad="""
                from flask import request

                customer = Customer(**request.get_json())  # <- RK503
            """,
            good="""
                from flask import request

                sent = CustomerSchema().load(request.get_json())
                customer = Customer(**sent)
            """,
        ),
    ),
    tempting=(
        Example(
            "There is a file of that name, so it must be right",
            bad="""
                import os

                from flask import request

                name = request.args["invoice"]
                if os.path.exists(name):
                    invoice = open(name).read()  # <- RK503
            """,
            good="""
                from flask import abort, request

                path = (folder / request.args["invoice"]).resolve()
                if not path.is_relative_to(folder):
                    abort(not_found)
                invoice = path.read_text()
            """,
        ),
    ),
    related=("unsafe-sql", "unsafe-subprocess", "dynamic-code"),
    yields_to=("RK402", "RK501", "RK505"),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html",
        "https://docs.python.org/3/library/pathlib.html#pathlib.PurePath.is_relative_to",
        "https://docs.python.org/3/library/pickle.html",
        "https://cwe.mitre.org/data/definitions/20.html",
        "https://cwe.mitre.org/data/definitions/22.html",
    ),
    equivalents={"bandit": ("B301", "B506"), "ruff": ("S301", "S506")},
    advice_in=frozenset({"test"}),
)

DEEDS: Final = {
    Harm.PATH: ("becomes a path", "allow known names only"),
    Harm.ARCHIVE: ("is unpacked", "look at the names in the archive"),
    Harm.COMMAND: ("becomes a command", "allow known words only"),
    Harm.SHELL: ("becomes a command", "allow known words only"),
    Harm.URL: ("chooses the server", "allow known hosts only"),
    Harm.HOST: ("chooses the server", "allow known hosts only"),
    Harm.PICKLE: ("is unpickled", "send JSON instead"),
    Harm.YAML: ("is loaded as objects", "use `yaml.safe_load`"),
    Harm.NAME: ("chooses an attribute", "look it up in a dictionary"),
    Harm.MODULE: ("chooses a module", "look it up in a dictionary"),
    Harm.FIELDS: ("fills all fields", "name the fields, or use a schema"),
    Harm.PATTERN: ("becomes a pattern", "use `re.escape`"),
    Harm.FORMAT: ("becomes a format", "write the format in the code"),
    Harm.TEMPLATE: ("becomes a template", "hand it to a fixed template"),
    Harm.HTML: ("becomes HTML", "use `html.escape`"),
    Harm.PAGE: ("becomes HTML", "use `html.escape`"),
    Harm.REDIRECT: ("chooses the page", "allow paths of your own only"),
    Harm.INDEX: ("becomes an index", "compare it with the length"),
    Harm.SIZE: ("says how often", "check its bounds"),
    Harm.SQL: ("becomes a part of SQL", "pass it as a parameter"),
    Harm.CODE: ("is run as code", "parse it with `ast.literal_eval`"),
}
OWN_HARMS: Final = frozenset({Harm.SIZE, Harm.PAGE, Harm.HTML, Harm.URL, Harm.HOST, Harm.TEMPLATE, Harm.YAML})
SENDERS: Final = {
    Channel.NETWORK: "text from the network",
    Channel.PERSON: "typed text",
    Channel.COMMAND_LINE: "a command-line word",
    Channel.ENVIRONMENT: "the environment",
}


@RULE.check
def unguarded_input(source: Source) -> Iterator[Finding]:
    """Find input that does harm, and that nothing has looked at before."""
    for flow in unguarded_uses(source):
        deed, advice = DEEDS[flow.use.harm]
        sender = SENDERS[flow.origin.channel or Channel.NETWORK]
        name = flow.use.name
        is_told = len(name) <= LONGEST_NAME and flow.use.harm not in {Harm.INDEX, Harm.SIZE}
        yield RULE.at(
            source,
            flow.use.node,
            f"{sender} {deed}{f' in `{name}`' if is_told else ''} unchecked: {advice}",
            severity=_severity(source, flow),
            steps=path_steps(source, flow),
        )


def _severity(source: Source, flow: Unguarded) -> Severity:
    """Weigh who may send the input: everybody, the person at the keyboard, or the one who owns the machine."""
    if flow.origin.channel is Channel.NETWORK:
        return Severity.WARNING if flow.use.harm in {Harm.PATTERN, Harm.INDEX, Harm.REDIRECT} else Severity.ERROR
    is_own = flow.origin.channel is not Channel.PERSON or source.role == "notebook" or flow.use.harm in OWN_HARMS
    return Severity.ADVICE if is_own else Severity.WARNING


@RULE.exempt(unguarded_input)
def plain_text(node: ast.Call, source: Source) -> bool:
    """It is marked as HTML only to take the marks out: `Markup(text).striptags()`."""
    taken = source.parents.get(node)
    return isinstance(taken, ast.Attribute) and taken.attr in {"striptags", "unescape"}
