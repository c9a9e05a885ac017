"""Never hardcode passwords, API keys, or secrets in source code. Use environment variables.

## Why
What stands in the code is read by everyone who reads the code, today and in ten years.
The shop's payment key was deleted from `orders.py` the hour after it was committed; it lived on in the history, in four
forks and in a container image, and a stranger paid with it in March.
A secret in the code cannot be changed without a release either, so nobody changes it, and the test system uses the same
one as the shop.

## Instead
Read it where the program starts: `os.environ["PAYMENT_KEY"]`, which fails at once and by name if it is not set.
A secret that was ever committed is known: let its service make a new one, then delete the old.
For your own machine keep the values in a file that git ignores.

## When to break it
Keys that a service publishes for trials, and passwords of a database that lives only as long as a test, are no secrets.
Keep them in the tests, where made-up values are not reported, or say it: `# noqa: RK502 - the trial key of the manual`.

## What the check sees
- error: texts that are keys by their looks, such as those of AWS, GitHub and Slack, private keys and passwords in
  addresses; texts with digits or mixed letters under the name of a secret.
- warning: plain words under the name of a password, what such a name is compared with, what steps in when
  a variable is not set, and random texts under a name such as `token`.
- advice: keys that are known as examples of a manual.
- not seen: a secret under a name that says nothing, unless it is of a known make, and the outputs of a notebook.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.names.secret_names import Secrecy, secrecy
from rulekit.analysis.notebooks.commands import command_lines
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.discovery import is_test
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.security.hardcoded_secret.entropy import Worth, is_empty_login, shape_of, worth
from rulekit.rules.security.hardcoded_secret.fix import environment_instead
from rulekit.rules.security.hardcoded_secret.named_strings import named_texts
from rulekit.rules.security.hardcoded_secret.patterns import (
    assigned_in_command,
    bare_secret,
    command_span,
    known_shapes,
    masked,
    secret_span,
)
from rulekit.rules.security.hardcoded_secret.targets import NamedText, Place

LONGEST_NAME = 30

RULE = Rule(
    code="RK502",
    name="hardcoded-secret",
    section=Section.SECURITY,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(
        Example(
            "The password of the order book",
            bad="""
                DB_PASSWORD = "kq7-Tulpe-31"  # <- RK502
            """,
            good="""
                import os

                DB_PASSWORD = os.environ["DB_PASSWORD"]
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "A password in an address",
            bad="""
                engine = create_engine("postgresql://shop:kq7-Tulpe-31@db.shop.local/orders")  # <- RK502
            """,  # noqa: RK502 - an example of the rule itself
            good="""
                import os

                engine = create_engine(os.environ["ORDERS_DATABASE_URL"])
            """,
        ),
        Example(
            "A word that opens the till",
            bad="""
                if password == "sesame":  # <- RK502
                    till.open()
            """,
            good="""
                if till.accepts(password):
                    till.open()
            """,
        ),
    ),
    tempting=(
        Example(
            "A variable of the environment that need not be set",
            bad="""
                import os

                payment_key = os.getenv("PAYMENT_API_KEY", "pk7Tulpe31Rabe")  # <- RK502
            """,
            good="""
                import os

                payment_key = os.environ["PAYMENT_API_KEY"]
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "A secret in two halves",
            bad="""
                API_KEY = "pk7Tulpe" + "31Rabe"  # <- RK502
            """,
            good="""
                import os

                API_KEY = os.environ["API_KEY"]
            """,
        ),
    ),
    related=("insecure-random",),
    references=(
        "https://12factor.net/config",
        "https://docs.python.org/3/library/os.html#os.environ",
        "https://cwe.mitre.org/data/definitions/798.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    ),
    equivalents={"ruff": ("S105", "S106", "S107"), "bandit": ("B105", "B106", "B107")},
)


@RULE.check
def secret_by_name(source: Source) -> Iterator[Finding]:
    """Find texts that belong to a name such as `password` or `api_key`."""
    seen: set[ast.expr] = set()
    for named in named_texts(source):
        severity = _severity(named)
        if severity is not None and named.node not in seen:
            seen.add(named.node)
            hidden = secret_span(source, named.node, bare_secret(named.text))
            make_fix = partial(environment_instead, source, named)
            yield RULE.at(source, named.node, _message(named), severity=severity, make_fix=make_fix, hidden=hidden)


@RULE.check
def secret_by_looks(source: Source) -> Iterator[Finding]:
    """Find texts that are keys whatever their name is."""
    for node, shape in known_shapes(source):
        message = f"{shape.what} stands in the code ({masked(shape.secret)}): replace it, and read it from `os.environ`"
        severity = Severity.ADVICE if shape.is_shown else Severity.ERROR
        yield RULE.at(source, node, message, severity=severity, hidden=secret_span(source, node, shape.secret))


@RULE.check
def secret_in_command(source: Source) -> Iterator[Finding]:
    """Find `%env API_KEY=...` and `!export API_KEY=...` in a notebook."""
    for line in command_lines(source):
        name, text = assigned_in_command(line.text)
        if name and (shape_of(text) or (secrecy(name) and worth(text, name) >= Worth.MIXED)):
            message = (
                f"`{name[:LONGEST_NAME]}` is set to a text in the notebook ({masked(text)}): set it before you start"
            )
            yield RULE.at(source, line.span, message, hidden=command_span(line, text))


@RULE.exempt
def member(node: ast.Constant | ast.BinOp | ast.JoinedStr | ast.Call, source: Source) -> bool:
    """It is a member of an enumeration, so that its value is a label."""
    around = next((one for one in source.ancestors(node) if isinstance(one, (ast.ClassDef, ast.Call))), None)
    bases = around.bases if isinstance(around, ast.ClassDef) else ()
    words = [last_name(base) for base in bases]
    return any(word.endswith(("Enum", "Flag", "Choices")) for word in words)


@RULE.exempt
def made_up(node: ast.Constant | ast.BinOp | ast.JoinedStr | ast.Call, source: Source) -> bool:
    """It stands in a test, and is no token of a well-known service."""
    function = enclosing_function(source, node)
    if source.role != "test" and (function is None or not is_test(source, function)):
        return False
    shape = shape_of(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
    return shape is None or not shape.is_token


@RULE.exempt
def pattern(node: ast.Constant | ast.BinOp | ast.JoinedStr, source: Source) -> bool:
    """It is an argument of a function of `re`, so that it is a pattern."""
    parent = source.parents.get(node)
    return isinstance(parent, ast.Call) and (names(source).resolve(parent.func) or "").startswith("re.")


@RULE.exempt
def documentation(node: ast.Constant, source: Source) -> bool:
    """It is a docstring, or a text that stands alone."""
    return isinstance(source.parents.get(node), ast.Expr)


def _severity(named: NamedText) -> Severity | None:
    """Weigh a name and its text together."""
    kind, text = secrecy(named.name), bare_secret(named.text)
    if shape_of(named.text):
        return None if isinstance(named.node, ast.Constant) else Severity.ERROR
    if kind is Secrecy.WEAK and named.is_paired and named.name.lower().endswith("pass"):
        kind = Secrecy.PASSWORD
    value = Worth.NONE if is_empty_login(named.text) else worth(text, named.name)
    if value < _least_worth(kind, named):
        return None
    is_sure = value >= Worth.MIXED and named.place is not Place.FALLBACK and kind is not Secrecy.WEAK
    return Severity.ERROR if is_sure else Severity.WARNING


def _least_worth(kind: Secrecy, named: NamedText) -> Worth:
    """Tell how much a text must look like a secret, given its name and its place."""
    is_half = kind is Secrecy.WEAK or named.name.lower().endswith("pass")
    if named.place is Place.COMPARED and not is_half:
        return Worth.LABEL if kind is Secrecy.PASSWORD else Worth.WORD
    is_typed = kind is Secrecy.PASSWORD and named.place not in {Place.ITEM, Place.COMPARED}
    return Worth.WORD if is_typed or (kind is Secrecy.PASSWORD and named.is_paired) else Worth.MIXED


def _message(named: NamedText) -> str:
    name, shown = f"`{named.name[:LONGEST_NAME]}`", masked(bare_secret(named.text))
    if named.place is Place.COMPARED:
        return f"{name} is compared with a text in the code ({shown}): compare with a hash kept elsewhere"
    if named.place is Place.FALLBACK:
        return f"{name} falls back to a text in the code ({shown}): let the program fail without it"
    return f"{name} is a text in the code ({shown}): read it from `os.environ`"
