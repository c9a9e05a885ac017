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
  addresses and connections; texts with digits or mixed letters under the name of a secret. In notebooks the same in
  commands (`!`), magics, and cells in other languages such as `%%bash`, `%%writefile` and `%%sql`.
- warning: plain words under the name of a password, what such a name is compared with, what steps in when
  a variable is not set, random texts under a name such as `token` or `map_key`, and any text, however weak, where
  nothing but a secret can stand: `SECRET_KEY`, the key of `jwt.encode`, the password of a connection.
- advice: keys that are known as examples of a manual; plain words in a folder of examples; an address on one's own
  machine whose password says the user again, as a service brings it; keys of a known make, and passwords in addresses,
  that the stored output of a cell shows: whoever gets the notebook reads them there too.
- not seen: a secret under a name that says nothing, unless it is of a known make, and pictures in outputs.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.roles import is_example
from rulekit.analysis.secrets.hardcoded import named_secrets
from rulekit.analysis.secrets.known_formats import KnownSecret, known_secret, known_secrets, without_scheme
from rulekit.analysis.secrets.likelihood import Likelihood, has_run, is_hash, likelihood
from rulekit.analysis.secrets.masking import beginning_of
from rulekit.analysis.secrets.named_strings import NamedString, Place
from rulekit.analysis.secrets.notebook_secrets import command_secrets, output_secrets
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.naming import words_in
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.testing.pytest_model import is_test
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.security.hardcoded_secret.fix import environment_instead

LONGEST_NAME = 30

RULE = Rule(
    code="RK502",
    name="hardcoded-secret",
    known_as=(
        "credentials",
        "password in code",
        "API key",
        "token in the source",
        "environment variable",
        "passphrase",
    ),
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
    for named, is_sure in named_secrets(source):
        unsure = Severity.ADVICE if is_example(source) else Severity.WARNING
        severity = Severity.ERROR if is_sure else unsure
        make_fix = partial(environment_instead, source, named)
        yield RULE.at(source, named.node, _message(named), severity=severity, make_fix=make_fix)


@RULE.check
def secret_by_looks(source: Source) -> Iterator[Finding]:
    """Find texts that are keys whatever their name is."""
    for node, known in known_secrets(source):
        message = f"{known.what} stands in the code ({_shown(known.secret)}): replace it, and read it from `os.environ`"
        opens_nothing = known.is_of_manual or known.is_preset or _is_shown_to_readers(source, known)
        yield RULE.at(source, node, message, severity=Severity.ADVICE if opens_nothing else Severity.ERROR)


@RULE.check
def secret_in_command(source: Source) -> Iterator[Finding]:
    """Find secrets in commands, magics, and cells in other languages: `%env API_KEY=...`, `!git clone https://...`."""
    for found in command_secrets(source):
        said = (
            f"{found.what} stands" if found.what else f"{quoted(found.name, LONGEST_NAME, 'a secret')} is set to a text"
        )
        message = f"{said} in the notebook ({_shown(found.secret)}): set it before you start"
        yield RULE.at(source, found.span, message)


@RULE.check
def secret_in_output(source: Source) -> Iterator[Finding]:
    """Find keys of a known make in the stored outputs of a notebook."""
    for span, known in output_secrets(source):
        message = f"the stored output shows {known.what} ({_shown(known.secret)}): clear it, and replace the secret"
        yield RULE.at(source, span, message, severity=Severity.ADVICE)


@RULE.exempt(secret_by_name)
def member(node: ast.Constant | ast.BinOp | ast.JoinedStr | ast.Call, source: Source) -> bool:
    """It is a member of an enumeration, so that its value is a label."""
    around = next((one for one in source.ancestors(node) if isinstance(one, (ast.ClassDef, ast.Call))), None)
    bases = around.bases if isinstance(around, ast.ClassDef) else ()
    words = [last_name(base) for base in bases]
    return any(word.endswith(("Enum", "Flag", "Choices")) for word in words)


@RULE.exempt(secret_by_name, secret_by_looks)
def made_up(node: ast.Constant | ast.BinOp | ast.JoinedStr | ast.Call, source: Source) -> bool:
    """It stands in a test, or in data called so, and is no token of a well-known service that a machine has drawn."""
    function = enclosing_function(source, node)
    is_in_test = source.role == "test" or (function is not None and is_test(source, function))
    if not is_in_test and not _is_test_data(source, node):
        return False
    known = known_secret(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
    return known is None or not known.is_token or has_run(known.secret)


@RULE.exempt(secret_by_name)
def checked_against_hash(node: ast.Constant | ast.BinOp | ast.JoinedStr, source: Source) -> bool:
    """It is checked against a hash that stands beside it, so that an unknown user takes as long as a known one."""
    parent = source.parents.get(node)
    call = source.parents.get(parent) if isinstance(parent, ast.keyword) else parent
    return isinstance(call, ast.Call) and any(argument is not node for argument in _hashes_in(source, call))


@question_per
def _hashes_in(source: Source, call: ast.Call) -> list[ast.expr]:
    """Which arguments of a call are hashes?"""
    given = [(argument, constant(source, argument)) for argument in (*call.args, *(one.value for one in call.keywords))]
    texts = [(argument, text.decode("latin-1") if isinstance(text, bytes) else text) for argument, text in given]
    return [argument for argument, text in texts if isinstance(text, str) and is_hash(text)]


@RULE.exempt(secret_by_name, secret_by_looks)
def pattern(node: ast.Constant | ast.BinOp | ast.JoinedStr, source: Source) -> bool:
    """It is an argument of a function of `re`, so that it is a pattern."""
    parent = source.parents.get(node)
    return isinstance(parent, ast.Call) and (names(source).resolve(parent.func) or "").startswith("re.")


@RULE.exempt(secret_by_looks)
def documentation(node: ast.Constant, source: Source) -> bool:
    """It is a docstring, or a text that stands alone."""
    return isinstance(source.parents.get(node), ast.Expr)


def _is_shown_to_readers(source: Source, known: KnownSecret) -> bool:
    """Recognise `postgresql://shop:secret@...` in an example; a password that nobody would make up is one there too."""
    is_password = known.what.startswith("a password in")
    return is_password and is_example(source) and likelihood(known.secret) < Likelihood.MIXED


def _is_test_data(source: Source, node: ast.AST) -> bool:
    """Recognise `_TESTS = [{...}]`, a table of test data beside the code, and files such as `settings_testing.py`."""
    if not {"test", "tests", "testing"}.isdisjoint(words_in(source.stem)):
        return True
    statement = source.statement(node)
    targets = statement.targets if isinstance(statement, ast.Assign) else ()
    is_table = isinstance(getattr(statement, "value", None), (ast.List, ast.Dict, ast.Tuple))
    return is_table and any(words_in(last_name(target))[-1:] in (["test"], ["tests"]) for target in targets)


def _message(named: NamedString) -> str:
    name, shown = quoted(named.name, LONGEST_NAME, "this secret"), _shown(without_scheme(named.text))
    if named.place is Place.COMPARED:
        return f"{name} is compared with a text in the code ({shown}): compare with a hash kept elsewhere"
    if named.place is Place.FALLBACK:
        return f"{name} falls back to a text in the code ({shown}): let the program fail without it"
    return f"{name} is a text in the code ({shown}): read it from `os.environ`"


def _shown(secret: str) -> str:
    beginning = beginning_of(secret)
    return f"`{beginning}…`" if beginning.isprintable() and "`" not in beginning else "`…`"
